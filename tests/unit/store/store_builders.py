"""Small records for tests of the store. The attack, the place and the outlet are invented."""

from __future__ import annotations

from tallybook.model import (
    CodeValue,
    Coding,
    Field,
    Mention,
    MentionKind,
    Report,
    Span,
    Stance,
    Statement,
    Support,
)

__all__ = ["a_coding", "a_report"]

TEXT = "A bomb exploded at the market of Examplia. "


def a_report(number: int, sentences: int = 1) -> Report:
    """The report with this number; the same number gives the same report."""
    return Report.make(TEXT * sentences, document=f"report {number}")


def a_coding(report: Report, version: str = "1") -> Coding:
    """One mention with one statement and its support for each sentence of the report."""
    mentions, statements = [], []
    for start in range(0, len(report.text), len(TEXT)):
        mention = Mention.make(report.id, MentionKind.REPORTED, Span(start + 7, start + 15))
        value = CodeValue("weapons", "bomb")
        words = Span(start + 2, start + 6)
        mentions.append(mention)
        statements.append(Statement.make(report, mention.id, Field.WEAPON, value, words, Stance.REPORTED_AS_FACT))
    supports = tuple(Support.make(statement.id, "rules", version) for statement in statements)
    return Coding(report.id, "rules", version, tuple(mentions), tuple(statements), supports)
