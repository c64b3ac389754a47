# ruff: noqa: S608 - the statements are written here, with ids that are
"""What was published, retracted and linked is checked like the records that it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from store_builders import a_coding, a_report

from tallybook.errors import DumpError, NotABookError
from tallybook.service import merge, refresh, retract
from tallybook.store import Book
from tallybook.store.auditing import check_book
from tallybook.store.exchange import dump_book, load_book
from tallybook.store.linking import Question

AT = "2024-01-01T00:00:00+00:00"
MENTIONS = [a_coding(a_report(number)).mentions[0].id for number in range(4)]
REPORTS = [a_report(number).id for number in range(4)]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Four incidents: the second leads to the first, the third is withdrawn; the fourth report is a copy."""
    with Book.open(tmp_path / "a.book", create=True) as made:
        for number in range(4):
            made.add_coded(a_report(number), a_coding(a_report(number)))
        refresh(made, at=AT)
        with made.published() as look:
            ids = look.incidents_of(MENTIONS)
        merge(made, [ids[mention] for mention in MENTIONS[:2]], why="one bomb", by="Ann", at=AT)
        for undo in (False, True, False):
            retract(made, REPORTS[2], why="another year", by="Ann", at=AT, undo=undo)
        left, right = sorted((MENTIONS[0], MENTIONS[3]))
        question = Question(left, right, 0.6, "one day", "machine:linking/1", AT)
        taken_in = {mention: [1, 2] for mention in MENTIONS}
        made.add_links([], taken_in, "1", [question], {REPORTS[3]: REPORTS[0]})
        yield made


def _value(**change: Any) -> str:
    """Published values of the fourth incident, with a change."""
    entry = {
        "value": {"kind_of_value": "code_value", "scheme": "weapons", "code": "bomb"},
        "rule": "all_told",
        "supporting": [a_coding(a_report(3)).statements[0].id],
        "opposing": [],
    }
    return json.dumps({"weapon": [entry | change]})


def test_what_tallybook_published_is_sound(book: Book, tmp_path: Path) -> None:
    assert check_book(book) == 4
    dump_book(book, tmp_path / "dump")
    load_book(tmp_path / "dump", tmp_path / "copy.book")


FAULTS = {
    "a retraction twice": ("UPDATE retraction SET withdrawn = 1", "leaves its report as it stood"),
    "a return of what was never gone": ("DELETE FROM retraction WHERE id = 1", "leaves its report as it stood"),
    "an unknown state": ("UPDATE incident SET state = 'asleep' WHERE number = 4", "no record of the data model"),
    "an unknown status": ("UPDATE incident SET status = 'vague' WHERE number = 4", "no record of the data model"),
    "a redirect to nowhere": ("UPDATE incident SET target = NULL WHERE number = 2", "leads to another one or it does"),
    "a redirect to itself": ("UPDATE incident SET target = id WHERE number = 2", "leads to itself"),
    "no version": ("UPDATE incident SET version = 0 WHERE number = 4", "count from 1"),
    "fewer than none": ("UPDATE incident SET voices = -1 WHERE number = 4", "begin with 0"),
    "no values": ("UPDATE incident SET resolutions = '[]' WHERE number = 4", "no record of the data model"),
    "an unknown field": ("""UPDATE incident SET resolutions = '{"colour":[]}' WHERE number = 4""", "does not fit"),
    "a column for lists": ("UPDATE incident SET types = '[\"bombing\"]' WHERE number = 4", "has a types that does not"),
    "a total": ("UPDATE incident SET killed_best = 4 WHERE number = 4", "has a killed_best that does not fit"),
    "a statement that is not there": (
        f"UPDATE incident SET resolutions = '{_value(supporting=['st_0'])}' WHERE number = 4",
        "rests on the statement st_0",
    ),
    "a statement of another incident": (
        f"UPDATE incident SET resolutions = '{_value(supporting=[a_coding(a_report(0)).statements[0].id])}' "
        "WHERE number = 4",
        "which is none of it",
    ),
    "a value of another shape": (
        f"UPDATE incident SET resolutions = '{_value(value=[1])}' WHERE number = 4",
        "no record of the data model",
    ),
    "a rule without a name": (
        f"UPDATE incident SET resolutions = '{_value(rule=1)}' WHERE number = 4",
        "no record of the data model",
    ),
    "no mention": (f"DELETE FROM incident_mention WHERE mention = '{MENTIONS[3]}'", "but no mention tells of it"),
    "mentions of a redirect": (
        "UPDATE incident_mention SET incident = (SELECT id FROM incident WHERE number = 2) "
        f"WHERE mention = '{MENTIONS[1]}'",
        "leads to another one, but mentions",
    ),
    "an aggregate": (f"UPDATE mention SET kind = 'aggregate', incident = NULL WHERE id = '{MENTIONS[3]}'", "many"),
    "an unknown event": ("UPDATE incident_event SET kind = 'lost' WHERE id = 1", "incident_event 1 is no record"),
    "an event at no instant": ("UPDATE incident_event SET at = 'now' WHERE id = 1", "incident_event 1 is no record"),
    "an instant in another form": (f"UPDATE incident_event SET at = '{AT}' WHERE id = 1", "not written as instants"),
    "mentions that are none": ("UPDATE incident_event SET data = '{\"mentions\":[1]}' WHERE id = 1", "are no ids"),
    "data of another shape": ("UPDATE incident_event SET data = '[1]' WHERE id = 1", "incident_event 1 is no record"),
    "a change of half a value": (
        """UPDATE incident_event SET data = '{"fields":{"weapon":{"old":[]}}}' WHERE id = 1""",
        "no record of the data model",
    ),
    "a change to no value": (
        """UPDATE incident_event SET data = '{"fields":{"weapon":{"old":[],"new":[{"value":1}]}}}' WHERE id = 1""",
        "no record of the data model",
    ),
    "rules of an unknown field": ('UPDATE refresh_mark SET rules = \'{"colour":""}\'', "refresh_mark 1 is no record"),
    "a question about one mention": ('UPDATE link_question SET "left" = "right"', "not in their order"),
    "no chance": ("UPDATE link_question SET score = 2.0", "no chance"),
    "keys that are none": ("UPDATE link_mention SET keys = 'AAAA'", "not of 8 bytes each"),
    "keys that are no base 64": ("UPDATE link_mention SET keys = '%'", "no record of the data model"),
    "a voice that is a copy": ("UPDATE report_voice SET voice = report", "which is a copy itself"),
}


@pytest.mark.parametrize(("fault", "because"), FAULTS.values(), ids=FAULTS)
def test_what_is_not_sound_is_named(book: Book, tmp_path: Path, fault: str, because: str) -> None:
    with book._write() as connection:
        assert connection.exec_driver_sql(fault).rowcount > 0
    with pytest.raises(NotABookError, match=because):
        check_book(book)
    dump_book(book, tmp_path / "dump")
    with pytest.raises(DumpError, match=because):
        load_book(tmp_path / "dump", tmp_path / "copy.book")
