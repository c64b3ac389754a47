"""Spans and the map from a text back to its input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_strategies import offset_maps, spans

from tallybook.errors import InvalidSpanError
from tallybook.model import OffsetMap, Span


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (4, 3), (-1, 2), (-2, -1)])
def test_refuses_empty_reversed_and_negative(start: int, end: int) -> None:
    with pytest.raises(InvalidSpanError, match=f"{start} to {end}"):
        Span(start, end)


@given(st.text(min_size=1), st.data())
def test_a_span_gives_its_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span(start, end)
    assert span.of(text) == text[start:end]
    assert len(span.of(text)) == len(span)


@given(st.text(), spans)
def test_a_span_past_the_text_is_refused(text: str, span: Span) -> None:
    if span.end > len(text):
        with pytest.raises(InvalidSpanError, match="ends after the text"):
            span.of(text)
    else:
        assert len(span.of(text)) == len(span)


def test_characters_are_code_points() -> None:
    assert Span(1, 3).of("a🔥éz") == "🔥é"


@given(spans, spans)
def test_contains_and_overlaps_as_sets_of_characters(one: Span, other: Span) -> None:
    ones, others = set(range(one.start, one.end)), set(range(other.start, other.end))
    assert one.contains(other) == (others <= ones)
    assert one.overlaps(other) == bool(ones & others)
    assert one.overlaps(other) == other.overlaps(one)
    assert one.contains(one)
    if one.contains(other):
        assert one.overlaps(other)


@given(st.lists(spans))
def test_spans_sort_by_start_then_end(found: list[Span]) -> None:
    assert [(span.start, span.end) for span in sorted(found)] == sorted((span.start, span.end) for span in found)


@given(st.integers(0, 50), st.integers(-5, 60))
def test_identity(length: int, offset: int) -> None:
    assert OffsetMap.identity(length).raw_offset(offset) == (offset if 0 <= offset < length else None)


@pytest.mark.parametrize(
    "runs",
    [
        ((5, 0, 3), (0, 9, 2)),  # not sorted
        ((0, 0, 5), (4, 9, 2)),  # overlapping
        ((0, 0, 0),),  # empty
        ((0, 0, -1),),
        ((0, -1, 2),),  # before the input
        ((-1, 0, 2),),
    ],
)
def test_malformed_maps_are_refused(runs: tuple[tuple[int, int, int], ...]) -> None:
    with pytest.raises(InvalidSpanError):
        OffsetMap(runs)


@given(offset_maps, st.integers(-3, 300))
def test_raw_offset_is_the_one_of_the_run(offsets: OffsetMap, offset: int) -> None:
    expected = [raw + offset - text for text, raw, length in offsets.runs if text <= offset < text + length]
    assert offsets.raw_offset(offset) == (expected[0] if expected else None)


@given(offset_maps, spans)
def test_raw_span_is_the_smallest_that_covers_every_mapped_character(offsets: OffsetMap, span: Span) -> None:
    mapped = [offsets.raw_offset(offset) for offset in range(span.start, span.end)]
    known = [raw for raw in mapped if raw is not None]
    found = offsets.raw_span(span)
    if not known:
        assert found is None
    else:
        assert found == Span(min(known), max(known) + 1)


@given(st.lists(st.text("ab \n", min_size=1, max_size=8), min_size=1, max_size=6), st.data())
def test_words_of_a_normalised_text_stand_in_the_input(pieces: list[str], data: st.DataObject) -> None:
    """Cut pieces out of an input and join them with a blank line, as reading a page does."""
    raw, text = "<p>", ""
    runs: list[tuple[int, int, int]] = []
    for piece in pieces:
        text += "\n\n" if text else ""
        runs.append((len(text), len(raw), len(piece)))
        text += piece
        raw += piece + "</p><p>"
    offsets = OffsetMap(tuple(runs))
    text_start, _, length = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(text_start, text_start + length - 1))
    end = data.draw(st.integers(start + 1, text_start + length))
    found = offsets.raw_span(Span(start, end))
    assert found is not None
    assert found.of(raw) == Span(start, end).of(text)


def test_added_characters_map_to_nothing() -> None:
    offsets = OffsetMap(((0, 10, 3), (5, 20, 3)))
    assert [offsets.raw_offset(offset) for offset in range(9)] == [10, 11, 12, None, None, 20, 21, 22, None]
    assert offsets.raw_span(Span(3, 5)) is None
    assert offsets.raw_span(Span(2, 6)) == Span(12, 21)
    assert offsets.raw_span(Span(4, 7)) == Span(20, 22)
    assert OffsetMap().raw_span(Span(0, 5)) is None
