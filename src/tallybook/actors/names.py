"""Named actors: names of the lexicon, and names that a report defines by an acronym in brackets."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from tallybook.actors.expressions import Finding
from tallybook.actors.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.actors.expressions import Reading
    from tallybook.actors.lexicon import Alias, Entry

__all__ = ["choose", "find_countries", "find_definitions", "find_names"]

_BRACKETED = re.compile(r"[(\[]\s{0,2}([^\W\d_][\w/-]{1,11})\s{0,2}[)\]]")
# Longer names than this many words are sentences.
_LONGEST_NAME = 11
# From this many letters on, writers also spell an acronym as a word ("Farc", "Unita").
_WORDLIKE_ACRONYM = 4


def find_countries(reading: Reading) -> None:
    """Notes every name and demonym of a country, and how often each country is spoken of."""
    tokens, trie = reading.tokens, reading.words.countries
    first = trie.first_words()
    end_of_last = 0
    for index, key in enumerate(tokens.keys):
        if index < end_of_last or (key not in first and tokens.bases[index] not in first):
            continue
        if not tokens.surfaces[index][0].isupper():
            continue
        found = trie.longest(tokens, index)
        if found is None:
            continue
        end, word = found
        if word.capitals and not _written_as(reading, index, end, word.capitals):
            continue
        reading.countries[end] = (index, word)
        reading.country_at[index] = end
        end_of_last = end
        for code in word.codes:
            reading.country_counts[code] += 1


def _written_as(reading: Reading, start: int, end: int, capitals: str) -> bool:
    tokens = reading.tokens
    words = reading.words_of(start, end)
    # In a passage of capitals "US" may be the pronoun; "U.S." cannot.
    return words.replace(".", "") == capitals.replace(".", "") and (not tokens.upper[start] or "." in words)


def find_names(reading: Reading) -> None:
    """Finds the names of the lexicon, longest first, and passes over the phrases that only look like actors."""
    tokens, trie = reading.tokens, reading.lexicon.trie
    first = trie.first_words()
    exceptions = reading.words.exceptions
    odd = exceptions.first_words()
    index = 0
    while index < len(tokens):
        key = tokens.keys[index]
        if key in odd and (skipped := exceptions.longest(tokens, index)) is not None:
            reading.covered[index : skipped[0]] = b"\1" * (skipped[0] - index)
            index = skipped[0]
            continue
        best: tuple[int, list[Alias]] | None = None
        if key in first or tokens.bases[index] in first:
            for end, aliases in trie.matches(tokens, index):
                fitting = [alias for alias in aliases if _fits(reading, alias, index, end)]
                if fitting:
                    best = (end, fitting)
        if best is None:
            index += 1
            continue
        end, fitting = best
        entries = tuple({alias.entry.id: alias.entry for alias in fitting}.values())
        weak = all(alias.weak for alias in fitting)
        reading.add(Finding(index, end, entries, weak=weak))
        index = end
    _use_modifiers(reading)


def _fits(reading: Reading, alias: Alias, start: int, end: int) -> bool:
    tokens = reading.tokens
    if not alias.acronym:
        return alias.capital < 0 or tokens.surfaces[start + alias.capital][0].isupper()
    last = tokens.surfaces[end - 1]
    surface = "".join([*tokens.surfaces[start : end - 1], last[:-2] if tokens.bases[end - 1] else last])
    common = fold(surface) in reading.words.acronym_words
    if tokens.upper[start]:
        return not common and surface.upper() == alias.acronym.upper()
    if surface == alias.acronym:
        return True
    return len(surface) >= _WORDLIKE_ACRONYM and not common and surface == alias.acronym.capitalize()


def _use_modifiers(reading: Reading) -> None:
    for finding in reading.findings:
        before = reading.countries.get(finding.start)
        if before is None or not reading.spaced(finding.start - 1):
            continue
        start, word = before
        near = tuple(entry for entry in finding.entries if set(entry.countries) & set(word.codes))
        if near:
            finding.entries = near
        elif any(entry.name_is_shared for entry in finding.entries):
            finding.start, finding.foreign = start, True
            reading.covered[start : finding.end] = b"\1" * (finding.end - start)


def choose(reading: Reading) -> None:
    """Decides which entry a shared name means, or leaves it open with a reason; drops weak names without context."""
    for finding in reading.findings:
        if len(finding.entries) > 1 and reading.year is not None:
            active = tuple(entry for entry in finding.entries if entry.active_in(reading.year) is not False)
            finding.entries = active or finding.entries
    sure = {f.entries[0].id for f in reading.findings if len(f.entries) == 1 and not f.weak and not f.foreign}
    for finding in reading.findings:
        if finding.weak:
            finding.entries = tuple(e for e in finding.entries if e.id in sure or _spoken_of(reading, e))
            finding.dropped = not finding.entries
        if finding.foreign:
            finding.reason = "no group of this name is known in the country that the report names with it"
        elif len(finding.entries) > 1:
            chosen = _by_company(reading, finding.entries, sure)
            if chosen is None:
                finding.reason = "several groups bear this name and the report does not tell which is meant"
            else:
                finding.entries = (chosen,)
    reading.findings = [finding for finding in reading.findings if not finding.dropped]


def _spoken_of(reading: Reading, entry: Entry) -> bool:
    return reading.country in entry.countries or any(reading.country_counts[code] for code in entry.countries)


def _by_company(reading: Reading, entries: tuple[Entry, ...], sure: Iterable[str]) -> Entry | None:
    named = [entry for entry in entries if entry.id in sure]
    if len(named) == 1:
        return named[0]
    if reading.country:
        here = [entry for entry in entries if reading.country in entry.countries]
        if len(here) == 1:
            return here[0]
    scores = sorted(
        ((sum(reading.country_counts[code] for code in entry.countries), entry.id, entry) for entry in entries),
        key=lambda item: item[:2],
        reverse=True,
    )
    # Twice as often as the next is taken as telling; anything less is a guess.
    return scores[0][2] if scores[0][0] and scores[0][0] >= 2 * scores[1][0] else None


def find_definitions(reading: Reading) -> None:
    """Reads "Full Name (ACR)" and finds the acronym again wherever this report uses it."""
    tokens = reading.tokens
    ends = {finding.end: finding for finding in reading.findings}
    defined: dict[str, Finding | None] = {}
    for match in _BRACKETED.finditer(tokens.text):
        acronym = match.group(1)
        if sum(c.isupper() for c in acronym) < 2:
            continue
        behind = bisect_left(tokens.starts, match.start())
        if not behind or tokens.text[tokens.ends[behind - 1] : match.start()].strip(" \n\"'”’"):
            continue
        if fold(acronym) not in defined:
            defined[fold(acronym)] = _owner(reading, behind, acronym, ends.get(behind))
    for key, owner in defined.items():
        _spread(reading, key, owner)


def _owner(reading: Reading, end: int, acronym: str, found: Finding | None) -> Finding | None:
    """Who bears the acronym behind word `end`; None where an organisation does that is no armed actor."""
    start = _by_initials(reading, end, acronym)
    if found is not None and (found.entries or found.country):
        known = {alias for entry in found.entries for alias in entry.acronyms}
        # "Lake National Liberation Army (LNLA)" holds a known name, but is another's.
        if start is None or start >= found.start or acronym in known:
            return found
    organisation = _organisation(reading, end, start)
    if organisation is None and start is not None and end - start > 1:
        return None
    return organisation or found


def _spread(reading: Reading, acronym: str, owner: Finding | None) -> None:
    """Gives the acronym's occurrences to its owner; without one, they are no actor in this report."""
    tokens = reading.tokens
    letters = re.sub(r"[^\w]", "", acronym)
    taken = {finding.start: finding for finding in reading.findings}
    for index in range(len(tokens)):
        if tokens.plain(index) != letters or not tokens.surfaces[index][:2].isupper():
            continue
        other = taken.get(index)
        if owner is None:
            if other is not None and other.end == index + 1:
                other.dropped = True
        elif other is not None:
            # The report's own definition outranks what the lexicon knows under this acronym.
            if other.end == index + 1 and not _same(other, owner):
                other.entries, other.kind, other.label = owner.entries, owner.kind, owner.label
                other.country, other.weak, other.foreign = owner.country, owner.weak, False
        elif not reading.covered[index]:
            reading.add(
                Finding(
                    index,
                    index + 1,
                    owner.entries,
                    weak=owner.weak,
                    kind=owner.kind,
                    country=owner.country,
                    label=owner.label,
                )
            )
    reading.findings = [finding for finding in reading.findings if not finding.dropped]


