"""Incidents of a book: listed with filters, and one with all of its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tallybook.assembly import (
    DEFAULT,
    NO_VERDICTS,
    RuleSet,
    Verdicts,
    casualty_total,
    resolve,
    standing_verdicts,
)
from tallybook.assembly.recording import resolutions_from_json
from tallybook.codebook import load_codebook
from tallybook.errors import RecordNotFoundError, UsageError
from tallybook.model import (
    ActorValue,
    CodeValue,
    DateValue,
    Field,
    Incident,
    IncidentStatus,
    Mention,
    PlaceValue,
    Quantity,
    Report,
    Retraction,
    Statement,
    Support,
    TargetValue,
)
from tallybook.service.books import opened
from tallybook.service.current import Current, retracted_beside
from tallybook.service.planning import Questions, open_questions
from tallybook.service.publishing import names_of_rules, voices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tallybook.service.books import AnyBook
    from tallybook.store import Book, Published

__all__ = [
    "IncidentFilter",
    "IncidentList",
    "IncidentSummary",
    "IncidentView",
    "decision_questions",
    "get_incident",
    "incident_views",
    "list_incidents",
    "summarise",
    "views_of",
]

# Incidents whose evidence, or whose values alone, are read at once: bounds the memory on a large book.
_PAGE = 200
_MANY = 2000


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents: those that fit every condition given.

    `country`: code of ISO 3166-1 alpha-2, of any place of the incident. `first`, `last`: days, both included, that the
    range of one of its dates touches; an incident without a date fits no condition on dates. `incident_type`: a code of
    the codebook. `text`: characters in one of its reports, in any case. `coder`: only what this coder found.

    Raises UsageError for a country that is not two letters or a `first` after `last`, UnknownCodeError for a type that
    the codebook does not have.
    """

    country: str = ""
    first: date | None = None
    last: date | None = None
    incident_type: str = ""
    text: str = ""
    coder: str = ""

    def __post_init__(self) -> None:
        if self.country and not (len(self.country) == 2 and self.country.isascii() and self.country.isalpha()):
            raise UsageError(f"A country is given by its two-letter code, such as PK, not as {self.country!r}.")
        object.__setattr__(self, "country", self.country.upper())
        if self.first and self.last and self.last < self.first:
            raise UsageError(f"The first day {self.first} is after the last day {self.last}; swap them.")
        if self.incident_type:
            load_codebook().get_entry("incident_types", self.incident_type)

    def accepts(self, incident: Incident) -> bool:
        """Whether the published values fit; `text` and `coder` are conditions on reports and codings, not on values."""
        if self.country and self.country not in _countries(incident):
            return False
        codes = {value.code for value in incident.values(Field.INCIDENT_TYPE) if isinstance(value, CodeValue)}
        if self.incident_type and self.incident_type not in codes:
            return False
        if self.first is None and self.last is None:
            return True
        ranges = [found.range for found in _dates(incident) if found.range is not None]
        return any(
            (self.first is None or found.last >= self.first) and (self.last is None or found.first <= self.last)
            for found in ranges
        )


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident with everything behind it: its mentions, their statements, who found these, and the reports.

    `voices` gives the independent voice of each report, by ids, `verdicts` what people say of its statements. What only
    `get_incident` sets: `asked` is the id that was asked for, where it leads to this incident from another; `retracted`
    says which reports would tell of the incident, but count no more; `questions` are about its mentions.
    """

    incident: Incident
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    supports: tuple[Support, ...]
    reports: tuple[Report, ...]
    voices: Mapping[str, str] = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=dict)
    asked: str = ""
    retracted: tuple[Retraction, ...] = ()
    questions: Questions = field(default_factory=Questions)

    def statement(self, statement: str) -> Statement:
        """The statement with this id. Raises RecordNotFoundError."""
        for found in self.statements:
            if found.id == statement:
                return found
        raise RecordNotFoundError(f"The incident {self.incident.id} has no statement {statement}.")

    def report(self, report: str) -> Report:
        """The report with this id. Raises RecordNotFoundError."""
        for found in self.reports:
            if found.id == report:
                return found
        raise RecordNotFoundError(f"The incident {self.incident.id} has no report {report}.")


@dataclass(frozen=True, slots=True)
class IncidentSummary:
    """One line of a list.

    `date` and `place` are the first published ones; `killed` and `injured` leave attackers out.
    """

    id: str
    types: tuple[str, ...]
    date: DateValue | None
    place: PlaceValue | None
    countries: tuple[str, ...]
    perpetrators: tuple[str, ...]
    targets: tuple[str, ...]
    killed: Quantity
    injured: Quantity
    reports: int
    statements: int


@dataclass(frozen=True, slots=True)
class IncidentList:
    """Incidents by date, those without a date last; and what is open between decisions, which a person must see.

    Mentions whose decisions contradict one another stay the incidents that they were before, new ones stand alone.
    """

    incidents: tuple[IncidentSummary, ...]
    questions: Questions = field(default_factory=Questions)


@dataclass(frozen=True, slots=True)
class _Told:
    """An incident, of how many reports and statements, and whether its values are those that are published."""

    incident: Incident
    reports: int
    statements: int
    published: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    """By which rules the values are chosen, and from the statements of which coder alone (or of all)."""

    coder: str
    rules: RuleSet

    def is_published(self, look: Published) -> bool:
        """Whether published values were chosen like this."""
        return not self.coder and look.mark().rules == names_of_rules(self.rules)

    def incident(
        self,
        id_: str,
        mentions: tuple[str, ...],
        statements: Iterable[Statement],
        voices: Mapping[str, str],
        verdicts: Verdicts,
        status: IncidentStatus = IncidentStatus.MACHINE,
    ) -> Incident:
        """An incident with its values chosen here. What one coder alone found is shown as it found it."""
        judged = NO_VERDICTS if self.coder else verdicts
        return Incident(id_, mentions, resolve(statements, self.rules, voices, verdicts=judged), status)


def list_incidents(book: AnyBook, wanted: IncidentFilter | None = None, rules: RuleSet = DEFAULT) -> IncidentList:
    """The incidents of a book that fit the filter, assembled by `rules`. Raises the errors of `Book.open`."""
    with opened(book) as found:
        told = list(_told(found, wanted if wanted is not None else IncidentFilter(), rules))
        with found.published() as look:
            questions = open_questions(look)
    summaries = [_summary(each.incident, each.reports, each.statements) for each in told]
    summaries.sort(key=lambda summary: _by_date(summary.date, summary.id))
    return IncidentList(tuple(summaries), questions)


def decision_questions(book: AnyBook) -> Questions:
    """What a person has to look at between the decisions of a book. Raises the errors of `Book.open`."""
    with opened(book) as found, found.published() as look:
        return open_questions(look)


def incident_views(
    book: AnyBook, wanted: IncidentFilter | None = None, rules: RuleSet = DEFAULT
) -> Iterator[IncidentView]:
    """The incidents of a book that fit the filter, each with its evidence, in the order of `list_incidents`.

    Evidence is read a page of incidents at a time: a large book needs memory for the ids of its incidents only.
    """
    wanted = wanted if wanted is not None else IncidentFilter()
    with opened(book) as found:
        told = sorted(
            (
                _by_date(next(iter(_dates(each.incident)), None), each.incident.id),
                each.published,
                each.incident.mentions,
            )
            for each in _told(found, wanted, rules)
        )
        for start in range(0, len(told), _PAGE):
            page = [(key[-1], published, mentions) for key, published, mentions in told[start : start + _PAGE]]
            yield from _views(found, page, _Choice(wanted.coder, rules))


def views_of(book: AnyBook, incidents: Iterable[str], rules: RuleSet = DEFAULT) -> Iterator[IncidentView]:
    """The incidents with exactly these ids, with their evidence, in the order given; what does not stand is left out.

    Evidence is read a page of incidents at a time. Raises the errors of `Book.open`.
    """
    ids = list(dict.fromkeys(incidents))
    choice = _Choice("", rules)
    with opened(book) as found:
        for start in range(0, len(ids), _PAGE):
            page = ids[start : start + _PAGE]
            with found.published() as look:
                current = Current(look)
                members = current.standing(page)
                by_rules = choice.is_published(look)
            told = [(id_, by_rules and current.is_published(id_), members[id_]) for id_ in page if id_ in members]
            yield from _views(found, told, choice)


def get_incident(book: AnyBook, incident: str, coder: str = "", rules: RuleSet = DEFAULT) -> IncidentView:
    """The incident whose id is or begins with `incident`, with its evidence, assembled by `rules`.

    The id of an incident that was joined to another leads to that one. Raises RecordNotFoundError,
    IncidentWithdrawnError where no mention of it is left, and the errors of `Book.open`.
    """
    with opened(book) as found:
        with found.published() as look:
            current = Current.around(look, incident)
            asked, id_ = current.find(incident)
            members = current.members_of(id_)
            choice = _Choice(coder, rules)
            published = choice.is_published(look) and current.is_published(id_)
            found_by = look.mentions(members, coder)
            retracted = retracted_beside(look, members)
            questions = open_questions(look, members)
        shown = tuple(mention for mention in members if mention in found_by)
        if not shown:
            raise RecordNotFoundError(f"The coder {coder} finds nothing of the incident {id_}.")
        view = next(iter(_views(found, [(id_, published, shown)], choice)))
        return replace(view, asked=asked if asked != id_ else "", retracted=retracted, questions=questions)


def summarise(view: IncidentView) -> IncidentSummary:
    """One line for an incident."""
    return _summary(view.incident, len(view.reports), len(view.statements))


def _summary(incident: Incident, reports: int, statements: int) -> IncidentSummary:
    places = [value for value in incident.values(Field.PLACE) if isinstance(value, PlaceValue)]
    return IncidentSummary(
        id=incident.id,
        types=tuple(value.code for value in incident.values(Field.INCIDENT_TYPE) if isinstance(value, CodeValue)),
        date=next(iter(_dates(incident)), None),
        place=next(iter(places), None),
        countries=_countries(incident),
        perpetrators=tuple(v.name for v in incident.values(Field.PERPETRATOR) if isinstance(v, ActorValue)),
        targets=tuple(v.text for v in incident.values(Field.TARGET) if isinstance(v, TargetValue)),
        killed=casualty_total(incident, "killed").quantity,
        injured=casualty_total(incident, "injured").quantity,
        reports=reports,
        statements=statements,
    )


def _by_date(value: DateValue | None, incident: str) -> tuple[bool, date, date, str]:
    found = value.range if value is not None else None
    return (found is None, found.first if found else date.min, found.last if found else date.min, incident)


def _dates(incident: Incident) -> tuple[DateValue, ...]:
    return tuple(value for value in incident.values(Field.DATE) if isinstance(value, DateValue))


def _countries(incident: Incident) -> tuple[str, ...]:
    """The countries of the resolved places, in the order of the resolutions."""
    places = [value.place for value in incident.values(Field.PLACE) if isinstance(value, PlaceValue)]
    return tuple(dict.fromkeys(place.country for place in places if place is not None and place.country))


def _told(book: Book, wanted: IncidentFilter, rules: RuleSet) -> Iterator[_Told]:
    """The incidents that fit, with their published values, or with those that follow from what was added since."""
    telling = book.matching_mentions(text=wanted.text) if wanted.text else None
    conditions = [*_conditions(book, wanted), *([telling] if telling is not None else [])]
    with book.published() as look:
        current = Current(look)
        if conditions:
            # A condition may be met by one mention of an incident and the next condition by another.
            found = [current.members(mentions) for mentions in conditions]
            members = {id_: group for id_, group in found[0].items() if all(id_ in other for other in found)}
        else:
            members = current.members()
        ids = sorted(members)
        for start in range(0, len(ids), _MANY):
            page = {id_: members[id_] for id_ in ids[start : start + _MANY]}
            for told in _read(look, current, page, _Choice(wanted.coder, rules)):
                fits = telling is None or not telling.isdisjoint(told.incident.mentions)
                if fits and wanted.accepts(told.incident):
                    yield told


def _conditions(book: Book, wanted: IncidentFilter) -> list[frozenset[str]]:
    """For each condition on values, the mentions that may meet it."""
    found = []
    if wanted.country:
        found.append(book.matching_mentions(country=wanted.country))
    if wanted.first or wanted.last:
        found.append(book.matching_mentions(first=wanted.first, last=wanted.last))
    if wanted.incident_type:
        found.append(book.matching_mentions(incident_type=wanted.incident_type))
    return found


def _read(
    look: Published, current: Current, members: Mapping[str, tuple[str, ...]], choice: _Choice
) -> Iterator[_Told]:
    """These incidents with their values. Those of one coder alone, or by other rules, are chosen here."""
    published = [id_ for id_ in members if current.is_published(id_)] if choice.is_published(look) else []
    rows = look.rows(published)
    for id_, row in rows.items():
        yield _Told(_published(row, members[id_]), row["reports"], row["statements"], published=True)
    others = {id_: group for id_, group in members.items() if id_ not in rows}
    mentions = look.mentions((mention for group in others.values() for mention in group), choice.coder)
    statements = look.statements(mentions, coder=choice.coder)
    sources = look.sources(mention.report for mention in mentions.values())
    verdicts = standing_verdicts(look.review.verdicts(mentions))
    statuses = look.statuses(others)
    for id_, group in others.items():
        kept = tuple(mention for mention in group if mention in mentions)
        if kept:
            told = [statement for mention in kept for statement in statements.get(mention, ())]
            reports = {mentions[mention].report for mention in kept}
            voices = voices_of({report: sources[report] for report in reports})
            incident = choice.incident(id_, kept, told, voices, verdicts, statuses.get(id_, IncidentStatus.MACHINE))
            yield _Told(incident, len(reports), len(told), published=False)


def _published(row: Mapping[Any, Any], mentions: tuple[str, ...]) -> Incident:
    """The incident of a row of the table."""
    return Incident(row["id"], mentions, resolutions_from_json(row["resolutions"]), IncidentStatus(row["status"]))


def _views(book: Book, page: Sequence[tuple[str, bool, tuple[str, ...]]], choice: _Choice) -> Iterator[IncidentView]:
    """Incidents, given as id, whether published and mentions, with their evidence, read together."""
    with book.published() as look:
        mentions = look.mentions((mention for _, _, group in page for mention in group), choice.coder)
        statements = look.statements(mentions, coder=choice.coder)
        rows = look.rows(id_ for id_, published, _ in page if published)
        sources = look.sources(mention.report for mention in mentions.values())
        verdicts = standing_verdicts(look.review.verdicts(mentions))
        statuses = look.statuses(id_ for id_, _, _ in page)
    reports = {report.id: report for report in book.reports(sorted({one.report for one in mentions.values()}))}
    supports: dict[str, list[Support]] = {}
    for support in book.supports(statement.id for told in statements.values() for statement in told):
        supports.setdefault(support.statement, []).append(support)
    for id_, _, group in page:
        told = tuple(
            statement
            for mention in group
            for statement in sorted(statements.get(mention, ()), key=lambda one: (one.span, one.id))
        )
        behind = tuple(reports[one] for one in dict.fromkeys(mentions[mention].report for mention in group))
        voices = voices_of({report.id: sources[report.id] for report in behind})
        status = statuses.get(id_, IncidentStatus.MACHINE)
        incident = _published(rows[id_], group) if id_ in rows else None
        if incident is None or not _rests_on(incident, told):  # it was published anew between two looks
            incident = choice.incident(id_, group, told, voices, verdicts, status)
        yield IncidentView(
            incident=incident,
            mentions=tuple(mentions[mention] for mention in group),
            statements=told,
            supports=tuple(support for statement in told for support in supports.get(statement.id, ())),
            reports=behind,
            voices=voices,
            verdicts={one.id: verdicts[one.id] for one in told if one.id in verdicts},
        )


def _rests_on(incident: Incident, statements: Iterable[Statement]) -> bool:
    known = {statement.id for statement in statements}
    return all(known.issuperset((*one.supporting, *one.opposing)) for one in incident.resolutions)
