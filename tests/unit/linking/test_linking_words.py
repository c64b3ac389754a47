"""Words and passages, and what a word is worth."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.errors import LinkingError
from tallybook.linking import WordTable, load_words, profiles, words_of
from tallybook.linking.words import passages
from tallybook.model import Mention, MentionKind, Report, Source, Span


def test_words_keep_hyphens_and_figures_and_drop_what_is_short() -> None:
    assert words_of("A 15-year-old of O\u2019Neill's Street, No. 7, at 9") == {
        "15-year-old",
        "o'neill",
        "street",
        "7",
        "9",
    }


def test_passages_are_the_sentences_of_the_spans() -> None:
    text = "A bomb went off. Two died at 3.15 p.m. in Darkhan. It rained."
    at = text.index("died")
    assert passages(text, [(at, at + 4)]) == "Two died at 3.15 p.m. in Darkhan. "
    assert passages(text, []) == ""
    assert passages(text, [(0, 1), (at, at + 4)]) == "A bomb went off.  Two died at 3.15 p.m. in Darkhan. "


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 10)), max_size=5))
def test_passages_hold_every_span(text: str, spans: list[tuple[int, int]]) -> None:
    wanted = [(start, start + length) for start, length in spans if start + length <= len(text) and length]
    found = passages(text, wanted)
    assert all(text[start:end].split("\n", maxsplit=1)[0][:1] in found for start, end in wanted)
    assert len(found) <= len(text) + len(wanted)


def test_a_rare_word_is_worth_more_and_a_common_one_is_no_mark() -> None:
    texts = [words_of(f"police in town number{n}") for n in range(100)] + [words_of("market street")] * 5
    table = WordTable.of(texts, floor_share=0.01)
    assert table.rare(words_of("police market number3")) == {"market", "number3"}
    worth = table.weigh({"police", "market", "never-seen"})
    assert worth == pytest.approx({"market": math.log(105 / 5), "never-seen": math.log(105 / table.floor)})


@given(st.lists(st.frozensets(st.text("abcdef", min_size=3, max_size=4), max_size=5), max_size=30))
def test_table_is_read_back_as_written(texts: list[frozenset[str]]) -> None:
    table = WordTable.of(texts, floor_share=0.05)
    assert WordTable.from_text(table.to_text()) == table


def test_broken_table_is_one_sentence() -> None:
    with pytest.raises(LinkingError, match="install Tallybook anew"):
        WordTable.from_text("nonsense")


def test_shipped_table_knows_common_words() -> None:
    table = load_words()
    assert table.reports > 1_000
    assert not table.rare({"police", "said"})
    assert table.weigh({"qwzxv"})["qwzxv"] > 5.0


ARCHIVED = "https://web.archive.org/web/20170101000000/http://www.site.example:80/page"


@pytest.mark.parametrize(
    ("url", "source", "publisher"),
    [
        ("https://www.Site.example/page", None, "site.example"),
        (ARCHIVED, None, "site.example"),
        (ARCHIVED, Source.make("The Site", "web.archive.org"), "site.example"),
        (ARCHIVED, Source.make("The Paper", "paper.example"), "paper.example"),
        ("https://site.example/page", Source.make("The Site", ""), "The Site"),
        ("", None, ""),
    ],
)
def test_a_page_kept_by_an_archive_is_its_publishers(url: str, source: Source | None, publisher: str) -> None:
    report = Report.make("Two died.", url=url, source=source)
    mention = Mention.make(report.id, MentionKind.REPORTED, Span(4, 8))
    (profile,) = profiles(report, [mention], [], load_words())
    assert profile.publisher == publisher
