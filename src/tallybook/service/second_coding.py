"""Second codings: a person codes a report without seeing what others made of it, and then both are compared.

A second coding is kept as a coding of the coder `second:NAME`. It counts for nothing that is published until somebody
accepts statements of it, which takes these into the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallybook.assembly import Judged, same_people, standing_verdicts
from tallybook.errors import RecordNotFoundError, UsageError
from tallybook.model import (
    PERSON,
    SECOND,
    Assignment,
    AssignmentState,
    CasualtyRow,
    Coding,
    Field,
    Mention,
    MentionKind,
    Statement,
    krippendorff_alpha,
    krippendorff_interval,
)
from tallybook.service.books import opened
from tallybook.service.clock import instant_or_now
from tallybook.service.codings_compared import COMPARED, SINGLE, Side, align, key_of, keys_of
from tallybook.service.deciding import check_person
from tallybook.service.person_codings import NewValue, coding_of, make_statement

if TYPE_CHECKING:
    from tallybook.model import Report, Span
    from tallybook.service.books import AnyBook
    from tallybook.store import Book, Published

__all__ = [
    "Agreement",
    "AssignedReport",
    "Difference",
    "SecondIncident",
    "agreement",
    "assign",
    "assigned_report",
    "assignments",
    "differences",
    "settle",
    "submit",
    "taken_over",
    "withdraw",
]

_HANDED_IN = (AssignmentState.DONE, AssignmentState.SETTLED)
_NONE = "nothing"


@dataclass(frozen=True, slots=True)
class SecondIncident:
    """One incident as a second coder found it: the words that name it, and what the report says of it."""

    anchor: Span
    values: tuple[NewValue, ...] = ()
    kind: MentionKind = MentionKind.REPORTED


@dataclass(frozen=True, slots=True)
class AssignedReport:
    """What a second coder may see: the report, the assignment, and the person's own coding if it was handed in."""

    report: Report
    assignment: Assignment
    coding: Coding | None = None

    @property
    def incidents(self) -> tuple[SecondIncident, ...]:
        """The person's own coding in the shape in which it is handed in; empty where it was not handed in."""
        if self.coding is None:
            return ()
        told: dict[str, list[NewValue]] = {}
        for one in self.coding.statements:
            new = NewValue(one.field, one.value, one.span, one.stance, one.speaker, one.speaker_span)
            told.setdefault(one.mention, []).append(new)
        return tuple(SecondIncident(one.anchor, tuple(told.get(one.id, ())), one.kind) for one in self.coding.mentions)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a second coding and the record differ, on one field of one mention, or on a whole occurrence.

    `record` and `second` are the statements that only one side has. `field` is None where one side alone has the
    occurrence; `mention` is then empty if it is not in the record. `settled`: a statement of it was accepted, or all
    were rejected.
    """

    report: str
    coder: str
    mention: str
    field: Field | None
    record: tuple[Statement, ...]
    second: tuple[Statement, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha of one field: 1 is full agreement, 0 what chance would give; None without a pair.

    `pairs`: how many occurrences two coders or more have coded. `low`, `high`: a 95 % bootstrap interval.
    """

    alpha: float | None
    pairs: int
    low: float | None = None
    high: float | None = None


# Asking and handing in ------------------------------------------------------------------------------------------------


def assign(book: AnyBook, report: str, coder: str, *, by: str, at: str = "") -> Assignment:
    """Ask the person `coder` to code a report, given by its id or how that begins, without seeing other codings.

    One that was withdrawn is asked for anew. Raises RecordNotFoundError, and UsageError where the person was asked
    before or a name is no person's.
    """
    check_person("", by, needs_why=False)
    check_person("", coder, needs_why=False)
    at = instant_or_now(at)
    with opened(book) as found:
        id_ = found.get_report(report).id
        with found.reviewing() as reviewer:
            before = reviewer.look().review.assignments(report=id_, coder=coder)
            if before and before[0].state is not AssignmentState.WITHDRAWN:
                raise UsageError(f"{coder} was asked to code the report {id_} already, on {before[0].asked_at[:10]}.")
            new = Assignment(0, id_, coder, AssignmentState.OPEN, by, at)
            if not before:
                return reviewer.add_assignment(new)
            again = replace(new, id=before[0].id)
            reviewer.set_assignment(again)
            return again


