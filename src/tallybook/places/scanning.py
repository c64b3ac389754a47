"""Words of a report and the runs of them that the gazetteer knows by name."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tallybook.model.spans import Span
from tallybook.places.countries import demonyms
from tallybook.places.names import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.places.gazetteer import Entry, Gazetteer

__all__ = ["Gap", "Match", "Token", "find_matches", "is_upper_case", "tokenise"]

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]\.[A-Z][a-z]\.|[^\W_]+(?:['’‘ʼʻ`][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]$")
_ENDS_SENTENCE = re.compile(r"[.!?:;\"“”\[\]•|]|--|—|\n\s*\n")
_ABBREVIATED = frozenset({"st", "ste", "mt", "ft"})
_ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ez", "es"})
_SHOUTING_SHARE = 0.6


class Gap:
    """What stands between a word and the one before it."""

    SPACE = 0
    HYPHEN = 1
    COMMA = 2
    DOT = 3  # a full stop and a space: the end of a sentence, or of an abbreviation
    OTHER = 4


@dataclass(slots=True)
class Token:
    """A word: where it stands, its plain form, and how it is written."""

    start: int
    end: int
    key: str
    capital: bool
    gap: int
    opens: bool  # first of its sentence, so that its capital says nothing
    possessive: bool
    shouted: bool  # in a line of capitals or of capitalised words, where no capital says anything


@dataclass(slots=True)
class Match:
    """Words `first` to `last` (exclusive) that are a name of the gazetteer, or a demonym of `country`."""

    first: int
    last: int
    key: str
    entries: tuple[Entry, ...]
    country: str = ""


def is_upper_case(text: str) -> bool:
    """Whether the text is written in capitals, as old agency reports are."""
    sample = text[:4000]
    letters = sum(map(str.isalpha, sample))
    return letters > 20 and sum(map(str.isupper, sample)) > 0.7 * letters


def tokenise(text: str) -> list[Token]:
    """The words of a text, numbers included."""
    tokens: list[Token] = []
    lines = text.splitlines()
    wrapped = len(lines) > 3 and max(map(len, lines)) <= 100
    end = 0
    for found in _TOKEN.finditer(text):
        word = found.group()
        start = found.start()
        between = text[end:start]
        end = found.end()
        possessive = False
        if len(word) > 2 and _POSSESSIVE.search(word):
            word, possessive, end = word[:-2], True, end - 2
        gap = _gap(between, wrapped=wrapped)
        if between.startswith(("'s", "’s", "'S", "’S")):
            gap = _gap(between[2:], wrapped=wrapped)
        opens = not tokens or (gap == Gap.OTHER and bool(_ENDS_SENTENCE.search(between) or "\n" in between))
        if gap == Gap.DOT and tokens:
            opens = not (tokens[-1].capital and tokens[-1].end - tokens[-1].start <= 5)
        if tokens and between.startswith(("' ", "’ ")):
            tokens[-1].possessive = True
        tokens.append(Token(start, end, normalise(word), word[0].isupper(), gap, opens, possessive, False))
    _mark_shouting(text, tokens)
    return tokens


def _gap(between: str, *, wrapped: bool) -> int:
    if between == " ":
        return Gap.SPACE
    plain = between.strip(" \t\u00a0")
    if "\n" in plain:
        broken = not wrapped or plain.count("\n") > 1
        plain = plain.strip()
        if broken:
            return Gap.OTHER
    elif not plain and between:
        return Gap.SPACE
    if not plain:
        return Gap.SPACE if between else Gap.HYPHEN
    return {",": Gap.COMMA, "-": Gap.HYPHEN, "‑": Gap.HYPHEN, "–": Gap.OTHER, ".": Gap.DOT, "'": Gap.SPACE}.get(
        plain, Gap.SPACE if plain == "’" else Gap.OTHER
    )


def _mark_shouting(text: str, tokens: list[Token]) -> None:
    """Marks the words of lines in which most long words are capitalised: headlines, by-lines, text in capitals."""
    position = 0
    index = 0
    for line in text.splitlines(keepends=True):
        position += len(line)
        first = index
        while index < len(tokens) and tokens[index].start < position:
            index += 1
        words = [token for token in tokens[first:index] if token.end - token.start >= 4 and not token.key.isdigit()]
        if len(words) < 3:
            continue
        headline = index - first <= 40 and sum(token.capital for token in words) >= _SHOUTING_SHARE * len(words)
        if headline or sum(text[token.start : token.end].isupper() for token in words) >= 0.8 * len(words):
            for token in tokens[first:index]:
                token.shouted = True


def find_matches(text: str, tokens: Sequence[Token], gazetteer: Gazetteer, exclude: Sequence[Span]) -> list[Match]:
    """The longest names and demonyms, from left to right, not overlapping one another or an excluded span."""
    blocked = _blocked(tokens, exclude)
    people = demonyms()
    matches: list[Match] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if index in blocked or not _can_start(tokens, index) or (len(token.key) < 2 and not token.capital):
            index += 1
            continue
        match = _longest(tokens, index, gazetteer, people, blocked)
        if match is None:
            index += 1
            continue
        matches.append(match)
        index = match.last
    return matches


def _blocked(tokens: Sequence[Token], exclude: Sequence[Span]) -> set[int]:
    if not exclude:
        return set()
    starts = [token.start for token in tokens]
    blocked: set[int] = set()
    for span in exclude:
        # The word that begins before the span may end in it.
        index = max(0, bisect_left(starts, span.start) - 1)
        while index < len(tokens) and tokens[index].start < span.end:
            if span.start < tokens[index].end:
                blocked.add(index)
            index += 1
    return blocked


def _can_start(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.capital:
        return True
    following = index + 1
    return (
        token.key in _ARTICLES
        and following < len(tokens)
        and tokens[following].capital
        and tokens[following].gap == Gap.HYPHEN
    )


def _longest(
    tokens: Sequence[Token], index: int, gazetteer: Gazetteer, people: dict[str, str], blocked: set[int]
) -> Match | None:
    first = tokens[index]
    longest = max(gazetteer.words_from(f"{first.key}s" if first.possessive else first.key), 1)
    limit = max(longest, 2 if first.key in _people_starts() else 1)
    keys = [first.key]
    for following in range(index + 1, min(index + limit, len(tokens))):
        token, before = tokens[following], tokens[following - 1]
        joined = token.gap <= Gap.HYPHEN or (token.gap == Gap.DOT and before.key in _ABBREVIATED)
        if not joined or following in blocked:
            break
        if before.possessive:
            # "People's Republic": the mark belongs to the name, or the name ends before it.
            keys[-1] += "s"
        keys.append(token.key)
    for count in range(len(keys), 0, -1):
        last = tokens[index + count - 1]
        if not last.capital:
            continue
        name = " ".join(keys[:count]) if count > 1 else first.key
        country = people.get(name) or (people.get(name[:-1], "") if name.endswith("s") else "")
        if country:
            return Match(index, index + count, name, (), country)
        if count > longest:
            continue
        entries = gazetteer.entries(name)
        if count > 1 and last.possessive and not entries:
            entries = gazetteer.entries(f"{name}s")
        if entries and not (count > 1 and _outshone(entries, gazetteer.entries(first.key))):
            return Match(index, index + count, name, entries)
    return None


@cache
def _people_starts() -> frozenset[str]:
    """The first words of the peoples of two words, which are in no gazetteer ("Sri Lankan")."""
    return frozenset(name.partition(" ")[0] for name in demonyms() if " " in name)


def _outshone(longer: tuple[Entry, ...], shorter: tuple[Entry, ...]) -> bool:
    """Whether a longer name means a hamlet and its first word a great city ("London City")."""
    return bool(shorter) and longer[0].prominence < 4.0 and shorter[0].prominence > longer[0].prominence + 3.0
