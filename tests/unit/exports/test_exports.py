"""Plain data with all evidence, a table that no spreadsheet runs, and words that are safe to show."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import assemble
from tallybook.exports import COLUMNS, csv_cell, incident_rows, printable, readable, report_record
from tallybook.model import (
    ActorRelation,
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    MentionRelation,
    Note,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Qualifier,
    Quantity,
    QuantityValue,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Span,
    Speaker,
    Stance,
    Statement,
    TargetValue,
    TextValue,
    Value,
    value_from_json,
)

GAO = PlaceCandidate("Gao", PlacePrecision.TOWN, "ML", "Gao Region")
FRONT = ActorValue("River Front", "rebel_group", aliases=("RF",), part_of="Delta Movement")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (CodeValue("incident_types", "armed_assault"), "armed assault"),
        (TextValue("two hours"), "two hours"),
        (QuantityValue(Quantity.between(8, 10), "gunmen"), "8 to 10 gunmen"),
        (FRONT, "River Front (rebel group; also RF; part of Delta Movement)"),
        (TargetValue("a market", "market"), "a market (market)"),
        (PlaceValue("Gao", PlacePrecision.TOWN, GAO), "Gao, Gao Region, Mali (town)"),
        (PlaceValue("X", PlacePrecision.TOWN, reason="not known"), "X: not resolved, not known"),
        (
            PlaceValue(
                "Gao",
                PlacePrecision.TOWN,
                reason="several",
                candidates=(GAO, PlaceCandidate("Gao", PlacePrecision.TOWN, "PH")),
            ),
            "Gao: not resolved, several; it may be Gao, Gao Region, Mali or Gao, Philippines",
        ),
        (DateValue(DateRange.day(date(2024, 5, 17)), time_of_day="evening"), "2024-05-17 (day), evening"),
        (
            DateValue(None, "no year", tuple(DateRange.day(date(year, 5, 17)) for year in range(2011, 2018))),
            "not resolved, no year; it may be 2011-05-17, 2012-05-17, 2013-05-17, 2014-05-17, 2015-05-17, 2016-05-17 "
            "and 1 more",
        ),
        (
            CasualtyRow("injured", "police", Quantity.stated(2, Qualifier.AT_LEAST), "officers", condition="critical"),
            "injured: at least 2 officers (critical)",
        ),
        (ResponsibilityValue(ResponsibilityAct.UNCLAIMED), "claimed by nobody so far"),
        (
            ResponsibilityValue(ResponsibilityAct.CLAIMED, FRONT, "reportedly", "social_media"),
            "reportedly claimed by River Front (part of Delta Movement), by social media",
        ),
        (ActorRelation("River Front", "splinter_of", "Delta Movement"), "River Front: splinter of Delta Movement"),
        (MentionRelation("background_of", "men_1"), "background of men_1"),
    ],
)
def test_values_read_as_words(value: Value, text: str) -> None:
    assert readable(value) == text


def test_printable_shows_what_it_takes_away() -> None:
    assert printable("a\x1b[0m\n b\u202ec\x00") == "a\\x1b[0m b\\u202ec\\x00"


@given(st.text())
def test_printable_leaves_nothing_that_acts(text: str) -> None:
    shown = printable(text)
    assert shown.splitlines() in ([shown], [])
    assert printable(shown) == shown
    shown.encode("utf-8")


def coded() -> tuple[Report, Coding]:
    report = Report.make("Gunmen attacked a market in Gao on Monday, killing four, officials said.", document="=cmd()")
    mention = Mention.make(report.id, MentionKind.BACKGROUND, Span(7, 15))
    gone = Speaker(role="officials")
    statements = (
        Statement.make(
            report,
            mention.id,
            Field.INCIDENT_TYPE,
            CodeValue("incident_types", "bombing"),
            Span(7, 15),
            Stance.POSSIBLE,
        ),
        Statement.make(
            report,
            mention.id,
            Field.CASUALTIES,
            CasualtyRow("killed", "civilians", Quantity.stated(4)),
            Span(43, 55),
            Stance.CLAIMED,
            gone,
            Span(57, 66),
        ),
        Statement.make(
            report, mention.id, Field.TARGET, TargetValue("@market", "market"), Span(16, 24), Stance.REPORTED_AS_FACT
        ),
    )
    return report, Coding(report.id, "test", "1", (mention,), statements, (), (Note("a_note", "So.", Span(0, 6)),))


def test_every_value_carries_its_words_span_speaker_and_stance() -> None:
    report, coding = coded()
    record = json.loads(json.dumps(report_record(report, coding, assemble(coding.mentions, coding.statements))))
    (incident,) = record["incidents"]
    assert incident["kind"] == "background"
    assert set(incident["values"]) == {field.value for field in Field} - {"actor_relation"}
    seen = 0
    for entries in incident["values"].values():
        for entry in entries:
            value_from_json(entry["value"])
            for statement in entry["supporting"]:
                start, end = statement["span"]["start"], statement["span"]["end"]
                assert report.text[start:end] == statement["original_text"]
                assert statement["stance"] in set(Stance)
                seen += 1
    assert seen == len(coding.statements)
    (killed,) = incident["values"]["casualties"]
    assert killed["supporting"][0]["speaker"]["role"] == "officials"
    assert incident["casualty_totals"][0]["best"] == 4
    assert record["notes"] == [
        {"code": "a_note", "text": "So.", "original_text": "Gunmen", "span": {"start": 0, "end": 6}}
    ]


def test_rows_have_every_column_and_no_formula() -> None:
    report, coding = coded()
    (row,) = incident_rows([report_record(report, coding, assemble(coding.mentions, coding.statements))])
    assert tuple(row) == COLUMNS
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == ("4", "4", "4")
    assert (row["url"], row["targets"]) == ("'=cmd()", "'@market")
    assert row["injured_low"] == ""


@given(st.text())
def test_no_cell_begins_a_formula_and_the_words_stay(text: str) -> None:
    cell = csv_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.endswith(text.replace("\r\n", "\n").replace("\r", "\n"))
    output = io.StringIO()
    csv.writer(output).writerow([cell, "next"])
    assert next(csv.reader(io.StringIO(output.getvalue(), newline="")))[1] == "next" or "\x00" in text


def test_numbers_stay_numbers() -> None:
    assert [csv_cell(value) for value in (-19.98, 0, None, "")] == ["-19.98", "0", "", ""]


def test_no_cell_begins_a_row_of_a_spreadsheet() -> None:
    assert [csv_cell(text) for text in ("a\r=1", "a\r\n=1", "\r=1")] == ["a\n=1", "a\n=1", "'\n=1"]
