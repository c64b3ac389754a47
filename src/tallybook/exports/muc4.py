"""Incidents as templates of the Fourth Message Understanding Conference, in the layout of its answer keys.

Source: the task documentation of the conference (1992), `template-doc-part1` version 7. Each of the 25 slots stands on
a line of its own; a slot without a fill holds "-". Words stand in capitals and double quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tallybook.exports.base import ExportOptions, Losses, LossReport, Record
from tallybook.exports.counts import count_common
from tallybook.exports.facts import Facts, Plain, is_named
from tallybook.exports.muc4_people import human_slots
from tallybook.exports.muc4_words import mapped, plain, quoted
from tallybook.model import DateRange, PlacePrecision

__all__ = ["EXPORT", "SLOTS"]

SLOTS = (
    *("MESSAGE: ID", "MESSAGE: TEMPLATE", "INCIDENT: DATE", "INCIDENT: LOCATION", "INCIDENT: TYPE"),
    *("INCIDENT: STAGE OF EXECUTION", "INCIDENT: INSTRUMENT ID", "INCIDENT: INSTRUMENT TYPE"),
    *("PERP: INCIDENT CATEGORY", "PERP: INDIVIDUAL ID", "PERP: ORGANIZATION ID", "PERP: ORGANIZATION CONFIDENCE"),
    *("PHYS TGT: ID", "PHYS TGT: TYPE", "PHYS TGT: NUMBER", "PHYS TGT: FOREIGN NATION"),
    *("PHYS TGT: EFFECT OF INCIDENT", "PHYS TGT: TOTAL NUMBER", "HUM TGT: NAME", "HUM TGT: DESCRIPTION"),
    *("HUM TGT: TYPE", "HUM TGT: NUMBER", "HUM TGT: FOREIGN NATION", "HUM TGT: EFFECT OF INCIDENT"),
    "HUM TGT: TOTAL NUMBER",
)
_COLUMN = 36
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_NOTES = (
    "Years have two digits, as in 1992: the century is lost.",
    "Places and countries have their usual names, not those of the set lists of 1992.",
    "Foreign nations (15, 22), numbers of things (14, 17) and the total of people (24) are left empty.",
    "What the conference took for granted is not: no date of the message for a missing one, no relevance by country.",
    "An accusation by authorities is not told from others: both are SUSPECTED OR ACCUSED.",
)
_TOWNS = (PlacePrecision.TOWN, PlacePrecision.NEAR_TOWN, PlacePrecision.FACILITY)


@dataclass(frozen=True, slots=True)
class _Muc4:
    name: str = "muc4"
    title: str = "MUC-4 templates, one per incident, in the layout of the answer keys"
    suffix: str = ".muc4"

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        losses = Losses(self.name, _NOTES)
        numbers: Counter[str] = Counter()
        with path.open("w", encoding="utf-8", newline="") as file:
            for record in incidents:
                slots = _template(Facts(record), losses)
                if slots is not None:
                    message = slots[0][0]
                    numbers[message] += 1
                    slots[1] = [str(numbers[message])]
                    file.write(_formatted(slots))
                losses.incident(int(slots is not None))
        return losses.report()


EXPORT = _Muc4()


def _formatted(slots: dict[int, list[str]]) -> str:
    lines = []
    for number, label in enumerate(SLOTS):
        fills = slots.get(number) or ["-"]
        lines.append(f"{f'{number}.':<4}{label}".ljust(_COLUMN) + fills[0])
        lines += [" " * _COLUMN + fill for fill in fills[1:]]
    return "\n".join(lines) + "\n\n"


@dataclass(slots=True)
class Draft:
    """The fills of a template while it is put together."""

    slots: dict[int, list[str]] = field(default_factory=dict)

    def add(self, slot: int, fill: str) -> None:
        """Add a fill to a slot, once."""
        fills = self.slots.setdefault(slot, [])
        if fill and fill not in fills:
            fills.append(fill)


def _template(facts: Facts, losses: Losses) -> dict[int, list[str]] | None:
    kind = mapped("incident_types", facts.codes("incident_type"), "incident_type")
    stages = mapped("stages", facts.codes("stage"), "stage")
    if not kind:
        losses.add("no_type", "no incident type of MUC-4 fits: left out", facts.id)
        return None
    if facts.codes("stage") and not stages:
        losses.add("planned", "only planned; the task had no template for that: left out", facts.id)
        return None
    _count(facts, kind, losses)
    draft = Draft()
    draft.add(0, _message(facts))
    draft.add(2, _when(facts.when))
    draft.add(3, _where(facts))
    draft.add(4, kind[0])
    draft.add(5, stages[0] if stages else "")
    _instruments(facts, draft)
    _perpetrators(facts, draft)
    _things(facts, draft)
    for slot, fill in human_slots(facts):
        draft.add(slot, fill)
    return draft.slots


def _message(facts: Facts) -> str:
    """One word: the document of the first report, else the report."""
    head = facts.record["reports"][0]
    return "-".join(plain(head["document"]).split()) or str(head["id"])


def _when(when: DateRange | None) -> str:
    if when is None:
        return ""
    return _day(when.first) if when.first == when.last else f"{_day(when.first)} - {_day(when.last)}"


def _day(day: date) -> str:
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year % 100:02d}"


def _where(facts: Facts) -> str:
    """The country, then the finer places in it, from the coarsest on."""
    entry, precision, country = facts.entry, facts.place_precision, facts.country
    if entry is None or precision is None or country is None:
        return ""
    levels = [_name(country.name)]
    if entry["admin1"]:
        levels.append(f"{_name(entry['admin1'])} (PROVINCE)")
    if precision is PlacePrecision.ADMIN1 and not entry["admin1"]:
        levels.append(f"{_name(entry['name'])} (PROVINCE)")
    elif precision is PlacePrecision.ADMIN2:
        levels.append(f"{_name(entry['name'])} (DISTRICT)")
    elif precision is PlacePrecision.NEIGHBOURHOOD:
        levels.append(f"{_name(entry['name'])} (NEIGHBORHOOD)")
    elif precision in _TOWNS:
        levels.append(f"{_name(entry['name'])} (TOWN)")
    return ": ".join(levels)


def _name(name: str) -> str:
    """A place without the marks that have a meaning in the slot."""
    return " ".join(re.sub(r"[:/()]", " ", plain(name)).split())


def _instruments(facts: Facts, draft: Draft) -> None:
    """Instruments by the report's words, each with its type."""
    for entry in facts.record["values"]["weapon"]:
        words = quoted(re.sub(r"^(?:an?|the|some) ", "", entry["supporting"][0]["original_text"], flags=re.IGNORECASE))
        draft.add(6, words)
        for kind in mapped("weapons", [entry["value"]["code"]], "instrument_type"):
            draft.add(7, f"{kind}: {words}")


