"""Taking the names of natural persons out of a record.

People in these reports were killed, hurt, abducted or accused, and their families live on. Names are shown only where
the user asks for them. A record is redacted before any format sees it, so that no format can forget to.

Taken out: names in casualty rows; persons among perpetrators and in entries of responsibility (kind "individual") and
among targets, also as owners of things; speakers who are persons, of whom the role stays; bylines that name somebody.
They are taken out wherever they stand in the record: quoted words, titles, addresses, document ids, the words of roles
and places. Values are put into words anew. Kept: names of groups, bodies and offices, codes, ids, dates, figures, and
what the gazetteer and the lexicon of actors say.

Nobody can take out a name that no statement of the record tells of: see docs/reference/exports.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tallybook.exports.base import Record
from tallybook.exports.names import WITHHELD, NameMask
from tallybook.exports.persons import called, in_byline, persons_in
from tallybook.exports.readable import readable
from tallybook.model import value_from_json

__all__ = ["names_of_persons", "redact"]

# What these keys hold is made by Tallybook or the gazetteer, never words of a report.
_KEPT = frozenset(
    (
        *("id", "kind", "kind_of_value", "scheme", "code", "status", "rule", "report", "mention", "field", "stance"),
        *("harm", "group", "qualifier", "damage", "relation", "act", "other", "total", "total_relation", "precision"),
        *("lexicon_id", "statements", "language", "text_hash", "published", "published_basis", "time_of_day"),
        *("span", "speaker_span", "anchor", "quantity", "characters"),
    )
)
_OF_GAZETTEER = frozenset(("place", "candidates"))  # of a place value
_OF_LEXICON = frozenset(("name", "part_of"))  # of an actor that the lexicon knows


def redact(record: Record, also: Iterable[str] = ()) -> tuple[Record, int]:
    """The record without the names of persons, and how many different names were taken out.

    `also` are further names, such as those of people in other incidents that the same reports tell of.
    """
    mask = NameMask([*names_of_persons(record), *also])
    return (_Redactor(mask).record(record), len(mask.names)) if mask else (record, 0)


def names_of_persons(record: Record) -> tuple[str, ...]:
    """The full names of the persons that the record tells of, each once."""
    groups = frozenset(_group_names(record))
    others = _words_of((*groups, *_place_names(record)))
    found: dict[str, None] = {}
    for value, speaker in _told(record):
        for name in _persons_of(value, others, groups):
            found[name] = None
        if speaker and speaker["kind"] == "person" and _is_name(speaker["name"], groups):
            found[called(speaker["name"])] = None
    for head in record.get("reports", ()):
        of_source = _words_of([head["source"]["name"]] if head["source"] else [])
        found |= dict.fromkeys(in_byline(head["byline"], others | of_source))
    return tuple(name for name in found if name)


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for name in names for word in re.findall(r"[^\W_]+", name))


def _as_words(name: str) -> str:
    """A name that can be looked for in another by whole words."""
    words = re.findall(r"[^\W_]+", name.lower())
    return f" {' '.join(words)} "


def _told(record: Record) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """Every value of the record, published or stated, with its speaker."""
    for entries in record["values"].values():
        for entry in entries:
            yield entry["value"], None
            for statement in (*entry["supporting"], *entry["opposing"]):
                yield statement["value"], statement["speaker"]


def _actors(record: Record) -> Iterator[Mapping[str, Any]]:
    for value, _ in _told(record):
        if value["kind_of_value"] == "actor_value":
            yield value
        elif value["kind_of_value"] == "responsibility_value" and value["actor"]:
            yield value["actor"]


def _group_names(record: Record) -> Iterator[str]:
    for actor in _actors(record):
        if actor["kind"] != "individual" or actor["lexicon_id"]:
            yield from (actor["name"], *actor["aliases"], *([actor["part_of"]] if actor["part_of"] else []))


def _place_names(record: Record) -> Iterator[str]:
    for value, _ in _told(record):
        if value["kind_of_value"] == "place_value" and value["place"]:
            yield from (value["name"], value["place"]["name"], value["place"]["admin1"], value["place"]["admin2"])


def _is_name(name: str, groups: frozenset[str]) -> bool:
    """Whether what a speaker is called is a name at all: "group" is not, and a group's name is not a person's.

    Coders take a group that speaks for a person now and then, by its whole name or a part of it.
    """
    of_group = any(_as_words(name) in _as_words(group) for group in groups)
    return bool(name) and not of_group and (name != name.lower() or name == name.upper())


def _persons_of(value: Mapping[str, Any], others: frozenset[str], groups: frozenset[str]) -> Iterator[str]:
    kind = value["kind_of_value"]
    if kind == "casualty_row":
        yield from (name for name in value["names"] if name.strip())
        yield from persons_in(value["role"], others)
    elif kind == "target_value":
        yield from persons_in(value["text"], others, thing=not value["human"])
    elif kind == "actor_value":
        yield from _person(value, groups)
    elif kind == "responsibility_value" and value["actor"]:
        yield from _person(value["actor"], groups)


def _person(actor: Mapping[str, Any], groups: frozenset[str]) -> Iterator[str]:
    if actor["kind"] == "individual" and not actor["lexicon_id"]:
        for name in (actor["name"], *actor["aliases"]):
            if not _is_name(name, groups):
                continue
            if name.lower() == name.upper() and len(name.split()) > 1:
                yield name  # in a script without capitals nothing tells a name from a word for one who acts
            elif called(name):
                # The honorific lets a single word count: who acts alone is named by it, unless it is "Gunman".
                yield from persons_in(f"Mr {name}", frozenset())


class _Redactor:
    def __init__(self, mask: NameMask) -> None:
        self._mask = mask

    def record(self, record: Record) -> dict[str, Any]:
        clean: dict[str, Any] = self._any(record)
        return clean

    def _any(self, plain: Any, key: str = "") -> Any:
        if isinstance(plain, str):
            return self._text(plain, key)
        if isinstance(plain, list):
            return [self._any(item, key) for item in plain]
        if not isinstance(plain, Mapping):
            return plain
        if plain.get("lexicon_id"):
            kept = _KEPT | _OF_LEXICON
            return {name: item if name in kept else self._any(item, name) for name, item in plain.items()}
        if plain.get("kind_of_value"):
            return self._value(plain)
        if key == "speaker":
            return self._speaker(plain)
        clean = {name: item if name in _KEPT else self._any(item, name) for name, item in plain.items()}
        if "value" in clean and "text" in clean:
            # The text says nothing but the value.
            same = clean["value"] == plain["value"]
            clean["text"] = plain["text"] if same else readable(value_from_json(clean["value"]))
        return clean

    def _text(self, text: str, key: str) -> str:
        if key == "url":
            return self._mask.url(text)
        if key == "byline" and self._mask.names_in(text):
            return WITHHELD  # also a first name that is a word for the source
        return self._mask(text)

    def _value(self, value: Mapping[str, Any]) -> dict[str, Any]:
        kept = _KEPT | _OF_GAZETTEER if value["kind_of_value"] == "place_value" else _KEPT
        clean = {name: item if name in kept else self._any(item, name) for name, item in value.items()}
        if value["kind_of_value"] == "casualty_row":
            clean["names"] = []
        elif value["kind_of_value"] == "place_value" and value["place"] and value["name"] == value["place"]["name"]:
            clean["name"] = value["name"]
        return clean

    def _speaker(self, speaker: Mapping[str, Any]) -> dict[str, Any]:
        """A person by the role, as far as it is told; "[name withheld]" for one without."""
        clean = {name: item if name in _KEPT else self._text(item, name) for name, item in speaker.items()}
        if WITHHELD in clean["name"]:
            clean["name"] = "" if clean["role"] else WITHHELD
        return clean
