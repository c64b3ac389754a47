"""A book whose one report tries whatever a page could fall for. The act, the people and the places are invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Quantity,
    Report,
    Source,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    Support,
    Value,
)
from tallybook.service import list_incidents, refresh
from tallybook.store import Book

__all__ = ["ATTEMPTS", "hostile_book"]

ATTEMPTS = (
    "<script>window.caught=1</script>",
    "<img src=x onerror=window.caught=1>",
    '"><svg onload=window.caught=1>',
    "' autofocus onfocus='window.caught=1",
    "</script></style></title></textarea><b>",
    "{{ 7 * 191 }}{% raise %}",
    "<style>body{display:none}</style>",
    '<iframe srcdoc="<script>parent.caught=1</script>"></iframe>',
    '<a href="javascript:window.caught=1">here</a>',
    "<base href=https://elsewhere.example/><meta http-equiv=refresh content=0;url=//elsewhere.example>",
    "\u202egnp.exe\u2066 \u2069\u200f",
    "&lt;script&gt; &amp;#60;script",
)
_ALL = " ".join(ATTEMPTS)
_URL = 'javascript:window.caught=1//https://elsewhere.example/"><script>window.caught=1</script>'


def hostile_book(path: Path) -> tuple[str, str]:
    """Make the book at `path`. Returns the id of its incident and of its report."""
    title = f"Gunmen {_ALL} attack"
    text = (
        f"{title}\n\nOn Friday gunmen {_ALL} attacked the market of Karsk {_ALL}, "
        f"killing five traders {_ALL}, a witness said.\n"
    )
    report = Report.make(
        text,
        url=_URL,
        source=Source.make(f"The Karsk Post {_ALL}", "elsewhere.example"),
        title=title,
        title_span=Span(0, len(title)),
        byline=f"By {_ALL}",
        published=DateRange.day(date(2031, 5, 4)),
        published_basis=PublishedBasis.DATA,
        language="en",
    )
    with Book.open(path, create=True) as book:
        book.add_coded(report, _coding(report))
    refresh(path)
    return list_incidents(path).incidents[0].id, report.id


def _coding(report: Report) -> Coding:
    mention = Mention.make(report.id, MentionKind.REPORTED, _span(report, "attacked"))
    speaker = Speaker(f"witness {_ALL}", f"witness {_ALL}", SpeakerKind.PERSON)
    place = PlaceCandidate(
        f"Karsk {_ALL}", PlacePrecision.TOWN, "KE", _ALL, geonames_id=1, latitude=1.5, longitude=36.5
    )
    values: tuple[tuple[Field, Value, str], ...] = (
        (Field.INCIDENT_TYPE, CodeValue("incident_types", "armed_assault"), "attacked"),
        (Field.DATE, DateValue(DateRange.day(date(2031, 5, 3))), "On Friday"),
        (Field.PLACE, PlaceValue(f"Karsk {_ALL}", PlacePrecision.TOWN, place), f"Karsk {_ALL}"),
        (
            Field.PERPETRATOR,
            ActorValue(f"gunmen {_ALL}", "unidentified_armed_group", aliases=(_ALL,)),
            f"gunmen {_ALL}",
        ),
        (
            Field.CASUALTIES,
            CasualtyRow("killed", "civilians", Quantity.stated(5), f"traders {_ALL}", names=(f"Li {_ALL}",)),
            f"five traders {_ALL}",
        ),
    )
    statements = tuple(
        Statement.make(
            report, mention.id, field, value, _span(report, words), Stance.CLAIMED, speaker, _span(report, "a witness")
        )
        for field, value, words in values
    )
    coder = f"coder {_ALL}"
    supports = tuple(Support.make(one.id, coder, "1") for one in statements)
    return Coding(report.id, coder, "1", (mention,), statements, supports)


def _span(report: Report, words: str) -> Span:
    start = report.text.index(words)
    return Span(start, start + len(words))
