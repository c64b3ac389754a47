"""The metrics of today on worked examples. All names are invented; the figures are worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.evaluation.muc4.modern import (
    ROLES,
    RoleTemplate,
    Terms,
    ceaf_ree,
    ceaf_rme,
    ceaf_rme_subset,
    gtt,
    normalise,
    role_templates,
)

from .helpers import template, templates


def _one(types: str = "BOMBING", **roles: list[list[str]]) -> RoleTemplate:
    entities = {role: tuple(tuple(entity) for entity in roles.get(role, [])) for role in ROLES}
    return RoleTemplate(frozenset(types.split("|")), entities)


def _total(terms: dict[str, Terms]) -> Terms:
    return sum(terms.values(), Terms())


def test_templates_are_reduced_to_types_and_roles() -> None:
    first, second = role_templates(templates())
    assert first.types == {"BOMBING"}
    assert first.roles["Target"] == (("grain bank",), ("blue door cafe", "cafe"))
    assert first.roles["PerpOrg"] == (("grey heron front", "ghf"),)
    assert second.roles["Victim"] == (("tomas bren",),)
    assert role_templates([*templates(), *templates()]) == (first, second)


def test_mentions_that_are_not_in_the_text_are_left_out() -> None:
    (read,) = role_templates(
        [template(s4="BOMBING", s12='"GRAIN BANK" / "BANK OF GRAIN"\n"FERRY"')], "The Grain\nBank."
    )
    assert read.roles["Target"] == (("grain bank",),)


def test_mentions_are_compared_without_articles_and_punctuation() -> None:
    assert normalise("The  CAR-BOMB, a 'big' one") == "carbomb big one"


def test_the_gtt_score_of_a_worked_example() -> None:
    gold = [
        _one(PerpInd=[["masked men", "men"]], Target=[["bank"], ["cafe"]]),
        _one("KIDNAPPING", Victim=[["tomas bren"]]),
    ]
    predicted = [
        _one(PerpInd=[["men"]], Target=[["cafe"], ["ferry"]]),
        _one("ARSON", Target=[["mill"]]),
    ]
    terms = gtt(gold, predicted)
    # Mapped is the bombing alone: its type, one of one perpetrator, one of two targets.
    assert terms["incident_type"] == Terms(1, 2, 1, 2)
    assert terms["PerpInd"] == Terms(1, 1, 1, 1)
    assert terms["Target"] == Terms(1, 3, 1, 2)
    assert terms["Victim"] == Terms(0, 0, 0, 1)
    total = _total(terms)
    assert total.precision == pytest.approx(50)
    assert total.recall == pytest.approx(50)
    assert total.f1 == pytest.approx(50)


def test_an_entity_with_a_wrong_mention_is_wrong_for_gtt_and_right_for_the_subset() -> None:
    gold, predicted = [_one(PerpInd=[["masked men", "men"]])], [_one(PerpInd=[["men", "farmer"]])]
    assert gtt(gold, predicted)["PerpInd"] == Terms(0, 1, 0, 1)
    assert ceaf_ree(gold, predicted)["PerpInd"] == Terms(0, 1, 0, 1)
    assert ceaf_rme_subset(gold, predicted) == Terms(1, 1, 1, 1)
    assert ceaf_rme(gold, predicted) == Terms(1, 2, 1, 2)


def test_types_keep_templates_apart_but_not_for_entities_alone() -> None:
    gold, predicted = [_one("ATTACK|BOMBING", Target=[["bank"]])], [_one("ARSON", Target=[["bank"]])]
    assert _total(gtt(gold, predicted)) == Terms(0, 2, 0, 2)
    assert ceaf_rme(gold, predicted) == Terms(0, 1, 0, 1)
    assert ceaf_ree(gold, predicted)["Target"] == Terms(1, 1, 1, 1)
    assert _total(gtt(gold, [_one(Target=[["bank"]])])) == Terms(2, 2, 2, 2)


def test_entities_of_several_templates_count_once_for_ree() -> None:
    gold = [_one(PerpOrg=[["heron front", "ghf"]]), _one("ARSON", PerpOrg=[["ghf"], ["river command"]])]
    predicted = [_one(PerpOrg=[["ghf"]]), _one("ARSON", PerpOrg=[["ghf"]])]
    assert ceaf_ree(gold, predicted)["PerpOrg"] == Terms(1, 1, 1, 2)
    assert ceaf_rme(gold, predicted) == Terms(2, 2, 2, 4)


def test_two_predictions_of_one_entity() -> None:
    gold, predicted = [_one(Target=[["bank", "grain bank"]])], [_one(Target=[["bank"], ["grain bank"]])]
    assert gtt(gold, predicted)["Target"] == Terms(2, 2, 1, 1)
    assert ceaf_ree(gold, predicted)["Target"] == Terms(1, 2, 1, 1)
    assert ceaf_rme_subset(gold, predicted) == Terms(2, 2, 1, 1)
    assert ceaf_rme(gold, predicted) == Terms(1, 2, 1, 2)


def test_nothing_gives_nothing() -> None:
    assert _total(gtt([], [])).f1 == 0
    assert _total(gtt([], [_one(Target=[["bank"]])])) == Terms(0, 2, 0, 0)
    assert ceaf_rme([], []) == Terms()


_ENTITIES = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True), max_size=2)
_TEMPLATES = st.lists(
    st.builds(
        lambda types, target, weapon: _one(types, Target=target, Weapon=weapon),
        st.sampled_from(["BOMBING", "ARSON", "ATTACK"]),
        _ENTITIES,
        _ENTITIES,
    ),
    max_size=4,
)


@given(_TEMPLATES, _TEMPLATES)
def test_no_figure_leaves_its_bounds(gold: list[RoleTemplate], predicted: list[RoleTemplate]) -> None:
    for terms in (
        _total(gtt(gold, predicted)),
        _total(ceaf_ree(gold, predicted)),
        ceaf_rme(gold, predicted),
        ceaf_rme_subset(gold, predicted),
    ):
        assert 0 <= terms.right <= terms.predicted
        assert 0 <= terms.found <= terms.gold


@given(_TEMPLATES.filter(bool))
def test_the_gold_against_itself_is_perfect(gold: list[RoleTemplate]) -> None:
    assert _total(gtt(gold, gold)).f1 == pytest.approx(100)
    terms = ceaf_rme(gold, gold)
    assert terms.right == terms.predicted == terms.gold


def test_many_templates_are_mapped_too() -> None:
    many = [_one(Target=[[f"bank {number}"]]) for number in range(9)]
    assert _total(gtt(many, many[::-1])).f1 == pytest.approx(100)
