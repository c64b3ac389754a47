"""What people decide of incidents: these are one, this is another, this report no longer counts. Only ever added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from tallybook.assembly import join_mentions
from tallybook.errors import ContradictionError, UsageError
from tallybook.model import MACHINE, Act, ActKind, Decision, IncidentEvent, Judgement, Retraction
from tallybook.service.books import opened
from tallybook.service.clock import instant_or_now
from tallybook.service.current import Current
from tallybook.service.interrupts import Interrupts
from tallybook.service.planning import neighbours, standing_pairs
from tallybook.service.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tallybook.assembly import Joined
    from tallybook.service.books import AnyBook
    from tallybook.service.refresh import Refreshed
    from tallybook.store import Book, Published

__all__ = ["Decided", "check_person", "keep_apart", "merge", "retract", "split"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, and what came of it: the events that followed, oldest first.

    `act` is how it was noted, where it was noted as an act of review.
    """

    decisions: tuple[Decision, ...]
    events: tuple[IncidentEvent, ...]
    refreshed: Refreshed
    act: Act | None = None


def merge(book: AnyBook, incidents: Sequence[str], *, why: str, by: str, at: str = "", noted: bool = False) -> Decided:
    """Decide that incidents, given by ids or their beginnings, are one; the one created first keeps its id.

    Each earlier decision of a person that keeps their mentions apart is overruled by a decision on the same pair.
    `at`: the instant, ISO 8601 in UTC, by default now. `noted`: note it as an act, which can be undone. Raises
    RecordNotFoundError, IncidentWithdrawnError, UsageError
    for fewer than two incidents, a missing reason or the name of a machine, ContradictionError where the decisions
    could not count.
    """
    check_person(why, by)
    at = instant_or_now(at)
    with opened(book) as found, Interrupts() as interrupts:
        with found.published() as look:
            current = Current(look)
            ids = list(dict.fromkeys(current.find(each)[1] for each in incidents))
            if len(ids) < 2:
                raise UsageError(
                    f"These are one incident already: {ids[0]}." if ids else "Name the incidents to be merged."
                )
            members = [current.members_of(id_) for id_ in ids]
            every = [mention for group in members for mention in group]
            talk = _Talk(look, every, by, at, why)
        mates = talk.mates(every)
        apart = [
            pair
            for pair in combinations(sorted(mates), 2)
            if talk.persons.get(pair, Judgement.SAME) is not Judgement.SAME
        ]
        for left, right in apart:
            talk.say(left, right, Judgement.SAME)
        for group in members[1:]:
            if talk.joined().root(group[0]) != talk.joined().root(members[0][0]):
                talk.say(members[0][0], group[0], Judgement.SAME)
        talk.expect([every])
        act = Act(0, at, by, ActKind.MERGE, ids[0], why=why, data={"incidents": ids, "mentions": sorted(mates)})
        return _carry_out(found, talk.said, at, interrupts, act if noted else None)


def keep_apart(book: AnyBook, one: str, other: str, *, why: str, by: str, at: str = "", noted: bool = False) -> Decided:
    """Decide that two incidents are not one, so that no machine joins them: the answer "no" to a question of linking.

    Raises as `merge` does; incidents that are one already are split, not kept apart.
    """
    check_person(why, by)
    at = instant_or_now(at)
    with opened(book) as found, Interrupts() as interrupts:
        with found.published() as look:
            current = Current(look)
            ids = [current.find(each)[1] for each in (one, other)]
            if ids[0] == ids[1]:
                raise UsageError(f"These are one incident: {ids[0]}; `tallybook split` takes mentions out of it.")
            members = [current.members_of(id_) for id_ in ids]
            talk = _Talk(look, [mention for group in members for mention in group], by, at, why)
        talk.say(members[0][0], members[1][0], Judgement.DIFFERENT)
        talk.expect(members)
        about = {"incidents": ids, "mentions": sorted(mention for group in members for mention in group)}
        act = Act(0, at, by, ActKind.APART, ids[0], why=why, data=about)
        return _carry_out(found, talk.said, at, interrupts, act if noted else None)


def split(
    book: AnyBook, incident: str, mentions: Sequence[str], *, why: str, by: str, at: str = "", noted: bool = False
) -> Decided:
    """Decide that some mentions of an incident, given by ids or their beginnings, are another incident.

    The mentions named are one incident then, and all others of it stay one. Raises as `merge` does, and UsageError for
    mentions that are not of the incident, or are all of it.
    """
    check_person(why, by)
    at = instant_or_now(at)
    with opened(book) as found, Interrupts() as interrupts:
        with found.published() as look:
            current = Current(look)
            id_ = current.find(incident)[1]
            members = current.members_of(id_)
            talk = _Talk(look, members, by, at, why)
        part = _part(found, id_, members, mentions)
        rest = [mention for mention in members if mention not in part]
        # Mentions that count no more pass links on, so they have to be on one of the sides.
        others = sorted(talk.mates(members) - set(part))
        for mention in part[1:]:
            talk.say(part[0], mention, Judgement.SAME)
        for mention in others:
            talk.say(part[0], mention, Judgement.DIFFERENT)
        for left, right in talk.links:
            if (left in part) is not (right in part) and {left, right} <= {*part, *others}:
                talk.say(left, right, Judgement.DIFFERENT)
        for mention in rest[1:]:
            if talk.joined().root(mention) != talk.joined().root(rest[0]):
                talk.say(rest[0], mention, Judgement.SAME)
        talk.expect([part, rest])
        about = {"incidents": [id_], "mentions": sorted({*part, *rest, *others}), "part": part}
        act = Act(0, at, by, ActKind.SPLIT, id_, why=why, data=about)
        return _carry_out(found, talk.said, at, interrupts, act if noted else None)


