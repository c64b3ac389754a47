"""What one person added to a report, as a coding: all that their acts which stand have added, in one new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.codebook import load_codebook
from tallybook.model import (
    PERSON,
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    Field,
    Mention,
    Speaker,
    Stance,
    Statement,
    Support,
    TargetValue,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import Act, Report, Span
    from tallybook.store import Published, Reviewer

__all__ = ["NewValue", "check_codes", "coding_of", "make_statement", "store_person_coding"]


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value that a person takes from the words at `span` of a report, as a statement needs it."""

    field: Field
    value: Value
    span: Span
    stance: Stance = Stance.REPORTED_AS_FACT
    speaker: Speaker | None = None
    speaker_span: Span | None = None


def check_codes(value: Value) -> None:
    """Raise UnknownCodeError for a code that the codebook does not have."""
    book = load_codebook()
    match value:
        case CodeValue():
            book.get_entry(value.scheme, value.code)
        case ActorValue():
            book.get_entry("actor_kinds", value.kind)
        case TargetValue():
            book.get_entry("target_kinds", value.kind)
        case CasualtyRow():
            book.get_entry("harms", value.harm)
            book.get_entry("groups", value.group)
        case _:
            pass


def make_statement(report: Report, mention: str, new: NewValue) -> Statement:
    """The statement of a new value.

    Raises UnknownCodeError, InvalidSpanError for words outside the text, and InvalidValueError for a value that does
    not fit its field.
    """
    check_codes(new.value)
    return Statement.make(report, mention, new.field, new.value, new.span, new.stance, new.speaker, new.speaker_span)


def coding_of(
    report: str, coder: str, version: int, mentions: Iterable[Mention], statements: Iterable[Statement]
) -> Coding:
    """A coding of these records, each once, in the order of the text."""
    told = {one.id: one for one in statements}
    marked = {one.id: one for one in mentions}
    supports = tuple(Support.make(one, coder, str(version), "person") for one in told)
    return Coding(
        report,
        coder,
        str(version),
        tuple(sorted(marked.values(), key=lambda one: (one.anchor, one.id))),
        tuple(told.values()),
        supports,
    )


def store_person_coding(
    reviewer: Reviewer,
    report: Report,
    by: str,
    at: str,
    new: Act | None = None,
    statements: Iterable[Statement] = (),
    mentions: Iterable[Mention] = (),
) -> None:
    """Store the newest version of what a person added to a report: by acts that stand, and by `new`, not stored yet.

    `statements` and `mentions` are the records that `new` adds.
    """
    look = reviewer.look()
    acts = [act for act in look.review.acts_of_report(report.id, by) if act.stands]
    acts += [new] if new is not None else []
    added = {one.id: one for one in statements}
    known = look.statements_named({id_ for act in acts for id_ in act.data.get("added", ())} - added.keys()) | added
    told = [known[id_] for act in acts for id_ in act.data.get("added", ())]
    wanted = {one.mention for one in told} | {
        id_ for act in acts if "added" in act.data for id_ in act.data.get("mentions", ())
    }
    marked = _mentions(look, wanted, mentions)
    coder = f"{PERSON}{by}"
    version = reviewer.last_version(report.id, coder) + 1
    reviewer.add_coding(report, coding_of(report.id, coder, version, marked, told), at)


def _mentions(look: Published, wanted: set[str], added: Iterable[Mention]) -> list[Mention]:
    found = {one.id: one for one in added}
    found |= look.mentions(wanted - found.keys())
    return [found[id_] for id_ in sorted(wanted) if id_]
