"""Our own gold: labels of reports that lie in other people's corpora, as places in their texts without the texts.

A line of JSON is a report: corpus, document, the SHA-256 of its text, split, and the lists that
docs/reference/annotation-guide.md describes. Places are [start, end] in the text of the report. Annotators write YAML
with words and sentence numbers instead; `read_annotation` finds the places and refuses what it cannot find.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tallybook.codebook import load_codebook
from tallybook.coding.tokens import Text, segment
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import read_lines
from tallybook.model import Report, Span

__all__ = [
    "Entry",
    "LabelledMention",
    "Labels",
    "Row",
    "labels_from_json",
    "labels_to_json",
    "read_annotation",
    "read_labels",
]

Bounds = tuple[int | None, int | None, int | None]
_WORDS = re.compile(r"(\d+)(?:#(\d+))?:\s*(.+)", re.DOTALL)
_RELATIONS = ("background_of", "part_of_series", "follow_up_to", "retaliation_for")


@dataclass(frozen=True, slots=True)
class LabelledMention:
    """One occurrence. `killed` and `injured` count everybody in it, attackers too; None where it is not told."""

    id: str
    kind: str
    type: str
    anchor: Span
    first: date | None = None
    last: date | None = None
    place: Span | None = None
    killed: Bounds | None = None
    injured: Bounds | None = None
    relation: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the casualty table. `part_of` is the index of the row with the total, or None. `speakers` are places
    that name one speaker; none for the reporter's own voice."""

    mention: str
    harm: str
    group: str
    words: Span
    numbers: Bounds
    stance: str
    speakers: tuple[Span, ...] = ()
    part_of: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of responsibility. `actors` are places that name one actor; none for an act that nobody has claimed."""

    mention: str
    act: str
    words: Span
    stance: str
    actors: tuple[Span, ...] = ()
    speakers: tuple[Span, ...] = ()
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """What one annotator wrote of one report."""

    corpus: str
    document: str
    text_hash: str
    split: str
    mentions: tuple[LabelledMention, ...]
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]


class _FaultError(Exception):
    """What is wrong with a file, in words."""


class _Places:
    """From an annotator's words to places in a text."""

    def __init__(self, report: Report) -> None:
        self.text: Text = segment(report)

    def find(self, given: object, what: str) -> Span:
        match = _WORDS.fullmatch(given.strip()) if isinstance(given, str) else None
        if match is None:
            raise _FaultError(f'{what} is {given!r}; it needs the form "SENTENCE: exact words".')
        number, count, words = int(match[1]), int(match[2] or 1), match[3].strip()
        if number >= len(self.text.sentences):
            raise _FaultError(f"{what}: there is no sentence {number}.")
        sentence = self.text.sentences[number]
        start, end = self.text.tokens[sentence.first].start, self.text.tokens[sentence.last - 1].end
        pattern = r"\s+".join(map(re.escape, words.split()))
        found = list(re.finditer(pattern, self.text.raw[start:end]))
        if len(found) < count:
            raise _FaultError(f"{what}: {words!r} does not stand {count} times in sentence {number}.")
        return Span(start + found[count - 1].start(), start + found[count - 1].end())

    def find_all(self, given: object, what: str) -> tuple[Span, ...]:
        if given in (None, ""):
            return ()
        return tuple(self.find(one, what) for one in (given if isinstance(given, list) else [given]))


