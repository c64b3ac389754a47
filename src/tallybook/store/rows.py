"""Records to rows of the tables and back. What is read equals (`==`) what was written."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tallybook.model import (
    Act,
    ActKind,
    Assignment,
    AssignmentState,
    CodeValue,
    DatePrecision,
    DateRange,
    DateValue,
    Decision,
    Field,
    Incident,
    Judgement,
    Mention,
    MentionKind,
    Note,
    OffsetMap,
    Opinion,
    PlaceValue,
    PublishedBasis,
    Report,
    Retraction,
    Source,
    Span,
    Speaker,
    Stance,
    Statement,
    Support,
    Verdict,
    from_json,
    to_json,
    value_from_json,
    value_to_json,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallybook.model import Value

__all__ = [
    "act_from_row",
    "act_row",
    "assignment_from_row",
    "assignment_row",
    "decision_from_row",
    "decision_row",
    "incident_id",
    "mention_from_row",
    "mention_row",
    "note_from_row",
    "note_row",
    "published_from_row",
    "report_from_row",
    "report_row",
    "retraction_from_row",
    "retraction_row",
    "statement_from_row",
    "statement_row",
    "support_from_row",
    "support_row",
    "verdict_from_row",
    "verdict_row",
]

Row = dict[str, Any]


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span is not None else (None, None)


def _span(start: int | None, end: int | None) -> Span | None:
    return Span(start, end) if start is not None and end is not None else None


def report_row(report: Report) -> Row:
    """A report as a row of `report`; its source is a row of its own."""
    title_start, title_end = _ends(report.title_span)
    published = report.published
    return {
        "id": report.id,
        "source": report.source.id if report.source else None,
        "text": report.text,
        "text_hash": report.text_hash,
        "url": report.url,
        "document": report.document,
        "title": report.title,
        "title_start": title_start,
        "title_end": title_end,
        "byline": report.byline,
        "published_first": published.first if published else None,
        "published_last": published.last if published else None,
        "published_precision": published.precision.value if published else None,
        "published_basis": report.published_basis.value,
        "language": report.language,
        "raw_hash": report.raw_hash,
        "offsets": [list(offset) for offset in report.offsets.runs],
    }


def published_from_row(row: Mapping[Any, Any]) -> DateRange | None:
    """The publication date of a row that holds the three `published_` columns."""
    if row["published_first"] is None:
        return None
    return DateRange(row["published_first"], row["published_last"], DatePrecision(row["published_precision"]))


def report_from_row(row: Mapping[Any, Any]) -> Report:
    """A row of `report` joined with `source_name` and `source_domain`."""
    source = Source(row["source"], row["source_name"], row["source_domain"]) if row["source"] is not None else None
    return Report(
        id=row["id"],
        text=row["text"],
        text_hash=row["text_hash"],
        url=row["url"],
        document=row["document"],
        source=source,
        title=row["title"],
        title_span=_span(row["title_start"], row["title_end"]),
        byline=row["byline"],
        published=published_from_row(row),
        published_basis=PublishedBasis(row["published_basis"]),
        language=row["language"],
        raw_hash=row["raw_hash"],
        offsets=OffsetMap(tuple((offset[0], offset[1], offset[2]) for offset in row["offsets"])),
    )


def incident_id(mention: Mention) -> str | None:
    """The id of the incident whose earliest mention this is; None for an aggregate, which never becomes one."""
    return None if mention.kind is MentionKind.AGGREGATE else Incident.make((mention.id,)).id


def mention_row(mention: Mention) -> Row:
    """A mention as a row of `mention`."""
    return {
        "id": mention.id,
        "report": mention.report,
        "kind": mention.kind.value,
        "anchor_start": mention.anchor.start,
        "anchor_end": mention.anchor.end,
        "incident": incident_id(mention),
    }


def mention_from_row(row: Mapping[Any, Any]) -> Mention:
    """A row of `mention`."""
    return Mention(row["id"], row["report"], MentionKind(row["kind"]), Span(row["anchor_start"], row["anchor_end"]))


def _keys_of_value(value: Value) -> Row:
    keys: Row = {"code": None, "country": None, "first_day": None, "last_day": None}
    match value:
        case CodeValue():
            keys["code"] = value.code
        case PlaceValue() if value.place is not None:
            keys["country"] = value.place.country or None
        case DateValue() if value.range is not None:
            keys |= {"first_day": value.range.first, "last_day": value.range.last}
        case _:
            pass
    return keys


def statement_row(statement: Statement) -> Row:
    """A statement as a row of `statement`."""
    speaker_start, speaker_end = _ends(statement.speaker_span)
    return {
        "id": statement.id,
        "report": statement.report,
        "mention": statement.mention or None,
        "field": statement.field.value,
        "value": value_to_json(statement.value),
        "original_text": statement.original_text,
        "span_start": statement.span.start,
        "span_end": statement.span.end,
        "stance": statement.stance.value,
        "speaker": to_json(statement.speaker),
        "speaker_start": speaker_start,
        "speaker_end": speaker_end,
        **_keys_of_value(statement.value),
    }


@lru_cache(maxsize=1 << 16)
def _value_of(text: str) -> Value:
    # Many statements say the same ("two killed", the name of a country), and values are frozen.
    return value_from_json(json.loads(text))


def statement_from_row(row: Mapping[Any, Any]) -> Statement:
    """A row of `select.statements_with_report`: a statement, its value as text, and when its report was published."""
    return Statement(
        id=row["id"],
        report=row["report"],
        mention=row["mention"] or "",
        field=Field(row["field"]),
        value=_value_of(row["value_text"]),
        original_text=row["original_text"],
        span=Span(row["span_start"], row["span_end"]),
        stance=Stance(row["stance"]),
        speaker=from_json(Speaker, row["speaker"]) if row["speaker"] is not None else None,
        speaker_span=_span(row["speaker_start"], row["speaker_end"]),
        published_at=published_from_row(row),
    )


def support_row(support: Support, coding: int, position: int) -> Row:
    """A support as a row of `support`; coder and version are those of the coding."""
    return {
        "id": support.id,
        "coding": coding,
        "position": position,
        "statement": support.statement,
        "component": support.component,
        "score": support.score,
    }


def support_from_row(row: Mapping[Any, Any]) -> Support:
    """A row of `support` joined with `coder` and `version` of its coding."""
    return Support(row["id"], row["statement"], row["coder"], row["version"], row["component"], row["score"])


def note_row(note: Note, coding: int, position: int) -> Row:
    """A note as a row of `note`."""
    start, end = _ends(note.span)
    return {
        "coding": coding,
        "position": position,
        "code": note.code,
        "text": note.text,
        "span_start": start,
        "span_end": end,
    }


def note_from_row(row: Mapping[Any, Any]) -> Note:
    """A row of `note`."""
    return Note(row["code"], row["text"], _span(row["span_start"], row["span_end"]))


def decision_row(decision: Decision) -> Row:
    """A decision as a row of `decision`."""
    return {
        "id": decision.id,
        "left": decision.left,
        "right": decision.right,
        "judgement": decision.judgement.value,
        "by": decision.by,
        "decided_at": decision.decided_at,
        "why": decision.why,
        "score": decision.score,
    }


def decision_from_row(row: Mapping[Any, Any]) -> Decision:
    """A row of `decision`."""
    return Decision(
        row["id"],
        row["left"],
        row["right"],
        Judgement(row["judgement"]),
        row["by"],
        row["decided_at"],
        row["why"],
        row["score"],
    )


def retraction_row(retraction: Retraction) -> Row:
    """A retraction as a row of `retraction`, which numbers itself."""
    return {
        "report": retraction.report,
        "withdrawn": retraction.withdrawn,
        "by": retraction.by,
        "decided_at": retraction.decided_at,
        "why": retraction.why,
    }


def act_row(act: Act) -> Row:
    """An act as a row of `act`, which numbers itself."""
    return {
        "at": act.at,
        "by": act.by,
        "kind": act.kind.value,
        "incident": act.incident or None,
        "report": act.report or None,
        "why": act.why,
        "data": dict(act.data),
        "undoes": act.undoes,
    }


def act_from_row(row: Mapping[Any, Any], *, stands: bool = True) -> Act:
    """A row of `act`."""
    return Act(
        id=row["id"],
        at=row["at"],
        by=row["by"],
        kind=ActKind(row["kind"]),
        incident=row["incident"] or "",
        report=row["report"] or "",
        why=row["why"],
        data=row["data"],
        undoes=row["undoes"],
        stands=stands,
    )


def verdict_row(verdict: Verdict) -> Row:
    """A verdict as a row of `verdict`, which numbers itself; who gave it and when is in its act."""
    return {"act": verdict.act, "statement": verdict.statement, "judgement": verdict.opinion.value}


def verdict_from_row(row: Mapping[Any, Any]) -> Verdict:
    """A row of `verdict` joined with `by` and `at` of its act."""
    return Verdict(row["id"], row["act"], row["statement"], Opinion(row["judgement"]), row["by"], row["at"])


def assignment_row(assignment: Assignment) -> Row:
    """An assignment as a row of `assignment`, which numbers itself."""
    return {
        "report": assignment.report,
        "coder": assignment.coder,
        "state": assignment.state.value,
        "asked_by": assignment.asked_by,
        "asked_at": assignment.asked_at,
        "done_at": assignment.done_at or None,
    }


def assignment_from_row(row: Mapping[Any, Any]) -> Assignment:
    """A row of `assignment`."""
    return Assignment(
        id=row["id"],
        report=row["report"],
        coder=row["coder"],
        state=AssignmentState(row["state"]),
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        done_at=row["done_at"] or "",
    )


def retraction_from_row(row: Mapping[Any, Any]) -> Retraction:
    """A row of `retraction`."""
    return Retraction(row["report"], row["withdrawn"], row["by"], row["decided_at"], row["why"])
