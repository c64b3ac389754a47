"""A coded report as plain data, the shape in docs/reference/output.md. It loses nothing but the scores of coders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tallybook.assembly import casualty_totals
from tallybook.exports.readable import readable
from tallybook.model import (
    Coding,
    Field,
    Incident,
    Mention,
    MentionKind,
    Note,
    Report,
    Resolution,
    Statement,
    to_json,
    value_to_json,
)

__all__ = ["full_record", "incident_record", "report_head", "report_record", "statement_record"]

Record = dict[str, Any]


def statement_record(statement: Statement) -> Record:
    """One statement: its words, where they stand, who says it and how."""
    return {
        "id": statement.id,
        "report": statement.report,
        "mention": statement.mention,
        "field": statement.field.value,
        "value": value_to_json(statement.value),
        "text": readable(statement.value),
        "original_text": statement.original_text,
        "span": to_json(statement.span),
        "speaker": to_json(statement.speaker),
        "speaker_span": to_json(statement.speaker_span),
        "stance": statement.stance.value,
    }


def _resolution_record(resolution: Resolution, statements: Mapping[str, Statement]) -> Record:
    return {
        "value": value_to_json(resolution.value),
        "text": readable(resolution.value),
        "rule": resolution.rule,
        "supporting": [statement_record(statements[one]) for one in resolution.supporting],
        "opposing": [statement_record(statements[one]) for one in resolution.opposing],
    }


def _mention_record(mention: Mention, reports: Mapping[str, Report]) -> Record:
    return {
        "id": mention.id,
        "report": mention.report,
        "kind": mention.kind.value,
        "anchor": to_json(mention.anchor),
        "anchor_text": mention.anchor.of(reports[mention.report].text),
    }


def incident_record(
    incident: Incident, mentions: Iterable[Mention], statements: Iterable[Statement], reports: Iterable[Report]
) -> Record:
    """One incident: every field with its values, each value with the statements for it and against it.

    `mentions`, `statements` and `reports` are those of the incident; more of them do no harm. Its kind is "reported"
    when at least one report is about it, "background" when reports only recall it.
    """
    by_id = {statement.id: statement for statement in statements}
    texts = {report.id: report for report in reports}
    known = {mention.id: mention for mention in mentions}
    mine = [known[mention] for mention in incident.mentions]
    values: dict[str, list[Record]] = {field.value: [] for field in Field if field is not Field.ACTOR_RELATION}
    for resolution in incident.resolutions:
        values[resolution.field.value].append(_resolution_record(resolution, by_id))
    reported = any(mention.kind is MentionKind.REPORTED for mention in mine)
    return {
        "id": incident.id,
        "kind": (MentionKind.REPORTED if reported else MentionKind.BACKGROUND).value,
        "status": incident.status.value,
        "mentions": [_mention_record(mention, texts) for mention in mine],
        "values": values,
        "casualty_totals": [
            {
                "harm": total.harm,
                "side": "attackers" if total.attackers else "victims",
                **to_json(total.quantity),
                "text": str(total.quantity),
                "parts": total.parts.value,
                "statements": list(total.statements),
            }
            for total in casualty_totals(incident)
        ],
    }


def report_head(report: Report) -> Record:
    """What is known of a report besides its text."""
    return {
        "id": report.id,
        "title": report.title,
        "url": report.url,
        "document": report.document,
        "source": to_json(report.source),
        "byline": report.byline,
        "published": to_json(report.published),
        "published_basis": report.published_basis.value,
        "language": report.language,
        "text_hash": report.text_hash,
        "characters": len(report.text),
    }


def full_record(
    incident: Incident, mentions: Iterable[Mention], statements: Iterable[Statement], reports: Iterable[Report]
) -> Record:
    """`incident_record` with the heads of its "reports": what exports take. `reports` are those of the incident."""
    heads = list(reports)
    return {**incident_record(incident, mentions, statements, heads), "reports": [report_head(one) for one in heads]}


def _note_record(note: Note, report: Report) -> Record:
    words = note.span.of(report.text) if note.span else ""
    return {"code": note.code, "text": note.text, "original_text": words, "span": to_json(note.span)}


def report_record(report: Report, coding: Coding, incidents: Sequence[Incident]) -> Record:
    """One coded report: {"report", "coder", "incidents", "aggregates", "actor_statements", "notes"}.

    Incidents that the report is about come before those that it recalls. `incidents` must be assembled from `coding`.
    """
    told = [incident_record(incident, coding.mentions, coding.statements, [report]) for incident in incidents]
    by_mention: dict[str, list[Record]] = {}
    for statement in coding.statements:
        by_mention.setdefault(statement.mention, []).append(statement_record(statement))
    return {
        "report": report_head(report),
        "coder": {"name": coding.coder, "version": coding.version},
        "incidents": sorted(told, key=lambda record: record["kind"] != MentionKind.REPORTED.value),
        "aggregates": [
            {**_mention_record(mention, {report.id: report}), "statements": by_mention.get(mention.id, [])}
            for mention in coding.mentions
            if mention.kind is MentionKind.AGGREGATE
        ],
        "actor_statements": by_mention.get("", []),
        "notes": [_note_record(note, report) for note in coding.notes],
    }
