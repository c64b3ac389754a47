"""The published incidents of a book: their stable ids, members, values and history, read in one consistent look.

docs/explanation/identity.md says what the tables mean; `tallybook.service.refresh` decides what is written to them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from tallybook.errors import RecordNotFoundError
from tallybook.model import MACHINE, EventKind, IncidentEvent, IncidentState, IncidentStatus, Judgement, MentionKind
from tallybook.store import rows, select
from tallybook.store import schema as t
from tallybook.store.review import ReviewLook
from tallybook.store.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from tallybook.model import Decision, Mention, Retraction, Statement

__all__ = ["LISTED", "Known", "Mark", "Place", "Published"]

# The columns of `incident` that lists are filtered and sorted by, in the order in which `Published.listed` gives them.
LISTED = (
    *("id", "number", "version", "status", "types", "actors", "harms", "stances", "country", "first_day", "last_day"),
    *("latitude", "longitude", "place_precision", "place", "admin1", "killed_low", "killed_best", "killed_high"),
    *("injured_low", "injured_best", "injured_high", "reports", "voices", "changed_at"),
)
_AS_TEXT = frozenset({"types", "actors", "harms", "stances", "first_day", "last_day"})

T = TypeVar("T", str, int)


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where a refresh has taken in what was added, how often it has written, and the rules that it used."""

    coding: int = 0
    decision: int = 0
    retraction: int = 0
    generation: int = 0
    rules: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    act: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A published incident without its values.

    `mentions`, in their order, are those that tell of it, of a tombstone those that told of it last, of a redirect
    none. `number` is the order of creation. `founder` is the mention that it was created for. `news` is the instant at
    which a confirmed or published incident first changed since, else empty.
    """

    id: str
    number: int
    state: IncidentState
    founder: str
    version: int = 1
    target: str = ""
    mentions: tuple[str, ...] = ()
    status: IncidentStatus = IncidentStatus.MACHINE
    news: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a live mention came from: `arrival` sorts mentions by when their first coding was added."""

    report: str
    arrival: tuple[int, int]


