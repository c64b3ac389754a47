"""Incidents as events of the Armed Conflict Location & Event Data project: one row for two actors, a place, a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tallybook.codebook import crosswalk
from tallybook.exports.acled_sides import CIVILIANS, Side, attacker_sides, interaction, target_sides, unidentified
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.counts import count_common, count_other_harms, count_suspected
from tallybook.exports.facts import Facts, Plain, days_told, joined, rounded
from tallybook.exports.readable import words_of_code
from tallybook.exports.sheets import open_sheet
from tallybook.model import DatePrecision, PlacePrecision

__all__ = ["COLUMNS", "EXPORT", "acled_figure"]

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
_NOTES = (
    "event_id_cnty is Tallybook's: the country and the incident, with .2, .3 for further days. It is no id of ACLED's.",
    "Names of actors without one of their own follow ACLED's patterns from memory; ACLED adds years to state forces.",
    "Which countries a region holds was not checked country by country; iso is 0 for Kosovo.",
    "source_scale, admin3 and tags are empty: the incidents do not tell.",
    "Where ACLED puts a province on its capital, this file has the middle of the province.",
    "One sub-event type of several is chosen by a simplified rank.",
    "Editions of ACLED's codebook after October 2024 were not read.",
)
# Of several sub-event types the one that stands first: battles before the means used in them, means before attacks.
_RANK = (
    *("Excessive force against protesters", "Armed clash", "Chemical weapon", "Suicide bomb", "Air/drone strike"),
    *("Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Grenade", "Violent demonstration"),
    *("Mob violence", "Sexual violence", "Attack", "Abduction/forced disappearance", "Disrupted weapons use"),
    *("Arrests", "Looting/property destruction", "Other"),
)
_DEMONSTRATIONS = {
    "Excessive force against protesters": "Political violence; Demonstrations",
    "Violent demonstration": "Demonstrations",
}
# ACLED's fixed figures, by the bounds that the codebook gives the words: "dozens" is 12, "tens" 10, "hundreds" 100.
_FIXED = {(24, 99): 12, (20, 99): 10, (200, 999): 100}
_FEW = 3  # "several", "few" and "many": 3, or 10 in a war, which an incident does not tell
_VIOLENCE_AGAINST_CIVILIANS = "Violence against civilians"


@dataclass(frozen=True, slots=True)
class _Acled:
    name: str = "acled"
    title: str = "ACLED events, one row for two actors, a place and a day"
    suffix: str = ".csv"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        with open_sheet(path, COLUMNS) as sheet:
            for record in incidents:
                rows = 0
                for cells in _rows(Facts(record), options, losses):
                    sheet.add(cells)
                    rows += 1
                losses.incident(rows)
        return losses.report()


EXPORT = _Acled()


def _rows(facts: Facts, options: ExportOptions, losses: Losses) -> Iterator[dict[str, object]]:
    what = _what(facts, losses)
    days = _days(facts, losses)
    where = _where(facts, losses)
    if not (what and days and where):
        return
    event_type, sub_event_type = what
    country = facts.country.name if facts.country else ""
    first, second = _sides(facts, event_type, country, losses)
    _count(facts, losses)
    dead = _fatalities(facts, losses)
    share, rest = divmod(dead, len(days))
    targets_civilians = second.inter in (CIVILIANS, "Protesters") and event_type != "Strategic developments"
    for number, (day, precision) in enumerate(days):
        yield {
            **where,
            "event_id_cnty": _event_id(facts, number),
            "event_date": day.isoformat(),
            "year": day.year,
            "time_precision": precision,
            "disorder_type": _disorder(event_type, sub_event_type),
            "event_type": event_type,
            "sub_event_type": sub_event_type,
            "actor1": first.name,
            "assoc_actor_1": joined(list(first.associated)),
            "inter1": first.inter,
            "actor2": second.name,
            "assoc_actor_2": joined(list(second.associated)),
            "inter2": second.inter,
            "interaction": interaction(first.inter, second.inter),
            "civilian_targeting": "Civilian targeting" if targets_civilians else "",
            "source": joined(facts.sources()),
            "notes": _notes(facts, first, second, f"{'' if precision == 1 else 'around '}{day:%d %B %Y}"),
            "fatalities": share + (rest if number == 0 else 0),
            "timestamp": options.timestamp,
        }


def _event_id(facts: Facts, number: int) -> str:
    country = facts.country.iso3 if facts.country else ""
    return f"{country}-{facts.id}" + (f".{number + 1}" if number else "")


def _what(facts: Facts, losses: Losses) -> tuple[str, str] | None:
    """Event and sub-event type, None where ACLED records nothing of the kind."""
    stages = facts.codes("stage")
    if stages and set(stages) <= {"threatened", "planned"}:
        losses.add("no_violence", "only threatened or planned; ACLED records violence: left out", facts.id)
        return None
    ways = crosswalk("acled")
    coded = [("incident_types", code) for code in facts.codes("incident_type")]
    found = [ways.map(scheme, code, facts.pairs).find("sub_event_type") for scheme, code in coded]
    codes = {target.code for target in found if target is not None}
    # A mode alone makes no event: "a drone" of reconnaissance. It says how where an attack is known.
    if codes and not codes & {"Armed clash", "Excessive force against protesters"}:
        for mode in facts.codes("mode"):
            target = ways.map("modes", mode, facts.pairs).find("sub_event_type")
            codes |= {target.code} if target is not None else set()
    if not codes:
        losses.add("no_type", "no sub-event type of ACLED fits its incident types: left out", facts.id)
        return None
    losses.add("further_types", "a further type or mode: there is one sub-event type", facts.id, len(codes) - 1)
    chosen = min(codes, key=_RANK.index)
    return ways.get_target("sub_event_type", chosen).group, chosen


def _disorder(event_type: str, sub_event_type: str) -> str:
    if event_type == "Strategic developments":
        return event_type
    return _DEMONSTRATIONS.get(sub_event_type, "Political violence")


def _days(facts: Facts, losses: Losses) -> list[tuple[date, int]]:
    """The days of the rows, each with its precision; none where there is no day that ACLED would take."""
    when = facts.when
    if when is None:
        losses.add("no_day", "no day is known; ACLED needs one: left out", facts.id)
        return []
    length = (when.last - when.first).days + 1
    if length > 1 and days_told(facts) == length:
        losses.add("days_split", "lasted several days: a row for each, the deaths split", facts.id)
        return [(when.first + timedelta(days=number), 1) for number in range(length)]
    # The range says within which days it was, which need not be all of them.
    precision = when.precision.acled
    if precision is None:
        losses.add("day_too_coarse", "the day is known no closer than a year; ACLED takes a month: left out", facts.id)
        return []
    if when.precision is not DatePrecision.DAY:
        losses.add("day_in_the_middle", "known within some days only: written on the one in the middle", facts.id)
    return [(when.first + timedelta(days=(length - 1) // 2), precision)]


def _where(facts: Facts, losses: Losses) -> dict[str, object] | None:
    entry, precision, country = facts.entry, facts.place_precision, facts.country
    if entry is None or precision is None:
        losses.add("no_place", "no place is resolved; ACLED needs one: left out", facts.id)
        return None
    if precision.acled is None or country is None:
        text = "the place is no finer than a country or in none; ACLED takes a region: left out"
        losses.add("place_too_coarse", text, facts.id)
        return None
    if facts.point is None:
        losses.add("no_coordinates", "the place has no coordinates; ACLED needs them: left out", facts.id)
        return None
    if precision is PlacePrecision.ADMIN1:
        losses.add(
            "province_middle", "known by its province only: on its middle, where ACLED takes its capital", facts.id
        )
    return {
        "iso": country.iso_number or 0,
        "region": country.acled_region,
        "country": country.name,
        "admin1": entry["admin1"],
        "admin2": entry["admin2"],
        "location": entry["name"],
        "latitude": rounded(facts.point[0]),
        "longitude": rounded(facts.point[1]),
        "geo_precision": precision.acled,
    }


def _sides(facts: Facts, event_type: str, country: str, losses: Losses) -> tuple[Side, Side]:
    """The two actors. What the type of event demands and the incident does not tell is written as unidentified."""
    nobody = Side("", "")
    attackers, targets = attacker_sides(facts, country), target_sides(facts, country)
    if event_type == "Battles":
        # A fight needs two armed sides; civilians that were hit in it are no side.
        against = [side for side in targets + attackers[1:] if side.inter not in (CIVILIANS, "Protesters")]
        second = against[0] if against else unidentified(country)
    elif event_type == _VIOLENCE_AGAINST_CIVILIANS:
        against = [side for side in targets if side.inter in (CIVILIANS, "Protesters")]
        second = against[0] if against else Side(f"Civilians ({country})", CIVILIANS, guessed=True)
    elif event_type == "Protests":
        second = next(
            (side for side in targets if side.inter == "Protesters"), Side(f"Protesters ({country})", "Protesters")
        )
    else:
        second = targets[0] if targets else nobody
    first = attackers[0] if attackers else unidentified(country)
    for side, which in ((first, "attacker"), (second, "attacked")):
        if side.guessed:
            text = f"the {which} side is not told or of no known kind: written as unidentified, or as civilians"
            losses.add(f"unknown_{which}", text, facts.id)
    further = len(attackers) + len(targets) - len({first.name, second.name} & {one.name for one in attackers + targets})
    losses.add("further_actors", "a further actor: ACLED has two, here with others as associated", facts.id, further)
    others = tuple(side.name for side in attackers[1:] if side.name != second.name)
    return Side(first.name, first.inter, others), second


def acled_figure(quantity: Plain) -> int | None:
    """The number of dead that ACLED writes: the lowest figure, fixed ones for vague words, None where none is known."""
    low, high = quantity["low"], quantity["high"]
    if quantity["qualifier"] == "vague":
        if (low, high) in _FIXED:
            return _FIXED[low, high]
        if high == 9 or (low == 1 and high is None):
            return _FEW
    figure: int | None = low if low is not None else quantity["best"]
    return figure


def _fatalities(facts: Facts, losses: Losses) -> int:
    """The dead of both sides by ACLED's conventions. No figure is 0 there, and counted as a loss here."""
    figures: list[int] = []
    for side in ("victims", "attackers"):
        total = facts.total("killed", side)
        if total is None:
            continue
        figure = acled_figure(total)
        if figure is None:
            losses.add("unbounded_dead", "deaths are told without a lowest figure: 0, as ACLED does", facts.id)
        elif total["high"] != figure:
            losses.add(
                "dead_bounds", "the dead have bounds or a word for an amount: the lowest figure is kept", facts.id
            )
        lowest = _lowest_against(facts, total)
        figures.append(min((one for one in (figure, lowest) if one is not None), default=0))
    if not figures:
        losses.add(
            "no_dead_told", "no figure of deaths is told: 0, as ACLED does, which is not known to be none", facts.id
        )
    return sum(figures)


