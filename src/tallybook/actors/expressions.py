"""What the finder gives back, and the half-made findings that its steps hand on to each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallybook.actors.lexicon import Entry, Lexicon
    from tallybook.actors.tokens import Tokens
    from tallybook.actors.words import CountryWord, Words
    from tallybook.model import ActorValue, Span

__all__ = ["STATE_KINDS", "ActorExpression", "Finding", "Reading", "Trust"]

# The kinds of actors that belong to a country and may bear no name but its.
STATE_KINDS = frozenset(("military", "police", "state_forces", "intelligence", "government"))


@dataclass(frozen=True, slots=True)
class ActorExpression:
    """Words of a report that stand for an actor.

    `named` is whether they name the actor (an entry of the lexicon, a country's force, an organisation that the report
    defines) rather than describe it. `attacker` is whether the words alone tell that the actor attacks ("gunmen").
    `candidates` are the ids of the entries that a shared name may mean when the report does not tell them apart, with
    the `reason`; `value.lexicon_id` is empty then.
    """

    span: Span
    value: ActorValue
    named: bool
    attacker: bool = False
    candidates: tuple[str, ...] = ()
    reason: str = ""


class Trust(IntEnum):
    """What a name needs besides its letters before it counts."""

    NAMED = 0  # the report names the actor otherwise, too
    COUNTRY = 1  # or it speaks of one of the actor's countries
    NOT_ABROAD = 2  # or it speaks of no country at all
    FULL = 3  # nothing


@dataclass(slots=True)
class Finding:
    """Words `start` to `end` (token indices, half-open) found by one step.

    `name_start` and `name_end` bound the bare name within them; set from `start` and `end` where they are not given.
    """

    start: int
    end: int
    entries: tuple[Entry, ...] = ()
    name_start: int = -1
    name_end: int = -1
    trust: Trust = Trust.FULL
    kind: str = ""
    country: str = ""  # of a state force
    label: str = ""  # canonical name of what is not in the lexicon but named
    attacker: bool = False
    part_of: Finding | None = None
    foreign: bool = False  # a demonym in front names a country where no candidate acts
    reason: str = ""
    dropped: bool = False

    @property
    def of_state(self) -> bool:
        """Whether the entry that it names first is a force or a government, the own one or a foreign one."""
        return bool(self.entries) and (self.entries[0].kind in STATE_KINDS or self.entries[0].kind == "external_forces")

    def __post_init__(self) -> None:
        self.name_start = self.start if self.name_start < 0 else self.name_start
        self.name_end = self.end if self.name_end < 0 else self.name_end


@dataclass(slots=True)
class Reading:
    """One report on its way through the steps."""

    tokens: Tokens
    words: Words
    lexicon: Lexicon
    country: str = ""
    year: int | None = None
    countries: dict[int, tuple[int, CountryWord]] = field(default_factory=dict)  # by the index behind the last word
    country_at: dict[int, int] = field(default_factory=dict)  # first word to index behind the last
    country_counts: Counter[str] = field(default_factory=Counter)
    covered: bytearray = field(default_factory=bytearray)
    findings: list[Finding] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)  # acronyms defined in this report

    def add(self, finding: Finding) -> None:
        """Keeps a finding and marks its words as taken."""
        self.findings.append(finding)
        self.covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)

    def spaced(self, index: int) -> bool:
        """Whether only white space stands between word `index` and the next one."""
        tokens = self.tokens
        return tokens.joined[index] and tokens.text[tokens.ends[index] : tokens.starts[index + 1]].isspace()

    def hyphened(self, index: int) -> bool:
        """Whether word `index` and the next one form a compound."""
        tokens = self.tokens
        return index + 1 < len(tokens) and tokens.text[tokens.ends[index] : tokens.starts[index + 1]] in ("-", "‐", "‑")

    def of_country(self, index: int) -> tuple[int, CountryWord | None]:
        """The country of "of [the] Country" at word `index`, with the index behind it."""
        tokens = self.tokens
        if not 0 < index < len(tokens) - 1 or tokens.keys[index] != "of" or not self.spaced(index - 1):
            return index, None
        start = index + 2 if tokens.keys[index + 1] == "the" else index + 1
        behind = self.country_at.get(start)
        if behind is None or not self.spaced(start - 1) or self.countries[behind][1].demonym:
            return index, None
        return behind, self.countries[behind][1]

    def words_of(self, start: int, end: int) -> str:
        """The words as the report writes them, white space made plain, a closing possessive left out."""
        tokens = self.tokens
        return " ".join(tokens.text[tokens.starts[start] : tokens.end_of(end - 1)].split())
