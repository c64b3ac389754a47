"""Cards on narrow and odd terminals, and words that try to act on the terminal."""

from __future__ import annotations

import io
from typing import Any
from unicodedata import category

import pytest
from cli_builders import TEXT, StandInCoder
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tallybook.assembly import assemble
from tallybook.cli.cards import report_card
from tallybook.exports import report_record
from tallybook.model import Report, Source


def record(**about: Any) -> dict[str, Any]:
    report = Report.make(TEXT, **about)
    coding = StandInCoder().code(report)
    return report_record(report, coding, assemble(coding.mentions, coding.statements))


def drawn(plain: dict[str, Any], width: int = 80, *, unicode: bool = False, colour: bool = False) -> str:
    output = io.StringIO()
    console = Console(
        file=output,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    console.print(report_card(plain, unicode=unicode))
    return output.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_lines_fit_the_terminal_and_nothing_is_lost(width: int) -> None:
    card = drawn(record(), width)
    assert all(len(line.rstrip()) <= width for line in card.splitlines())
    flat = "".join(card.split())
    assert "policepost" in flat
    assert "DeltaMovement" in flat


def test_a_narrow_terminal_gets_lines_instead_of_a_table() -> None:
    card = " ".join(drawn(record(), 40).split())
    assert "[2] killed: officers (police); low 3, best 3, high 3 (exact), of 1" in card
    assert "+--" not in card


def test_marks_are_plain_ascii_unless_the_terminal_speaks_unicode() -> None:
    assert drawn(record()).isascii()
    assert "“police post”" in drawn(record(), unicode=True)


HOSTILE = "\x1b[31mred\x1b[0m \x07 \x1b]0;title\x07 \u202eevil\u2066 [bold]markup[/bold] :smile: \x9b2J\r\nnext"


def hostile(plain: Any) -> Any:
    """The record with every text a hostile one, keys and codes apart."""
    if isinstance(plain, dict):
        texts = {"text", "original_text", "title", "name", "role", "condition", "anchor_text", "url", "channel"}
        return {key: HOSTILE if key in texts and item else hostile(item) for key, item in plain.items()}
    return [hostile(item) for item in plain] if isinstance(plain, list) else plain


@pytest.mark.parametrize("unicode", [True, False])
def test_words_of_a_report_cannot_act_on_the_terminal(unicode: bool) -> None:
    card = drawn(hostile(record(title="x", source=Source.make("y"))), 100, unicode=unicode)
    assert not {"\x1b", "\x07", "\x9b", "\r", "\u202e", "\u2066"} & set(card)
    flat = " ".join(card.split())
    assert "\\x1b[31mred" in flat
    assert "[bold]markup[/bold]" in flat
    assert ":smile:" in flat


def test_in_colour_only_our_own_codes_are_sent() -> None:
    card = drawn(hostile(record(title="x")), 100, colour=True)
    assert "\x1b[1m" in card
    assert "\x1b[31m" not in card
    assert "\x1b]0" not in card


@given(words=st.text(min_size=1, max_size=60))
def test_any_words_can_be_drawn(words: str) -> None:
    plain = record()
    plain["report"]["title"] = words
    plain["incidents"][0]["values"]["target"][0]["text"] = words
    plain["notes"][0]["text"] = words
    card = drawn(plain, 60)
    assert not {category(character) for character in card if character != "\n"} & {"Cc", "Cs"}
