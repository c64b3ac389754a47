"""The words of a page with their places in its source.

A page's characters are read off the source, tag by tag, so that each keeps its offset; the text that the extractor
chose is then aligned to them. Scripts are never run, entities are only looked up in the table of HTML (a page's own
declarations are ignored, so they cannot multiply), nothing is fetched. Every step is linear in the length of the page.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from tallybook.errors import TooLargeError
from tallybook.reports.mapped import UNSAFE, Paragraph, ParagraphBuilder
from tallybook.reports.options import MAX_ELEMENTS
from tallybook.reports.wordlists import load_list

__all__ = ["PageText", "check_nesting", "fragment_paragraphs", "looks_like_markup", "read_page_text"]

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_TOKEN = re.compile(r"\s+|\S+")
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]*")
_TAGGED = re.compile(r"</?(?:p|br|div|span|a|h[1-6]|ul|ol|li|strong|em|b|i|blockquote|table|figure|img)\b[^<>]*>", re.I)
_OPENED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*?(/?)>")
# A quotation mark that is never closed must not swallow the page: a tag ends at the third ">" at the latest.
_MOST_QUOTED = 3


class _Token(NamedTuple):
    """A piece of a page: `kind` is "block", "head", "space" or "word"; `raw` is None where it has no place."""

    kind: str
    text: str
    raw: int | None


@dataclass(slots=True)
class PageText:
    """The characters of a page that are not white space, in order, each with its offset in the source.

    `starts` are the indexes in `characters` at which a block element begins or ends; `body` is the index of the first
    character after the head. A character written as an entity stands where its ampersand does.
    """

    characters: str
    raw: array[int]
    starts: frozenset[int] = field(default_factory=frozenset)
    body: int = 0


@cache
def _elements(kind: str) -> frozenset[str]:
    return frozenset(load_list("pages")[kind])


def looks_like_markup(text: str) -> bool:
    """Whether a text holds tags of HTML, so that it is a page or a piece of one and not plain text."""
    return bool(_TAGGED.search(text))


def check_nesting(source: str, most: int, where: str) -> None:
    """Raises TooLargeError when more than `most` elements are open at one place, or MAX_ELEMENTS in all."""
    depth = 0
    count = 0
    loose = _elements("loose")
    for match in _OPENED.finditer(source):
        closing, tag, empty = match.groups()
        count += not closing
        if count > MAX_ELEMENTS:
            raise TooLargeError(f"{where} has more than {MAX_ELEMENTS:,} elements, which no news page does.")
        if empty or tag.lower() in loose:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > most:
            raise TooLargeError(f"{where} nests more than {most} elements, which no news page does.")


class _Scanner:
    """Walks over the source from "<" to ">"; remembers what is not there any more, so that it never looks twice."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._hidden = _elements("hidden")
        self._closed: dict[str, bool] = {}

    def pieces(self) -> Iterator[tuple[int, int, str]]:
        """Stretches of text (start, end, "") and tags (offset, offset, name with "/" before it when it closes)."""
        source = self.source
        position = text_start = 0
        while (opening := source.find("<", position)) >= 0:
            end, name = self._tag(opening)
            if not end:
                position = opening + 1
                continue
            if opening > text_start:
                yield text_start, opening, ""
            if name:
                yield opening, opening, name
            position = text_start = self._after_hidden(name, end)
        if text_start < len(source):
            yield text_start, len(source), ""

    def _tag(self, opening: int) -> tuple[int, str]:
        """Where the tag or comment at `opening` ends, and its name; 0 where the "<" opens nothing."""
        source = self.source
        for start, stop in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
            if source.startswith(start, opening):
                end = source.find(stop, opening + len(start))
                return (end + len(stop) if end >= 0 else len(source)), ""
        named = _NAME.match(source, opening + 1)
        if named is None:
            return 0, ""
        end = opening
        for _ in range(_MOST_QUOTED):
            end = source.find(">", end + 1)
            if end < 0:
                return len(source), ""  # a page cut off within a tag
            if source.count('"', opening, end) % 2 == 0:
                break
        return end + 1, named.group().lower()

    def _after_hidden(self, name: str, end: int) -> int:
        if name not in self._hidden or self.source[end - 2 : end] == "/>" or not self._closed.get(name, True):
            return end
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.source, end)
        if closing is None:
            self._closed[name] = False
            return len(self.source) if name in {"script", "style"} else end
        return closing.end()


def _tokens(source: str) -> Iterator[_Token]:
    blocks = _elements("blocks")
    for start, end, name in _Scanner(source).pieces():
        if start == end:
            if name.lstrip("/") in blocks:
                yield _Token("head" if name in {"body", "/head"} else "block", "", start)
            continue
        position = start
        for entity in _ENTITY.finditer(source, start, end):
            meant = html.unescape(entity.group())
            if meant == entity.group():
                continue
            yield from _words(source[position : entity.start()], position)
            yield from _meant(meant, entity.start())
            position = entity.end()
        yield from _words(source[position:end], position)


def _words(text: str, raw: int) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        token = match.group()
        at = raw + match.start()
        if token.isspace():
            yield _Token("space", " ", at)
            continue
        position = 0
        for unsafe in UNSAFE.finditer(token):
            if unsafe.start() > position:
                yield _Token("word", token[position : unsafe.start()], at + position)
            position = unsafe.end()
        if position < len(token):
            yield _Token("word", token[position:], at + position)


def _meant(meant: str, raw: int) -> Iterator[_Token]:
    """What an entity stands for: its first character at the ampersand, a second one nowhere."""
    for number, character in enumerate(UNSAFE.sub("", meant)):
        if character.isspace():
            yield _Token("space", " ", None)
        else:
            yield _Token("word", character, None if number else raw)


def read_page_text(source: str) -> PageText:
    """The characters of a page, head included, with their offsets."""
    parts: list[str] = []
    raw = array("q")
    starts: set[int] = set()
    body = 0
    for kind, text, at in _tokens(source):
        if kind == "word":
            parts.append(text)
            raw.extend(range(at, at + len(text)) if at is not None else [-1] * len(text))
        elif kind != "space":
            starts.add(len(raw))
            body = body or (len(raw) if kind == "head" else 0)
    return PageText("".join(parts), raw, frozenset(starts), body)


def fragment_paragraphs(source: str) -> tuple[Paragraph, ...]:
    """A piece of HTML as paragraphs, one per block, without its head and hidden parts; offsets count in `source`."""
    found: list[Paragraph] = []
    builder = ParagraphBuilder()
    gap: _Token | None = None
    for token in _tokens(source):
        if token.kind == "word":
            if gap is not None and len(builder):
                builder.add(" ", gap.raw)
            gap = None
            builder.add(token.text, token.raw)
        elif token.kind == "space":
            gap = gap or token
        else:
            if token.kind == "head":
                found.clear()
            else:
                found.append(builder.build())
            builder, gap = ParagraphBuilder(), None
    found.append(builder.build())
    return tuple(paragraph for paragraph in found if paragraph.text)
