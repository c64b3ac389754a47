"""Incidents of a book: listed with filters, and one with all of its evidence. They are computed, not stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallybook.assembly import DEFAULT, RuleSet, assemble, casualty_total, resolve
from tallybook.codebook import load_codebook
from tallybook.errors import ContradictionError, RecordNotFoundError, UsageError
from tallybook.model import (
    ActorValue,
    CodeValue,
    DateValue,
    Field,
    Incident,
    Judgement,
    Mention,
    PlaceValue,
    Quantity,
    Report,
    Statement,
    Support,
    TargetValue,
)
from tallybook.service.books import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tallybook.service.books import AnyBook
    from tallybook.store import Book

__all__ = [
    "IncidentFilter",
    "IncidentList",
    "IncidentSummary",
    "IncidentView",
    "get_incident",
    "incident_views",
    "list_incidents",
    "summarise",
]

# Reports whose incidents are assembled at once: bounds the memory on a large book.
_PAGE = 200


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
    """An incident with everything behind it: its mentions, their statements, who found these, and the reports."""

    incident: Incident
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    supports: tuple[Support, ...]
    reports: tuple[Report, ...]

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
    """Incidents by date, those without a date last; and the contradictions between decisions that a person must see.

    Mentions whose decisions contradict one another are listed as incidents of their own.
    """

    incidents: tuple[IncidentSummary, ...]
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """An incident with the statements of its mentions."""

    incident: Incident
    statements: tuple[Statement, ...]


def list_incidents(book: AnyBook, wanted: IncidentFilter | None = None, rules: RuleSet = DEFAULT) -> IncidentList:
    """The incidents of a book that fit the filter, assembled by `rules`. Raises the errors of `Book.open`."""
    contradictions: list[str] = []
    with opened(book) as found:
        summaries = [summarise(told.incident, told.statements) for told in _told(found, wanted, contradictions, rules)]
    summaries.sort(key=lambda summary: _by_date(summary.date, summary.id))
    return IncidentList(tuple(summaries), tuple(contradictions))


def incident_views(
    book: AnyBook,
    wanted: IncidentFilter | None = None,
    contradictions: list[str] | None = None,
    rules: RuleSet = DEFAULT,
) -> Iterator[IncidentView]:
    """The incidents of a book that fit the filter, each with its evidence, in the order of `list_incidents`.

    What `IncidentList.contradictions` holds is added to the list `contradictions` before the first incident comes.
    Evidence is read a page of incidents at a time: a large book needs memory for the ids of its incidents only.
    """
    wanted = wanted if wanted is not None else IncidentFilter()
    found_contradictions: list[str] = contradictions if contradictions is not None else []
    with opened(book) as found:
        told = _told(found, wanted, found_contradictions, rules)
        keys = sorted(
            (_by_date(next(iter(_dates(each.incident)), None), each.incident.id), each.incident.mentions)
            for each in told
        )
        for start in range(0, len(keys), _PAGE):
            page = [mentions for _, mentions in keys[start : start + _PAGE]]
            yield from _views(found, page, wanted.coder, rules)


def get_incident(book: AnyBook, incident: str, coder: str = "", rules: RuleSet = DEFAULT) -> IncidentView:
    """The incident whose id is or begins with `incident`, with its evidence, assembled by `rules`.

    The id that a mention had before it was joined to an earlier one leads to the joined incident. Raises
    RecordNotFoundError, ContradictionError where the decisions on its mentions contradict one another, and the errors
    of `Book.open`.
    """
    with opened(book) as found:
        named = found.mention_of_incident(incident)
        together = _Links(found).expand({named})
        decisions = found.decisions(together)
        mentions = {mention.id: mention for mention in found.mentions(sorted(found.reports_of(together)), coder)}
        ordered = [mentions[id_] for id_ in found.in_order_of_arrival(together) if id_ in mentions]
        told = _statements_of(found, ordered, coder).values()
        for assembled in assemble(ordered, (statement for part in told for statement in part), decisions):
            if named in assembled.mentions:
                return next(iter(_views(found, [assembled.mentions], coder, rules)))
        raise RecordNotFoundError(
            f"The incident {incident!r} comes from a coding that a newer one has replaced; "
            "`tallybook incidents` lists those of today."
        )


def summarise(incident: Incident, statements: Iterable[Statement]) -> IncidentSummary:
    """One line for an incident. `statements` are those of its mentions."""
    statements = list(statements)
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
        reports=len({statement.report for statement in statements}),
        statements=len(statements),
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


class _Links:
    """Which mentions decisions of "same" join, directly or through others. A contradiction is not looked for here."""

    def __init__(self, book: Book) -> None:
        self._neighbours: dict[str, list[str]] = {}
        for decision in book.decisions():
            if decision.judgement is Judgement.SAME:
                self._neighbours.setdefault(decision.left, []).append(decision.right)
                self._neighbours.setdefault(decision.right, []).append(decision.left)

    def __contains__(self, mention: str) -> bool:
        return mention in self._neighbours

    def expand(self, mentions: Iterable[str]) -> set[str]:
        """The mentions and all that are joined to them."""
        found: set[str] = set()
        waiting = list(mentions)
        while waiting:
            mention = waiting.pop()
            if mention not in found:
                found.add(mention)
                waiting.extend(self._neighbours.get(mention, ()))
        return found

    def groups(self, mentions: Iterable[str]) -> Iterator[set[str]]:
        """The mentions, each group that is joined once, with everything joined to it."""
        seen: set[str] = set()
        for mention in mentions:
            if mention not in seen:
                group = self.expand({mention})
                seen |= group
                yield group


def _candidates(book: Book, wanted: IncidentFilter, links: _Links) -> tuple[set[str] | None, frozenset[str] | None]:
    """Mentions whose incidents may fit, None for all; and the mentions whose report has the text, None without one.

    A condition may be met by one mention of an incident and the next condition by another: each is looked up alone.
    """
    found: list[set[str]] = []
    if wanted.country:
        found.append(links.expand(book.matching_mentions(country=wanted.country)))
    if wanted.first or wanted.last:
        found.append(links.expand(book.matching_mentions(first=wanted.first, last=wanted.last)))
    if wanted.incident_type:
        found.append(links.expand(book.matching_mentions(incident_type=wanted.incident_type)))
    telling = book.matching_mentions(text=wanted.text) if wanted.text else None
    if telling is not None:
        found.append(links.expand(telling))
    return (set.intersection(*found) if found else None), telling


def _told(book: Book, wanted: IncidentFilter | None, contradictions: list[str], rules: RuleSet) -> Iterator[_Told]:
    """The incidents that fit, a page of reports at a time; those that decisions join come last."""
    wanted = wanted if wanted is not None else IncidentFilter()
    links = _Links(book)
    candidates, telling = _candidates(book, wanted, links)
    joined: dict[str, Mention] = {}
    reports = book.report_ids() if candidates is None else iter(sorted(book.reports_of(candidates)))
    for page in _pages(reports):
        alone = []
        for mention in book.mentions(page, wanted.coder):
            if candidates is None or mention.id in candidates:
                if mention.id in links:
                    joined[mention.id] = mention
                else:
                    alone.append(mention)
        yield from _fitting(_assembled(book, alone, wanted.coder, rules), wanted, telling)
    for group in links.groups(joined):
        together = [joined[id_] for id_ in book.in_order_of_arrival(group) if id_ in joined]
        try:
            incidents = _assembled(book, together, wanted.coder, rules, joined_by=group)
        except ContradictionError as error:
            contradictions.append(str(error))
            incidents = _assembled(book, together, wanted.coder, rules)
        yield from _fitting(incidents, wanted, telling)


def _pages(reports: Iterator[str]) -> Iterator[list[str]]:
    page: list[str] = []
    for report in reports:
        page.append(report)
        if len(page) == _PAGE:
            yield page
            page = []
    if page:
        yield page


def _assembled(
    book: Book, mentions: list[Mention], coder: str, rules: RuleSet, *, joined_by: Iterable[str] | None = None
) -> list[_Told]:
    by_mention = _statements_of(book, mentions, coder)
    decisions = book.decisions(joined_by) if joined_by is not None else ()
    statements = [statement for told in by_mention.values() for statement in told]
    return [
        _Told(incident, tuple(statement for id_ in incident.mentions for statement in by_mention.get(id_, ())))
        for incident in assemble(mentions, statements, decisions, rules)
    ]


def _statements_of(book: Book, mentions: Iterable[Mention], coder: str) -> dict[str, list[Statement]]:
    """The statements of each of the mentions, from the newest coding of each coder."""
    mentions = list(mentions)
    found: dict[str, list[Statement]] = {mention.id: [] for mention in mentions}
    for statement in book.statements(sorted({mention.report for mention in mentions}), coder):
        if statement.mention in found:
            found[statement.mention].append(statement)
    return found


def _fitting(told: Iterable[_Told], wanted: IncidentFilter, telling: frozenset[str] | None) -> Iterator[_Told]:
    for found in told:
        if wanted.accepts(found.incident) and (telling is None or not telling.isdisjoint(found.incident.mentions)):
            yield found


def _views(book: Book, page: list[tuple[str, ...]], coder: str, rules: RuleSet) -> Iterator[IncidentView]:
    """The incidents made of these mentions, with their evidence, read together."""
    wanted = {id_ for ids in page for id_ in ids}
    reports = {report.id: report for report in book.reports(sorted(book.reports_of(wanted)))}
    mentions = {mention.id: mention for mention in book.mentions(sorted(reports), coder) if mention.id in wanted}
    statements = _statements_of(book, mentions.values(), coder)
    supports: dict[str, list[Support]] = {}
    for support in book.supports(statement.id for told in statements.values() for statement in told):
        supports.setdefault(support.statement, []).append(support)
    for ids in page:
        told = tuple(statement for id_ in ids for statement in statements[id_])
        yield IncidentView(
            incident=Incident.make(ids, resolve(told, rules)),
            mentions=tuple(mentions[id_] for id_ in ids),
            statements=told,
            supports=tuple(support for statement in told for support in supports.get(statement.id, ())),
            reports=tuple(reports[report] for report in dict.fromkeys(mentions[id_].report for id_ in ids)),
        )
