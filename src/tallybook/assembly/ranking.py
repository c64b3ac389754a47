"""How well something is said: by stance, then in the reporter's own voice, then most recently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.model import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import Statement

__all__ = ["best_first", "is_denied", "rank"]

# Fact and confirmation stand alike: which of them is better said depends on who says it. What is planned or only
# supposed still counts as said, because a foiled plot is an incident whose every statement has such a stance.
_STANCE_RANK = {
    Stance.CONFIRMED: 0,
    Stance.REPORTED_AS_FACT: 0,
    Stance.CLAIMED: 1,
    Stance.ALLEGED: 2,
    Stance.POSSIBLE: 3,
    Stance.PLANNED: 4,
    Stance.HYPOTHETICAL: 5,
    Stance.DENIED: 6,
}


def is_denied(statement: Statement) -> bool:
    """Whether the statement says that its value is not so."""
    return statement.stance is Stance.DENIED


def rank(statement: Statement) -> tuple[int, int, int, int, str]:
    """Sort key, best said first: stance, reporter's voice, latest publication, place in the text, id.

    A report without a publication date ranks after every dated one. The id makes the order total, so that it does not
    depend on the order in which statements come.
    """
    published = -statement.published_at.last.toordinal() if statement.published_at else 0
    voice = 0 if statement.speaker is None else 1
    return (_STANCE_RANK[statement.stance], voice, published, statement.span.start, statement.id)


def best_first(statements: Iterable[Statement]) -> list[Statement]:
    """The statements in the order of `rank`."""
    return sorted(statements, key=rank)
