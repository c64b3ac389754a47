"""Text that knows where each of its characters stands in the input it came from.

The normaliser works on paragraphs: each is a short text with the runs of its own offset map. Joined with blank lines
they are a report's text. Nothing is ever replaced by words of our own: a paragraph holds characters of the input, with
white space made plain, and characters that must not reach a terminal or a database left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tallybook.model import OffsetMap, Span

__all__ = ["BLANK_LINE", "SPACE", "UNSAFE", "Paragraph", "ParagraphBuilder", "joined", "paragraph_of", "squeezed"]

Runs = tuple[tuple[int, int, int], ...]

BLANK_LINE = "\n\n"

# Left out wherever they stand: control characters other than white space, bidirectional controls and isolates (they
# can make shown words differ from stored ones), byte order marks and other invisible format characters, soft hyphens,
# lone surrogates (no database stores them), language tags. The joiners U+200C and U+200D stay: words need them.
UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]+"
)
SPACE = re.compile(r"\s+")
_TOKEN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its text, without line breaks, and the runs (offset in it, offset in the input, length)."""

    text: str
    runs: Runs = ()

    @cached_property
    def words(self) -> int:
        """How many words it has, counted at white space."""
        return len(self.text.split())

    def part(self, start: int, end: int) -> Paragraph:
        """The characters `start` to `end` of it, with their map."""
        runs = []
        for at, raw, length in self.runs:
            low, high = max(at, start), min(at + length, end)
            if low < high:
                runs.append((low - start, raw + low - at, high - low))
        return Paragraph(self.text[start:end], tuple(runs))


class ParagraphBuilder:
    """Collects characters of the input for one paragraph; adjoining runs become one."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[tuple[int, int, int]] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, text: str, raw: int | None) -> None:
        """Adds `text`, whose first character stands at `raw` of the input, or nowhere (None)."""
        if not text:
            return
        if raw is not None:
            last = self._runs[-1] if self._runs else None
            if last and last[0] + last[2] == self._length and last[1] + last[2] == raw:
                self._runs[-1] = (last[0], last[1], last[2] + len(text))
            else:
                self._runs.append((self._length, raw, len(text)))
        self._parts.append(text)
        self._length += len(text)

    def build(self) -> Paragraph:
        """The paragraph as collected so far."""
        return Paragraph("".join(self._parts), tuple(self._runs))


def squeezed(text: str, start: int, end: int, builder: ParagraphBuilder) -> None:
    """Adds text[start:end] to `builder`: unsafe characters left out, each run of white space as one plain space."""
    gap: int | None = None
    for token in re.finditer(r"\s+|\S+", text[start:end]):
        at = start + token.start()
        if token.group().isspace():
            gap = at if gap is None else gap
            continue
        position = 0
        word = token.group()
        for unsafe in [*UNSAFE.finditer(word), None]:
            stop = unsafe.start() if unsafe else len(word)
            if stop > position:
                if gap is not None and len(builder):
                    builder.add(" ", gap)
                gap = None
                builder.add(word[position:stop], at + position)
            position = unsafe.end() if unsafe else stop


def paragraph_of(text: str, start: int = 0, end: int | None = None) -> Paragraph:
    """text[start:end] as one paragraph, its offsets counted in `text`."""
    builder = ParagraphBuilder()
    squeezed(text, start, len(text) if end is None else end, builder)
    return builder.build()


def joined(paragraphs: Sequence[Paragraph], title: Paragraph | None = None) -> tuple[str, OffsetMap, Span | None]:
    """The text of a report, its map, and the span of the title, which is its first paragraph where there is one."""
    runs: list[tuple[int, int, int]] = []
    position = 0
    everything: Iterable[Paragraph] = [title, *paragraphs] if title is not None else paragraphs
    texts: list[str] = []
    for paragraph in everything:
        if texts:
            position += len(BLANK_LINE)
        runs.extend((position + at, raw, length) for at, raw, length in paragraph.runs)
        texts.append(paragraph.text)
        position += len(paragraph.text)
    span = Span(0, len(title.text)) if title is not None and title.text else None
    return BLANK_LINE.join(texts), OffsetMap(tuple(runs)), span
