"""What each report tells of casualties: its rows, and what these come to per harm and side.

An account is one voice's figure for one harm and side. Rules choose between accounts, not between rows, because only
the rows of one report are known to be told beside each other; rows of two reports may be the same people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, cast

from tallybook.assembly.groups import ATTACKERS, breadth
from tallybook.assembly.placement import place_speaker
from tallybook.assembly.quantities import combine_quantities, less, sum_of
from tallybook.assembly.ranking import STANCE_RANK, Voices, is_denied, published_day
from tallybook.model import CasualtyRow, Quantity, Statement, TotalRelation

__all__ = [
    "Account",
    "Cell",
    "Entry",
    "Side",
    "account_of",
    "accounts_of",
    "counts",
    "one_per_voice",
    "row_of",
    "tell",
]

Read = Callable[[Statement], Quantity]
_ONE = Quantity.stated(1)


class Side(NamedTuple):
    """One harm, victims and attackers apart."""

    harm: str
    attackers: bool


@cache
def _side(harm: str, group: str) -> Side:
    return Side(harm, group == ATTACKERS)


class Cell(NamedTuple):
    """The key of one row of the table; `total` is the key of the row that it relates to, or None."""

    harm: str
    group: str
    condition: str
    total: tuple[str, str, str] | None = None
    relation: TotalRelation | None = None

    @property
    def row(self) -> tuple[str, str, str]:
        return (self.harm, self.group, self.condition)

    @property
    def side(self) -> Side:
        return _side(self.harm, self.group)


class Entry(NamedTuple):
    """One row as one report tells it: its statements, best said first, those that are not denied, and its figure.

    `chosen` is the statement whose figure is the best one, `stated` all figures that count. Where all deny the row,
    `held` is empty.
    """

    told: Sequence[Statement]
    held: Sequence[Statement]
    quantity: Quantity
    chosen: Statement
    stated: Sequence[Quantity]


class Account(NamedTuple):
    """One voice's figure for one harm and side; the record that rules choose by.

    `figure` is the best figure of the rows that stand alone, `everybody` the figure with the attackers where the report
    tells them apart, else None. `day` is the ordinal of the day on which the voice first gave the figure, 0 where it is
    not known. `stance`, `placed` and `said` (the place in the order of `rank`) tell how well the first row is said,
    `rows` how many rows are added up, `breadth` how many people the widest group can hold (`groups.breadth`).
    """

    voice: str
    report: str
    quantity: Quantity
    figure: int | None
    everybody: int | None
    stance: int
    day: int
    placed: int
    rows: int
    breadth: int
    said: int

    def agrees(self, other: Account) -> bool:
        """Whether both give one figure; one that does not tell attackers apart may have counted them in."""
        if self.figure is None or other.figure is None:
            return False
        if self.figure == other.figure:
            return True
        if self.everybody is not None and other.everybody is None:
            return self.everybody == other.figure
        return other.everybody is not None and self.everybody is None and other.everybody == self.figure


def row_of(statement: Statement) -> CasualtyRow:
    """The statement's value, which is a row."""
    return cast("CasualtyRow", statement.value)


def tell(statements: Sequence[Statement], read: Read) -> dict[Cell, Entry]:
    """The rows of one report, from its statements best said first."""
    by_id = {statement.id: cast("CasualtyRow", statement.value) for statement in statements}
    cells: dict[Cell, list[Statement]] = {}
    for statement in statements:
        row = by_id[statement.id]
        if not row.total:
            cell = Cell(row.harm, row.group, row.condition)
        else:
            total = by_id.get(row.total)
            # A total outside this report's statements is told apart from others by its id alone.
            key = (total.harm, total.group, total.condition) if total else (row.total, "", "")
            cell = Cell(row.harm, row.group, row.condition, key, row.total_relation)
        cells.setdefault(cell, []).append(statement)
    return {cell: _entry(told, read) for cell, told in cells.items()}


def _entry(told: Sequence[Statement], read: Read) -> Entry:
    """One row of one report. Where more people are named one by one than any figure allows, those are counted."""
    if len(told) == 1 and not is_denied(told[0]):
        quantity = read(told[0])
        return Entry(told, told, quantity, told[0], (quantity,))
    held = [statement for statement in told if not is_denied(statement)]
    if not held:
        return Entry(told, held, Quantity.unknown(), told[0], ())
    stated = [read(statement) for statement in held]
    combined, index = combine_quantities(stated)
    named = _most_named(held)
    if combined.high is not None and named > combined.high:
        combined = Quantity.stated(named)
        stated = [combined]
    return Entry(told, held, combined, held[index], stated)


