"""Copies of texts in capitals as other people would write them. Each has the length of its text, so labels stay."""

from __future__ import annotations

import re
from collections.abc import Callable

from tallybook.coding.lexicons import is_word
from tallybook.model import Report

_WORD = re.compile(r"[A-Z][A-Z'’-]*")
_OPENING = " \t\n\"'“‘(["  # what stands between the end of a sentence and the first word of the next
_SHORT = 4  # letters of what is an acronym when it is no word


def mixed(text: str) -> str:
    """Common words in small letters, short other words in capitals, longer ones and beginnings with a capital.

    It is not how an editor would write it ("Shining path"), but it is made the same way every time.
    """

    def written(match: re.Match[str]) -> str:
        word = match[0]
        if is_word(word.lower()):
            before = text[max(0, match.start() - 8) : match.start()].rstrip(_OPENING)
            begins = not before or before[-1] in ".!?"
            return word.capitalize() if begins else word.lower()
        return word if len(word) <= _SHORT else word.title()

    return _WORD.sub(written, text)


def small(text: str) -> str:
    """Small letters only."""
    return text.lower()


def written(report: Report, write: Callable[[str], str]) -> Report:
    """The same report in other letters."""
    return Report.make(
        write(report.text),
        document=report.document,
        published=report.published,
        published_basis=report.published_basis,
        source=report.source,
        language="en",
    )
