"""What people say of statements, and how it counts when values are chosen. A function of statements and verdicts.

1. Of several verdicts of one person on one statement, the last counts.
2. Where one person accepts a statement and another rejects it, neither counts; a person has to look.
3. A rejected statement is never chosen and never supports a value; it is listed against.
4. Where statements for a date, a place or another single value are accepted, only these can be chosen. In a list,
   values with an accepted statement come first. In the casualty table, an accepted row displaces other figures for the
   same people, and the account that it stands in is the one that is published of its harm and side.
5. An accepted denial says that the report denies; it is no ground to publish what is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from tallybook.assembly.casualty_accounts import row_of
from tallybook.assembly.choosing import identity_of
from tallybook.assembly.ranking import Voices, is_denied
from tallybook.assembly.when_and_where import date_supports, place_supports
from tallybook.model import CasualtyRow, Field, Opinion, Resolution, Statement, Verdict

if TYPE_CHECKING:
    from tallybook.assembly.rules import Rule

__all__ = ["NO_VERDICTS", "Judged", "Verdicts", "choose_judged", "same_people", "standing_verdicts"]


@dataclass(frozen=True, slots=True)
class Judged:
    """The people who accept a statement and those who reject it, in the order in which they said so."""

    accepted_by: tuple[str, ...] = ()
    rejected_by: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether people accept it and nobody rejects it."""
        return bool(self.accepted_by) and not self.rejected_by

    @property
    def is_rejected(self) -> bool:
        """Whether people reject it and nobody accepts it."""
        return bool(self.rejected_by) and not self.accepted_by

    @property
    def is_disputed(self) -> bool:
        """Whether people disagree on it."""
        return bool(self.accepted_by and self.rejected_by)


# By the id of a statement. A statement that is not in it was not judged.
Verdicts = Mapping[str, Judged]
NO_VERDICTS: Verdicts = MappingProxyType({})
_SINGLE = frozenset(
    {Field.STAGE, Field.PERPETRATOR_COUNT, Field.PLACE, Field.DATE, Field.DURATION, Field.FREQUENCY},
)


def standing_verdicts(verdicts: Iterable[Verdict]) -> dict[str, Judged]:
    """What counts of verdicts, by statement. Those of acts that were taken back must not be among them."""
    last: dict[str, dict[str, Opinion]] = {}
    for verdict in sorted(verdicts, key=lambda one: one.id):
        said = last.setdefault(verdict.statement, {})
        said.pop(verdict.by, None)
        said[verdict.by] = verdict.opinion
    return {
        statement: Judged(
            tuple(by for by, opinion in said.items() if opinion is Opinion.ACCEPTED),
            tuple(by for by, opinion in said.items() if opinion is Opinion.REJECTED),
        )
        for statement, said in last.items()
    }


def choose_judged(
    statements: Sequence[Statement], rule: Rule, voices: Voices, verdicts: Verdicts
) -> tuple[Resolution, ...]:
    """The resolutions of the statements of one field by its rule, as people's verdicts allow."""
    nobody = Judged()
    rejected = [one for one in statements if verdicts.get(one.id, nobody).is_rejected]
    kept = [one for one in statements if not verdicts.get(one.id, nobody).is_rejected]
    firm = {one.id for one in kept if verdicts.get(one.id, nobody).is_accepted and not is_denied(one)}
    if not kept:
        return ()
    field = statements[0].field
    if field is Field.CASUALTIES:
        return _casualties(kept, rejected, firm, rule, voices)
    if field in _SINGLE:
        asked = [one for one in kept if one.id in firm] or kept
        chosen = rule(asked, voices)
        aside = [one for one in kept if one not in asked]
        return tuple(_beside(one, aside, rejected, _supports) for one in chosen)
    chosen = tuple(_beside(one, (), rejected, _is_same) for one in rule(kept, voices))
    return tuple(sorted(chosen, key=lambda one: firm.isdisjoint(one.supporting)))


def _beside(
    chosen: Resolution,
    aside: Iterable[Statement],
    rejected: Iterable[Statement],
    supports: Callable[[Statement, Resolution], bool],
) -> Resolution:
    """The resolution with the statements that could not be chosen on their sides, what was rejected always against."""
    one_value = chosen.field in _SINGLE
    supporting, opposing = list(chosen.supporting), list(chosen.opposing)
    for one in aside:
        (supporting if not is_denied(one) and supports(one, chosen) else opposing).append(one.id)
    opposing += [one.id for one in rejected if one_value or supports(one, chosen)]
    return replace(chosen, supporting=tuple(supporting), opposing=tuple(opposing))


def _supports(statement: Statement, chosen: Resolution) -> bool:
    match chosen.field:
        case Field.DATE:
            return date_supports(statement.value, chosen.value)
        case Field.PLACE:
            return place_supports(statement.value, chosen.value)
        case _:
            return _is_same(statement, chosen)


def _is_same(statement: Statement, chosen: Resolution) -> bool:
    return identity_of(statement.value) == identity_of(chosen.value)


def same_people(row: CasualtyRow) -> Hashable:
    """A key: rows of one report with the same one are figures for the same people."""
    return (row.harm, row.group, row.condition, bool(row.total))


def _casualties(
    kept: Sequence[Statement], rejected: Sequence[Statement], firm: Collection[str], rule: Rule, voices: Voices
) -> tuple[Resolution, ...]:
    displaced = {same_people(row_of(one)) for one in kept if one.id in firm}
    aside = [one for one in kept if one.id not in firm and same_people(row_of(one)) in displaced]
    gone = {one.id: one for one in (*rejected, *aside)}
    standing = [one for one in kept if one.id not in gone]
    accepted = [one for one in standing if one.id in firm]
    asked = [_with_total(one, gone, rejected, accepted) for one in standing]

    def side(statement: Statement, chosen: Resolution) -> bool:
        row, published = row_of(statement), cast("CasualtyRow", chosen.value)
        return row.quantity.allows(published.quantity)

    found = []
    for one in rule(asked, voices, firm):
        people = same_people(cast("CasualtyRow", one.value))
        told = [[other for other in others if same_people(row_of(other)) == people] for others in (aside, rejected)]
        resolution = _beside(one, told[0], (), side)
        found.append(replace(resolution, opposing=(*resolution.opposing, *(other.id for other in told[1]))))
    return tuple(found)


def _with_total(
    statement: Statement,
    gone: Mapping[str, Statement],
    rejected: Sequence[Statement],
    accepted: Iterable[Statement],
) -> Statement:
    """A row that was part of one that counts no more is part of the accepted row of its report that took its place."""
    row = row_of(statement)
    total = gone.get(row.total)
    if total is None:
        return statement
    was = row_of(total)
    heirs = [
        one
        for one in accepted
        if one.report == statement.report and one.id != statement.id and not row_of(one).total
        if row_of(one).harm == was.harm
    ]
    heirs.sort(key=lambda one: (one.mention != statement.mention, row_of(one).group != was.group, one.id))
    if heirs:
        return replace(statement, value=replace(row, total=heirs[0].id))
    return replace(statement, value=replace(row, total="", total_relation=None)) if total in rejected else statement
