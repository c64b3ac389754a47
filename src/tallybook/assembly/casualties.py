"""Casualty rows of one incident to its casualty table: differing figures combined, totals kept apart from their parts.

Victims and attackers are never added together, and a row that is part of another one never adds to the total that
already holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, cast

from tallybook.assembly.ranking import best_first, is_denied
from tallybook.model import (
    CasualtyRow,
    Field,
    Incident,
    PartsCheck,
    Qualifier,
    Quantity,
    Resolution,
    TotalRelation,
    check_parts,
)

if TYPE_CHECKING:
    from tallybook.model import Statement

__all__ = [
    "ATTACKERS",
    "CasualtyTotal",
    "casualty_total",
    "casualty_totals",
    "combine_quantities",
    "resolve_casualties",
]

ATTACKERS = "attackers"
_EVERYBODY = "unspecified"

# Which groups hold others, so that figures of two reports ("five civilians", "two teachers") are not added blindly.
_HOLDS: Mapping[str, frozenset[str]] = {
    "security_forces": frozenset({"police", "military"}),
    "civilians": frozenset(
        {
            "politicians",
            "journalists",
            "aid_workers",
            "health_workers",
            "teachers_students",
            "religious",
            "human_rights_defenders",
            "protesters",
            "children",
            "women",
        }
    ),
}
# Groups that cut across all others: a child is also a civilian, a protester, a foreigner.
_CROSS_CUTTING = frozenset({"children", "women", "foreigners"})


class _Cell(NamedTuple):
    """The key of one row of the table; `total` is the key of the row that it relates to, or empty."""

    harm: str
    group: str
    condition: str
    total: tuple[str, str, str] | None
    relation: TotalRelation | None


def combine_quantities(quantities: Sequence[Quantity]) -> tuple[Quantity, int]:
    """One quantity from figures for the same people, best said first, and the index of the figure taken as best.

    Low is the lowest low and high the highest high that anybody gives. The best figure is the first one that is known;
    where anybody who gives it leaves an end open ("at least four"), the combined figure leaves it open too. A figure
    without any number changes nothing. `quantities` must not be empty.
    """
    known = [index for index, quantity in enumerate(quantities) if not quantity.is_unknown]
    if not known:
        return quantities[0], 0
    index = next((index for index in known if quantities[index].best is not None), known[0])
    chosen = quantities[index]
    if all(quantities[other] == chosen for other in known):
        return chosen, index
    figures = [quantities[other] for other in known]
    agreeing = [figure for figure in figures if figure.best == chosen.best] if chosen.best is not None else [chosen]
    lows = [figure.low for figure in figures if figure.low is not None]
    highs = [figure.high for figure in figures if figure.high is not None]
    low = None if any(figure.low is None for figure in agreeing) else min(lows)
    high = None if any(figure.high is None for figure in agreeing) else max(highs)
    return Quantity(low, chosen.best, high, _wording(low, chosen.best, high)), index


def _wording(low: int | None, best: int | None, high: int | None) -> Qualifier:
    if low == best == high:
        return Qualifier.EXACT
    if high is None:
        return Qualifier.AT_LEAST
    return Qualifier.AT_MOST if low is None else Qualifier.RANGE


def resolve_casualties(statements: Sequence[Statement], rule: str) -> tuple[Resolution, ...]:
    """The rows of the table from statements that are best said first; see the rule's explanation in `RULES`."""
    by_id = {statement.id: _row(statement) for statement in statements}
    cells: dict[_Cell, list[Statement]] = {}
    for statement in statements:
        cells.setdefault(_cell(statement, by_id), []).append(statement)
    _join_across_reports(cells)
    held = {cell: told for cell, told in cells.items() if not all(is_denied(statement) for statement in told)}
    outer = _relate_across_reports(held)
    resolutions = [_resolve_cell(told, rule, outer.get(cell)) for cell, told in held.items()]
    return tuple(sorted(resolutions, key=_table_order))


def _row(statement: Statement) -> CasualtyRow:
    return cast("CasualtyRow", statement.value)


def _cell(statement: Statement, by_id: Mapping[str, CasualtyRow]) -> _Cell:
    row = _row(statement)
    if not row.total:
        return _Cell(row.harm, row.group, row.condition, None, None)
    total = by_id.get(row.total)
    # A total outside this incident's statements is told apart from others by its id alone.
    key = (total.harm, total.group, total.condition) if total else (row.total, "", "")
    return _Cell(row.harm, row.group, row.condition, key, row.total_relation)


def _join_across_reports(cells: dict[_Cell, list[Statement]]) -> None:
    """Put a row that stands alone in one report with the same row that other reports give as part of a total.

    "Three police officers were killed" in one report and "four, including three police officers" in another are two
    figures for the same people.
    """
    for cell in [cell for cell in cells if cell.total is None]:
        reports = {statement.report for statement in cells[cell]}
        for part, told in cells.items():
            same_row = (part.harm, part.group, part.condition) == (cell.harm, cell.group, cell.condition)
            if part.total and same_row and reports.isdisjoint(statement.report for statement in told):
                cells[part] = best_first([*told, *cells.pop(cell)])
                break


