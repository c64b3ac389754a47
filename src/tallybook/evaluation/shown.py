"""What a person is shown of one measured report: its text, gold and predicted spans and values, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from tallybook.model import Span

__all__ = ["Mark", "Shown", "ValuePair"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text with a label, such as "source" or "place"."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class ValuePair:
    """One field of a report: what the corpus says, what the coder says, and whether that counts as right.

    `right` is None where the field is not counted in this report.
    """

    name: str
    gold: str
    predicted: str
    right: bool | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One report as the error page shows it. `document` is the corpus's own id of it."""

    document: str
    text: str
    gold: tuple[Mark, ...] = ()
    predicted: tuple[Mark, ...] = ()
    values: tuple[ValuePair, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether the coder differs from the corpus in anything that counts."""
        return set(self.gold) != set(self.predicted) or any(pair.right is False for pair in self.values)
