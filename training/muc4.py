"""MUC-4 as training examples: what the answer keys say of a message, laid onto the words of the message.

The keys give strings without places. A string is looked for in the text; of several places of one entity those count
that stand with other entities of the same template, and the rest is left out of the loss.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tallybook.coding.tokens import Text, segment
from tallybook.dates import find_dates
from tallybook.evaluation.corpora import load_muc4
from tallybook.evaluation.muc4 import by_message, read_templates
from tallybook.evaluation.muc4.templates import Filler, Template
from tallybook.model import Report, Span
from training.examples import Example, Labelled

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
STRING_SLOTS = {
    6: "weapon",
    9: "perpetrator_individual",
    10: "perpetrator_organization",
    12: "physical_target",
    18: "human_name",
    19: "human_description",
}
# Words that tell of an incident of a type. They choose among places of one string, nothing else.
ACTS = {
    "ATTACK": r"kill|murder|assassinat|attack|ambush|shot|shoot|massacre|dead|death|died|wound|injur|fir(?:ed|ing)|"
    r"strafe|gunned|machinegun|slain|tortur|execut|victim",
    "BOMBING": r"bomb|explo|dynamit|detonat|blew|blast|device|mine[ds]?\b|grenade|blow",
    "KIDNAPPING": r"kidnap|abduct|hostage|captur|seiz|disappear|released|held|captive|freed",
    "ARSON": r"burn|fire|arson|torch|flames",
    "ROBBERY": r"rob|stole|loot|took|seiz",
    "HIJACKING": r"hijack",
    "FORCED WORK STOPPAGE": r"stoppage|strike|halt|paralyz|suspend",
}
_ACTS = {kind: re.compile(rf"\b(?:{words})", re.IGNORECASE) for kind, words in ACTS.items()}


def read(folders: Sequence[Path]) -> Iterator[Example]:
    """The messages of these folders that have a key, as examples."""
    for folder in folders:
        keys = by_message([one for file in sorted(folder.glob("key*")) for one in read_templates(file)])
        for report in load_muc4(folder):
            if report.document in keys:
                yield example(report, keys[report.document])


def example(report: Report, templates: Iterable[Template]) -> Example:
    """One message with the labels of its templates."""
    text = segment(report)
    made = Example("muc4", report.document, report, text, tags=frozenset((*STRING_SLOTS.values(), "place", "date")))
    made.doc_types = {}
    told = [one for one in templates if not one.irrelevant]
    for number, template in enumerate(told):
        kind = template.get(4)[0].fills[0].text
        if template.optional:
            made.doc_types.setdefault(kind, -1)
        else:
            made.doc_types[kind] = 1
        _template(made, number, kind, template)
    made.judged_types = True
    if told:
        made.classes["report_kind"] = ["incident"]
    return made


def _template(made: Example, number: int, kind: str, template: Template) -> None:
    text = made.text
    entities: list[tuple[str, list[tuple[int, int]], dict[str, object]]] = []
    for slot, role in STRING_SLOTS.items():
        for filler in template.get(slot):
            places = _places(text, filler)
            if places:
                entities.append((role, places, _attributes(template, slot, filler)))
    anchor = _anchors(text, kind, [places for _, places, _ in entities])
    told: set[int] = set()
    for role, places, attributes in entities:
        best = max(anchor[_sentence(text, place)] for place in places)
        for place in places:
            sentence = _sentence(text, place)
            chosen = len(places) == 1 or anchor[sentence] >= min(best, 2)
            made.spans.append(
                Labelled(place[0], place[1], role, number if chosen else None, attributes if chosen else {})
            )
            if chosen and (not role.startswith("perpetrator") or anchor[sentence] >= 2):
                told.add(sentence)
    stage = template.get(5)[0].fills[0].text if template.get(5) else "ACCOMPLISHED"
    made.templates.append({"type": kind, "stage": stage, "sentences": sorted(told), "optional": template.optional})
    for one in text.sentences:
        if one.index not in told and anchor[one.index]:
            made.unsure.add((one.index, kind))
    _date(made, number, template, told)
    _location(made, number, template, told)


def _anchors(text: Text, kind: str, entities: Sequence[Sequence[tuple[int, int]]]) -> dict[int, int]:
    """How many entities each sentence has, and one more where a word tells of an act of this type."""
    anchor: dict[int, int] = defaultdict(int)
    for places in entities:
        for index in {_sentence(text, place) for place in places}:
            anchor[index] += 1
    act = _ACTS.get(kind, _ACTS["ATTACK"])
    for sentence in text.sentences:
        anchor[sentence.index] += bool(act.search(text.words(sentence.first, sentence.last)))
    return anchor


def _sentence(text: Text, place: tuple[int, int]) -> int:
    return text.tokens[place[0]].sentence


def _pattern(words: str) -> re.Pattern[str]:
    parts = re.findall(r"\w+|[^\w\s]", words)
    return re.compile(r"(?<!\w)" + r"\s*".join(map(re.escape, parts)) + r"(?!\w)", re.IGNORECASE)


def find(text: Text, words: str) -> list[tuple[int, int]]:
    """Where these words stand, as ranges of tokens."""
    if not re.search(r"\w", words):
        return []
    return [text.token_range(Span(*match.span())) for match in _pattern(words).finditer(text.raw)]


def _places(text: Text, filler: Filler) -> list[tuple[int, int]]:
    found = sorted({place for fill in filler.fills for place in find(text, fill.text)}, key=lambda p: (p[0], -p[1]))
    kept: list[tuple[int, int]] = []
    for place in found:
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _attributes(template: Template, slot: int, filler: Filler) -> dict[str, object]:
    """What the slots that refer to this filler say of it."""
    names = {fill.text for fill in filler.fills}

    def referring(other: int) -> list[str]:
        found = []
        for one in template.get(other):
            if names & {fill.text for fill in one.reference}:
                found.append(one.fills[0].text)
        return found

    if slot == 6:
        return {"weapon": referring(7)[:1]}
    if slot in (9, 10):
        category = template.get(8)[0].fills[0].text if template.get(8) else ""
        made: dict[str, object] = {"category": [category] if category else []}
        if slot == 10:
            made["confidence"] = referring(11)[:1]
        return made
    if slot == 12:
        return {"physical_kind": referring(13)[:1], "damage": referring(16)}
    types, effects = referring(20), referring(23)
    if slot == 19 and filler.reference:
        named = {fill.text for fill in filler.reference}
        for other, found in ((20, types), (23, effects)):
            found += [one.fills[0].text for one in template.get(other) if named & {fill.text for fill in one.reference}]
    return {"human_kind": types[:1], "effect": list(dict.fromkeys(effects))}


def days(text: str, message: str = "") -> tuple[str, ...]:
    """The ISO days of a date of the key; empty for a date that only says "on or before"."""
    found = re.findall(r"(\d{1,2}) ([A-Z]{3}) (\d{2})", text)
    if text.strip().startswith("-"):
        return ()
    return tuple(
        f"19{year}-{MONTHS.index(month) + 1:02d}-{int(day):02d}" for day, month, year in found if month in MONTHS
    )


def _date(made: Example, number: int, template: Template, told: set[int]) -> None:
    wanted = {days(fill.text) for filler in template.get(2) for fill in filler.fills} - {()}
    places = []
    for found in find_dates(made.report.text, made.report.published):
        value = found.value.range
        if value is None:
            continue
        ends = (value.first.isoformat(), value.last.isoformat())
        if ends in wanted or (ends[0] == ends[1] and ends[:1] in wanted):
            places.append(made.text.token_range(found.span))
    _near(made, number, "date", places, told)


def _location(made: Example, number: int, template: Template, told: set[int]) -> None:
    places = []
    for filler in template.get(3):
        for fill in filler.fills:
            for part in re.split(r"[:]| - ", fill.text)[1:]:
                name = re.sub(r"\(.*", "", part).strip()
                places += find(made.text, name) if name else []
    _near(made, number, "place", sorted(set(places)), told)


def _near(made: Example, number: int, role: str, places: list[tuple[int, int]], told: set[int]) -> None:
    """Label the places in or next to the sentences of the template; without any, the first one."""
    if not places:
        return
    distance = {place: min((abs(_sentence(made.text, place) - one) for one in told), default=9) for place in places}
    nearest = min(distance.values())
    for place in places:
        chosen = distance[place] <= max(nearest, 1) if nearest < 9 else place == places[0]
        made.spans.append(Labelled(place[0], place[1], role, number if chosen else None, {}))
