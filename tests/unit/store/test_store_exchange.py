"""Dumps that are damaged, changed or hostile are refused with one sentence, and leave nothing behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from store_builders import a_coding, a_report

from tallybook.errors import BookExistsError, BookNotFoundError, BookTooNewError, DiskFullError, DumpError, UsageError
from tallybook.model import Decision, Judgement
from tallybook.store import Book, RunState, migrate, rows
from tallybook.store.exchange import FORMATS, dump_book, load_book
from tallybook.store.exchange.dumping import write_dump
from tallybook.store.exchange.kinds import MAX_ROW, Kind, plain_json
from tallybook.store.exchange.manifest import MANIFEST, Manifest, measured, read_manifest
from tallybook.store.schema import metadata
from tallybook.store.sqlite import begin_write, make_engine


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with two reports, one of them coded twice, a decision and a run."""
    (tmp_path / "own").mkdir()
    with Book.open(tmp_path / "own" / "first.book", create=True) as made:
        run = made.start_run(started_at="2024-01-01", tallybook="0", coder="rules", version="1", paths=["a"])
        codings = [a_coding(a_report(number, 2)) for number in (1, 2)]
        for number, coding in zip((1, 2), codings, strict=True):
            made.add_coded(a_report(number, 2), coding, run=run)
        made.add_coding(a_coding(a_report(1, 2), "2"))
        left, right = (coding.mentions[0].id for coding in codings)
        made.add_decision(Decision.make(left, right, Judgement.SAME, "reviewer", "2024-01-01T00:00:00+00:00"))
        made.add_skip(run, "b", "TB101", "Empty.")
        made.finish_run(run, finished_at="2024", state=RunState.FINISHED, already_there=0, failed=0, seconds=0.5)
        yield made


@pytest.fixture(params=FORMATS)
def dump(request: pytest.FixtureRequest, book: Book, tmp_path: Path) -> Path:
    """A dump of the book, in each of the formats."""
    dump_book(book, tmp_path / "dump", request.param)
    return tmp_path / "dump"


@pytest.fixture
def lines(book: Book, tmp_path: Path) -> Path:
    """A dump of the book as JSON Lines."""
    dump_book(book, tmp_path / "dump")
    return tmp_path / "dump"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder for new books."""
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


def _refused(folder: Path, shelf: Path, because: str, error: type[Exception] = DumpError) -> None:
    with pytest.raises(error, match=because) as caught:
        load_book(folder, shelf / "new.book")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700
    assert list(shelf.iterdir()) == []


def _reseal(folder: Path, **counts: int) -> None:
    """Write a manifest that fits the files as they are now."""
    before = read_manifest(folder)
    parts = {
        name: measured(folder / f"{name}.{before.format}", counts.get(name, part.rows))
        for name, part in before.kinds.items()
    }
    (folder / MANIFEST).write_text(Manifest(before.format, before.revision, parts).to_text(), "utf-8")


def _change(folder: Path, kind: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the rows of a kind, and the manifest with them."""
    path = folder / f"{kind}.jsonl"
    found = [json.loads(line) for line in path.read_bytes().splitlines()]
    change(found)
    path.write_text("".join(plain_json(row) + "\n" for row in found), "utf-8")
    _reseal(folder, **{kind: len(found)})


# What is refused by the bytes alone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["report", "skip"])
def test_a_changed_byte_is_refused(dump: Path, shelf: Path, kind: str) -> None:
    (path,) = dump.glob(f"{kind}.*")
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    _refused(dump, shelf, "another SHA-256")


def test_a_file_cut_short_or_missing_is_refused(dump: Path, shelf: Path) -> None:
    (path,) = dump.glob("statement.*")
    path.write_bytes(path.read_bytes()[:-10])
    _refused(dump, shelf, "bytes instead of")
    path.unlink()
    _refused(dump, shelf, "is missing from the dump")


def test_links_pipes_and_folders_are_not_opened(lines: Path, shelf: Path, tmp_path: Path) -> None:
    path = lines / "note.jsonl"
    path.rename(tmp_path / "elsewhere.jsonl")
    path.symlink_to(tmp_path / "elsewhere.jsonl")
    _refused(lines, shelf, "not a regular file")
    path.unlink()
    os.mkfifo(path)
    _refused(lines, shelf, "not a regular file")
    path.unlink()
    path.mkdir()
    _refused(lines, shelf, "not a regular file")


