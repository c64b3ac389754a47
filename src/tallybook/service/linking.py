"""Link the mentions of a book: which tell of one incident, and which a person is asked about."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallybook.model import MACHINE, Decision, DisjointSets, Judgement
from tallybook.service.books import opened
from tallybook.service.clock import instant, now
from tallybook.service.current import Current
from tallybook.service.planning import groups_of, standing_pairs
from tallybook.service.refresh import Refreshed, refresh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from tallybook.linking import Links, Profile, Proposal
    from tallybook.service.books import AnyBook
    from tallybook.store import Book

__all__ = ["LinkQuestion", "Linked", "link_book", "link_questions"]

# With more new mentions than this share of a book, reading everything once costs less than looking each of them up.
_MOST_NEW = 0.1
_PAGE = 500
_SAME_WORDS = "the same words at the same place of the same text"


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linking did.

    `new` mentions were taken in, `compared` pairs compared; `joined` and `taken_back` decisions were added, `asked`
    pairs are for a person. `too_common` keys stood for so many mentions that they were not used. `seconds`: wall time.
    """

    new: int
    compared: int
    joined: int
    taken_back: int
    asked: int
    too_common: int
    seconds: float
    refreshed: Refreshed


def link_book(
    book: AnyBook,
    *,
    again: bool = False,
    at: str = "",
    run: int | None = None,
    held: Callable[[], AbstractContextManager[None]] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Linked:
    """Compare the mentions that are new in a book with all others, join what tells of one incident, ask about the rest.

    Mentions that were joined before stay joined. With `again`, everything but what people decided is worked out anew:
    a link of an earlier linking that no longer holds is taken back by a decision of its own. All of it is stored in one
    transaction; killed before, nothing has happened. `at`: the instant of the decisions, ISO 8601 in UTC, by default
    now. `run` and `held` as in `refresh`. `progress` is told what is being done. Where people's decisions contradict
    one another, what they name stays as it is published until a person has looked; the rest is linked.

    Raises the errors of `Book.open`, LinkingError, BookLockedError, DiskFullError, ReadOnlyBookError.
    """
    begun = time.monotonic()
    at = instant(at) if at else now()
    hold = held or nullcontext
    with opened(book) as found:
        work = _Linking(found, at, progress or _silent)
        links, decisions = work.carry_out(again=again)
        with hold():
            joined = work.store(links, decisions, again=again)
        refreshed = refresh(found, at=at, run=run, held=held)
    taken_back = sum(one.judgement is Judgement.DIFFERENT for one in decisions)
    return Linked(
        new=len(work.new),
        compared=links.compared,
        joined=joined - taken_back,
        taken_back=taken_back,
        asked=len(links.questions),
        too_common=links.too_common,
        seconds=time.monotonic() - begun,
        refreshed=refreshed,
    )


def _silent(_: str) -> None:
    return None


class _Linking:
    def __init__(self, book: Book, at: str, tell: Callable[[str], None]) -> None:
        from tallybook.linking import LINKING_VERSION, load_model, load_words  # noqa: PLC0415 (numpy is slow to import)

        self._book = book
        self._at = at
        self._tell = tell
        self._version = LINKING_VERSION
        self._by = f"{MACHINE}linking/{LINKING_VERSION}"
        self._model, self._words = load_model(), load_words()
        with book.published() as look:
            self._live = look.live()
        with book.link_index() as index:
            self.new = self._live.keys() - index.taken_in(self._version)
        self._profiles: tuple[Profile, ...] = ()
        self._groups: list[list[str]] = []
        self._says_the_same: dict[str, str] = {}

    def carry_out(self, *, again: bool) -> tuple[Links, tuple[Decision, ...]]:
        """What to store: the links and questions, and the decisions that they make."""
        from tallybook.linking import Links, Proposal, link  # noqa: PLC0415 (numpy is slow to import)

        if again:
            self.new = set(self._live)
        if not self.new:
            return Links((), (), 0, 0), ()
        whole = again or len(self.new) > _MOST_NEW * len(self._live)
        self._says_the_same = self._same_words(whole=whole)
        new = self.new - self._says_the_same.keys()
        # Those that are new are read first: what they say tells what else has to be.
        read = {} if whole else {one.mention: one for one in self._read(new)}
        wanted = set(self._live) if whole else new | set(self._says_the_same.values()) | self._met(read.values())
        self._groups = self._groups_there(None if whole else wanted, again=again)
        wanted.update(mention for group in self._groups for mention in group)
        wanted -= self._says_the_same.keys()
        with self._book.published() as look:
            decisions = [one for _, one in look.decisions(None if whole else wanted).values()]
        self._tell(f"Reading {len(wanted)} mentions")
        self._profiles = (*read.values(), *self._read(wanted - read.keys()))
        self._tell(f"Comparing {len(wanted)} mentions")
        links = link(
            self._profiles,
            self._model,
            new=None if whole and not self._groups else new,
            groups=self._groups,
            apart=_kept_apart(decisions),
        )
        copies = (Proposal(first, other, 1.0, _SAME_WORDS) for other, first in self._says_the_same.items())
        links = replace(links, same=(*copies, *links.same))
        made = [self._decision(one, Judgement.SAME) for one in links.same]
        if again:
            made += self._taken_back(decisions, links)
        return links, tuple(made)

    def _same_words(self, *, whole: bool) -> dict[str, str]:
        """New mentions that say word for word what another one says, each with the earliest of those.

        They are not compared: the three hundred papers that print one dispatch would meet at keys that are left out
        because so many stand there. What a person ever decided on is compared like all others.
        """
        reports = None if whole else {self._live[mention].report for mention in self.new}
        with self._book.published() as look:
            alike = [[one for one in group if one in self._live] for group in look.same_words(reports).values()]
            decided = look.decisions(mention for group in alike for mention in group)
        judged = {end for _, one in decided.values() if not one.by_machine for end in (one.left, one.right)}
        found: dict[str, str] = {}
        for group in alike:
            first, *others = sorted(set(group) - judged, key=lambda one: self._live[one].arrival) or [""]
            found |= {other: first for other in others if other in self.new}
        return found

    def _groups_there(self, mentions: Collection[str] | None, *, again: bool) -> list[list[str]]:
        """What is joined already, of all mentions or of some; with `again`, by people alone."""
        with self._book.published() as look:
            if again:
                said = [one for _, one in look.decisions().values() if not one.by_machine]
                found = groups_of(look, said)
            else:
                found = list(Current(look).members(mentions).values())
        # Another process may have added mentions since this linking looked which are live.
        alive = ([mention for mention in group if mention in self._live] for group in found)
        return [group for group in alive if len(group) > 1]

    def _met(self, new: Iterable[Profile]) -> set[str]:
        """What the new mentions meet."""
        from tallybook.linking import MOST_AT_A_KEY, sought_keys  # noqa: PLC0415 (numpy is slow to import)

        keys = {key for profile in new for key in sought_keys(profile)}
        with self._book.link_index() as index:
            return index.meeting(keys, MOST_AT_A_KEY) & self._live.keys()

    def _read(self, mentions: Collection[str]) -> Iterator[Profile]:
        """The profiles of the mentions, a page of reports at a time."""
        from tallybook.linking import profiles  # noqa: PLC0415 (numpy is slow to import)

        wanted = set(mentions)
        reports = sorted({self._live[mention].report for mention in wanted})
        for start in range(0, len(reports), _PAGE):
            page = reports[start : start + _PAGE]
            texts = {report.id: report for report in self._book.reports(page)}
            of_report: dict[str, list[str]] = {}
            known = {mention.id: mention for mention in self._book.mentions(page)}
            for mention in known.values():
                of_report.setdefault(mention.report, []).append(mention.id)
            with self._book.published() as look:
                told = look.statements(known)
            for report, ids in of_report.items():
                statements = [one for id_ in ids for one in told.get(id_, ())]
                made = profiles(texts[report], [known[id_] for id_ in ids], statements, self._words)
                yield from (profile for profile in made if profile.mention in wanted)

    def _decision(self, proposal: Proposal, judgement: Judgement) -> Decision:
        return Decision.make(proposal.left, proposal.right, judgement, self._by, self._at, proposal.why, proposal.score)

    def _joined(self, links: Links) -> DisjointSets[str]:
        """What is joined now: what was joined already, and the links."""
        joined = DisjointSets[str]()
        for group in self._groups:
            for mention in group:
                joined.join(group[0], mention)
        for one in links.same:
            joined.join(one.left, one.right)
        return joined

    def _taken_back(self, decisions: Iterable[Decision], links: Links) -> list[Decision]:
        """Decisions against earlier links of linking between mentions that are no longer in one group."""
        joined = self._joined(links)
        return [
            Decision.make(one.left, one.right, Judgement.DIFFERENT, self._by, self._at, "linked anew")
            for one in standing_pairs(decisions).values()
            if one is not None
            and one.by.startswith(f"{MACHINE}linking/")
            and one.judgement is Judgement.SAME
            and {one.left, one.right} <= self._live.keys()
            and joined.root(one.left) != joined.root(one.right)
        ]

    def _copies(self, links: Links) -> dict[str, str]:
        """Reports that are found to be copies, each with the report that gives their voice its name.

        Looked for in the groups that links have changed: copies share all their words, so that they are joined first.
        """
        from tallybook.reports.syndication import find_voices  # noqa: PLC0415 (numpy is slow to import)

        with self._book.link_index() as index:
            known = index.voices()
        voices = DisjointSets[str]()
        for report, voice in known.items():
            voices.join(report, voice)
        found: set[str] = set()
        for page in _pages(self._changed_groups(links)):
            texts = {one.id: one.text for one in self._book.reports({report for group in page for report in group})}
            for group in page:
                for report, voice in find_voices((report, texts[report]) for report in group).items():
                    if report != voice:
                        voices.join(report, voice)
                        found |= {report, voice}
        # A voice that is joined to another takes all of its copies along.
        now = {report: voices.root(report) for report in {*found, *known, *known.values()}}
        return {report: voice for report, voice in now.items() if known.get(report, report) != voice}

    def _changed_groups(self, links: Links) -> list[list[str]]:
        """The reports of each group that links have changed, in the order of their arrival."""
        joined = self._joined(links)
        changed = {joined.root(one.left) for one in links.same}
        groups: dict[str, list[str]] = {}
        mentions = (*(one.mention for one in self._profiles), *self._says_the_same)
        for mention in sorted(mentions, key=lambda one: self._live[one].arrival):
            if (root := joined.root(mention)) in changed:
                groups.setdefault(root, []).append(self._live[mention].report)
        return [list(dict.fromkeys(group)) for group in groups.values()]

    def store(self, links: Links, decisions: Sequence[Decision], *, again: bool) -> int:
        """Store it all. Returns how many decisions are new."""
        from tallybook.linking import stored_keys  # noqa: PLC0415 (numpy is slow to import)
        from tallybook.store import Question  # noqa: PLC0415 (see opened)

        if not self.new:
            return 0
        self._tell("Writing")
        questions = [
            Question(min(one.left, one.right), max(one.left, one.right), one.score, one.why, self._by, self._at)
            for one in links.questions
        ]
        taken_in: dict[str, Collection[int]] = dict.fromkeys(self._says_the_same, ())
        taken_in |= {one.mention: stored_keys(one) for one in self._profiles if one.mention in self.new}
        return self._book.add_links(decisions, taken_in, self._version, questions, self._copies(links), afresh=again)


def _pages(groups: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """The groups, so many at a time that they have about a page of reports together."""
    page: list[Sequence[str]] = []
    for group in groups:
        page.append(group)
        if sum(map(len, page)) >= _PAGE:
            yield page
            page = []
    if page:
        yield page


@dataclass(frozen=True, slots=True)
class LinkQuestion:
    """Two incidents that linking thinks may be one: their ids, the mentions that it compared, a chance, and why."""

    incidents: tuple[str, str]
    mentions: tuple[str, str]
    score: float
    why: str


def link_questions(book: AnyBook, mentions: Collection[str] | None = None) -> tuple[LinkQuestion, ...]:
    """The pairs of incidents that linking asks about and nobody has answered, the most likely first.

    With `mentions`, only pairs of which it compared one of these; then no more is read than belongs to them.

    `merge` and `keep_apart` answer one. A question about a mention that no longer counts is left out. Raises the errors
    of `Book.open`.
    """
    with opened(book) as found:
        with found.link_index() as index:
            questions = index.questions(mentions)
        ends = {mention for one in questions for mention in (one.left, one.right)}
        with found.published() as look:
            homes = Current(look, None if mentions is None else ends).homes(ends)
            decisions = [one for _, one in look.decisions(homes).values()]
    apart = {frozenset((homes.get(left), homes.get(right))) for left, right in _kept_apart(decisions)}
    asked: dict[tuple[str, str], LinkQuestion] = {}
    for one in questions:
        left, right = homes.get(one.left), homes.get(one.right)
        if left and right and left != right and frozenset((left, right)) not in apart:
            pair = (min(left, right), max(left, right))
            asked.setdefault(pair, LinkQuestion((left, right), (one.left, one.right), one.score, one.why))
    return tuple(asked.values())


def _kept_apart(decisions: Iterable[Decision]) -> list[tuple[str, str]]:
    """The pairs of mentions that people keep apart; where they say both, they do until one of them has looked."""
    return [
        pair
        for pair, one in standing_pairs(decisions).items()
        if one is None or (one.judgement is Judgement.DIFFERENT and not one.by_machine)
    ]
