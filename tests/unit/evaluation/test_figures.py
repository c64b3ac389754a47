"""Figures are ratios of sums; intervals are repeatable and hold the value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.errors import EvaluationError
from tallybook.evaluation.figures import Evaluation, Figure, Tally, estimate


def test_accuracy_of_a_small_example() -> None:
    figure = estimate([Tally("right", (1.0, 0.0, 1.0, 1.0), (1.0,) * 4)])["right"]
    assert (figure.value, figure.hits, figure.of) == (75.0, 3.0, 4.0)
    assert 0.0 <= figure.low < 75.0 < figure.high <= 100.0


def test_interval_of_many_reports_is_the_one_of_the_normal_approximation() -> None:
    figure = estimate([Tally("half", (1.0, 0.0) * 500, (1.0,) * 1000)])["half"]
    # 1.96 standard errors of a share of one half over a thousand reports are 3.1 points.
    assert figure.low == pytest.approx(46.9, abs=0.6)
    assert figure.high == pytest.approx(53.1, abs=0.6)


def test_no_reports_and_no_answers_give_zero() -> None:
    assert estimate([]) == {}
    assert estimate([Tally("none", (), ())])["none"] == Figure(0.0, 0.0, 0.0, 0.0, 0.0)
    assert estimate([Tally("empty", (0.0, 0.0), (0.0, 0.0))])["empty"].value == 0.0


def test_same_seed_same_interval_other_seed_other_interval() -> None:
    tally = Tally("x", tuple(float(n % 3 == 0) for n in range(60)), (1.0,) * 60)
    assert estimate([tally]) == estimate([tally])
    assert estimate([tally], seed=1)["x"].value == estimate([tally], seed=2)["x"].value


def test_terms_of_unequal_length_are_refused() -> None:
    with pytest.raises(EvaluationError, match="2 hits for 1 reports"):
        Tally("odd", (1.0, 0.0), (1.0,))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), min_size=1, max_size=30))
def test_value_lies_between_the_worst_and_the_best_report(pairs: list[tuple[int, int]]) -> None:
    rows = [(min(hits, of), of) for hits, of in pairs]
    figure = estimate([Tally("t", tuple(map(float, [h for h, _ in rows])), tuple(map(float, [o for _, o in rows])))])
    shares = [100.0 * hits / of for hits, of in rows]
    assert min(shares) - 1e-9 <= figure["t"].low <= figure["t"].high <= max(shares) + 1e-9
    assert min(shares) - 1e-9 <= figure["t"].value <= max(shares) + 1e-9


def test_evaluation_as_json_and_as_table() -> None:
    evaluation = Evaluation(
        corpus="invented",
        split="dev",
        reports=4,
        coder="none",
        coder_version="1",
        corpus_hash="ab" * 32,
        seconds=2.0,
        figures={"country": Figure(50.0, 25.0, 75.0, 2.0, 4.0)},
    )
    plain = evaluation.to_json()
    assert plain["metrics"] == {"country": {"value": 50.0, "low": 25.0, "high": 75.0}}
    assert {"corpus", "split", "reports", "coder", "corpus_hash", "seconds", "metrics"} <= plain.keys()
    assert plain["reports_per_second"] == 2.0
    assert evaluation.rows() == (("country", "50.0", "25.0 to 75.0", "2 of 4"),)


def test_a_mean_of_two_ratios_is_harmonic_and_bootstrapped() -> None:
    recall = Tally("f1", (1, 1, 0, 2), (2, 2, 2, 2))
    tally = Tally("f1", (1, 0, 0, 1), (1, 1, 1, 1), recall)
    figure = estimate([tally])["f1"]
    # Precision 2 of 4, recall 4 of 8.
    assert figure.value == pytest.approx(50.0)
    assert figure.low < 50 < figure.high
    assert (figure.hits, figure.of) == (2, 4)
    assert Tally.from_json("f1", tally.to_json()) == tally
    assert estimate([Tally("f1", (0,), (1,), Tally("f1", (0,), (1,)))])["f1"].value == 0


def test_a_mean_over_different_reports_is_refused() -> None:
    with pytest.raises(EvaluationError):
        Tally("f1", (1,), (1,), Tally("f1", (1, 1), (1, 1)))
    with pytest.raises(EvaluationError):
        Tally.from_json("f1", {"hits": [1]})


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8))
def test_a_mean_of_equal_hits_is_the_plain_f1(pairs: list[tuple[int, int]]) -> None:
    hits = [min(pair) for pair in pairs]
    one, two = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    plain = Tally("f1", tuple(2.0 * hit for hit in hits), tuple(float(sum(pair)) for pair in pairs))
    recall = Tally("f1", tuple(map(float, hits)), tuple(map(float, two)))
    mean = Tally("f1", tuple(map(float, hits)), tuple(map(float, one)), recall)
    assert mean.value == pytest.approx(plain.value)
