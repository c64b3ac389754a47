"""Persons are found in the words of a record, whatever their names are made of. All names are invented."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_builders import harmed, incident, place, target
from sheets_checks import stands_in
from test_exports_names import written

from tallybook.exports.names import WITHHELD, NameMask
from tallybook.exports.persons import in_byline, persons_in
from tallybook.exports.redaction import redact
from tallybook.exports.registry import EXPORTS
from tallybook.model import ActorValue

OTHERS = frozenset(("karsk", "ondry", "drey", "dawn", "front", "brigade", "al", "shabaab"))

# The place of the record is Karsk in Drey in Ondry, the group the Dawn Front Brigade.
_PLACES_AND_GROUPS = ("Karsk", "Ondry", "Drey", "Dawn")
_OWN = st.text("bdklmnprtvz", min_size=2, max_size=3).flatmap(
    lambda consonants: st.sampled_from(("aquex", "uziv", "ovyx")).map(lambda rest: consonants.capitalize() + rest)
)
_SURNAMES = st.one_of(_OWN, st.sampled_from(_PLACES_AND_GROUPS))
_PARTICLES = st.sampled_from(
    (
        *("", "", "al-", "al‑", "ʿAbd al-", "de la ", "della ", "dal ", "bin ", "ben ", "abu ", "ould ", "zu ", "van "),
        *("O'", "O’", "ibn ʿAbd al-", "Umm "),
    )
)
_NAMES = st.builds(lambda first, lead, last: f"{first} {lead}{last}", _OWN, _PARTICLES, _SURNAMES)
_SPELLINGS = st.sampled_from((str, str, str.upper))
_HUMAN = ("{}", "the teacher {}", "teacher {}, 40", "Mr {}", "Judge {}", "family of {}", "{} and two guards")
_THINGS = ("home of {}", "car of {}", "{}'s house", "the car of the late {}", "house of Senator {}", "{} home")


def attacked(name: str, context: str, *, human: bool) -> dict[str, Any]:
    """A record that names somebody in the words of its target, and again where words of reports stand."""
    record = incident(
        perpetrators=[ActorValue("Dawn Front Brigade", "rebel_group")],
        targets=[target(context.format(name), "civilians", human=human)],
        casualties=[harmed("killed", 1, group="civilians")],
        where=place(),
    )
    for entry in (*record["values"]["target"], *record["values"]["casualties"]):
        entry["supporting"][0]["original_text"] = f"{name} was shot"
    record["reports"][0]["title"] = f"{name.upper()} shot"
    record["reports"][0]["document"] = f"shot-{name}"
    return copy.deepcopy(record)


def parts(name: str) -> list[str]:
    return [part for part in re.findall(r"[^\W\d_ʿ]+", name) if len(part) > 3]


@pytest.mark.parametrize("human", [True, False])
@given(_NAMES, _SPELLINGS, st.data())
@settings(max_examples=150, deadline=None)
def test_no_part_of_a_name_stands_in_the_words_of_a_record(human: bool, name: str, spelt: Any, data: Any) -> None:
    context = data.draw(st.sampled_from(_HUMAN if human else _THINGS))
    clean, count = redact(attacked(spelt(name), context, human=human))
    assert count >= 1
    told = [statement["original_text"] for entry in clean["values"]["target"] for statement in entry["supporting"]]
    told += [entry["value"]["text"] for entry in clean["values"]["target"]]
    told += [clean["reports"][0]["title"], clean["reports"][0]["document"]]
    for text in told:
        assert not any(stands_in(part, text) for part in parts(name)), text


@pytest.mark.parametrize("export", EXPORTS)
@given(_NAMES, st.sampled_from([(text, True) for text in _HUMAN] + [(text, False) for text in _THINGS]))
@settings(max_examples=20, deadline=None)
def test_no_part_of_a_name_stands_in_an_export(export: str, name: str, context: tuple[str, bool]) -> None:
    text = written(export, [attacked(name, context[0], human=context[1])])
    # What the gazetteer says of the place stays, and the name of the group may, whoever else is called so.
    assert not any(stands_in(part, text) for part in parts(name) if part not in _PLACES_AND_GROUPS), text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("teacher Ana Karsk", ["Ana Karsk"]),
        ("teacher Karsk Vantreel", ["Karsk Vantreel"]),
        ("Mr Karsk", ["Karsk"]),
        ("Mr de la Korsk", ["de la Korsk"]),
        ("Mr abu Korrim", ["abu Korrim"]),
        ("teacher al-Quennari", ["al-Quennari"]),
        ("the bin Velk family", ["bin Velk"]),
        ("Ana Quell of the Velden Front", ["Ana Quell"]),
        ("Ana Quell and Velden Front fighters", ["Ana Quell"]),
        ("MNLF Chairman Nur Velk", ["Chairman Nur Velk"]),
        ("ANA KHANDREL", ["ANA KHANDREL"]),
        ("VANTREEL Zimra", ["VANTREEL Zimra"]),
        ("José Velk".replace("é", "e\u0301"), ["José Velk"]),
        ("Kenyan al-Shabaab fighters", []),
        ("al-Qaeda militants", []),
        ("Dawn Front fighters", []),
        ("North Karsk villagers", []),
        ("Karsk Market traders", []),
        ("Ondry Karsk traders", []),
        ("Kenya KDF soldiers", []),
        ("BOMB SQUAD", []),
        ("residents of La Paz", []),
        ("Kenya Railways Teachers", []),
        ("spokesman Dawn Front", []),
    ],
)
def test_persons_in_words_for_people(text: str, found: list[str]) -> None:
    assert list(persons_in(text, OTHERS)) == found


def test_each_name_of_a_long_list_is_found() -> None:
    text = "Ana Quell and Tor Velk and Bo Trosk and Cy Dunnel and Eda Mott"
    assert list(persons_in(text, OTHERS)) == ["Ana Quell", "Tor Velk", "Bo Trosk", "Cy Dunnel", "Eda Mott"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Velk's car", ["Velk"]),
        ("car driven by Tor Velk", ["Tor Velk"]),
        ("home of opposition leader Tor Velk", ["Tor Velk"]),
        ("house of Commons", []),
        ("Karsk Central Market", []),
        ("Toyota Land Cruiser vehicle", []),
        ("car outside Velden Market", []),
        ("Hotel Marska Vell", []),
        ("vehicle of Dawn Front", []),
        ("offices of the Ana Party", []),
    ],
)
def test_owners_in_words_for_things(text: str, found: list[str]) -> None:
    assert list(persons_in(text, OTHERS, thing=True)) == found


@pytest.mark.parametrize(
    ("byline", "found"),
    [
        ("Dawn Correspondent", []),
        ("Staff Reporter", []),
        ("Gazette Correspondent", []),
        ("Reuters", []),
        ("The Associated Press", []),
        ("Ana Quell, Dawn Correspondent", ["Ana Quell"]),
        ("Ana Quell Correspondent", ["Ana Quell"]),
        ("By Ana Quell and Tor Velk in Velden", ["Ana Quell", "Tor Velk"]),
        ("Dr Ana Karsk", ["Ana Karsk"]),
        ("ana.quell@news.example", ["ana quell"]),
        ("KHAN", ["KHAN"]),
        ("نوران الخيالي", ["نوران الخيالي"]),
    ],
)
def test_persons_in_bylines(byline: str, found: list[str]) -> None:
    assert list(in_byline(byline, OTHERS)) == found


def test_a_byline_without_a_person_takes_no_name_of_a_group_or_source_away() -> None:
    record = incident(perpetrators=[ActorValue("Dawn Front Brigade", "rebel_group")])
    record["reports"][0] |= {"byline": "Dawn Correspondent", "title": "Dawn Front attacks, Dawn reports"}
    clean, count = redact(record)
    assert count == 0
    assert clean["reports"][0]["title"] == "Dawn Front attacks, Dawn reports"
    assert clean["reports"][0]["byline"] == "Dawn Correspondent"


def test_a_byline_with_a_person_is_withheld_whole() -> None:
    record = incident(perpetrators=[ActorValue("Dawn Front Brigade", "rebel_group")])
    record["reports"][0] |= {"byline": "Ana Quell, Dawn Correspondent", "title": "Quell: Dawn Front attacks"}
    clean, _ = redact(record)
    assert clean["reports"][0]["byline"] == WITHHELD
    assert clean["reports"][0]["title"] == f"{WITHHELD}: Dawn Front attacks"


@pytest.mark.parametrize("name", ["Saʿid Velkor", "Sa'id Velkor", "Sa’id Velkor"])
@pytest.mark.parametrize("text", ["Saʿid", "SA‘ID", "Said", "Velk\u00ador", "Saʾid‑Velkor"])
def test_a_name_is_found_with_and_without_its_marks(name: str, text: str) -> None:
    assert NameMask([name])(text) == WITHHELD


def test_a_person_is_no_group_for_being_a_piece_of_its_name() -> None:
    record = incident(perpetrators=[ActorValue("Velkorian Brigade", "rebel_group")])
    said = record["values"]["perpetrator"][0]["supporting"][0]
    said["speaker"] = {"name": "Velkor", "role": "", "kind": "person", "channel": ""}
    assert redact(record)[1] == 1
