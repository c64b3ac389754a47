"""Plain text to a report."""

from __future__ import annotations

from tallybook.errors import EmptyInputError
from tallybook.model import PublishedBasis, Report
from tallybook.reports.boilerplate import drop_boilerplate
from tallybook.reports.dateline import find_date_line, find_dateline
from tallybook.reports.making import Found, make_report, raw_hash
from tallybook.reports.options import ReadOptions
from tallybook.reports.paragraphs import split_paragraphs
from tallybook.reports.titles import find_byline, split_title

__all__ = ["report_from_text"]


def report_from_text(
    text: str, options: ReadOptions | None = None, *, where: str = "The text", digest: str = ""
) -> Report:
    """The report that a plain text holds; its offsets lead back into `text`.

    `where` names the text in errors, `digest` is the hash of the bytes it was decoded from. The publication date is
    the option's, else that of a dateline or a line of its own with its year. Raises EmptyInputError or TooLargeError.
    """
    options = options or ReadOptions()
    everything = split_paragraphs(text)
    if not everything:
        raise EmptyInputError(f"{where} is empty.")
    title, rest = split_title(drop_boilerplate(everything))
    published = find_date_line(everything)
    source = ""
    if published is None and rest:
        dateline = find_dateline(rest[0].text)
        if dateline is not None:
            published, source = dateline.date, dateline.source
    basis = PublishedBasis.TEXT if published else PublishedBasis.UNKNOWN
    byline = find_byline(rest)
    found = Found(source=source, byline=byline, published=published, basis=basis, raw_hash=digest or raw_hash(text))
    return make_report(rest, title, found, options, where)
