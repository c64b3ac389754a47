"""What a coding must satisfy before it is stored, so that evidence always leads back to the words of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import Coding, Mention, Report, Statement, Support

__all__ = ["check_coding"]


def check_coding(report: Report, coding: Coding) -> None:
    """Check `coding` against the report that it codes.

    Raises InvalidValueError for records of another report, a statement whose words are not those of its span, a support
    of a statement or by a coder that is not in the coding, or a record given twice; InvalidSpanError for a span outside
    the text.
    """
    if coding.report != report.id:
        raise InvalidValueError(f"The coding is of the report {coding.report}, not of {report.id}.")
    _check_unique("mention", coding.mentions)
    _check_unique("statement", coding.statements)
    _check_unique("support", coding.supports)
    for mention in coding.mentions:
        if mention.report != report.id:
            raise InvalidValueError(f"The mention {mention.id} is of another report than its coding.")
        mention.anchor.of(report.text)
    mentions = {mention.id for mention in coding.mentions}
    for statement in coding.statements:
        _check_statement(report, statement, mentions)
    statements = {statement.id for statement in coding.statements}
    for support in coding.supports:
        if support.statement not in statements:
            raise InvalidValueError(f"The support {support.id} is of a statement that is not in its coding.")
        if (support.coder, support.version) != (coding.coder, coding.version):
            raise InvalidValueError(f"The support {support.id} is by another coder or version than its coding.")


def _check_unique(kind: str, records: Iterable[Mention] | Iterable[Statement] | Iterable[Support]) -> None:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise InvalidValueError(f"The {kind} {record.id} is in its coding twice.")
        seen.add(record.id)


def _check_statement(report: Report, statement: Statement, mentions: set[str]) -> None:
    if statement.report != report.id:
        raise InvalidValueError(f"The statement {statement.id} is of another report than its coding.")
    if statement.mention and statement.mention not in mentions:
        raise InvalidValueError(f"The statement {statement.id} is of a mention that is not in its coding.")
    if statement.span.of(report.text) != statement.original_text:
        raise InvalidValueError(f"The words of the statement {statement.id} are not those at its span.")
    if statement.speaker_span is not None:
        statement.speaker_span.of(report.text)
    if statement.published_at != report.published:
        raise InvalidValueError(f"The statement {statement.id} has another publication date than its report.")
