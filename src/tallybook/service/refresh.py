"""Bring the published incidents of a book to what its codings, decisions and retractions say.

Only incidents that something new is about are looked at. Killed at any moment, it goes on when run again: each
transaction takes the tables from one true state to another, and carrying out what is done already changes nothing.
"""

from __future__ import annotations

import gc
from collections import Counter
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tallybook.assembly import DEFAULT, resolve, standing_verdicts
from tallybook.assembly.recording import COLUMNS_OF_FIELDS, resolutions_to_json, summary_columns, unresolved
from tallybook.errors import BookLockedError
from tallybook.model import ActKind, EventKind, Field, IncidentState, IncidentStatus
from tallybook.service.books import opened
from tallybook.service.changes import PUBLISHER, Change, changes_of
from tallybook.service.clock import instant_or_now
from tallybook.service.interrupts import Interrupts
from tallybook.service.planning import assign, make_plan
from tallybook.service.publishing import changed_fields, names_of_rules, voices_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tallybook.assembly import RuleSet, Verdicts
    from tallybook.model import Act, Statement
    from tallybook.service.books import AnyBook
    from tallybook.service.planning import Assignment, Plan, Questions, Unit
    from tallybook.store import Book, Known, Publisher

__all__ = ["Refreshed", "refresh"]

