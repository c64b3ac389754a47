"""`tallybook desk` as a process: it serves, and ends at Ctrl-C without a trace."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tallybook.store import Book


def _run(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tallybook", "desk", "--port", "0", *words], stderr=subprocess.PIPE, text=True
    )


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("The desk is at "):
            return line.removeprefix("The desk is at ").split()[0]
    raise AssertionError("the desk did not start")


@pytest.mark.slow
def test_the_demo_is_served_and_ends_at_ctrl_c() -> None:
    with _run("--demo") as process:
        address = _address(process)
        with urllib.request.urlopen(address + "api/v1/health") as answer:  # noqa: S310 (our own address)
            assert json.load(answer)["incidents"] >= 4
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name a book with --book"),
        (("--demo", "--book", "a.book"), "Name a book with --book"),
        (("--book", "nowhere.book"), "There is no book at nowhere.book"),
    ],
)
def test_a_wrong_use_is_one_sentence(words: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tallybook", "desk", *words], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode in (1, 2)
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_another_address_needs_accounts(tmp_path: Path) -> None:
    Book.open(tmp_path / "a.book", create=True).close()
    done = subprocess.run(
        [sys.executable, "-m", "tallybook", "desk", "--book", str(tmp_path / "a.book"), "--host", "0.0.0.0"],  # noqa: S104
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "tallybook people add" in done.stderr
