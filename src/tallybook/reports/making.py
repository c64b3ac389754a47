"""Paragraphs and what is known of them to a Report: the last step of every reader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tallybook.errors import NoTextError, TooLargeError
from tallybook.model import DateRange, PublishedBasis, Report, Source
from tallybook.reports.language import find_language, language_code
from tallybook.reports.mapped import Paragraph, joined
from tallybook.reports.options import ReadOptions

__all__ = ["Found", "domain_of", "make_report", "raw_hash", "source_of"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader learned from the input itself; empty where the input does not say."""

    url: str = ""
    document: str = ""
    source: str = ""
    domain: str = ""
    byline: str = ""
    language: str = ""
    published: DateRange | None = None
    basis: PublishedBasis = PublishedBasis.UNKNOWN
    raw_hash: str = ""


def raw_hash(data: bytes | str) -> str:
    """SHA-256 of what was read; of a text's UTF-8 bytes where no bytes were."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")).hexdigest()


def domain_of(url: str) -> str:
    """The host of an address, without "www."; empty where the text is no address."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").lower()


def source_of(name: str, domain: str) -> Source | None:
    """The source by its name, or by its domain where it has no name; None where neither is known."""
    name = " ".join(name.split())
    return Source.make(name or domain, domain) if name or domain else None


def make_report(
    paragraphs: Sequence[Paragraph], title: Paragraph | None, found: Found, options: ReadOptions, where: str
) -> Report:
    """The report, options before findings. Raises NoTextError without text, TooLargeError above `max_text`."""
    if not paragraphs and title is None:
        raise NoTextError(f"{where} holds no text of a report.")
    text, offsets, title_span = joined(paragraphs, title)
    if len(text) > options.max_text:
        raise TooLargeError(
            f"{where} gives a text of {len(text):,} characters, and one report has at most {options.max_text:,}."
        )
    published, basis = found.published, found.basis
    if options.published is not None:
        published, basis = options.published, PublishedBasis.OPTION
    url = options.url or found.url
    body = text[title_span.end :] if title_span is not None and paragraphs else text
    return Report.make(
        text,
        url=url,
        document=found.document,
        source=source_of(options.source or found.source, domain_of(url) or found.domain),
        title=title.text if title is not None else "",
        title_span=title_span,
        byline=" ".join(found.byline.split()),
        published=published,
        published_basis=basis,
        language=find_language(body) or language_code(found.language),
        raw_hash=found.raw_hash,
        offsets=offsets,
    )
