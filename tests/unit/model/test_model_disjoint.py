"""Disjoint sets, against a plain reading of what is joined."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tallybook.model import DisjointSets


def test_each_is_alone_until_it_is_joined() -> None:
    sets = DisjointSets[str]()
    assert sets.root("b") == "b"
    sets.join("c", "b")
    sets.join("d", "c")
    assert [sets.root(name) for name in "abcd"] == ["a", "b", "b", "b"]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20), st.randoms(use_true_random=False))
def test_the_root_is_the_smallest_that_can_be_reached(pairs: list[tuple[int, int]], shuffler: random.Random) -> None:
    plain = list(range(13))
    for left, right in pairs:
        plain = [min(plain[left], plain[right]) if one in (plain[left], plain[right]) else one for one in plain]
    for _ in range(2):
        sets = DisjointSets[int]()
        for left, right in pairs:
            sets.join(left, right)
        assert [sets.root(number) for number in range(13)] == plain
        shuffler.shuffle(pairs)


def test_a_long_chain_is_followed() -> None:
    sets = DisjointSets[int]()
    for number in range(20_000, 0, -1):
        sets.join(number, number - 1)
    assert {sets.root(number) for number in range(20_001)} == {0}
