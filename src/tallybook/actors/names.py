"""Named actors: countries for context, names of the lexicon, and which actor a shared name means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.actors.expressions import Finding, Trust
from tallybook.actors.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.actors.expressions import Reading
    from tallybook.actors.lexicon import Alias, Entry
    from tallybook.actors.words import CountryWord

__all__ = ["choose", "find_countries", "find_names"]

# From this many letters on, writers also spell an acronym as a word ("Farc", "Unita").
_WORDLIKE_ACRONYM = 4


def find_countries(reading: Reading) -> None:
    """Notes every name and demonym of a country, and how often each country is spoken of."""
    tokens, trie = reading.tokens, reading.words.countries
    end_of_last = 0
    for index in trie.starts(tokens):
        if index < end_of_last or not tokens.surfaces[index][0].isupper():
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
    for index in reading.words.exceptions.starts(tokens):
        if (odd := reading.words.exceptions.longest(tokens, index)) is not None:
            reading.covered[index : odd[0]] = b"\1" * (odd[0] - index)
    for index in trie.starts(tokens):
        if reading.covered[index]:
            continue
        best: tuple[int, list[Alias]] | None = None
        for end, aliases in trie.matches(tokens, index):
            if fitting := [alias for alias in aliases if _fits(reading, alias, index, end)]:
                best = (end, fitting)
        if best is None or any(reading.covered[index : best[0]]):
            continue
        end, fitting = best
        entries = tuple({alias.entry.id: alias.entry for alias in fitting}.values())
        upper = tokens.upper[index]
        reading.add(Finding(index, end, entries, trust=max(_trust(alias, upper=upper) for alias in fitting)))
    _use_modifiers(reading)


def _fits(reading: Reading, alias: Alias, start: int, end: int) -> bool:
    tokens = reading.tokens
    if not alias.acronym:
        # One capital shows a name ("Medellin cartel"); what may be plain words ("an Islamic state") needs them all.
        written = [tokens.surfaces[start + index][0].isupper() for index in alias.capitals]
        strict = alias.weak or alias.keys[0] in reading.words.plain_starts
        if alias.weak and not tokens.upper[start] and _inside_a_name(reading, start, end):
            return False
        return all(written) if strict else written[:1] != [False]
    last = tokens.surfaces[end - 1]
    surface = "".join([*tokens.surfaces[start : end - 1], last[:-2] if tokens.bases[end - 1] else last])
    common = fold(surface) in reading.words.acronym_words
    if tokens.upper[start]:
        return not common and surface.upper() == alias.acronym.upper()
    if surface == alias.acronym:
        return True
    return len(surface) >= _WORDLIKE_ACRONYM and not common and surface == alias.acronym.capitalize()


def _inside_a_name(reading: Reading, start: int, end: int) -> bool:
    """Whether a capitalised neighbour makes the words part of another name: "Texas Rangers", "Amal Example"."""
    tokens = reading.tokens
    if end < len(tokens) and reading.spaced(end - 1) and tokens.capital(end) and not tokens.bases[end - 1]:
        return True
    before = start > 0 and reading.spaced(start - 1) and tokens.capital(start - 1) and start not in reading.countries
    return before and tokens.plain(start - 1) not in reading.words.not_places


def _trust(alias: Alias, *, upper: bool) -> Trust:
    if alias.weak or len(alias.acronym) == 2:
        # Without case, and for two letters, a country in common says too little.
        return Trust.NAMED if upper or len(alias.acronym) == 2 else Trust.COUNTRY
    return Trust.NOT_ABROAD if alias.acronym and len(alias.acronym) == 3 else Trust.FULL


def _use_modifiers(reading: Reading) -> None:
    for finding in reading.findings:
        before = reading.countries.get(finding.start)
        if before is not None and reading.spaced(finding.start - 1):
            start, word = before
            near = _acting_in(finding, word)
            if near:
                finding.entries = near
            elif word.demonym and (len(finding.entries) > 1 or any(e.name_is_shared for e in finding.entries)):
                finding.start, finding.foreign = start, True
        behind, country = reading.of_country(finding.end)
        if country is not None and finding.end - finding.start > 1:
            near = _acting_in(finding, country)
            if near:
                finding.entries = near
            else:
                # "Patriotic Union of Norway" is another Patriotic Union than those of the lexicon.
                finding.end = finding.name_end = behind
                finding.foreign = True
        reading.covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)


def _acting_in(finding: Finding, word: CountryWord) -> tuple[Entry, ...]:
    return tuple(entry for entry in finding.entries if set(entry.countries) & set(word.codes))


def choose(reading: Reading) -> None:
    """Decides which entry a shared name means, or leaves it open with a reason; drops weak names without context."""
    for finding in reading.findings:
        if len(finding.entries) > 1 and reading.year is not None:
            active = tuple(entry for entry in finding.entries if entry.active_in(reading.year) is not False)
            finding.entries = active or finding.entries
    sure = {
        f.entries[0].id for f in reading.findings if f.trust is Trust.FULL and len(f.entries) == 1 and not f.foreign
    }
    for finding in reading.findings:
        if finding.trust is not Trust.FULL:
            finding.entries = tuple(e for e in finding.entries if e.id in sure or _credible(reading, e, finding.trust))
            if not finding.entries and not _names_itself(reading, finding):
                finding.dropped = True
            sure |= {entry.id for entry in finding.entries if finding.trust is Trust.NOT_ABROAD}
        if finding.foreign:
            finding.reason = "no group of this name is known in the country that the report names with it"
        elif len(finding.entries) > 1:
            chosen = _by_company(reading, finding.entries, sure)
            if chosen is None:
                finding.reason = "several groups bear this name and the report does not tell which is meant"
            else:
                finding.entries = (chosen,)
    reading.findings = [finding for finding in reading.findings if not finding.dropped]


def _names_itself(reading: Reading, finding: Finding) -> bool:
    """Makes a name that is none of the lexicon's here a group of its own where it ends as such names do."""
    for start in range(finding.name_start + 1, finding.name_end):
        keys = tuple(reading.tokens.plain(index) for index in range(start, finding.name_end))
        for head in reading.words.armed_names.exact(keys):
            finding.kind, finding.label = head.kind, reading.words_of(finding.name_start, finding.name_end)
            return True
    return False


def _credible(reading: Reading, entry: Entry, trust: Trust) -> bool:
    if trust is Trust.NAMED:
        return False
    if reading.country in entry.countries or any(reading.country_counts[code] for code in entry.countries):
        return True
    return trust is Trust.NOT_ABROAD and (not entry.countries or not (reading.country or reading.country_counts))


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
