"""Reading and coding into a book, once and again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_builders import WordCoder, a_report, sentence

from tallybook.errors import DiskFullError, NotABookError
from tallybook.model import Coding, Report
from tallybook.reports import ReadOptions, Skipped
from tallybook.service import Progress, ingest, ingest_reports, summarise_book
from tallybook.store import Book, RunState


def test_paths_into_a_new_book_and_again(tmp_path: Path) -> None:
    lines = [json.dumps({"text": sentence(killed=number), "id": str(number)}) for number in range(3)]
    (tmp_path / "reports.jsonl").write_text("\n".join([*lines, "{not json", json.dumps({"text": "It may crash."})]))
    path, coder = tmp_path / "a.book", WordCoder()
    seen: list[Progress] = []
    done = ingest(path, [str(tmp_path / "reports.jsonl")], ReadOptions(), coder, seen.append)
    assert (done.read, done.coded, done.already_there, done.incidents) == (4, 3, 0, 3)
    assert sorted(skipped.code for skipped in done.skipped) == ["TB105", "TB400"]
    assert not done.interrupted
    assert done.seconds > 0
    assert [progress.coded for progress in seen] == [1, 2, 3, 3, 3]
    assert seen[-1].skipped == 2

    again = ingest(path, [str(tmp_path / "reports.jsonl")], ReadOptions(), coder)
    assert (again.read, again.coded, again.already_there, again.incidents) == (4, 0, 3, 0)
    assert len(coder.coded) == 5  # the three reports once, the one that fails twice
    summary = summarise_book(path)
    assert (summary.counts["report"], summary.counts["coding"]) == (3, 3)
    assert [run.state for run in summary.runs] == [RunState.FINISHED, RunState.FINISHED]
    assert summary.runs[0].paths == (str(tmp_path / "reports.jsonl"),)
    with Book.open(path) as book:
        assert [skip.code for skip in book.skips(again.run)] == [skipped.code for skipped in again.skipped]


def test_a_newer_version_of_a_coder_codes_again_beside_the_older(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    ingest_reports(path, [a_report(1)], WordCoder("1"))
    done = ingest_reports(path, [a_report(1)], WordCoder("2"))
    assert (done.coded, done.already_there) == (1, 0)
    with Book.open(path) as book:
        assert [coding.version for coding in book.codings()] == ["2"]
        assert [coding.version for coding in book.codings(every_version=True)] == ["1", "2"]


def test_an_open_book_stays_open(tmp_path: Path) -> None:
    with Book.open(tmp_path / "a.book", create=True) as book:
        ingest_reports(book, [a_report(1)], WordCoder())
        assert book.counts()["report"] == 1


class _WrongCoder(WordCoder):
    def code(self, report: Report) -> Coding:
        return super().code(a_report(99))


def test_a_coding_that_does_not_fit_is_refused_and_counted(tmp_path: Path) -> None:
    done = ingest_reports(tmp_path / "a.book", [a_report(1), a_report(99)], _WrongCoder())
    assert (done.read, done.coded) == (2, 1)
    assert [(skipped.where, skipped.code) for skipped in done.skipped] == [("report 1", "TB202")]


def _reports_until(number: int, ending: BaseException) -> Iterator[Report | Skipped]:
    for each in range(number):
        yield a_report(each)
    raise ending


def test_ctrl_c_keeps_what_was_done_and_running_again_goes_on(tmp_path: Path) -> None:
    path, coder = tmp_path / "a.book", WordCoder()
    stopped = ingest_reports(path, _reports_until(3, KeyboardInterrupt()), coder)
    assert stopped.interrupted
    assert (stopped.coded, stopped.incidents) == (3, 3)
    done = ingest_reports(path, [a_report(number) for number in range(5)], coder)
    assert not done.interrupted
    assert (done.coded, done.already_there) == (2, 3)
    assert len(coder.coded) == 5
    assert [run.state for run in summarise_book(path).runs] == [RunState.INTERRUPTED, RunState.FINISHED]


@pytest.mark.parametrize("ending", [RuntimeError("a fault"), DiskFullError("No space.")])
def test_a_run_that_fails_says_so_and_raises(tmp_path: Path, ending: Exception) -> None:
    path = tmp_path / "a.book"
    with pytest.raises(type(ending)):
        ingest_reports(path, _reports_until(2, ending), WordCoder())
    (run,) = summarise_book(path).runs
    assert (run.state, run.coded) == (RunState.FAILED, 2)


def test_a_file_that_is_no_book_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is a letter.")
    with pytest.raises(NotABookError):
        ingest_reports(path, _reports_until(0, AssertionError("was read")), WordCoder())
