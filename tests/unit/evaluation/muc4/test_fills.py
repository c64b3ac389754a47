"""Grading one filler against another. All names are invented."""

from __future__ import annotations

import pytest

from tallybook.evaluation.muc4.fills import Grade, compare, significant_words
from tallybook.evaluation.muc4.slots import BY_NUMBER

from .helpers import template

COR, PAR, INC = Grade.CORRECT, Grade.PARTIAL, Grade.INCORRECT


def _grade(slot: int, key: str, response: str) -> Grade:
    wanted, given = (template(**{f"s{slot}": value}).get(slot)[0] for value in (key, response))
    return compare(BY_NUMBER[slot], wanted, given)


@pytest.mark.parametrize(
    ("key", "response", "grade"),
    [
        ("05 MAY 90", "05 MAY 90", COR),
        ("05 MAY 90", "5 MAY 1990", COR),
        ("(05 MAY 90) / (04 MAY 90 - 05 MAY 90)", "04 MAY 90 - 05 MAY 90", COR),
        ("04 MAY 90 - 05 MAY 90", "05 MAY 90", PAR),
        ("- 05 MAY 90", "05 MAY 90", PAR),
        ("- 05 MAY 90", "04 MAY 90", PAR),
        ("04 MAY 90 - 05 MAY 90", "- 05 MAY 90", PAR),
        ("05 MAY 90", "- 05 MAY 90", PAR),
        ("01 APR 90", "- 05 MAY 90", INC),
        ("04 MAY 90", "- 05 MAY 90", INC),
        ("03 MAY 90 - 04 MAY 90", "- 05 MAY 90", INC),
        ("05 MAY 90", "07 MAY 90", PAR),
        ("05 MAY 90", "15 MAY 90", INC),
        ("05 MAY 90", "05 MAI 90", INC),
    ],
)
def test_dates(key: str, response: str, grade: Grade) -> None:
    assert _grade(2, key, response) is grade


@pytest.mark.parametrize(
    ("key", "response", "grade"),
    [
        ("NORLAND: OLDPORT (CITY)", "NORLAND: OLDPORT (CITY)", COR),
        ("NORLAND: OLDPORT (CITY)", "NORLAND:  OLDPORT (CITY)", COR),
        ("NORLAND: OLDPORT (CITY)", "NORLAND", PAR),
        ("NORLAND: EAST (DEPARTMENT): OLDPORT (CITY)", "NORLAND: OLDPORT (CITY)", PAR),
        ("NORLAND: OLDPORT (CITY)", "SUDMARK: OLDPORT (CITY)", PAR),
        ("NORLAND: OLDPORT (CITY) - NEWPORT (CITY)", "NORLAND: OLDPORT (CITY)", PAR),
        ("NORLAND: OLDPORT (CITY)", "SUDMARK", INC),
        ("(NORLAND: OLDPORT (CITY)) / (NORLAND)", "NORLAND", COR),
    ],
)
def test_places(key: str, response: str, grade: Grade) -> None:
    assert _grade(3, key, response) is grade


