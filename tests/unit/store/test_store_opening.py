"""What is a book, what is not, and what may be done with it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_builders import a_coding, a_report

from tallybook.errors import (
    BookLockedError,
    BookNotFoundError,
    BookTooNewError,
    NotABookError,
    ReadOnlyBookError,
    StoreError,
)
from tallybook.store import Book
from tallybook.store.sqlite import APPLICATION_ID

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with one coded report."""
    path = tmp_path / "one.book"
    with Book.open(path, create=True) as book:
        book.add_coded(a_report(1), a_coding(a_report(1)))
    return path


def test_a_new_book_is_kept(path: Path) -> None:
    with Book.open(path) as book:
        assert list(book.reports()) == [a_report(1)]
        assert not book.read_only
    # Closed properly, a book is one file.
    assert os.listdir(path.parent) == [path.name]


def test_the_settings_that_the_guarantees_rest_on(path: Path) -> None:
    with Book.open(path) as book, book._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "application_id")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "application_id": APPLICATION_ID}


def test_no_book(tmp_path: Path) -> None:
    with pytest.raises(BookNotFoundError, match="tallybook ingest") as caught:
        Book.open(tmp_path / "none.book")
    assert caught.value.code == "TB501"
    with pytest.raises(BookNotFoundError, match="no folder"):
        Book.open(tmp_path / "none" / "new.book", create=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_not_a_book(tmp_path: Path, create: bool) -> None:
    text = tmp_path / "text.txt"
    text.write_text("This is a text, not a book.")
    with pytest.raises(NotABookError, match=r"text\.txt is not a book"):
        Book.open(text, create)
    assert text.read_text() == "This is a text, not a book."
    with pytest.raises(NotABookError, match="is a folder"):
        Book.open(tmp_path, create)


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_another_program_is_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE report (id TEXT)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(NotABookError, match="another program"):
        Book.open(path, create)
    assert path.read_bytes() == before


def test_an_empty_file_or_database_becomes_a_book_only_when_one_is_made(tmp_path: Path) -> None:
    empty = tmp_path / "empty.book"
    empty.touch()
    bare = tmp_path / "bare.book"
    with closing(sqlite3.connect(bare)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    for path in (empty, bare):
        with pytest.raises(NotABookError, match="empty"):
            Book.open(path)
        with Book.open(path, create=True) as book:
            assert book.problems() == ()


@pytest.mark.parametrize("at", [0, 16, 100])
def test_a_damaged_header(path: Path, at: int) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[at : at + 24] = b"\xff" * 24
    path.write_bytes(damaged)
    with pytest.raises(NotABookError, match=r"one\.book") as caught:
        Book.open(path)
    assert caught.value.code == "TB502"


def test_damage_further_in_is_told_when_it_is_met(path: Path) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xff" * (len(damaged) - 4096)
    path.write_bytes(damaged)
    with pytest.raises(NotABookError, match="damaged"), Book.open(path) as book:
        list(book.codings())


def test_a_book_cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(NotABookError, match="damaged"), Book.open(path) as book:
        list(book.codings())


def test_a_book_of_a_newer_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BookTooNewError, match=r"9999.*install a newer version") as caught:
        Book.open(path)
    assert caught.value.code == "TB503"


def test_a_book_without_a_revision(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()
    with pytest.raises(NotABookError, match="revision"):
        Book.open(path)


def test_another_process_that_writes_for_too_long(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Book.open(path, timeout=0.05) as book:
            with pytest.raises(BookLockedError, match="Another process") as caught:
                book.add_report(a_report(2))
            assert caught.value.code == "TB505"
            # Reading goes on meanwhile, and writing as soon as the other one ends.
            assert list(book.reports()) == [a_report(1)]
            other.execute("ROLLBACK")
            assert book.add_report(a_report(2))


def test_a_book_opened_for_reading(path: Path) -> None:
    with Book.open(path, read_only=True) as book:
        assert list(book.codings()) == [a_coding(a_report(1))]
        with pytest.raises(ReadOnlyBookError) as caught:
            book.add_report(a_report(2))
        assert caught.value.code == "TB506"


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own, where the machine lets the test make one."""
    place = tmp_path / "mounted"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _remount(place: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)


def test_a_book_on_a_file_system_that_is_read_only(path: Path, mounted: Path) -> None:
    moved = mounted / "moved.book"
    moved.write_bytes(path.read_bytes())
    _remount(mounted, "ro")
    with Book.open(moved) as book:
        assert book.read_only
        assert list(book.codings()) == [a_coding(a_report(1))]
        assert book.problems() == ()
        with pytest.raises(ReadOnlyBookError):
            book.add_report(a_report(2))


def test_a_read_only_book_with_changes_beside_it_is_not_read_without_them(path: Path, mounted: Path) -> None:
    moved = mounted / "moved.book"
    moved.write_bytes(path.read_bytes())
    moved.with_name("moved.book-wal").write_bytes(b"changes")
    _remount(mounted, "ro")
    with pytest.raises(ReadOnlyBookError, match=r"moved\.book-wal"):
        Book.open(moved)


@pytest.fixture
def allowed(path: Path) -> Iterator[Path]:
    """A folder with the book `one.book`, and the rights of somebody who is not root."""
    # The test's own folder lies in one that only its owner may enter.
    folder = Path(tempfile.mkdtemp())
    moved = folder / path.name
    moved.write_bytes(path.read_bytes())
    was_root = os.geteuid() == 0
    if was_root:
        for each in (folder, moved):
            os.chown(each, NOBODY, NOBODY)
        os.setresgid(NOBODY, NOBODY, 0)
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield folder
    finally:
        if was_root:
            os.setresuid(0, 0, 0)
            os.setresgid(0, 0, 0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def _only_readable(path: Path) -> None:
    with Book.open(path) as book:
        assert book.read_only
        assert list(book.codings()) == [a_coding(a_report(1))]
        with pytest.raises(ReadOnlyBookError):
            book.add_report(a_report(2))


def test_a_file_without_write_permission(allowed: Path) -> None:
    (allowed / "one.book").chmod(0o444)
    _only_readable(allowed / "one.book")


def test_a_folder_without_write_permission(allowed: Path) -> None:
    allowed.chmod(0o555)
    _only_readable(allowed / "one.book")
    with pytest.raises(StoreError, match="permission"):
        Book.open(allowed / "new.book", create=True)


def test_a_file_without_read_permission(allowed: Path) -> None:
    (allowed / "one.book").chmod(0)
    with pytest.raises(StoreError, match="permission"):
        Book.open(allowed / "one.book")


def test_awkward_names(tmp_path: Path) -> None:
    for name in ("a b.book", "100%41?x=1#y.book", "سجل.book"):
        with Book.open(tmp_path / name, create=True) as book:
            book.add_report(a_report(1))
        assert (tmp_path / name).exists()
        with Book.open(tmp_path / name) as book:
            assert book.has_report(a_report(1).id)


def test_importing_the_store_does_not_import_alembic(path: Path) -> None:
    # Opening a book that is up to date is what every command does; Alembic would cost more than the rest together.
    code = (
        "import sys; from tallybook.store import Book\n"
        "Book.open(sys.argv[1]).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 0


@pytest.mark.parametrize("gone", ["deleted", "replaced"])
def test_nothing_is_written_into_a_file_that_nobody_will_find(tmp_path: Path, gone: str) -> None:
    path = tmp_path / "a.book"
    with Book.open(path, create=True) as book:
        path.rename(tmp_path / "moved.book")
        if gone == "replaced":
            Book.open(path, create=True).close()
        with pytest.raises(BookNotFoundError, match="moved, deleted or replaced"):
            book.start_run(started_at="2031-05-04T12:00:00Z", tallybook="1", coder="c", version="1", paths=[])


def test_nothing_is_written_into_a_book_that_became_too_new(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    with Book.open(path, create=True) as book:
        with closing(sqlite3.connect(path)) as other:
            other.execute("UPDATE alembic_version SET version_num = '9999'")
            other.commit()
        with pytest.raises(BookTooNewError, match="newer version"):
            book.start_run(started_at="2031-05-04T12:00:00Z", tallybook="1", coder="c", version="1", paths=[])
