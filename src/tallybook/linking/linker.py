"""Linking: profiles in, joins and questions out. A pure function; deciding and keeping is done by `service`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.linking.blocking import find_pairs
from tallybook.linking.clusters import ABSENT, Join, Scored, cluster
from tallybook.linking.comparisons import Table, levels_of
from tallybook.linking.scoring import PairModel, chance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from tallybook.linking.blocking import Pairs
    from tallybook.linking.profiles import Profile

__all__ = ["ASK", "JOIN", "LINKING_VERSION", "Links", "Proposal", "link", "scored_pairs"]

LINKING_VERSION = "1.0"
# Mean log odds from which two groups are joined: a chance of 0.55 between all their accounts together. Chosen on GVA so
# that fewer than two of a hundred incidents hold reports of another one; a person is asked below it.
JOIN = 0.2
ASK = -1.5  # a chance of 0.18
_REASONS_FOR, _REASONS_AGAINST = 4, 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two mentions that stand for two groups: joined, or to be asked about. `score` is a chance, `why` in words."""

    left: str
    right: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Links:
    """What linking found.

    `same`: what is joined, in the order in which it is; together they join exactly the mentions that belong together.
    `questions`: pairs that nearly join, or that join by themselves but not as groups; the most likely first. `compared`
    pairs were compared; `too_common` keys stood for so many mentions that they were not used.
    """

    same: tuple[Proposal, ...]
    questions: tuple[Proposal, ...]
    compared: int
    too_common: int


def scored_pairs(pairs: Pairs, odds: NDArray[np.float64]) -> list[Scored]:
    """The pairs with their log odds; one that is as good as absent is left out, so that it counts as absent."""
    kept = odds > ABSENT
    columns = (pairs.left[kept].tolist(), pairs.right[kept].tolist(), odds[kept].tolist())
    return [Scored(left, right, one) for left, right, one in zip(*columns, strict=True)]


def link(
    profiles: Sequence[Profile],
    model: PairModel,
    *,
    new: Collection[str] | None = None,
    groups: Iterable[Sequence[str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> Links:
    """Which of the mentions tell of the same incident.

    `groups` are joined already and stay so; `apart` are pairs that people keep apart. With `new`, only pairs with a new
    mention are compared: a new account joins an incident, begins one, or a person is asked; incidents that are there
    are not joined to one another without being asked about. The outcome does not depend on the order of `profiles`.
    """
    profiles = sorted(profiles, key=lambda profile: profile.mention)
    index = {profile.mention: number for number, profile in enumerate(profiles)}
    table = Table(profiles)
    pairs = find_pairs(profiles, None if new is None else [profile.mention in new for profile in profiles])
    levels = levels_of(table, pairs.left, pairs.right)
    scored = scored_pairs(pairs, model.log_odds(levels))
    row_of = {pair: row for row, pair in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))}
    known = [[index[mention] for mention in group if mention in index] for group in groups]
    kept_apart = {(index[a], index[b]) for a, b in apart if a in index and b in index}
    joins, near = cluster(
        len(profiles),
        scored,
        least=JOIN,
        groups=[sorted(group) for group in known if group],
        apart=kept_apart,
        told_apart=table.report.tolist(),
        near=ASK,
    )

    def proposal(join: Join) -> Proposal:
        one, other = join.pair.left, join.pair.right
        return Proposal(
            profiles[one].mention,
            profiles[other].mention,
            round(chance(join.mean), 4),
            explain(model, levels[row_of[one, other]].tolist()),
        )

    return Links(
        tuple(proposal(join) for join in joins),
        tuple(proposal(join) for join in near),
        len(pairs.left),
        pairs.too_common,
    )


def explain(model: PairModel, levels: Sequence[int]) -> str:
    """The weightiest reasons for and against a pair, in words with their log odds."""
    found = model.explain(levels)
    said_for = [str(one) for one in found if one.weight > 0][:_REASONS_FOR]
    against = [str(one) for one in found if one.weight < 0][:_REASONS_AGAINST]
    return "; ".join(said_for) + ("; against: " + "; ".join(against) if against else "")
