"""Which mentions are which incident at this moment: what is published, and over it what was added since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.assembly import join_mentions
from tallybook.errors import ContradictionError, IncidentWithdrawnError
from tallybook.model import IncidentState
from tallybook.service.planning import assign, make_plan, neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import Retraction
    from tallybook.store import Known, Published

__all__ = ["Current", "retracted_beside", "why_withdrawn", "words_of_retraction"]


class Current:
    """The incidents of a book as a refresh would publish them now, without writing anything.

    A book that was never refreshed, or to which decisions were added since, is read as truly as any other.
    """

    def __init__(self, look: Published) -> None:
        self._look = look
        plan = make_plan(look)
        self.questions = plan.questions
        self._groups: dict[str, tuple[str, ...]] = {}
        self._targets: dict[str, str] = {}
        self._withdrawn: dict[str, Known] = {}
        self._planned: set[str] = set()
        for unit in plan.units:
            assigned = assign(unit.groups, unit.known)
            self._groups |= zip(assigned.ids, unit.groups, strict=True)
            self._targets |= assigned.targets
            self._withdrawn |= {known.id: known for known in unit.known if known.id in assigned.withdrawn}
            self._planned |= {known.id for known in unit.known}
        self._homes = {mention: id_ for id_, group in self._groups.items() for mention in group}

    def is_published(self, incident: str) -> bool:
        """Whether nothing was added on the incident since its values were published."""
        return incident not in self._planned and incident not in self._groups

    def members(self, mentions: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
        """All incidents, or those that some of the mentions tell of: each with all of its mentions, in order."""
        if mentions is None:
            stored = self._look.active_members()
            added = self._groups
        else:
            wanted = set(mentions)
            stored = self._look.active_members(set(self._look.incidents_of(wanted).values()))
            added = {self._homes[m]: self._groups[self._homes[m]] for m in wanted if m in self._homes}
        return {id_: group for id_, group in stored.items() if id_ not in self._planned} | added

    def homes(self, mentions: Iterable[str]) -> dict[str, str]:
        """The incident that each of the mentions tells of, and each mention beside them; some may have none."""
        return {mention: id_ for id_, group in self.members(mentions).items() for mention in group}

    def members_of(self, incident: str) -> tuple[str, ...]:
        """The mentions of one incident that stands, in order; none where it does not."""
        if incident in self._groups:
            return self._groups[incident]
        return self._look.active_members([incident]).get(incident, ())

    def standing(self, incidents: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The mentions of those of these incidents that stand, each in order."""
        wanted = set(incidents)
        stored = self._look.active_members(wanted - self._planned)
        return stored | {id_: self._groups[id_] for id_ in wanted if id_ in self._groups}

    def find(self, given: str) -> tuple[str, str]:
        """The whole id that is or begins with `given`, and the id of the incident that it leads to.

        Raises RecordNotFoundError, and IncidentWithdrawnError, which says why, where no mention is left.
        """
        named = self._look.find(given)
        end = self._end_of(named)
        if end in self._groups:
            return named, end
        if end in self._withdrawn:
            raise self._error(named, self._withdrawn[end])
        found = self._look.incidents([end])
        if end not in found:
            return named, self._of_mention(named)
        if found[end].state is IncidentState.TOMBSTONE:
            raise self._error(named, found[end])
        return named, end

    def _end_of(self, incident: str) -> str:
        while True:
            if incident in self._targets:
                incident = self._targets[incident]
            elif incident in self._planned or (target := self._look.target_of(incident)) == "":
                return incident
            else:
                incident = target

    def _of_mention(self, incident: str) -> str:
        """For an id that was never published: the incident that its mention is part of."""
        mention = self._look.mention_named(incident)
        found = self.members([mention])
        if not found:
            raise IncidentWithdrawnError(
                f"The incident {incident} is withdrawn: {why_withdrawn(self._look, [mention])}."
            )
        return next(iter(found))

    def _error(self, named: str, known: Known) -> IncidentWithdrawnError:
        merged = f" was merged into {known.id}, which" if named != known.id else ""
        return IncidentWithdrawnError(
            f"The incident {named}{merged} is withdrawn: {why_withdrawn(self._look, known.mentions)}; "
            f"`tallybook history {known.id}` tells more."
        )


def why_withdrawn(look: Published, mentions: Iterable[str]) -> str:
    """Why these mentions count no more, in words."""
    reports = set(look.reports_of(mentions).values())
    told = [one for one in look.retractions() if one.withdrawn and one.report in reports]
    if not told:
        return "a newer coding of its report has replaced the one that had it"
    return "; ".join(words_of_retraction(one) for one in told)


def words_of_retraction(retraction: Retraction) -> str:
    """A retraction in words."""
    return f"the report {retraction.report} was retracted by {retraction.by} on {retraction.decided_at[:10]}" + (
        f" because: {retraction.why}" if retraction.why else ""
    )


def retracted_beside(look: Published, mentions: Iterable[str]) -> tuple[Retraction, ...]:
    """The retractions in force of reports whose mentions decisions join to these."""
    mentions = set(mentions)
    decisions = neighbours(look, mentions)
    try:
        joined = join_mentions(decisions)
    except ContradictionError:
        return ()
    roots = {joined.root(mention) for mention in mentions}
    ends = {mention for decision in decisions for mention in (decision.left, decision.right)}
    beside = {mention for mention in ends - mentions if joined.root(mention) in roots}
    reports = set(look.reports_of(beside).values())
    return tuple(one for one in look.retractions() if one.withdrawn and one.report in reports)
