"""Who the people of casualty rows are, and who is counted once. People and places are invented."""

from __future__ import annotations

import pytest
from coding_cases import code

_SHOOTING = "A shooting in Larkfield on Friday shocked the town. "


@pytest.mark.parametrize(
    ("told", "row"),
    [
        ("A 14-month-old girl was killed.", ("killed", "children", "1")),
        ("A six-year-old boy was shot dead.", ("killed", "children", "1")),
        ("Ana Quell, 15, was shot dead.", ("killed", "children", "1")),
        ("Ana Quell, 51, was shot dead.", ("killed", "unspecified", "1")),
        ("A girl was shot dead.", ("killed", "children", "1")),
        ("Tom Bell is in critical condition.", ("injured", "unspecified", "1")),
        ("Police found two men with gunshot wounds.", ("injured", "unspecified", "2")),
        ("Officers located four adult gunshot victims.", ("injured", "unspecified", "4")),
        ("The suspect surrendered to police.", ("arrested", "attackers", "1")),
        ("Five people were killed, officials said, with 25 others injured.", ("injured", "unspecified", "25")),
    ],
)
def test_people_and_their_harm(told: str, row: tuple[str, str, str]) -> None:
    assert row in code(_SHOOTING + told).table()


@pytest.mark.parametrize(
    "told",
    [
        "People were shot at by a gunman.",
        "He faces four counts of murder.",
    ],
)
def test_nobody_was_harmed_by_these_words(told: str) -> None:
    assert code(_SHOOTING + told).table() == set()


def test_foreigners_are_told_by_nationality_where_the_report_is_elsewhere() -> None:
    coded = code("Gunmen killed six Mexican nationals in El Paso, Texas, on Friday. Dallas is far away.")
    assert coded.table() == {("killed", "foreigners", "6")}


def test_one_of_those_shot_died() -> None:
    coded = code("Four teenagers were shot in Larkfield on Friday, one fatally.")
    assert coded.table() == {("injured", "children", "3"), ("killed", "children", "1")}


def test_victims_told_of_again_are_no_new_row() -> None:
    coded = code("Three people were shot in Larkfield. Each victim was shot twice. The victims were shot at home.")
    assert {row for row in coded.table() if row[0] == "injured"} == {("injured", "unspecified", "3")}


def test_a_child_and_a_pupil_of_one_name_are_one() -> None:
    coded = code("Ana Quell, 12, was shot dead in Larkfield. Quell, a student, was killed at home.")
    assert len({row[1] for row in coded.table()}) == 1


def test_two_daughters_are_the_two_children() -> None:
    coded = code("A man killed his two daughters in Larkfield on Friday. He killed two children, police said.")
    assert coded.table() == {("killed", "children", "2")}


def test_one_man_is_among_at_least_five() -> None:
    coded = code("One man was injured in a shooting in Larkfield. A night of gunfire injured at least five people.")
    parts = [row for row in coded.rows() if str(row.quantity) == "1"]
    assert [row.total_relation.value for row in parts if row.total_relation] == ["part"]


def test_one_of_five_guards_was_killed() -> None:
    coded = code("Rebels raided a post in Karsk and attacked five guards, one of whom was killed.")
    assert [row[2] for row in coded.table() if row[0] == "killed"] == ["1"]


def test_a_day_in_hospital_is_no_second_incident() -> None:
    coded = code(
        "A man was killed in a shooting in Larkfield on Wednesday. Three others were also injured by gunfire and in "
        "hospital late on Thursday."
    )
    assert len(coded.mentions()) == 1


def test_two_halves_of_a_title_are_one_person() -> None:
    coded = code("The assassination of senator and presidential candidate Ana Quell in Karsk shocked the country.")
    assert [row[2] for row in coded.table() if row[0] == "killed"] == ["1"]
