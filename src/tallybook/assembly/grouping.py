"""Which mentions are one incident, as the decisions say: what a person decided stands above what a machine did.

1. Of several decisions on one pair of mentions, the latest by a person counts; where no person decided, the latest by a
   machine.
2. What persons say is the same is joined, directly and through others. A person's "different" between two mentions that
   persons join is a contradiction: an error for a person to review.
3. Then the links of machines are added, the most certain first. A link that would join two mentions that a person keeps
   apart is refused and listed for review. A machine's "different" keeps nothing apart; it only takes back an earlier
   link of a machine between the same two mentions.

The outcome depends on the decisions alone, never on the order in which they are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tallybook.errors import ContradictionError
from tallybook.model import DisjointSets, Judgement, MentionKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tallybook.model import Decision, Mention

__all__ = ["Joined", "group_mentions", "join_mentions", "standing_decisions"]


class _Groups:
    """Disjoint sets of mention ids, some of which must stay apart."""

    def __init__(self) -> None:
        self._sets = DisjointSets[str]()
        self._apart: dict[str, set[str]] = {}  # roots to roots, both ways

    def root(self, mention: str) -> str:
        return self._sets.root(mention)

    def join(self, left: str, right: str) -> None:
        first, second = sorted((self.root(left), self.root(right)))
        if first == second:
            return
        self._sets.join(first, second)
        for other in self._apart.pop(second, ()):
            self._apart[other].discard(second)
            self._keep_apart(first, other)

    def keep_apart(self, left: str, right: str) -> None:
        self._keep_apart(self.root(left), self.root(right))

    def _keep_apart(self, left: str, right: str) -> None:
        self._apart.setdefault(left, set()).add(right)
        self._apart.setdefault(right, set()).add(left)

    def are_apart(self, left: str, right: str) -> bool:
        return self.root(right) in self._apart.get(self.root(left), ())


@dataclass(frozen=True, slots=True)
class Joined:
    """What decisions make of mentions: two are one incident when their roots are equal.

    `refused` are the links of machines that decisions of persons forbid, the most certain first; a person should look
    at them, because one of the two is wrong.
    """

    _groups: _Groups
    refused: tuple[Decision, ...] = ()

    def root(self, mention: str) -> str:
        """A name for the group of the mention with this id: the smallest id in it."""
        return self._groups.root(mention)


def standing_decisions(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decision that counts for each pair of mentions, by pair.

    Raises ContradictionError when persons decided both ways at the same instant, or at one that cannot be read.
    """
    by_pair: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        by_pair.setdefault((decision.left, decision.right), []).append(decision)
    return tuple(_standing(by_pair[pair]) if len(by_pair[pair]) > 1 else by_pair[pair][0] for pair in sorted(by_pair))


def _standing(told: Collection[Decision]) -> Decision:
    persons = [decision for decision in told if not decision.by_machine]
    # Of machines that disagree at one instant, the one that joins: what it takes back it can take back later.
    latest = max(
        persons or told, key=lambda one: (_instant(one), one.judgement is Judgement.SAME, one.score or 0, one.id)
    )
    for other in persons:
        if other.judgement is not latest.judgement and _instant(other) == _instant(latest):
            first, second = sorted((latest.id, other.id))
            raise ContradictionError(
                f"The decisions {first} and {second} on the mentions {latest.left} and {latest.right} were made at the "
                "same instant and contradict each other; review these decisions."
            )
    return latest


def _instant(decision: Decision) -> datetime:
    try:
        found = datetime.fromisoformat(decision.decided_at)
    except ValueError as error:
        raise ContradictionError(
            f"The decision {decision.id} by {decision.by} was made at {decision.decided_at!r}, which is no ISO 8601 "
            "instant, so that it cannot be told whether it came before or after others; review these decisions."
        ) from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def join_mentions(decisions: Iterable[Decision], aggregates: Collection[str] = ()) -> Joined:
    """The groups that the decisions make; see the head of this module for the order in which they count.

    `aggregates`: ids of mentions that tell of many occurrences and so can be part of no incident. Raises
    ContradictionError for decisions of persons that contradict one another, or that join an aggregate.
    """
    standing = standing_decisions(decisions)
    groups = _Groups()
    for decision in standing:
        if decision.judgement is Judgement.SAME and not decision.by_machine:
            _refuse_aggregate(decision, aggregates)
            groups.join(decision.left, decision.right)
    for decision in standing:
        if decision.judgement is Judgement.DIFFERENT and not decision.by_machine:
            _refuse_contradiction(decision, groups)
            groups.keep_apart(decision.left, decision.right)
    refused = []
    for link in _links_of_machines(standing):
        if groups.are_apart(link.left, link.right) or link.left in aggregates or link.right in aggregates:
            refused.append(link)
        else:
            groups.join(link.left, link.right)
    return Joined(groups, tuple(refused))


def _links_of_machines(standing: Iterable[Decision]) -> list[Decision]:
    """Links, most certain first; one without a score is the least certain."""
    links = [one for one in standing if one.by_machine and one.judgement is Judgement.SAME]
    return sorted(links, key=lambda one: (one.score is None, -(one.score or 0), one.left, one.right))


def _refuse_contradiction(decision: Decision, groups: _Groups) -> None:
    if groups.root(decision.left) == groups.root(decision.right):
        raise ContradictionError(
            f"The decision {decision.id} by {decision.by} says that the mentions {decision.left} and "
            f"{decision.right} are different incidents, but other decisions join them; review these decisions."
        )


def _refuse_aggregate(decision: Decision, aggregates: Collection[str]) -> None:
    for mention in (decision.left, decision.right):
        if mention in aggregates:
            raise ContradictionError(
                f"The decision {decision.id} by {decision.by} joins the mention {mention}, which tells of many "
                "occurrences taken together and so is no incident; review this decision."
            )


def group_mentions(mentions: Iterable[Mention], decisions: Iterable[Decision] = ()) -> tuple[tuple[Mention, ...], ...]:
    """The mentions of each incident, in the order given; groups in the order of their first mention.

    "Same" is transitive, also through a mention that is not among those given. Aggregates are left out. Raises
    ContradictionError as `join_mentions` does.
    """
    given = {mention.id: mention for mention in mentions}
    aggregates = {mention.id for mention in given.values() if mention.kind is MentionKind.AGGREGATE}
    joined = join_mentions(decisions, aggregates)
    grouped: dict[str, list[Mention]] = {}
    for mention in given.values():
        if mention.id not in aggregates:
            grouped.setdefault(joined.root(mention.id), []).append(mention)
    return tuple(tuple(group) for group in grouped.values())
