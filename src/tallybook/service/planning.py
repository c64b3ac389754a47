"""Which published id each group of mentions gets: worked out from decisions and from what is published, not written.

The rules are in docs/explanation/identity.md. The outcome depends on what is in the book alone: a look at everything
and a look at what is new since the last refresh give the same ids.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallybook.assembly import Joined, join_mentions, standing_decisions
from tallybook.errors import ContradictionError
from tallybook.model import DisjointSets, Incident, IncidentState, Judgement, content_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tallybook.model import Act, Decision
    from tallybook.store import Known, Mark, Place, Published

__all__ = [
    "Assignment",
    "Plan",
    "Questions",
    "Unit",
    "assign",
    "groups_of",
    "make_plan",
    "neighbours",
    "open_questions",
    "standing_pairs",
]


@dataclass(frozen=True, slots=True)
class Questions:
    """What a person has to look at: contradictions in words, and links of machines that a person's decision forbids.

    `disputed` gives for each contradiction the mentions that hang together with it.
    """

    contradictions: tuple[str, ...] = ()
    refused: tuple[Decision, ...] = ()
    disputed: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """Groups of mentions and published incidents that hang together, so that they can only change together.

    `groups` and the mentions in them are in the order in which the mentions came. `new` are the decisions on them that
    were made since the last refresh.
    """

    groups: tuple[tuple[str, ...], ...]
    known: tuple[Known, ...]
    new: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """The id of each group of a unit; where ids of incidents that are none any more lead; and which lead nowhere."""

    ids: tuple[str, ...]
    targets: Mapping[str, str] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a refresh has to bring about: the units in the order in which their first mentions came.

    `mark` is that of the last refresh, `newest` how far this one goes. `places` says of live mentions where they are.
    `acts` are those of people since the last refresh, by the mentions that they are about.
    """

    units: tuple[Unit, ...]
    mark: Mark
    newest: tuple[int, int, int, int]
    places: Mapping[str, Place]
    questions: Questions
    acts: Mapping[str, Act] = field(default_factory=dict)


