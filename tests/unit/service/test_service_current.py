"""What hangs together with one incident, worked out alone, is what working out everything says of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from identity_builders import History, histories

from tallybook.errors import IncidentWithdrawnError
from tallybook.service import refresh
from tallybook.service.current import Current
from tallybook.store import Book


def _told(current: Current, incident: str) -> tuple[object, ...]:
    try:
        asked, id_ = current.find(incident)
    except IncidentWithdrawnError as error:
        return ("withdrawn", str(error))
    return asked, id_, current.members_of(id_), current.is_published(id_)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_one_incident_alone_is_as_among_all(history: History) -> None:
    with tempfile.TemporaryDirectory() as folder, Book.open(Path(folder) / "a.book", create=True) as book:
        second = 0
        for number, steps in enumerate(history):
            for step in steps:
                second += 1
                step(book, second)
            with book.published() as look:
                every = Current(look)
                ids = {*look.incidents(), *every.members()}
                for incident in ids:
                    assert _told(Current.around(look, incident), incident) == _told(every, incident)
                mentions = {mention for group in every.members().values() for mention in group}
                for mention in mentions:
                    assert Current(look, {mention}).homes({mention}) == every.homes({mention})
            if number % 2 == 0:  # sometimes more than one part is left to take in
                refresh(book, at=f"2024-02-01T00:{number:02}:00+00:00")
