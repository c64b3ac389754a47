"""No name of a person stands in any export, in any spelling, unless it is asked for. All names are invented."""

from __future__ import annotations

import copy
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from record_builders import harmed, incident, target
from sheets_checks import names_told, stands_in

from books import records
from tallybook.exports.base import ExportOptions
from tallybook.exports.redaction import redact
from tallybook.exports.registry import EXPORTS, export_records
from tallybook.model import ActorValue

# Letters that make no word of a format or of the text around the names.
_LATIN = st.text("qxzjkvwéøžğß", min_size=2, max_size=7).map(lambda part: part[0].upper() + part[1:])
_ARABIC = st.text("ضظغخثذ", min_size=3, max_size=6)
_PARTS = st.lists(st.one_of(_LATIN, _LATIN, st.tuples(_LATIN, _LATIN).map("-".join)), min_size=2, max_size=4)
NAMES = st.one_of(_PARTS.map(" ".join), st.lists(_ARABIC, min_size=2, max_size=3).map(" ".join))
LATIN_NAMES = _PARTS.map(" ".join)


def told_everywhere(victim: str, speaker: str, attacked: str, accused: str, byline: str) -> dict[str, Any]:
    """A record that names people in every place that has words, in several spellings."""
    record = incident(
        days=("2024-05-03", "2024-05-03"),
        perpetrators=[ActorValue("Dawn Front Brigade", "rebel_group"), ActorValue(accused, "individual")],
        targets=[target(f"the teacher {attacked}", "civilians", human=True)],
        casualties=[harmed("killed", 1, group="civilians", names=(victim,))],
        weapons=["rifle"],
    )
    for entries in record["values"].values():
        for entry in entries:
            for statement in entry["supporting"]:
                statement["original_text"] = (
                    f"{victim.upper()}'s rifle, {attacked}; {accused.rsplit(maxsplit=1)[-1]} fled"
                )
                role = f"brother of {victim}"
                statement["speaker"] = {"name": speaker, "role": role, "kind": "person", "channel": speaker}
    for entry in record["values"]["casualties"]:
        entry["value"]["role"] = f"teacher ({victim.rsplit(maxsplit=1)[-1]})"
    head = record["reports"][0]
    head["title"] = f"{victim} killed, {speaker.upper()} says; {attacked} hurt"
    head["url"] = f"https://news.example.org/{quote('-'.join(victim.lower().split()))}/1"
    head["document"] = f"{victim.replace(' ', '_')}-1"
    head["byline"] = byline
    return copy.deepcopy(record)


def written(name: str, exported: list[dict[str, Any]], *, names: bool = False) -> str:
    """Everything that an export writes, with addresses decoded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        export_records(name, exported, path, ExportOptions(names=names))
        texts = [_text_of(file) for file in sorted(Path(folder).rglob("*")) if file.is_file()]
    return unquote("\n".join(texts))


def _text_of(file: Path) -> str:
    """What a file says, taken out of the archives and columns that are packed."""
    head = file.read_bytes()[:4]
    if head == b"PK\x03\x04":
        with zipfile.ZipFile(file) as packed:
            return "\n".join(packed.read(name).decode() for name in packed.namelist())
    if head == b"PAR1":
        table = parquet.read_table(file)
        return f"{table.schema.metadata} {table.drop_columns('geometry').to_pylist()}"
    return file.read_bytes().decode()


@pytest.mark.parametrize("name", EXPORTS)
@given(NAMES, NAMES, LATIN_NAMES, LATIN_NAMES, NAMES)
@settings(max_examples=25, deadline=None)
def test_no_name_stands_in_an_export(
    name: str, victim: str, speaker: str, attacked: str, accused: str, byline: str
) -> None:
    text = written(name, [told_everywhere(victim, speaker, attacked, accused, byline)])
    for person in (victim, speaker, attacked, accused, byline):
        assert not stands_in(person, text), f"{person!r} stands in the export {name}"


@pytest.mark.slow
def test_no_name_of_the_invented_book_stands_in_its_records() -> None:
    for record in records(2000, seed=2):
        clean, _ = redact(record)
        values = str(clean["values"]) + str(clean["reports"])
        for person in names_told(record):
            assert not stands_in(person, values), person


@pytest.mark.parametrize("name", EXPORTS)
def test_a_name_stands_where_it_is_asked_for(name: str) -> None:
    people = ("Zimra Vantreel", "Tavish Okkon", "Quorra Dzelmir", "Breska Trosk", "Yolvi Bexley")
    shown, hidden = (written(name, [told_everywhere(*people)], names=names) for names in (True, False))
    assert not any(stands_in(person, hidden) for person in people)
    assert any(stands_in(person, shown) for person in people) or name in _WITHOUT_WORDS


# Formats that have no column for any word of a report, and none for people.
_WITHOUT_WORDS = frozenset(("acled",))


def test_a_name_that_is_a_word_goes_from_words_and_not_from_codes_and_places() -> None:
    record = told_everywhere("Police Karsk", "Ana March", "Bo Trosk", "Zed Rifle", "April Kenya")
    clean, _ = redact(record)
    values = clean["values"]
    assert values["weapon"][0]["value"]["code"] == "rifle"
    assert values["place"][0]["value"]["place"]["name"] == "Karsk"
    assert not re.search("police|march|april|karsk|rifle", clean["reports"][0]["title"], re.IGNORECASE)
    for entry in values["casualties"]:
        assert not re.search("karsk|police", str(entry["supporting"][0]["original_text"]), re.IGNORECASE)


def test_a_group_keeps_its_name_though_a_coder_takes_it_for_a_person() -> None:
    record = incident(perpetrators=[ActorValue("Dawn Front Brigade", "rebel_group")])
    for entry in record["values"]["perpetrator"]:
        entry["supporting"][0]["speaker"] = {"name": "Dawn Front", "role": "", "kind": "person", "channel": ""}
    clean, names = redact(record)
    assert names == 0
    assert clean["values"]["perpetrator"][0]["value"]["name"] == "Dawn Front Brigade"


def test_names_of_others_can_be_taken_out_as_well() -> None:
    record = incident()
    record["reports"][0]["title"] = "Zimra Vantreel is buried; an attack in Karsk"
    clean, names = redact(record, also=["Zimra Vantreel"])
    assert names == 1
    assert clean["reports"][0]["title"] == "[name withheld] is buried; an attack in Karsk"