def assignments(book: AnyBook, coder: str = "") -> tuple[Assignment, ...]:
    """The assignments of a person, or all, oldest first. Raises the errors of `Book.open`."""
    with opened(book) as found, found.published() as look:
        return look.review.assignments(coder=coder)


def assigned_report(book: AnyBook, report: str, coder: str) -> AssignedReport:
    """A report as the person who is to code it may see it: without what anybody else made of it.

    Raises RecordNotFoundError, and UsageError for a report that the person was not asked to code.
    """
    with opened(book) as found:
        text = found.get_report(report)
        with found.published() as look:
            assignment = _asked(look, text.id, coder)
        mine = next(iter(found.codings([text.id], f"{SECOND}{coder}")), None)
        return AssignedReport(text, assignment, mine if assignment.state in _HANDED_IN else None)


def submit(book: AnyBook, report: str, coder: str, incidents: Sequence[SecondIncident], *, at: str = "") -> Assignment:
    """Hand in a second coding; one that was handed in before is replaced. Nothing that is published changes.

    Raises RecordNotFoundError, UsageError for a report that the person was not asked to code or for an occurrence
    given twice, UnknownCodeError, InvalidSpanError and InvalidValueError for values that cannot be.
    """
    at = instant_or_now(at)
    with opened(book) as found:
        text = found.get_report(report)
        marked = [Mention.make(text.id, one.kind, one.anchor) for one in incidents]
        if len({one.id for one in marked}) < len(marked):
            raise UsageError("Two incidents are marked at the same words; mark each at words of its own.")
        told = [
            make_statement(text, mention.id, value)
            for mention, one in zip(marked, incidents, strict=True)
            for value in one.values
        ]
        name = f"{SECOND}{coder}"
        with found.reviewing() as reviewer:
            asked = _asked(reviewer.look(), text.id, coder)
            version = reviewer.last_version(text.id, name) + 1
            reviewer.add_coding(text, coding_of(text.id, name, version, marked, told), at)
            done = replace(asked, state=AssignmentState.DONE, done_at=at)
            reviewer.set_assignment(done)
        settle(found, text.id)
        with found.published() as look:
            return _asked(look, text.id, coder)


def withdraw(book: AnyBook, report: str, coder: str, *, by: str) -> Assignment:
    """Ask a person no more to code a report; a coding that was handed in is kept, and compared no more.

    Raises RecordNotFoundError, and UsageError for a report that the person was not asked to code.
    """
    check_person("", by, needs_why=False)
    with opened(book) as found:
        id_ = found.get_report(report).id
        with found.reviewing() as reviewer:
            gone = replace(_asked(reviewer.look(), id_, coder), state=AssignmentState.WITHDRAWN)
            reviewer.set_assignment(gone)
        return gone


def _asked(look: Published, report: str, coder: str) -> Assignment:
    for one in look.review.assignments(report=report, coder=coder):
        if one.state is not AssignmentState.WITHDRAWN:
            return one
    raise UsageError(f"{coder} is not asked to code the report {report}; an editor assigns reports.")


# Comparing ------------------------------------------------------------------------------------------------------------


def differences(book: AnyBook, report: str) -> tuple[Difference, ...]:
    """Where the second codings of a report, given by its id or how that begins, differ from the record.

    `accept` and `reject` of the statements settle a difference. Raises RecordNotFoundError.
    """
    with opened(book) as found:
        id_ = found.get_report(report).id
        return _differences(found, id_)


