"""What a book says beside its incidents: its reports, what happened since an event, what else reports tell of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tallybook.service.books import opened
from tallybook.service.catalog_query import word_query
from tallybook.service.current import Current
from tallybook.service.listing import ListedIncident, summaries

if TYPE_CHECKING:
    from tallybook.model import IncidentEvent, Mention, MentionKind, Report, Retraction, Statement
    from tallybook.service.books import AnyBook
    from tallybook.service.incidents import IncidentView

__all__ = ["Related", "ReportView", "Reports", "events_after", "related_incidents", "report_page", "report_view"]


@dataclass(frozen=True, slots=True)
class Reports:
    """A part of all reports, published last first, and how many there are in all."""

    reports: tuple[Report, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report, what coders found in it, and which incident each mention tells of; an aggregate tells of none.

    `retraction` is set where the report counts no more.
    """

    report: Report
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    incidents: dict[str, str]
    retraction: Retraction | None


@dataclass(frozen=True, slots=True)
class Related:
    """Another incident that reports of an incident tell of: in which reports, and as what."""

    incident: ListedIncident
    reports: tuple[str, ...]
    kinds: tuple[MentionKind, ...]


def report_page(book: AnyBook, offset: int, limit: int, words: str = "") -> Reports:
    """A part of the reports that say the words, as `word_query` reads them. Raises the errors of `Book.open`."""
    asked = word_query(words)
    if words.strip() and not asked:
        return Reports((), 0)
    with opened(book) as found:
        with found.published() as look:
            total, ids = look.newest_reports(offset, limit, asked)
        reports = {report.id: report for report in found.reports(ids)}
    return Reports(tuple(reports[id_] for id_ in ids), total)


def report_view(book: AnyBook, report: str) -> ReportView:
    """The report whose id is or begins with `report`. Raises RecordNotFoundError and the errors of `Book.open`."""
    with opened(book) as found:
        whole = found.get_report(report)
        mentions = tuple(found.mentions([whole.id]))
        statements = tuple(found.statements([whole.id]))
        with found.published() as look:
            homes = Current(look).homes(mention.id for mention in mentions)
            gone = next((one for one in look.retractions() if one.withdrawn and one.report == whole.id), None)
    incidents = {mention.id: homes[mention.id] for mention in mentions if mention.id in homes}
    return ReportView(whole, mentions, statements, incidents, gone)


def events_after(book: AnyBook, revision: int, limit: int) -> tuple[tuple[IncidentEvent, ...], int]:
    """The first `limit` events after the one with the number `revision`, and the number of the last of all.

    Raises the errors of `Book.open`.
    """
    with opened(book) as found, found.published() as look:
        return tuple(islice(look.events_since(revision=revision), limit)), look.revision()


def related_incidents(book: AnyBook, view: IncidentView) -> tuple[Related, ...]:
    """The other incidents that the reports of an incident tell of, those told by most of them first."""
    with opened(book) as found:
        mentions = {mention.id: mention for mention in found.mentions(sorted({one.id for one in view.reports}))}
        with found.published() as look:
            homes = Current(look).homes(mentions)
        told: dict[str, list[Mention]] = {}
        for mention, incident in homes.items():
            if incident != view.incident.id and mention in mentions:
                told.setdefault(incident, []).append(mentions[mention])
        listed = summaries(found, told)
    by_reports = [
        Related(
            one,
            tuple(dict.fromkeys(mention.report for mention in told[one.id])),
            tuple(dict.fromkeys(mention.kind for mention in told[one.id])),
        )
        for one in listed
    ]
    return tuple(sorted(by_reports, key=lambda one: (-len(one.reports), one.incident.id)))