def test_a_folder_that_is_no_dump_is_refused(lines: Path, shelf: Path) -> None:
    _refused(lines / "none", shelf, "not a dump")
    _refused(lines / "note.jsonl", shelf, "not a dump")
    (lines / MANIFEST).write_bytes(b"[" * 100_000)
    _refused(lines, shelf, "no JSON")
    (lines / MANIFEST).write_bytes(b"\xff\xfe")
    _refused(lines, shelf, "no JSON")
    (lines / MANIFEST).write_bytes(b" " * (2 << 20))
    _refused(lines, shelf, "too large")
    (lines / MANIFEST).unlink()
    os.mkfifo(lines / MANIFEST)
    _refused(lines, shelf, "no regular file")


MANIFESTS: list[tuple[dict[str, Any], str, type[Exception]]] = [
    ({"format": "../../etc"}, "not the manifest", DumpError),
    ({"format": 3}, "not the manifest", DumpError),
    ({"revision": "9999"}, "install a newer version", BookTooNewError),
    ({"revision": "../0001"}, "not the manifest", DumpError),
    ({"tallybook_dump": 2}, "layout 2.*newer", DumpError),
    ({"tallybook_dump": 0}, "not the manifest", DumpError),
    ({"kinds": []}, "not the manifest", DumpError),
    ({"kinds": {}}, "missing from", DumpError),
    ({"kinds": {"report": {"rows": 1, "bytes": 1}}}, "not the manifest", DumpError),
    ({"extra": 1}, "not the manifest", DumpError),
]


@pytest.mark.parametrize(("change", "because", "error"), MANIFESTS, ids=[str(change) for change, *_ in MANIFESTS])
def test_a_changed_manifest_is_refused(
    lines: Path, shelf: Path, change: dict[str, Any], because: str, error: type[Exception]
) -> None:
    plain = json.loads((lines / MANIFEST).read_text())
    (lines / MANIFEST).write_text(json.dumps({**plain, **change}))
    _refused(lines, shelf, because, error)


def test_no_file_outside_the_folder_is_read_whatever_the_manifest_names(lines: Path, shelf: Path) -> None:
    outside = lines.parent / "outside.jsonl"
    outside.write_text("{}\n")
    plain = json.loads((lines / MANIFEST).read_text())
    plain["kinds"]["../outside"] = plain["kinds"].pop("note")
    (lines / MANIFEST).write_text(json.dumps(plain))
    _refused(lines, shelf, r"'\.\./outside' is unknown")


# What is refused in a dump whose manifest fits its files --------------------------------------------------------------

LINES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no end of the line": (lambda line: line[:-1], "its end is missing"),
    "an empty line": (lambda line: line + b"\n", "it is no JSON"),
    "no object": (lambda _: b"[]\n", "no object"),
    "bytes that are no UTF-8": (lambda line: line.replace(b"Empty", b"\xff\xfe"), "utf-8"),
    "a byte order mark": (lambda line: b"\xef\xbb\xbf" + line, "it is no JSON"),
    "spaces": (lambda line: line.replace(b":", b": "), "sorted keys, no spaces"),
    "half a character": (lambda line: line.replace(b"Empty", b"\\ud800"), "as a dump writes it"),
    "an escape in vain": (lambda line: line.replace(b"Empty", b"\\u0041"), "as a dump writes it"),
    "a key twice": (lambda line: line.replace(b"{", b'{"code":"TB101",'), "as a dump writes it"),
    "NaN": (lambda line: line.replace(b'"Empty."', b"NaN"), "NaN is no number"),
    "infinity": (lambda line: line.replace(b'"Empty."', b"1e999"), "no JSON"),
    "a number of a million digits": (lambda line: line.replace(b'"Empty."', b"1" * 1_000_000), "no JSON"),
    "nested too deeply": (lambda line: line.replace(b'"Empty."', b"[" * 10**6 + b"]" * 10**6), "nested too deeply"),
    "longer than any row": (lambda line: line.replace(b"Empty", b"x" * MAX_ROW), "longer than"),
    "CRLF": (lambda line: line.replace(b"\n", b"\r\n"), "as a dump writes it"),
}


