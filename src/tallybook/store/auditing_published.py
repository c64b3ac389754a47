"""Looks at what rests on the records of a book: retractions, published incidents and their history, links."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tallybook.assembly.recording import resolutions_from_json, resolutions_to_json, summary_columns
from tallybook.errors import InvalidValueError
from tallybook.model import EventKind, Field, IncidentState, IncidentStatus, MentionKind
from tallybook.store import rows, select
from tallybook.store import schema as t
from tallybook.store.soundness import sound, stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tallybook.model import Resolution, Retraction
    from tallybook.store.soundness import Stored

__all__ = ["check_published"]


def check_published(connection: sa.Connection) -> None:
    """Check every retraction, incident with its members, event, question, key and voice, and the mark of refreshes.

    References between rows are the database's to check. Raises InvalidValueError for the first that is not sound.
    """
    _check_retractions(connection)
    _check_incidents(connection)
    for row in stored(connection, sa.select(t.incident_event)):
        sound(t.incident_event, row, _read_event)
    for row in stored(connection, sa.select(t.refresh_mark)):
        sound(t.refresh_mark, row, _read_mark)
    for row in stored(connection, sa.select(t.link_question)):
        sound(t.link_question, row, _read_question)
    for row in stored(connection, sa.select(t.link_mention)):
        sound(t.link_mention, row, _read_keys)
    _check_voices(connection)


def _require(condition: bool, words: str) -> None:
    if not condition:
        raise InvalidValueError(words)


def _check_retractions(connection: sa.Connection) -> None:
    """A report is retracted first, and then each row takes back the one before it."""
    withdrawn: dict[str, bool] = {}
    for row in stored(connection, sa.select(t.retraction).order_by(t.retraction.c.id)):
        found: Retraction = sound(t.retraction, row, rows.retraction_from_row, rows.retraction_row)
        if withdrawn.get(found.report, False) is found.withdrawn:
            raise InvalidValueError(f"The retraction {row['id']} leaves its report as it stood before.")
        withdrawn[found.report] = found.withdrawn


# Incidents ------------------------------------------------------------------------------------------------------------


def _check_incidents(connection: sa.Connection) -> None:
    targets: dict[str, str] = {}
    ids = connection.execute(sa.select(t.incident.c.id).order_by(t.incident.c.number)).scalars().all()
    for page in select.chunks(ids):
        targets |= _check_page(connection, page)
    _check_ends(targets)


def _check_page(connection: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Check some incidents. Returns where redirects among them lead."""
    found = {row["id"]: row for row in stored(connection, sa.select(t.incident).where(t.incident.c.id.in_(ids)))}
    resolutions: dict[str, Sequence[Resolution]] = {
        id_: sound(t.incident, row, _read_incident, _incident_row) for id_, row in found.items()
    }
    members: dict[str, set[str]] = {}
    link, kind = t.incident_mention.c, t.mention.c.kind
    query = sa.select(link.incident, link.mention, kind).join(t.mention, t.mention.c.id == link.mention)
    for row in stored(connection, query.where(link.incident.in_(ids))):
        members.setdefault(row["incident"], set()).add(row["mention"])
        if row["kind"] == MentionKind.AGGREGATE:
            raise InvalidValueError(f"The mention {row['mention']} tells of many occurrences, but is of an incident.")
    for id_, row in found.items():
        _check_members(row, members.get(id_, set()))
    mentions = _mentions_of(connection, resolutions)
    for id_, row in found.items():
        for statement in _behind(resolutions[id_]):
            # An incident that is none any more keeps its last values, whatever its mentions tell of now.
            of_it = row["state"] != IncidentState.ACTIVE or mentions.get(statement) in members[id_]
            if statement not in mentions or not of_it:
                raise InvalidValueError(f"The incident {id_} rests on the statement {statement}, which is none of it.")
    return {id_: row["target"] for id_, row in found.items() if row["target"] is not None}


