"""Link the mentions of a book: which tell of one incident, and which a person is asked about."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.assembly import join_mentions, standing_decisions
from tallybook.model import MACHINE, Decision, Judgement
from tallybook.service.books import opened
from tallybook.service.clock import instant, now
from tallybook.service.current import Current
from tallybook.service.planning import neighbours
from tallybook.service.refresh import Refreshed, refresh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from tallybook.linking import Links, Profile, Proposal
    from tallybook.service.books import AnyBook
    from tallybook.store import Book

__all__ = ["LinkQuestion", "Linked", "link_book", "link_questions"]

# With more new mentions than this share of a book, reading everything once costs less than looking each of them up.
_MOST_NEW = 0.1
_PAGE = 500


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
    now. `run` and `held` as in `refresh`. `progress` is told what is being done.

    Raises the errors of `Book.open`, ContradictionError where people's decisions contradict one another, LinkingError,
    BookLockedError, DiskFullError, ReadOnlyBookError.
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
            self._decisions = tuple(decision for _, decision in look.decisions().values())
        with book.link_index() as index:
            self.new = self._live.keys() - index.taken_in(self._version)
        self._profiles: tuple[Profile, ...] = ()

    def carry_out(self, *, again: bool) -> tuple[Links, tuple[Decision, ...]]:
        """What to store: the links and questions, and the decisions that they make."""
        from tallybook.linking import Links, link  # noqa: PLC0415 (numpy is slow to import)

        if again:
            self.new = set(self._live)
        if not self.new:
            return Links((), (), 0, 0), ()
        standing = standing_decisions(self._decisions)
        persons = [one for one in standing if not one.by_machine]
        kept = persons if again else standing
        groups = self._groups(kept)
        apart = [(one.left, one.right) for one in persons if one.judgement is Judgement.DIFFERENT]
        whole = again or len(self.new) > _MOST_NEW * len(self._live)
        wanted = set(self._live) if whole else self._beside(groups)
        self._tell(f"Reading {len(wanted)} mentions")
        self._profiles = tuple(self._read(wanted))
        self._tell(f"Comparing {len(wanted)} mentions")
        links = link(
            self._profiles, self._model, new=None if whole and not groups else self.new, groups=groups, apart=apart
        )
        decisions = [self._decision(one, Judgement.SAME) for one in links.same]
        if again:
            decisions += self._taken_back(standing, links, groups)
        return links, tuple(decisions)

    def _groups(self, decisions: Collection[Decision]) -> list[list[str]]:
        """The live mentions that the decisions join, two and more together."""
        joined = join_mentions(decisions)
        named = {mention for one in decisions for mention in (one.left, one.right)}
        groups: dict[str, list[str]] = {}
        for mention in sorted(named & self._live.keys()):
            groups.setdefault(joined.root(mention), []).append(mention)
        return [group for group in groups.values() if len(group) > 1]

    def _beside(self, groups: Sequence[Sequence[str]]) -> set[str]:
        """The new mentions, what they meet, and everything that is joined to that."""
        from tallybook.linking import MOST_AT_A_KEY, sought_keys  # noqa: PLC0415 (numpy is slow to import)

        keys = {key for profile in self._read(self.new) for key in sought_keys(profile)}
        with self._book.link_index() as index:
            met = index.meeting(keys, MOST_AT_A_KEY)
        found = (self.new | met) & self._live.keys()
        for group in groups:
            if not found.isdisjoint(group):
                found.update(group)
        return found

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

    def _taken_back(
        self, standing: Iterable[Decision], links: Links, groups: Iterable[Sequence[str]]
    ) -> list[Decision]:
        """Decisions against earlier links of linking between mentions that are no longer in one group."""
        joined = [self._decision(one, Judgement.SAME) for one in links.same]
        joined += [
            Decision.make(group[0], other, Judgement.SAME, self._by, self._at)
            for group in groups
            for other in group[1:]
        ]
        now_joined = join_mentions(joined)
        return [
            Decision.make(one.left, one.right, Judgement.DIFFERENT, self._by, self._at, "linked anew")
            for one in standing
            if one.by.startswith(f"{MACHINE}linking/")
            and one.judgement is Judgement.SAME
            and {one.left, one.right} <= self._live.keys()
            and now_joined.root(one.left) != now_joined.root(one.right)
        ]

    def _copies(self, links: Links) -> dict[str, str]:
        """Reports that are copies of one another's text, each with the report that gives their voice its name.

        Only reports that were joined are compared: copies share all their words, so that they are joined first.
        """
        from tallybook.reports.syndication import are_copies  # noqa: PLC0415 (numpy is slow to import)

        words = {one.mention: one.lead_words for one in self._profiles}
        pairs = {
            tuple(sorted((self._live[one.left].report, self._live[one.right].report)))
            for one in links.same
            if _are_like(words[one.left], words[one.right])
        }
        with self._book.link_index() as index:
            voices = index.voices()
        changed: set[str] = set()
        for page in _in_parts(sorted(pairs)):
            texts = {
                one.id: one.text for one in self._book.reports(sorted({report for pair in page for report in pair}))
            }
            for one, other in page:
                first, second = sorted((voices.get(one, one), voices.get(other, other)))
                if first != second and are_copies(texts[one], texts[other]):
                    voices |= {report: first for report, voice in voices.items() if voice == second}
                    voices[second] = first
                    changed.add(first)
        return {report: voice for report, voice in voices.items() if voice in changed}

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
        taken_in = {one.mention: stored_keys(one) for one in self._profiles if one.mention in self.new}
        return self._book.add_links(decisions, taken_in, self._version, questions, self._copies(links), afresh=again)


def _are_like(words: Mapping[str, float], others: Mapping[str, float]) -> bool:
    """Whether two reports begin so much alike that comparing the whole texts is worth while."""
    shared = sum(worth for word, worth in words.items() if word in others)
    return 2.0 * shared >= min(sum(words.values()), sum(others.values()))


def _in_parts(pairs: Sequence[tuple[str, ...]]) -> Iterator[Sequence[tuple[str, ...]]]:
    return (pairs[start : start + _PAGE] for start in range(0, len(pairs), _PAGE))


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
    of `Book.open`, and ContradictionError where people's decisions contradict one another.
    """
    with opened(book) as found:
        with found.link_index() as index:
            questions = index.questions(mentions)
        ends = {mention for one in questions for mention in (one.left, one.right)}
        with found.published() as look:
            homes = Current(look, None if mentions is None else ends).homes(ends)
            if mentions is None:
                decisions = tuple(decision for _, decision in look.decisions().values())
            else:
                decisions = neighbours(look, ends)
            apart = _kept_apart(decisions)
    asked: dict[tuple[str, str], LinkQuestion] = {}
    for one in questions:
        left, right = homes.get(one.left), homes.get(one.right)
        if left and right and left != right and not apart(one.left, one.right):
            pair = (min(left, right), max(left, right))
            asked.setdefault(pair, LinkQuestion((left, right), (one.left, one.right), one.score, one.why))
    return tuple(asked.values())


def _kept_apart(decisions: Collection[Decision]) -> Callable[[str, str], bool]:
    """Whether people keep apart what two mentions are joined to."""
    joined = join_mentions(decisions)
    roots = {
        frozenset((joined.root(one.left), joined.root(one.right)))
        for one in standing_decisions(decisions)
        if one.judgement is Judgement.DIFFERENT and not one.by_machine
    }
    return lambda left, right: frozenset((joined.root(left), joined.root(right))) in roots
