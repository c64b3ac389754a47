"""One casualty row on its way: what `casualties` finds and `casualty_links` joins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tallybook.coding.grammar import Phrase
from tallybook.coding.occurrences import Occurrence
from tallybook.model import Quantity, Stance, TotalRelation

__all__ = ["RowDraft", "copied"]


@dataclass(eq=False)
class RowDraft:
    """Tokens `first` to `last` (exclusive) tell of the harm and the people; `cue` is the word that tells the harm.

    `generic`: the words tell nothing of the group ("people"). `additional`: they are people besides those told of
    before ("others"), so never a total of them. `list_number` is the same for rows of one list.
    """

    occurrence: Occurrence
    harm: str
    group: str
    quantity: Quantity
    role: str
    first: int
    last: int
    cue: int
    generic: bool = False
    additional: bool = False
    attackers: bool = False
    self_inflicted: bool = False
    presumed: bool = False  # "was shot": hit, and whether he lived is told elsewhere
    list_number: int = -1
    condition: str = ""
    names: tuple[str, ...] = ()
    stance: Stance | None = None  # how the words themselves mean the harm; None: plainly
    total: RowDraft | None = None
    total_relation: TotalRelation | None = None
    component: str = "casualties"
    score: float | None = None
    phrase: Phrase | None = field(default=None, repr=False)


def copied(rows: Iterable[RowDraft]) -> list[RowDraft]:
    """Rows of their own that may be changed, with their totals among them."""
    made = {id(row): replace(row) for row in rows}
    for row in made.values():
        if row.total is not None:
            row.total = made[id(row.total)]
    return list(made.values())