def settle(found: Book, report: str) -> None:
    """Note of the second codings of a report whether something that differs is still open."""
    if not report:
        return
    with found.published() as look:
        handed_in = look.review.assignments(report=report, states=_HANDED_IN)
    if not handed_in:
        return
    still = {one.coder for one in _differences(found, report) if not one.settled}
    with found.reviewing() as reviewer:
        for one in handed_in:
            state = AssignmentState.DONE if one.coder in still else AssignmentState.SETTLED
            if state is not one.state:
                reviewer.set_assignment(replace(one, state=state))


def _differences(found: Book, report: str) -> tuple[Difference, ...]:
    with found.published() as look:
        handed_in = look.review.assignments(report=report, states=_HANDED_IN)
        told = [*found.statements([report])]
        blind = {one.coder: _side(found, report, f"{SECOND}{one.coder}") for one in handed_in}
        every = [one.id for one in told]
        every += [one.id for side in blind.values() for said in side.statements.values() for one in said]
        judged = standing_verdicts(look.review.verdicts_on(every))
    nobody = Judged()
    record = Side.of(
        [one for one in found.mentions([report]) if one.kind is not MentionKind.AGGREGATE],
        [one for one in told if not judged.get(one.id, nobody).is_rejected],
    )
    return tuple(
        difference for coder, side in blind.items() for difference in _compared(report, coder, record, side, judged)
    )


def _side(found: Book, report: str, coder: str) -> Side:
    coding = next(iter(found.codings([report], coder)), None)
    if coding is None:
        return Side(())
    mentions = [one for one in coding.mentions if one.kind is not MentionKind.AGGREGATE]
    return Side.of(mentions, coding.statements)


def _compared(
    report: str, coder: str, record: Side, second: Side, judged: Mapping[str, Judged]
) -> Iterable[Difference]:
    same = align(record, second)
    for mention in second.mentions:
        said = second.statements.get(mention.id, ())
        if mention.id not in same:
            yield _difference(report, coder, "", None, (), said, judged)
            continue
        told = record.statements.get(same[mention.id], ())
        for field in COMPARED:
            ours = _as_record(told, field, judged)
            mine, theirs = keys_of(ours, field), keys_of(said, field)
            if mine != theirs:
                only = [one for one in ours if key_of(one.value) not in theirs]
                other = [one for one in said if one.field is field and key_of(one.value) not in mine]
                yield _difference(report, coder, same[mention.id], field, only, other, judged)
    for mention in record.mentions:
        if mention.id not in same.values() and record.statements.get(mention.id):
            yield _difference(report, coder, mention.id, None, record.statements[mention.id], (), judged)


def _as_record(told: Iterable[Statement], field: Field, judged: Mapping[str, Judged]) -> list[Statement]:
    """The statements of one field that can be published, which is as `assembly.verdicts` has it: an accepted one
    displaces others for the same single value, and others on the same people."""
    ours = [one for one in told if one.field is field]
    accepted = [one for one in ours if one.id in judged and judged[one.id].is_accepted]
    if field in SINGLE:
        return accepted or ours
    people = {same_people(one.value) for one in accepted if isinstance(one.value, CasualtyRow)}
    return [
        one
        for one in ours
        if one in accepted or not (isinstance(one.value, CasualtyRow) and same_people(one.value) in people)
    ]


def _difference(
    report: str,
    coder: str,
    mention: str,
    field: Field | None,
    record: Iterable[Statement],
    second: Iterable[Statement],
    judged: Mapping[str, Judged],
) -> Difference:
    record, second = tuple(record), tuple(second)
    said = [judged.get(one.id, Judged()) for one in (*record, *second)]
    settled = any(one.is_accepted for one in said) or all(one.is_rejected for one in said)
    return Difference(report, coder, mention, field, record, second, settled)


