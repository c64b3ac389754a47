"""Lines of plain text to paragraphs: hard-wrapped lines are joined, headlines and list items stay by themselves.

Wire copy and archives break lines at a fixed width; text copied from a page has one line per paragraph; mails and notes
mix both. Nothing says which it is, so each break is judged by what typesetting would have done: a break is a wrap when
the first word of the next line would not have fit on this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tallybook.reports.mapped import Paragraph, ParagraphBuilder, squeezed

__all__ = ["split_paragraphs"]

_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_PIECE = re.compile(rf"[^{_BREAKS}]+|\r\n(?![{_BREAKS}])|[{_BREAKS}]+")
_ITEM = re.compile(r"(?:[-*•·‣▪–—][ \t]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)][ \t])\s*\S")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_RULE = re.compile(r"[-=_*~#.\s]{3,}")

# A line longer than this was not wrapped by hand or by a wire service: those wrap at 60 to 80 characters, mail
# programs at 76 or 78, editors of code at 100.
WIDEST_WRAP = 100
# A word this much shorter than the room left for it would have been put there.
SLACK = 10
# Of wrapped lines, about one in five ends where a sentence does.
MOST_SENTENCE_ENDS = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    words: str

    @property
    def width(self) -> int:
        return self.indent + len(self.words)


def _lines(text: str, start: int, end: int) -> Iterator[_Line | None]:
    """The lines with words in them; None between two that have blank or ruled ones between them."""
    breaks = 0
    for match in _PIECE.finditer(text, start, end):
        piece = match.group()
        if piece[0] in _BREAKS:
            breaks += 1 if piece == "\r\n" else len(piece)
            continue
        words = piece.strip()
        if not words or _RULE.fullmatch(words):
            breaks += 1
            continue
        if breaks > 1:
            yield None
        breaks = 0
        yield _Line(match.start(), match.end(), len(piece) - len(piece.lstrip()), words)


def split_paragraphs(text: str, start: int = 0, end: int | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs of text[start:end]; their maps count offsets in `text`. Empty and ruled lines are left out."""
    blocks: list[list[_Line]] = [[]]
    for line in _lines(text, start, len(text) if end is None else end):
        if line is None:
            blocks.append([])
        else:
            blocks[-1].append(line)
    wrap = _wrap_width([block for block in blocks if len(block) > 1])
    found = []
    for block in blocks:
        for group in _groups(block, wrap):
            paragraph = _joined_lines(text, group)
            if paragraph.text:
                found.append(paragraph)
    return tuple(found)


def _wrap_width(blocks: Sequence[Sequence[_Line]]) -> int:
    """The width at which this text was wrapped: that of its widest lines, leaving out the odd overlong one.

    0 for a text that was not: where most lines that have another one below them end a sentence, each is a paragraph.
    """
    above = [line for block in blocks for line in block[:-1]]
    if sum(bool(_SENTENCE_END.search(line.words)) for line in above) > MOST_SENTENCE_ENDS * len(above):
        return 0
    widths = sorted(line.width for block in blocks for line in block if line.width <= WIDEST_WRAP)
    return widths[int(len(widths) * 0.95)] if widths else 0


def _groups(block: Sequence[_Line], wrap: int) -> Iterator[list[_Line]]:
    group: list[_Line] = []
    for line in block:
        if group and not _continues(group, line, wrap):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(group: Sequence[_Line], line: _Line, wrap: int) -> bool:
    """Whether `line` goes on with the sentence or paragraph of `group`."""
    last = group[-1]
    if _ITEM.match(line.words) and (_ITEM.match(group[0].words) or _SENTENCE_END.search(last.words)):
        return False
    if line.indent > last.indent + 1 and not _ITEM.match(last.words):
        return False  # a first-line indent begins a paragraph; under a list item it is a hanging one
    ended = bool(_SENTENCE_END.search(last.words))
    if max(last.width, line.width) > WIDEST_WRAP or not wrap:
        return not ended and line.words[0].islower()
    room = wrap - last.width - 1 - len(line.words.split(None, 1)[0])
    if room < 0:
        return True
    if ended:
        return room < SLACK // 2
    # Within a paragraph of several lines, a short line that ends no sentence was cut by an editor, not by an author.
    return room < SLACK or len(group) > 1 or line.words[0].islower()


def _joined_lines(text: str, group: Sequence[_Line]) -> Paragraph:
    builder = ParagraphBuilder()
    position = group[0].start
    for number, line in enumerate(group):
        if number and _splits_word(group[number - 1].words, line.words):
            # "NON-" and "GOVERNMENT" on two lines are one word; the hyphen stays, nobody can tell whether it belongs.
            position = line.start + line.indent
        squeezed(text, position, line.end, builder)  # a line break is a space, at its own place in the input
        position = line.end
    return builder.build()


def _splits_word(before: str, after: str) -> bool:
    return len(before) > 1 and before[-1] == "-" and before[-2].isalpha() and after[0].isalpha()