def _most_named(held: Iterable[Statement]) -> int:
    """How many people are named one by one, each in a row of one person."""
    people: list[set[str]] = []
    for statement in held:
        row = row_of(statement)
        if len(row.names) == 1 and row.quantity == _ONE:
            words = set(row.names[0].lower().split())
            if not any(words <= other or other <= words for other in people):  # "Quell" is "Ana Quell"
                people.append(words)
    return len(people)


def counts(cell: Cell, table: Mapping[Cell, Entry]) -> bool:
    """Whether a row of one report adds to the figure of its harm and side."""
    if cell.total is None:
        return True
    if cell.relation is not TotalRelation.PART or all(cell.total != other.row for other in table):
        return False
    harm, group, _ = cell.total
    return harm != cell.harm or (cell.group == ATTACKERS and group != ATTACKERS)


def accounts_of(
    tables: Mapping[str, Mapping[Cell, Entry]],
    voices: Voices,
    order: Mapping[str, int],
    firm: Mapping[Side, Collection[str]] = MappingProxyType({}),
) -> dict[Side, list[Account]]:
    """One account per voice for every harm and side, in the order of the tables.

    `order` leads from the id of a statement to its place among all, best said first. `firm`: the only reports whose
    accounts of a side are given, if they have any.
    """
    by_voice: dict[Side, dict[str, list[Account]]] = {}
    for report, table in tables.items():
        voice = voices.get(report, report)
        sides: dict[Side, list[Cell]] = {}
        for cell in table:
            if cell.total is None or counts(cell, table):
                sides.setdefault(cell.side, []).append(cell)
        for side, cells in sides.items():
            attackers = () if side.attackers else sides.get(_side(side.harm, ATTACKERS), ())
            account = account_of(voice, cells, attackers, table, order)
            by_voice.setdefault(side, {}).setdefault(voice, []).append(account)
    for side, reports in firm.items():
        told = by_voice.get(side, {})
        left = {voice: [one for one in accounts if one.report in reports] for voice, accounts in told.items()}
        if any(left.values()):
            by_voice[side] = {voice: accounts for voice, accounts in left.items() if accounts}
    return {side: [one_per_voice(accounts) for accounts in told.values()] for side, told in by_voice.items()}


def account_of(
    voice: str,
    cells: Sequence[Cell],
    attackers: Sequence[Cell],
    table: Mapping[Cell, Entry],
    order: Mapping[str, int],
) -> Account:
    """The account of the rows `cells`, which add up; `attackers` are the rows of the other side, for victims."""
    entries = [table[cell] for cell in cells]
    first = min((entry.chosen for entry in entries), key=lambda chosen: order[chosen.id])
    quantity = sum_of([entry.quantity for entry in entries])
    everybody = None
    if attackers:
        beside = [table[cell].quantity for cell in attackers if cell.total is None]
        everybody = sum_of([quantity, *beside]).best
        for cell in attackers:
            if cell.total is not None:
                quantity = less(quantity, table[cell].quantity, certain=True)
    return Account(
        voice=voice,
        report=first.report,
        quantity=quantity,
        figure=quantity.best,
        everybody=everybody,
        stance=STANCE_RANK[first.stance],
        day=published_day(first),
        placed=place_speaker(first.speaker).rank,
        rows=len(cells),
        breadth=min(breadth(cell.group) for cell in cells),
        said=order[first.id],
    )


def one_per_voice(accounts: Sequence[Account]) -> Account:
    """The account of a voice whose copies may differ: the figure that it gave last, told by the first that gave it."""
    if len(accounts) == 1:
        return accounts[0]
    first: dict[Quantity, int] = {}
    for account in accounts:
        known = first.get(account.quantity, 0)
        first[account.quantity] = min(known, account.day) if known and account.day else known or account.day
    chosen = min(
        accounts,
        key=lambda one: (one.stance, -first[one.quantity], one.day != first[one.quantity], one.said),
    )
    return chosen._replace(day=first[chosen.quantity])
