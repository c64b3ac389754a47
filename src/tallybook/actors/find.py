"""Finds the actors of a report: the steps in their order, and the values that come out of them.

Countries, names of the lexicon, names that look like an armed group's, state forces, acronyms that the report defines,
names that need the report's context, words around names, parts of groups, descriptions. An earlier step's words are
taken for the later ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.actors.expressions import ActorExpression, Finding, Reading
from tallybook.actors.lexicon import Lexicon
from tallybook.actors.names import choose, find_countries, find_names
from tallybook.actors.organisations import find_definitions, find_organisations
from tallybook.actors.patterns import find_descriptions, find_forces
from tallybook.actors.phrases import drop_compounds, find_followers, find_members, find_parts
from tallybook.actors.tokens import fold, tokenize
from tallybook.actors.words import load_words
from tallybook.model import ActorValue, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.actors.lexicon import Entry

__all__ = ["find_actors"]


def find_actors(
    text: str, *, country: str = "", year: int | None = None, lexicon: Lexicon | None = None
) -> tuple[ActorExpression, ...]:
    """The expressions of `text` that stand for actors, in the order of their spans, which never overlap.

    `country` (ISO 3166-1 alpha-2) and `year` help to tell groups of one name apart where they are known from
    elsewhere. All expressions of one actor of the lexicon carry the same value. Raises LexiconError.
    """
    tokens = tokenize(text)
    if not len(tokens):
        return ()
    reading = Reading(tokens, load_words(), lexicon or Lexicon.load_default(), country, year)
    reading.covered = bytearray(len(tokens))
    find_countries(reading)
    find_names(reading)
    find_organisations(reading)
    find_forces(reading)
    find_definitions(reading)
    choose(reading)
    drop_compounds(reading)
    find_followers(reading)
    find_members(reading)
    find_parts(reading)
    find_descriptions(reading)
    _drop_appositions(reading)
    return _express(reading)


def _drop_appositions(reading: Reading) -> None:
    """Drops "the rebel group" before a group's name and "guerrillas" behind its acronym: the same actor, named."""
    tokens = reading.tokens
    named = [finding for finding in reading.findings if finding.entries or finding.label]
    starts, ends = {finding.start for finding in named}, {finding.end for finding in named}
    for finding in reading.findings:
        if finding.entries or finding.label or finding.country or finding.part_of is not None:
            continue
        if finding.end in starts and reading.spaced(finding.end - 1):
            finding.dropped = True
        elif finding.start in ends:
            # "National Front (NF) guerrillas" describes the group in front of it.
            between = tokens.text[tokens.ends[finding.start - 1] : tokens.starts[finding.start]]
            finding.dropped = between.rstrip() in (")", "]")


def _express(reading: Reading) -> tuple[ActorExpression, ...]:
    used = _names_used(reading.findings, reading)
    found = []
    for finding in sorted(reading.findings, key=lambda finding: finding.start):
        if finding.dropped:
            continue
        start, end = reading.tokens.starts[finding.start], reading.tokens.end_of(finding.end - 1)
        open_ = len(finding.entries) > 1 or finding.foreign
        found.append(
            ActorExpression(
                span=Span(start, end),
                value=_value(finding, reading, used),
                named=bool(finding.entries or finding.label or finding.country),
                attacker=finding.attacker,
                candidates=tuple(entry.id for entry in finding.entries) if open_ else (),
                reason=finding.reason,
            )
        )
    return tuple(found)


def _names_used(findings: Sequence[Finding], reading: Reading) -> dict[str, tuple[str, ...]]:
    """The names by which the report calls each actor, by the actor's key, first use first."""
    used: dict[str, dict[str, str]] = {}
    for finding in sorted(findings, key=lambda finding: finding.start):
        if key := _identity(finding):
            surface = reading.words_of(finding.name_start, finding.name_end)
            used.setdefault(key, {}).setdefault(fold(surface), surface)
    return {key: tuple(names.values()) for key, names in used.items()}


def _identity(finding: Finding) -> str:
    if finding.part_of is not None or finding.foreign:
        return ""
    if len(finding.entries) == 1:
        return finding.entries[0].id
    if finding.label:
        return f"label {fold(finding.label)}"
    return f"{finding.country.lower()}-{finding.kind}" if finding.country and not finding.entries else ""


def _value(finding: Finding, reading: Reading, used: dict[str, tuple[str, ...]]) -> ActorValue:
    words = _without_article(reading.words_of(finding.start, finding.end))
    if finding.part_of is not None:
        whole = _value(finding.part_of, reading, used)
        return ActorValue(name=words, kind=whole.kind, part_of=whole.name)
    key = _identity(finding)
    if not key:
        return ActorValue(name=words, kind=finding.kind or _common_kind(finding.entries))
    if len(finding.entries) == 1:
        name, kind, lexicon_id = finding.entries[0].name, finding.entries[0].kind, finding.entries[0].id
    elif finding.label:
        name, kind, lexicon_id = finding.label, finding.kind, ""
    else:
        country = reading.words.country_names[finding.country]
        name, kind, lexicon_id = reading.words.force_names[finding.kind].format(country=country), finding.kind, key
    aliases = tuple(alias for alias in used.get(key, ()) if fold(alias) != fold(name))
    return ActorValue(name=name, kind=kind, lexicon_id=lexicon_id, aliases=aliases)


def _common_kind(entries: tuple[Entry, ...]) -> str:
    kinds = {entry.kind for entry in entries}
    return kinds.pop() if len(kinds) == 1 else "unknown"


def _without_article(words: str) -> str:
    return words[4:] if words[:4].lower() == "the " and len(words) > 4 else words