@pytest.mark.parametrize(
    ("slot", "key", "response", "grade"),
    [
        (4, "BOMBING", "ATTACK", PAR),
        (4, "ATTACK", "BOMBING", INC),
        (4, "ATTACK / BOMBING", "BOMBING", COR),
        (7, 'MACHINE GUN: "-"', 'GUN: "BULLET"', PAR),
        (7, 'GUN: "-"', 'MACHINE GUN: "-"', INC),
        (7, 'GUN: "-"', 'GUN: "-"', COR),
        (7, 'GUN: "-"', 'GUN: "PISTOL"', PAR),
        (11, 'SUSPECTED OR ACCUSED BY AUTHORITIES: "GHF"', 'SUSPECTED OR ACCUSED: "GHF"', PAR),
        (11, 'SUSPECTED OR ACCUSED: "GHF"', 'SUSPECTED OR ACCUSED BY AUTHORITIES: "GHF"', INC),
        (16, 'SOME DAMAGE: "CAFE"', 'DESTROYED: "CAFE"', PAR),
        (20, 'CIVILIAN: "ADA LIN QUILL"', 'CIVILIAN: "QUILL"', PAR),
        (20, 'FORMER GOVERNMENT OFFICIAL: "QUILL"', 'GOVERNMENT OFFICIAL: "QUILL"', PAR),
        (20, 'CIVILIAN: "QUILL"', "CIVILIAN", PAR),
        (23, 'NO INJURY OR DEATH: "MEN"', 'NO DEATH: "MEN"', PAR),
        (23, 'DEATH: "MEN"', 'DEATH: "THE THREE MEN"', COR),
    ],
)
def test_set_fills(slot: int, key: str, response: str, grade: Grade) -> None:
    assert _grade(slot, key, response) is grade


@pytest.mark.parametrize(
    ("key", "response", "grade"),
    [
        ('7: "PYLONS"', '7: "THE PYLONS"', COR),
        ('7: "PYLONS"', '7: "THINGS"', PAR),
        ('5 - 7: "PYLONS"', '7: "THINGS"', PAR),
        ('~7: "PYLONS"', '7: "PYLONS"', PAR),
        ('5-: "PYLONS"', '5 -: "PYLONS"', COR),
        ('5 - 7: "PYLONS"', '6: "PYLONS"', INC),
        ('PLURAL: "PYLONS"', '7: "PYLONS"', INC),
    ],
)
def test_numbers(key: str, response: str, grade: Grade) -> None:
    assert _grade(14, key, response) is grade


@pytest.mark.parametrize(
    ("slot", "key", "response", "grade"),
    [
        (9, '"MASKED MEN"', '"THE TWO MASKED MEN"', COR),
        (9, '"MASKED MEN"', '"MASKED MEN OF THE SOUTH"', COR),
        (9, '"MASKED MEN"', '"SIX ANGRY MASKED MEN"', COR),
        (9, '"MASKED MEN"', '"MASKED MEN YESTERDAY"', PAR),
        (9, '"HEAVILY ARMED MEN"', '"MEN"', PAR),
        (9, '"GUERRILLAS"', '"TERRORISTS"', PAR),
        (9, '"GUERRILLAS"', '"THE FARMER"', INC),
        (10, '"GREY HERON FRONT" / "GHF"', '"GREY HERON FRONT (GHF)"', COR),
        (10, '"GREY HERON FRONT"', '"HERON FRONT"', PAR),
        (10, '"GREY HERON FRONT"', '"RIVER COMMAND"', INC),
        (12, '"GRAIN BANK"', '"BANK"', PAR),
        (12, '"GRAIN BANK"', '"GRAIN"', INC),
        (18, '"ADA LIN QUILL"', '"QUILL"', PAR),
        (18, '"ADA LIN QUILL"', '"MRS. ADA LIN QUILL"', COR),
        (18, '"ADA LIN QUILL"', '"TOMAS BREN"', INC),
        (19, '"MAYOR OF OLDPORT": "BREN"', '"MAYOR OF OLDPORT": "QUILL"', PAR),
        (19, '"MAYOR OF OLDPORT": "BREN"', '"MAYOR OF OLDPORT"', PAR),
        (19, '"MAYOR OF OLDPORT": "BREN"', '"MAYOR": "BREN"', PAR),
        (19, '"MAYOR OF OLDPORT": "BREN"', '"CASHIER": "BREN"', INC),
    ],
)
def test_strings(slot: int, key: str, response: str, grade: Grade) -> None:
    assert _grade(slot, key, response) is grade


def test_words_that_do_not_count_count_when_they_are_all_there_is() -> None:
    assert significant_words("the six farmers") == ("FARMERS",)
    assert significant_words("the two") == ("THE", "TWO")
