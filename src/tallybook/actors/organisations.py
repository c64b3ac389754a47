"""Organisations that the lexicon does not know: by an acronym that the report defines, or by the look of the name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from tallybook.actors.expressions import Finding
from tallybook.actors.tokens import fold

if TYPE_CHECKING:
    from tallybook.actors.expressions import Reading

__all__ = ["find_definitions", "find_organisations"]

_BRACKETED = re.compile(r"[(\[]\s{0,2}([^\W\d_][\w/-]{1,11})\s{0,2}[)\]]")
# Longer names than this many words are sentences.
_LONGEST_NAME = 11
_QUOTES = frozenset("\"“”'‘’")


def find_organisations(reading: Reading) -> None:
    """Runs of capitalised words that read like an armed group's name: "Green Valley Liberation Front"."""
    tokens, words = reading.tokens, reading.words
    for finding in reading.findings:
        # "Green Valley National Liberation Army" is not one of the known National Liberation Armies.
        if (
            len(finding.entries) > 1
            and not finding.foreign
            and (left := _run_left(reading, finding.start)) < finding.start
        ):
            _label(reading, finding, left, finding.end, kind=finding.entries[0].kind)
    for index in words.armed_names.starts(tokens):
        found = words.armed_names.longest(tokens, index)
        if found is not None and tokens.upper[index] and (quoted := _quoted(reading, index, found[0])) is not None:
            _add_organisation(reading, quoted, found[0], found[1].kind)
            continue
        if found is None or not all(tokens.capital(i) for i in range(index, found[0])):
            continue
        left, right = _run_left(reading, index), _run_right(reading, found[0])
        if right - left > found[0] - index:
            _add_organisation(reading, left, right, found[1].kind)
    for index, key in enumerate(tokens.keys):
        if key in words.armed_starts and tokens.capital(index) and index + 2 < len(tokens):
            linked = tokens.joined[index] and tokens.joined[index + 1] and tokens.keys[index + 1] in words.armed_links
            if linked and tokens.capital(index + 2):
                _add_organisation(reading, index, _run_right(reading, index + 3), "rebel_group")


def _label(reading: Reading, finding: Finding, start: int, end: int, *, kind: str) -> None:
    finding.start = finding.name_start = start
    finding.end = finding.name_end = end
    finding.entries, finding.kind, finding.label = (), kind, reading.words_of(start, end)
    reading.covered[start:end] = b"\1" * (end - start)


def _add_organisation(reading: Reading, start: int, end: int, kind: str) -> None:
    blocked = any(reading.words.not_organisations.longest(reading.tokens, index) for index in range(start, end))
    if not blocked and not any(reading.covered[start:end]):
        reading.add(Finding(start, end, kind=kind, label=reading.words_of(start, end)))


def _quoted(reading: Reading, start: int, end: int) -> int | None:
    """In capitals, where only quotes show a name: the word that it begins with, up to the words that make it one.

    `"GREEN VALLEY LIBERATION FRONT"` and `"MAY DAY" LIBERATION FRONT` are names.
    """
    tokens = reading.tokens
    closed = end < len(tokens) and tokens.gap(end).lstrip()[:1] in _QUOTES
    if not (closed or "".join(tokens.gap(start).split()) in _QUOTES):
        return None
    for first in range(start, max(-1, start - _LONGEST_NAME), -1):
        if reading.covered[first] and first < start:
            return None
        if tokens.gap(first).rstrip()[-1:] in _QUOTES and (closed or first < start):
            return first if first < start else None
    return None


def _run_left(reading: Reading, start: int) -> int:
    tokens, words = reading.tokens, reading.words
    left = start
    while left > 0 and start - left < _LONGEST_NAME and tokens.joined[left - 1] and not reading.covered[left - 1]:
        if tokens.plain(left - 1) in words.not_places or not tokens.capital(left - 1):
            break
        left -= 1
    return left


def _run_right(reading: Reading, end: int) -> int:
    tokens, words = reading.tokens, reading.words
    right = index = end
    while (
        index < len(tokens) and tokens.joined[index - 1] and not reading.covered[index] and not tokens.bases[index - 1]
    ):
        if tokens.capital(index):
            right = index + 1
        elif tokens.keys[index] not in words.name_links or index - right > 1:
            break
        index += 1
    return right


def find_definitions(reading: Reading) -> None:
    """Reads "Full Name (ACR)" and finds the acronym again wherever this report uses it."""
    tokens = reading.tokens
    defined: dict[str, Finding] = {}
    for match in _BRACKETED.finditer(tokens.text):
        acronym = match.group(1)
        if sum(c.isupper() for c in acronym) < 2:
            continue
        behind = bisect_left(tokens.starts, match.start())
        if not behind or tokens.text[tokens.ends[behind - 1] : match.start()].strip(" \n\"'”’"):
            continue
        if fold(acronym) not in defined:
            known = {finding.start: finding for finding in reading.findings}
            owner = _owner(reading, behind, acronym, known)
            if owner is not None:
                defined[fold(acronym)] = owner
    for key, owner in defined.items():
        _spread(reading, key, owner)


