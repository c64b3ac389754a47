"""Decisions join mentions into incidents; contradictions are errors."""

from __future__ import annotations

from datetime import date

import pytest
from assembly_builders import mention, report, say
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import assemble, group_mentions
from tallybook.errors import ContradictionError
from tallybook.model import CodeValue, Decision, Field, Judgement, Mention, MentionKind

A, B, C = (report(name) for name in "abc")
MENTIONS = [mention(A), mention(B), mention(C), mention(A, 50, MentionKind.BACKGROUND)]


def decide(left: Mention, right: Mention, judgement: Judgement = Judgement.SAME, by: str = "reviewer") -> Decision:
    return Decision.make(left.id, right.id, judgement, by, "2024-05-01T10:00:00Z")


def test_a_mention_that_nothing_joins_is_an_incident_of_its_own() -> None:
    incidents = assemble(MENTIONS, [])
    assert [incident.mentions for incident in incidents] == [(each.id,) for each in MENTIONS]


def test_an_aggregate_never_becomes_an_incident() -> None:
    aggregate = mention(A, 80, MentionKind.AGGREGATE)
    about = say(A, aggregate, Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"))
    assert assemble([aggregate], [about]) == ()


def test_same_is_transitive_even_through_a_mention_that_is_not_given() -> None:
    first, middle, last = MENTIONS[:3]
    decisions = [decide(first, middle), decide(middle, last)]
    assert group_mentions([first, last], decisions) == ((first, last),)


def test_the_id_stays_when_another_report_joins() -> None:
    first, later = MENTIONS[0], MENTIONS[1]
    (alone,) = assemble([first], [])
    (joined,) = assemble([first, later], [], [decide(first, later)])
    assert joined.id == alone.id
    assert joined.mentions == (first.id, later.id)


def test_same_and_different_for_one_pair_contradict() -> None:
    pair = MENTIONS[0], MENTIONS[1]
    with pytest.raises(ContradictionError, match="review these decisions"):
        assemble(MENTIONS, [], [decide(*pair), decide(*pair, Judgement.DIFFERENT, by="somebody else")])


def test_different_between_two_that_others_join_contradicts() -> None:
    first, middle, last = MENTIONS[:3]
    decisions = [decide(first, last, Judgement.DIFFERENT), decide(first, middle), decide(middle, last)]
    with pytest.raises(ContradictionError) as caught:
        assemble(MENTIONS, [], decisions)
    assert caught.value.code == "TB203"


def test_an_aggregate_cannot_be_the_same_as_one_occurrence() -> None:
    aggregate = mention(B, 80, MentionKind.AGGREGATE)
    with pytest.raises(ContradictionError, match="many"):
        group_mentions([MENTIONS[0], aggregate], [decide(MENTIONS[0], aggregate)])


def test_different_alone_keeps_apart() -> None:
    first, second = MENTIONS[:2]
    assert len(group_mentions([first, second], [decide(first, second, Judgement.DIFFERENT)])) == 2


MANY = [mention(report(f"report {number}", date(2024, 1, number + 1))) for number in range(8)]
PAIRS = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] != pair[1])


@given(pairs=st.lists(PAIRS, max_size=12), seed=st.randoms(use_true_random=False))
def test_groups_partition_the_mentions_whatever_the_order_of_decisions(
    pairs: list[tuple[int, int]], seed: object
) -> None:
    decisions = [decide(MANY[left], MANY[right]) for left, right in pairs]
    groups = group_mentions(MANY, decisions)
    assert sorted(each.id for group in groups for each in group) == sorted(each.id for each in MANY)
    together = {each.id: index for index, group in enumerate(groups) for each in group}
    assert all(together[MANY[left].id] == together[MANY[right].id] for left, right in pairs)
    seed.shuffle(decisions)  # type: ignore[attr-defined]
    assert group_mentions(MANY, decisions) == groups
