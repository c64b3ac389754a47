"""Killed at any moment, on a full disk, two at once: nothing that was stored is lost, nothing is there twice.

TALLYBOOK_KILLS sets how often a process is killed (25 in the normal run).
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from identity_builders import published_tables
from service_builders import WordCoder, many_reports

from tallybook.errors import DiskFullError
from tallybook.model import Coding
from tallybook.service import Progress, ingest_reports
from tallybook.store import Book

KILLS = int(os.environ.get("TALLYBOOK_KILLS", "25"))
KILLS_PER_TEST = 5
NUMBER = 40
REPORTS = many_reports(NUMBER)
EXPECTED = {report.id: WordCoder().code(report) for report in REPORTS}
CHILD = Path(__file__).with_name("ingest_child.py")


def _start(path: Path) -> subprocess.Popen[str]:
    paths = [str(CHILD.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(path), str(NUMBER)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def _published(book: Book) -> dict[str, list[Any]]:
    """What is published, without when and by which run."""
    tables = published_tables(book)
    for row in [row for rows in tables.values() for row in rows]:
        for name in ("at", "run", "created_at", "changed_at"):
            row.pop(name, None)
    return tables


def _content(path: Path) -> dict[str, Any]:
    """Everything that a book holds except when it was written, and by which run."""
    with Book.open(path) as book:
        counts = book.counts()
        counts.pop("run")
        with book.published() as look:
            places = look.live()
        return {
            "published": _published(book),
            "counts": counts,
            "reports": list(book.reports()),
            "codings": list(book.codings(every_version=True)),
            "order": sorted(places, key=lambda mention: places[mention].arrival),
        }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], float]:
    """The content of a run that nobody disturbs, and the seconds that it takes."""
    path = tmp_path_factory.mktemp("undisturbed") / "a.book"
    with _start(path) as child:
        begun = time.monotonic()
        assert child.communicate()[0].endswith(f"coded {NUMBER}\n")
        seconds = time.monotonic() - begun
    return _content(path), seconds


def _check_after_kill(path: Path, told: set[str]) -> int:
    """The file is sound; every report that was told as done is there; every coding is there wholly or not at all.

    Returns how many reports are there.
    """
    if not path.exists() or path.stat().st_size == 0:
        assert not told
        return 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            assert not told
            return 0
    with Book.open(path) as book:
        stored: list[Coding] = list(book.codings(every_version=True))
        assert all(coding == EXPECTED[coding.report] for coding in stored)
        assert len(stored) == len({coding.report for coding in stored}) == book.counts()["report"]
        assert told <= {report.document for report in book.reports()}
        return len(stored)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(-(-KILLS // KILLS_PER_TEST)))
def test_a_killed_ingest_loses_nothing_and_goes_on(
    seed: int, tmp_path: Path, undisturbed: tuple[dict[str, Any], float]
) -> None:
    expected, seconds = undisturbed
    drawn = random.Random(seed)  # noqa: S311 (moments, not secrets)
    path, told = tmp_path / "0.book", set[str]()
    paths = [path]
    for number in range(KILLS_PER_TEST):
        child = _start(path)
        time.sleep(drawn.uniform(0, seconds if drawn.random() < 0.7 else seconds / 8))
        child.kill()
        assert child.stdout is not None
        # A line cut short by the kill was not told to anybody.
        told |= {line[:-1] for line in child.stdout if line.startswith("report ") and line.endswith("\n")}
        child.stdout.close()
        child.wait()
        if _check_after_kill(path, told) == NUMBER:
            # Nothing is left to do in this book: the next kill needs another one.
            path, told = tmp_path / f"{number + 1}.book", set()
            paths.append(path)
    for path in paths:
        with _start(path) as child:
            child.communicate()
        assert child.returncode == 0
        assert _content(path) == expected


@pytest.mark.slow
def test_ctrl_c_at_any_moment_is_answered_with_what_was_done(
    tmp_path: Path, undisturbed: tuple[dict[str, Any], float]
) -> None:
    expected, _ = undisturbed
    drawn = random.Random(0)  # noqa: S311 (moments, not secrets)
    interrupted = 0
    for number in range(8):
        path = tmp_path / f"{number}.book"
        with _start(path) as child:
            assert child.stdout is not None
            # Drawn by what was told until then: the time that it takes differs with the load of the machine.
            first = [child.stdout.readline() for _ in range(drawn.randrange(1, NUMBER // 2))]
            time.sleep(drawn.uniform(0, 0.01))
            child.send_signal(signal.SIGINT)
            told = [*first, *child.stdout.readlines()]
        if child.returncode == -signal.SIGINT:
            # The signal came when the ingest had ended and only the process was still there: nothing was left to do.
            assert _content(path) == expected
            continue
        assert child.returncode == 0
        *done, last = told
        interrupted += last.startswith("interrupted True")
        coded = int(last.rsplit("coded ", 1)[1])
        # One more than was told may be stored: the signal may come between storing and telling.
        assert len(done) <= coded <= len(done) + 1
        assert _check_after_kill(path, {line[:-1] for line in done}) == coded
        ingest_reports(path, REPORTS, WordCoder())
        assert _content(path) == expected
    assert interrupted


@pytest.mark.slow
def test_two_processes_at_once_share_the_work(tmp_path: Path, undisturbed: tuple[dict[str, Any], float]) -> None:
    path = tmp_path / "shared.book"
    coded = 0
    with _start(path) as first, _start(path) as second:
        for child in (first, second):
            out, _ = child.communicate(timeout=120)
            assert child.returncode == 0
            coded += int(out.rsplit("coded ", 1)[1])
    found, expected = _content(path), undisturbed[0]
    assert coded == NUMBER
    assert {key: found[key] for key in ("counts", "reports", "codings")} == {
        key: expected[key] for key in ("counts", "reports", "codings")
    }


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where the machine lets the test make one."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _fill(path: Path) -> list[str]:
    """Ingest until the disk is full. Returns what was told as done."""
    told: list[str] = []

    def tell(progress: Progress) -> None:
        told.append(progress.where)

    with pytest.raises(DiskFullError, match="everything stored before is kept") as caught:
        ingest_reports(path, REPORTS, WordCoder(), progress=tell)
    assert caught.value.code == "TB504"
    return told


def test_a_full_disk_loses_nothing(small_disk: Path, undisturbed: tuple[dict[str, Any], float]) -> None:
    path = small_disk / "a.book"
    told = _fill(path)
    assert 0 < len(told) < NUMBER
    _check_after_kill(path, set(told))
    assert _fill(path)[: len(told)] == told
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    done = ingest_reports(path, REPORTS, WordCoder())
    assert done.already_there >= len(told)
    assert _content(path) == undisturbed[0]


def test_a_disk_too_full_for_a_new_book(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(1 << 20))
    path = small_disk / "a.book"
    with pytest.raises(DiskFullError):
        Book.open(path, create=True)
    (small_disk / "filler").unlink()
    with Book.open(path, create=True) as book:
        assert book.problems() == ()


def test_a_book_at_its_limit_loses_nothing(tmp_path: Path, undisturbed: tuple[dict[str, Any], float]) -> None:
    # The same as on a full disk, for machines on which a test may not mount one.
    path = tmp_path / "a.book"
    with Book.open(path, create=True) as book:

        @sa.event.listens_for(book._engine, "begin")
        def limit(connection: sa.Connection) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 200")

        with pytest.raises(DiskFullError):
            ingest_reports(book, REPORTS, WordCoder())
    _check_after_kill(path, set())
    ingest_reports(path, REPORTS, WordCoder())
    assert _content(path) == undisturbed[0]
