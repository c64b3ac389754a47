"""A web page to a report: main text by trafilatura, publication date by the page's own declarations and htmldate."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from tallybook.errors import EmptyInputError, NoTextError, TooLargeError
from tallybook.model import DateRange, PublishedBasis, Report
from tallybook.reports.align import Aligner
from tallybook.reports.boilerplate import drop_boilerplate
from tallybook.reports.decode import decode
from tallybook.reports.making import Found, domain_of, make_report, raw_hash
from tallybook.reports.mapped import Paragraph, paragraph_of
from tallybook.reports.markup import check_nesting, fragment_paragraphs, read_page_text
from tallybook.reports.options import MAX_NESTING, ReadOptions
from tallybook.reports.pagedate import checked_guess, declared_date
from tallybook.reports.titles import same_title, split_title, title_in, without_site

__all__ = ["PageParts", "read_page", "report_from_html"]

# Everything that code of others may raise on a page made to break it. A page is refused or read without its metadata,
# and the other pages are read.
_BREAKAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class _Extracted:
    text: str = ""
    title: str = ""
    byline: str = ""
    site: str = ""
    url: str = ""
    language: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class PageParts:
    """What was read off a page: its paragraphs without the title, the title, and what the page says of itself."""

    paragraphs: tuple[Paragraph, ...]
    title: Paragraph | None
    found: Found


def report_from_html(
    html: str | bytes, options: ReadOptions | None = None, *, where: str = "The page", digest: str = ""
) -> Report:
    """The report that a page holds; its offsets lead back into the decoded source of the page.

    `where` names the page in errors, `digest` is the hash of the bytes it was decoded from. Raises EmptyInputError,
    BinaryInputError, EncodingError, TooLargeError or NoTextError. Broken HTML is read as far as
    it goes.
    """
    options = options or ReadOptions()
    parts = read_page(html, options, where, digest)
    return make_report(parts.paragraphs, parts.title, parts.found, options, where)


def read_page(html: str | bytes, options: ReadOptions, where: str, digest: str = "") -> PageParts:
    """The parts of a page, see `report_from_html`."""
    if len(html) > options.max_bytes:
        raise TooLargeError(f"{where} is larger than the limit of {options.max_bytes:,} bytes.")
    source = decode(html, where) if isinstance(html, bytes) else html
    if not source.strip():
        raise EmptyInputError(f"{where} is empty.")
    check_nesting(source, MAX_NESTING, where)
    page = _extract(source, options.url)
    published = declared_date(source) or _guessed_date(page, source)
    paragraphs, title = _text(source, page)
    if not paragraphs:
        raise NoTextError(f"{where} holds no text of an article.")
    found = Found(
        url=page.url,
        source=page.site,
        domain=domain_of(page.url),
        byline=", ".join(name.strip() for name in page.byline.split(";")),
        language=page.language,
        published=published,
        basis=PublishedBasis.PAGE if published else PublishedBasis.UNKNOWN,
        raw_hash=digest or raw_hash(html),
    )
    return PageParts(paragraphs, title, found)


def _guessed_date(page: _Extracted, source: str) -> DateRange | None:
    return checked_guess(page.date, f"{page.url}\n{source}") if page.date else None


def _extract(source: str, url: str) -> _Extracted:
    # Heavy (1 s, 60 MB), so imported when the first page comes.
    import trafilatura  # noqa: PLC0415

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    from lxml.etree import LxmlError  # type: ignore[import-untyped]  # noqa: PLC0415

    # Without the two fallback extractors the score on the corpus of pages is the same and the time a half; they are
    # asked only where the first one finds nothing.
    for fast in (True, False):
        try:
            document = trafilatura.bare_extraction(
                source,
                url=url or None,
                fast=fast,
                include_comments=False,
                include_tables=True,
                with_metadata=True,
                date_extraction_params={"original_date": True, "extensive_search": False},
            )
        except (*_BREAKAGE, LxmlError):
            continue
        if document is not None and not isinstance(document, dict) and (document.text or "").strip():
            return _Extracted(
                text=document.text or "",
                title=document.title or "",
                byline=document.author or "",
                site=document.sitename or "",
                url=document.url or "",
                language=document.language or "",
                date=document.date or "",
            )
    return _Extracted()


def _text(source: str, page: _Extracted) -> tuple[tuple[Paragraph, ...], Paragraph | None]:
    if not page.text:
        title, rest = split_title(drop_boilerplate(fragment_paragraphs(source)))
        return (rest, title) if rest else ((title,) if title else (), None)
    aligner = Aligner(source, read_page_text(source))
    lines = [plain.text for line in page.text.splitlines() if (plain := paragraph_of(line)).text]
    paragraphs = list(drop_boilerplate([Paragraph(line) for line in lines]))
    title = paragraph_of(page.title) if page.title else None
    if title is None or not title.text:
        title, rest = split_title(paragraphs)
        paragraphs = list(rest)
    else:
        title, paragraphs = _place_title(title, paragraphs, (page.site, domain_of(page.url)))
    placed = aligner.align(title.text) if title else None
    return aligner.align_all(paragraph.text for paragraph in paragraphs), placed


def _place_title(
    title: Paragraph, paragraphs: Sequence[Paragraph], names: Sequence[str]
) -> tuple[Paragraph, list[Paragraph]]:
    """The page's title without the site's name, and the paragraphs without their own copies of it near the top."""
    title = without_site(title, names)
    rest = list(paragraphs)
    while (index := title_in(rest, title.text)) is not None:
        if len(rest) == 1:
            break
        if len(rest[index].text) < len(title.text) and same_title(rest[index].text, title.text):
            title = rest[index]
        del rest[index]
    return title, rest
