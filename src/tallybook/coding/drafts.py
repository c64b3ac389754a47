"""A statement on its way: what the components find, before speakers and ids are set."""

from __future__ import annotations

from dataclasses import dataclass

from tallybook.coding.occurrences import Occurrence
from tallybook.model import Field, Span, Speaker, Stance, Value

__all__ = ["Draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One value with the words it came from.

    `occurrence` is None for a statement about actors. `stance` is how the words themselves mean it; None leaves it to
    the attribution around them. `speaker` with its span is set where the words name who speaks (a claim); else it is
    looked up.
    """

    occurrence: Occurrence | None
    field: Field
    value: Value
    span: Span
    component: str
    stance: Stance | None = None
    speaker: Speaker | None = None
    speaker_span: Span | None = None
    own_voice: bool = False  # the reporter's own voice, whatever stands around
    score: float | None = None  # of the component that found it, None where it gives none
