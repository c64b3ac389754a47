"""From scores of pairs to groups: the best pairs first, and two groups join only if their accounts agree on the whole.

Joining every pair above a threshold chains incidents together: a round-up shares something with each of ten attacks,
and the ten become one. Here two groups join only when the mean over *all* pairs between them speaks for it; a pair
that was not worth comparing, and two mentions that one report tells apart, speak against it. What people have decided
comes first and is never undone.

Source: average linkage (Sokal and Michener 1958) over a sparse graph, as a guard against chains.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Join", "Scored", "cluster"]

ABSENT = -5.0  # log odds of a pair that shares nothing worth comparing
# Of two mentions that one report tells apart. Mildly against: coders also take one act for two, and then the accounts
# in other reports outweigh it. With 0, two attacks of one round-up would be joined as soon as one other report is
# somewhat like both.
APART = -1.0
STRONG = 2.0  # a chance of 0.88


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair of mentions by index, `left < right`, with its log odds."""

    left: int
    right: int
    log_odds: float


@dataclass(frozen=True, slots=True)
class Join:
    """Two groups that were joined, or that nearly were: their best pair, and the mean over all pairs between them."""

    pair: Scored
    mean: float


@dataclass
class _Group:
    """A group under way: its members, and for each group beside it the sum over scored pairs and their number."""

    members: list[int]
    beside: dict[int, tuple[float, int]] = field(default_factory=dict)


def cluster(
    count: int,
    pairs: Iterable[Scored],
    *,
    least: float,
    groups: Sequence[Sequence[int]] = (),
    apart: Iterable[tuple[int, int]] = (),
    told_apart: Sequence[int] = (),
    near: float | None = None,
) -> tuple[tuple[Join, ...], tuple[Join, ...]]:
    """The joins, in the order in which they are made; and the pairs of groups left that are nearly joined.

    `count` mentions; `groups` are joined already and stay so; `apart` are pairs that people keep apart, whatever the
    scores. `told_apart` gives the number of each mention's report, which tells its mentions apart. Groups join while
    the mean log odds are at least `least`; those left with a mean of at least `near` are returned second. The outcome
    does not depend on the order of `pairs`. A pair that speaks for itself (`STRONG`) is returned second, too, when its
    groups do not agree with it.
    """
    scored = sorted(pairs, key=lambda pair: (-pair.log_odds, pair.left, pair.right))
    work = _Work(count, groups, set(apart), told_apart)
    for pair in scored:
        work.add(pair)
    joins = work.join_all(least)
    return joins, (work.left_over(near) if near is not None else ())


class _Work:
    def __init__(
        self, count: int, groups: Sequence[Sequence[int]], apart: set[tuple[int, int]], told_apart: Sequence[int]
    ) -> None:
        self._group_of = list(range(count))
        self._groups: dict[int, _Group] = {}
        self._best: dict[tuple[int, int], Scored] = {}
        self._reports = told_apart
        self._apart: dict[int, set[int]] = {}
        for members in groups:
            for member in members:
                self._group_of[member] = members[0]
            self._groups[members[0]] = _Group(list(members))
        for left, right in apart:
            self._apart.setdefault(left, set()).add(right)
            self._apart.setdefault(right, set()).add(left)

    def _group(self, number: int) -> _Group:
        return self._groups.setdefault(number, _Group([number]))

    def add(self, pair: Scored) -> None:
        """Count a pair for the groups of its two mentions. The best pairs must come first."""
        one, other = self._group_of[pair.left], self._group_of[pair.right]
        if one == other:
            return
        self._best.setdefault((min(one, other), max(one, other)), pair)
        for here, there in ((one, other), (other, one)):
            total, number = self._group(here).beside.get(there, (0.0, 0))
            self._group(here).beside[there] = (total + pair.log_odds, number + 1)

    def _mean(self, one: int, other: int) -> float:
        """The mean over all pairs between two groups."""
        first, second = self._groups[one], self._groups[other]
        total, number = first.beside[other]
        every = len(first.members) * len(second.members)
        shared = self._told_apart(first.members, second.members) if self._reports else 0
        return (total + (every - number - shared) * ABSENT + shared * APART) / every

    def _told_apart(self, first: Sequence[int], second: Sequence[int]) -> int:
        if len(first) > len(second):
            first, second = second, first
        reports: dict[int, int] = {}
        for member in first:
            reports[self._reports[member]] = reports.get(self._reports[member], 0) + 1
        return sum(reports.get(self._reports[member], 0) for member in second)

    def _kept_apart(self, one: int, other: int) -> bool:
        if not self._apart:
            return False
        second = set(self._groups[other].members)
        return any(not self._apart.get(member, set()).isdisjoint(second) for member in self._groups[one].members)

    def join_all(self, least: float) -> tuple[Join, ...]:
        """Join the two groups with the highest mean, again and again, while that is at least `least`."""
        waiting = [(-self._mean(*key), key) for key in self._best]
        heapq.heapify(waiting)
        joins = []
        while waiting:
            mean, (one, other) = heapq.heappop(waiting)
            if -mean < least:
                break
            # An entry is out of date when one of its groups has been joined or has grown since.
            if one not in self._groups or other not in self._groups or other not in self._groups[one].beside:
                continue
            if self._mean(one, other) != -mean or self._kept_apart(one, other):
                continue
            joins.append(Join(self._best[one, other], -mean))
            for key in self._join(one, other):
                heapq.heappush(waiting, (-self._mean(*key), key))
        return tuple(joins)

    def _join(self, one: int, other: int) -> list[tuple[int, int]]:
        """Put `other` into `one`; returns the keys whose mean has changed. `one` is the smaller number."""
        into, gone = self._groups[one], self._groups.pop(other)
        del into.beside[other], gone.beside[one], self._best[one, other]
        into.members += gone.members
        for there, (total, number) in gone.beside.items():
            before, counted = into.beside.get(there, (0.0, 0))
            into.beside[there] = (before + total, counted + number)
            neighbour = self._groups[there]
            del neighbour.beside[other]
            neighbour.beside[one] = into.beside[there]
            best = self._best.pop((min(other, there), max(other, there)))
            key = (min(one, there), max(one, there))
            known = self._best.get(key)
            if known is None or (-best.log_odds, best.left, best.right) < (-known.log_odds, known.left, known.right):
                self._best[key] = best
        return [(min(one, there), max(one, there)) for there in into.beside]

    def left_over(self, near: float) -> tuple[Join, ...]:
        """The pairs of groups that are not joined although their mean is at least `near`, the nearest first."""
        found = [
            Join(pair, mean)
            for key, pair in self._best.items()
            if ((mean := self._mean(*key)) >= near or pair.log_odds >= STRONG) and not self._kept_apart(*key)
        ]
        return tuple(sorted(found, key=lambda join: (-join.mean, join.pair.left, join.pair.right)))