def _read_incident(row: Stored) -> Sequence[Resolution]:
    state = IncidentState(row["state"])
    IncidentStatus(row["status"])
    _require((state is IncidentState.REDIRECT) is (row["target"] is not None), "it leads to another one or it does not")
    _require(row["version"] >= 1 and row["number"] >= 1, "its number and version count from 1")
    _require(min(row["reports"], row["voices"], row["statements"]) >= 0, "its counts begin with 0")
    resolutions = resolutions_from_json(row["resolutions"])
    _require(all(isinstance(one.rule, str) for one in resolutions), "the name of a rule is no text")
    return resolutions


def _incident_row(resolutions: Sequence[Resolution]) -> dict[str, Any]:
    return {"resolutions": resolutions_to_json(resolutions), **summary_columns(resolutions)}


def _check_members(row: Stored, members: Collection[str]) -> None:
    if row["state"] == IncidentState.ACTIVE and not members:
        raise InvalidValueError(f"The incident {row['id']} stands, but no mention tells of it.")
    if row["state"] == IncidentState.REDIRECT and members:
        raise InvalidValueError(f"The incident {row['id']} leads to another one, but mentions tell of it.")


def _mentions_of(connection: sa.Connection, resolutions: Mapping[str, Sequence[Resolution]]) -> dict[str, str]:
    """The mention of each statement behind the resolutions that is in the book."""
    wanted = sorted({statement for told in resolutions.values() for statement in _behind(told)})
    found: dict[str, str] = {}
    for page in select.chunks(wanted):
        query = sa.select(t.statement.c.id, t.statement.c.mention).where(t.statement.c.id.in_(page))
        found |= {row["id"]: row["mention"] for row in stored(connection, query)}
    return found


def _behind(resolutions: Iterable[Resolution]) -> list[str]:
    return [statement for one in resolutions for statement in (*one.supporting, *one.opposing)]


def _check_ends(targets: Mapping[str, str]) -> None:
    """Every redirect comes to an end."""
    ended: set[str] = set()
    for start in targets:
        way: list[str] = []
        here = start
        while here in targets and here not in ended:
            way.append(here)
            here = targets[here]
            if len(way) > len(targets):
                raise InvalidValueError(f"The incident {start} leads to itself.")
        ended.update(way)


# History and links ----------------------------------------------------------------------------------------------------


def _read_event(row: Stored) -> None:
    EventKind(row["kind"])
    at = datetime.fromisoformat(row["at"])
    # Events are found by the text of their instant, so that it has to be written in one way.
    written = at.tzinfo is not None and at.astimezone(UTC).isoformat(timespec="microseconds")
    _require(written == row["at"], f"{row['at']!r} is not written as instants are")
    data = dict(row["data"])
    for sides in data.pop("fields", {}).items():
        _read_change(*sides)
    for name, value in data.items():
        if name in ("to", "from") and isinstance(value, str):
            continue
        _require(isinstance(value, list) and all(isinstance(one, str) for one in value), f"its {name} are no ids")


def _read_change(field: str, sides: Mapping[str, Any]) -> None:
    Field(field)
    _require(sides.keys() == {"old", "new"}, f"of {field} the old and the new value are told")
    for entries in sides.values():
        record = {field: entries} if entries else {}
        _require(resolutions_to_json(resolutions_from_json(record)) == record, f"its values of {field} are none")


def _read_mark(row: Stored) -> None:
    _require(row["id"] == 1, "there is one")
    for field, rule in row["rules"].items():
        Field(field)
        _require(isinstance(rule, str), f"the rule of {field} is no name")


def _read_question(row: Stored) -> None:
    _require(row["left"] < row["right"], "its mentions are not in their order")
    _require(0 <= row["score"] <= 1, "its score is no chance")


def _read_keys(row: Stored) -> None:
    _require(len(b64decode(row["keys"], validate=True)) % 8 == 0, "its keys are not of 8 bytes each")


def _check_voices(connection: sa.Connection) -> None:
    """The report that names a voice has none but itself."""
    voices = {row["report"]: row["voice"] for row in stored(connection, sa.select(t.report_voice))}
    for report, voice in voices.items():
        if voice in voices:
            raise InvalidValueError(f"The report {report} has the voice of {voice}, which is a copy itself.")
