"""Casualty rows of several reports to one casualty table.

Only rows that one report tells beside each other are added up. Of each harm and side, the account of one voice is
chosen (how is the matter of the rule's method); figures of other voices for the same rows widen its bounds, and rows
that only others have are published as rows that may be the same people, related as "open" and not added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

from tallybook.assembly.casualty_accounts import (
    Account,
    Cell,
    Entry,
    Side,
    account_of,
    accounts_of,
    counts,
    one_per_voice,
    row_of,
    tell,
)
from tallybook.assembly.casualty_joining import Table, join_attackers, join_parts, may_have_died, relate
from tallybook.assembly.casualty_methods import Method
from tallybook.assembly.groups import ATTACKERS
from tallybook.assembly.ranking import Voices, rank
from tallybook.model import CasualtyRow, Field, Quantity, Resolution, Stance, Statement, TotalRelation

__all__ = ["resolve_casualties"]


class _Figures(NamedTuple):
    """Everything said of one row: the statement whose figure is best, and the figures of each voice, the best first."""

    chosen: Statement
    quantities: Sequence[Sequence[Quantity]]
    statements: Sequence[Statement]  # best first, denials too


def resolve_casualties(
    statements: Sequence[Statement], rule: str, voices: Voices, method: Method, firm: Collection[str] = ()
) -> tuple[Resolution, ...]:
    """The rows of the table from statements that are best said first; see the rule's explanation.

    `firm`: ids of statements that people accepted. Accounts that hold one of these are chosen before all others.
    """
    by_report: dict[str, list[Statement]] = {}
    for statement in statements:
        by_report.setdefault(statement.report, []).append(statement)
    if len(by_report) == 1:
        # Nothing to choose between; most incidents are told by one report.
        resolutions = [
            _resolve(_Figures(entry.chosen, (_stated(entry),), entry.told), cell, None, rule, method)
            for cell, entry in tell(statements, method.read).items()
            if entry.held
        ]
    else:
        order = {statement.id: position for position, statement in enumerate(statements)}
        if voices:
            by_report = {report: sorted(told, key=rank) for report, told in by_report.items()}
        resolutions = _resolve_reports(by_report, order, rule, voices, method, firm)
    return tuple(sorted(resolutions, key=_table_order)) if len(resolutions) > 1 else tuple(resolutions)


def _resolve_reports(
    by_report: Mapping[str, Sequence[Statement]],
    order: Mapping[str, int],
    rule: str,
    voices: Voices,
    method: Method,
    firm: Collection[str],
) -> list[Resolution]:
    tables: dict[str, dict[Cell, Entry]] = {}
    denials: dict[Cell, list[Statement]] = {}
    for report, statements in by_report.items():
        told = tell(statements, method.read)
        tables[report] = {cell: entry for cell, entry in told.items() if entry.held}
        for cell, entry in told.items():
            if not entry.held:
                denials.setdefault(cell, []).extend(entry.told)
    table = _choose(tables, order, voices, method, _firm_reports(by_report, firm))
    join_parts(table)
    links = join_attackers(table)
    links.update(relate(table))
    links.update(may_have_died(table))
    resolutions = []
    for cell, entries in table.cells.items():
        standing = table.chosen[cell.side].report if cell in table.standing else ""
        figures = _figures(cell, entries, standing, order, voices, method)
        told_by_all = [statement for entry in entries.values() for statement in entry.told] + denials.get(cell, [])
        told_by_all.sort(key=lambda statement: order[statement.id])
        resolutions.append(_resolve(figures._replace(statements=told_by_all), cell, links.get(cell), rule, method))
    return resolutions


def _firm_reports(by_report: Mapping[str, Sequence[Statement]], firm: Collection[str]) -> dict[Side, set[str]]:
    """The reports of which a row that stands alone was accepted, by its harm and side."""
    found: dict[Side, set[str]] = {}
    for report, statements in by_report.items():
        for row in (row_of(one) for one in statements if one.id in firm):
            if not row.total:
                found.setdefault(Cell(row.harm, row.group, row.condition).side, set()).add(report)
    return found


def _choose(
    tables: Mapping[str, Mapping[Cell, Entry]],
    order: Mapping[str, int],
    voices: Voices,
    method: Method,
    firm: Mapping[Side, Collection[str]],
) -> Table:
    """The rows of all reports, and the account that the method picks of each harm and side."""
    accounts = accounts_of(tables, voices, order, firm)
    chosen = {side: told[0] if len(told) == 1 else method.pick(told) for side, told in accounts.items()}
    cells: dict[Cell, dict[str, Entry]] = {}
    for report, table in tables.items():
        for cell, entry in table.items():
            cells.setdefault(cell, {})[report] = entry
    standing = {
        cell
        for side, account in chosen.items()
        for cell in tables[account.report]
        if cell.side == side and counts(cell, tables[account.report])
    }
    return Table(cells, standing, accounts, chosen)


def _figures(
    cell: Cell, told: Mapping[str, Entry], standing: str, order: Mapping[str, int], voices: Voices, method: Method
) -> _Figures:
    """What the voices say of one row, each report's statements still apart.

    A row of the chosen account, which is that of the report `standing`, has that account's figure as best. For another
    row the method chooses again.
    """
    if len(told) == 1:
        (entry,) = told.values()
        return _Figures(entry.chosen, (_stated(entry),), ())
    leading = told.get(standing)
    if leading is None:
        accounts: dict[str, list[Account]] = {}
        for report, entry in told.items():
            voice = voices.get(report, report)
            accounts.setdefault(voice, []).append(account_of(voice, [cell], (), {cell: entry}, order))
        leading = told[method.pick([one_per_voice(of_voice) for of_voice in accounts.values()]).report]
    first = leading.chosen.report
    stated: dict[str, list[Quantity]] = {voices.get(first, first): [leading.quantity]}
    for report, entry in told.items():
        stated.setdefault(voices.get(report, report), []).extend(entry.stated)
    return _Figures(leading.chosen, tuple(stated.values()), ())


def _stated(entry: Entry) -> Sequence[Quantity]:
    """The figures that one report gives for a row, the one that it comes to first."""
    return entry.stated if len(entry.stated) == 1 else (entry.quantity, *entry.stated)


def _resolve(
    figures: _Figures, cell: Cell, link: tuple[str, TotalRelation | None] | None, rule: str, method: Method
) -> Resolution:
    chosen, told = figures.chosen, figures.statements
    held = [statement for statement in told if statement.stance is not Stance.DENIED]
    own = row_of(chosen)
    if link is None:
        part = own if own.total or cell.total is None else next(row_of(one) for one in held if row_of(one).total)
        link = (part.total, part.total_relation)
    names = own.names if len(held) == 1 else tuple(dict.fromkeys(name for one in held for name in row_of(one).names))
    quantity = method.span(figures.quantities)
    row = own
    if quantity != own.quantity or names != own.names or link != (own.total, own.total_relation):
        row = replace(own, quantity=quantity, names=names, total=link[0], total_relation=link[1])
    stated = method.read(chosen)
    agreeing = [one.id for one in held if one is not chosen and method.read(one).allows(stated)]
    supporting = (chosen.id, *agreeing)
    opposing = tuple(one.id for one in told if one.id not in supporting)
    return Resolution(Field.CASUALTIES, row, rule, supporting, opposing)


_HARM_ORDER = ("killed", "injured", "missing", "abducted", "arrested")


def _table_order(resolution: Resolution) -> tuple[int, str, bool, bool, int, str, str, str]:
    """Harms in a fixed order; within one, victims before attackers, totals before parts, large before small."""
    row = cast("CasualtyRow", resolution.value)
    harm = _HARM_ORDER.index(row.harm) if row.harm in _HARM_ORDER else len(_HARM_ORDER)
    size = -(row.quantity.best if row.quantity.best is not None else row.quantity.floor)
    attackers = row.group == ATTACKERS
    return (harm, row.harm, attackers, bool(row.total), size, row.group, row.condition, resolution.supporting[0])
