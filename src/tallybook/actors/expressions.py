"""What the finder gives back, and the half-made findings that its steps hand on to each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallybook.actors.lexicon import Entry, Lexicon
    from tallybook.actors.tokens import Tokens
    from tallybook.actors.words import CountryWord, Words
    from tallybook.model import ActorValue, Span

__all__ = ["ActorExpression", "Finding", "Reading"]


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
    weak: bool = False
    kind: str = ""
    country: str = ""  # of a state force
    label: str = ""  # canonical name of what is not in the lexicon but named
    attacker: bool = False
    part_of: Finding | None = None
    foreign: bool = False  # a demonym in front names a country where no candidate acts
    reason: str = ""
    dropped: bool = False

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

    def words_of(self, start: int, end: int) -> str:
        """The words as the report writes them, white space made plain, a closing possessive left out."""
        tokens = self.tokens
        return " ".join(tokens.text[tokens.starts[start] : tokens.end_of(end - 1)].split())
