"""What the casualty rows of an incident come to, per harm, victims and attackers apart.

Victims and attackers are never added together, and a row that is part of another one never adds to the total that
already holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallybook.assembly.groups import ATTACKERS, CROSS_CUTTING
from tallybook.assembly.quantities import less, sum_of
from tallybook.model import (
    CasualtyRow,
    Incident,
    PartsCheck,
    Quantity,
    Resolution,
    TotalRelation,
    check_parts,
)

__all__ = ["CasualtyTotal", "casualty_total", "casualty_totals"]


@dataclass(frozen=True, slots=True)
class CasualtyTotal:
    """How many people of one side suffered one harm.

    `quantity` is unknown, not zero, where no row says anything. `parts` is what `model.check_parts` says of the totals
    and their parts; at a contradiction the total is kept as stated and a person has to look. `statements` are the ids
    behind the rows that were added.
    """

    harm: str
    attackers: bool
    quantity: Quantity
    parts: PartsCheck
    statements: tuple[str, ...] = ()


def casualty_totals(incident: Incident | Sequence[Resolution]) -> tuple[CasualtyTotal, ...]:
    """The totals of every harm that has a row, victims and attackers apart, in the order of the table."""
    rows = [row for row, _ in _rows(incident)]
    sides = dict.fromkeys((row.harm, row.group == ATTACKERS) for row in rows)
    totals = [casualty_total(incident, harm, attackers=attackers) for harm, attackers in sides]
    return tuple(total for total in totals if total.statements)


def casualty_total(incident: Incident | Sequence[Resolution], harm: str, *, attackers: bool = False) -> CasualtyTotal:
    """The total for one harm over the rows that stand alone, victims unless `attackers` is set.

    Attackers named as part of a total of everybody ("20 dead, including three attackers") are taken off the victims'
    total and counted on their own side.
    """
    rows = _rows(incident)
    owner = {statement: row for row, resolution in rows for statement in (*resolution.supporting, *resolution.opposing)}
    added: list[Quantity] = []
    behind: list[str] = []
    checks: list[PartsCheck] = []
    for row, resolution in rows:
        if row.harm != harm or (row.group == ATTACKERS) is not attackers or not _counts(row, owner):
            continue
        parts = [part for part, _ in rows if part.total and owner.get(part.total) is row]
        checks.append(_check(row, parts))
        added.append(_without_attackers(row, parts))
        behind.extend(resolution.supporting)
    return CasualtyTotal(harm, attackers, sum_of(added) if added else Quantity.unknown(), _worst(checks), tuple(behind))


def _rows(incident: Incident | Sequence[Resolution]) -> list[tuple[CasualtyRow, Resolution]]:
    resolutions = incident.resolutions if isinstance(incident, Incident) else incident
    return [(resolution.value, resolution) for resolution in resolutions if isinstance(resolution.value, CasualtyRow)]


def _counts(row: CasualtyRow, owner: Mapping[str, CasualtyRow]) -> bool:
    """Whether the row adds to the total of its harm and side: no other row of that harm and side holds its people."""
    if not row.total:
        return True
    total = owner.get(row.total)
    if total is None:
        return False
    # Killed hostages are part of the abducted, and still all of the killed that the report gives.
    other_harm = total.harm != row.harm
    other_side = row.group == ATTACKERS and total.group != ATTACKERS
    return (other_harm or other_side) and row.total_relation is TotalRelation.PART


def _check(row: CasualtyRow, parts: Sequence[CasualtyRow]) -> PartsCheck:
    sure = [part for part in parts if part.total_relation is TotalRelation.PART and part.harm == row.harm]
    disjoint = [part.quantity for part in sure if not part.condition and part.group not in CROSS_CUTTING]
    overlapping = [part.quantity for part in sure if part.condition or part.group in CROSS_CUTTING]
    groups = [disjoint] if disjoint else []
    groups += [[quantity] for quantity in overlapping]
    return _worst([check_parts(row.quantity, group) for group in groups])


_BAD_FIRST = (PartsCheck.CONTRADICTION, PartsCheck.OPEN, PartsCheck.INCOMPLETE, PartsCheck.COMPLETE)


def _worst(checks: Sequence[PartsCheck]) -> PartsCheck:
    return min(checks, key=_BAD_FIRST.index, default=PartsCheck.OPEN)


def _without_attackers(row: CasualtyRow, parts: Sequence[CasualtyRow]) -> Quantity:
    quantity = row.quantity
    if row.group == ATTACKERS:
        return quantity
    for part in parts:
        if part.group == ATTACKERS and part.harm == row.harm:
            quantity = less(quantity, part.quantity, certain=part.total_relation is TotalRelation.PART)
    return quantity
