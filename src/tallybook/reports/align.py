"""Text chosen by an extractor, back onto the page it was chosen from.

The extractor gives words without places. Each paragraph is looked up, white space aside, among the characters of the
page, forward from where the last one ended; a paragraph that the extractor changed is looked up in the longest pieces
that stand in the page. What is not found stays unmapped: no place is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable

from tallybook.reports.mapped import Paragraph, ParagraphBuilder
from tallybook.reports.markup import PageText

__all__ = ["Aligner"]

# A shorter piece stands in a page by chance ("he said the"), so it is mapped only where a block begins with it.
_SHORTEST = 16
_OCCURRENCES = 20
# Characters of the page that are searched at most, in all: keeps a hostile page from taking minutes.
_BUDGET = 4_000_000_000


class Aligner:
    """Finds extracted paragraphs in one page. Calls are in the order of the text."""

    def __init__(self, source: str, page: PageText) -> None:
        self._source = source
        self._page = page
        self._cursor = page.body
        self._budget = _BUDGET

    def align_all(self, texts: Iterable[str]) -> tuple[Paragraph, ...]:
        """`align` for each of `texts`."""
        return tuple(self.align(text) for text in texts)

    def align(self, text: str) -> Paragraph:
        """The paragraph `text`, its white space collapsed already, with the places of its characters in the page."""
        key = text.replace(" ", "")
        places: list[int] = []  # index in the page's characters for each character of `key`, -1 for none
        position = 0
        while position < len(key):
            at, length = self._longest(key, position)
            if not length and "|" in key[position:]:
                # The row of a table, which the extractor writes with bars between the cells.
                cell = key.index("|", position) - position
                at, length = self._longest(key[: position + cell], position) if cell else (-1, 0)
            if length:
                places.extend(range(at, at + length))
                self._cursor = at + length
            else:
                length = self._step(key, position)
                places.extend([-1] * length)
            position += length
        return self._mapped(text, places)

    @staticmethod
    def _step(key: str, position: int) -> int:
        """How far to go on past what is not in the page: to the next cell, over the mark of a list item, or a bit."""
        bar = key.find("|", position)
        if bar >= 0:
            return max(1, bar - position)
        return min(len(key) - position, _SHORTEST if position else 1)

    def _longest(self, key: str, position: int) -> tuple[int, int]:
        """Where the longest piece of `key` from `position` on stands, and its length; (0, 0) for none long enough."""
        whole = len(key) - position
        at = self._find(key[position:])
        if at >= 0:
            return at, whole
        low, high, best = _SHORTEST, whole - 1, (0, 0)
        while low <= high:
            middle = (low + high) // 2
            at = self._find(key[position : position + middle])
            if at >= 0:
                best, low = (at, middle), middle + 1
            else:
                high = middle - 1
        return best

    def _find(self, piece: str) -> int:
        page = self._page
        for start in (self._cursor, page.body, 0):
            at = start - 1
            for _ in range(_OCCURRENCES):
                if self._budget <= 0:
                    return -1
                before = at + 1
                at = page.characters.find(piece, before)
                self._budget -= (at if at >= 0 else len(page.characters)) - before
                if at < 0:
                    break
                if len(piece) >= _SHORTEST or (at in page.starts and at + len(piece) in page.starts):
                    return at
        return -1

    def _mapped(self, text: str, places: list[int]) -> Paragraph:
        raw = self._page.raw
        builder = ParagraphBuilder()
        position = 0
        last = -1
        for word in text.split(" "):
            spots = [raw[place] if place >= 0 else -1 for place in places[position : position + len(word)]]
            if builder:
                builder.add(" ", self._gap(last, spots[0] if spots else -1))
            if spots and spots[0] >= 0 and spots[-1] - spots[0] == len(word) - 1 and -1 not in spots:
                builder.add(word, spots[0])
            else:
                for character, spot in zip(word, spots, strict=True):
                    builder.add(character, spot if spot >= 0 else None)
            position += len(word)
            last = spots[-1] if spots else last
        return builder.build()

    def _gap(self, before: int, after: int) -> int | None:
        """The place of the white space between two words, where the source has some beside one of them."""
        source = self._source
        if 0 <= before < len(source) - 1 and source[before + 1].isspace():
            return before + 1
        return after - 1 if after > 0 and source[after - 1].isspace() else None
