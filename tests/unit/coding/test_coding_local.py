from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallybook.coding import get_coder
from tallybook.coding.local import LocalCoder
from tallybook.errors import CodingError
from tallybook.model import Coding, DateRange, PublishedBasis, Report

WORDS = (
    "LARKFIELD, 3 May -- A bomb went off late on Tuesday at the fish market in Larkfield, wounding two porters. "
    "Police blamed the Harrow Front, which has not commented."
)


def _report(words: str = WORDS, language: str = "en") -> Report:
    day = DateRange.day(date(2031, 5, 14))
    return Report.make(words, published=day, published_basis=PublishedBasis.OPTION, language=language)


def _coded(words: str = WORDS) -> Coding:
    return get_coder("local").code(_report(words))


def test_the_local_coder_is_the_default() -> None:
    assert isinstance(get_coder(), LocalCoder)


def test_it_says_how_sure_it_is_of_an_incident() -> None:
    coding = _coded()
    assert coding.coder == "local"
    assert any(support.score is not None and support.component == "judge" for support in coding.supports)


def test_the_same_report_gives_the_same_coding() -> None:
    assert _coded() == LocalCoder().code(_report())


def test_capitals_change_neither_mentions_nor_scores_much() -> None:
    plain, capitals = _coded(), _coded(WORDS.upper())
    assert len(plain.mentions) == len(capitals.mentions)


def test_another_language_is_refused_and_said_so() -> None:
    coding = LocalCoder().code(_report("Hombres armados mataron a tres policías.", "es"))
    assert not coding.mentions
    assert [note.code for note in coding.notes] == ["not_english"]


@pytest.mark.parametrize(
    "words",
    [".", "bomb", "[]()[]", "ка́", "\u200b", "😀 " * 40, "word " * 3000, "No. " * 1500],
)
def test_any_text_is_coded(words: str) -> None:
    report = _report(words)
    for statement in get_coder("local").code(report).statements:
        assert statement.span.of(report.text) == statement.original_text


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*WORDS.split(), "[", ")", '"', "\n\n", "Oru's", "1,000"]), min_size=1, max_size=60))
def test_any_words_are_coded_with_sound_evidence(words: list[str]) -> None:
    report = _report("Larkfield " + " ".join(words))
    coding = get_coder("local").code(report)
    mentions = {mention.id for mention in coding.mentions}
    for statement in coding.statements:
        assert statement.span.of(report.text) == statement.original_text
        assert not statement.mention or statement.mention in mentions


@pytest.mark.parametrize("wanted", ["many", "-1", "1.5", "²"])
def test_a_wrong_number_of_threads_is_said_before_any_report_is_read(
    wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYBOOK_THREADS", wanted)
    with pytest.raises(CodingError, match="TALLYBOOK_THREADS"):
        LocalCoder()
