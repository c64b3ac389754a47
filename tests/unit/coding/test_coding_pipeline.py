from __future__ import annotations

from typing import Any

import pytest
from coding_cases import code
from hypothesis import given, settings
from hypothesis import strategies as st

from tallybook.coding import get_coder
from tallybook.coding.base import Layer, Layers, Pipeline
from tallybook.coding.rules import RuleCoder
from tallybook.errors import CodingError, PipelineOrderError
from tallybook.model import CasualtyRow, Report

A: Layer[int] = Layer("a")
B: Layer[int] = Layer("b")


class _Step:
    def __init__(self, requires: tuple[Layer[Any], ...], sets: Layer[int]) -> None:
        self.name = f"makes {sets.name}"
        self.requires = requires
        self.sets = sets

    def run(self, layers: Layers) -> int:
        return 1 + sum(int(layers[layer]) for layer in self.requires)


def test_components_run_in_order() -> None:
    layers = Pipeline([_Step((), A), _Step((A,), B)]).run(Report.make("x"))
    assert (layers[A], layers[B]) == (1, 2)


def test_a_wrong_order_is_refused_when_the_pipeline_is_built() -> None:
    with pytest.raises(PipelineOrderError, match="'makes b' needs the layer 'a'"):
        Pipeline([_Step((A,), B), _Step((), A)])


def test_a_layer_is_set_once() -> None:
    with pytest.raises(PipelineOrderError, match="a second time"):
        Pipeline([_Step((), A), _Step((), A)])


def test_every_component_of_the_rule_coder_declares_itself() -> None:
    names = [component.name for component in RuleCoder().pipeline.components]
    assert len(names) == len(set(names))
    assert names[-1] == "records"


def test_an_unknown_coder_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CodingError, match="the coders are: local, rules"):
        get_coder("oracle")


def test_another_language_is_refused_and_said_so() -> None:
    coded = code("Hombres armados mataron a tres policías en la ciudad.", language="es")
    assert not coded.coding.mentions
    assert [note.code for note in coded.coding.notes] == ["not_english"]


WORDS = [
    *("Gunmen", "soldiers", "police", "killed", "injured", "four", "at", "least", "nearly", "100", "people", "in"),
    *("Kabul", "on", "Friday", ",", ".", ";", "said", "that", "was", "were", "by", "the", "a", "bomb", "attack"),
    *("claimed", "responsibility", "denied", "no", "group", "“", "”", "(", ")", "-", "--", "including", "two", "of"),
    *("them", "dozens", "abducted", "after", "weeks", "who", "whom", "himself", "blew", "up", "\n\n", "'s", "Taliban"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join))
def test_any_order_of_the_words_of_violence_is_survived_and_every_value_has_its_words(text: str) -> None:
    if not text.strip():
        return
    coded = code(text)
    mentions = {mention.id for mention in coded.coding.mentions}
    ids = {statement.id for statement in coded.coding.statements}
    for statement in coded.coding.statements:
        assert statement.span.of(text) == statement.original_text
        assert statement.mention in mentions or not statement.mention
        if statement.speaker_span is not None:
            assert statement.speaker_span.of(text)
        if isinstance(statement.value, CasualtyRow) and statement.value.total:
            assert statement.value.total in ids
    assert {support.statement for support in coded.coding.supports} == ids


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_any_text_is_survived(text: str) -> None:
    if text.strip():
        code(text)


def test_the_same_report_is_coded_the_same_way_twice() -> None:
    text = "Gunmen killed three farmers near Bamako on Sunday. Police blamed bandits."
    assert code(text).coding == code(text).coding
