"""The command as a process of its own: streams, exit codes, odd terminals, speed of the start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TALLYBOOK = (sys.executable, "-W", "error", "-m", "tallybook")
REPORT = (
    "Gunmen attacked a police post in Salto, Uruguay, killing two officers, police said. This report is fictional.\n"
)


def run(*words: str, text: str = "", cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TALLYBOOK_", "PYTHON"))}
    return subprocess.run(
        [*TALLYBOOK, *words],
        input=text,
        cwd=cwd,
        env={**kept, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_demo_codes_every_sample() -> None:
    done = run("demo", "--format", "json")
    assert done.returncode == 0, done.stderr
    plain = json.loads(done.stdout)
    assert plain["skipped"] == []
    by_title = {record["report"]["title"]: record for record in plain["reports"]}
    assert len(by_title) == 7
    first = by_title["Gunmen attack police station in Maun, killing at least five"]
    assert [incident["kind"] for incident in first["incidents"]] == ["reported", "background"]
    assert first["aggregates"]
    harvest = by_title["Good harvest expected after a wet spring"]
    assert (harvest["incidents"], [note["code"] for note in harvest["notes"]]) == ([], ["no_incident"])


def test_standard_input_is_read() -> None:
    done = run("code", "-", "--format", "jsonl", "--published", "2024-06-12", text=REPORT)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["report"]["published"]["first"] == "2024-06-12"


def test_no_colour_and_plain_marks_in_a_pipe() -> None:
    done = run("code", "-", text=REPORT)
    assert "\x1b" not in done.stdout
    assert done.stdout.isascii()
    assert all(line == line.rstrip() for line in done.stdout.splitlines())


def test_an_output_that_cannot_write_the_words_gets_their_codes() -> None:
    done = run("code", "-", text=REPORT.replace("two officers", "two officers’ guards"), PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


@pytest.mark.parametrize("columns", ["1", "40", "500"])
def test_any_width_works(columns: str) -> None:
    assert "INCIDENT" in run("code", "-", text=REPORT, COLUMNS=columns).stdout


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    command = " ".join(f'"{word}"' for word in TALLYBOOK) + " codebook --format csv | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert done.stdout.startswith("scheme,")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "TB101"), (b"   \n ", "TB101"), (b"\x00\x01\x02\xff" * 50, "TB102")]
)
def test_bad_input_is_one_sentence_with_its_code(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "input.txt"
    path.write_bytes(content)
    done = run("code", str(path), "--quiet")
    assert done.returncode == 1
    assert done.stderr.startswith(f"tallybook: {code}: ")
    assert done.stderr.count("\n") == 1


def test_one_bad_line_is_skipped_and_named(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(
        json.dumps({"text": REPORT}) + "\n{broken\n" + json.dumps({"text": REPORT + "More."}) + "\n", "utf-8"
    )
    done = run("code", str(path), "--format", "jsonl", "--quiet")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert "TB105" in done.stderr
    assert "feed.jsonl:2" in done.stderr or "line 2" in done.stderr


def test_a_file_name_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    done = run("code", str(tmp_path / "\x1b[31mred.txt"), "-q")
    assert "\x1b" not in done.stderr
    assert "\\x1b[31mred.txt" in done.stderr


def test_an_unknown_coder_is_one_sentence() -> None:
    done = run("code", "-", "--coder", "nobody", text=REPORT)
    assert done.returncode in (1, 2)
    assert "nobody" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_starts_without_what_it_does_not_need() -> None:
    heavy = ("sqlalchemy", "alembic", "trafilatura", "numpy", "rich", "yaml", "lxml")
    code = (
        "import sys, tallybook.cli\n"
        "try:\n    sys.argv[1:] = ['--version']; tallybook.cli.main()\n"
        "except SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_shell_can_complete_commands() -> None:
    done = run(_TALLYBOOK_COMPLETE="complete_bash", COMP_WORDS="tallybook in", COMP_CWORD="1")
    assert done.stdout.split() == ["ingest", "incidents"]