class Published:
    """One look at a book: everything read through it is of the same moment. Made by `Book.published`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.review = ReviewLook(connection)

    def waiting(self) -> Waiting:
        """What waits for a person, of the same moment."""
        return Waiting(self._connection, self.review.decisions_taken_back(), self.review.taken_back)

    def _in(self, query: sa.Select[Any], column: sa.ColumnElement[Any], ids: Iterable[T]) -> Iterator[Any]:
        """The rows of the query whose column is one of the ids, each id asked for once."""
        for page in select.chunks(sorted(set(ids)), select.MANY):
            # All at once: a page is small, and fetching row by row costs as much again.
            yield from self._connection.execute(query.where(column.in_(page))).all()

    def _all_or(self, query: sa.Select[Any], column: sa.ColumnElement[Any], ids: Iterable[T] | None) -> Iterator[Any]:
        """`_in` for the ids given, or all rows where none are."""
        return iter(self._connection.execute(query)) if ids is None else self._in(query, column, ids)

    def _plain(
        self, query: sa.Select[Any], column: sa.ColumnElement[Any] | None = None, ids: Iterable[T] | None = None
    ) -> list[Any]:
        """All rows, or those with one of the ids, as plain tuples: numpy takes ten times as long for rows."""
        if column is None or ids is None:
            return [tuple(row) for row in self._connection.execute(query).all()]
        return [tuple(row) for row in self._in(query, column, ids)]

    # What a refresh has to look at -----------------------------------------------------------------------------------

    def mark(self) -> Mark:
        """Where the last refresh ended."""
        row = self._connection.execute(sa.select(t.refresh_mark)).mappings().one_or_none()
        return Mark(**{name: row[name] for name in Mark.__slots__}) if row is not None else Mark()

    def newest(self) -> tuple[int, int, int, int]:
        """The highest numbers of a coding, of a decision, of a retraction and of an act."""
        columns = (t.coding.c.id, t.decision.c.number, t.retraction.c.id, t.act.c.id)
        found = self._connection.execute(sa.select(*(sa.select(sa.func.max(c)).scalar_subquery() for c in columns)))
        coding, decision, retraction, act = found.one()
        return (coding or 0, decision or 0, retraction or 0, act or 0)

    def revision(self) -> int:
        """The number of the last event; 0 before the first."""
        return self._connection.scalar(sa.select(sa.func.max(t.incident_event.c.id))) or 0

    def last_number(self) -> int:
        """The number of the incident created last; 0 before the first."""
        return self._connection.scalar(sa.select(sa.func.max(t.incident.c.number))) or 0

    def touched(self, mark: Mark) -> set[str]:
        """Ids of mentions that what was added since the mark is about: of its reports, or named by its decisions."""
        coded = sa.select(t.coding.c.report).where(t.coding.c.id > mark.coding)
        retracted = sa.select(t.retraction.c.report).where(t.retraction.c.id > mark.retraction)
        mentions = sa.select(t.mention.c.id).where(
            t.mention.c.incident.is_not(None), sa.or_(t.mention.c.report.in_(coded), t.mention.c.report.in_(retracted))
        )
        found = set(self._connection.execute(mentions).scalars())
        decided = sa.select(t.decision.c.left, t.decision.c.right).where(t.decision.c.number > mark.decision)
        for left, right in self._connection.execute(decided):
            found |= {left, right}
        return found | self.review.touched(mark.act)

    # Mentions, decisions, retractions --------------------------------------------------------------------------------

    def live(self, mentions: Iterable[str] | None = None) -> dict[str, Place]:
        """The mentions, or those among some, that count.

        They tell of one occurrence, are in the newest coding of a coder, and their report is not retracted.
        """
        c = t.coding.c
        link = t.coding_mention.c
        query = (
            sa.select(link.mention, c.report, link.coding, link.position, select.is_replaced())
            .join(t.coding, c.id == link.coding)
            .join(t.mention, t.mention.c.id == link.mention)
            .where(t.mention.c.kind != MentionKind.AGGREGATE.value, select.counted(c.coder))
        )
        found = self._all_or(query, link.mention, mentions)
        gone = {retraction.report for retraction in self.retractions() if retraction.withdrawn}
        arrivals: dict[str, Place] = {}
        kept: set[str] = set()
        for mention, report, coding, position, is_replaced in found:
            known = arrivals.get(mention)
            if known is None or (coding, position) < known.arrival:
                arrivals[mention] = Place(report, (coding, position))
            if not is_replaced and report not in gone:
                kept.add(mention)
        return {mention: place for mention, place in arrivals.items() if mention in kept}

    def reports_of(self, mentions: Iterable[str]) -> dict[str, str]:
        """The id of the report that each of the mentions stands in."""
        query = sa.select(t.mention.c.id, t.mention.c.report)
        return {row[0]: row[1] for row in self._in(query, t.mention.c.id, mentions)}

    def aggregates(self, mentions: Iterable[str]) -> set[str]:
        """Those of the mentions that tell of many occurrences."""
        query = sa.select(t.mention.c.id).where(t.mention.c.kind == MentionKind.AGGREGATE.value)
        return {row[0] for row in self._in(query, t.mention.c.id, mentions)}

    def retractions(self) -> list[Retraction]:
        """How each report stands that was ever retracted: its last retraction, or its return."""
        last = sa.select(sa.func.max(t.retraction.c.id)).group_by(t.retraction.c.report)
        query = sa.select(t.retraction).where(t.retraction.c.id.in_(last)).order_by(t.retraction.c.id)
        return [rows.retraction_from_row(row) for row in self._connection.execute(query).mappings()]

    def decisions(self, mentions: Iterable[str] | None = None) -> dict[str, tuple[int, Decision]]:
        """All decisions, or those about any of the mentions: by id, each with its number.

        Those that were made in an act that was taken back count no more, and are left out.
        """
        taken_back = self.review.decisions_taken_back()
        if mentions is None:
            return _numbered(self._connection.execute(sa.select(t.decision)), taken_back)
        found: dict[str, tuple[int, Decision]] = {}
        wanted = set(mentions)
        for column in (t.decision.c.left, t.decision.c.right):
            found |= _numbered(self._in(sa.select(t.decision), column, wanted), taken_back)
        return found

    def disputed(self) -> set[str]:
        """Mentions from which every open question about decisions can be reached over links.

        There is no contradiction and no refused link without a person's "different", or a link to an aggregate.
        """
        d, link = t.decision.c, t.decision.alias()

        def linked(end: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
            same = link.c.judgement == Judgement.SAME.value
            return sa.or_(*(sa.exists().where(same, column == end) for column in (link.c.left, link.c.right)))

        apart = sa.select(d.left, d.right).where(
            d.judgement == Judgement.DIFFERENT.value,
            ~d.by.startswith(MACHINE, autoescape=True),
            linked(d.left),
            linked(d.right),
        )
        many = sa.select(t.mention.c.id).where(t.mention.c.kind == MentionKind.AGGREGATE.value)
        joined = sa.select(d.left, d.right).where(
            d.judgement == Judgement.SAME.value, sa.or_(d.left.in_(many), d.right.in_(many))
        )
        pairs = [*self._connection.execute(apart), *self._connection.execute(joined)]
        return {mention for pair in pairs for mention in pair}

    # Incidents -------------------------------------------------------------------------------------------------------

    def find(self, incident: str) -> str:
        """The whole id of the incident, or of the mention's own incident, that begins with `incident`.

        An id that was never published because its mention was joined to another from the start is found too. Raises
        RecordNotFoundError.
        """
        columns = (t.incident.c.id, t.mention.c.incident)
        return select.find_id(self._connection, columns, incident, "inc", "incident", "`tallybook incidents`")

    def mention_named(self, incident: str) -> str:
        """The mention whose own incident has this id; empty for an id that was made for a part of a split incident."""
        query = sa.select(t.mention.c.id).where(t.mention.c.incident == incident)
        return self._connection.execute(query).scalars().first() or ""

    def incidents(self, ids: Iterable[str] | None = None, *, members: bool = True) -> dict[str, Known]:
        """The published incidents with these ids, or all, by id; `members` says whether with their mentions."""
        c = t.incident.c
        query = sa.select(c.id, c.number, c.state, c.founder, c.version, c.target, c.status, c.news)
        wanted = None if ids is None else set(ids)
        heads = {row[0]: row for row in self._all_or(query, c.id, wanted)}
        told = self.members(wanted) if members else {}
        return {id_: _known(row, told.get(id_, ())) for id_, row in heads.items()}

    def members(self, incidents: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The mentions of these incidents, or of all, in their order."""
        link = t.incident_mention.c
        query = sa.select(link.incident, link.mention, link.position)
        gathered: dict[str, list[tuple[int, str]]] = {}
        for incident, mention, position in self._all_or(query, link.incident, incidents):
            gathered.setdefault(incident, []).append((position, mention))
        return {incident: tuple(mention for _, mention in sorted(told)) for incident, told in gathered.items()}

    def active_members(self, incidents: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The mentions of those of these incidents, or of all, that stand."""
        c = t.incident.c
        query = sa.select(c.id).where(c.state == IncidentState.ACTIVE.value)
        active = {row[0] for row in self._all_or(query, c.id, incidents)}
        members = self.members(None if incidents is None else active)
        return {incident: members[incident] for incident in members if incident in active}

    def incidents_of(self, mentions: Iterable[str]) -> dict[str, str]:
        """The incident of each of the mentions that has one."""
        link = t.incident_mention.c
        return {row[0]: row[1] for row in self._in(sa.select(link.mention, link.incident), link.mention, mentions)}

    def founded_by(self, mentions: Iterable[str]) -> set[str]:
        """The incidents, in whatever state, that were created for one of the mentions."""
        c = t.incident.c
        return {row[0] for row in self._in(sa.select(c.id), c.founder, mentions)}

    def active_ids(self) -> Sequence[str]:
        """The ids of all incidents that stand, in the order of their creation: so they, and what they rest on, lie."""
        query = sa.select(t.incident.c.id).where(t.incident.c.state == IncidentState.ACTIVE.value)
        return self._connection.execute(query.order_by(t.incident.c.number)).scalars().all()

    def rows(self, incidents: Iterable[str]) -> dict[str, Mapping[Any, Any]]:
        """The rows of the table `incident` with these ids."""
        found: dict[str, Mapping[Any, Any]] = {}
        for row in self._in(sa.select(t.incident), t.incident.c.id, incidents):
            found[row.id] = row._mapping
        return found

    def generation(self) -> int:
        """Grows with every transaction that changes the published incidents, or what is asked about them."""
        return self._connection.scalar(sa.select(t.refresh_mark.c.generation)) or 0

    def statuses(self, incidents: Iterable[str]) -> dict[str, IncidentStatus]:
        """The status of each of these incidents that was published."""
        c = t.incident.c
        return {row[0]: IncidentStatus(row[1]) for row in self._in(sa.select(c.id, c.status), c.id, incidents)}

    def versions(self) -> list[tuple[int, int]]:
        """The number and the version of each incident that stands, by number."""
        c = t.incident.c
        query = sa.select(c.number, c.version).where(c.state == IncidentState.ACTIVE.value).order_by(c.number)
        return self._plain(query)

    def listed(self, numbers: Iterable[int] | None = None) -> list[tuple[Any, ...]]:
        """What lists are filtered by, of the incidents with these numbers, or of all; of those that stand alone.

        In the order of `LISTED`. Lists of codes come as the JSON texts that they are kept as, days as texts: equal
        texts need be read only once.
        """
        columns = [sa.cast(t.incident.c[name], sa.Text) if name in _AS_TEXT else t.incident.c[name] for name in LISTED]
        query = sa.select(*columns).where(t.incident.c.state == IncidentState.ACTIVE.value)
        return self._plain(query, t.incident.c.number, numbers)

    def reports_of_incidents(self, numbers: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """Pairs of the number of a report and the number of an incident that one of its mentions tells of.

        Of the incidents with these numbers, or of all.
        """
        n, m, link, i = t.report_number.c, t.mention.c, t.incident_mention.c, t.incident.c
        query = (
            sa.select(n.number, i.number)
            .join_from(t.incident_mention, t.incident, i.id == link.incident)
            .join(t.mention, m.id == link.mention)
            .join(t.report_number, n.report == m.report)
        )
        return self._plain(query, i.number, numbers)

    def reports_with(self, words: str) -> list[int]:
        """The numbers of the reports that a query of SQLite's FTS5 finds, in no order."""
        # As one text they arrive five times as fast as in rows, of which a short word has very many.
        query = sa.text("SELECT json_group_array(rowid) FROM report_search WHERE report_search MATCH :words")
        found: list[int] = json.loads(self._connection.scalar(query, {"words": words}) or "[]")
        return found

    def incidents_of_run(self, run: int) -> Sequence[str]:
        """The incidents that reports coded in this run tell of, in the order of their creation."""
        c, link, i = t.coding_mention.c, t.incident_mention.c, t.incident.c
        query = (
            sa.select(i.id, i.number)
            .distinct()
            .join_from(t.coding, t.coding_mention, c.coding == t.coding.c.id)
            .join(t.incident_mention, link.mention == c.mention)
            .join(t.incident, i.id == link.incident)
            .where(t.coding.c.run == run)
            .order_by(i.number)
        )
        return self._connection.execute(query).scalars().all()

    def asked_about(self, incidents: Collection[str] | None = None) -> set[str]:
        """The incidents, or those of some, that an open question of linking is about.

        A question is answered where its mentions are one incident, or where a person keeps their incidents apart.
        """
        q, d = t.link_question.c, t.decision.c
        person = sa.and_(d.judgement == Judgement.DIFFERENT.value, ~d.by.startswith(MACHINE, autoescape=True))
        questions, decisions = sa.select(q.left, q.right), sa.select(d.left, d.right).where(person)
        if incidents is None:
            asked = self._standing_pairs(self._connection.execute(questions).all())
        else:
            about = [mention for group in self.members(incidents).values() for mention in group]
            asked = self._standing_pairs([*self._in(questions, q.left, about), *self._in(questions, q.right, about)])
        if not asked:
            return set()
        apart = self._standing_pairs(self._connection.execute(decisions).all())
        found = {one for pair in asked - apart for one in pair}
        return found if incidents is None else found.intersection(incidents)

    def _standing_pairs(self, mentions: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
        """The pairs of different incidents that pairs of mentions tell of, where both stand."""
        link, i = t.incident_mention.c, t.incident.c
        query = (
            sa.select(link.mention, link.incident)
            .join(t.incident, i.id == link.incident)
            .where(i.state == IncidentState.ACTIVE.value)
        )
        home = {row[0]: row[1] for row in self._in(query, link.mention, (one for pair in mentions for one in pair))}
        pairs = {(home[left], home[right]) for left, right in mentions if left in home and right in home}
        return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}

    def resolutions(self, incidents: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The published values of these incidents: by field, as JSON."""
        c = t.incident.c
        return {row[0]: row[1] for row in self._in(sa.select(c.id, c.resolutions), c.id, incidents)}

    def target_of(self, incident: str) -> str:
        """Where a published id leads directly; empty for one that leads nowhere else."""
        return self._connection.scalar(sa.select(t.incident.c.target).where(t.incident.c.id == incident)) or ""

    # Evidence --------------------------------------------------------------------------------------------------------

    def mentions(self, ids: Iterable[str], coder: str = "") -> dict[str, Mention]:
        """The mentions with these ids; with `coder`, those that its newest codings have."""
        query = sa.select(t.mention)
        if coder:
            query = query.where(t.mention.c.id.in_(select.standing_mentions(coder)))
        return {row.id: rows.mention_from_row(row._mapping) for row in self._in(query, t.mention.c.id, ids)}

    def is_anything_replaced(self) -> bool:
        """Whether some statements may not count: a coder has coded a report again, or somebody has coded one blind."""
        blind = sa.select(t.assignment.c.id).where(t.assignment.c.done_at.is_not(None)).limit(1)
        return (
            self._connection.execute(blind).first() is not None
            or self._connection.execute(select.replaced_codings().limit(1)).first() is not None
        )

    def statements(
        self,
        mentions: Iterable[str],
        fields: Collection[str] | None = None,
        coder: str = "",
        *,
        nothing_replaced: bool = False,
    ) -> dict[str, list[Statement]]:
        """The statements on these mentions, of the newest codings of each coder, or of one; on some fields, or all.

        `nothing_replaced` says that `is_anything_replaced` is known to be false: then nothing has to be looked up for
        each statement, which makes a third of the time.
        """
        if nothing_replaced and not coder:
            query = select.statements_with_report().order_by(None)
        else:
            query = select.standing_statements(coder)
        if fields is not None:
            query = select.on_fields(query, fields)
        told: dict[str, list[Statement]] = {}
        for row in self._in(query, t.statement.c.mention, mentions):
            told.setdefault(row.mention, []).append(rows.statement_from_row(row._mapping))
        return told

    def statements_named(self, statements: Iterable[str]) -> dict[str, Statement]:
        """The statements with these ids, of whatever coding."""
        query = select.statements_with_report().order_by(None)
        found = self._in(query, t.statement.c.id, statements)
        return {row.id: rows.statement_from_row(row._mapping) for row in found}

    def sources(self, reports: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each of these reports, what it shares with others of its voice.

        The id of its source, the hash of its text, and the report whose text it is a copy of: itself where it is none.
        """
        c, v = t.report.c, t.report_voice.c
        query = sa.select(c.id, c.source, c.text_hash, v.voice).outerjoin(t.report_voice, v.report == c.id)
        return {row[0]: (row[1] or "", row[2], row[3] or row[0]) for row in self._in(query, c.id, reports)}

    def same_words(self, reports: Iterable[str] | None = None) -> dict[tuple[str, str, int, int], list[str]]:
        """Mentions that name their occurrence by the same words of the same text, in the reports of several copies.

        By the hash of the text, the kind of the mention and its anchor; with `reports`, only of texts that one of these
        reports has.
        """
        r, m = t.report.c, t.mention.c
        if reports is None:
            several = sa.select(r.text_hash).group_by(r.text_hash).having(sa.func.count() > 1)
            hashes = set(self._connection.execute(several).scalars())
        else:
            hashes = {row[0] for row in self._in(sa.select(r.text_hash), r.id, reports)}
        query = sa.select(m.id, r.text_hash, m.kind, m.anchor_start, m.anchor_end).join(t.report, r.id == m.report)
        found: dict[tuple[str, str, int, int], list[str]] = {}
        for mention, *key in self._in(query, r.text_hash, hashes):
            found.setdefault(tuple(key), []).append(mention)
        return {key: mentions for key, mentions in found.items() if len(mentions) > 1}

    # History ---------------------------------------------------------------------------------------------------------

    def events(self, incident: str) -> tuple[IncidentEvent, ...]:
        """What happened to the incident with this id, oldest first."""
        return tuple(self._events(t.incident_event.c.incident == incident))

    def events_since(self, *, revision: int | None = None, at: str = "") -> Iterator[IncidentEvent]:
        """What happened after the event with the number `revision`, or from the instant `at` on, oldest first."""
        e = t.incident_event.c
        return self._events(e.id > revision if revision is not None else e.at >= at)

    def _events(self, condition: sa.ColumnElement[bool]) -> Iterator[IncidentEvent]:
        query = sa.select(t.incident_event).where(condition).order_by(t.incident_event.c.id)
        for row in self._connection.execute(query).mappings():
            yield IncidentEvent(**{**row, "kind": EventKind(row["kind"])})

    def get_incident(self, incident: str) -> Known:
        """The published incident with exactly this id. Raises RecordNotFoundError."""
        found = self.incidents([incident])
        if incident not in found:
            raise RecordNotFoundError(
                f"The incident {incident} is not published yet; `tallybook refresh` publishes it."
            )
        return found[incident]


def _known(row: Sequence[Any], mentions: tuple[str, ...]) -> Known:
    id_, number, state, founder, version, target, status, news = row
    return Known(
        id_, number, IncidentState(state), founder, version, target or "", mentions, IncidentStatus(status), news
    )


def _numbered(found: Iterable[Any], left_out: Collection[str]) -> dict[str, tuple[int, Decision]]:
    return {row.id: (row.number, rows.decision_from_row(row._mapping)) for row in found if row.id not in left_out}
