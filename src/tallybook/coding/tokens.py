"""Words and sentences of a report, with their places in its text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tallybook.coding.base import Layer, Layers
from tallybook.coding.lexicons import words
from tallybook.model import Report, Span

__all__ = ["TEXT", "Segmenter", "Sentence", "Text", "Token"]

_TOKEN = re.compile(
    r"""
    [$€£¥₹]                                  # a currency sign is a word of its own
    | (?:[A-Za-z]\.){2,}                     # U.S., a.m.
    | \d+(?:-[A-Za-z]\w*)+                   # 92-year-old
    | \d+(?:[,.]\d+)*(?:st|nd|rd|th)?\b      # 1,000  3.5  17th
    | [’'](?:s|S)\b                          # the possessive
    | \w+(?:[-‐‑]\w+)*(?:['’](?!s\b|S\b)\w+)?   # words, compounds, don't
    | \.\.\.|…|--|[–—]
    | \S
    """,
    re.VERBOSE,
)
_CLOSERS = frozenset("\"'”’)]»")
_ENDERS = frozenset((".", "!", "?", "…", "..."))
_FRESH_START = re.compile(r"(?<=[^\W\d_]{4})[.!?]\s+([^\W\d_])")  # behind four letters, which no abbreviation has
_FEW_LETTERS = 40
_LETTERS_TO_A_CAPITAL = 300  # names and beginnings give any edited text more than one capital to so many letters
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark. `index` counts in the report, `sentence` is the number of its sentence."""

    index: int
    text: str
    lower: str
    start: int
    end: int
    sentence: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` (exclusive), the paragraph's number, and whether it is part of the title."""

    index: int
    first: int
    last: int
    paragraph: int
    is_title: bool


@dataclass(frozen=True)
class Text:
    """A report's text, cut into words and sentences.

    `cased` is what the finders of names read: the text, or where it has no capitals its copy in capitals, of the same
    length, in which any word may be a name. `upper_case`: nearly all letters of `cased` are capitals.
    """

    raw: str
    cased: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    lowers: list[str]
    starts: list[int]
    upper_case: bool

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `first` to `last` (exclusive)."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def words(self, first: int, last: int) -> str:
        """The words of tokens `first` to `last` (exclusive), as they stand."""
        return self.raw[self.tokens[first].start : self.tokens[last - 1].end]

    def token_range(self, span: Span) -> tuple[int, int]:
        """The tokens that overlap `span`: first, last (exclusive)."""
        first = bisect_left(self.starts, span.start)
        if first > 0 and self.tokens[first - 1].end > span.start:
            first -= 1
        return first, max(first + 1, bisect_left(self.starts, span.end))

    def covered(self, spans: Iterable[Span]) -> set[int]:
        """All tokens that overlap any of some spans."""
        return {index for span in spans for index in range(*self.token_range(span))}

    def sentence_of(self, index: int) -> Sentence:
        """The sentence that the token at `index` stands in."""
        return self.sentences[self.tokens[min(index, len(self.tokens) - 1)].sentence]


TEXT: Layer[Text] = Layer("text")


class Segmenter:
    """Cuts the text into tokens and sentences. Paragraph ends always end a sentence."""

    name = "segmenter"
    requires: tuple[Layer[Any], ...] = ()
    sets = TEXT

    def run(self, layers: Layers) -> Text:
        return segment(layers.report)


def segment(report: Report) -> Text:
    """The tokens and sentences of a report."""
    raw = report.text
    cased = _with_capitals(raw)
    letters = [c for c in cased[:5000] if c.isalpha()]
    upper_case = bool(letters) and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    starts_small = _starts_small(cased)
    breaks = [match.start() for match in _PARAGRAPH.finditer(raw)]
    matches = list(_TOKEN.finditer(cased))
    texts = [match.group() for match in matches]
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    title_end = report.title_span.end if report.title_span else 0
    first = 0
    for index, match in enumerate(matches):
        lower = texts[index].lower()
        tokens.append(Token(index, texts[index], lower, match.start(), match.end(), len(sentences)))
        last = index + 1 == len(matches)
        if (
            last
            or _ends_sentence(matches, texts, index, upper_case, starts_small)
            or _breaks(breaks, match, matches[index + 1])
        ):
            paragraph = bisect_left(breaks, matches[first].start())
            is_title = matches[first].start() < title_end
            sentences.append(Sentence(len(sentences), first, index + 1, paragraph, is_title))
            first = index + 1
    return Text(
        raw, cased, tuple(tokens), tuple(sentences), [t.lower for t in tokens], [t.start for t in tokens], upper_case
    )


def _with_capitals(raw: str) -> str:
    """The text, or its copy in capitals where it has hardly a capital."""
    letters = sum(map(str.isalpha, raw))
    if letters <= _FEW_LETTERS or sum(map(str.isupper, raw)) * _LETTERS_TO_A_CAPITAL > letters:
        return raw
    return "".join(big if len(big := letter.upper()) == 1 else letter for letter in raw)


def _starts_small(text: str) -> bool:
    """Whether most sentences of the text begin with a small letter."""
    found = _FRESH_START.findall(text)
    return sum(map(str.islower, found)) * 2 > len(found)


def _breaks(breaks: list[int], match: re.Match[str], following: re.Match[str]) -> bool:
    position = bisect_left(breaks, match.end())
    return position < len(breaks) and breaks[position] < following.start()


def _ends_sentence(
    matches: list[re.Match[str]], texts: list[str], index: int, upper_case: bool, starts_small: bool
) -> bool:
    """Whether a sentence ends behind the token at `index`: an end mark, closing marks, space, and a fresh start."""
    text, following = texts[index], matches[index + 1]
    # First, so that the marks of a run of closing marks are gone through once, and not once for each of them.
    if following.start() == matches[index].end():
        return False
    if text in _CLOSERS and index > 0:
        mark = index
        while mark > 0 and texts[mark] in _CLOSERS and matches[mark].start() == matches[mark - 1].end():
            mark -= 1
        if texts[mark] not in _ENDERS:
            return False
    elif text in _ENDERS:
        if index > 0 and text == "." and _is_abbreviation(texts[index - 1], upper_case):
            return False
    elif not (text.endswith(".") and len(text) > 2):
        return False
    start = following.group()[0]
    if text.endswith(".") and len(text) > 2:  # "U.S." ends a sentence only before a capital that is no name of two
        return start.isupper() and following.group().lower() in words("grammar", "determiners")
    return start.isupper() or starts_small or start.isdigit() or not start.isalnum()


def _is_abbreviation(word: str, upper_case: bool) -> bool:
    if len(word) == 1 and word.isalpha():
        return word.isupper()
    # In capitals only a title or a month abbreviation is told from a short last word by the list.
    known = word.lower() in words("grammar", "abbreviations")
    return known and not (
        upper_case and word.lower() in {"no", "in", "sat", "sun", "mar", "may", "fr", "ing", "mi", "co"}
    )
