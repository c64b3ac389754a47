"""Incidents as rows of the Global Terrorism Database: acts of others than states, with up to three of most things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tallybook.actors import STATE_KINDS
from tallybook.codebook import TargetCode, crosswalk
from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.countries import GTD_REGIONS
from tallybook.exports.counts import count_bounds, count_by_group, count_common, count_other_harms
from tallybook.exports.facts import Facts, Plain, days_told, figure, is_named, joined, source_name
from tallybook.exports.gtd_columns import COLUMNS
from tallybook.exports.readable import words_of_code
from tallybook.exports.sheets import open_sheet
from tallybook.model import DatePrecision, PlacePrecision

__all__ = ["COLUMNS", "EXPORT"]

_NOTES = (
    "eventid has the form of GTD's and counts the incidents of a day in this file; it is none of GTD's.",
    "country, the natlty columns and all subtypes are empty: their numbers could not be checked.",
    "Countries have Tallybook's names in country_txt; which region a country is in was not checked one by one.",
    "From memory: weapon types 1, 3, 4 and 7, claim modes, propextent, unaffiliated individuals, rank of attack types.",
    "Whether an act is terrorism (crit1 to crit3, multiple) is not judged: empty, doubtterr -9.",
    "nkill and nwound are best figures and include the attackers; where the reports give none they are empty.",
    "INT_LOG, INT_IDEO, INT_MISC and INT_ANY are -9; nkillus, nwoundus, ransom amounts and outcomes are empty.",
)
_UNKNOWN, _NO_NUMBER = -9, -99
_OF_STATES = STATE_KINDS | {"external_forces"}
# The attack type that stands first where an incident has several, from memory of GTD's codebook.
_ATTACK_RANK = ("1", "4", "6", "5", "3", "2", "8", "7", "9")
_TOWNS = frozenset(
    (PlacePrecision.FACILITY, PlacePrecision.NEIGHBOURHOOD, PlacePrecision.TOWN, PlacePrecision.NEAR_TOWN)
)
_SPECIFICITY = {PlacePrecision.ADMIN2: 3, PlacePrecision.ADMIN1: 4}


@dataclass(frozen=True, slots=True)
class _Gtd:
    name: str = "gtd"
    title: str = "GTD rows, one per incident by others than a state"
    suffix: str = ".csv"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        serials: Counter[str] = Counter()
        with open_sheet(path, COLUMNS) as sheet:
            for record in incidents:
                cells = _cells(Facts(record), serials, losses)
                if cells is not None:
                    sheet.add(cells)
                losses.incident(int(cells is not None))
        return losses.report()


EXPORT = _Gtd()


def _cells(facts: Facts, serials: Counter[str], losses: Losses) -> dict[str, object] | None:
    attacks = _attacks(facts, losses)
    when = _when(facts, losses)
    where = _where(facts, losses)
    if not attacks or when is None or where is None:
        return None
    _count(facts, losses)
    day = f"{when['iyear']:04d}{when['imonth']:02d}{when['iday']:02d}"
    serials[day] += 1
    return {
        "eventid": f"{day}{serials[day]:04d}",
        **when,
        **where,
        "summary": _summary(facts, attacks[0].label),
        "doubtterr": _UNKNOWN,
        **_outcome(facts),
        **_numbered("attacktype", attacks, 3, facts, losses),
        **_targets(facts, losses),
        **_groups(facts, losses),
        **_claims(facts, losses),
        **_numbered("weaptype", _weapons(facts), 4, facts, losses),
        "weapdetail": joined([words_of_code(code) for code in facts.codes("weapon")]),
        **_harm(facts),
        **_property(facts),
        **_hostages(facts, attacks),
        **_sources(facts),
        **dict.fromkeys(("INT_LOG", "INT_IDEO", "INT_MISC", "INT_ANY"), _UNKNOWN),
    }


def _attacks(facts: Facts, losses: Losses) -> list[TargetCode]:
    """The attack types, the weightiest first; none where GTD records no such incident."""
    stages = facts.codes("stage")
    if stages and set(stages) <= {"threatened", "planned"}:
        losses.add("not_attempted", "only threatened or planned; GTD takes what was attempted: left out", facts.id)
        return []
    actors = facts.values("perpetrator")
    if actors and all(actor["kind"] in _OF_STATES for actor in actors):
        losses.add("by_a_state", "by a state alone; GTD records acts of others: left out", facts.id)
        return []
    coded = [("incident_types", code) for code in facts.codes("incident_type")]
    coded += [("modes", code) for code in facts.codes("mode")]
    found = _mapped(facts, coded, "attacktype")
    if not found:
        losses.add("no_type", "no attack type of GTD fits its incident types: left out", facts.id)
    return sorted(found, key=lambda target: _ATTACK_RANK.index(target.code))


def _mapped(facts: Facts, coded: list[tuple[str, str]], target_list: str) -> list[TargetCode]:
    """The codes of one list of GTD that ours lead to, each once."""
    ways = crosswalk("gtd")
    found = [ways.map(scheme, code, facts.pairs).find(target_list) for scheme, code in coded]
    return list(dict.fromkeys(target for target in found if target is not None))


def _numbered(column: str, codes: list[TargetCode], room: int, facts: Facts, losses: Losses) -> dict[str, object]:
    """`weaptype1`, `weaptype1_txt`, `weaptype2`, ... of the first codes."""
    losses.add(f"further_{column}", f"a further {column}: there is room for {room}", facts.id, len(codes) - room)
    cells: dict[str, object] = {}
    for number, target in enumerate(codes[:room], start=1):
        cells[f"{column}{number}"] = target.code
        cells[f"{column}{number}_txt"] = target.label
    return cells


def _when(facts: Facts, losses: Losses) -> dict[str, object] | None:
    when = facts.when
    if when is None:
        losses.add("no_day", "no day is known; GTD needs at least the year: left out", facts.id)
        return None
    if when.precision is DatePrecision.LONGER or when.last.year != when.first.year:
        losses.add("no_year", "the year is not known; GTD needs it: left out", facts.id)
        return None
    same_month = when.first.month == when.last.month
    lasted = days_told(facts) or 0
    return {
        "iyear": when.first.year,
        "imonth": when.first.month if same_month else 0,
        "iday": when.first.day if when.first == when.last else 0,
        "approxdate": "" if when.first == when.last else str(when),
        "extended": int(lasted > 1),
    }


def _where(facts: Facts, losses: Losses) -> dict[str, object] | None:
    entry, precision, country = facts.entry, facts.place_precision, facts.country
    if entry is None or precision is None or country is None or country.gtd_region is None:
        losses.add("no_country", "no place in a known country is resolved; GTD needs the country: left out", facts.id)
        return None
    town = precision in _TOWNS
    point = facts.point
    specificity = 5 if point is None else 1 if town else _SPECIFICITY.get(precision, 5)
    latitude, longitude = point if point is not None and specificity < 5 else (None, None)
    text = "no coordinates of a place finer than a country: empty"
    losses.add("no_point", text, facts.id, int(specificity == 5))
    vicinity = int(precision is PlacePrecision.NEAR_TOWN) if town else _UNKNOWN
    return {
        "country_txt": country.name,
        "region": country.gtd_region,
        "region_txt": GTD_REGIONS[country.gtd_region],
        "provstate": entry["admin1"] or (entry["name"] if precision is PlacePrecision.ADMIN1 else "Unknown"),
        "city": entry["name"] if town else "Unknown",
        "latitude": latitude,
        "longitude": longitude,
        "specificity": specificity,
        "vicinity": vicinity,
        "location": facts.place["name"] if facts.place and precision is PlacePrecision.FACILITY else "",
    }


def _outcome(facts: Facts) -> dict[str, object]:
    stages = set(facts.codes("stage"))
    success: object = None
    if "accomplished" in stages:
        success = 1
    elif "attempted" in stages:
        success = 0
    suicide = ("modes", "suicide") in facts.pairs or ("weapons", "suicide_vest") in facts.pairs
    return {"success": success, "suicide": int(suicide)}


def _targets(facts: Facts, losses: Losses) -> dict[str, object]:
    ways = crosswalk("gtd")
    targets = facts.values("target")
    losses.add("further_targets", "a further target: there is room for three", facts.id, len(targets) - 3)
    cells: dict[str, object] = {}
    for number, target in enumerate(targets[:3], start=1):
        code = ways.map("target_kinds", target["kind"]).find("targtype")
        if code is not None:
            cells |= {f"targtype{number}": code.code, f"targtype{number}_txt": code.label}
        cells[f"target{number}"] = target["text"]
    if not targets:
        unknown = ways.get_target("targtype", "20")
        cells |= {"targtype1": unknown.code, "targtype1_txt": unknown.label, "target1": "Unknown"}
    return cells


def _groups(facts: Facts, losses: Losses) -> dict[str, object]:
    """Groups by name; of an actor that is part of a larger group, the larger is the group and it the sub-group."""
    entries = facts.record["values"]["perpetrator"]
    no_groups = _OF_STATES | {"individual"}
    named = [one for one in entries if is_named(one["value"]) and one["value"]["kind"] not in no_groups]
    losses.add("further_groups", "a further group: there is room for three", facts.id, len(named) - 3)
    cells: dict[str, object] = {}
    for number, entry in enumerate(named[:3], start=1):
        actor = entry["value"]
        suffix = "" if number == 1 else str(number)
        cells[f"gname{suffix}"] = actor["part_of"] or actor["name"]
        cells[f"gsubname{suffix}"] = actor["name"] if actor["part_of"] else ""
        cells[f"guncertain{number}"] = int(facts.is_suspected(entry))
    alone = bool(entries) and all(entry["value"]["kind"] == "individual" for entry in entries)
    if not named:
        cells["gname"] = "Unaffiliated Individual(s)" if alone else "Unknown"
        losses.add("no_group", "no group is named: Unknown, or unaffiliated individuals", facts.id)
    counted = [figure(value["quantity"], "best") for value in facts.values("perpetrator_count")]
    arrested = facts.total("arrested", "attackers")
    captured = figure(arrested, "best") if arrested else None
    return {
        **cells,
        "individual": int(alone),
        "nperps": next((number for number in counted if number is not None), _NO_NUMBER),
        "nperpcap": captured if captured is not None else _NO_NUMBER,
    }


def _claims(facts: Facts, losses: Losses) -> dict[str, object]:
    """Who claimed, each claimant once; `claimed` is 0 only where reports say that nobody did."""
    ways = crosswalk("gtd")
    claims: dict[str, Plain] = {}
    for value in facts.values("responsibility"):
        if value["act"] == "claimed":
            claims.setdefault(value["actor"]["name"], value)
    unclaimed = any(value["act"] == "unclaimed" for value in facts.values("responsibility"))
    losses.add(
        "further_claims", "a further claim of responsibility: there is room for three", facts.id, len(claims) - 3
    )
    if not claims:
        return {"claimed": 0 if unclaimed else _UNKNOWN}
    cells: dict[str, object] = {"compclaim": int(len(claims) > 1)}
    for number, value in enumerate(list(claims.values())[:3], start=1):
        suffix = "" if number == 1 else str(number)
        mode = ways.map("claim_channels", value["channel"]).find("claimmode") if value["channel"] else None
        mode = mode or ways.get_target("claimmode", "10")
        cells["claimed" if number == 1 else f"claim{number}"] = 1
        cells[f"claimmode{suffix}"] = mode.code
        cells[f"claimmode{suffix}_txt"] = mode.label
    return cells


def _weapons(facts: Facts) -> list[TargetCode]:
    coded = [("weapons", code) for code in facts.codes("weapon")]
    coded += [("modes", code) for code in facts.codes("mode")]
    coded += [("incident_types", code) for code in facts.codes("incident_type")]
    found = _mapped(facts, coded, "weaptype")
    known = [target for target in found if target.code != "13"]
    return known or [crosswalk("gtd").get_target("weaptype", "13")]


def _harm(facts: Facts) -> dict[str, object]:
    cells: dict[str, object] = {}
    for harm, column, of_attackers in (("killed", "nkill", "nkillter"), ("injured", "nwound", "nwoundte")):
        cells[column] = facts.total_of(harm, "best")
        attackers = facts.total(harm, "attackers")
        cells[of_attackers] = figure(attackers, "best") if attackers else None
    return cells


def _property(facts: Facts) -> dict[str, object]:
    damaged = [target for target in facts.values("target") if target["damage"] in ("destroyed", "damaged", "taken")]
    if damaged:
        told = joined([f"{target['text']}: {words_of_code(target['damage'])}" for target in damaged])
        unknown = {"propextent": 4, "propextent_txt": "Unknown", "propvalue": _NO_NUMBER}
        return {"property": 1, **unknown, "propcomment": told}
    spared = any(target["damage"] == "undamaged" for target in facts.values("target"))
    return {"property": 0 if spared else _UNKNOWN}


def _hostages(facts: Facts, attacks: list[TargetCode]) -> dict[str, object]:
    abducted = facts.total_of("abducted", "best")
    if not (abducted or {target.code for target in attacks} & {"4", "5", "6"}):
        return {"ishostkid": 0}
    released = facts.total_of("released", "best")
    return {
        "ishostkid": 1,
        "nhostkid": abducted if abducted is not None else _NO_NUMBER,
        "nhours": _NO_NUMBER,
        "ndays": _NO_NUMBER,
        "ransom": _UNKNOWN,
        "nreleased": released if released is not None else _NO_NUMBER,
    }


def _sources(facts: Facts) -> dict[str, object]:
    cited = []
    for head in facts.record["reports"]:
        name = source_name(head)
        day = head["published"]["first"] if head["published"] else ""
        cited.append(", ".join(part for part in (head["title"], name, day, head["url"]) if part) or head["id"])
    return {**{f"scite{number}": one for number, one in enumerate(cited[:3], start=1)}, "dbsource": "Tallybook"}


def _summary(facts: Facts, attack: str) -> str:
    """What happened, in words of our own and the form of GTD's summaries."""
    when = facts.when
    one_day = when is not None and when.first == when.last
    day = f"{when.first:%m/%d/%Y}: " if when is not None and one_day else f"{when}: "
    actors = joined([actor["name"] for actor in facts.values("perpetrator")]) or "Unknown assailants"
    targets = joined([target["text"] for target in facts.values("target")])
    place = f" in {facts.entry['name']}" if facts.entry else ""
    harmed = [
        f"{words_of_code(total['harm'])} {total['text']}" + (" (assailants)" if total["side"] == "attackers" else "")
        for total in facts.record["casualty_totals"]
    ]
    told = f" Reported: {', '.join(harmed)}." if harmed else ""
    return f"{day}{actors}: {attack}{f' on {targets}' if targets else ''}{place}.{told}"


def _count(facts: Facts, losses: Losses) -> None:
    count_common(facts, losses, claims=True)
    count_bounds(facts, losses, ("killed", "injured"), "empty")
    text = "a harm other than death, injury or abduction: in the summary only"
    count_other_harms(facts, losses, ("killed", "injured", "abducted", "released"), text)
    count_by_group(facts, losses)
    losses.add("citations", "a further report: there is room for three", facts.id, len(facts.record["reports"]) - 3)
