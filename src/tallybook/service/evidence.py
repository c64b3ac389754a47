"""What there is to read around one incident, about one report, and which reports a book has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.assembly.recording import resolutions_from_json
from tallybook.errors import ContradictionError
from tallybook.model import Field, Incident, IncidentStatus, MentionRelation
from tallybook.service.books import opened
from tallybook.service.catalog_query import word_query
from tallybook.service.current import Current
from tallybook.service.linking import LinkQuestion, link_questions
from tallybook.service.listing import ListedIncident, summaries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tallybook.model import Coding, Mention, MentionKind, Note, Report, Retraction, Statement, Support
    from tallybook.service.books import AnyBook
    from tallybook.service.incidents import IncidentView
    from tallybook.store import Published
    from tallybook.store.evidence import CodingHead, ReportHead

__all__ = [
    "Related",
    "RelatedRow",
    "ReportList",
    "ReportPage",
    "ReportView",
    "Surroundings",
    "list_reports",
    "read_report",
    "related_incidents",
    "report_page",
    "surroundings",
]


@dataclass(frozen=True, slots=True)
class Related:
    """Another incident that the same reports tell of, and what they say of the two.

    `relations` are (code of the codebook's mention relations, whether it is the other incident that has the relation).
    `incident` has no values where it is not published yet. `reports` are the ids of the reports that tell of both.
    """

    incident: Incident
    relations: tuple[tuple[str, bool], ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """Another incident that reports of an incident tell of, as a list shows it: in which reports, and as what."""

    incident: ListedIncident
    reports: tuple[str, ...]
    kinds: tuple[MentionKind, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around an incident: related ones, those that linking thinks may be the same, and what contradicts.

    `others` are the incidents of the questions, by id.
    """

    related: tuple[Related, ...]
    questions: tuple[LinkQuestion, ...]
    others: Mapping[str, Incident]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with all that coders made of it.

    `codings` are the newest of each coder, `versions` every coding there ever was, oldest first. `incidents` gives the
    incident of each mention that tells of one. `retraction` is how the report stands, if it was ever retracted.
    """

    report: Report
    codings: tuple[Coding, ...]
    versions: tuple[CodingHead, ...]
    incidents: Mapping[str, Incident]
    copies: tuple[ReportHead, ...]
    retraction: Retraction | None

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions of all codings, each once, in the order of the text."""
        found = {mention.id: mention for coding in self.codings for mention in coding.mentions}
        return tuple(sorted(found.values(), key=lambda one: (one.anchor, one.id)))

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of all codings, each once, in the order of the text."""
        found = {statement.id: statement for coding in self.codings for statement in coding.statements}
        return tuple(sorted(found.values(), key=lambda one: (one.span, one.id)))

    @property
    def supports(self) -> Mapping[str, tuple[Support, ...]]:
        """Who found each statement, by its id."""
        found: dict[str, tuple[Support, ...]] = {}
        for coding in self.codings:
            for support in coding.supports:
                found[support.statement] = (*found.get(support.statement, ()), support)
        return found

    @property
    def notes(self) -> tuple[tuple[str, Note], ...]:
        """What coders noted: pairs of a coder and a note."""
        return tuple((coding.coder, note) for coding in self.codings for note in coding.notes)


@dataclass(frozen=True, slots=True)
class ReportList:
    """A part of the reports of a book, newest publication first, and how many there are in all."""

    reports: tuple[ReportHead, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Whole reports, a part of those with some words, published last first; and how many there are in all."""

    reports: tuple[Report, ...]
    total: int


def surroundings(book: AnyBook, view: IncidentView) -> Surroundings:
    """What stands around an incident. Raises the errors of `Book.open`."""
    own = set(view.incident.mentions)
    with opened(book) as found:
        mentions = [one for one in found.mentions([report.id for report in view.reports]) if one.id not in own]
        try:
            questions = link_questions(found, own)
        except ContradictionError:
            questions = ()  # a contradiction is told with the incident, and has to be settled first
        with found.published() as look:
            others = {mention.id for mention in mentions}
            homes = _homes(look, others)
            beside = look.statements(others, {Field.MENTION_RELATION.value})
            asked = {id_ for one in questions for id_ in one.incidents} - {view.incident.id}
            incidents = _incidents(look, {*homes.values(), *asked} - {view.incident.id})
    told = [*view.statements, *(statement for some in beside.values() for statement in some)]
    relations = _relations(told, own, homes)
    reports: dict[str, dict[str, None]] = {}
    for mention in mentions:
        home = homes.get(mention.id, view.incident.id)
        if home != view.incident.id:
            reports.setdefault(home, {})[mention.report] = None
    related = tuple(
        Related(incidents[id_], tuple(relations.get(id_, ())), tuple(telling)) for id_, telling in reports.items()
    )
    return Surroundings(related, questions, incidents)


def related_incidents(book: AnyBook, view: IncidentView) -> tuple[RelatedRow, ...]:
    """The other incidents that the reports of an incident tell of, those told by most of them first."""
    with opened(book) as found:
        mentions = {mention.id: mention for mention in found.mentions(sorted({one.id for one in view.reports}))}
        with found.published() as look:
            homes = _homes(look, set(mentions))
        told: dict[str, list[Mention]] = {}
        for mention, incident in homes.items():
            if incident != view.incident.id:
                told.setdefault(incident, []).append(mentions[mention])
        listed = summaries(found, told)
    by_reports = [
        RelatedRow(
            one,
            tuple(dict.fromkeys(mention.report for mention in told[one.id])),
            tuple(dict.fromkeys(mention.kind for mention in told[one.id])),
        )
        for one in listed
    ]
    return tuple(sorted(by_reports, key=lambda one: (-len(one.reports), one.incident.id)))


def _homes(look: Published, mentions: set[str]) -> dict[str, str]:
    """The incident that each of the mentions tells of; some may have none."""
    return {mention: id_ for mention, id_ in Current(look, mentions).homes(mentions).items() if mention in mentions}


def _relations(told: Iterable[Statement], own: set[str], homes: Mapping[str, str]) -> dict[str, list[tuple[str, bool]]]:
    """By incident, the relations that statements give between its mentions and one's own."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for statement in told:
        if not isinstance(statement.value, MentionRelation):
            continue
        ends = (statement.mention, statement.value.other)
        for here, other, theirs in ((*ends, False), (*ends[::-1], True)):
            if here in own and other in homes:
                entry = (statement.value.relation, theirs)
                entries = found.setdefault(homes[other], [])
                if entry not in entries:
                    entries.append(entry)
    return found


def _incidents(look: Published, ids: Iterable[str]) -> dict[str, Incident]:
    """Incidents by id, with the values that are published of them; without, where they are not published yet."""
    ids = set(ids)
    rows = look.rows(ids)
    return {
        id_: Incident(id_, (), resolutions_from_json(rows[id_]["resolutions"]), IncidentStatus(rows[id_]["status"]))
        if id_ in rows
        else Incident(id_, ())
        for id_ in ids
    }


def read_report(book: AnyBook, report: str) -> ReportView:
    """The report whose id is or begins with `report`, with all that coders made of it.

    Raises RecordNotFoundError and the errors of `Book.open`.
    """
    from tallybook.store import evidence  # noqa: PLC0415 (see opened)

    with opened(book) as found:
        told = found.get_report(report)
        codings = tuple(found.codings([told.id]))
        with found.snapshot() as connection:
            versions = evidence.codings_of(connection, told.id)
            copies = evidence.copies_of(connection, told.id)
            retraction = evidence.retraction_of(connection, told.id)
        mentions = {mention.id for coding in codings for mention in coding.mentions}
        with found.published() as look:
            homes = _homes(look, mentions)
            incidents = _incidents(look, homes.values())
    by_mention = {mention: incidents[id_] for mention, id_ in homes.items()}
    return ReportView(told, codings, versions, by_mention, copies, retraction)


def list_reports(book: AnyBook, title: str = "", *, offset: int = 0, limit: int = 50) -> ReportList:
    """A part of the reports whose title has all words of `title`. Raises the errors of `Book.open`."""
    from tallybook.store import evidence  # noqa: PLC0415 (see opened)

    words = _title_words(title)
    with opened(book) as found, found.snapshot() as connection:
        query = word_query(" ".join(words))
        heads, count = evidence.page_of_reports(connection, words=words, query=query, offset=offset, limit=limit)
    return ReportList(heads, count)


def report_page(book: AnyBook, offset: int, limit: int, words: str = "") -> ReportPage:
    """A part of the reports that say the words, as `word_query` reads them. Raises the errors of `Book.open`."""
    asked = word_query(words)
    if words.strip() and not asked:
        return ReportPage((), 0)
    from tallybook.store import evidence  # noqa: PLC0415 (see opened)

    with opened(book) as found:
        with found.snapshot() as connection:
            ids, total = evidence.newest_reports(connection, query=asked, offset=offset, limit=limit)
        reports = {report.id: report for report in found.reports(ids)}
    return ReportPage(tuple(reports[id_] for id_ in ids), total)


def _title_words(title: str) -> Sequence[str]:
    """The words looked for, without signs that the index of words gives a meaning to."""
    return [word for word in "".join(one if one.isalnum() else " " for one in title).split() if word][:32]
