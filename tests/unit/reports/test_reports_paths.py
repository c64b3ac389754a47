"""Files, folders, standard input, JSON records, message files, and everything that can be wrong with them."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports_samples import BODY, COPIED_PAGE, MESSAGES, TITLE, page, wrongly_mapped

from tallybook.errors import UsageError
from tallybook.model import PublishedBasis, Report
from tallybook.reports import FIELDS, FORMATS, MAX_BYTES, ReadOptions, Skipped, parse_published, read_bytes, read_paths
from tallybook.reports.options import MAX_ELEMENTS, MAX_LINE_BYTES, MAX_NESTING, MAX_TEXT
from tallybook.reports.wordlists import load_list


def _write(folder: Path, name: str, contents: str | bytes) -> str:
    path = folder / name
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return str(path)


def _only_report(items: Sequence[Report | Skipped]) -> Report:
    assert len(items) == 1, items
    assert isinstance(items[0], Report), items
    return items[0]


def _only_skipped(items: Sequence[Report | Skipped]) -> Skipped:
    assert len(items) == 1, items
    assert isinstance(items[0], Skipped), items
    assert items[0].reason.endswith(".")
    return items[0]


def _read(data: bytes | str, name: str = "input", **options: Any) -> list[Report | Skipped]:
    return list(read_bytes(data if isinstance(data, bytes) else data.encode(), ReadOptions(**options), where=name))


def test_formats_are_told_by_content() -> None:
    assert _only_report(_read(page())).published_basis is PublishedBasis.PAGE
    assert _only_report(_read(COPIED_PAGE)).title == TITLE
    assert _only_report(_read(json.dumps({"text": BODY[0]}))).text == BODY[0]
    assert _only_report(_read(json.dumps({"text": BODY[0]}) + "\n")).text == BODY[0]
    assert len(_read(MESSAGES)) == 3
    assert _only_report(_read(gzip.compress(page().encode()))).title == TITLE


def test_a_folder_is_read_in_order_without_hidden_files_and_loops(tmp_path: Path) -> None:
    _write(tmp_path, "b.txt", BODY[1])
    _write(tmp_path, "a.txt", BODY[0])
    _write(tmp_path, ".hidden.txt", "hidden")
    inner = tmp_path / "c"
    inner.mkdir()
    _write(inner, "deep.html", page())
    (inner / "loop").symlink_to(tmp_path)
    (inner / "nowhere").symlink_to(tmp_path / "missing")
    items = list(read_paths([str(tmp_path)]))
    reports = [item for item in items if isinstance(item, Report)]
    assert [report.text.split("\n\n")[0] for report in reports] == [BODY[0], BODY[1], TITLE]
    assert [(item.code, item.where.rsplit("/", 1)[1]) for item in items if isinstance(item, Skipped)] == [
        ("TB106", "nowhere")
    ]


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    assert _only_skipped(list(read_paths([str(tmp_path)]))).code == "TB101"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page().encode())))
    assert _only_report(list(read_paths(["-"]))).title == TITLE


def test_a_pipe_named_as_a_path_is_read(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, BODY[0].encode())
    os.close(write_end)
    assert _only_report(list(read_paths([f"/dev/fd/{read_end}"]))).text == BODY[0]
    os.close(read_end)


RECORD: Mapping[str, Any] = {
    "id": "r-1",
    "url": "https://www.herald.example/a",
    "title": TITLE,
    "date": "2031-02-18 20:00:00",
    "source": "The Fictional Herald",
    "author": ["A. Writer", "B. Writer"],
    "text": "\n\n".join(BODY),
}


def test_a_record_fills_a_report_by_the_default_names() -> None:
    report = _only_report(_read(json.dumps(RECORD) + "\n", "a.jsonl"))
    assert report.document == "r-1"
    assert report.url == "https://www.herald.example/a"
    assert report.source is not None
    assert (report.source.name, report.source.domain) == ("The Fictional Herald", "herald.example")
    assert report.byline == "A. Writer, B. Writer"
    assert report.published is not None
    assert report.published.first == date(2031, 2, 18)
    assert report.published_basis is PublishedBasis.DATA
    assert report.text.split("\n\n") == [TITLE, *BODY]
    assert report.title_span is not None
    assert not wrongly_mapped(report, RECORD["text"])


def test_a_mapping_goes_into_nested_objects_and_names_with_dots() -> None:
    record = {"doc": {"meta": {"when": "2031-02"}, "Input.body": BODY[0]}, "text": "not this", "lang": "en"}
    options = {"field_map": {"text": "doc.Input.body", "published": ["missing", "doc.meta.when"]}}
    report = _only_report(_read(json.dumps(record), "a.jsonl", **options))
    assert report.text == BODY[0]
    assert str(report.published) == "2031-02-01 to 2031-02-28"


def test_a_record_may_hold_a_page_or_a_piece_of_one() -> None:
    whole = _only_report(_read(json.dumps({"html": page(), "id": 7, "date": "2031-03-01"}), "a.json"))
    assert whole.text.split("\n\n") == [TITLE, *BODY]
    assert whole.document == "7"
    assert str(whole.published) == "2031-03-01"
    piece = "".join(f"<p>{paragraph}<br>\n</p>" for paragraph in BODY)
    report = _only_report(_read(json.dumps({"text": piece}), "a.json"))
    assert report.text.split("\n\n") == BODY
    assert not wrongly_mapped(report, piece)


def test_a_malformed_date_leaves_the_date_unknown_unless_strict() -> None:
    line = json.dumps({"text": BODY[0], "date": "31/31/2031"})
    assert _only_report(_read(line, "a.jsonl")).published is None
    skipped = _only_skipped(_read(line, "a.jsonl", strict_dates=True))
    assert (skipped.code, skipped.where) == ("TB109", "a.jsonl line 1")
    assert _only_report(_read(line, "a.jsonl", strict_dates=True, published=parse_published("2031"))).published


def test_a_bad_line_is_named_and_the_others_are_read() -> None:
    good = json.dumps({"text": BODY[0]})
    lines = [good, "{broken", "", '{"text": ""}', "[1]", "[" * 100_000, '{"text": 1' + "0" * 5_000 + "}", "\xff", good]
    items = _read("\n".join(lines).encode("latin-1"), "some.jsonl")
    assert [isinstance(item, Report) for item in items] == [True, False, False, False, False, False, False, True]
    skipped = [item for item in items if isinstance(item, Skipped)]
    assert [item.where for item in skipped] == [f"some.jsonl line {n}" for n in (2, 4, 5, 6, 7, 8)]
    assert {item.code for item in skipped} == {"TB105"}


def test_a_line_too_long_is_skipped_without_being_held() -> None:
    good = json.dumps({"text": BODY[0]})
    items = _read(f'{good}\n{good[:-2]}{"x" * 3_000_000}"}}\n{good}', "a.jsonl", max_line_bytes=10_000)
    assert [isinstance(item, Report) for item in items] == [True, False, True]
    assert isinstance(items[1], Skipped)
    assert (items[1].where, items[1].code) == ("a.jsonl line 2", "TB103")


def test_a_file_of_records_may_be_larger_than_a_report(tmp_path: Path) -> None:
    line = json.dumps({"text": BODY[0], "id": 1}) + "\n"
    path = _write(tmp_path, "many.jsonl", line * 100)
    assert len(list(read_paths([path], ReadOptions(max_bytes=1_000)))) == 100
    packed = _write(tmp_path, "many.jsonl.gz", gzip.compress((line * 5).encode()))
    assert len(list(read_paths([packed]))) == 5


def test_an_array_of_records() -> None:
    items = _read(json.dumps([{"text": BODY[0]}, {"text": 5}, {"nothing": 1}]), "a.json")
    assert isinstance(items[0], Report)
    assert [item.where for item in items if isinstance(item, Skipped)] == ["a.json record 3"]


def test_messages_of_a_muc_file() -> None:
    items = _read(MESSAGES, "dev-file")
    first, second, third = items
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert first.document == "DEV-MUC3-0001"
    assert first.published is not None
    assert first.published.first == date(1931, 1, 3)
    assert first.published_basis is PublishedBasis.TEXT
    assert first.source is not None
    assert first.source.name == "FICTIONAL PRESS"
    assert first.text.startswith("VELMORA, 3 JAN 31 (FICTIONAL PRESS) -- [REPORT] [TEXT] THE FOURTH BATTALION HAS")
    assert not wrongly_mapped(first, MESSAGES)
    assert not wrongly_mapped(second, MESSAGES)
    assert second.published is None
    assert isinstance(third, Skipped)
    assert (third.where, third.code) == ("dev-file message DEV-MUC3-0003", "TB105")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "TB101"),
        (b" \n\t\r\n", "a.txt", "TB101"),
        (b"\x00" * 500, "a.txt", "TB101"),
        (b"", "a.jsonl", "TB101"),
        (b"\n\n", "a.jsonl", "TB101"),
        (b"[]", "a.json", "TB101"),
        (bytes(range(256)) * 8, "a.txt", "TB102"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 90, "a", "TB102"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 90, "a.png", "TB102"),
        (b"\x01\x02\x03" * 50, "a.jsonl", "TB102"),
        (b"words " * 400, "a.txt", "TB103"),
        (b"\xff\xfe\x00", "a.txt", "TB104"),
        (b"{broken", "a.json", "TB105"),
        (gzip.compress(b"words")[:-9], "a.gz", "TB105"),
        (b"\x1f\x8b" + b"junk" * 20, "a.gz", "TB105"),
        (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "TB107"),
        (b"PK\x03\x04" + b"\x00" * 30, "a.docx", "TB107"),
        (b"PK\x03\x04" + b"\x00" * 30, "a.html", "TB107"),
        (b"a,b\n1,2\n", "a.csv", "TB107"),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', "a.xml", "TB107"),
        (b"0.  MESSAGE: ID                     DEV-MUC3-0001 (SITE)\n", "key", "TB107"),
        (b"<html><body></body></html>", "a.html", "TB108"),
    ],
)
def test_bad_input_is_named_with_its_code(data: bytes, name: str, code: str) -> None:
    skipped = _only_skipped(_read(data, name, max_bytes=2_048))
    assert (skipped.code, skipped.where) == (code, name)
    assert name in skipped.reason


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.txt")
    good = _write(tmp_path, "good.txt", BODY[0])
    items = list(read_paths([missing, "a\x00b", good]))
    assert [item.code for item in items if isinstance(item, Skipped)] == ["TB106", "TB106"]
    assert isinstance(items[2], Report)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = _write(tmp_path, "secret.txt", BODY[0])
    os.chmod(path, 0)
    assert _only_skipped(list(read_paths([path]))).code == "TB106"


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with open(path, "wb") as stream:
        stream.truncate(100_000_000)
    assert _only_skipped(list(read_paths([str(path)]))).code == "TB103"


def test_a_decompression_bomb_is_refused() -> None:
    bomb = gzip.compress(b"a" * 30_000_000)
    assert _only_skipped(_read(bomb, "bomb.gz", max_bytes=100_000)).code == "TB103"
    lines = gzip.compress(b'{"text": "' + b"a" * 30_000_000)
    assert {item.code for item in _read(lines, "bomb.jsonl.gz", max_bytes=100_000) if isinstance(item, Skipped)} == {
        "TB103"
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    report = _only_report(_read("\n\n".join(BODY).encode(encoding), "a.txt"))
    assert report.text.split("\n\n") == BODY


def test_another_alphabet_without_a_declaration_is_read_or_refused_but_never_garbled() -> None:
    text = "Взрыв произошёл в понедельник у моста через реку. Погибли два человека, ещё пятеро ранены. " * 4
    (item,) = _read(text.encode("cp1251"), "a.txt")
    assert item.text == text.strip() if isinstance(item, Report) else item.code == "TB104"


def test_a_page_that_is_also_something_else_is_one_of_them() -> None:
    assert _only_skipped(_read(b"%PDF-1.4\n" + page().encode(), "a.html")).code == "TB107"
    assert _only_report(_read(page() + '\n{"text": "json"}', "a.jsonl.html")).title == TITLE


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UsageError):
        ReadOptions(format="docx")
    with pytest.raises(UsageError):
        ReadOptions(field_map={"body": "text"})
    with pytest.raises(UsageError):
        ReadOptions(max_bytes=0)


def test_reading_twice_gives_the_same_reports() -> None:
    assert _read(page()) == _read(page())
    assert _read(MESSAGES) == _read(MESSAGES)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a", "a.txt", "a.html", "a.json", "a.jsonl", "a.gz"]))
def test_random_bytes_never_raise(data: bytes, name: str) -> None:
    for item in _read(data, name):
        assert isinstance(item, (Report, Skipped))


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["text", "html", "date", "source", "title", "id", "author"]), inner, max_size=5
            )
        ),
        max_leaves=12,
    )
)
def test_random_records_never_raise(value: Any) -> None:
    for item in _read(json.dumps(value), "a.json"):
        assert isinstance(item, (Report, Skipped))


def test_the_documented_names_limits_and_codes_are_those_of_the_readers() -> None:
    root = Path(__file__).resolve().parents[3]
    page_of_docs = (root / "docs" / "reference" / "input.md").read_text(encoding="utf-8")
    for field, names in load_list("fields").items():
        assert f"| `{field}` | {', '.join(names)} |" in page_of_docs
    for limit in (MAX_BYTES, MAX_LINE_BYTES, MAX_TEXT, MAX_NESTING, MAX_ELEMENTS):
        assert f"{limit:,}" in page_of_docs
    assert set(load_list("fields")) == set(FIELDS)
    for name in FORMATS[1:]:
        assert f"| `{name}` |" in page_of_docs
    for code in range(101, 110):
        assert f"| `TB{code}` |" in page_of_docs
