"""How well something is said, and how many independent voices say it.

A voice is a source that speaks for itself: reports that are copies of one text share one voice, and what several copies
say counts once, at the day when the first of them said it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tallybook.model import CasualtyRow, Stance

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tallybook.model import Statement

__all__ = [
    "NO_VOICES",
    "STANCE_RANK",
    "Voices",
    "best_first",
    "is_denied",
    "published_day",
    "rank",
    "voice_of",
    "voices_of",
]

# From a report to its voice. A report that is not in it is a voice of its own.
Voices = Mapping[str, str]
NO_VOICES: Voices = MappingProxyType({})

# Fact and confirmation stand alike: which of them is better said depends on who says it. What is planned or only
# supposed still counts as said, because a foiled plot is an incident whose every statement has such a stance.
STANCE_RANK: Mapping[Stance, int] = {
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


def voice_of(statement: Statement, voices: Voices) -> str:
    """The voice that the statement's report belongs to."""
    return voices.get(statement.report, statement.report)


def voices_of(statements: Iterable[Statement], voices: Voices) -> set[str]:
    """The voices that say something of this."""
    return {voices.get(statement.report, statement.report) for statement in statements}


def published_day(statement: Statement) -> int:
    """The last day of the publication date as an ordinal, 0 where it is not known."""
    return statement.published_at.last.toordinal() if statement.published_at is not None else 0


def rank(statement: Statement, day: int | None = None) -> tuple[int, int, int, int, str]:
    """Sort key, best said first: stance, reporter's voice, latest publication, place in the text, id.

    A report without a publication date ranks after every dated one. The id makes the order total, so that it does not
    depend on the order in which statements come. `day` replaces the day of publication.
    """
    own_voice = 0 if statement.speaker is None else 1
    published = published_day(statement) if day is None else day
    return (STANCE_RANK[statement.stance], own_voice, -published, statement.span.start, statement.id)


def best_first(statements: Iterable[Statement], voices: Voices = NO_VOICES) -> list[Statement]:
    """The statements in the order of `rank`; a copy says something on the day when its voice first said it."""
    statements = list(statements)
    if len(statements) < 2:
        return statements
    reports = {statement.report for statement in statements}
    if len({voices.get(report, report) for report in reports}) == len(reports):
        return sorted(statements, key=rank)
    first: dict[Hashable, int] = {}
    for statement in statements:
        key = _said(statement, voices)
        day = published_day(statement)
        first[key] = min(day, first.get(key, day)) if day else first.get(key, 0)
    return sorted(statements, key=lambda statement: rank(statement, first[_said(statement, voices)]))


def _said(statement: Statement, voices: Voices) -> Hashable:
    value = statement.value
    if isinstance(value, CasualtyRow):  # which names another statement, whose id differs from copy to copy
        return (voice_of(statement, voices), value.harm, value.group, value.condition, value.quantity)
    return (voice_of(statement, voices), value)
