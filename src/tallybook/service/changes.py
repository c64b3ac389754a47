"""What happens to published incidents when a unit of a plan is carried out, each event with who and why."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tallybook.errors import BadDateError
from tallybook.model import EventKind, IncidentState, Judgement
from tallybook.service.clock import instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tallybook.model import Act, Decision, Retraction
    from tallybook.service.planning import Assignment, Unit
    from tallybook.store import Known

__all__ = ["PUBLISHER", "Change", "changes_of", "reason_of_act"]

PUBLISHER = "machine:refresh"
"""By whom incidents are created and values changed, where no decision or retraction is behind it."""


@dataclass(frozen=True, slots=True)
class Change:
    """An event of an incident that is not written yet: all of it but the instant and the run."""

    incident: str
    kind: EventKind
    data: Mapping[str, Any]
    by: str = PUBLISHER
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Reason:
    by: str = PUBLISHER
    reason: str = ""
    behind: Mapping[str, Any] | None = None

    def change(self, incident: str, kind: EventKind, **data: Any) -> Change:
        return Change(incident, kind, {**data, **(self.behind or {})}, self.by, self.reason)


def changes_of(
    unit: Unit,
    assigned: Assignment,
    retracted: Mapping[str, Retraction],
    reports: Mapping[str, str],
    acts: Mapping[str, Act] = MappingProxyType({}),
) -> list[Change]:
    """The events of one unit, those of new incidents first; nothing where everything stays as it is.

    `retracted`: the retractions in force, by report. `reports`: the report of each mention that is live no more.
    `acts`: what people did since the last refresh, by mention.
    """
    told = _Telling(unit, assigned, retracted, reports, acts)
    changes = [change for id_, group in told.groups.items() for change in told.of_group(id_, group)]
    changes += [change for known in unit.known for change in told.of_known(known)]
    return sorted(changes, key=lambda change: change.kind not in {EventKind.CREATED, EventKind.RESTORED})


class _Telling:
    def __init__(
        self,
        unit: Unit,
        assigned: Assignment,
        retracted: Mapping[str, Retraction],
        reports: Mapping[str, str],
        acts: Mapping[str, Act],
    ) -> None:
        self.groups = dict(zip(assigned.ids, unit.groups, strict=True))
        self._unit = unit
        self._assigned = assigned
        self._retracted = retracted
        self._reports = reports
        self._acts = acts
        self._known = {known.id: known for known in unit.known}
        self._was = {
            mention: known.id
            for known in unit.known
            if known.state is IncidentState.ACTIVE
            for mention in known.mentions
        }
        self._now = {mention: id_ for id_, group in self.groups.items() for mention in group}

    def of_group(self, id_: str, group: tuple[str, ...]) -> Iterable[Change]:
        """What the incident of a group gains."""
        known = self._known.get(id_)
        active = known is not None and known.state is IncidentState.ACTIVE
        came = [mention for mention in group if self._was.get(mention) != id_]
        origins = sorted({self._was[mention] for mention in came if mention in self._was})
        if not active:
            kind = EventKind.CREATED if known is None else EventKind.RESTORED
            reason = (
                self._reason_of_split(group, self._rest_of(origins, group)) if origins else self._returned(kind, group)
            )
            yield reason.change(id_, kind, mentions=list(group), **({"from": origins} if origins else {}))
            return
        for origin in origins:
            if self._assigned.targets.get(origin) == id_:
                moved = [mention for mention in came if self._was.get(mention) == origin]
                came = [mention for mention in came if mention not in moved]
                rest = [mention for mention in group if mention not in moved]
                yield self._reason_of_join(moved, rest).change(
                    id_, EventKind.MERGED, **{"from": origin}, mentions=moved
                )
        if came:
            left = [origin for origin in origins if self._assigned.targets.get(origin) != id_]
            rest = [mention for mention in group if mention not in came]
            reason = self._reason_of_join(came, rest)
            yield reason.change(id_, EventKind.JOINED, mentions=came, **({"from": left} if left else {}))

    def of_known(self, known: Known) -> Iterable[Change]:
        """What an incident that was published before loses."""
        target = self._assigned.targets.get(known.id)
        if target is not None:
            if (known.state, known.target) != (IncidentState.REDIRECT, target):
                group = self.groups.get(target, ())
                mine = [mention for mention in group if mention in {known.founder, *known.mentions}]
                rest = [mention for mention in group if mention not in mine]
                yield self._reason_of_join(mine, rest).change(known.id, EventKind.REDIRECTED, to=target)
            return
        if known.state is not IncidentState.ACTIVE:
            return
        if known.id in self._assigned.withdrawn:
            gone = list(known.mentions)
            yield self._reason_of_leaving(gone).change(known.id, EventKind.RETRACTED, mentions=gone)
            return
        gone = [mention for mention in known.mentions if mention not in self._now]
        if gone:
            yield self._reason_of_leaving(gone).change(known.id, EventKind.LEFT, mentions=gone)
        kept = self.groups[known.id]
        homes = {mention: self._now[mention] for mention in known.mentions if mention in self._now}
        for other in sorted(set(homes.values()) - {known.id}):
            moved = [mention for mention in known.mentions if homes.get(mention) == other]
            stood = other in self._known and self._known[other].state is IncidentState.ACTIVE
            kind = EventKind.LEFT if stood else EventKind.SPLIT
            yield self._reason_of_split(moved, kept).change(known.id, kind, to=other, mentions=moved)

    def _rest_of(self, origins: Iterable[str], group: Collection[str]) -> list[str]:
        return [mention for id_ in origins for mention in self._known[id_].mentions if mention not in group]

    def _reason_of_join(self, left: Collection[str], right: Collection[str]) -> _Reason:
        return self._decided(Judgement.SAME, left, right) or self._acted(left)

    def _reason_of_split(self, left: Collection[str], right: Collection[str]) -> _Reason:
        return (
            self._decided(Judgement.DIFFERENT, left, right)
            or self._withdrawn_between(left, right)
            or self._acted([*left, *right])
        )

    def _withdrawn_between(self, left: Collection[str], right: Collection[str]) -> _Reason | None:
        # Without a new decision, parts that fall asunder were held together by nothing else than a link taken back.
        new = [one for one in self._unit.new if {one.left, one.right} & {*left, *right}]
        return _by_decisions(new) if new else None

    def _decided(self, judgement: Judgement, left: Collection[str], right: Collection[str]) -> _Reason | None:
        new = [one for one in self._unit.new if one.judgement is judgement]
        across = [
            one for one in new if (one.left in left and one.right in right) or (one.left in right and one.right in left)
        ]
        # Through mentions that are live no more, two may be joined without a decision that names both.
        near = across or [one for one in new if one.left in left or one.right in left]
        return _by_decisions(near) if near else None

    def _returned(self, kind: EventKind, group: Collection[str]) -> _Reason:
        acted = self._acted(group)
        if kind is EventKind.RESTORED and group and acted == _Reason():
            return _Reason(reason="its reports count again")
        return acted

    def _acted(self, mentions: Iterable[str]) -> _Reason:
        """The last act of a person on one of the mentions, or nothing."""
        acts = [self._acts[mention] for mention in mentions if mention in self._acts]
        last = max(acts, key=lambda act: act.id, default=None)
        return reason_of_act(last) if last is not None else _Reason()

    def _reason_of_leaving(self, mentions: Collection[str]) -> _Reason:
        reports = dict.fromkeys(self._reports[mention] for mention in mentions if mention in self._reports)
        behind = [self._retracted[report] for report in reports if report in self._retracted]
        if not behind and (acted := self._acted(mentions)) != _Reason():
            return acted
        if not behind:
            return _Reason(reason="a newer coding of its report does not have it")
        last = behind[-1]
        return _Reason(last.by, last.why, {"retracted": [retraction.report for retraction in behind]})


def reason_of_act(act: Act) -> _Reason:
    """Who acted and why, and the number of the act."""
    return _Reason(act.by, act.why, {"act": act.id})


def _by_decisions(decisions: Iterable[Decision]) -> _Reason:
    """The reason that the decision that counts most gives: a person's before a machine's, then the latest."""
    ordered = sorted(decisions, key=lambda one: (not one.by_machine, _when(one), one.id))
    chosen = ordered[-1]
    return _Reason(chosen.by, chosen.why, {"decisions": [one.id for one in ordered]})


def _when(decision: Decision) -> str:
    """When it was made, so that texts sort like instants. What is no instant comes first: it must not end a refresh."""
    try:
        return instant(decision.decided_at)
    except BadDateError:
        return ""