def retract(
    book: AnyBook, report: str, *, why: str, by: str, undo: bool = False, at: str = "", noted: bool = False
) -> Decided:
    """Decide that what a report says no longer counts, or with `undo` that it counts again. Nothing is deleted.

    Raises RecordNotFoundError for an unknown report, UsageError where the report stands like that already, for a
    missing reason, or for the name of a machine.
    """
    check_person(why, by)
    at = instant_or_now(at)
    with opened(book) as found, Interrupts() as interrupts:
        id_ = found.get_report(report).id
        act = Act(0, at, by, ActKind.RETRACT, report=id_, why=why, data={"withdrawn": not undo})
        with interrupts.held(), found.reviewing() as reviewer:
            if not reviewer.add_retraction(Retraction(id_, not undo, by, at, why)):
                stands = "counts" if undo else "is retracted"
                raise UsageError(f"The report {id_} {stands} already; `tallybook history` tells since when.")
            if noted:
                act = reviewer.add_act(act)
        return replace(_carry_out(found, (), at, interrupts), act=act if noted else None)


def check_person(why: str, by: str, *, needs_why: bool = True) -> None:
    """Raise UsageError for a missing reason, or a name that is no person's."""
    if needs_why and not why.strip():
        raise UsageError("A decision needs a reason; say with --why what shows it.")
    if not by.strip() or by.startswith(MACHINE):
        raise UsageError(f"A decision needs the name of a person, not {by!r}; give it with --by.")


def _part(book: Book, incident: str, members: Collection[str], given: Iterable[str]) -> list[str]:
    """The mentions given, in the order of the members."""
    named = {book.get_mention(mention).id for mention in given}
    for mention in sorted(named):
        if mention not in members:
            raise UsageError(
                f"The mention {mention} is not of the incident {incident}, whose mentions are {', '.join(members)}."
            )
    if not named or len(named) == len(members):
        raise UsageError(
            f"Name some of the mentions of the incident {incident}, not {'all' if named else 'none'}; "
            f"they are {', '.join(members)}."
        )
    return [mention for mention in members if mention in named]


class _Talk:
    """The decisions on some mentions, and those that are being added to them by one person at one instant."""

    def __init__(self, look: Published, mentions: Iterable[str], by: str, at: str, why: str) -> None:
        self._before = neighbours(look, mentions)
        self._by, self._at, self._why = by, at, why
        ends = {mention for one in self._before for mention in (one.left, one.right)}
        self._aggregates = look.aggregates(ends)
        standing = standing_pairs(self._before)
        # None where persons said both, so that this decision settles it, whichever way it goes.
        self.persons = {
            pair: None if one is None else one.judgement
            for pair, one in standing.items()
            if one is None or not one.by_machine
        }
        self.links = [pair for pair, one in standing.items() if one is None or one.judgement is Judgement.SAME]
        self.said: tuple[Decision, ...] = ()

    def mates(self, mentions: Iterable[str]) -> set[str]:
        """These mentions and all that decisions join to them, also those that count no more."""
        mentions = set(mentions)
        try:
            joined = self.joined()
        except ContradictionError:
            return mentions  # nothing is joined until the contradiction is settled, perhaps by this decision
        roots = {joined.root(mention) for mention in mentions}
        ends = {mention for one in self._before for mention in (one.left, one.right)}
        return mentions | {mention for mention in ends if joined.root(mention) in roots}

    def joined(self) -> Joined:
        """What the decisions make together with those that were added."""
        return join_mentions([*self._before, *self.said], self._aggregates)

    def say(self, left: str, right: str, judgement: Judgement) -> None:
        """Add a decision on a pair, unless a person decided so before."""
        pair = (min(left, right), max(left, right))
        if self.persons.get(pair) is not judgement:
            self.said += (Decision.make(left, right, judgement, self._by, self._at, self._why),)
            self.persons[pair] = judgement

    def expect(self, groups: Sequence[Sequence[str]]) -> None:
        """Raise ContradictionError unless each group is joined, and apart from the others."""
        joined = self.joined()
        roots = [{joined.root(mention) for mention in group} for group in groups]
        if any(len(each) != 1 for each in roots) or len(set.union(*roots)) != len(groups):
            raise ContradictionError(
                f"Other decisions, some of them made after {self._at}, stand against this one, so nothing was decided; "
                "look at them with `tallybook history` and decide on each pair."
            )


def _carry_out(
    book: Book, decisions: tuple[Decision, ...], at: str, interrupts: Interrupts, act: Act | None = None
) -> Decided:
    with book.published() as look:
        before = look.revision()
        published = look.incidents([act.incident], members=False) if act is not None else {}
    if act is not None and not decisions:
        raise UsageError("People decided this before, so there is nothing to note.")
    with interrupts.held(), book.reviewing() as reviewer:
        reviewer.add_decisions(decisions)
        if act is not None:
            data = {**act.data, "decisions": [decision.id for decision in decisions]}
            act = reviewer.add_act(replace(act, incident=act.incident if published else "", data=data))
    refreshed = refresh(book, at=at, held=interrupts.held)
    with book.published() as look:
        events = tuple(look.events_since(revision=before))
    return Decided(decisions, events, refreshed, act)
