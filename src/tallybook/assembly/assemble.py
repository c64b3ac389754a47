"""Mentions, statements and decisions to incidents. A function of its arguments: recomputed at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.assembly.grouping import group_mentions
from tallybook.assembly.rules import RULES
from tallybook.model import Field, Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import Decision, Mention, Resolution, Statement

__all__ = ["assemble", "resolve"]


def resolve(statements: Iterable[Statement]) -> tuple[Resolution, ...]:
    """The resolutions of the statements of one incident, in the order of `Field`, each field by its rule in `RULES`."""
    by_field: dict[Field, dict[str, Statement]] = {}
    for statement in statements:
        by_field.setdefault(statement.field, {})[statement.id] = statement
    return tuple(
        resolution
        for field, rule in RULES.items()
        if field in by_field
        for resolution in rule([*by_field[field].values()])
    )


def assemble(
    mentions: Iterable[Mention], statements: Iterable[Statement], decisions: Iterable[Decision] = ()
) -> tuple[Incident, ...]:
    """The incidents that the mentions tell of, each field resolved from the statements by its named rule.

    `mentions` come in the order in which they were taken in: the first one gives its incident the id, which therefore
    stays when a later report joins. Each mention that no decision joins to another is an incident of its own; an
    aggregate never is one. The order of statements and decisions does not matter. Raises ContradictionError when
    decisions contradict one another.
    """
    by_mention: dict[str, list[Statement]] = {}
    for statement in statements:
        by_mention.setdefault(statement.mention, []).append(statement)
    incidents = []
    for group in group_mentions(mentions, decisions):
        told = [statement for mention in group for statement in by_mention.get(mention.id, ())]
        incidents.append(Incident.make(tuple(mention.id for mention in group), resolve(told)))
    return tuple(incidents)
