"""Where words stand: half-open ranges of characters, and the map from a report's text back to what was fetched."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tallybook.errors import InvalidSpanError

__all__ = ["OffsetMap", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (inclusive) to `end` (exclusive) of a report's text, counted in code points, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start:
            raise InvalidSpanError(f"A span needs 0 <= start < end, but this one is {self.start} to {self.end}.")

    def of(self, text: str) -> str:
        """The words of this span in `text`. Raises InvalidSpanError when the text is too short."""
        if self.end > len(text):
            raise InvalidSpanError(
                f"The span {self.start} to {self.end} ends after the text of {len(text)} characters."
            )
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Maps characters of a report's text to characters of the decoded input it came from.

    `runs` are triples (text_start, raw_start, length), sorted by text_start and not overlapping: `length` characters
    of the text that stand in the input one for one. Characters in no run were added by normalising (a blank line
    between paragraphs, say) and map to nothing.
    """

    runs: tuple[tuple[int, int, int], ...] = ()

    def __post_init__(self) -> None:
        position = 0
        for text_start, raw_start, length in self.runs:
            if text_start < position or raw_start < 0 or length <= 0:
                raise InvalidSpanError(f"The runs of an offset map must be sorted and not overlap, see {text_start}.")
            position = text_start + length

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text that was kept as it is."""
        return cls(((0, 0, length),)) if length else cls()

    def raw_offset(self, offset: int) -> int | None:
        """Where the character at `offset` of the text stands in the input; None if it was added by normalising."""
        index = bisect_right(self.runs, offset, key=lambda run: run[0]) - 1
        if index < 0:
            return None
        text_start, raw_start, length = self.runs[index]
        return raw_start + offset - text_start if offset < text_start + length else None

    def raw_span(self, span: Span) -> Span | None:
        """The smallest range of the input that covers the mapped characters of `span`; None if none is mapped."""
        first = max(bisect_right(self.runs, span.start, key=lambda run: run[0]) - 1, 0)
        found: list[tuple[int, int]] = []
        for text_start, raw_start, length in self.runs[first:]:
            if text_start >= span.end:
                break
            start, end = max(span.start, text_start), min(span.end, text_start + length)
            if start < end:
                found.append((raw_start + start - text_start, raw_start + end - text_start))
        return Span(min(start for start, _ in found), max(end for _, end in found)) if found else None
