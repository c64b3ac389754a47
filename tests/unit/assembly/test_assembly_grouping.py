"""Decisions join mentions into incidents; contradictions are errors."""

from __future__ import annotations

from datetime import date

import pytest
from assembly_builders import mention, report, say
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import assemble, group_mentions, join_mentions, standing_decisions
from tallybook.errors import ContradictionError
from tallybook.model import CodeValue, Decision, Field, Judgement, Mention, MentionKind

A, B, C = (report(name) for name in "abc")
MENTIONS = [mention(A), mention(B), mention(C), mention(A, 50, MentionKind.BACKGROUND)]


SAME, DIFFERENT = Judgement.SAME, Judgement.DIFFERENT
MACHINE = "machine:linking/1"


def decide(
    left: Mention,
    right: Mention,
    judgement: Judgement = Judgement.SAME,
    by: str = "reviewer",
    at: str = "10:00:00",
    score: float | None = None,
) -> Decision:
    return Decision.make(left.id, right.id, judgement, by, f"2024-05-01T{at}Z", score=score)


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


def together(decisions: list[Decision], mentions: list[Mention] = MENTIONS) -> list[set[str]]:
    """The groups of more than one mention, each as the letters of its mentions."""
    letters = {each.id: letter for each, letter in zip(mentions, "abcdefgh", strict=False)}
    return [{letters[each.id] for each in group} for group in group_mentions(mentions, decisions) if len(group) > 1]


def test_the_latest_decision_of_a_person_on_a_pair_counts() -> None:
    pair = MENTIONS[0], MENTIONS[1]
    assert together([decide(*pair, at="10:00:00"), decide(*pair, DIFFERENT, "other", at="10:00:01")]) == []
    assert together([decide(*pair, at="10:00:02"), decide(*pair, DIFFERENT, "other", at="10:00:01")]) == [{"a", "b"}]
    # Instants are compared, not their texts: half a second later, in another way to write UTC.
    late = Decision.make(pair[0].id, pair[1].id, DIFFERENT, "other", "2024-05-01T10:00:00.5+00:00")
    assert together([decide(*pair, at="10:00:00"), late]) == []


def test_a_person_counts_more_than_a_machine_however_late_or_sure() -> None:
    pair = MENTIONS[0], MENTIONS[1]
    link = decide(*pair, by=MACHINE, at="12:00:00", score=1.0)
    assert together([link]) == [{"a", "b"}]
    assert together([link, decide(*pair, DIFFERENT, at="09:00:00")]) == []
    assert together([decide(*pair, at="09:00:00"), decide(*pair, DIFFERENT, MACHINE, "12:00:00")]) == [{"a", "b"}]


def test_a_decision_whose_instant_cannot_be_read_is_for_a_person_to_review() -> None:
    odd = Decision.make(MENTIONS[0].id, MENTIONS[1].id, SAME, "reviewer", "yesterday")
    assert together([odd]) == [{"a", "b"}]
    with pytest.raises(ContradictionError, match="yesterday"):
        together([odd, decide(MENTIONS[0], MENTIONS[1], DIFFERENT)])


def test_a_person_who_keeps_two_apart_cuts_links_of_machines_the_least_certain_first() -> None:
    a, b, c = MENTIONS[:3]
    apart = decide(a, c, DIFFERENT)
    sure, less_sure = decide(a, b, by=MACHINE, score=0.9), decide(b, c, by=MACHINE, score=0.8)
    joined = join_mentions([apart, less_sure, sure])
    assert joined.root(a.id) == joined.root(b.id) != joined.root(c.id)
    assert joined.refused == (less_sure,)
    assert together([apart, decide(a, b, by=MACHINE), less_sure]) == [{"b", "c"}]  # without a score: the least certain


def test_a_link_of_a_machine_to_what_a_person_joined_is_refused_where_any_of_it_is_kept_apart() -> None:
    a, b, c, d = MENTIONS
    decisions = [decide(a, b), decide(c, d), decide(a, d, DIFFERENT)]
    link = decide(b, c, by=MACHINE, score=1.0)
    assert together([*decisions, link]) == [{"a", "b"}, {"c", "d"}]
    assert join_mentions([*decisions, link]).refused == (link,)


def test_different_by_a_machine_keeps_nothing_apart_but_takes_back_its_own_link() -> None:
    a, b, c = MENTIONS[:3]
    links = [decide(a, b, by=MACHINE), decide(b, c, by=MACHINE)]
    assert together([*links, decide(a, c, DIFFERENT, MACHINE)]) == [{"a", "b", "c"}]
    assert together([*links, decide(b, c, DIFFERENT, "machine:linking/2", at="11:00:00")]) == [{"a", "b"}]
    assert together([*links, decide(b, c, DIFFERENT, "machine:linking/0", at="09:00:00")]) == [{"a", "b", "c"}]


def test_a_link_of_a_machine_to_an_aggregate_is_refused() -> None:
    aggregate = mention(B, 80, MentionKind.AGGREGATE)
    link = decide(MENTIONS[0], aggregate, by=MACHINE)
    assert join_mentions([link], {aggregate.id}).refused == (link,)


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


LINKS = st.lists(
    st.builds(
        lambda pair, judgement, by, at, score: decide(
            MANY[pair[0]], MANY[pair[1]], judgement, by, f"1{at}:00:00", score
        ),
        PAIRS,
        st.sampled_from([SAME, SAME, DIFFERENT]),
        st.sampled_from(["reviewer", "other", MACHINE, MACHINE, MACHINE]),
        st.integers(0, 9),
        st.none() | st.sampled_from([0.5, 0.7, 0.9]),
    ),
    max_size=14,
)


def _persons_only(decisions: list[Decision]) -> list[Decision]:
    return [decision for decision in decisions if not decision.by_machine]


@given(decisions=LINKS, seed=st.randoms(use_true_random=False))
def test_what_counts_does_not_hang_on_the_order(decisions: list[Decision], seed: object) -> None:
    def outcome(given_order: list[Decision]) -> object:
        try:
            joined = join_mentions(given_order)
        except ContradictionError as error:
            return str(error)
        return [joined.root(each.id) for each in MANY], joined.refused

    before = outcome(decisions)
    seed.shuffle(decisions)  # type: ignore[attr-defined]
    assert outcome(decisions) == before


@given(decisions=LINKS)
def test_machines_never_part_what_persons_join_nor_join_what_persons_part(decisions: list[Decision]) -> None:
    try:
        persons = join_mentions(_persons_only(decisions))
    except ContradictionError:
        with pytest.raises(ContradictionError):
            join_mentions(decisions)
        return
    joined = join_mentions(decisions)
    for left in MANY:
        for right in MANY:
            if persons.root(left.id) == persons.root(right.id):
                assert joined.root(left.id) == joined.root(right.id)
    standing = standing_decisions(decisions)
    for decision in standing:
        same_group = joined.root(decision.left) == joined.root(decision.right)
        if not decision.by_machine:
            assert same_group is (decision.judgement is SAME)
        elif decision.judgement is SAME:
            # Every link of a machine either joins or is listed for review.
            assert same_group is not (decision in joined.refused)
