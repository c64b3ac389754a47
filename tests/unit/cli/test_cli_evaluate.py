"""`tallybook evaluate` with runs that are kept, compared and shown, on an invented corpus of one document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tallybook.cli import app

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})
TIMEML = """<TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="2021-03-05" functionInDocument="CREATION_TIME">5 March
2021</TIMEX3></DCT><TEXT>The bridge closed on <TIMEX3 tid="t1" type="DATE" value="{value}">March 2, 2021</TIMEX3>.
</TEXT></TimeML>"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "invented"
    folder.mkdir()
    (folder / "one.tml").write_text(TIMEML.format(value="2021-03-02"), "utf-8")
    (folder / "two.tml").write_text(TIMEML.format(value="2021-03-03"), "utf-8")
    return folder


def test_a_run_is_kept_with_the_names_and_keys_of_the_reference(corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    result = RUNNER.invoke(app, ["evaluate", "timebank", str(corpus), "--json", str(file)])
    assert result.exit_code == 0
    assert "date_value_f1" in result.stdout
    run = json.loads(file.read_text("utf-8"))
    assert {"corpus", "split", "reports", "coder", "corpus_hash", "seconds", "metrics"} <= set(run)
    assert (run["corpus"], run["split"], run["reports"], run["documents"]) == (
        "timebank",
        "invented",
        2,
        ["one", "two"],
    )
    assert set(run["metrics"]["date_value_f1"]) == {"value", "low", "high"}
    assert run["metrics"]["date_value_f1"]["value"] == 50.0


def test_two_runs_are_compared_and_the_differences_shown(corpus: Path, tmp_path: Path) -> None:
    before, page = tmp_path / "run.json", tmp_path / "errors.html"
    assert RUNNER.invoke(app, ["evaluate", "timebank", str(corpus), "--json", str(before)]).exit_code == 0
    result = RUNNER.invoke(app, ["evaluate", "timebank", str(corpus), "--compare", str(before), "--errors", str(page)])
    assert result.exit_code == 0
    assert "+0.0 to +0.0" in result.stdout
    assert "1 report" in result.stderr
    assert "<h2>two</h2>" in page.read_text("utf-8")
    assert "<h2>one</h2>" not in page.read_text("utf-8")


def test_a_run_over_other_data_is_refused(corpus: Path, tmp_path: Path) -> None:
    before = tmp_path / "run.json"
    assert RUNNER.invoke(app, ["evaluate", "timebank", str(corpus), "--json", str(before)]).exit_code == 0
    (corpus / "two.tml").write_text(TIMEML.format(value="2021-03-04"), "utf-8")
    result = RUNNER.invoke(app, ["evaluate", "timebank", str(corpus), "--compare", str(before)])
    assert (result.exit_code, result.stderr[:16]) == (1, "tallybook: TB600")


def test_a_measurement_without_texts_has_no_page_of_errors(tmp_path: Path) -> None:
    story = tmp_path / "stories.csv"
    story.write_text("url,date,title,text\nhttps://example.org,2021-03-05,Bridge,The bridge closed.\n", "utf-8")
    result = RUNNER.invoke(app, ["evaluate", "roundtrip", str(story), "--errors", str(tmp_path / "errors.html")])
    assert (result.exit_code, result.stderr[:16]) == (2, "tallybook: TB700")
