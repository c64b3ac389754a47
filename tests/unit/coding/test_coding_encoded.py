from __future__ import annotations

import numpy as np
import pytest

from tallybook.coding.encoded import ARC, SITE_OFFSET, Encoded, Floats, Labels, to_tokens
from tallybook.coding.windows import Windows

LABELS = Labels(
    tags=("weapon",),
    attributes={"kind": ("BOMB", "GUN"), "effect": ("DEATH", "INJURY")},
    many=("effect",),
    types=("ATTACK",),
    stages=("ACCOMPLISHED", "ATTEMPTED"),
    classes={"violation": ("killing", "other")},
)


def _encoded(tokens: int = 3, sentences: int = 2) -> Encoded:
    """Three pieces: two of the token 0, one of the token 1; the token 2 is behind what was read."""
    token = np.array([0, 0, 1])
    windows = Windows(np.zeros((1, 8), int), np.ones((1, 8), int), np.zeros(8, int), np.array([1, 2, 3]), token, 1)
    tags: Floats = np.log(np.array([[[0.2, 0.7, 0.1]], [[1.0, 1e-9, 1e-9]], [[0.5, 0.1, 0.4]]], dtype=np.float32))
    attributes: Floats = np.array([[4, 0, 0, 0], [0, 2, 0, 0], [0, 0, 30, -30]], dtype=np.float32)
    types: Floats = np.array([[0.0, 5.0, 0.0]], dtype=np.float32)
    document: Floats = np.array([0.0, 30.0, -30.0], dtype=np.float32)
    arcs: Floats = np.zeros((3, 2 * ARC), dtype=np.float32)
    arcs[0, 0], arcs[2, ARC] = 16.0, 4.0  # the first token as an act, the second as a place
    return to_tokens((tags, attributes, types, document, arcs), windows, LABELS, tokens, sentences)


def test_a_token_takes_its_tags_from_its_first_piece() -> None:
    encoded = _encoded()
    assert encoded.inside[:, 0] == pytest.approx([0.8, 0.5, 0.0])
    assert encoded.begins[:, 0] == pytest.approx([0.7, 0.1, 0.0])


def test_a_token_takes_its_attributes_from_the_mean_of_its_pieces() -> None:
    encoded = _encoded()
    share = 1 / (1 + np.exp(-1))  # the means are 2 and 1
    assert encoded.attributes["kind"][0] == pytest.approx([share, 1 - share])


def test_of_some_heads_several_labels_can_hold() -> None:
    encoded = _encoded()
    assert encoded.attributes["effect"][1] == pytest.approx([1, 0], abs=1e-6)
    assert encoded.classes["violation"] == pytest.approx([1, 0], abs=1e-6)
    assert encoded.attributes["effect"][0] == pytest.approx([0.5, 0.5])


def test_sentences_that_were_not_read_have_no_chance() -> None:
    encoded = _encoded(sentences=3)
    assert encoded.types.tolist() == [[0.5], [0.0], [0.0]]
    assert encoded.stages.shape == (3, 2)


def test_acts_are_compared_with_places() -> None:
    chances = _encoded().site_chances((0, 1), (1, 3))
    assert chances[0] == pytest.approx(1 / (1 + np.exp(-(64 / ARC**0.5 - SITE_OFFSET))))
    assert chances[1] < 0.05
