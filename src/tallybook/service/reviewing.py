"""What people do in review. Each act is noted, published at once, and can be taken back.

docs/explanation/review.md says how verdicts count when values are chosen. Every function takes an open book or a path,
raises the errors of `Book.open`, and UsageError for a missing reason or a name that is no person's. `at` is the
instant, ISO 8601 in UTC, by default now.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from tallybook.errors import RecordNotFoundError, UsageError
from tallybook.model import (
    Act,
    ActKind,
    IncidentStatus,
    Mention,
    MentionKind,
    Opinion,
    Speaker,
    Statement,
)
from tallybook.service.books import opened
from tallybook.service.clock import instant_or_now
from tallybook.service.current import Current
from tallybook.service.deciding import check_person, keep_apart, merge, retract, split
from tallybook.service.person_codings import NewValue, check_codes, make_statement, store_person_coding
from tallybook.service.refresh import refresh
from tallybook.service.second_coding import settle, taken_over
from tallybook.service.undoing import take_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tallybook.model import Field, Report, Span, Stance, Value
    from tallybook.service.books import AnyBook
    from tallybook.service.deciding import Decided
    from tallybook.store import Book, Published

__all__ = [
    "KEEP",
    "NewValue",
    "accept",
    "acts",
    "add_incident",
    "add_value",
    "correct",
    "keep_apart_reviewed",
    "merge_reviewed",
    "reject",
    "retract_reviewed",
    "set_status",
    "split_reviewed",
    "undo",
]


class _Keep(Enum):
    KEEP = "keep"


KEEP = _Keep.KEEP
"""For a correction: the speaker stays who it was, where None would mean the reporter's own voice."""


def accept(book: AnyBook, statements: str | Iterable[str], *, by: str, why: str = "", at: str = "") -> Act:
    """Note that statements, given by ids or their beginnings, are right: what they say stands above what others say.

    A statement of a blind second coding is taken into the record as one of this person. Raises RecordNotFoundError for
    a statement that is not in the book, UsageError for one that no current coding has.
    """
    check_person(why, by, needs_why=False)
    return _judge(book, _listed(statements), Opinion.ACCEPTED, by, why, at)


def reject(book: AnyBook, statements: str | Iterable[str], *, by: str, why: str, at: str = "") -> Act:
    """Note that statements, given by ids or their beginnings, are wrong: they are never chosen. Raises as `accept`."""
    check_person(why, by)
    return _judge(book, _listed(statements), Opinion.REJECTED, by, why, at)


