"""A report as the encoder reads it: word pieces in windows that end with a sentence, and where each piece stands.

The same code cuts the texts in training and when a report is coded, so that both see the same windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tallybook.coding.tokens import Text

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["LONGEST", "MOST", "MOST_SENTENCES", "Windows", "cut", "load_tokenizer", "sentence_means"]

# What lies behind so many windows and sentences is no report any more, and is not read.
MOST = 32
MOST_SENTENCES = 1000
LONGEST = 512  # positions of the encoder, the two special ones included
_CLS, _SEP, _PAD = "[CLS]", "[SEP]", "[PAD]"


@dataclass(frozen=True)
class Windows:
    """The windows of one report.

    `ids` and `mask` have the shape windows x length. `sentence` says for each place in them, row after row, which
    sentence of the report it belongs to, -1 for special pieces and filling. `pieces` are the places of the word pieces
    in the order of the text, `token` the token of the report that each of these is part of. `sentences` counts those
    that are read.
    """

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]
    sentence: npt.NDArray[np.int64]
    pieces: npt.NDArray[np.int64]
    token: npt.NDArray[np.int64]
    sentences: int


def sentence_means(sentence: npt.NDArray[np.int64], sentences: int) -> npt.NDArray[np.float32]:
    """The matrix, sentences x places, that takes the mean of the pieces of each sentence; at least one row."""
    places = np.flatnonzero(sentence >= 0)
    made = np.zeros((max(sentences, 1), len(sentence)), dtype=np.float32)
    made[sentence[places], places] = 1.0
    made /= np.maximum(made.sum(axis=1, keepdims=True), 1)
    return made


def load_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of a set of weights; it neither cuts nor fills, `cut` does."""
    from tokenizers import Tokenizer  # noqa: PLC0415 (a tenth of a second that only coding needs)

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut(text: Text, tokenizer: Tokenizer, longest: int = LONGEST, most: int = MOST, multiple: int = 8) -> Windows:
    """The first `most` windows of the first MOST_SENTENCES sentences of a text.

    A sentence that no window can hold is cut where the window ends. The length of the rows is rounded up to a
    multiple of `multiple`.
    """
    read = text.sentences[:MOST_SENTENCES]
    encoded = tokenizer.encode_batch(
        [[text.tokens[index].text for index in range(one.first, one.last)] for one in read],
        is_pretokenized=True,
        add_special_tokens=False,
    )
    runs = [list(zip(one.ids, one.word_ids, strict=True)) for one in encoded]
    room = longest - 2
    total = sum(map(len, runs))
    # Windows of about the same length: a short last one would be filled up to the length of the others.
    wanted = -(-total // max(1, -(-total // room))) if total else room
    windows: list[list[tuple[int, int, int]]] = [[]]
    for number, run in enumerate(runs):
        first = text.sentences[number].first
        if windows[-1] and (len(windows[-1]) >= wanted or len(windows[-1]) + len(run) > room):
            windows.append([])
        for piece, word in run:
            if len(windows[-1]) == room:
                windows.append([])
            windows[-1].append((piece, number, first + (word or 0)))
    windows = windows[:most]
    cls, sep, pad = (int(tokenizer.token_to_id(one) or 0) for one in (_CLS, _SEP, _PAD))
    width = -(-(max(map(len, windows)) + 2) // multiple) * multiple
    ids = np.full((len(windows), width), pad, dtype=np.int64)
    mask = np.zeros((len(windows), width), dtype=np.int64)
    sentence = np.full((len(windows), width), -1, dtype=np.int64)
    token = np.full((len(windows), width), -1, dtype=np.int64)
    for row, window in enumerate(windows):
        ids[row, 0], ids[row, len(window) + 1] = cls, sep
        mask[row, : len(window) + 2] = 1
        if window:
            columns = np.array(window, dtype=np.int64).T
            ids[row, 1 : len(window) + 1], sentence[row, 1 : len(window) + 1] = columns[0], columns[1]
            token[row, 1 : len(window) + 1] = columns[2]
    flat = token.reshape(-1)
    pieces = np.flatnonzero(flat >= 0)
    return Windows(ids, mask, sentence.reshape(-1), pieces, flat[pieces], len(runs))
