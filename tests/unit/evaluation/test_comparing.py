"""Comparing two runs, and the error page. All texts are invented."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.errors import EvaluationError, UsageError
from tallybook.evaluation import Evaluation, compare_runs, read_run, write_error_page
from tallybook.evaluation.error_page import MOST_REPORTS, error_page
from tallybook.evaluation.figures import Tally, estimate
from tallybook.evaluation.shown import Mark, Shown, ValuePair
from tallybook.model import Span


def evaluation(hits: tuple[float, ...], shown: tuple[Shown, ...] = (), corpus_hash: str = "ab") -> Evaluation:
    tallies = (Tally("accuracy", hits, (1.0,) * len(hits)),)
    documents = tuple(f"{number}" for number in range(len(hits)))
    return Evaluation(
        "invented", "tune", len(hits), "rules", "1", corpus_hash, 1.0, estimate(tallies), (), documents, tallies, shown
    )


def test_a_run_read_back_is_compared_report_by_report(tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(json.dumps(evaluation((1, 0, 0, 0) * 25).to_json()), encoding="utf-8")
    (change,) = compare_runs(read_run(file), evaluation((1, 1, 0, 0) * 25))
    assert (change.before, change.after, change.change) == (25.0, 50.0, 25.0)
    assert 0 < change.low <= 25 <= change.high
    assert change.sure
    assert change.row()[3] == "+25.0"


def test_the_same_run_has_not_changed_at_all() -> None:
    same = evaluation((1, 0, 1, 1))
    (change,) = compare_runs(same.to_json(), same)
    assert (change.change, change.low, change.high, change.sure) == (0, 0, 0, False)


def test_pairing_is_narrower_than_two_intervals() -> None:
    before, after = (1, 0) * 50, (1, 0) * 45 + (1, 1) * 5
    (change,) = compare_runs(evaluation(before).to_json(), evaluation(after))
    apart = evaluation(after).figures["accuracy"]
    assert change.high - change.low < apart.high - apart.low


@pytest.mark.parametrize(
    ("other", "message"),
    [(evaluation((1, 0), corpus_hash="cd"), "same data"), (evaluation((1, 0, 1)), "same reports")],
)
def test_other_data_is_not_compared(other: Evaluation, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        compare_runs(other.to_json(), evaluation((1, 0)))


@pytest.mark.parametrize("content", ["{", "[]", '{"corpus": "x"}'])
def test_a_file_that_is_no_run_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError):
        read_run(file)


class Reader(HTMLParser):
    """The tags of a page and its text inside of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_shows_both_sides_and_escapes_everything() -> None:
    text = "<script>alert(1)</script> The minister said so."
    gold = (Mark(Span(26, 38), "source"), Mark(Span(39, 43), "cue"))
    pair = ValuePair("place <b>", "Oldport & Newport", "", False)
    shown = Shown("doc <1>", text, gold, (Mark(Span(26, 38), "source"),), (pair,))
    page = error_page(evaluation((0,), (shown,)))
    reader = read(page)
    assert "script" not in reader.tags
    assert "Oldport & Newport" in reader.words
    assert page.count("<mark>") == 2
    assert page.count('<mark class="only">') == 1


def test_reports_without_a_difference_are_left_out(tmp_path: Path) -> None:
    right = Shown("right", "Nothing.", values=(ValuePair("x", "1", "1", True), ValuePair("y", "", "2", None)))
    wrong = Shown("wrong", "Nothing.", values=(ValuePair("x", "1", "2", False),))
    file = tmp_path / "errors.html"
    assert write_error_page(file, evaluation((1, 0), (right, wrong))) == 1
    page = file.read_text(encoding="utf-8")
    assert "<h2>wrong</h2>" in page
    assert "<h2>right</h2>" not in page


def test_a_long_run_is_cut_and_says_so(tmp_path: Path) -> None:
    wrong = Shown("wrong", "Nothing.", values=(ValuePair("x", "1", "2", False),))
    many = evaluation((0,), (wrong,) * (MOST_REPORTS + 5))
    assert write_error_page(tmp_path / "errors.html", many) == MOST_REPORTS
    assert f"The first {MOST_REPORTS} are shown" in error_page(many)


def test_a_measurement_without_texts_has_no_page(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="keeps no texts"):
        write_error_page(tmp_path / "errors.html", evaluation((1,)))


SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 30), st.integers(1, 12))
MARKS = st.lists(st.builds(Mark, SPANS, st.sampled_from(["source", "a<b"])), max_size=6)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=43, max_size=60), MARKS, MARKS)
def test_marks_change_no_character_of_the_text(text: str, gold: list[Mark], predicted: list[Mark]) -> None:
    shown = Shown("d", text, tuple(gold), tuple(predicted), (ValuePair("x", "1", "2", False),))
    page = error_page(evaluation((0,), (shown,)))
    reader = read(page)
    assert reader.tags.count("mark") >= bool(gold or predicted)
    if not gold and not predicted:
        assert text in reader.words
