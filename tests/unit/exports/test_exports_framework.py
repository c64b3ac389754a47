"""Exports: one file or none, a report on what was lost, and no names unless they are asked for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from record_builders import incident

from tallybook.errors import ExportError, OutputExistsError, UsageError
from tallybook.exports import ExportOptions
from tallybook.exports.base import Losses, loss_path, replacing
from tallybook.exports.names import WITHHELD, NameMask
from tallybook.exports.persons import persons_in
from tallybook.exports.redaction import redact
from tallybook.exports.registry import EXPORTS, export_records, get_export


def test_the_formats_are_listed_without_the_coders() -> None:
    program = (
        "import sys; from tallybook.exports.registry import EXPORTS, get_export; list(map(get_export, EXPORTS)); "
        "sys.exit(', '.join({'numpy', 'tallybook.coding.coders'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_export_is_found_under_its_name() -> None:
    for name in EXPORTS:
        found = get_export(name)
        assert found.name == name
        assert found.title
        assert re.fullmatch(r"(\.[a-z0-9]+)+", found.suffix)


def test_an_unknown_export_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'csv'"):
        get_export("csvs")


def test_an_interrupted_export_leaves_nothing(tmp_path: Path) -> None:
    def records() -> Iterator[dict[str, Any]]:
        yield from ()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_records("csv", records(), tmp_path / "a.csv", ExportOptions())
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    with pytest.raises(OutputExistsError, match="--force"):
        export_records("csv", [], path, ExportOptions())
    assert path.read_text() == "mine"
    export_records("csv", [], path, ExportOptions(force=True))
    assert path.read_text().startswith("incident,")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.csv", "a.csv.loss.json"]


def test_a_loss_report_in_the_way_is_not_replaced_either(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    loss_path(path).write_text("mine")
    with pytest.raises(OutputExistsError, match="loss"):
        export_records("csv", [], path, ExportOptions())
    assert not path.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="make it first"):
        export_records("csv", [], tmp_path / "none" / "a.csv", ExportOptions())
    with pytest.raises(ExportError, match="is a folder"):
        export_records("csv", [], tmp_path, ExportOptions())


def test_a_failing_block_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")

    def fail(temporary: Path) -> None:
        temporary.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ExportError, match="No space left"), replacing(path, force=True) as (temporary,):
        fail(temporary)
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("failing", ["out.csv", "out.csv.loss.json"])
def test_an_export_and_its_loss_report_take_their_places_together(
    failing: str, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv"
    if there:
        export_records("csv", [incident()], path, ExportOptions())
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    replace = Path.replace

    def failing_once(self: Path, target: Path) -> Path:
        if target.name == failing and self.name.endswith(".part"):
            raise OSError(5, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing_once)
    with pytest.raises(ExportError, match="Input/output error"):
        export_records("csv", [], path, ExportOptions(force=True))
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_files_are_replaced_on_disks_without_second_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "out.csv"
    for incidents in ([incident()], []):
        report = export_records("csv", incidents, path, ExportOptions(force=True))
        assert json.loads((tmp_path / "out.csv.loss.json").read_text())["rows"] == report.rows
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.csv", "out.csv.loss.json"]


def test_losses_are_counted_with_bounded_examples() -> None:
    losses = Losses("x", ["always"])
    for number in range(100):
        losses.incident(1)
        losses.add("day", "no day", f"inc_{number // 2}")
    losses.incident(0)
    losses.add("rare", "rare thing", "inc_1", 0)
    report = losses.report()
    assert (report.incidents, report.rows, report.left_out) == (101, 100, 1)
    (loss,) = report.losses
    assert (loss.code, loss.count, loss.examples) == ("day", 100, tuple(f"inc_{n}" for n in range(5)))
    assert "100 x no day [day: inc_0, inc_1, inc_2, inc_3, inc_4, ...]" in str(report)
    assert json.loads(json.dumps(report.to_plain()))["losses"][0]["count"] == 100


# Every name below is invented.
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ana Quell was shot.", "[name withheld] was shot."),
        ("QUELL'S mother", "[name withheld]'S mother"),
        ("Ms Quell and Ana", "Ms [name withheld] and [name withheld]"),
        ("The banana market", "The banana market"),
        ("ana, they said", "ana, they said"),
        ("A. Quéll, 34", "A. [name withheld], 34"),
        ("quell-shot-dead", "[name withheld]-shot-dead"),
        ("Anaquell", "[name withheld]"),
        ("Quells", "[name withheld]"),
    ],
)
def test_names_are_taken_out_of_texts(text: str, masked: str) -> None:
    assert NameMask(["Ana Quell"])(text) == masked


def test_names_of_scripts_without_capitals_are_found_inside_words() -> None:
    assert NameMask(["نوران الخيالي"])("قال ونوران") == f"قال و{WITHHELD}"
    assert NameMask(["李思想"])("死者李思想是老师") == f"死者{WITHHELD}是老师"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("https://example.org/2024/ana-quell-shot", "https://example.org/"),
        ("https://example.org/2024/attack", "https://example.org/2024/attack"),
        ("https://example.org/%41na%20Quell", "https://example.org/"),
        ("https://quell.example.org/a", WITHHELD),
        ("ana-quell.html", WITHHELD),
    ],
)
def test_an_address_with_a_name_keeps_its_site_only(address: str, masked: str) -> None:
    assert NameMask(["Ana Quell"]).url(address) == masked


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mayor Ana Quell", ["Ana Quell"]),
        ("journalist Juan de la Mott, 40", ["Juan de la Mott"]),
        ("Police officers", []),
        ("Kenyan soldiers", []),
        ("a Red Cross convoy", []),
        ("Mr Quell", ["Quell"]),
        ("two teachers", []),
    ],
)
def test_persons_are_told_from_other_capitals(text: str, names: list[str]) -> None:
    assert list(persons_in(text, frozenset(("red", "cross")))) == names


def _record(**parts: Any) -> dict[str, Any]:
    value = {
        "kind_of_value": "casualty_row",
        "harm": "killed",
        "group": "journalists",
        "quantity": {"low": 1, "best": 1, "high": 1, "qualifier": "exact"},
        "role": "reporter Ana Quell",
        "total": "",
        "total_relation": None,
        "condition": "",
        "names": ["Ana Quell"],
    }
    statement = {
        "id": "st_1",
        "report": "rep_1",
        "mention": "men_1",
        "field": "casualties",
        "value": value,
        "text": "killed: 1 reporter Ana Quell",
        "original_text": "Quell was shot",
        "span": {"start": 0, "end": 3},
        "speaker": {"name": "Bo Mott", "role": "police chief", "kind": "person", "channel": ""},
        "speaker_span": None,
        "stance": "reported_as_fact",
    }
    entry = {"value": value, "text": statement["text"], "rule": "r", "supporting": [statement], "opposing": []}
    head = {"id": "rep_1", "title": "Ana Quell dead, Mott says", "url": "", "document": "", "source": None}
    return {
        "id": "inc_1",
        "values": {"casualties": [entry], "place": []},
        "reports": [{**head, "byline": "Cy Dunn", "published": None}],
        **parts,
    }


def test_a_record_without_names_says_so_everywhere() -> None:
    clean, names = redact(_record())
    assert names == 3
    plain = json.dumps(clean)
    for name in ("ana", "quell", "mott", "dunn"):
        assert not re.search(rf"\b{name}\b", plain, re.IGNORECASE)
    (entry,) = clean["values"]["casualties"]
    assert entry["text"] == "killed: 1 reporter [name withheld]"
    assert entry["supporting"][0]["speaker"]["name"] == ""
    assert entry["supporting"][0]["speaker"]["role"] == "police chief"
    assert clean["reports"][0]["title"] == "[name withheld] dead, [name withheld] says"


def test_a_record_without_persons_stays_as_it_is() -> None:
    record = _record(values={}, reports=[])
    assert redact(record) == (record, 0)
