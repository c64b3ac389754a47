from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tallybook.coding.encoder import weights
from tallybook.coding.tokens import Text, segment
from tallybook.coding.windows import MOST_SENTENCES, Windows, cut, load_tokenizer
from tallybook.model import Report


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return load_tokenizer(weights() / "tokenizer.json")


def _text(words: str) -> Text:
    return segment(Report.make(words))


def _cut(words: str, tokenizer: Any, **limits: int) -> tuple[Text, Windows]:
    text = _text(words)
    return text, cut(text, tokenizer, **limits)


def test_every_token_is_read_in_the_order_of_the_text(tokenizer: Any) -> None:
    text, windows = _cut("A bomb went off in Larkfield. Nobody was hurt. Police blame the Harrow Front.", tokenizer)
    assert sorted(set(windows.token)) == list(range(len(text.tokens)))
    assert all(one <= other for one, other in pairwise(windows.token))
    assert windows.sentences == 3


def test_a_window_ends_with_a_sentence_where_it_can(tokenizer: Any) -> None:
    _, windows = _cut("One two three four five. " * 40, tokenizer, longest=32)
    assert windows.ids.shape[0] > 1
    rows = windows.sentence.reshape(windows.ids.shape)
    for row, following in pairwise(rows):
        assert row[row >= 0].max() < following[following >= 0].min()


def test_a_sentence_that_is_too_long_is_cut_and_nothing_is_lost(tokenizer: Any) -> None:
    text, windows = _cut("word " * 200, tokenizer, longest=32)
    assert set(windows.token) == set(range(len(text.tokens)))
    assert windows.ids.shape[1] <= 32


def test_windows_have_about_the_same_length(tokenizer: Any) -> None:
    _, windows = _cut("One two three four five. " * 12, tokenizer, longest=64)
    lengths = windows.mask.sum(axis=1)
    assert len(lengths) == 2
    assert lengths.max() - lengths.min() <= 8


def test_what_no_report_needs_is_not_read(tokenizer: Any) -> None:
    _, windows = _cut("Yes. " * (MOST_SENTENCES + 50), tokenizer, most=2)
    assert windows.ids.shape[0] == 2
    assert windows.sentences == MOST_SENTENCES


def test_a_text_without_words_gives_an_empty_window(tokenizer: Any) -> None:
    _, windows = _cut("\u200b", tokenizer)
    assert windows.ids.shape[0] == 1
    assert not len(windows.pieces)
    assert np.array_equal(windows.mask.sum(axis=1), [2])


def test_upper_case_is_read_as_small_letters_are(tokenizer: Any) -> None:
    words = "Gunmen shot a teacher in Larkfield on Monday"
    assert np.array_equal(_cut(words, tokenizer)[1].ids, _cut(words.upper(), tokenizer)[1].ids)
