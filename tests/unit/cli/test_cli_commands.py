"""What each command prints and how it ends, with a stand-in coder."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from cli_builders import QUIET_TEXT, TEXT, StandInCoder
from typer.testing import CliRunner

from tallybook import __version__
from tallybook.cli import app
from tallybook.exports.registry import EXPORTS

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})


@pytest.fixture(autouse=True)
def _stand_in_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallybook.coding.get_coder", lambda _="rules": StandInCoder(), raising=False)


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    return str(path)


@pytest.fixture
def book(tmp_path: Path, report: str) -> str:
    path = str(tmp_path / "my.book")
    result = RUNNER.invoke(app, ["ingest", report, "--book", path])
    assert result.exit_code == 0, result.stderr
    return path


def incident_ids(book: str) -> list[str]:
    result = RUNNER.invoke(app, ["incidents", "--book", book, "--format", "jsonl"])
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


def test_the_version_and_the_module_agree() -> None:
    assert RUNNER.invoke(app, ["--version"]).stdout == f"tallybook {__version__}\n"


def test_without_a_command_the_help_is_shown_and_the_usage_is_wrong() -> None:
    result = RUNNER.invoke(app, [])
    assert result.exit_code == 2
    assert "tallybook demo" in result.output


@pytest.mark.parametrize(
    "command", ["code", "demo", "ingest", "incidents", "show", "export", "codebook", "evaluate", "doctor"]
)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = RUNNER.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"\n    tallybook {command}" in result.stdout or f"| tallybook {command}" in result.stdout


def test_a_card_has_who_what_whom_where_when_and_the_words(report: str) -> None:
    result = RUNNER.invoke(app, ["code", report])
    assert result.exit_code == 0
    card = result.stdout
    for expected in (
        "INCIDENT  armed assault, Maun",
        "BACKGROUND INCIDENT  bombing, date not resolved",
        "AGGREGATE",
        "ABOUT ACTORS",
        "Dawn Front: splinter of Delta Movement",
        'year_unresolved: The year is not given. "Last year\'s"',
        '"police post" - the report, reported as fact',
        "denied by Dawn Front",
        "near town",
        "nothing of any, which is not zero",
        "killed: 100 to 999 people",
        "it may be 2023-01-01 to 2023-12-31",
    ):
        assert expected in card
    rows = [line for line in card.splitlines() if "killed" in line and "|" in line]
    assert [cell.strip() for cell in rows[0].split("|")][1:9] == [
        "1",
        "killed",
        "people",
        "5",
        "5",
        "?",
        "at least",
        "",
    ]
    assert [cell.strip() for cell in rows[1].split("|")][8] == "1"
    assert '[1] "at least five people" - a spokesman, claimed' in card
    assert "1 report coded, 1 incident reported, 1 incident recalled as background, 1 aggregate." in result.stderr


def test_a_quiet_run_tells_no_summary(report: str) -> None:
    assert RUNNER.invoke(app, ["code", report, "--quiet"]).stderr == ""


def test_a_report_without_violence_is_said_to_have_no_incident(tmp_path: Path) -> None:
    path = tmp_path / "harvest.txt"
    path.write_text(QUIET_TEXT, "utf-8")
    result = RUNNER.invoke(app, ["code", str(path)])
    assert result.exit_code == 0
    assert "NO INCIDENT" in result.stdout
    assert "not about political violence" in result.stdout
    assert "1 report without an incident" in result.stderr


def test_json_holds_every_report_and_every_skip(report: str, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["code", report, str(tmp_path / "missing.txt"), "--format", "json"])
    assert result.exit_code == 1
    plain = json.loads(result.stdout)
    assert plain["tallybook"] == __version__
    (record,) = plain["reports"]
    assert set(record) == {"report", "coder", "incidents", "aggregates", "actor_statements", "notes"}
    (skipped,) = plain["skipped"]
    assert skipped["code"] == "TB106"
    assert skipped["where"].endswith("missing.txt")


def test_json_is_whole_when_nothing_could_be_read(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["code", str(tmp_path / "missing.txt"), "--format", "json"])
    assert json.loads(result.stdout)["reports"] == []


def test_jsonl_has_one_report_a_line(report: str) -> None:
    lines = RUNNER.invoke(app, ["code", report, report, "--format", "jsonl"]).stdout.splitlines()
    assert [len(json.loads(line)["incidents"]) for line in lines] == [2, 2]


def test_csv_has_one_incident_a_row(report: str) -> None:
    result = RUNNER.invoke(app, ["code", report, "--format", "csv"])
    first, second = csv.DictReader(io.StringIO(result.stdout))
    assert (first["place"], first["country"], first["killed_low"], first["killed_high"]) == ("Maun", "BW", "5", "")
    assert second["date_note"].startswith("not resolved")
    assert second["killed_best"] == ""


def test_a_missing_path_is_one_sentence_with_its_code(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["code", str(tmp_path / "missing.txt"), "-q"])
    assert result.exit_code == 1
    assert "TB106" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["code"],
        ["code", "x.txt", "--published", "last week"],
        ["code", "x.txt", "--field", "text"],
        ["code", "x.txt", "--field", "nothing=x"],
        ["code", "x.txt", "--format", "pdf"],
        ["nonsense"],
        ["incidents"],
        ["incidents", "--book", "x.book", "--country", "Kenya"],
        ["incidents", "--book", "x.book", "--since", "2024-02-01", "--until", "2024-01-01"],
    ],
)
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    result = RUNNER.invoke(app, words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


def test_a_book_is_filled_once(book: str, report: str) -> None:
    again = RUNNER.invoke(app, ["ingest", report, "--book", book])
    assert again.exit_code == 0
    assert "0 coded, 1 already in the book" in again.stderr


def test_incidents_are_listed_and_filtered(book: str) -> None:
    listed = RUNNER.invoke(app, ["incidents", "--book", book]).stdout
    assert "armed assault" in listed
    assert "at least 5" in listed
    assert len(listed.splitlines()) == 3
    only = RUNNER.invoke(app, ["incidents", "--book", book, "--country", "bw", "--format", "csv"]).stdout
    (row,) = csv.DictReader(io.StringIO(only))
    assert row["incident_types"] == "armed_assault"
    none = RUNNER.invoke(app, ["incidents", "--book", book, "--country", "KE"])
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No incident fits.\n")


def test_show_takes_the_beginning_of_an_id_and_lists_evidence(book: str) -> None:
    for incident in incident_ids(book):
        shown = RUNNER.invoke(app, ["show", incident[:14], "--book", book, "--evidence"])
        assert shown.exit_code == 0
        assert incident in shown.stdout
        assert "[rep_" in shown.stdout
        plain = json.loads(RUNNER.invoke(app, ["show", incident, "--book", book, "--format", "json"]).stdout)
        assert plain["id"] == incident
        assert [head["id"][:4] for head in plain["reports"]] == ["rep_"]


def test_an_unknown_incident_or_book_is_one_sentence(book: str, tmp_path: Path) -> None:
    unknown = RUNNER.invoke(app, ["show", "inc_ffffffffff", "--book", book])
    assert (unknown.exit_code, unknown.stderr[:16]) == (1, "tallybook: TB507")
    missing = RUNNER.invoke(app, ["incidents", "--book", str(tmp_path / "none.book")])
    assert (missing.exit_code, missing.stderr[:16]) == (1, "tallybook: TB501")


def test_the_codebook_is_shown_whole_by_list_and_by_code() -> None:
    assert "weapons" in RUNNER.invoke(app, ["codebook"]).stdout
    assert "grenade" in RUNNER.invoke(app, ["codebook", "weapons"]).stdout
    code = RUNNER.invoke(app, ["codebook", "weapons", "grenade"]).stdout
    assert "definition" in code
    assert "explosive" in code
    wrong = RUNNER.invoke(app, ["codebook", "weapons", "grenad"])
    assert (wrong.exit_code, wrong.stderr[:16]) == (1, "tallybook: TB301")
    assert "grenade" in wrong.stderr
    rows = list(csv.DictReader(io.StringIO(RUNNER.invoke(app, ["codebook", "--format", "csv"]).stdout)))
    assert {"weapons", "incident_types"} <= {row["scheme"] for row in rows}
    assert json.loads(RUNNER.invoke(app, ["codebook", "stances", "--format", "json"]).stdout)["scheme"] == "stances"
    assert "dozens" in RUNNER.invoke(app, ["codebook", "quantities"]).stdout


def test_an_unknown_corpus_is_wrong_usage() -> None:
    result = RUNNER.invoke(app, ["evaluate", "nothing"])
    assert (result.exit_code, result.stderr[:16]) == (2, "tallybook: TB700")


def test_an_export_tells_what_was_lost_and_where_it_is(book: str, tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    result = RUNNER.invoke(app, ["export", "--book", book, "--format", "hxl", "--output", str(path)])
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert "hxl: 2 incidents read, 2 rows written, 0 left out." in result.stderr
    assert path.read_text("utf-8").splitlines()[1].startswith("#event+code,")
    assert json.loads((tmp_path / "incidents.csv.loss.json").read_text("utf-8"))["rows"] == 2


def test_an_export_replaces_nothing_unless_asked(book: str, tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text("mine")
    command = ["export", "--book", book, "--format", "csv", "--output", str(path)]
    result = RUNNER.invoke(app, command)
    assert result.exit_code == 1
    assert "TB801" in result.stderr
    assert path.read_text() == "mine"
    assert RUNNER.invoke(app, [*command, "--force"]).exit_code == 0
    assert path.read_text() != "mine"


def test_the_formats_of_exports_are_listed_without_a_book() -> None:
    result = RUNNER.invoke(app, ["export", "--list"])
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(EXPORTS)


def test_a_format_that_is_none_is_wrong_usage(book: str, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["export", "--book", book, "--format", "aclde", "--output", str(tmp_path / "x")])
    assert result.exit_code == 2
    assert "did you mean 'acled'?" in result.stderr
