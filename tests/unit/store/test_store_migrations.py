"""The steps from an empty file to the tables of today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from store_builders import a_coding, a_report

from tallybook.errors import ReadOnlyBookError
from tallybook.model import Decision, Judgement
from tallybook.store import Book, migrate, rows, write
from tallybook.store.schema import metadata
from tallybook.store.sqlite import begin_write, make_engine


def _script(engine: sa.Engine) -> ScriptDirectory:
    with engine.connect() as connection:
        return ScriptDirectory.from_config(migrate.alembic_config(connection))


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """FTS5 keeps its index in tables of its own, which no metadata describes."""
    return kind != "table" or not (name or "").startswith("report_search")


def test_the_steps_lead_to_the_tables_of_the_schema(tmp_path: Path) -> None:
    with Book.open(tmp_path / "new.book", create=True) as book, book._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True, "include_name": _is_ours}
        )
        assert compare_metadata(context, metadata) == []


def _described(engine: sa.Engine) -> dict[str, Any]:
    found = sa.inspect(engine)
    return {
        name: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"], column.get("primary_key"))
                for column in found.get_columns(name)
            ],
            "primary key": found.get_pk_constraint(name),
            "foreign keys": sorted(map(str, found.get_foreign_keys(name))),
            "indexes": sorted(map(str, found.get_indexes(name))),
            "unique": sorted(map(str, found.get_unique_constraints(name))),
            "options": found.get_table_options(name),
        }
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def test_the_steps_make_what_the_schema_alone_would_make(tmp_path: Path) -> None:
    # What Alembic's own comparison leaves out: names of constraints, primary keys, order of columns, WITHOUT ROWID.
    made = sa.create_engine("sqlite://")
    try:
        metadata.create_all(made)
        with Book.open(tmp_path / "new.book", create=True) as book:
            assert _described(book._engine) == _described(made)
    finally:
        made.dispose()


def test_the_revisions_known_are_those_in_the_folder(tmp_path: Path) -> None:
    with Book.open(tmp_path / "new.book", create=True) as book:
        script = _script(book._engine)
        steps = [step.revision for step in script.walk_revisions()]
        assert tuple(reversed(steps)) == migrate.REVISIONS
        assert script.get_current_head() == migrate.HEAD == book.revision


def test_decisions_of_an_older_book_are_numbered_as_they_were_made(tmp_path: Path) -> None:
    path = tmp_path / "old.book"
    engine = make_engine(path, read_only=False, timeout=1)
    report, coding = a_report(1, 3), a_coding(a_report(1, 3))
    first, second, third = (mention.id for mention in coding.mentions)
    decided = [
        Decision.make(first, second, Judgement.SAME, "Ann", "2024-02-01T00:00:00+00:00", "why", 0.5),
        Decision.make(second, third, Judgement.DIFFERENT, "Ann", "2024-01-01T00:00:00+00:00"),
    ]
    with begin_write(engine) as connection:
        command.upgrade(migrate.alembic_config(connection), "0001")
        write.add_report(connection, report)
        write.add_coding(connection, coding, "", None)
        # The tables of today have a column more than those of the first revision.
        old = sa.table("decision", *(sa.column(name) for name in rows.decision_row(decided[0])))
        connection.execute(sa.insert(old), [rows.decision_row(one) for one in decided])
    engine.dispose()
    with Book.open(path) as book:
        assert book.revision == migrate.HEAD
        assert list(book.codings()) == [coding]
        with book.published() as look:
            numbered = sorted(look.decisions().values(), key=lambda pair: pair[0])
            assert numbered == [(1, decided[1]), (2, decided[0])]
        assert book.add_decisions([Decision.make(first, third, Judgement.SAME, "Ann", "2024-03-01T00:00:00+00:00")])
        assert book.problems() == ()
        with book.published() as look:
            assert sorted(number for number, _ in look.decisions().values()) == [1, 2, 3]


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new.book"

    def fail(connection: sa.Connection) -> None:
        upgrade(connection)
        raise RuntimeError("the power went out")

    upgrade = migrate.upgrade
    monkeypatch.setattr(migrate, "upgrade", fail)
    with pytest.raises(RuntimeError, match="power"):
        Book.open(path, create=True)
    monkeypatch.undo()
    with Book.open(path, create=True) as book:
        assert set(book.counts().values()) == {0}


def test_an_older_book_is_brought_up_to_date_but_not_for_reading_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.book"
    Book.open(path, create=True).close()
    ran = []

    def upgrade(connection: sa.Connection) -> None:
        ran.append(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9998'")

    monkeypatch.setattr(migrate, "REVISIONS", (*migrate.REVISIONS, "9998"))
    monkeypatch.setattr(migrate, "HEAD", "9998")
    monkeypatch.setattr(migrate, "upgrade", upgrade)
    with pytest.raises(ReadOnlyBookError, match="older version"):
        Book.open(path, read_only=True)
    with Book.open(path) as book:
        assert book.revision == "9998"
    with Book.open(path, read_only=True) as book:
        assert book.revision == "9998"
    assert len(ran) == 1


def _interrupted_write(engine: sa.Engine) -> None:
    with begin_write(engine) as connection:
        connection.exec_driver_sql("INSERT INTO source VALUES ('src_1', 'a', '')")
        raise KeyboardInterrupt


def test_a_write_that_raises_is_rolled_back(tmp_path: Path) -> None:
    with Book.open(tmp_path / "new.book", create=True) as book:
        with pytest.raises(KeyboardInterrupt):
            _interrupted_write(book._engine)
        with book._engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM source").scalar() == 0