def read_annotation(plain: Any, report: Report, corpus: str, split: str) -> Labels:
    """The labels of an annotator's file, read as YAML. Raises CorpusFormatError with every fault of the file."""
    places = _Places(report)
    faults: list[str] = []
    if not isinstance(plain, Mapping):
        raise CorpusFormatError(f"{report.document}: this is no mapping of mentions, casualties and responsibility.")

    def each(name: str, make: Any) -> list[Any]:
        made: list[Any] = []
        entries = plain.get(name) or []
        if not isinstance(entries, list):
            faults.append(f"{name} is no list.")
            return made
        for number, one in enumerate(entries, start=1):
            where = f"{name} {number}"
            try:
                made.append(make(one, where))
            except (_FaultError, KeyError, TypeError, ValueError) as fault:
                reason = f"{fault.args[0]!r} is missing" if isinstance(fault, KeyError) else str(fault)
                faults.append(f"{where}: {reason}")
        return made

    mentions = each("mentions", lambda one, _: _mention(one, places))
    known = {one.id for one in mentions}
    faults += [
        f"mention {one.id} is related to {one.other!r}, which is none."
        for one in mentions
        if one.other and one.other not in known
    ]
    if len(known) < len(mentions):
        faults.append("two mentions have one id.")
    rows = each("casualties", lambda one, _: _row(one, places, known))
    faults += [
        f"casualties {number}: part_of {one.part_of + 1} is no other row."
        for number, one in enumerate(rows, 1)
        if one.part_of is not None and not (0 <= one.part_of < len(rows) and one.part_of != number - 1)
    ]
    entries = each("responsibility", lambda one, _: _entry(one, places, known))
    if faults:
        raise CorpusFormatError(f"{report.document}: " + " | ".join(faults))
    return Labels(corpus, report.document, report.text_hash, split, tuple(mentions), tuple(rows), tuple(entries))


def _mention(one: Mapping[str, Any], places: _Places) -> LabelledMention:
    relation = one.get("relation") or {}
    first, last = _day(one.get("first"), "first"), _day(one.get("last"), "last")
    if (first is None) != (last is None) or (first and last and first > last):
        raise _FaultError("first and last are two days in their order, or both null.")
    return LabelledMention(
        str(one["id"]),
        _code(one["kind"], "mention_kinds"),
        _code(one["type"], "incident_types"),
        places.find(one["anchor"], "anchor"),
        first,
        last,
        places.find(one["place"], "place") if one.get("place") else None,
        _bounds(one.get("killed"), "killed"),
        _bounds(one.get("injured"), "injured"),
        _one_of(relation.get("is"), _RELATIONS) if relation else "",
        str(relation.get("other", "")) if relation else "",
    )


def _row(one: Mapping[str, Any], places: _Places, known: set[str]) -> Row:
    part = one.get("part_of")
    if part is not None and not isinstance(part, int):
        raise _FaultError("part_of is the number of a row, or null.")
    numbers = _bounds(one["numbers"], "numbers")
    return Row(
        _one_of(one["mention"], known),
        _code(one["harm"], "harms"),
        _code(one["group"], "groups"),
        places.find(one["words"], "words"),
        numbers or (None, None, None),
        _code(one["stance"], "stances"),
        places.find_all(one.get("speaker"), "speaker"),
        None if part is None else part - 1,
    )


def _entry(one: Mapping[str, Any], places: _Places, known: set[str]) -> Entry:
    actors = places.find_all(one.get("actor"), "actor")
    act = _code(one["act"], "responsibility_acts")
    if bool(actors) == (act == "unclaimed"):
        raise _FaultError("an act has an actor, unless it is unclaimed.")
    return Entry(
        _one_of(one["mention"], known),
        act,
        places.find(one["words"], "words"),
        _code(one["stance"], "stances"),
        actors,
        places.find_all(one.get("speaker"), "speaker"),
        _code(one["channel"], "claim_channels") if one.get("channel") else "",
    )


def _code(given: object, scheme: str) -> str:
    return _one_of(given, load_codebook().schemes[scheme].codes)


def _one_of(given: object, known: Collection[str]) -> str:
    if given not in known:
        raise _FaultError(f"{given!r} is none of {', '.join(sorted(known))}.")
    return str(given)


def _bounds(given: object, what: str) -> Bounds | None:
    if given is None:
        return None
    if (
        not isinstance(given, list)
        or len(given) != 3
        or any(one is not None and (not isinstance(one, int) or one < 0) for one in given)
    ):
        raise _FaultError(f"{what} is {given!r}; it needs low, best and high.")
    told = [one for one in given if one is not None]
    if told != sorted(told):
        raise _FaultError(f"{what} is {given!r}; low, best and high do not rise.")
    return (given[0], given[1], given[2])