def _perpetrators(facts: Facts, draft: Draft) -> None:
    kinds = [actor["kind"] for actor in facts.values("perpetrator")]
    categories = mapped("actor_kinds", kinds, "incident_category")
    categories += mapped("incident_types", facts.codes("incident_type"), "incident_category")
    draft.add(8, categories[0] if categories else "")
    acts = facts.values("responsibility")
    for entry in facts.record["values"]["perpetrator"]:
        actor = entry["value"]
        if not is_named(actor) or actor["kind"] == "individual":
            draft.add(9, quoted(actor["name"]))
            continue
        draft.add(10, quoted(actor["name"]))
        confidence = _confidence(actor["name"], entry, acts)
        draft.add(11, f"{confidence}: {quoted(actor['name'])}" if confidence else "")


def _confidence(name: str, entry: Plain, acts: list[Plain]) -> str:
    """How sure it is: by a claim, then by how the reports name the group, then by an accusation."""
    told = [act["act"] for act in acts if act["actor"] and act["actor"]["name"] == name]
    if "claimed" in told:
        return "CLAIMED OR ADMITTED"
    stances = mapped("stances", [statement["stance"] for statement in entry["supporting"]], "confidence")
    if "REPORTED AS FACT" in stances:
        return "REPORTED AS FACT"
    accused = mapped("responsibility_acts", told, "confidence")
    return next(iter([*accused, *stances]), "")


def _things(facts: Facts, draft: Draft) -> None:
    for target in facts.values("target"):
        if target["human"]:
            continue
        words = quoted(target["text"])
        draft.add(12, words)
        for kind in mapped("target_kinds", [target["kind"]], "phys_type"):
            draft.add(13, f"{kind}: {words}")
        if target["damage"]:
            for effect in mapped("damages", [target["damage"]], "phys_effect"):
                draft.add(16, f"{effect}: {words}")


def _count(facts: Facts, kinds: list[str], losses: Losses) -> None:
    count_common(facts, losses, claims=True, accusations=True)
    perpetrators = {actor["name"] for actor in facts.values("perpetrator")}
    acts = [value for value in facts.values("responsibility") if value["actor"] and value["act"] != "denied"]
    others = sum(value["actor"]["name"] not in perpetrators for value in acts)
    text = "somebody claims or is accused who is no published perpetrator: no slot"
    losses.add("accused_others", text, facts.id, others)
    losses.add("further_types", "a further incident type: there is one", facts.id, len(kinds) - 1)
    losses.add("modes", "a mode: no slot", facts.id, len(facts.codes("mode")))
    losses.add("no_day", "no day is known: the slot is empty", facts.id, int(facts.when is None))
    losses.add("no_place", "no place in a country is resolved: the slot is empty", facts.id, int(facts.country is None))
    losses.add("reports", "a further report: a template is of one message", facts.id, len(facts.record["reports"]) - 1)
    attackers = sum(value["group"] in ("attackers", "armed_group") for value in facts.values("casualties"))
    losses.add("attackers", "harm to attackers or armed groups: no slot", facts.id, attackers)
    held = ("killed", "injured", "released", "unharmed")
    other = sum(value["harm"] not in held for value in facts.values("casualties"))
    losses.add("other_harms", "a harm without an effect of MUC-4: the number stands without it", facts.id, other)
