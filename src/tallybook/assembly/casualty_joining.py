"""How casualty rows of different reports stand to each other, which no report says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tallybook.assembly.casualty_accounts import Account, Cell, Entry, Side
from tallybook.assembly.groups import ATTACKERS, EVERYBODY, may_be_the_same, may_hold
from tallybook.model import TotalRelation

__all__ = ["Links", "Table", "join_attackers", "join_parts", "may_have_died", "relate"]

# What rows are related to instead of what their own report says; an empty id for a row that stands alone.
Links = dict[Cell, tuple[str, TotalRelation | None]]


class Table(NamedTuple):
    """The rows of all reports, and which of them are those of a chosen account that add up to its figure."""

    cells: dict[Cell, dict[str, Entry]]
    standing: set[Cell]
    accounts: Mapping[Side, Sequence[Account]]
    chosen: Mapping[Side, Account]

    def standing_on(self, side: Side) -> list[Cell]:
        """The rows that add up to the published figure of a side."""
        return [cell for cell in self.cells if cell in self.standing and cell.side == side]

    def statement(self, cell: Cell) -> str:
        """The id of the statement that a row of the chosen account rests on."""
        told = self.cells[cell]
        entry = told.get(self.chosen[cell.side].report)
        return (entry or next(iter(told.values()))).chosen.id

    def corroborated(self, side: Side) -> bool:
        """Whether a second voice gives the published figure."""
        return sum(self.chosen[side].agrees(other) for other in self.accounts[side]) > 1

    def whole(self, side: Side) -> Cell | None:
        """The row of a side that is most likely to hold everybody."""
        return min(self.standing_on(side), key=lambda cell: cell.group != EVERYBODY, default=None)


def join_parts(table: Table) -> None:
    """Put a row that stands alone in one report with the same row that other reports give as part of a total.

    "Three police officers were killed" in one report and "four, including three police officers" in another are two
    figures for the same people. For attackers see `join_attackers`.
    """
    cells = table.cells
    for part in [cell for cell in cells if cell.total is not None and cell.group != ATTACKERS]:
        alone = Cell(*part.row)
        if alone not in cells or part not in cells or not cells[alone].keys().isdisjoint(cells[part]):
            continue
        if alone in table.standing:
            cells[alone].update(cells.pop(part))
        else:
            cells[part].update(cells.pop(alone))


def join_attackers(table: Table) -> Links:
    """Put attackers whom some reports count beside the victims with those whom others count within a total.

    Whether the published victims hold the attackers follows from the figures of the report that tells of them: where
    its figure for everybody is the published one, they are inside it; otherwise they are beside it. Nothing is changed
    where victims and attackers are published from one report, which says itself how they stand.
    """
    links: Links = {}
    for side, attackers in table.chosen.items():
        everybody = Side(side.harm, attackers=False)
        victims, whole = table.chosen.get(everybody), table.whole(everybody)
        if not side.attackers or victims is None or whole is None:
            continue
        mine = [cell for cell in table.standing_on(side) if cell.total is None or cell.total[0] == cell.harm]
        inside = _are_inside(victims, attackers, table, side.harm)
        for cell in mine:
            for other in [other for other in table.cells if other.row == cell.row and other != cell]:
                if table.cells[cell].keys().isdisjoint(table.cells[other]):
                    table.cells[cell].update(table.cells.pop(other))
            if victims.report != attackers.report:
                links[cell] = (table.statement(whole), TotalRelation.PART) if inside else ("", None)
    return links


def _are_inside(victims: Account, attackers: Account, table: Table, harm: str) -> bool:
    if victims.everybody is not None:  # its own attackers were not chosen; they stand to its victims as it says
        return any(
            cell.total is not None and cell.total[0] == harm and victims.report in told
            for cell, told in table.cells.items()
            if cell.harm == harm and cell.group == ATTACKERS
        )
    beside = next((one for one in table.accounts[Side(harm, False)] if one.voice == attackers.voice), None)
    return beside is not None and beside.everybody not in {None, beside.figure} and beside.everybody == victims.figure


def relate(table: Table) -> Links:
    """Relate rows that stand alone in an account that was not chosen to the chosen rows of their harm and side.

    Within one report the coder says which rows are parts. Between reports nobody does: "four people" in one and
    "three police officers" in another may be the same dead, so the relation is left open and nothing is added. Groups
    that have nobody in common ("police", "protesters") are added, unless a second voice bears out the chosen account:
    then it tells of everybody.
    """
    links: Links = {}
    for cell in table.cells:
        if cell.total is not None or cell in table.standing:
            continue
        candidates = table.standing_on(cell.side)
        if not candidates:
            continue
        nearest = min(candidates, key=lambda other: _distance(other, cell))
        if may_be_the_same(nearest.group, cell.group) or table.corroborated(cell.side):
            links[cell] = (table.statement(nearest), TotalRelation.OPEN)
    return links


def _distance(wider: Cell, cell: Cell) -> tuple[int, str, str]:
    if wider.group == cell.group:
        step = 0
    elif may_hold(wider.group, cell.group):
        step = 1
    else:
        step = 2 if may_be_the_same(wider.group, cell.group) else 3
    return (step, wider.group, wider.condition)


def may_have_died(table: Table) -> Links:
    """Leave open whether the injured are among the killed where other reports tell only of killed people.

    "One was wounded" in one report and "one was killed", with nobody wounded, in another tell of one victim, if the
    killed are as many as the first report has killed and injured together, or more. The same holds for injured people
    of whom one voice alone tells, not more than the killed, where two or more give the published figure of the killed
    and know of nobody injured: a victim is told as shot, or as taken to hospital, before the death is told.
    """
    killed, injured = Side("killed", attackers=False), Side("injured", attackers=False)
    dead, hurt, whole = table.chosen.get(killed), table.chosen.get(injured), table.whole(killed)
    if dead is None or hurt is None or whole is None or not dead.figure or not hurt.figure:
        return {}
    telling = {one.voice for one in table.accounts[injured] if one.figure}
    agreeing = {one.voice for one in table.accounts[killed] if dead.agrees(one)}
    before = next((one.figure or 0 for one in table.accounts[killed] if one.voice == hurt.voice), 0)
    apart = not agreeing & telling and before + hurt.figure <= dead.figure
    alone = len(telling) == 1 and len(agreeing - telling) > 1 and hurt.figure <= dead.figure
    if not apart and not alone:
        return {}
    link = (table.statement(whole), TotalRelation.OPEN)
    return {cell: link for cell in table.standing_on(injured) if cell.total is None}
