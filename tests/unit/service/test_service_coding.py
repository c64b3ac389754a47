"""Coding without a book."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from service_builders import WordCoder, a_report, sentence

from tallybook.errors import UnsupportedFormatError
from tallybook.model import Coding, Field, Report
from tallybook.reports import ReadOptions, Skipped
from tallybook.service import CodedReport, code_paths, code_reports


def test_files_are_read_and_coded_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(sentence() + " " + sentence("bombed", "Inventia"))
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    (tmp_path / "c.txt").write_text("Nothing of that kind happened.")
    coded, skipped, quiet = code_paths([str(tmp_path)], ReadOptions(), WordCoder())
    assert isinstance(coded, CodedReport)
    assert len(coded.incidents) == len(coded.coding.mentions) == 2
    assert coded.incidents[0].values(Field.INCIDENT_TYPE)
    assert isinstance(skipped, Skipped)
    assert (skipped.code, "b.txt" in skipped.where) == ("TB102", True)
    assert isinstance(quiet, CodedReport)
    assert quiet.incidents == ()


def test_a_coder_that_fails_on_one_report_does_not_stop_the_others() -> None:
    reports = [a_report(1, "This makes it crash."), a_report(2)]
    failed, coded = code_reports(reports, WordCoder())
    assert isinstance(failed, Skipped)
    assert (failed.where, failed.code) == ("report 1", "TB400")
    assert "ZeroDivisionError: a fault of this coder" in failed.reason
    assert isinstance(coded, CodedReport)


class _RefusingCoder(WordCoder):
    def code(self, report: Report) -> Coding:
        raise UnsupportedFormatError("Not in this language.")


class _GreedyCoder(WordCoder):
    def code(self, report: Report) -> Coding:
        raise MemoryError


def test_a_refusal_keeps_its_code_and_a_lack_of_memory_stops() -> None:
    (refused,) = code_reports([a_report(1)], _RefusingCoder())
    assert refused == Skipped("report 1", "TB107", "Not in this language.")
    with pytest.raises(MemoryError):
        list(code_reports([a_report(1)], _GreedyCoder()))


def test_coding_needs_no_database() -> None:
    code = "import sys, tallybook.service; sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
