"""The checks of the installation and of a book."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from service_builders import WordCoder, a_report

from tallybook.codebook import load_codebook
from tallybook.errors import InvalidCodebookError
from tallybook.service import Check, doctor, ingest_reports


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.book"
    ingest_reports(path, [a_report(1)], WordCoder())
    return path


def _book_check(path: Path) -> Check:
    (check,) = [check for check in doctor(path) if check.name == "book"]
    return check


def test_a_sound_installation_passes_every_check() -> None:
    checks = doctor()
    assert [check.name for check in checks] == [
        "python",
        "packages",
        "sqlite",
        "codebook",
        "lexicons",
        "gazetteer",
        "coder",
    ]
    assert [check for check in checks if not check.ok] == []
    assert all(check.detail and not check.advice for check in checks)


def test_a_sound_book(path: Path) -> None:
    check = _book_check(path)
    assert check.ok
    assert "1 reports, 1 codings; the words of all 4 statements stand where they say" in check.detail


def test_a_book_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    assert not _book_check(tmp_path / "none.book").ok
    text = tmp_path / "text.txt"
    text.write_text("A text, not a book.")
    assert "is not a book" in _book_check(text).detail


def test_evidence_that_was_tampered_with_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE report SET text = replace(text, 'Examplia', 'Elsewhere')")
        connection.commit()
    check = _book_check(path)
    assert not check.ok
    assert "is not sound: " in check.detail
    assert check.advice


def test_a_row_that_is_missing_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM mention")
        connection.commit()
    assert "damaged" in _book_check(path).detail


def test_one_broken_part_does_not_keep_the_others_from_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise InvalidCodebookError("The file weapons.yaml is malformed.")

    def missing() -> None:
        raise ImportError("no such library")

    load_codebook()
    monkeypatch.setattr("tallybook.codebook.load_codebook", broken)
    monkeypatch.setattr("tallybook.actors.Lexicon.load_default", missing)
    checks = {check.name: check for check in doctor()}
    assert not checks["codebook"].ok
    assert checks["codebook"].detail == "The file weapons.yaml is malformed."
    assert "Install" in checks["codebook"].advice
    assert checks["lexicons"].detail == "ImportError: no such library"
    assert checks["sqlite"].ok