@dataclass(slots=True)
class _Seen:
    """What was read for a plan."""

    known: dict[str, Known] = field(default_factory=dict)
    decisions: dict[str, tuple[int, Decision]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


def make_plan(look: Published, *, full: bool = False, about: Collection[str] | None = None) -> Plan:
    """The plan for what was added since the last refresh, or for the whole book (`full`).

    With `about`, only for the units that these mentions are part of: what is read does not grow with the book.
    """
    mark, newest = look.mark(), look.newest()
    if full or not mark.coding:
        seen = _everything(look) if about is None else _reached(look, about)
    elif newest == (mark.coding, mark.decision, mark.retraction, mark.act):
        seen = _Seen()
    else:
        touched = look.touched(mark)
        seen = _reached(look, touched if about is None else touched & _near(look, about))
    decisions = [decision for _, decision in seen.decisions.values()]
    groups, questions = _grouped(look, decisions, seen)
    units = _units(groups, seen, mark)
    return Plan(units, mark, newest, seen.places, questions, look.review.behind(mark.act))


def _everything(look: Published) -> _Seen:
    return _Seen(look.incidents(), look.decisions(), look.live())


def _near(look: Published, mentions: Collection[str]) -> set[str]:
    """These mentions and all that can change together with them."""
    seen = _reached(look, mentions)
    near = {*mentions, *seen.places}
    for known in seen.known.values():
        near |= {known.founder, *known.mentions}
    for _, decision in seen.decisions.values():
        near |= {decision.left, decision.right}
    return near


def open_questions(look: Published, mentions: Iterable[str] | None = None) -> Questions:
    """The contradictions and refused links of a book, or of what hangs together with some mentions."""
    decisions = neighbours(look, look.disputed() if mentions is None else mentions)
    _, about = _neighbourhoods(decisions)
    return _questions(about, _judged(look, about))


def groups_of(look: Published, decisions: Sequence[Decision]) -> list[tuple[str, ...]]:
    """The live mentions of a book as these decisions group them; where persons contradict one another, as published."""
    return _grouped(look, decisions, _Seen(look.incidents(), places=look.live()))[0]


def standing_pairs(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision | None]:
    """The decision that counts for each pair of mentions; None where persons contradict one another on the pair."""
    told: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        told[decision.left, decision.right].append(decision)
    found: dict[tuple[str, str], Decision | None] = {}
    for pair, said in told.items():
        try:
            (found[pair],) = standing_decisions(said)
        except ContradictionError:
            found[pair] = None
    return found


def neighbours(look: Published, mentions: Iterable[str]) -> tuple[Decision, ...]:
    """The decisions on these mentions and on all that links join to them, directly or through others."""
    found: dict[str, tuple[int, Decision]] = {}
    reached: set[str] = set()
    waiting = set(mentions)
    while waiting:
        reached |= waiting
        decisions = look.decisions(waiting)
        found |= decisions
        links = [decision for _, decision in decisions.values() if decision.judgement is Judgement.SAME]
        waiting = {mention for link in links for mention in (link.left, link.right)} - reached
    return tuple(decision for _, decision in found.values())


def _reached(look: Published, mentions: Iterable[str]) -> _Seen:
    """Everything that can change together with these mentions, over links and over published incidents."""
    seen = _Seen()
    reached: set[str] = set()
    waiting = set(mentions)
    while waiting:
        reached |= waiting
        decisions = look.decisions(waiting)
        seen.decisions |= decisions
        links = [decision for _, decision in decisions.values() if decision.judgement is Judgement.SAME]
        near = {mention for link in links for mention in (link.left, link.right)}
        named = set(look.incidents_of(waiting).values()) | look.founded_by(waiting)
        found = look.incidents(named - seen.known.keys())
        seen.known |= found
        for known in found.values():
            near |= {known.founder, *known.mentions}
        waiting = near - reached
    seen.places = look.live(reached)
    return seen


def _grouped(look: Published, decisions: Sequence[Decision], seen: _Seen) -> tuple[list[tuple[str, ...]], Questions]:
    """The live mentions in groups, and what is open. Each neighbourhood that links join is judged alone."""
    near, about = _neighbourhoods(decisions)
    outcomes = _judged(look, about)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for mention in sorted(seen.places, key=lambda one: seen.places[one].arrival):
        members[near.root(mention)].append(mention)
    published = {mention: known.id for known in seen.known.values() for mention in known.mentions}
    groups: list[tuple[str, ...]] = []
    for root, told in members.items():
        outcome = outcomes.get(root)
        if outcome is None:
            groups.append(tuple(told))
        elif isinstance(outcome, ContradictionError):
            # Until a person has looked, what is published stays as it is, and what is new stands alone.
            groups += _parts(told, {mention: published.get(mention, mention) for mention in told})
        else:
            groups += _parts(told, {mention: outcome.root(mention) for mention in told})
    return groups, _questions(about, outcomes)


def _neighbourhoods(decisions: Iterable[Decision]) -> tuple[DisjointSets[str], dict[str, list[Decision]]]:
    """What links join, whoever made them, and the decisions within each of these neighbourhoods, by its name."""
    decisions = list(decisions)
    near = DisjointSets[str]()
    for decision in decisions:
        if decision.judgement is Judgement.SAME:
            near.join(decision.left, decision.right)
    about: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if near.root(decision.left) == near.root(decision.right):
            about[near.root(decision.left)].append(decision)
    return near, dict(about)


def _judged(look: Published, about: Mapping[str, list[Decision]]) -> dict[str, Joined | ContradictionError]:
    """What the decisions within each neighbourhood make of it, each judged alone."""
    aggregates = look.aggregates(_ends(decision for told in about.values() for decision in told))
    outcomes: dict[str, Joined | ContradictionError] = {}
    for root, told in about.items():
        try:
            outcomes[root] = join_mentions(told, aggregates)
        except ContradictionError as error:
            outcomes[root] = error
    return outcomes


def _questions(
    about: Mapping[str, Iterable[Decision]], outcomes: Mapping[str, Joined | ContradictionError]
) -> Questions:
    contradictions = sorted(
        (str(outcome), tuple(sorted(_ends(about[root]))))
        for root, outcome in outcomes.items()
        if isinstance(outcome, ContradictionError)
    )
    refused = [link for outcome in outcomes.values() if isinstance(outcome, Joined) for link in outcome.refused]
    return Questions(
        tuple(words for words, _ in contradictions),
        tuple(sorted(refused, key=lambda one: one.id)),
        tuple(ends for _, ends in contradictions),
    )


def _ends(decisions: Iterable[Decision]) -> set[str]:
    return {mention for decision in decisions for mention in (decision.left, decision.right)}


def _parts(mentions: Iterable[str], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    parts: dict[str, list[str]] = {}
    for mention in mentions:
        parts.setdefault(names[mention], []).append(mention)
    return [tuple(part) for part in parts.values()]


def _units(groups: Iterable[tuple[str, ...]], seen: _Seen, mark: Mark) -> tuple[Unit, ...]:
    tied = DisjointSets[str]()
    groups = sorted(groups, key=lambda group: seen.places[group[0]].arrival)
    for group in groups:
        for mention in group[1:]:
            tied.join(group[0], mention)
    for known in seen.known.values():
        for mention in (known.founder, *known.mentions):
            tied.join(known.id, mention)
    of_group: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for group in groups:
        of_group[tied.root(group[0])].append(group)
    of_known: defaultdict[str, list[Known]] = defaultdict(list)
    for known in sorted(seen.known.values(), key=lambda one: one.number):
        of_known[tied.root(known.id)].append(known)
    new: defaultdict[str, list[Decision]] = defaultdict(list)
    for number, decision in seen.decisions.values():
        if number > mark.decision:
            for root in {tied.root(decision.left), tied.root(decision.right)}:
                new[root].append(decision)
    # Units of which no mention is left come last: they only withdraw.
    roots = [*of_group, *(root for root in of_known if root not in of_group)]
    return tuple(Unit(tuple(of_group[root]), tuple(of_known[root]), tuple(new[root])) for root in roots)


def assign(groups: Sequence[tuple[str, ...]], known: Iterable[Known]) -> Assignment:
    """The ids of groups that belong together with the incidents `known`, which were published before.

    Both must be complete: each incident comes with every group that holds one of its mentions or its founder.
    """
    known = sorted(known, key=lambda one: one.number)
    home = {mention: place for place, group in enumerate(groups) for mention in group}
    claims: defaultdict[int, list[Known]] = defaultdict(list)
    for one in known:
        if one.state is not IncidentState.REDIRECT and (heir := _heir(one, home)) is not None:
            claims[heir].append(one)
    claimed = {one.id for told in claims.values() for one in told}
    waiting: defaultdict[int, list[Known]] = defaultdict(list)
    for one in known:
        if one.id not in claimed and one.founder in home:
            waiting[home[one.founder]].append(one)
    taken = {one.id for one in known}
    ids = tuple(_id_of(group, claims[place] or waiting[place], taken) for place, group in enumerate(groups))
    heirs = {one.id: ids[place] for place, told in claims.items() for one in told}
    targets, withdrawn = {}, []
    for one in known:
        if one.id in ids:
            continue
        if one.founder in home:
            targets[one.id] = ids[home[one.founder]]
        elif one.id in heirs:
            targets[one.id] = heirs[one.id]
        elif one.state is IncidentState.REDIRECT:
            targets[one.id] = one.target
        else:
            withdrawn.append(one.id)
    return Assignment(ids, targets, tuple(withdrawn))


def _heir(known: Known, home: Mapping[str, int]) -> int | None:
    """Which group goes on as the incident: that of the founder, else the largest part, of equal ones the earliest."""
    alive = [mention for mention in known.mentions if mention in home]
    if not alive:
        return None
    if known.founder in alive:
        return home[known.founder]
    sizes: defaultdict[int, int] = defaultdict(int)
    for mention in alive:
        sizes[home[mention]] += 1
    return min(sizes, key=lambda place: (-sizes[place], place))


def _id_of(group: Sequence[str], candidates: Sequence[Known], taken: set[str]) -> str:
    """The id of the oldest candidate, or a new one that follows from the first mention."""
    if candidates:
        return candidates[0].id
    first = Incident.make((group[0],)).id
    new, number = first, 1
    while new in taken:
        number += 1
        new = content_id("inc", {"mention": group[0], "number": number})
    return new