def _owner(reading: Reading, end: int, acronym: str, known: dict[int, Finding]) -> Finding | None:
    """Who bears the acronym behind word `end`; an empty finding where an organisation does that is no armed actor."""
    found = next((finding for finding in known.values() if finding.end == end), None)
    inside = known.get(end)
    start = _by_initials(reading, end, acronym)
    if start is not None and not any(reading.tokens.upper[i] or reading.tokens.capital(i) for i in range(start, end)):
        start = None
    if found is not None and (found.entries or found.country or found.label):
        if len(found.entries) > 1 and inside is not None and len(inside.entries) == 1:
            # "National Liberation Front (FMLN)": the acronym says which of the namesakes is meant.
            found.entries = inside.entries
        acronyms = {other for entry in found.entries for other in entry.acronyms}
        # "Lake National Liberation Army (LNLA)" holds a known name, but is another's.
        if start is None or start >= found.start or acronym in acronyms:
            return found
    if inside is not None and len(inside.entries) == 1 and start is not None:
        within = [known[index] for index in range(start, end) if index in known]
        if any(inside.entries[0] in finding.entries for finding in within):
            # "Communist Party-New Army (CP-NA)" names two, and the lexicon knows whose acronym it is.
            return inside
    organisation = _organisation(reading, end, start, acronym)
    if organisation is None and (start is not None or reading.tokens.capital(end - 1)) and inside is not None:
        return Finding(end, end + 1, dropped=True)
    return organisation or found


def _spread(reading: Reading, acronym: str, owner: Finding) -> None:
    """Gives the acronym's occurrences to its owner; of an empty owner, they are no actor in this report."""
    tokens = reading.tokens
    letters = re.sub(r"[^\w]", "", acronym)
    taken = {finding.start: finding for finding in reading.findings}
    for index in range(len(tokens)):
        if tokens.plain(index) != letters or not tokens.surfaces[index][:2].isupper():
            continue
        other = taken.get(index)
        if owner.dropped:
            if other is not None and other.end == index + 1:
                other.dropped = True
        elif other is not None:
            # The report's own definition outranks what the lexicon knows under this acronym.
            if other.end == index + 1 and not _same(other, owner):
                other.entries, other.kind, other.label = owner.entries, owner.kind, owner.label
                other.country, other.trust, other.foreign = owner.country, owner.trust, owner.foreign
        elif not reading.covered[index]:
            reading.add(
                Finding(
                    index,
                    index + 1,
                    owner.entries,
                    trust=owner.trust,
                    kind=owner.kind,
                    country=owner.country,
                    label=owner.label,
                    foreign=owner.foreign,
                )
            )
    reading.findings = [finding for finding in reading.findings if not finding.dropped]


def _same(one: Finding, other: Finding) -> bool:
    return bool({entry.id for entry in one.entries} & {entry.id for entry in other.entries})


def _organisation(reading: Reading, end: int, start: int | None, acronym: str) -> Finding | None:
    """The name before the bracket, when it reads like an armed organisation's."""
    if start is None:
        start = _by_capitals(reading, end, acronym)
    if start is None or end - start < 2:
        return None
    keys = [reading.tokens.plain(index) for index in range(start, end)]
    kinds = reading.words.organisation_kinds
    found = [kinds[key] for key in keys if key in kinds]
    blocked = any(reading.words.not_organisations.longest(reading.tokens, index) for index in range(start, end))
    if not found or blocked:
        return None
    kind = next((kind for kind in found if kind != "unknown"), "unknown")
    if any(key in reading.words.party_words for key in keys):
        kind = "political_party"
    for other in reading.findings:
        if start <= other.start < end:
            other.dropped = True
    reading.findings = [finding for finding in reading.findings if not finding.dropped]
    finding = Finding(start, end, kind=kind, label=reading.words_of(start, end))
    reading.add(finding)
    return finding


def _by_initials(reading: Reading, end: int, acronym: str) -> int | None:
    tokens, links = reading.tokens, reading.words.name_links
    letters = [c for c in fold(acronym) if c.isalpha()]
    index = end
    while letters and index > 0 and end - index < _LONGEST_NAME:
        index -= 1
        if index < end - 1 and not tokens.joined[index]:
            return None
        key = tokens.keys[index]
        if key[0] == letters[-1]:
            letters.pop()
        elif key not in links:
            return None
    return index if not letters else None


def _by_capitals(reading: Reading, end: int, acronym: str) -> int | None:
    """The run of capitalised words before the bracket; among capitals only, as many words as the acronym explains."""
    tokens, links = reading.tokens, reading.words.name_links
    letters = Counter(c for c in fold(acronym) if c.isalpha())
    start = None
    for index in range(end - 1, max(-1, end - 1 - _LONGEST_NAME), -1):
        if index < end - 1 and not tokens.joined[index]:
            break
        key = tokens.keys[index]
        if key in links:
            continue
        if tokens.upper[index]:
            # The letters may stand for the name in another language, in another order.
            letters[key[0]] -= 1
            if letters[key[0]] < 0:
                return None
            if not any(letters.values()):
                return index
        elif tokens.surfaces[index][0].isupper():
            start = index
        else:
            break
    return start if not tokens.upper[end - 1] else None
