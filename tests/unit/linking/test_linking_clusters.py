"""Groups from scores: no chains, people first, and the same outcome in every order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linking_builders import a_profile, on, town

from tallybook.linking import Join, Proposal, Scored, cluster, link, load_model
from tallybook.linking.profiles import Profile


def groups_of(count: int, joins: tuple[Join, ...], given: tuple[tuple[int, ...], ...] = ()) -> set[frozenset[int]]:
    root = list(range(count))
    for members in given:
        for member in members:
            root[member] = root[members[0]]
    for join in joins:
        one, other = root[join.pair.left], root[join.pair.right]
        root = [one if each == other else each for each in root]
    return {frozenset(each for each in range(count) if root[each] == number) for number in set(root)}


def test_good_pairs_are_joined_the_best_first() -> None:
    joins, _ = cluster(4, [Scored(0, 1, 2.0), Scored(2, 3, 4.0), Scored(1, 2, -3.0)], least=0.0)
    assert [join.mean for join in joins] == [4.0, 2.0]
    assert groups_of(4, joins) == {frozenset({0, 1}), frozenset({2, 3})}


def test_a_round_up_does_not_chain_incidents_together() -> None:
    # 0 and 1 tell of one act, 2 and 3 of another; 4 shares something with all of them.
    pairs = [Scored(0, 1, 5.0), Scored(2, 3, 5.0), *(Scored(n, 4, 1.0) for n in range(4))]
    joins, _ = cluster(5, pairs, least=0.0)
    assert frozenset(range(5)) not in groups_of(5, joins)
    assert {0, 1} <= next(group for group in groups_of(5, joins) if 0 in group)
    assert not any({0, 2} <= group for group in groups_of(5, joins))


def test_what_one_report_tells_apart_is_not_joined_by_weak_evidence() -> None:
    pairs = [Scored(0, 2, 1.5), Scored(1, 2, 0.8)]
    assert groups_of(3, cluster(3, pairs, least=0.0, told_apart=[7, 7, 8])[0]) == {
        frozenset({0, 2}),
        frozenset({1}),
    }


def test_people_keep_apart_and_joined_groups_stay() -> None:
    pairs = [Scored(0, 1, 9.0), Scored(1, 2, 9.0)]
    joins, near = cluster(3, pairs, least=0.0, apart=[(0, 1)], near=-1.0)
    assert groups_of(3, joins) == {frozenset({0}), frozenset({1, 2})}
    assert not near
    joins, _ = cluster(3, [Scored(1, 2, 4.0)], least=0.0, groups=[(0, 1)])
    assert groups_of(3, joins, ((0, 1),)) == {frozenset({0, 1}), frozenset({2})}


def test_pairs_that_nearly_join_are_asked_about() -> None:
    _, near = cluster(4, [Scored(0, 1, -0.5), Scored(2, 3, -4.0)], least=0.0, near=-1.0)
    assert [(one.pair.left, one.pair.right) for one in near] == [(0, 1)]


edges = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-40, 60)).filter(lambda one: one[0] < one[1]),
    max_size=25,
    unique_by=lambda one: one[:2],
)


@given(edges, st.randoms(use_true_random=False), st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_order_of_pairs_does_not_matter_and_every_join_is_good_enough(
    drawn: list[tuple[int, int, int]], shuffler: random.Random, reports: list[int]
) -> None:
    pairs = [Scored(left, right, odds / 10) for left, right, odds in drawn]
    shuffled = list(pairs)
    shuffler.shuffle(shuffled)
    joins, near = cluster(10, pairs, least=0.5, told_apart=reports, near=-1.0)
    assert (joins, near) == cluster(10, shuffled, least=0.5, told_apart=reports, near=-1.0)
    assert all(join.mean >= 0.5 for join in joins)
    together = groups_of(10, joins)
    assert all(not any({one.pair.left, one.pair.right} <= group for group in together) for one in near)


def an_account(mention: str, words: str, publisher: str) -> Profile:
    return a_profile(
        mention,
        days=(on("2020-03-04"),),
        places=(town(1.0, 36.0),),
        words=words,
        names="korani sulwe",
        published=on("2020-03-05"),
        killed=3,
        publisher=publisher,
    )


def accounts() -> list[Profile]:
    return [
        an_account("men_a", "korani sulwe tabalo odango", "x.org"),
        an_account("men_b", "korani sulwe tabalo merish", "y.org"),
        a_profile("men_c", words="zerim pakuno", days=(on("2020-08-04"),), places=(town(-2.0, 40.0, admin1="9"),)),
    ]


def pairs_of(found: tuple[Proposal, ...]) -> list[tuple[str, str]]:
    return [(one.left, one.right) for one in found]


def test_two_accounts_of_one_act_are_linked_and_the_reason_is_said() -> None:
    found = link(accounts(), load_model())
    assert pairs_of(found.same) == [("men_a", "men_b")]
    assert found.same[0].score > 0.5
    assert "names of people: two words (+" in found.same[0].why
    assert link(list(reversed(accounts())), load_model()) == found


@pytest.mark.parametrize("apart", [("men_a", "men_b"), ("men_b", "men_a")])
def test_what_people_keep_apart_is_never_linked(apart: tuple[str, str]) -> None:
    found = link(accounts(), load_model(), apart=[apart])
    assert not found.same
    assert not found.questions


def test_a_new_account_joins_what_is_there() -> None:
    old = [*accounts(), an_account("men_d", "korani sulwe tabalo", "z.org")]
    found = link(old, load_model(), new={"men_d"}, groups=[("men_a", "men_b")])
    assert [set(pair) & {"men_d"} for pair in pairs_of(found.same)] == [{"men_d"}]
    assert not link(old, load_model(), new=set(), groups=[("men_a", "men_b")]).same
