"""Copies of texts in other letters. All is invented."""

from __future__ import annotations

from training.letters import mixed, small, written

from tallybook.model import Report

TEXT = 'THE ZARKA REBELS ATTACKED KARSK. "NOBODY WAS HURT," FMZ SAID.'


def test_a_mixed_copy_has_capitals_at_names_and_beginnings() -> None:
    assert mixed(TEXT) == 'The Zarka rebels attacked Karsk. "Nobody was hurt," FMZ said.'


def test_a_copy_has_the_length_of_its_text() -> None:
    for write in (mixed, small):
        copy = written(Report.make(TEXT, document="made-up", language="en"), write)
        assert len(copy.text) == len(TEXT)
        assert copy.document == "made-up"
