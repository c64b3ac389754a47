"""Short ways to code a text and look at what came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tallybook.coding import get_coder
from tallybook.model import (
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    Field,
    Mention,
    MentionKind,
    PublishedBasis,
    Report,
    ResponsibilityValue,
    Statement,
)


@dataclass(frozen=True)
class Coded:
    """A report with its coding."""

    report: Report
    coding: Coding

    def mentions(self, kind: MentionKind = MentionKind.REPORTED) -> list[Mention]:
        return [mention for mention in self.coding.mentions if mention.kind is kind]

    def statements(self, field: Field, mention: Mention | None = None) -> list[Statement]:
        return [
            statement
            for statement in self.coding.statements
            if statement.field is field and (mention is None or statement.mention == mention.id)
        ]

    def codes(self, field: Field, mention: Mention | None = None) -> list[str]:
        return [
            statement.value.code
            for statement in self.statements(field, mention)
            if isinstance(statement.value, CodeValue)
        ]

    def rows(self, mention: Mention | None = None) -> list[CasualtyRow]:
        return [
            statement.value
            for statement in self.statements(Field.CASUALTIES, mention)
            if isinstance(statement.value, CasualtyRow)
        ]

    def table(self, mention: Mention | None = None) -> set[tuple[str, str, str]]:
        """(harm, group, quantity in words) of every row."""
        return {(row.harm, row.group, str(row.quantity)) for row in self.rows(mention)}

    def responsibility(self, mention: Mention | None = None) -> list[tuple[str, str, str]]:
        """(act, actor, speaker) of every entry."""
        return [
            (
                statement.value.act.value,
                statement.value.actor.name if statement.value.actor else "",
                str(statement.speaker or ""),
            )
            for statement in self.statements(Field.RESPONSIBILITY, mention)
            if isinstance(statement.value, ResponsibilityValue)
        ]


def code(text: str, published: str | None = "2031-05-12", language: str = "en") -> Coded:
    """Code an invented text, published on a Monday unless told otherwise."""
    day = DateRange.day(date.fromisoformat(published)) if published else None
    basis = PublishedBasis.OPTION if published else PublishedBasis.UNKNOWN
    report = Report.make(text, published=day, published_basis=basis, language=language)
    return Coded(report, get_coder("rules").code(report))
