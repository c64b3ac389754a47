"""The words by which two accounts can be recognised: rare ones, with what each is worth.

A word that stands in every tenth report says little when two reports share it; a street, a surname or the name of a
motorcade says much. How common a word is comes from a table of document frequencies (`data/words.tsv`) that is
shipped, and not from the book at hand, so that the same two reports get the same score in every book, on every machine
of a cluster and in whatever order they come. `python -m training.linking words` writes the table.

Source: inverse document frequency, Spärck Jones (1972), "A statistical interpretation of term specificity".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tallybook.errors import LinkingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["COMMON_SHARE", "WordTable", "load_words", "passages", "words_of"]

# A word of more than this share of the reports is no mark of an incident at all.
COMMON_SHARE = 0.1
# "15-year-old", "o'neill", "m-16" and "ak-47" are one word each.
_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")
# A sentence ends at a mark with a capital, a figure or a quotation behind it, or at the end of a line.
_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[A-Z0-9])|\n+")


def words_of(text: str) -> frozenset[str]:
    """The different words of a text in small letters: those of three characters and more, and numbers."""
    found = {word.removesuffix("'s") for word in set(_WORD.findall(text.casefold().replace("\u2019", "'")))}
    return frozenset(word for word in found if len(word) > 2 or word.isdigit())


def passages(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The sentences of a text in which the spans stand, in their order."""
    wanted = sorted(spans)
    if not wanted:
        return ""
    taken: list[str] = []
    begin = 0
    at = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        while at < len(wanted) and wanted[at][1] <= begin:
            at += 1
        if at < len(wanted) and wanted[at][0] < end:
            taken.append(text[begin:end])
        begin = end
    return " ".join(taken)


@dataclass(frozen=True, slots=True)
class WordTable:
    """In how many of `reports` reports each of the more common words stands; one not listed is as rare as `floor`."""

    reports: int
    floor: int
    counts: Mapping[str, int]

    def rare(self, words: Iterable[str]) -> frozenset[str]:
        """Those of the words that stand in at most `COMMON_SHARE` of the reports."""
        most = COMMON_SHARE * self.reports
        return frozenset(word for word in words if self.counts.get(word, 0) <= most)

    def weigh(self, words: Iterable[str]) -> dict[str, float]:
        """The rare ones of the words, each with what it says when two accounts share it.

        That is the natural logarithm of the reports over those that have the word.
        """
        most, rarest, counts = COMMON_SHARE * self.reports, math.log(self.reports / self.floor), self.counts
        # Most rare words are not in the table at all, and are all worth the same.
        return {
            word: rarest if (count := counts.get(word)) is None else math.log(self.reports / count)
            for word in words
            if counts.get(word, 0) <= most
        }

    @classmethod
    def of(cls, texts: Iterable[frozenset[str]], floor_share: float = 0.002) -> WordTable:
        """The table of these reports, each given by its words; `floor_share` bounds its size."""
        counts: dict[str, int] = {}
        reports = 0
        for words in texts:
            reports += 1
            for word in words:
                counts[word] = counts.get(word, 0) + 1
        floor = max(1, math.ceil(floor_share * reports))
        return cls(max(reports, 1), floor, {word: count for word, count in counts.items() if count > floor})

    def to_text(self) -> str:
        """The table as text: a head, then a word and its count a line, in alphabetical order."""
        lines = [f"# reports\t{self.reports}", f"# floor\t{self.floor}"]
        lines += [f"{word}\t{count}" for word, count in sorted(self.counts.items())]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_text(cls, text: str) -> WordTable:
        """The table that `to_text` wrote. Raises LinkingError."""
        try:
            pairs = [line.split("\t") for line in text.splitlines()]
            heads = {name.removeprefix("# "): int(value) for name, value in pairs[:2]}
            counts = {word: int(count) for word, count in pairs[2:]}
            return cls(heads["reports"], heads["floor"], counts)
        except (KeyError, ValueError) as cause:
            raise LinkingError(f"The table of words is not in its layout ({cause}); install Tallybook anew.") from cause


@cache
def load_words() -> WordTable:
    """The table that is shipped."""
    return WordTable.from_text(resources.files("tallybook.linking").joinpath("data/words.tsv").read_text("utf-8"))