def _lowest_against(facts: Facts, total: Plain) -> int | None:
    """The lowest figure that stands against the published one of the rows in a total, None where there is none.

    ACLED keeps the lowest figure that is reported until it is corroborated. A total of several rows stays as it is.
    """
    rows = [
        entry
        for entry in facts.record["values"]["casualties"]
        if set(total["statements"]) & {statement["id"] for statement in entry["supporting"]}
    ]
    if len(rows) != 1:
        return None
    wanted = rows[0]["value"]
    figures = [
        acled_figure(statement["value"]["quantity"])
        for statement in rows[0]["opposing"]
        if statement["stance"] != "denied"
        and (statement["value"]["harm"], statement["value"]["group"]) == (wanted["harm"], wanted["group"])
    ]
    return min((figure for figure in figures if figure is not None), default=None)


def _count(facts: Facts, losses: Losses) -> None:
    count_common(facts, losses)
    values = facts.record["values"]
    losses.add("weapons", "a weapon: no column", facts.id, len(values["weapon"]))
    count_suspected(facts, losses, "actor")
    count_other_harms(facts, losses, {"killed"}, "people were harmed otherwise than killed: in the notes only")
    groups = sum(value["harm"] == "killed" for value in facts.values("casualties"))
    losses.add("dead_by_group", "the dead are told by group: there is one figure", facts.id, groups - 1)


def _notes(facts: Facts, first: Side, second: Side, day: str) -> str:
    """What happened in one or two sentences of our own; no words of the report, which belong to its publisher."""
    types = " and ".join(words_of_code(code) for code in facts.codes("incident_type"))
    place = facts.entry["name"] if facts.entry else ""
    against = f" against {second.name}" if second.name else ""
    told = [f"{day}: {types} by {first.name}{against} in {place}."]
    harmed = [
        f"{words_of_code(total['harm'])} {total['text']}" + (" (attackers)" if total["side"] == "attackers" else "")
        for total in facts.record["casualty_totals"]
    ]
    told.append(f"Reported: {', '.join(harmed)}." if harmed else "No casualties are reported.")
    return " ".join(told)
