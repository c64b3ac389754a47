"""Disjoint sets: what is joined, directly and through others."""

from __future__ import annotations

from typing import Generic, TypeVar

__all__ = ["DisjointSets"]

T = TypeVar("T", str, int)


class DisjointSets(Generic[T]):
    """Disjoint sets of names or numbers; each is alone until it is joined.

    The root of a set is its smallest member, so that it does not depend on the order of joining.

    Source: union-find with path halving (Tarjan and van Leeuwen 1984).
    """

    def __init__(self) -> None:
        self._parents: dict[T, T] = {}

    def root(self, item: T) -> T:
        """The smallest member of the item's set."""
        parents = self._parents
        while (parent := parents.get(item, item)) != item:
            parents[item] = item = parents.get(parent, parent)
        return item

    def join(self, left: T, right: T) -> None:
        """Make one set of those of two items."""
        one, other = self.root(left), self.root(right)
        if one != other:
            self._parents[max(one, other)] = min(one, other)
