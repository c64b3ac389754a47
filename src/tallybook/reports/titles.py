"""Titles: where a text has one, that it stands there once, and without the name of the site behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallybook.reports.dateline import date_line
from tallybook.reports.mapped import Paragraph

__all__ = ["find_byline", "looks_like_title", "same_title", "split_title", "title_in", "without_site"]

_SEPARATED = re.compile(r"\s+(?:[-–—|•·»:]|::)\s+|\s*\|\s*")
_BYLINE = re.compile(r"(?:By|BY|by) ((?:[^\W\d_][^\s]*)(?: [^\W\d_][^\s]*){0,8})")
_STOPS = (".", ",", ";", ":")
_MOST_WORDS = 30
_MOST_CHARACTERS = 220
_SITE_WORDS = 5


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def same_title(one: str, other: str) -> bool:
    """Whether two lines are the same title, up to punctuation, case, white space and the name of a site behind it."""
    first, second = _plain(one), _plain(other)
    if not first or not second:
        return False
    if first == second:
        return True
    short, long = sorted((one, other), key=len)
    return any(_plain(long[: cut.start()]) == _plain(short) for cut in _SEPARATED.finditer(long))


def looks_like_title(paragraph: Paragraph) -> bool:
    """Whether a first paragraph is a title: short, without the stop that ends a sentence."""
    text = paragraph.text
    if not 2 <= paragraph.words <= _MOST_WORDS or len(text) > _MOST_CHARACTERS:
        return False
    if text.endswith("..."):
        return True
    return not text.endswith(_STOPS) and not text.rstrip("\"'”’)]").endswith(_STOPS)


def without_site(title: Paragraph, names: Sequence[str] = (), *, cut_bar: bool = True) -> Paragraph:
    """The title without a name of the site behind its last separator: one of `names`, or anything short behind "|"."""
    cuts = list(_SEPARATED.finditer(title.text))
    if not cuts:
        return title
    last = cuts[-1]
    tail = _plain(title.text[last.end() :])
    known = {_plain(name) for name in names if name}
    bar = cut_bar and "|" in last.group() and len(title.text[last.end() :].split()) <= _SITE_WORDS
    return title.part(0, last.start()) if last.start() and tail and (bar or tail in known) else title


def find_byline(paragraphs: Sequence[Paragraph]) -> str:
    """The name in a first paragraph of the form "By A. Writer"; empty where it is none."""
    match = _BYLINE.fullmatch(paragraphs[0].text) if paragraphs else None
    return match.group(1) if match else ""


def title_in(paragraphs: Sequence[Paragraph], title: str, most: int = 4) -> int | None:
    """The index of the first of the first `most` paragraphs that is `title`; None when none is."""
    for index, paragraph in enumerate(paragraphs[:most]):
        if same_title(paragraph.text, title):
            return index
    return None


def split_title(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph | None, tuple[Paragraph, ...]]:
    """The title of plain text and the paragraphs after it; None where the first paragraph is none.

    A page copied as text often repeats its title: once as the name of the page, with the site's name behind it, once as
    the heading. One is kept, and what stands behind a separator in it goes when the repetition shows a page's name.
    """
    if (
        len(paragraphs) < 2
        or not looks_like_title(paragraphs[0])
        or date_line(paragraphs[0])
        or find_byline(paragraphs)
    ):
        return None, tuple(paragraphs)
    rest = list(paragraphs[1:])
    if not any(paragraph.words >= 8 and not looks_like_title(paragraph) for paragraph in rest):
        return None, tuple(paragraphs)  # a list of lines, no article under a heading
    title = paragraphs[0]
    repeated = False
    while rest and same_title(rest[0].text, title.text):
        title = min(title, rest[0], key=lambda paragraph: len(paragraph.text))
        repeated = True
        rest = rest[1:]
    title = _without_repeated_site(title) if repeated else without_site(title)
    return title, tuple(rest)


def _without_repeated_site(title: Paragraph) -> Paragraph:
    cuts = list(_SEPARATED.finditer(title.text))
    if not cuts or not cuts[-1].start():
        return title
    tail = title.text[cuts[-1].end() :]
    return title.part(0, cuts[-1].start()) if 1 <= len(tail.split()) <= _SITE_WORDS else title
