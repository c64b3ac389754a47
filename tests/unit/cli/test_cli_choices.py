"""Rule sets, explanations and tolls on the command line, on a book with three reports on one incident."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_builders import TEXT, StandInCoder
from typer.testing import CliRunner

from tallybook.cli import app
from tallybook.model import Decision, Judgement, MentionKind
from tallybook.store import Book

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})


@pytest.fixture(autouse=True)
def _stand_in_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallybook.coding.get_coder", lambda _="rules": StandInCoder(), raising=False)


@pytest.fixture
def book(tmp_path: Path) -> str:
    """Two dated reports and one without a date, joined by decisions."""
    path = str(tmp_path / "my.book")
    for name, published in (("a", "2024-05-18"), ("b", "2024-05-20"), ("c", "")):
        report = tmp_path / f"{name}.txt"
        report.write_text(f"{TEXT}An invented report, the {name} of three.\n", "utf-8")
        dated = ["--published", published] if published else []
        assert RUNNER.invoke(app, ["ingest", str(report), "--book", path, *dated]).exit_code == 0
    with Book.open(path) as opened:
        told = [one.id for one in opened.mentions() if one.kind is MentionKind.REPORTED]
        for other in told[1:]:
            opened.add_decision(
                Decision.make(told[0], other, Judgement.SAME, "a reviewer", "2024-06-01T00:00:00Z", "the same")
            )
    return path


def run(*arguments: str, code: int = 0, rules: str | None = None) -> str:
    result = RUNNER.invoke(app, list(arguments), env={"TALLYBOOK_RULES": rules})
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.stderr


def flat(page: str) -> str:
    """A page without its line breaks."""
    return " ".join(page.split())


def joined(book: str) -> str:
    lines = [json.loads(line) for line in run("incidents", "--book", book, "--format", "jsonl").splitlines()]
    (incident,) = [one["id"] for one in lines if len(one["reports"]) == 3]
    return str(incident)


def test_the_rule_set_of_an_option_wins_over_that_of_the_environment(book: str) -> None:
    def rule(*arguments: str, environment: str | None = None) -> str:
        shown = run("show", joined(book), "--book", book, "--format", "json", *arguments, rules=environment)
        return str(json.loads(shown)["values"]["casualties"][0]["rule"])

    assert rule() == "agreed_account"
    assert rule(environment="ucdp") == "ucdp_most_reliable"
    assert rule("--rules", "gtd", environment="ucdp") == "gtd_latest_majority_lowest"


def test_incidents_are_listed_under_a_rule_set(book: str) -> None:
    (line,) = [
        json.loads(one)
        for one in run("incidents", "--book", book, "--format", "jsonl", "--rules", "ibc").splitlines()
        if len(json.loads(one)["reports"]) == 3
    ]
    assert line["values"]["casualties"][0]["rule"] == "ibc_minimum_maximum"
    assert "Maun" in run("incidents", "--book", book, "--rules", "acled")


def test_a_rule_set_that_does_not_exist_is_refused(book: str, tmp_path: Path) -> None:
    for command in (["incidents"], ["show", "inc_0"]):
        told = run(*command, "--book", book, "--rules", "akled", code=1)
        assert "TB451" in told
        assert "'acled'" in told
    (tmp_path / "bad.yaml").write_text("[]", "utf-8")
    assert "TB452" in run("incidents", "--book", book, "--rules", str(tmp_path / "bad.yaml"), code=1)


def test_each_value_is_explained(book: str) -> None:
    page = flat(run("show", joined(book), "--book", book, "--explain"))
    assert "rule: agreed_account" in page
    assert "for: 3 statements of 3 voices" in page
    assert "a spokesman (officials), claimed, published 2024-05-18" in page
    assert "publication date unknown" in page
    record = json.loads(run("show", joined(book), "--book", book, "--explain", "--format", "json"))
    assert {one["field"] for one in record["explanations"]} == {
        field for field, values in record["values"].items() if values
    }
    assert all(one["supporting"] and one["voices_for"] for one in record["explanations"])


def test_without_a_date_of_publication_a_sentence_stands_for_the_toll(tmp_path: Path) -> None:
    path = str(tmp_path / "my.book")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    run("ingest", str(tmp_path / "a.txt"), "--book", path)
    incident = json.loads(run("incidents", "--book", path, "--format", "jsonl").splitlines()[0])["id"]
    page = run("show", incident, "--book", path, "--toll")
    assert flat(page) == (
        f"INCIDENT {incident} No report on it says when it was published, so nobody knows what was known when."
    )


def test_the_toll_has_a_line_per_day_of_publication(book: str) -> None:
    page = run("show", joined(book), "--book", book, "--toll")
    assert [line.split()[:2] for line in page.splitlines() if line.startswith("2024")] == [
        ["2024-05-18", "1"],
        ["2024-05-20", "2"],
    ]
    assert "1 report without a publication date used at no date." in page
    record = json.loads(run("show", joined(book), "--book", book, "--toll", "--format", "json", "--rules", "acled"))
    assert record["rules"]["name"] == "acled"
    assert len(record["undated_reports"]) == 1
    assert record["toll"][0]["casualty_totals"][0]["best"] == 5


def test_an_incident_as_of_a_day_rests_on_the_reports_until_then(book: str) -> None:
    result = RUNNER.invoke(app, ["show", joined(book), "--book", book, "--as-of", "2024-05-19", "--format", "json"])
    record = json.loads(result.stdout)
    assert record["id"] == joined(book)
    assert [report["published"]["first"] for report in record["reports"]] == ["2024-05-18"]
    assert len(record["mentions"]) == 1
    assert "1 report known by then, 1 published later, 1 without a publication date and not used." in result.stderr
    assert "TB507" in run("show", joined(book), "--book", book, "--as-of", "2024-05-01", code=1)


@pytest.mark.parametrize(
    "options", [["--toll", "--explain"], ["--toll", "--as-of", "2024"], ["--explain", "--evidence"]]
)
def test_options_that_do_not_go_together_are_wrong_usage(book: str, options: list[str]) -> None:
    assert "TB700" in run("show", "inc_0", "--book", book, *options, code=2)


def test_rules_are_listed_and_written(tmp_path: Path) -> None:
    assert "ibc_minimum_maximum" in run("rules")
    assert "acled_lowest_until_corroborated: The figure" in flat(run("rules", "acled"))
    assert "our reading" in flat(run("rules", "ibc_minimum_maximum"))
    written = tmp_path / "ours.yaml"
    written.write_text(run("rules", "gtd", "--format", "yaml"), "utf-8")
    assert json.loads(run("rules", str(written), "--format", "json"))["rules"]["casualties"] == (
        "gtd_latest_majority_lowest"
    )
    assert "TB451" in run("rules", "acledd", code=1)
    assert "TB700" in run("rules", "--format", "json", code=2)
