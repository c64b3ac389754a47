"""The measures of coreference on cases worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.evaluation.cluster_scores import cluster_tallies
from tallybook.evaluation.figures import Tally


def figures(true: str, predicted: str) -> dict[str, float]:
    tallies = cluster_tallies(dict(enumerate(true)), dict(enumerate(predicted)))
    return {one.name: one.value for one in tallies}


def test_worked_example() -> None:
    # True: {0,1,2} and {3,4}; predicted: {0,1} and {2,3,4}.
    found = figures("aaabb", "xxyyy")
    assert found["b_cubed_precision"] == pytest.approx(100 * (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert found["b_cubed_recall"] == pytest.approx(100 * (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert found["muc_f1"] == pytest.approx(100 * 2 / 3)  # both ways two of three links
    assert found["pair_f1"] == pytest.approx(50.0)  # two pairs right of four and four
    assert found["ceaf_e_f1"] == pytest.approx(100 * (4 / 5 + 4 / 5) / 2)
    assert found["conll_f1"] == pytest.approx((found["muc_f1"] + found["b_cubed_f1"] + found["ceaf_e_f1"]) / 3)
    assert found["over_merge"] == pytest.approx(50.0)
    assert found["under_merge"] == pytest.approx(50.0)


def test_all_alone_is_precise_and_under_merged() -> None:
    found = figures("aabb", "wxyz")
    assert (found["b_cubed_precision"], found["b_cubed_recall"]) == (100.0, 50.0)
    assert (found["pair_f1"], found["muc_f1"]) == (0.0, 0.0)
    assert (found["over_merge"], found["under_merge"]) == (0.0, 100.0)


@given(st.text("abcd", min_size=1, max_size=12))
def test_the_truth_scores_full_marks(true: str) -> None:
    found = figures(true, true)
    assert found["b_cubed_f1"] == pytest.approx(100.0)
    assert found["ceaf_e_f1"] == pytest.approx(100.0)
    assert (found["over_merge"], found["under_merge"]) == (0.0, 0.0)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1, max_size=12))
def test_swapping_truth_and_prediction_swaps_precision_and_recall(pairs: list[tuple[str, str]]) -> None:
    true, predicted = "".join(a for a, _ in pairs), "".join(b for _, b in pairs)
    one, other = figures(true, predicted), figures(predicted, true)
    assert one["b_cubed_precision"] == pytest.approx(other["b_cubed_recall"])
    assert one["conll_f1"] == pytest.approx(other["conll_f1"])


def test_averaged_figures_are_read_back() -> None:
    tally = next(one for one in cluster_tallies({1: "a", 2: "a"}, {1: "x", 2: "y"}) if one.name == "conll_f1")
    assert Tally.from_json("conll_f1", tally.to_json()).value == pytest.approx(tally.value)
