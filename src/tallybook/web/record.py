"""The record of one incident as its page shows it: values with what was said for and against them, figures, toll."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.assembly import Judged
from tallybook.model import CasualtyRow, DateValue, Field, PlaceValue
from tallybook.service import explanations, toll
from tallybook.service.confidence import confidence_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tallybook.assembly import Explanation
    from tallybook.model import Quantity, Report, Statement, Support, Value
    from tallybook.service import IncidentView
    from tallybook.service.catalog_query import Confidence

__all__ = ["CasualtyEntry", "Entry", "Group", "Record", "Said", "TollTable", "make_record", "toll_table"]

_GROUPS = (
    ("What happened", (Field.INCIDENT_TYPE, Field.MODE, Field.STAGE, Field.WEAPON)),
    ("When and where", (Field.DATE, Field.PLACE, Field.DURATION, Field.FREQUENCY)),
    ("Who", (Field.PERPETRATOR, Field.PERPETRATOR_COUNT, Field.TARGET)),
)
# Shown also where no report tells them: that something is not known is worth knowing.
_ALWAYS = frozenset({Field.INCIDENT_TYPE, Field.DATE, Field.PLACE, Field.PERPETRATOR, Field.TARGET})


@dataclass(frozen=True, slots=True)
class Said:
    """One statement with the report that it stands in, the coders that found it, and what people say of it."""

    statement: Statement
    report: Report
    supports: tuple[Support, ...]
    judged: Judged


@dataclass(frozen=True, slots=True)
class Entry:
    """One published value. `anchor` is the id of its element in the page."""

    anchor: str
    explanation: Explanation
    supporting: tuple[Said, ...]
    opposing: tuple[Said, ...]

    @property
    def field(self) -> Field:
        """The field of the value."""
        return self.explanation.field

    @property
    def value(self) -> Value:
        """The value."""
        return self.explanation.value

    @property
    def first_told(self) -> date | None:
        """The day on which the first report that says so came out."""
        days = [one.report.published.first for one in self.supporting if one.report.published is not None]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Group:
    """Values that are read together."""

    title: str
    fields: tuple[tuple[Field, tuple[Entry, ...]], ...]


@dataclass(frozen=True, slots=True)
class CasualtyEntry:
    """A row of the casualty table. `number` counts rows from 1; `part_of` is the number of the row that holds it.

    `others` are the statements that give another figure, and those that stand against the row, by publication.
    """

    number: int
    row: CasualtyRow
    entry: Entry
    part_of: int | None
    others: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class TollTable:
    """The totals by day: `columns` are (harm, whether of attackers), each day has one quantity per column or None.

    `undated` counts reports whose publication date is not known, which stand at no day.
    """

    columns: tuple[tuple[str, bool], ...]
    days: tuple[tuple[date, tuple[str, ...], tuple[Quantity | None, ...]], ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that the left half of the page of an incident shows."""

    groups: tuple[Group, ...]
    casualties: tuple[CasualtyEntry, ...]
    responsibility: tuple[Entry, ...]
    unused: tuple[Said, ...]
    toll: TollTable
    confidence: Confidence
    homes: dict[str, str]  # from a statement to the element that shows it: a value, or its line in `unused`
    resting: Mapping[str, tuple[str, ...]]  # from a statement to all values that it speaks for or against


def make_record(view: IncidentView) -> Record:
    """The record of an incident. Raises UnknownRuleError for a value chosen by a rule that this version lacks."""
    statements = {statement.id: statement for statement in view.statements}
    reports = {report.id: report for report in view.reports}
    supports: dict[str, tuple[Support, ...]] = {}
    for support in view.supports:
        supports[support.statement] = (*supports.get(support.statement, ()), support)

    def said(ids: Iterable[str]) -> tuple[Said, ...]:
        told = (statements[id_] for id_ in ids)
        nobody = Judged()
        return tuple(
            Said(one, reports[one.report], supports.get(one.id, ()), view.verdicts.get(one.id, nobody)) for one in told
        )

    entries = [
        Entry(
            f"value-{number}",
            explanation,
            said(one.statement for one in explanation.supporting),
            said(one.statement for one in explanation.opposing),
        )
        for number, explanation in enumerate(explanations(view), start=1)
    ]
    resting: dict[str, tuple[str, ...]] = {}
    for side in ("supporting", "opposing"):
        for entry in entries:
            for one in getattr(entry, side):
                resting[one.statement.id] = (*resting.get(one.statement.id, ()), entry.anchor)
    relations = {Field.MENTION_RELATION}  # these are shown as links to the other incidents
    unused = said(id_ for id_, one in statements.items() if id_ not in resting and one.field not in relations)
    return Record(
        groups=_groups(entries),
        casualties=_casualties(entries),
        responsibility=_responsibility(entries),
        unused=unused,
        toll=toll_table(view),
        confidence=_confidence(view),
        homes={id_: anchors[0] for id_, anchors in resting.items()}
        | {one.statement.id: f"unused-{one.statement.id}" for one in unused},
        resting=resting,
    )


