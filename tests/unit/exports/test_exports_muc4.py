"""MUC-4: the file is read back by the scorer, which knows the layout from the answer keys and not from the export."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from record_builders import claim, harmed, incident, place, target
from sheets_checks import demo_records, export, large_records

from tallybook.codebook import crosswalk
from tallybook.evaluation.muc4 import (
    SLOTS,
    Kind,
    Template,
    by_message,
    format_templates,
    parse_templates,
    read_templates,
    score_messages,
)
from tallybook.exports.muc4_people import muc_number
from tallybook.model import ActorValue, TargetValue

LISTS = {4: "incident_type", 5: "stage", 7: "instrument_type", 8: "incident_category", 11: "confidence"}
LISTS |= {13: "phys_type", 16: "phys_effect", 20: "hum_type", 23: "hum_effect"}
DAY = r"\d\d (?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) \d\d"


def check(templates: Iterable[Template]) -> None:
    """Codes are of the set lists; a cross-reference names a fill of the slots that it may name; strings are quoted."""
    known = {slot: {code.code for code in crosswalk("muc4").lists[name].codes} for slot, name in LISTS.items()}
    for template in templates:
        for slot in SLOTS[2:]:
            fillers = template.get(slot.number)
            for filler in fillers:
                (fill,) = filler.fills
                assert fill.quoted == (slot.kind is Kind.STRING)
                if slot.number in known:
                    assert fill.text in known[slot.number]
                if slot.kind is Kind.NUMBER:
                    assert re.fullmatch(r"~?\d+|\d+ -(?: \d+)?|- \d+", fill.text)
                if slot.kind is Kind.DATE:
                    assert re.fullmatch(rf"{DAY}(?: - {DAY})?", fill.text)
                assert fill.text == fill.text.upper()
                named = {one.fills[0].text for number in slot.references for one in template.get(number)}
                assert all(one.text == "-" or one.text in named for one in filler.reference)
            if slot.number in (2, 3, 4, 5, 8):
                assert len(fillers) <= 1


def _labels(path: Path) -> list[str]:
    return re.findall(r"^(\d+\.\s*[A-Z ]+: [A-Z ]+?) {2,}", path.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("records", [demo_records, pytest.param(large_records, marks=pytest.mark.slow)])
def test_the_scorer_reads_the_file_back(tmp_path: Path, records: Any) -> None:
    path, report = export("muc4", records(), tmp_path, names=records is large_records)
    templates = read_templates(path)
    assert report.rows == len(templates) == report.incidents - report.left_out
    check(templates)
    # Every template has every slot, in order, under its official label.
    wanted = [f"{f'{slot.number}.':<4}{slot.label}" for slot in SLOTS]
    assert _labels(path) == wanted * len(templates)
    assert tuple(parse_templates(format_templates(templates))) == templates
    numbers = [(template.message, template.number) for template in templates]
    assert len(set(numbers)) == len(numbers)


def test_scored_against_itself_the_file_is_perfect(tmp_path: Path) -> None:
    path, _ = export("muc4", demo_records(), tmp_path)
    messages = by_message(read_templates(path))
    score = score_messages(messages, messages)
    # A template with a type and a stage alone is too little for the scorer to match with anything, itself included.
    assert score.summary()["MATCHED ONLY"].f() == pytest.approx(100)
    assert sum(pair.key is not None and pair.response is not None for pair in score.pairs) >= 5


def _only(tmp_path: Path, *, names: bool = False, **parts: Any) -> tuple[Template | None, dict[str, int]]:
    path, report = export("muc4", [incident(**parts)], tmp_path, names=names)
    found = list(parse_templates(path.read_text("utf-8")))
    return (found[0] if found else None), {loss.code: loss.count for loss in report.losses}


def _texts(template: Template | None, slot: int) -> list[str]:
    assert template is not None
    return [str(filler) for filler in template.get(slot)]


def test_an_incident_fills_its_slots(tmp_path: Path) -> None:
    bus = TargetValue("a bus", "transport", damage="destroyed")
    found, _ = _only(
        tmp_path,
        types=["bombing"],
        weapons=["grenade"],
        targets=[bus, target("two teachers", "educational", human=True)],
        casualties=[harmed("killed", {"low": 6, "best": None, "high": 8, "qualifier": "range"}, group="police")],
        responsibility=[claim("claimed")],
    )
    assert _texts(found, 2) == ["03 MAY 24"]
    assert _texts(found, 3) == ["KENYA: ONDRY (PROVINCE): KARSK (TOWN)"]
    assert _texts(found, 4) == ["BOMBING"]
    assert _texts(found, 8) == ["TERRORIST ACT"]
    assert _texts(found, 10) == ['"DAWN FRONT BRIGADE"']
    assert _texts(found, 11) == ['CLAIMED OR ADMITTED: "DAWN FRONT BRIGADE"']
    assert _texts(found, 12) == ['"A BUS"']
    assert _texts(found, 16) == ['DESTROYED: "A BUS"']
    assert _texts(found, 19) == ['"TWO TEACHERS"']
    assert 'LAW ENFORCEMENT: "-"' in _texts(found, 20)
    assert _texts(found, 21) == ['6 - 8: "-"']
    assert _texts(found, 23) == ['DEATH: "-"']


def test_names_of_people_stand_in_their_slot_where_asked(tmp_path: Path) -> None:
    row = harmed("killed", 2, group="civilians", names=("Zimra Trosk", "Bo Mott"))
    found, _ = _only(tmp_path, names=True, casualties=[row])
    assert _texts(found, 18) == ['"ZIMRA TROSK"', '"BO MOTT"']
    assert _texts(found, 21) == ['1: "ZIMRA TROSK"', '1: "BO MOTT"']
    hidden, _ = _only(tmp_path, casualties=[row])
    assert _texts(hidden, 18) == []
    assert _texts(hidden, 21) == ['2: "-"']


def test_people_without_a_group_name_are_individuals(tmp_path: Path) -> None:
    found, _ = _only(tmp_path, perpetrators=[ActorValue("gunmen", "unidentified_armed_group")])
    assert _texts(found, 9) == ['"GUNMEN"']
    assert _texts(found, 10) == []


@pytest.mark.parametrize(
    ("parts", "loss"), [({"types": ["forced_displacement"]}, "no_type"), ({"stages": ["planned"]}, "planned")]
)
def test_what_muc4_cannot_hold_is_left_out_and_counted(tmp_path: Path, parts: dict[str, Any], loss: str) -> None:
    found, losses = _only(tmp_path, **parts)
    assert found is None
    assert losses[loss] == 1


def test_what_is_not_known_is_an_empty_slot(tmp_path: Path) -> None:
    found, losses = _only(tmp_path, days=None, where=place("international", country=""), perpetrators=[])
    assert [_texts(found, slot) for slot in (2, 3, 8, 9, 10)] == [[], [], [], [], []]
    assert losses["no_day"] == losses["no_place"] == 1


@pytest.mark.parametrize(
    ("low", "best", "high", "qualifier", "text"),
    [
        (4, 4, 4, "exact", "4"),
        (6, None, 8, "range", "6 - 8"),
        (6, 6, None, "at_least", "6 -"),
        (None, None, 3, "at_most", "- 3"),
        (90, 100, 110, "about", "~100"),
        (None, None, None, "unknown", ""),
    ],
)
def test_numbers(low: int | None, best: int | None, high: int | None, qualifier: str, text: str) -> None:
    assert muc_number({"low": low, "best": best, "high": high, "qualifier": qualifier}) == text
