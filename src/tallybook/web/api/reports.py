"""Reports: a list, and one with its text and what was found in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from tallybook.exports import report_head, statement_record
from tallybook.model import to_json
from tallybook.service.current import words_of_retraction
from tallybook.service.evidence import read_report, report_page
from tallybook.web.api.records import ReportHead, StatementRecord
from tallybook.web.desk import DeskHere
from tallybook.web.viewer import Reader

__all__ = ["router"]

router = APIRouter(tags=["reports"], prefix="/reports")
_LAST = 2**31


class ReportPage(BaseModel):
    """A part of a list. `next` is the offset of the following part; null at the end."""

    items: list[ReportHead]
    total: int
    next: int | None


class MentionInReport(BaseModel):
    """An account in the report, and its incident: empty for an aggregate, and where it counts no more."""

    id: str
    kind: str
    anchor: dict[str, int]
    incident: str


class WholeReport(BaseModel):
    """A report with its text. Spans count characters (code points) of `text`.

    `retracted` says in words by whom and why the report counts no more; empty where it counts.
    """

    head: ReportHead
    text: str
    title_span: dict[str, int] | None
    mentions: list[MentionInReport]
    statements: list[StatementRecord]
    retracted: str


@router.get("", summary="A list of reports")
def list_reports(
    desk: DeskHere,
    _: Reader,
    q: Annotated[str, Query(description='Words of the text: all of them, "phrases in quotes", -without.')] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="Reports in one answer.")] = 50,
    offset: Annotated[int, Query(ge=0, le=_LAST, description="Reports to leave out: `next` of the last answer.")] = 0,
) -> ReportPage:
    """Reports without their texts: published last first, those without a date at the end."""
    found = report_page(desk.book, offset, limit, q)
    return ReportPage(
        items=[ReportHead(**report_head(report)) for report in found.reports],
        total=found.total,
        next=offset + limit if offset + limit < found.total else None,
    )


@router.get("/{id}", summary="One report with its text")
def one_report(
    desk: DeskHere,
    _: Reader,
    id: Annotated[str, Path(description="The id of a report, or its beginning.", max_length=200)],  # noqa: A002 (see records)
) -> WholeReport:
    """Its text, what is known of it, the mentions found in it, and their statements in the order of the text."""
    found = read_report(desk.book, id)
    gone = found.retraction
    return WholeReport(
        head=ReportHead(**report_head(found.report)),
        text=found.report.text,
        title_span=to_json(found.report.title_span),
        mentions=[
            MentionInReport(
                id=one.id,
                kind=one.kind.value,
                anchor=to_json(one.anchor),
                incident=found.incidents[one.id].id if one.id in found.incidents else "",
            )
            for one in found.mentions
        ],
        statements=[StatementRecord(**statement_record(one)) for one in found.statements],
        retracted=words_of_retraction(gone) if gone is not None and gone.withdrawn else "",
    )
