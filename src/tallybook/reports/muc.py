"""Message files of the Message Understanding Conferences (MUC-3 and MUC-4): several messages in one file.

A message begins with its id on a line of its own ("DEV-MUC3-0001", a site in brackets may follow), then a dateline with
its place, date and source, then tags such as [TEXT], then the text in upper case, hard-wrapped and indented. The tags
stay in the text; `tallybook.reports.find_editorial_tags` tells where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tallybook.errors import BadRecordError, TallybookError
from tallybook.model import PublishedBasis, Report
from tallybook.reports.dateline import find_dateline
from tallybook.reports.making import Found, make_report
from tallybook.reports.options import ReadOptions, Skipped
from tallybook.reports.paragraphs import split_paragraphs

__all__ = ["is_answer_key", "is_muc", "read_messages"]

_HEADER = re.compile(r"^[ \t]*(?P<id>[A-Z]{2,}\d?-MUC\d-\d{4})[ \t]*(?:\([^()\n]*\))?[ \t]*\r?$", re.MULTILINE)
_KEY = re.compile(r"^\s*(?:;.*\n\s*)*0\.\s+MESSAGE:\s+ID\s", re.MULTILINE)
_HEAD = 4_096
_CENTURY = 1900  # the messages are of 1988 to 1991


def is_muc(text: str) -> bool:
    """Whether the first line with words is the id of a message."""
    match = _HEADER.search(text[:_HEAD])
    return match is not None and not text[: match.start()].strip()


def is_answer_key(text: str) -> bool:
    """Whether the text is a file of the annotators' answers, which are no reports."""
    return bool(_KEY.match(text[:_HEAD]))


def read_messages(text: str, options: ReadOptions, where: str, digest: str) -> Iterator[Report | Skipped]:
    """Each message of a file as a report; offsets count in `text`, the whole file; `digest` is that of its bytes."""
    headers = list(_HEADER.finditer(text))
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        document = header.group("id")
        place = f"{where} message {document}"
        try:
            end = following.start() if following else len(text)
            yield _message(text, header.end(), end, document, options, place, digest)
        except TallybookError as error:
            yield Skipped(place, error.code, str(error))


def _message(text: str, start: int, end: int, document: str, options: ReadOptions, where: str, digest: str) -> Report:
    paragraphs = split_paragraphs(text, start, end)
    if not paragraphs:
        raise BadRecordError(f"{where} has no text.")
    dateline = find_dateline(paragraphs[0].text, century=_CENTURY)
    published = dateline.date if dateline else None
    found = Found(
        document=document,
        source=dateline.source if dateline else "",
        published=published,
        basis=PublishedBasis.TEXT if published else PublishedBasis.UNKNOWN,
        raw_hash=digest,
    )
    return make_report(paragraphs, None, found, options, where)