def _relate_across_reports(cells: Mapping[_Cell, list[Statement]]) -> dict[_Cell, str]:
    """For rows that stand alone in their own report but may lie inside a wider row of another one: its statement.

    Within one report the coder says which rows are parts. Between reports nobody does: "four people" in one and
    "three police officers" in another may be the same dead, so the relation is left open and nothing is added.
    """
    outer: dict[_Cell, str] = {}
    alone = {cell: told for cell, told in cells.items() if cell.total is None}
    for cell, told in alone.items():
        reports = {statement.report for statement in told}
        for wider, wider_told in alone.items():
            apart = reports.isdisjoint(statement.report for statement in wider_told)
            if apart and cell.harm == wider.harm and _may_hold(wider.group, cell.group):
                outer[cell] = next(statement.id for statement in wider_told if not is_denied(statement))
                break
    return outer


def _may_hold(wider: str, narrower: str) -> bool:
    if ATTACKERS in {wider, narrower} or wider == narrower:
        return False
    if wider == _EVERYBODY:
        return True
    if narrower == _EVERYBODY:
        return False
    cuts_across = narrower in _CROSS_CUTTING and wider not in _CROSS_CUTTING
    return cuts_across or narrower in _HOLDS.get(wider, frozenset())


def _resolve_cell(told: Sequence[Statement], rule: str, outer: str | None) -> Resolution:
    held = [statement for statement in told if not is_denied(statement)]
    quantities = [_row(statement).quantity for statement in held]
    combined, index = combine_quantities(quantities)
    named = _most_named(held)
    if combined.high is not None and named > combined.high:
        combined = Quantity.stated(named)
    row = replace(_row(held[index]), quantity=combined, names=_names(held))
    related = next((_row(statement) for statement in held if _row(statement).total), None)
    if related and not row.total:
        row = replace(row, total=related.total, total_relation=related.total_relation)
    if outer:
        row = replace(row, total=outer, total_relation=TotalRelation.OPEN)
    chosen = quantities[index]
    supporting = [held[index].id] + [
        statement.id
        for statement, quantity in zip(held, quantities, strict=True)
        if quantity.allows(chosen) and statement.id != held[index].id
    ]
    opposing = [statement.id for statement in told if statement.id not in supporting]
    return Resolution(Field.CASUALTIES, row, rule, tuple(supporting), tuple(opposing))


def _most_named(held: Iterable[Statement]) -> int:
    """How many people the report that names the most of them names one by one, each in a row of one person."""
    named: dict[str, list[set[str]]] = {}
    for statement in held:
        row = _row(statement)
        if row.quantity == Quantity.stated(1) and len(row.names) == 1:
            words = set(row.names[0].lower().split())
            people = named.setdefault(statement.report, [])
            if not any(words <= other or other <= words for other in people):  # "Quell" is "Ana Quell"
                people.append(words)
    return max(map(len, named.values()), default=0)


def _names(held: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for statement in held for name in _row(statement).names))


_HARM_ORDER = ("killed", "injured", "missing", "abducted", "arrested")


def _table_order(resolution: Resolution) -> tuple[int, str, bool, bool, int, str, str, str]:
    """Harms in a fixed order; within one, victims before attackers, totals before parts, large before small."""
    row = cast("CasualtyRow", resolution.value)
    harm = _HARM_ORDER.index(row.harm) if row.harm in _HARM_ORDER else len(_HARM_ORDER)
    size = -(row.quantity.best if row.quantity.best is not None else row.quantity.floor)
    attackers = row.group == ATTACKERS
    return (harm, row.harm, attackers, bool(row.total), size, row.group, row.condition, resolution.supporting[0])


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
    return CasualtyTotal(harm, attackers, _sum(added), _worst(checks), tuple(behind))


def _sum(added: Sequence[Quantity]) -> Quantity:
    """The sum over disjoint rows. A row without any number adds nothing to the figures and leaves the end open."""
    known = [quantity for quantity in added if not quantity.is_unknown]
    if not known:
        return Quantity.unknown()
    total = sum(known[1:], known[0])
    if len(known) < len(added) and total.low is not None:
        return Quantity(total.low, total.best, None, Qualifier.AT_LEAST)
    return total


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
    disjoint = [part.quantity for part in sure if not part.condition and part.group not in _CROSS_CUTTING]
    overlapping = [part.quantity for part in sure if part.condition or part.group in _CROSS_CUTTING]
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
            quantity = _less(quantity, part)
    return quantity


def _less(whole: Quantity, part: CasualtyRow) -> Quantity:
    """The people of `whole` that are not of `part`; where that is left open, they may or may not be."""
    certain = part.total_relation is TotalRelation.PART
    taken = part.quantity
    low = None if whole.low is None or taken.high is None else max(0, whole.low - taken.high)
    best = whole.best - taken.best if certain and whole.best is not None and taken.best is not None else None
    high = whole.high if whole.high is None or not certain else whole.high - taken.floor
    if (high is not None and high < 0) or (best is not None and best < 0):
        return whole  # the parts contradict the total, which `parts` says
    if best is not None and not (low or 0) <= best <= (high if high is not None else best):
        best = None
    if low is None and best is None and high is None:
        return Quantity.unknown()
    return Quantity(low, best, high, _wording(low, best, high))