def taken_over(look: Published, found: Book, statements: Iterable[Statement]) -> tuple[list[Statement], list[Mention]]:
    """Statements of second codings as they stand in the record: on the mention there that is about the same.

    Also gives the mentions that are new to the record. Raises RecordNotFoundError for a statement that is in no
    current coding.
    """
    statements = list(statements)
    blind = look.review.in_second_codings(one.id for one in statements)
    copies: dict[str, Statement] = {}
    mentions: dict[str, Mention] = {}
    # Rows that others are part of come first, so that the copies of their parts can name them.
    for one in sorted(statements, key=lambda each: bool(getattr(each.value, "total", ""))):
        if one.id not in blind:
            raise RecordNotFoundError(
                f"The statement {one.id} is in no current coding of its report; look at it again."
            )
        report = found.get_report(one.report)
        known = [each for each in found.mentions([report.id]) if each.kind is not MentionKind.AGGREGATE]
        record = Side.of(known, found.statements([report.id]))
        home = next(
            same[one.mention]
            for side in _second_sides(look, found, report.id, one.mention)
            if (same := {**{each.id: each.id for each in side.mentions}, **align(record, side)})
        )
        if home not in {each.id for each in known}:
            mentions |= look.mentions([home])
        value = one.value
        if isinstance(value, CasualtyRow) and value.total in copies:
            value = replace(value, total=copies[value.total].id)
        new = NewValue(one.field, value, one.span, one.stance, one.speaker, one.speaker_span)
        copies[one.id] = make_statement(report, home, new)
    return list(copies.values()), list(mentions.values())


def _second_sides(look: Published, found: Book, report: str, mention: str) -> Iterable[Side]:
    for one in look.review.assignments(report=report, states=_HANDED_IN):
        side = _side(found, report, f"{SECOND}{one.coder}")
        if any(each.id == mention for each in side.mentions):
            yield side


# Agreement ------------------------------------------------------------------------------------------------------------


def agreement(book: AnyBook) -> dict[str, Agreement]:
    """How far coders agree on each field, over all reports with a second coding that was handed in.

    Compared are machines and second coders, each by itself and before anybody corrected anything. The units are
    occurrences that a machine and a second coder, or two second coders, both have; a coder's value is everything that
    it says of the field. Under "mention": whether the coders have the same occurrences.
    """
    units: dict[str, list[dict[str, str]]] = {name: [] for name in (*COMPARED, "mention")}
    with opened(book) as found:
        with found.published() as look:
            handed_in = look.review.assignments(states=_HANDED_IN)
        coders: dict[str, list[str]] = {}
        for one in handed_in:
            coders.setdefault(one.report, []).append(f"{SECOND}{one.coder}")
        for report, names in coders.items():
            machines = [one.coder for one in found.codings([report]) if not one.coder.startswith(PERSON)]
            sides = {name: _side(found, report, name) for name in (*machines, *names)}
            _count(units, sides)
    return {field: _agreement(told) for field, told in units.items()}


def _count(units: Mapping[str, list[dict[str, str]]], sides: Mapping[str, Side]) -> None:
    """Add the occurrences of one report: those of the first coder, and what later ones have beside them."""
    seen: list[dict[str, str]] = []  # the mention of each coder that has the occurrence
    for coder, side in sides.items():
        left = {mention.id for mention in side.mentions}
        for unit in seen:
            first, anchor = next(iter(unit.items()))
            for mention, other in align(sides[first], side).items():
                if other == anchor and mention in left:
                    unit[coder] = mention
                    left.discard(mention)
        seen += [{coder: one.id} for one in side.mentions if one.id in left]
    for unit in seen:
        units["mention"].append({coder: "yes" if coder in unit else "no" for coder in sides})
        for field in COMPARED if len(unit) > 1 else ():
            units[field.value].append(
                {
                    coder: "; ".join(sorted(keys_of(sides[coder].statements.get(mention, ()), field))) or _NONE
                    for coder, mention in unit.items()
                }
            )


def _agreement(units: Sequence[Mapping[str, str]]) -> Agreement:
    paired = [unit for unit in units if len(unit) > 1]
    alpha = krippendorff_alpha(paired)
    bounds = krippendorff_interval(paired) if alpha is not None else None
    return Agreement(alpha, len(paired), *(bounds or (None, None)))