@pytest.mark.parametrize(("change", "because"), LINES.values(), ids=LINES)
def test_a_line_that_is_no_row_is_refused(
    lines: Path, shelf: Path, change: Callable[[bytes], bytes], because: str
) -> None:
    path = lines / "skip.jsonl"
    changed = change(path.read_bytes())
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    _reseal(lines)
    _refused(lines, shelf, because)


def _set(number: int, **values: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda found: found[number].update(values)


ROWS: dict[str, tuple[str, Callable[[list[dict[str, Any]]], object], str]] = {
    "a column too many": ("report", _set(0, more=1), "see 'more'"),
    "a column too few": ("report", lambda found: found[0].pop("text"), "see 'text'"),
    "a text for a number": ("mention", _set(0, anchor_start="1"), "anchor_start is no integer"),
    "a fraction for a number": ("mention", _set(0, anchor_start=1.0), "anchor_start is no integer"),
    "a truth for a number": ("mention", _set(0, anchor_start=True), "anchor_start is no integer"),
    "a number too large": ("mention", _set(0, anchor_start=1 << 63), "anchor_start is no integer"),
    "a number for a fraction": ("run", _set(0, seconds=1), "seconds is no double"),
    "a number for a text": ("report", _set(0, title=1), "title is no text"),
    "nothing where something must be": ("report", _set(0, title=None), "title is empty"),
    "nothing for a key": ("coding", _set(0, id=None), "id is empty"),
    "no day": ("report", _set(0, published_first="2024-02-30"), "published_first is no day"),
    "a day of another form": ("report", _set(0, published_first="20240201"), "published_first is no day"),
    "a row twice": ("report", lambda found: found.append(found[-1]), "does not come after"),
    "rows out of order": ("report", lambda found: found.reverse(), "does not come after"),
    "a rule of a table": ("coding", _set(1, coder="rules", version="2", report=a_report(1, 2).id), "breaks a rule"),
    "a report that is not there": ("report", lambda found: found.pop(), "names a row of report that is not there"),
    "a run that is not there": ("coding", _set(0, run=77), "a row of coding names a row of run"),
    "words that do not stand there": ("statement", _set(0, original_text="tank"), "words of the statement"),
    "words after the end": ("statement", _set(0, span_end=10**9), "ends after the text"),
    "a text that was changed": ("report", _set(0, text="A tank exploded at the market of Examplia. " * 2), "SHA-256"),
    "a column for searching": ("statement", _set(0, code="grenade"), "has a code that does not fit"),
    "the name of an incident": ("mention", _set(0, incident="inc_00"), "has a incident that does not fit"),
    "an unknown field": ("statement", _set(0, field="colour"), "no record of the data model"),
    "an unknown value": ("statement", _set(0, value={"kind_of_value": "spell"}), "no record of the data model"),
    "a value of another shape": ("statement", _set(0, value=[1]), "no record of the data model"),
    "an unknown judgement": ("decision", _set(0, judgement="perhaps"), "no record of the data model"),
    "an unknown state": ("run", _set(0, state="sleeping"), "no record of the data model"),
    "offsets of another shape": ("report", _set(0, offsets={"a": []}), "no record of the data model"),
    "a support by another coder": ("support", _set(0, statement=a_coding(a_report(2, 2)).statements[0].id), "support"),
    "a mention of another report": (
        "coding_mention",
        _set(0, mention=a_coding(a_report(2, 2)).mentions[0].id),
        "of another report",
    ),
}


@pytest.mark.parametrize(("kind", "change", "because"), ROWS.values(), ids=ROWS)
def test_a_row_that_does_not_fit_is_refused(
    lines: Path, shelf: Path, kind: str, change: Callable[[list[dict[str, Any]]], object], because: str
) -> None:
    _change(lines, kind, change)
    _refused(lines, shelf, because)


def test_another_number_of_rows_than_the_manifest_says_is_refused(dump: Path, shelf: Path) -> None:
    _reseal(dump, skip=2)
    _refused(dump, shelf, "has 1 rows, but the manifest says 2")


# Parquet --------------------------------------------------------------------------------------------------------------


def _parquet_of(rows_: dict[str, Any], path: Path, **options: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kind = Kind.of(metadata.tables["skip"])
    fields = [
        pa.field(column.name, pa.int64() if column.name in ("run", "position") else pa.string(), nullable=False)
        for column in kind.columns
    ]
    settings: dict[str, Any] = {"compression": "zstd", "use_dictionary": False, "store_schema": False, **options}
    pq.write_table(pa.table(rows_, schema=pa.schema(fields)), path, **settings)


def _skips(count: int, reason: str) -> dict[str, Any]:
    row = {"where": ["b"] * count, "code": ["TB101"] * count, "reason": [reason] * count}
    return {"run": [1] * count, "position": list(range(count))} | row


@pytest.fixture
def parquet(book: Book, tmp_path: Path) -> Path:
    dump_book(book, tmp_path / "dump", "parquet")
    return tmp_path / "dump"


def test_parquet_of_another_program_loads_if_it_is_laid_out_the_same(parquet: Path, shelf: Path) -> None:
    _parquet_of(_skips(3, "Empty."), parquet / "skip.parquet")
    _reseal(parquet, skip=3)
    load_book(parquet, shelf / "new.book")
    with Book.open(shelf / "new.book") as made:
        assert len(made.skips(1)) == 3


def test_parquet_that_would_fill_the_memory_is_refused_before_it_is_read(parquet: Path, shelf: Path) -> None:
    path = parquet / "skip.parquet"
    _parquet_of(_skips(200, "x" * (1 << 20)), path)
    assert path.stat().st_size < 1 << 20
    _reseal(parquet, skip=200)
    _refused(parquet, shelf, "row group above")
    _parquet_of(_skips(200, "x" * (1 << 20)), path, use_dictionary=True)
    _reseal(parquet, skip=200)
    _refused(parquet, shelf, "laid out in another way")


def test_parquet_of_other_columns_or_no_parquet_is_refused(parquet: Path, shelf: Path) -> None:
    path = parquet / "skip.parquet"
    path.write_bytes((parquet / "run.parquet").read_bytes())
    _reseal(parquet)
    _refused(parquet, shelf, "does not have the columns of skip")
    for content in (b"", b"PAR1", b"PAR1" + b"\xff" * 1000 + b"PAR1"):
        path.write_bytes(content)
        _reseal(parquet)
        _refused(parquet, shelf, "cannot be read as Parquet")


def test_without_the_package_for_parquet_the_extra_is_named(book: Book, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from tallybook.errors import MissingExtraError\n"
        "from tallybook.store import Book\n"
        "from tallybook.store.exchange import dump_book\n"
        "try: dump_book(Book.open(sys.argv[1]), sys.argv[2], 'parquet')\n"
        "except MissingExtraError as error: print(error)\n"
        "dump_book(Book.open(sys.argv[1]), sys.argv[2], 'jsonl')\n"
    )
    command = [sys.executable, "-c", program, str(book.path), str(tmp_path / "dump")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert 'pip install "tallybook[parquet]"' in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert read_manifest(tmp_path / "dump").format == "jsonl"


# Where things are written ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("beside", ["", "-wal", "-journal"])
def test_a_book_is_never_replaced_nor_a_log_taken_over(lines: Path, shelf: Path, beside: str) -> None:
    path = shelf / f"new.book{beside}"
    path.write_text("mine")
    with pytest.raises(BookExistsError, match="is there already"):
        load_book(lines, shelf / "new.book")
    assert [found.name for found in shelf.iterdir()] == [path.name]
    assert path.read_text() == "mine"


def test_a_book_is_made_only_in_a_folder_that_is_there(lines: Path, shelf: Path) -> None:
    with pytest.raises(BookNotFoundError, match="make it first"):
        load_book(lines, shelf / "none" / "new.book")


def test_a_load_that_is_interrupted_leaves_nothing(lines: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tallybook.store.exchange.loading.check_book", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load_book(lines, shelf / "new.book")
    assert list(shelf.iterdir()) == []


def test_a_book_that_was_loaded_is_one_file_and_an_ordinary_book(dump: Path, shelf: Path, book: Book) -> None:
    load_book(dump, shelf / "new.book")
    assert [found.name for found in shelf.iterdir()] == ["new.book"]
    with Book.open(shelf / "new.book") as made:
        assert made.counts() == book.counts()
        assert made.add_coded(a_report(3), a_coding(a_report(3)))
        assert made.revision == migrate.HEAD
    with closing(sqlite3.connect(shelf / "new.book")) as connection:
        pragmas = ("application_id", "journal_mode")
        found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
    assert found == [0x5442626B, "wal"]


def test_a_dump_is_never_mixed_with_other_files(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    dump_book(book, folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DumpError, match="not empty"):
        dump_book(book, folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    with pytest.raises(DumpError, match="no folder"):
        dump_book(book, folder / MANIFEST)
    with pytest.raises(DumpError, match="make it first"):
        dump_book(book, tmp_path / "none" / "dump")
    with pytest.raises(UsageError, match="jsonl and parquet"):
        dump_book(book, tmp_path / "other", "xml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump", "own"]


def test_a_dump_sees_one_moment_of_a_book_that_is_written_to(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tallybook.store.exchange import jsonl

    write = jsonl.write

    def slow(path: Path, kind: Kind, rows_: Any) -> int:
        if kind.name == "report":
            with Book.open(book.path) as other:
                other.add_coded(a_report(9), a_coding(a_report(9)))
        return write(path, kind, rows_)

    monkeypatch.setattr(jsonl, "write", slow)
    manifest = dump_book(book, tmp_path / "dump")
    assert book.counts()["report"] == 3
    assert (manifest.kinds["report"].rows, manifest.kinds["coding"].rows) == (2, 3)
    load_book(tmp_path / "dump", tmp_path / "new.book")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of half a megabyte, where the machine lets the test make one."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_nothing_is_left(book: Book, small: Path, tmp_path: Path) -> None:
    book.add_coded(a_report(3, 3000), a_coding(a_report(3, 3000)))
    with pytest.raises(DiskFullError, match="No space"):
        dump_book(book, small / "dump")
    dump_book(book, tmp_path / "dump")
    with pytest.raises(DiskFullError, match="No space"):
        load_book(tmp_path / "dump", small / "new.book")
    assert list(small.iterdir()) == []


# Tables and revisions -------------------------------------------------------------------------------------------------


def test_every_column_can_be_carried_without_loss() -> None:
    for table in metadata.sorted_tables:
        kind = Kind.of(table)
        assert kind.key, f"{table.name} needs a primary key, by which dumps are in order"
        for column in table.columns:
            if isinstance(column.type, sa.JSON) and column.nullable:
                assert column.type.none_as_null, f"{column}: NULL and the JSON null would come out as one"


def test_a_column_of_a_new_type_is_refused() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("b", sa.LargeBinary))
    with pytest.raises(TypeError, match=r"t\.b"):
        Kind.of(table)


def test_a_number_that_is_none_cannot_be_dumped(book: Book, tmp_path: Path) -> None:
    with begin_write(book._engine) as connection:
        connection.exec_driver_sql("UPDATE run SET seconds = 9e999")
    with pytest.raises(DumpError, match="run cannot be dumped"):
        dump_book(book, tmp_path / "dump")
    assert not (tmp_path / "dump").exists()


def test_a_dump_of_an_older_revision_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Path
) -> None:
    engine = make_engine(tmp_path / "old.book", read_only=False, timeout=1)
    (tmp_path / "dump").mkdir()
    report = a_report(1)
    with begin_write(engine) as connection:
        migrate.upgrade(connection, migrate.REVISIONS[0])
        connection.execute(sa.insert(metadata.tables["report"]), [rows.report_row(report)])
    upgrade = migrate.upgrade

    def and_one_more(connection: sa.Connection, revision: str = "head") -> None:
        upgrade(connection, revision)
        if revision == "head":
            connection.exec_driver_sql("CREATE TABLE later (id INTEGER PRIMARY KEY)")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9998'")

    monkeypatch.setattr(migrate, "REVISIONS", (*migrate.REVISIONS, "9998"))
    monkeypatch.setattr(migrate, "HEAD", "9998")
    monkeypatch.setattr(migrate, "upgrade", and_one_more)
    with engine.connect() as connection:
        write_dump(connection, tmp_path / "dump", "jsonl", migrate.REVISIONS[0])
    engine.dispose()
    load_book(tmp_path / "dump", shelf / "new.book")
    with Book.open(shelf / "new.book", read_only=True) as made:
        assert made.revision == "9998"
        assert list(made.reports()) == [report]