def _same(one: Finding, other: Finding) -> bool:
    return bool({entry.id for entry in one.entries} & {entry.id for entry in other.entries})


def _organisation(reading: Reading, end: int, start: int | None) -> Finding | None:
    """The name before the bracket, when it reads like an armed organisation's."""
    if start is None:
        start = _by_capitals(reading, end)
    if start is None or end - start < 2:
        return None
    keys = [reading.tokens.plain(index) for index in range(start, end)]
    kinds = reading.words.organisation_kinds
    found = [kinds[key] for key in keys if key in kinds]
    blocked = any(reading.words.not_organisations.longest(reading.tokens, index) for index in range(start, end))
    if not found or blocked:
        return None
    kind = next((kind for kind in found if kind != "unknown"), "unknown")
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


def _by_capitals(reading: Reading, end: int) -> int | None:
    tokens, links = reading.tokens, reading.words.name_links
    start = None
    for index in range(end - 1, max(-1, end - 1 - _LONGEST_NAME), -1):
        if index < end - 1 and not tokens.joined[index]:
            break
        key = tokens.keys[index]
        if tokens.upper[index]:
            # Without case only a link word that cannot begin a name shows where it begins.
            if key in ("the", "a", "an", "by", "that", "and", "to", "with"):
                break
            start = index if key not in links else start
        elif tokens.surfaces[index][0].isupper() and key != "the":
            start = index
        elif key not in links:
            break
    return start
