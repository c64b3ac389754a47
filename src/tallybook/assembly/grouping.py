"""Which mentions are one incident, as the decisions say; decisions that contradict one another are an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.errors import ContradictionError
from tallybook.model import Judgement, MentionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import Decision, Mention

__all__ = ["group_mentions"]


class _Groups:
    """Disjoint sets of mention ids. The root of a set is found by following parents."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def root(self, mention: str) -> str:
        root = mention
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while (parent := self._parents.get(mention, mention)) != root:
            self._parents[mention] = root
            mention = parent
        return root

    def join(self, left: str, right: str) -> None:
        # The smaller id becomes the root, so that the outcome does not hang on the order of the decisions.
        first, second = sorted((self.root(left), self.root(right)))
        self._parents[second] = first


def group_mentions(mentions: Iterable[Mention], decisions: Iterable[Decision] = ()) -> tuple[tuple[Mention, ...], ...]:
    """The mentions of each incident, in the order given; groups in the order of their first mention.

    "Same" is transitive, also through a mention that is not among those given. Aggregates are left out. Raises
    ContradictionError when a "different" stands between two mentions that "same" joins, directly or through others,
    and when an aggregate is said to be the same as one occurrence.
    """
    given = {mention.id: mention for mention in mentions}
    taken = sorted(decisions, key=lambda decision: decision.id)
    groups = _Groups()
    for decision in taken:
        if decision.judgement is Judgement.SAME:
            _refuse_aggregate(decision, given)
            groups.join(decision.left, decision.right)
    for decision in taken:
        if decision.judgement is Judgement.DIFFERENT and groups.root(decision.left) == groups.root(decision.right):
            raise ContradictionError(
                f"The decision {decision.id} by {decision.by} says that the mentions {decision.left} and "
                f"{decision.right} are different incidents, but other decisions join them; review these decisions."
            )
    grouped: dict[str, list[Mention]] = {}
    for mention in given.values():
        if mention.kind is not MentionKind.AGGREGATE:
            grouped.setdefault(groups.root(mention.id), []).append(mention)
    return tuple(tuple(group) for group in grouped.values())


def _refuse_aggregate(decision: Decision, given: dict[str, Mention]) -> None:
    for mention in (decision.left, decision.right):
        if mention in given and given[mention].kind is MentionKind.AGGREGATE:
            raise ContradictionError(
                f"The decision {decision.id} by {decision.by} joins the mention {mention}, which tells of many "
                "occurrences taken together and so is no incident; review this decision."
            )
