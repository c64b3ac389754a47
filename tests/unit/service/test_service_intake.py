"""Reports that are added while a desk runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallybook.coding import get_coder
from tallybook.coding.base import Coder
from tallybook.errors import EmptyInputError, RecordNotFoundError
from tallybook.model import Coding, Report
from tallybook.reports import ReadOptions
from tallybook.service.intake import Intake, Job, JobState
from tallybook.store import Book

TEXT = "KARSK, Kenya (Fictional) - Two soldiers were killed when a bomb exploded in Karsk on Monday, police said."


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.open(tmp_path / "a.book", create=True) as found:
        yield found


@pytest.fixture
def intake(book: Book) -> Iterator[Intake]:
    found = Intake(book, lambda: get_coder("rules"))
    yield found
    found.close()


def _ended(intake: Intake, job: Job) -> Job:
    end = time.monotonic() + 30
    while not (now := intake.job(job.id)).ended:
        assert time.monotonic() < end
        time.sleep(0.01)
    return now


def test_a_text_becomes_an_incident(intake: Intake, book: Book) -> None:
    job = _ended(intake, intake.add_text(TEXT, ReadOptions(), by="Ann"))
    assert (job.state, job.by, job.manifest and job.manifest.coded) == (JobState.DONE, "Ann", 1)
    assert len(job.incidents) == 1
    assert job.what.startswith("text “KARSK")


def test_the_same_text_is_not_taken_twice(intake: Intake) -> None:
    first = _ended(intake, intake.add_text(TEXT, ReadOptions(), by="Ann"))
    again = _ended(intake, intake.add_text(TEXT, ReadOptions(), by="Bea"))
    assert again.manifest is not None
    assert (again.manifest.coded, again.manifest.already_there) == (0, 1)
    assert first.incidents


def test_files_keep_their_names_in_what_is_told(intake: Intake, book: Book) -> None:
    files = [("../../etc/one.txt", TEXT.encode()), ("one.txt", b"\x00\x01\x02"), (".hidden", b"")]
    job = _ended(intake, intake.add_files(files, ReadOptions(), by="Ann"))
    assert job.what == "3 files"
    assert job.manifest is not None
    assert job.manifest.coded == 1
    told = [one.where for one in job.manifest.skipped]
    assert told == ["one.txt", "hidden"]
    assert not any("tallybook-" in one.reason for one in job.manifest.skipped)
    assert book.runs()[0].paths == ("3 files",)


def test_a_page_that_may_not_be_asked_is_a_skipped_input(intake: Intake) -> None:
    job = _ended(intake, intake.add_url("http://127.0.0.1/admin", ReadOptions(), by="Ann"))
    assert job.manifest is not None
    (skipped,) = job.manifest.skipped
    assert (job.state, skipped.code) == (JobState.DONE, "TB106")
    assert "private network" in skipped.reason


def test_nothing_is_no_job(intake: Intake) -> None:
    with pytest.raises(EmptyInputError):
        intake.add_text("  \n", ReadOptions(), by="Ann")
    with pytest.raises(EmptyInputError):
        intake.add_files([], ReadOptions(), by="Ann")
    with pytest.raises(RecordNotFoundError):
        intake.job(7)


class _Slow:
    """A coder that waits until it is let go, so that a test can act while a job runs."""

    name = "slow"
    version = "1"

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go = threading.Event()

    def code(self, report: Report) -> Coding:
        self.reached.set()
        assert self.go.wait(30)
        return Coding(report.id, self.name, self.version)


def test_a_job_is_stopped_between_two_reports_and_keeps_what_was_coded(book: Book) -> None:
    coder = _Slow()
    made: Coder = coder
    intake = Intake(book, lambda: made)
    job = intake.add_files([(f"{at}.txt", f"{at} {TEXT}".encode()) for at in range(3)], ReadOptions(), by="Ann")
    waiting = intake.add_text(TEXT, ReadOptions(), by="Ann")
    assert coder.reached.wait(30)
    assert intake.stop(waiting.id).state is JobState.STOPPED
    intake.stop(job.id)
    coder.go.set()
    found = _ended(intake, job)
    assert (found.state, found.manifest and found.manifest.coded) == (JobState.STOPPED, 1)
    assert intake.job(waiting.id).state is JobState.STOPPED
    assert book.counts()["coding"] == 1
    intake.close()


class _Faulty:
    """A coder without memory for its first report; nothing else of a coder's faults ends a job."""

    name = "faulty"
    version = "1"

    def __init__(self) -> None:
        self.asked = 0

    def code(self, report: Report) -> Coding:
        self.asked += 1
        if self.asked == 1:
            raise MemoryError
        return Coding(report.id, self.name, self.version)


def test_a_fault_ends_its_job_and_no_other(book: Book, caplog: pytest.LogCaptureFixture) -> None:
    made: Coder = _Faulty()
    intake = Intake(book, lambda: made)
    first, second = (intake.add_text(f"{name} {TEXT}", ReadOptions(), by="Ann") for name in ("One.", "Two."))
    assert (_ended(intake, first).state, "see its log" in intake.job(first.id).error) == (JobState.FAILED, True)
    assert _ended(intake, second).state is JobState.DONE
    intake.close()
    assert "MemoryError" in caplog.text
