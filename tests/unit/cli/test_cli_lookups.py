"""`tallybook place`, `actor` and `date`, on the gazetteer and the lexicon that come with the package."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tallybook.cli import app

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})


def _json(*arguments: str) -> dict[str, object]:
    result = RUNNER.invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.stderr
    read: dict[str, object] = json.loads(result.stdout)
    return read


def test_a_place_comes_with_its_namesakes_and_reasons() -> None:
    found = _json("place", "Tripoli")
    candidates = found["candidates"]
    assert isinstance(candidates, list)
    assert [one["country"] for one in candidates][:2] == ["LY", "LB"]
    assert found["chosen"] == candidates[0]["geonames_id"]
    assert "less prominent" in candidates[1]["why"]


def test_a_country_decides_and_a_wrong_code_is_said() -> None:
    found = _json("place", "Hyderabad", "--country", "pk")
    assert isinstance(found["candidates"], list)
    assert {one["country"] for one in found["candidates"]} == {"PK"}
    result = RUNNER.invoke(app, ["place", "Tripoli", "--country", "ZZ"])
    assert result.exit_code == 2
    assert "no country code" in result.stderr


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("15 km south of Mosul", "near_town, Mosul"),
        ("the village of Xyzzyq near Mosul", "not resolved: unknown_place"),
    ],
)
def test_words_around_a_name_give_the_precision(words: str, read: str) -> None:
    assert read in str(_json("place", words)["read_as"])


def test_an_actor_is_told_by_country_and_year() -> None:
    found = _json("actor", "Taliban", "--country", "PK")["candidates"]
    assert isinstance(found, list)
    assert found[0]["id"] == "tehrik-i-taliban-pakistan"
    assert "acts in PK" in found[0]["why"]
    assert "unidentified_armed_group" in RUNNER.invoke(app, ["actor", "gunmen"]).stdout


@pytest.mark.parametrize(
    ("arguments", "first", "last"),
    [
        (("late Friday (Feb 17)", "--published", "2023-02-18"), "2023-02-17", "2023-02-17"),
        (("yesterday", "--published", "2023-03-01"), "2023-02-28", "2023-02-28"),
        (("the previous day", "--incident", "2023-03-01"), "2023-02-28", "2023-02-28"),
        (("Friday",), "", ""),
    ],
)
def test_days_are_counted_from_the_day_that_the_words_count_from(
    arguments: tuple[str, ...], first: str, last: str
) -> None:
    found = _json("date", *arguments)["dates"]
    assert isinstance(found, list)
    assert [(one["first"], one["last"]) for one in found] == [(first, last)]
    assert bool(found[0]["reason"]) == (not first)


@pytest.mark.parametrize("command", ["place", "actor", "date"])
def test_what_is_not_known_or_no_words_ends_with_a_sentence(command: str) -> None:
    unknown = RUNNER.invoke(app, [command, "Xyzzyq"])
    assert (unknown.exit_code, unknown.stdout.count("\n")) == (1, 1)
    for words in (" ", "x" * 500):
        result = RUNNER.invoke(app, [command, words])
        assert result.exit_code == 2
        assert "characters of words" in result.stderr
    assert "\x1b" not in RUNNER.invoke(app, [command, "Xyzzyq\x1b[31m"]).stdout


def test_pages_for_people_have_one_line_for_each_candidate() -> None:
    result = RUNNER.invoke(app, ["place", "Tripoli"])
    lines = result.stdout.splitlines()
    assert lines[0] == "Tripoli: town, Tripoli, Tarabulus, LY"
    assert all(line.startswith("- ") for line in lines[1:])
    assert "score" in RUNNER.invoke(app, ["actor", "ELN"]).stdout
    assert RUNNER.invoke(app, ["date", "17 February 2023"]).stdout.startswith(
        "17 February 2023: 2023-02-17 to 2023-02-17"
    )
