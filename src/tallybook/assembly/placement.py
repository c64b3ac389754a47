"""How well placed a speaker is to know a figure, from a list of words with reasons (`data/speakers.yaml`)."""

from __future__ import annotations

import importlib.resources
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tallybook.codebook.reading import parse_yaml
from tallybook.model import Speaker, SpeakerKind

__all__ = ["SpeakerClass", "place_speaker", "speaker_classes"]


@dataclass(frozen=True, slots=True)
class SpeakerClass:
    """Speakers who are equally well placed, with the reason; `rank` 0 is the best placed."""

    id: str
    rank: int
    reason: str
    words: tuple[str, ...]
    kinds: frozenset[SpeakerKind]


@cache
def speaker_classes() -> tuple[SpeakerClass, ...]:
    """All classes, best placed first."""
    file = "data/speakers.yaml"
    text = importlib.resources.files("tallybook.assembly").joinpath(file).read_text("utf-8")
    return tuple(
        SpeakerClass(
            plain["id"], rank, plain["reason"], tuple(plain["words"]), frozenset(map(SpeakerKind, plain["kinds"]))
        )
        for rank, plain in enumerate(parse_yaml(text, file)["classes"])
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], SpeakerClass], ...]:
    """The more careful class first."""
    return tuple(
        (re.compile(rf"\b(?:{'|'.join(map(re.escape, one.words))})\b"), one)
        for one in reversed(speaker_classes())
        if one.words
    )


@lru_cache(maxsize=100_000)
def place_speaker(speaker: Speaker | None) -> SpeakerClass:
    """The class of a speaker; None is the report's own voice."""
    classes = speaker_classes()
    if speaker is None:
        return classes[0]
    words = f"{speaker.role} {speaker.name}".casefold()
    for pattern, one in _patterns():
        if pattern.search(words):
            return one
    return next(one for one in classes if speaker.kind in one.kinds)
