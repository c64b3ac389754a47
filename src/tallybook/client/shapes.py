"""The shapes of a desk's answers, for type checkers; docs/reference/api.md says what their parts mean.

Answers are the plain data that the desk sends, so that a newer desk may send more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

__all__ = [
    "Act",
    "Changes",
    "Event",
    "Export",
    "Figures",
    "Filters",
    "History",
    "IncidentPage",
    "IncidentRecord",
    "IncidentRow",
    "Job",
    "ListedDate",
    "ListedPlace",
    "Mention",
    "Queue",
    "QueueItem",
    "RelatedIncident",
    "Report",
    "ReportHead",
    "ReportMention",
    "ReportPage",
    "SkippedInput",
    "Statement",
    "Toll",
    "Total",
    "Value",
]


class Filters(TypedDict, total=False):
    """Which incidents. Values of one name are alternatives, names are conditions.

    `q`: words of reports. `first`, `last`: days that the incident's range touches. `bbox`: west, south, east, north in
    degrees. `sort`: newest, oldest, killed, changed, reports or confidence.
    """

    q: str
    type: Sequence[str]
    actor: Sequence[str]
    country: Sequence[str]
    harm: Sequence[str]
    stance: Sequence[str]
    confidence: Sequence[str]
    status: Sequence[str]
    review: bool
    first: date
    last: date
    bbox: tuple[float, float, float, float]
    sort: str


class ListedDate(TypedDict):
    """A range of days as ISO 8601 texts, or why it is not known."""

    first: str | None
    last: str | None
    precision: str
    time_of_day: str
    reason: str


class ListedPlace(TypedDict):
    """A place, or why it is not known which one is meant. Coordinates in degrees."""

    name: str
    precision: str
    country: str
    admin1: str
    admin2: str
    latitude: float | None
    longitude: float | None
    reason: str


class Figures(TypedDict):
    """How many people; None is unknown, not zero."""

    low: int | None
    best: int | None
    high: int | None


class IncidentRow(TypedDict):
    """An incident as a list shows it."""

    id: str
    status: str
    types: list[str]
    actors: list[str]
    targets: list[str]
    date: ListedDate | None
    place: ListedPlace | None
    country: str
    killed: Figures
    injured: Figures
    reports: int
    voices: int
    statements: int
    confidence: str
    needs_review: bool
    version: int
    changed_at: str


class IncidentPage(TypedDict):
    """A part of a list; `next` is the offset of the following part."""

    items: list[IncidentRow]
    total: int
    next: int | None


class Statement(TypedDict):
    """What one report says on one field. Spans count characters of the report's text."""

    id: str
    report: str
    mention: str
    field: str
    value: dict[str, Any]
    text: str
    original_text: str
    span: dict[str, int]
    speaker: dict[str, Any] | None
    speaker_span: dict[str, int] | None
    stance: str


class Value(TypedDict):
    """A published value, the rule that chose it, and the statements for and against it."""

    value: dict[str, Any]
    text: str
    rule: str
    explanation: str
    voices_for: int
    voices_against: int
    supporting: list[Statement]
    opposing: list[Statement]


class Mention(TypedDict):
    """One report's account of an incident."""

    id: str
    report: str
    kind: str
    anchor: dict[str, int]
    anchor_text: str


class Total(TypedDict):
    """What the rows of casualties of one harm come to, for victims or attackers."""

    harm: str
    side: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    text: str
    parts: str
    statements: list[str]


class ReportHead(TypedDict):
    """What is known of a report besides its text."""

    id: str
    title: str
    url: str
    document: str
    source: dict[str, Any] | None
    byline: str
    published: dict[str, Any] | None
    published_basis: str
    language: str
    text_hash: str
    characters: int


class IncidentRecord(TypedDict):
    """An incident with everything behind it. `asked`: the id that was asked for, where it leads here from another."""

    id: str
    asked: str
    kind: str
    status: str
    confidence: str
    needs_review: bool
    version: int
    changed_at: str
    mentions: list[Mention]
    values: dict[str, list[Value]]
    casualty_totals: list[Total]
    reports: list[ReportHead]
    voices: dict[str, str]
    retracted: list[str]
    contradictions: list[str]


class DayToll(TypedDict):
    """The totals as of the end of a day, and the reports that came out on it."""

    day: str
    reports: list[str]
    totals: list[Total]


class Toll(TypedDict):
    """The totals for each day on which a report came out."""

    incident: str
    days: list[DayToll]
    undated: list[str]


class Event(TypedDict):
    """One thing that happened to an incident."""

    revision: int
    incident: str
    kind: str
    at: str
    by: str
    reason: str
    data: dict[str, Any]


class History(TypedDict):
    """What happened to an incident, oldest first."""

    incident: str
    state: str
    leads_to: str
    events: list[Event]
    statements: dict[str, Statement]
    retracted: list[str]


class Changes(TypedDict):
    """Events, oldest first; `next` is what to give as `since` next time."""

    items: list[Event]
    next: int
    revision: int


class RelatedIncident(TypedDict):
    """Another incident that the same reports tell of."""

    incident: IncidentRow
    reports: list[str]
    kinds: list[str]


class ReportPage(TypedDict):
    """A part of the list of reports."""

    items: list[ReportHead]
    total: int
    next: int | None


class ReportMention(TypedDict):
    """An account in a report, and the incident that it tells of, else empty."""

    id: str
    kind: str
    anchor: dict[str, int]
    incident: str


class Report(TypedDict):
    """A report with its text, and what was found in it."""

    head: ReportHead
    text: str
    title_span: dict[str, int] | None
    mentions: list[ReportMention]
    statements: list[Statement]
    retracted: str


class SkippedInput(TypedDict):
    """An input that was not taken."""

    where: str
    code: str
    reason: str


class Job(TypedDict):
    """Reports that were added at once. `state`: waiting, running, done, stopped or failed."""

    id: int
    what: str
    by: str
    asked_at: str
    state: str
    coded: int
    already_there: int
    skipped: list[SkippedInput]
    joined: int
    incidents: list[str]
    error: str


class QueueItem(TypedDict):
    """One thing to look at; what it is not about is empty."""

    kind: str
    incident: str
    other: str
    report: str
    statement: str
    score: float | None
    sentence: str


class Queue(TypedDict):
    """A part of what waits, and how much there is of each kind."""

    items: list[QueueItem]
    counts: dict[str, int]


class Act(TypedDict):
    """What a person did. `undoes` is the act that it took back; `stands` says that nobody took it back."""

    id: int
    at: str
    by: str
    kind: str
    incident: str
    report: str
    why: str
    data: dict[str, Any]
    undoes: int | None
    stands: bool
    words: str


class Export(TypedDict):
    """An export. `losses` is its loss report, once it is done."""

    id: int
    format: str
    by: str
    asked_at: str
    names: bool
    incidents: int
    done: bool
    error: str
    losses: dict[str, Any] | None
