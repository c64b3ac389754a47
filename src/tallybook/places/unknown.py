"""Names that stand where only a place can stand but that the gazetteer does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.model.precision import PlacePrecision
from tallybook.model.spans import Span
from tallybook.places.scanning import Gap
from tallybook.places.words import load_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tallybook.places.scanning import Token

__all__ = ["find_unknown"]

_MAX_WORDS = 3


def find_unknown(
    text: str, tokens: Sequence[Token], covered: frozenset[int], people: Collection[str], *, upper: bool
) -> Iterator[tuple[Span, PlacePrecision]]:
    """Spans of unknown place names with the kind that a word beside them gives: "X district", "village of X".

    In a text of capitals only the words before the name are believed, since nothing shows where it begins.
    """
    index = 0
    while index < len(tokens):
        if not _may_name(tokens, index, covered, people, upper=upper):
            index += 1
            continue
        end = index + 1
        while end < len(tokens) and end - index < _MAX_WORDS and _goes_on(tokens, end, covered, people, upper=upper):
            end += 1
        precision = _kind(tokens, index, end, upper=upper)
        if precision is not None:
            yield Span(tokens[index].start, tokens[end - 1].end), precision
        index = end


def _may_name(
    tokens: Sequence[Token], index: int, covered: frozenset[int], people: Collection[str], *, upper: bool
) -> bool:
    words = load_words()
    token = tokens[index]
    if not token.capital or index in covered or len(token.key) < 3 or token.key.isdigit():
        return False
    if token.key in people or token.key in words.types or token.key in words.neutral or token.key in words.titles:
        return False
    if token.key in words.openers or token.key in words.locatives or token.key in words.directions:
        return False
    return not (upper and token.key in words.common) and token.key not in words.organisations


def _goes_on(
    tokens: Sequence[Token], index: int, covered: frozenset[int], people: Collection[str], *, upper: bool
) -> bool:
    before = tokens[index - 1]
    if tokens[index].gap > Gap.HYPHEN or before.possessive:
        return False
    return _may_name(tokens, index, covered, people, upper=upper)


def _kind(tokens: Sequence[Token], first: int, last: int, *, upper: bool) -> PlacePrecision | None:
    words = load_words()
    if first >= 2 and tokens[first - 1].key == "of" and tokens[first].gap == Gap.SPACE:
        head = tokens[first - 2]
        offices = head.key in ("capital", "state") or (upper and words.types.get(head.key) is PlacePrecision.ADMIN1)
        if head.key in words.before_of and (upper or not head.capital) and not offices:
            return words.types.get(head.key)
    if last < len(tokens) and tokens[last].gap == Gap.SPACE and not tokens[last - 1].possessive:
        kind = words.types.get(tokens[last].key)
        specific = tokens[last].key in words.before_of and tokens[last].key not in ("state", "port", "capital")
        beginning = first > 0 and not tokens[first].opens
        if kind is not None and specific and beginning and not tokens[last].capital and not upper:
            return kind
    return None
