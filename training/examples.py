"""A text with labels, whatever corpus it comes from: what the model is trained on."""

from __future__ import annotations

from dataclasses import dataclass, field

from tallybook.coding.tokens import Text
from tallybook.model import Report


@dataclass(frozen=True)
class Labelled:
    """Tokens `first` to `last` (exclusive) in a role. `template` is None where the place counts neither way."""

    first: int
    last: int
    role: str
    template: int | None
    attributes: dict[str, object]


@dataclass(frozen=True)
class Act:
    """The tokens of an act, those among which its place was looked for, and those of the place; all as ranges."""

    words: tuple[int, int]
    within: tuple[int, int]
    sites: tuple[tuple[int, int], ...]


@dataclass
class Example:
    """One text. `tags` are the roles that its corpus labels; all others are left out of the loss."""

    corpus: str
    document: str
    report: Report
    text: Text
    tags: frozenset[str]
    spans: list[Labelled] = field(default_factory=list)
    templates: list[dict[str, object]] = field(default_factory=list)
    doc_types: dict[str, int] = field(default_factory=dict)
    judged_types: bool = False
    unsure: set[tuple[int, str]] = field(default_factory=set)
    classes: dict[str, list[str]] = field(default_factory=dict)  # labels of the whole text, by head
    acts: list[Act] = field(default_factory=list)