def _listed(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _judge(book: AnyBook, given: Sequence[str], opinion: Opinion, by: str, why: str, at: str) -> Act:
    at = instant_or_now(at)
    with opened(book) as found:
        told = list({one.id: one for one in map(found.get_statement, given)}.values())
        if not told:
            raise UsageError("Name the statements.")
        with found.published() as look:
            standing = look.review.standing(one.id for one in told)
            blind = [one for one in told if one.id not in standing]
            copies, mentions = taken_over(look, found, blind) if opinion is Opinion.ACCEPTED else ([], [])
            if opinion is Opinion.REJECTED:
                _refuse_gone(look, blind)
            incident, report = _about(look, told)
        verdicts = {one.id: opinion for one in (*told, *copies)}
        kind = ActKind.ACCEPT if opinion is Opinion.ACCEPTED else ActKind.REJECT
        act = Act(0, at, by, kind, incident, report, why, {"statements": list(verdicts)})
        if copies and not report:
            raise UsageError("Take statements of second codings over from one report at a time.")
        return _store(found, act, verdicts, copies, mentions)


def _refuse_gone(look: Published, statements: Iterable[Statement]) -> None:
    """Statements that are in no current coding may only be rejected where they wait in a second coding."""
    blind = look.review.in_second_codings(one.id for one in statements)
    for one in statements:
        if one.id not in blind:
            raise UsageError(
                f"The statement {one.id} is in no current coding of its report, so that it counts for nothing already."
            )


def correct(
    book: AnyBook,
    statement: str,
    *,
    value: Value,
    span: Span | None = None,
    stance: Stance | None = None,
    speaker: Speaker | _Keep | None = KEEP,
    speaker_span: Span | _Keep | None = KEEP,
    by: str,
    why: str,
    at: str = "",
) -> Act:
    """Reject a statement and put another one in its place, as one of this person; both are kept.

    What is not given stays as it was; `span` are the words that the value is taken from. Raises RecordNotFoundError,
    UnknownCodeError, InvalidSpanError, InvalidValueError, and UsageError where nothing would differ.
    """
    check_person(why, by)
    at = instant_or_now(at)
    check_codes(value)
    with opened(book) as found:
        old = found.get_statement(statement)
        report = found.get_report(old.report)
        new = Statement.make(
            report,
            old.mention,
            old.field,
            value,
            old.span if span is None else span,
            old.stance if stance is None else stance,
            old.speaker if speaker is KEEP else speaker,
            old.speaker_span if speaker_span is KEEP else speaker_span,
        )
        if new.id == old.id:
            raise UsageError(
                f"The correction says what the statement {old.id} says; change its value, words or stance."
            )
        with found.published() as look:
            _refuse_not_standing(look, [old])
            incident, _ = _about(look, [old])
        data = {"rejected": [old.id], "added": [new.id], "mentions": []}
        act = Act(0, at, by, ActKind.CORRECT, incident, report.id, why, data)
        return _store(found, act, {old.id: Opinion.REJECTED, new.id: Opinion.ACCEPTED}, [new])


def add_value(
    book: AnyBook,
    mention: str,
    field: Field,
    value: Value,
    span: Span,
    *,
    stance: Stance | None = None,
    speaker: Speaker | None = None,
    speaker_span: Span | None = None,
    by: str,
    why: str,
    at: str = "",
) -> Act:
    """Add a value to what a mention, given by its id or how that begins, says, with the words that it is taken from.

    Raises as `correct`, and UsageError for a mention that tells of no incident now.
    """
    check_person(why, by)
    at = instant_or_now(at)
    with opened(book) as found:
        marked = found.get_mention(mention)
        report = found.get_report(marked.report)
        new = NewValue(field, value, span, speaker=speaker, speaker_span=speaker_span)
        made = make_statement(report, marked.id, replace(new, stance=stance) if stance is not None else new)
        with found.published() as look:
            if marked.id not in look.live([marked.id]):
                raise UsageError(
                    f"The mention {marked.id} tells of no incident now, so that nothing can be added to it."
                )
            incident, _ = _about(look, [made])
        act = Act(0, at, by, ActKind.ADD, incident, report.id, why, {"added": [made.id], "mentions": []})
        return _store(found, act, {made.id: Opinion.ACCEPTED}, [made])


def add_incident(
    book: AnyBook, report: str, anchor: Span, values: Sequence[NewValue], *, by: str, why: str, at: str = ""
) -> Act:
    """Add an incident that nobody found: `anchor` are the words of the report that name it, `values` what it says.

    `act.data["mentions"]` holds the new mention; `IncidentView` of its incident shows it. Raises as `add_value`, and
    UsageError where a mention stands at these words already, or without a value.
    """
    check_person(why, by)
    at = instant_or_now(at)
    with opened(book) as found:
        source = found.get_report(report)
        anchor.of(source.text)
        mention = Mention.make(source.id, MentionKind.REPORTED, anchor)
        if not values:
            raise UsageError("An incident is added with at least one value and the words that say it.")
        told = [make_statement(source, mention.id, value) for value in values]
        with found.published() as look:
            if look.live([mention.id]):
                raise UsageError(f"An incident is marked at these words already, by the mention {mention.id}.")
        data = {"added": [one.id for one in told], "mentions": [mention.id]}
        act = Act(0, at, by, ActKind.ADD, "", source.id, why, data)
        return _store(found, act, {one.id: Opinion.ACCEPTED for one in told}, told, [mention])


def set_status(
    book: AnyBook, incident: str, status: IncidentStatus | str, *, by: str, why: str = "", at: str = ""
) -> Act:
    """Say how far people have looked at an incident, given by its id or how that begins, and what they think of it.

    The status that an incident has is said again where something changed since: it still holds. Raises
    RecordNotFoundError, IncidentWithdrawnError, and UsageError where the incident has this status already.
    """
    check_person(why, by, needs_why=False)
    at = instant_or_now(at)
    wanted = IncidentStatus(status)
    with opened(book) as found:
        with found.published() as look:
            current = Current(look)
            id_ = current.find(incident)[1]
            members = current.members_of(id_)
            known = look.statuses([id_])
            changed = look.waiting().has_news(id_)
        if not known:
            refresh(found, at=at)
        old = known.get(id_, IncidentStatus.MACHINE)
        if old is wanted and not changed:
            raise UsageError(f"The incident {id_} has the status {wanted} already.")
        data = {"old": old.value, "new": wanted.value, "mentions": list(members)}
        return _store(found, Act(0, at, by, ActKind.STATUS, id_, why=why, data=data))


def merge_reviewed(book: AnyBook, incidents: Sequence[str], *, by: str, why: str, at: str = "") -> Act:
    """`merge`, noted as an act. Raises as `merge` does."""
    return _noted(merge(book, incidents, why=why, by=by, at=at, noted=True))


def split_reviewed(book: AnyBook, incident: str, mentions: Sequence[str], *, by: str, why: str, at: str = "") -> Act:
    """`split`, noted as an act. Raises as `split` does."""
    return _noted(split(book, incident, mentions, why=why, by=by, at=at, noted=True))


def keep_apart_reviewed(book: AnyBook, one: str, other: str, *, by: str, why: str, at: str = "") -> Act:
    """`keep_apart`, noted as an act. Raises as `keep_apart` does, and UsageError where people decided so before."""
    return _noted(keep_apart(book, one, other, why=why, by=by, at=at, noted=True))


def retract_reviewed(book: AnyBook, report: str, *, by: str, why: str, undo: bool = False, at: str = "") -> Act:
    """`retract`, noted as an act. Raises as `retract` does."""
    return _noted(retract(book, report, why=why, by=by, undo=undo, at=at, noted=True))


def _noted(decided: Decided) -> Act:
    assert decided.act is not None  # noqa: S101 (asked for above)
    return decided.act


def undo(book: AnyBook, act_id: int, *, by: str, why: str = "", at: str = "") -> Act:
    """Take back an act, whoever's it was; an undo that is taken back brings the act again.

    Raises RecordNotFoundError for an unknown act, and UsageError, which says why, for one that was taken back already
    or that later acts rest on.
    """
    check_person(why, by, needs_why=False)
    at = instant_or_now(at)
    with opened(book) as found:
        act = take_back(found, act_id, by, why, at)
        settle(found, act.report)
        refresh(found, at=at)
        return act


def acts(book: AnyBook, incident: str = "", limit: int = 50, before: int | None = None) -> tuple[Act, ...]:
    """What people did, newest first: in the book, or on one incident, given by its id or how that begins.

    `before`: only acts with a lower number, for the next page. Raises RecordNotFoundError.
    """
    with opened(book) as found, found.published() as look:
        id_, mentions = "", tuple[str, ...]()
        if incident:
            named = look.find(incident)
            known = look.incidents([named])
            id_ = named if named in known else Current(look).find(named)[1]
            mentions = look.members([id_]).get(id_, ())
        return look.review.latest_acts(id_, mentions, limit, before)


def _store(
    found: Book,
    act: Act,
    verdicts: Mapping[str, Opinion] | None = None,
    statements: Sequence[Statement] = (),
    mentions: Sequence[Mention] = (),
) -> Act:
    """Write an act with what belongs to it in one transaction, and publish what follows."""
    if statements:
        act = replace(
            act,
            data={**act.data, "added": [one.id for one in statements], "mentions": [one.id for one in mentions]},
        )
    with found.reviewing() as reviewer:
        if statements:
            report: Report = found.get_report(act.report)
            store_person_coding(reviewer, report, act.by, act.at, act, statements, mentions)
        act = reviewer.add_act(act, verdicts)
    settle(found, act.report)
    refresh(found, at=act.at)
    return act


def _about(look: Published, statements: Iterable[Statement]) -> tuple[str, str]:
    """The published incident and the report that the statements are all about; empty where there is no one such."""
    statements = list(statements)
    homes = look.incidents_of(one.mention for one in statements if one.mention)
    incidents = {homes.get(one.mention, "") for one in statements}
    reports = {one.report for one in statements}
    return (incidents.pop() if len(incidents) == 1 else "", reports.pop() if len(reports) == 1 else "")


def _refuse_not_standing(look: Published, statements: Iterable[Statement]) -> None:
    told = [one.id for one in statements]
    for gone in sorted(set(told) - look.review.standing(told)):
        raise RecordNotFoundError(
            f"The statement {gone} is in no current coding of its report; look at the incident again."
        )
