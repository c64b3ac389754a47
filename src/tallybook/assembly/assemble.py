"""Mentions, statements and decisions to incidents. A function of its arguments: recomputed at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.assembly.grouping import group_mentions
from tallybook.assembly.ranking import NO_VOICES
from tallybook.assembly.rulesets import DEFAULT
from tallybook.assembly.verdicts import NO_VERDICTS, choose_judged
from tallybook.model import Field, Incident

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tallybook.assembly.ranking import Voices
    from tallybook.assembly.rules import Rule
    from tallybook.assembly.rulesets import RuleSet
    from tallybook.assembly.verdicts import Verdicts
    from tallybook.model import Decision, Mention, Resolution, Statement

__all__ = ["assemble", "resolve"]


def resolve(
    statements: Iterable[Statement],
    rules: RuleSet = DEFAULT,
    voices: Voices = NO_VOICES,
    fields: Collection[Field] | None = None,
    verdicts: Verdicts = NO_VERDICTS,
) -> tuple[Resolution, ...]:
    """The resolutions of the statements of one incident, in the order of `Field`, each field by its rule in `rules`.

    `voices` leads from the id of a report to the id of its voice: reports that are copies of one text share one. A
    report that is not in it is a voice of its own. `fields` leaves all other fields out. `verdicts`: what people say of
    statements, by id (`standing_verdicts`).
    """
    by_field: dict[Field, dict[str, Statement]] = {}
    for statement in statements:
        by_field.setdefault(statement.field, {})[statement.id] = statement
    return tuple(
        resolution
        for field, rule in rules
        if field in by_field and (fields is None or field in fields)
        for resolution in _chosen([*by_field[field].values()], rule, voices, verdicts)
    )


def _chosen(told: Sequence[Statement], rule: Rule, voices: Voices, verdicts: Verdicts) -> tuple[Resolution, ...]:
    if verdicts and any(one.id in verdicts for one in told):
        return choose_judged(told, rule, voices, verdicts)
    return rule(told, voices)


def assemble(
    mentions: Iterable[Mention],
    statements: Iterable[Statement],
    decisions: Iterable[Decision] = (),
    rules: RuleSet = DEFAULT,
    voices: Voices = NO_VOICES,
) -> tuple[Incident, ...]:
    """The incidents that the mentions tell of, each field resolved from the statements by its named rule.

    `mentions` come in the order in which they were taken in: the first one gives its incident the id, which therefore
    stays when a later report joins. Each mention that no decision joins to another is an incident of its own; an
    aggregate never is one. The order of statements and decisions does not matter. For `rules` and `voices` see
    `resolve`. Raises ContradictionError when decisions contradict one another.
    """
    by_mention: dict[str, list[Statement]] = {}
    for statement in statements:
        by_mention.setdefault(statement.mention, []).append(statement)
    incidents = []
    for group in group_mentions(mentions, decisions):
        told = [statement for mention in group for statement in by_mention.get(mention.id, ())]
        ids = tuple(mention.id for mention in group)
        incidents.append(Incident.make(ids, resolve(told, rules, voices)))
    return tuple(incidents)
