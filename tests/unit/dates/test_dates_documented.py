"""The reference page names every reason, anchoring, bound and rule; the word lists are well formed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallybook.dates import Anchoring, Bound, Reason, lengths, lexicon, named, relative
from tallybook.errors import LexiconError

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "dates.md"


@pytest.mark.parametrize("word", [*Reason, *Anchoring])
def test_each_reason_and_anchoring_is_on_the_page(word: str) -> None:
    assert f"`{word}`" in PAGE.read_text("utf-8")


@pytest.mark.parametrize("bound", list(Bound))
def test_each_bound_is_on_the_page(bound: Bound) -> None:
    assert f"`{bound.value}`" in PAGE.read_text("utf-8")


def test_each_rule_is_on_the_page_and_has_a_name_of_its_own() -> None:
    rules = [rule.name for module in (named, relative, lengths) for rule in module.RULES]
    page = PAGE.read_text("utf-8")
    assert [name for name in rules if f"| {name} |" not in page] == []
    assert len(set(rules)) == len(rules)


def test_the_lexicon_knows_each_month_and_weekday() -> None:
    words = lexicon.load_lexicon().words
    months = {entry.number for entry in words.values() if entry.letter == "M"}
    weekdays = {entry.number for entry in words.values() if entry.letter == "W"}
    assert months == set(range(1, 13))
    assert weekdays == set(range(7))


def test_a_missing_word_list_is_a_lexicon_error() -> None:
    with pytest.raises(LexiconError, match=r"nothing\.yaml"):
        lexicon._read("nothing.yaml")
