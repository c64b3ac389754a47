"""Drafts to records: mentions, statements with speaker and stance, supports, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tallybook.coding.attribution import ATTRIBUTIONS, Attribution, speaker_at
from tallybook.coding.base import Layer, Layers
from tallybook.coding.casualties import CASUALTIES
from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.drafts import Draft
from tallybook.coding.occurrences import OCCURRENCES, Occurrence
from tallybook.coding.relations import RELATIONS
from tallybook.coding.responsibility import RESPONSIBILITY
from tallybook.coding.roles import ROLES
from tallybook.coding.scenes import SCENES
from tallybook.coding.tokens import TEXT
from tallybook.model import (
    CasualtyRow,
    Field,
    Mention,
    MentionKind,
    MentionRelation,
    Report,
    Span,
    Speaker,
    Stance,
    Statement,
)

__all__ = ["RECORDS", "RecordBuilder", "Records", "make_records"]


class Records:
    """The mentions and statements of one report, and which component found each statement."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.statements: dict[str, Statement] = {}
        self.components: dict[str, str] = {}
        self.scores: dict[str, float] = {}

    def add(self, statement: Statement, component: str, score: float | None = None) -> Statement:
        """Keep a statement once, whoever found it first."""
        if statement.id not in self.statements:
            self.statements[statement.id] = statement
            self.components[statement.id] = component
            if score is not None:
                self.scores[statement.id] = score
        return statement


RECORDS: Layer[Records] = Layer("records")


class RecordBuilder:
    """Makes the records: totals before their parts, so that a part can name its total's statement."""

    name = "records"
    requires: tuple[Layer[Any], ...] = (
        TEXT,
        ATTRIBUTIONS,
        OCCURRENCES,
        ROLES,
        SCENES,
        CASUALTIES,
        RESPONSIBILITY,
        RELATIONS,
    )
    sets = RECORDS

    def run(self, layers: Layers) -> Records:
        drafts = (*layers[ROLES], *layers[SCENES], *layers[RESPONSIBILITY], *layers[RELATIONS])
        rows = layers[CASUALTIES]
        return make_records(layers, layers[OCCURRENCES].all, drafts, rows)


def make_records(
    layers: Layers, occurrences: Sequence[Occurrence], drafts: Iterable[Draft], rows: Iterable[RowDraft]
) -> Records:
    """The records of these drafts; of two drafts that make one statement the first counts."""
    builder = _Builder(layers)
    for occurrence in occurrences:
        builder.mention(occurrence)
    for draft in drafts:
        builder.statement(draft)
    for row in rows:
        builder.row(row)
    builder.relations(occurrences)
    return builder.records


class _Builder:
    def __init__(self, layers: Layers) -> None:
        self.report: Report = layers.report
        self.text = layers[TEXT]
        self.attributions: tuple[Attribution, ...] = layers[ATTRIBUTIONS]
        self.records = Records()
        self.mention_ids: dict[int, str] = {}
        self.row_ids: dict[int, str] = {}

    def mention(self, occurrence: Occurrence) -> None:
        hit = occurrence.anchor
        mention = Mention.make(self.report.id, occurrence.kind, self.text.span(hit.first, hit.last))
        self.mention_ids[id(occurrence)] = mention.id
        if mention not in self.records.mentions:
            self.records.mentions.append(mention)

    def statement(self, draft: Draft) -> Statement | None:
        mention = ""
        if draft.occurrence is not None:
            found = self.mention_ids.get(id(draft.occurrence))
            if found is None:
                return None
            mention = found
        elif draft.field is not Field.ACTOR_RELATION:
            return None
        speaker, speaker_span, stance = self._voice(draft)
        statement = Statement.make(
            self.report, mention, draft.field, draft.value, draft.span, stance, speaker, speaker_span
        )
        return self.records.add(statement, draft.component, draft.score)

    def _voice(self, draft: Draft) -> tuple[Speaker | None, Span | None, Stance]:
        """Who says it and how: what the draft knows, else the attribution around its words."""
        if draft.speaker is not None or draft.own_voice:
            return draft.speaker, draft.speaker_span, draft.stance or Stance.REPORTED_AS_FACT
        first, last = self.text.token_range(draft.span)
        around = speaker_at(self.attributions, first, last)
        if around is None:
            return None, None, draft.stance or Stance.REPORTED_AS_FACT
        if around.speaker_span.overlaps(draft.span) and draft.field is not Field.ACTOR_RELATION:
            return None, None, draft.stance or Stance.REPORTED_AS_FACT
        return around.speaker, around.speaker_span, draft.stance or around.stance

    def row(self, row: RowDraft) -> str | None:
        """The statement of a row; its total's statement is made first."""
        if id(row) in self.row_ids:
            return self.row_ids[id(row)]
        total = ""
        if row.total is not None:
            total = self.row(row.total) or ""
        value = CasualtyRow(
            harm=row.harm,
            group=row.group,
            quantity=row.quantity,
            role=row.role,
            total=total,
            total_relation=row.total_relation if total else None,
            condition=row.condition,
            names=row.names,
        )
        span = self.text.span(row.first, row.last)
        statement = self.statement(
            Draft(row.occurrence, Field.CASUALTIES, value, span, row.component, stance=row.stance, score=row.score)
        )
        if statement is None:
            return None
        self.row_ids[id(row)] = statement.id
        return statement.id

    def relations(self, occurrences: Sequence[Occurrence]) -> None:
        """Background occurrences say what they are the background of."""
        reported = next((o for o in occurrences if o.kind is MentionKind.REPORTED), None)
        for occurrence in occurrences:
            if not occurrence.relation or reported is None or occurrence is reported:
                continue
            other = self.mention_ids[id(reported)]
            if other == self.mention_ids[id(occurrence)]:
                continue
            hit = occurrence.anchor
            value = MentionRelation(occurrence.relation, other)
            span = self.text.span(hit.first, hit.last)
            self.statement(Draft(occurrence, Field.MENTION_RELATION, value, span, "occurrences", own_voice=True))