def _day(given: object, what: str) -> date | None:
    if given is None or isinstance(given, date):
        return given
    raise _FaultError(f"{what} is {given!r}; it needs a day as 2031-05-09.")


def labels_to_json(labels: Labels) -> dict[str, Any]:
    """JSON values; `labels_from_json` reads them."""

    def span(one: Span | None) -> list[int] | None:
        return None if one is None else [one.start, one.end]

    def spans(some: Sequence[Span]) -> list[list[int]]:
        return [[one.start, one.end] for one in some]

    return {
        "corpus": labels.corpus,
        "document": labels.document,
        "text_hash": labels.text_hash,
        "split": labels.split,
        "mentions": [
            {
                "id": one.id,
                "kind": one.kind,
                "type": one.type,
                "anchor": span(one.anchor),
                "first": one.first.isoformat() if one.first else None,
                "last": one.last.isoformat() if one.last else None,
                "place": span(one.place),
                "killed": list(one.killed) if one.killed else None,
                "injured": list(one.injured) if one.injured else None,
                "relation": one.relation,
                "other": one.other,
            }
            for one in labels.mentions
        ],
        "casualties": [
            {
                "mention": one.mention,
                "harm": one.harm,
                "group": one.group,
                "words": span(one.words),
                "numbers": list(one.numbers),
                "stance": one.stance,
                "speakers": spans(one.speakers),
                "part_of": one.part_of,
            }
            for one in labels.rows
        ],
        "responsibility": [
            {
                "mention": one.mention,
                "act": one.act,
                "words": span(one.words),
                "stance": one.stance,
                "actors": spans(one.actors),
                "speakers": spans(one.speakers),
                "channel": one.channel,
            }
            for one in labels.entries
        ],
    }


def labels_from_json(plain: Mapping[str, Any]) -> Labels:
    """The labels of one line. Raises CorpusFormatError where it is not as `labels_to_json` writes it."""

    def spans(some: Sequence[Sequence[int]]) -> tuple[Span, ...]:
        return tuple(Span(*one) for one in some)

    def bounds(given: Sequence[int | None] | None) -> Bounds | None:
        return (given[0], given[1], given[2]) if given is not None else None

    try:
        return Labels(
            plain["corpus"],
            plain["document"],
            plain["text_hash"],
            plain["split"],
            tuple(
                LabelledMention(
                    one["id"],
                    one["kind"],
                    one["type"],
                    Span(*one["anchor"]),
                    date.fromisoformat(one["first"]) if one["first"] else None,
                    date.fromisoformat(one["last"]) if one["last"] else None,
                    Span(*one["place"]) if one["place"] else None,
                    bounds(one["killed"]),
                    bounds(one["injured"]),
                    one["relation"],
                    one["other"],
                )
                for one in plain["mentions"]
            ),
            tuple(
                Row(
                    one["mention"],
                    one["harm"],
                    one["group"],
                    Span(*one["words"]),
                    bounds(one["numbers"]) or (None, None, None),
                    one["stance"],
                    spans(one["speakers"]),
                    one["part_of"],
                )
                for one in plain["casualties"]
            ),
            tuple(
                Entry(
                    one["mention"],
                    one["act"],
                    Span(*one["words"]),
                    one["stance"],
                    spans(one["actors"]),
                    spans(one["speakers"]),
                    one["channel"],
                )
                for one in plain["responsibility"]
            ),
        )
    except (KeyError, TypeError, ValueError, IndexError) as cause:
        raise CorpusFormatError(f"A line of labels is not in the gold's layout ({cause!r}).") from cause


def read_labels(path: Path) -> Iterator[Labels]:
    """The labels of a file, a line each. Raises CorpusMissingError and CorpusFormatError."""
    if not path.is_file():
        raise CorpusMissingError(f"There are no labels at {path}; give a file of JSON lines.")
    for line in read_lines(path):
        try:
            plain = json.loads(line)
        except json.JSONDecodeError as cause:
            raise CorpusFormatError(f"A line of {path} is no JSON ({cause}).") from cause
        yield labels_from_json(plain)
