"""`tallybook dump` and `tallybook load`: what they say, and how they end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_builders import TEXT, StandInCoder
from typer.testing import CliRunner

from tallybook.cli import app

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("tallybook.coding.get_coder", lambda _="rules": StandInCoder(), raising=False)
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    path = str(tmp_path / "my.book")
    assert RUNNER.invoke(app, ["ingest", str(tmp_path / "report.txt"), "--book", path]).exit_code == 0
    return path


@pytest.mark.parametrize("dump_format", ["jsonl", "parquet"])
def test_a_book_goes_out_and_comes_back(book: str, tmp_path: Path, dump_format: str) -> None:
    folder, copy = str(tmp_path / "dump"), str(tmp_path / "copy.book")
    out = RUNNER.invoke(app, ["dump", "--book", book, "--output", folder, "--format", dump_format])
    assert (out.exit_code, out.stdout) == (0, "")
    assert "1 reports" in out.stderr
    back = RUNNER.invoke(app, ["load", folder, "--book", copy])
    assert (back.exit_code, back.stdout) == (0, "")
    assert out.stderr.split("fingerprint")[1] == back.stderr.split("fingerprint")[1]
    shown = [RUNNER.invoke(app, ["incidents", "--book", path, "--format", "jsonl"]).stdout for path in (book, copy)]
    assert shown[0] == shown[1] != ""
    assert RUNNER.invoke(app, ["dump", "--book", copy, "--output", f"{folder}2", "--quiet"]).stderr == ""


def test_mistakes_are_told_in_one_sentence(book: str, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    mistakes = {
        "TB510": (["dump", "--book", book, "--output", str(tmp_path / "full")], ["load", str(tmp_path), "--book", "x"]),
        "TB501": (["dump", "--book", str(tmp_path / "none.book"), "--output", str(tmp_path / "dump")],),
        "TB511": (["load", str(tmp_path), "--book", book],),
    }
    for code, commands in mistakes.items():
        for command in commands:
            result = RUNNER.invoke(app, command)
            assert result.exit_code == 1
            assert result.stderr.startswith(f"tallybook: {code}: ")
            assert len(result.stderr.splitlines()) == 1
    assert RUNNER.invoke(app, ["dump", "--book", book, "--output", "x", "--format", "xml"]).exit_code == 2


@pytest.mark.parametrize("command", ["dump", "load"])
def test_the_help_has_an_example(command: str) -> None:
    assert f"\n    tallybook {command} " in RUNNER.invoke(app, [command, "--help"]).stdout


def test_the_package_for_parquet_is_imported_only_when_it_is_needed(book: str, tmp_path: Path) -> None:
    program = (
        "import sys; from tallybook import service; import tallybook.store.exchange\n"
        "service.dump_book(sys.argv[1], sys.argv[2])\n"
        "sys.exit('pyarrow' in sys.modules)"
    )
    command = [sys.executable, "-c", program, book, str(tmp_path / "dump")]
    assert subprocess.run(command, check=False).returncode == 0