def _groups(entries: Sequence[Entry]) -> tuple[Group, ...]:
    found = []
    for title, fields in _GROUPS:
        told = ((field, tuple(entry for entry in entries if entry.field is field)) for field in fields)
        found.append(Group(title, tuple((field, some) for field, some in told if some or field in _ALWAYS)))
    return tuple(found)


def _responsibility(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Claims, denials and accusations by the day on which they were first reported, undated ones last."""
    told = [entry for entry in entries if entry.field is Field.RESPONSIBILITY]
    return tuple(sorted(told, key=lambda one: (one.first_told is None, one.first_told and one.first_told.toordinal())))


def _casualties(entries: Iterable[Entry]) -> tuple[CasualtyEntry, ...]:
    """The rows, those of one harm together, parts after the row that holds them."""
    rows = [(entry, entry.value) for entry in entries if isinstance(entry.value, CasualtyRow)]
    owners = {
        one.statement.id: at for at, (entry, _) in enumerate(rows) for one in (*entry.supporting, *entry.opposing)
    }
    # What a row supports counts before what it opposes.
    owners |= {one.statement.id: at for at, (entry, _) in enumerate(rows) for one in entry.supporting}
    wholes = {at: owners[row.total] for at, (_, row) in enumerate(rows) if row.total in owners}
    harms = list(dict.fromkeys(row.harm for _, row in rows))
    ordered: list[int] = []
    for harm in harms:
        own = [at for at, (_, row) in enumerate(rows) if row.harm == harm]
        tops = [at for at in own if wholes.get(at) not in own or wholes[at] == at]
        for top in tops:
            ordered += [top, *(at for at in own if at not in tops and wholes.get(at) == top)]
        ordered += [at for at in own if at not in ordered]
    numbers = {at: number for number, at in enumerate(ordered, start=1)}
    found = []
    for at in ordered:
        entry, row = rows[at]
        whole = wholes.get(at)
        part_of = numbers[whole] if whole is not None and whole != at else None
        found.append(CasualtyEntry(numbers[at], row, entry, part_of, _others(entry, row)))
    return tuple(found)


def _others(entry: Entry, row: CasualtyRow) -> tuple[Said, ...]:
    differing = [one for one in entry.supporting if _differs(one.statement.value, row)]
    told = [*differing, *entry.opposing]
    return tuple(sorted(told, key=lambda one: (one.report.published is None, str(one.report.published or ""))))


def _differs(value: Value, row: CasualtyRow) -> bool:
    """Whether a statement gives another figure than its row: another best one, or where one has none, other bounds."""
    if not isinstance(value, CasualtyRow):
        return False
    told, chosen = value.quantity, row.quantity
    if told.best is not None and chosen.best is not None:
        return told.best != chosen.best
    return (told.low, told.best, told.high) != (chosen.low, chosen.best, chosen.high)


def toll_table(view: IncidentView) -> TollTable:
    """The casualty totals by day of publication, as a table."""
    history = toll(view)
    columns = dict.fromkeys((total.harm, total.attackers) for one in history.tolls for total in one.totals)
    days = []
    for one in history.tolls:
        totals = {(total.harm, total.attackers): total.quantity for total in one.totals}
        days.append((one.day, one.reports, tuple(totals.get(column) for column in columns)))
    return TollTable(tuple(columns), tuple(days), len(history.undated))


def _confidence(view: IncidentView) -> Confidence:
    incident = view.incident
    dates = [value for value in incident.values(Field.DATE) if isinstance(value, DateValue)]
    places = [value for value in incident.values(Field.PLACE) if isinstance(value, PlaceValue)]
    found = dates[0].range if dates else None
    place = places[0].place if places else None
    return confidence_of(
        voices=len(set(view.voices.values())),
        dated_to_a_day=found is not None and found.first == found.last,
        precision=places[0].precision.value if place is not None and place.latitude is not None else "",
        typed=bool(incident.values(Field.INCIDENT_TYPE)),
    )