# Live mentions per transaction: some megabytes of statements at once, and a lock that others hardly notice.
_BATCH = 2000
# Each time, another process was faster and got its own work done; so often in a row, something is wrong.
_ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh changed: how many events of each kind, and what a person has to look at in what it touched.

    `revision` is the number of the book's last event: `diff` compares with it later.
    """

    revision: int
    counts: Mapping[EventKind, int]
    questions: Questions


def refresh(
    book: AnyBook,
    *,
    full: bool = False,
    rules: RuleSet = DEFAULT,
    at: str = "",
    run: int | None = None,
    held: Callable[[], AbstractContextManager[None]] | None = None,
) -> Refreshed:
    """Publish what was added to a book since the last refresh; with `full`, look at everything.

    `rules` are those that choose the values. Where they are others than those of the last refresh, the fields that they
    concern are chosen again for all incidents. `at`: the instant that the history notes, ISO 8601 in UTC, by default
    now. `run`: the run that this belongs to. `held` keeps Ctrl-C out of a transaction.

    Raises the errors of `Book.open`, and BookLockedError, DiskFullError or ReadOnlyBookError when the tables cannot be
    written; what was published until then stays, and the next refresh goes on.
    """
    from tallybook.store import StaleError  # noqa: PLC0415 (see opened)

    at = instant_or_now(at)
    with opened(book) as found, Interrupts() as interrupts:
        for _ in range(_ATTEMPTS):
            try:
                return _Refresh(found, rules, at, run, held or interrupts.held).carry_out(full=full)
            except StaleError:
                continue
        raise BookLockedError(f"Other processes keep publishing to {found.path}; wait for them to end and run again.")


@dataclass(slots=True)
class _Batch:
    """What one transaction writes."""

    created: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    members: dict[str, Sequence[str]] = field(default_factory=dict)
    events: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.events)


class _Refresh:
    """One attempt, on the state of the book that it finds."""

    def __init__(
        self,
        book: Book,
        rules: RuleSet,
        at: str,
        run: int | None,
        held: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._book = book
        self._rules = rules
        self._at = at
        self._run = run
        self._held = held
        self._counts: Counter[EventKind] = Counter()

    def carry_out(self, *, full: bool) -> Refreshed:
        with self._book.published() as look:
            plan = make_plan(look, full=full)
            self._number = look.last_number()
            self._nothing_replaced = not look.is_anything_replaced()
            self._retracted = {one.report: one for one in look.retractions() if one.withdrawn}
        names = names_of_rules(self._rules)
        self._generation = plan.mark.generation
        self._other_rules = {Field(name) for name in names if plan.mark.rules.get(name, names[name]) != names[name]}
        for units in _batches(plan.units):
            with _uncollected():
                self._write(self._batch_of(units, plan))
        if self._other_rules and not full:
            self._reassemble()
        self._set_statuses(plan, full=full)
        coding, decision, retraction, act = plan.newest
        mark = replace(plan.mark, coding=coding, decision=decision, retraction=retraction, act=act, rules=names)
        if mark != plan.mark:
            self._commit(lambda publisher: publisher.set_mark(replace(mark, at=self._at)))
        with self._book.published() as look:
            return Refreshed(look.revision(), dict(self._counts), plan.questions)

    def _commit(self, change: Callable[[Publisher], None]) -> None:
        with self._held(), self._book.publishing(self._generation) as publisher:
            change(publisher)
        self._generation += 1

    def _write(self, batch: _Batch) -> None:
        if not batch:
            return
        rows = [
            {
                "incident": event.incident,
                "at": self._at,
                "by": event.by,
                "kind": event.kind.value,
                "reason": event.reason,
                "data": dict(event.data),
                "run": self._run,
            }
            for event in batch.events
        ]

        def change(publisher: Publisher) -> None:
            publisher.add_incidents(batch.created)
            publisher.change_incidents(batch.changed)
            publisher.set_members(batch.members)
            publisher.add_events(rows)

        self._commit(change)
        self._counts.update(event.kind for event in batch.events)

    # Units of the plan -----------------------------------------------------------------------------------------------

    def _batch_of(self, units: Sequence[Unit], plan: Plan) -> _Batch:
        mentions = [mention for unit in units for group in unit.groups for mention in group]
        gone = [m for unit in units for known in unit.known for m in known.mentions if m not in plan.places]
        assigned = [assign(unit.groups, unit.known) for unit in units]
        known_ids = [one.id for unit in units for one in unit.known]
        with self._book.published() as look:
            told = look.statements(mentions, nothing_replaced=self._nothing_replaced)
            sources = look.sources(plan.places[mention].report for mention in mentions)
            old = look.resolutions(known_ids)
            reports = look.reports_of(gone)
            verdicts = standing_verdicts(look.review.verdicts(mentions))
        batch = _Batch()
        for unit, ids in zip(units, assigned, strict=True):
            changes = changes_of(unit, ids, self._retracted, reports, plan.acts)
            batch.events += changes
            touched = {change.incident for change in changes}
            for id_, group in zip(ids.ids, unit.groups, strict=True):
                statements = [one for mention in group for one in told.get(mention, ())]
                behind = {plan.places[mention].report for mention in group}
                values = self._values(statements, behind, sources, verdicts)
                known = next((one for one in unit.known if one.id == id_), None)
                if known is None:
                    self._create(batch, id_, group, values)
                else:
                    cause = next((change for change in changes if change.incident == id_), None)
                    acted = max((plan.acts[one] for one in group if one in plan.acts), key=_number, default=None)
                    self._change(batch, known, group, values, old.get(id_), cause, acted)
            self._end(batch, unit, ids, touched)
        return batch

    def _values(
        self,
        statements: Sequence[Statement],
        reports: set[str],
        sources: Mapping[str, Sequence[str]],
        verdicts: Verdicts,
    ) -> dict[str, Any]:
        voices = voices_of({report: sources[report] for report in reports})
        resolutions = resolve(statements, self._rules, voices, verdicts=verdicts)
        record = resolutions_to_json(resolutions)
        return {
            **summary_columns(resolutions),
            "reports": len(reports),
            "voices": len(set(voices.values())),
            "statements": len(statements),
            "stances": sorted({one.stance.value for one in statements}),
            "unresolved": unresolved(record),
            "resolutions": record,
        }

    def _create(self, batch: _Batch, id_: str, group: Sequence[str], values: dict[str, Any]) -> None:
        """Note a new incident."""
        self._number += 1
        head = {
            "id": id_,
            "number": self._number,
            "state": IncidentState.ACTIVE.value,
            "target": None,
            "founder": group[0],
            "version": 1,
            "created_at": self._at,
            "changed_at": self._at,
            "status": IncidentStatus.MACHINE.value,
        }
        batch.members[id_] = group
        batch.created.append(head | values)

    def _change(
        self,
        batch: _Batch,
        known: Known,
        group: Sequence[str],
        values: dict[str, Any],
        old: dict[str, Any] | None,
        cause: Change | None,
        acted: Act | None,
    ) -> None:
        """Note what an incident that was published before needs, which may be nothing. `old`: its values so far."""
        if tuple(known.mentions) != tuple(group) or known.state is not IncidentState.ACTIVE:
            batch.members[known.id] = group
        fields = changed_fields(old, values["resolutions"]) if old is not None else {}
        if fields:
            by, reason = (cause.by, cause.reason) if cause else (PUBLISHER, "its reports were coded again")
            kind, behind = EventKind.VALUES_CHANGED, {}
            if cause is None and acted is not None:
                by, reason, behind = acted.by, acted.why, {"act": acted.id}
            elif cause is None and self._other_rules:
                kind, reason = EventKind.RULES_CHANGED, ""
            batch.events.append(Change(known.id, kind, {"fields": fields, **behind}, by, reason))
        elif old == values["resolutions"] and cause is None and known.id not in batch.members:
            return
        state = {"state": IncidentState.ACTIVE.value, "target": None}
        version = {"version": known.version + 1, "changed_at": self._at}
        news = self._news(known, happens=bool(fields) or cause is not None)
        batch.changed.append({"id": known.id, **state, **version, **values, "news": news})

    def _news(self, known: Known, *, happens: bool) -> str:
        """The instant at which an incident that people have confirmed first changed since, which may be now."""
        from tallybook.store import WATCHED  # noqa: PLC0415 (see opened)

        return known.news or (self._at if happens and known.status in WATCHED else "")

    def _end(self, batch: _Batch, unit: Unit, ids: Assignment, touched: set[str]) -> None:
        """Note what became of incidents that are none any more."""
        for known in unit.known:
            if known.id not in touched or known.id in ids.ids:
                continue
            target = ids.targets.get(known.id)
            if target is not None:
                batch.members[known.id] = ()
            state = IncidentState.TOMBSTONE if target is None else IncidentState.REDIRECT
            batch.changed.append(
                {
                    "id": known.id,
                    "state": state.value,
                    "target": target,
                    "unresolved": "",
                    "news": "",
                    "version": known.version + 1,
                    "changed_at": self._at,
                }
            )

    # Statuses --------------------------------------------------------------------------------------------------------

    def _set_statuses(self, plan: Plan, *, full: bool) -> None:
        """Give incidents the status that the last act that stands gave them."""
        with self._book.published() as look:
            review = look.review
            new = [review.root(act) for act in review.acts_after(plan.mark.act)]
            about = {act.incident: act for act in new if act.kind is ActKind.STATUS}
            if not about and not full:
                return
            wanted = review.statuses(None if full else about)
            named = wanted.keys() | about.keys()
            now_, known = look.statuses(named), look.incidents(named, members=False)
            latest = {review.root(act).incident: act for act in review.acts_after(plan.mark.act)}
            # Where an earlier status comes back, what happened since that was given is still to be looked at.
            news = {id_: look.waiting().first_news(id_, act.at, act.data["new"]) for id_, act in wanted.items()}
        batch, still = _Batch(), list[dict[str, Any]]()
        for id_ in sorted(now_):
            act = wanted.get(id_)
            status = act.data["new"] if act is not None else IncidentStatus.MACHINE.value
            if now_[id_].value == status:
                if act is not None and known[id_].news != news[id_]:  # said again: what changed was looked at
                    still.append({"id": id_, "news": news[id_]})
                continue
            behind = latest.get(id_, act)
            data = {"old": now_[id_].value, "new": status} | ({"act": behind.id} if behind else {})
            by, why = (behind.by, behind.why) if behind else (PUBLISHER, "")
            batch.events.append(Change(id_, EventKind.STATUS_CHANGED, data, by, why))
            version = {"version": known[id_].version + 1, "changed_at": self._at}
            batch.changed.append({"id": id_, "status": status, "news": news.get(id_, ""), **version})
        self._write(batch)
        self._write(_Batch(changed=still))

    # Other rules -----------------------------------------------------------------------------------------------------

    def _reassemble(self) -> None:
        """Choose the values of the fields with other rules again, for all incidents that stand."""
        with self._book.published() as look:
            ids = look.active_ids()
        for start in range(0, len(ids), _BATCH):
            with _uncollected():
                self._write(self._reassembled(ids[start : start + _BATCH]))

    def _reassembled(self, ids: Sequence[str]) -> _Batch:
        fields = self._other_rules
        with self._book.published() as look:
            members = look.members(ids)
            told = look.statements(
                (mention for group in members.values() for mention in group),
                {one.value for one in fields},
                nothing_replaced=self._nothing_replaced,
            )
            old = look.resolutions(ids)
            known = look.incidents(ids, members=False)
            report_of = look.reports_of(mention for group in members.values() for mention in group)
            sources = look.sources(report_of.values())
            verdicts = standing_verdicts(look.review.verdicts(report_of))
        batch = _Batch()
        for id_ in ids:
            statements = [one for mention in members[id_] for one in told.get(mention, ())]
            voices = voices_of({report_of[mention]: sources[report_of[mention]] for mention in members[id_]})
            resolutions = resolve(statements, self._rules, voices, fields, verdicts)
            kept = {name: entries for name, entries in old[id_].items() if Field(name) not in fields}
            record = kept | resolutions_to_json(resolutions)
            if record == old[id_]:
                continue
            changed = changed_fields(old[id_], record)
            if changed:
                batch.events.append(Change(id_, EventKind.RULES_CHANGED, {"fields": changed}, PUBLISHER))
            batch.changed.append(
                {
                    "id": id_,
                    "version": known[id_].version + 1,
                    "changed_at": self._at,
                    **summary_columns(resolutions, fields.intersection(COLUMNS_OF_FIELDS)),
                    "unresolved": unresolved(record),
                    "news": self._news(known[id_], happens=bool(changed)),
                    "resolutions": record,
                }
            )
        return batch


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles within one batch: records have none, and looking for them costs a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _number(act: Act) -> int:
    return act.id


def _batches(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The units in parts of about `_BATCH` mentions; one unit is never divided."""
    batch: list[Unit] = []
    size = 0
    for unit in units:
        mentions = sum(map(len, unit.groups)) + sum(len(known.mentions) for known in unit.known)
        if batch and size + mentions > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(unit)
        size += mentions
    if batch:
        yield batch
