"""Who says what, as the encoder reads it: words of sources, cues and contents, put together into attributions.

The rules know verbs of saying, and where they find one they know best who speaks and how far it reaches. The encoder
has read many more ways to cite somebody, verbs of attitude and nouns among them: it speaks where the rules are silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tallybook.coding.attribution import (
    ACTORS,
    ATTRIBUTIONS,
    Attribution,
    AttributionFinder,
    SpeakerResolver,
    stance_of,
    with_channel,
)
from tallybook.coding.base import Layer, Layers
from tallybook.coding.encoded import Floats
from tallybook.coding.encoder import ENCODED, shipped_labels
from tallybook.coding.grammar import PARSE, Parse, VerbGroup
from tallybook.coding.tokens import TEXT, Text
from tallybook.model import Speaker, SpeakerKind

__all__ = ["QUOTES", "QuoteReader", "Quotes", "Run", "SpeakerReader"]

_LEAST = 0.6  # of a token to belong to a role
_NEW = 0.5  # of a token to begin a span right behind another one
_GAP = 2  # tokens that a content may lack in its middle
_SHORTEST = 3  # tokens of a content that can hold something said
_FILLS = 0.8  # of a sentence to be said as a whole
_FAR = 40  # tokens between a cue and what it belongs to


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `first` to `last` (exclusive) of one role."""

    first: int
    last: int

    def distance(self, other: Run) -> int:
        """The tokens between two runs; 0 where they touch or overlap."""
        return max(self.first - other.last, other.first - self.last, 0)


@dataclass(frozen=True)
class Quotes:
    """The words that name who speaks, that cite, and that are cited, each in the order of the text."""

    sources: tuple[Run, ...]
    cues: tuple[Run, ...]
    contents: tuple[Run, ...]


QUOTES: Layer[Quotes] = Layer("quotes")


class QuoteReader:
    """The component: the spans of the three roles as the encoder marks them; a token has the likeliest role."""

    name = "quotes"
    requires: tuple[Layer[Any], ...] = (TEXT, ENCODED)
    sets = QUOTES

    def run(self, layers: Layers) -> Quotes:
        encoded, tags = layers[ENCODED], shipped_labels().tags
        columns = [tags.index(role) for role in ("source", "cue", "content")]
        inside, begins = encoded.inside[:, columns], encoded.begins[:, columns]
        likeliest = inside.argmax(axis=1)
        sources, cues, contents = (
            tuple(_runs(layers[TEXT], np.where(likeliest == role, inside[:, role], 0), begins[:, role], gap))
            for role, gap in enumerate((0, 0, _GAP))
        )
        return Quotes(sources, cues, contents)


def _runs(text: Text, inside: Floats, begins: Floats, gap: int) -> Iterator[Run]:
    """Runs of likely tokens, without marks at their ends; one that lacks up to `gap` tokens goes on behind them."""
    runs: list[list[int]] = []
    for index in map(int, np.flatnonzero(inside >= _LEAST)):
        if runs and index - runs[-1][1] <= gap and begins[index] < _NEW and _same_part(text, runs[-1][1] - 1, index):
            runs[-1][1] = index + 1
        else:
            runs.append([index, index + 1])
    for first, last in runs:
        words = [index for index in range(first, last) if text.tokens[index].is_word]
        if words:
            yield Run(words[0], words[-1] + 1)


def _same_part(text: Text, one: int, other: int) -> bool:
    """Whether two tokens may be of one span: sentences of a quotation follow one another, headlines do not."""
    first, second = text.tokens[one].sentence, text.tokens[other].sentence
    return first == second or not (text.sentences[first].is_title or text.sentences[second].is_title)


class SpeakerReader:
    """The component: the attributions of the rules, and those that the encoder reads in other words."""

    name = "speakers"
    requires: tuple[Layer[Any], ...] = (PARSE, ACTORS, QUOTES)
    sets = ATTRIBUTIONS

    def run(self, layers: Layers) -> tuple[Attribution, ...]:
        known = AttributionFinder().run(layers)
        read = _Reader(layers[PARSE], layers[QUOTES], SpeakerResolver(layers[PARSE], layers[ACTORS])).read()
        cues = {one.cue for one in known}
        added = [
            one
            for one in read
            if one.cue not in cues and not any(one.first < other.last and other.first < one.last for other in known)
        ]
        return tuple(sorted((*known, *added), key=lambda one: (one.cue, one.first)))


class _Reader:
    def __init__(self, parse: Parse, quotes: Quotes, resolver: SpeakerResolver) -> None:
        self.parse = parse
        self.text = parse.text
        self.resolver = resolver
        self.quotes = quotes
        self.groups: dict[int, VerbGroup] = {
            index: group for group in parse.verbs for index in range(group.first, group.last)
        }

    def read(self) -> tuple[Attribution, ...]:
        cues = self.quotes.cues
        said: list[list[Run]] = [[] for _ in cues]
        cues_at, sources_at = self._by_sentence(cues), self._by_sentence(self.quotes.sources)
        last: int | None = None
        for content in self.quotes.contents:
            nearest = self._nearest(content, cues, cues_at)
            if nearest is None and last is not None and self._goes_on(content, said[last]):
                nearest = last  # a quotation that goes on in the next sentence
            if nearest is not None:
                said[nearest].append(content)
                last = nearest
        found: list[Attribution] = []
        for cue, contents in zip(cues, said, strict=True):
            source = self._nearest(cue, self.quotes.sources, sources_at)
            if source is not None and contents:
                found += self._attributions(self.quotes.sources[source], cue, contents)
        return tuple(found)

    def _by_sentence(self, runs: Sequence[Run]) -> dict[int, list[int]]:
        """The numbers of the runs in each sentence; a quotation may have several sentences."""
        found: dict[int, list[int]] = {}
        for number, run in enumerate(runs):
            for sentence in range(self._sentence(run.first), self._sentence(run.last - 1) + 1):
                found.setdefault(sentence, []).append(number)
        return found

    def _nearest(self, run: Run, others: Sequence[Run], at: Mapping[int, list[int]]) -> int | None:
        """The nearest of the others in the sentences of a run; of two as near the one before."""
        near = [
            (run.distance(others[number]), others[number].first, number)
            for sentence in range(self._sentence(run.first), self._sentence(run.last - 1) + 1)
            for number in at.get(sentence, ())
        ]
        best = min(near, default=None)
        return best[2] if best is not None and best[0] <= _FAR else None

    def _sentence(self, index: int) -> int:
        return self.text.tokens[index].sentence

    def _goes_on(self, content: Run, before: Sequence[Run]) -> bool:
        return bool(before) and self._sentence(content.first) - self._sentence(before[-1].last - 1) == 1

    def _attributions(self, source: Run, cue: Run, contents: Sequence[Run]) -> list[Attribution]:
        group = next((self.groups[index] for index in range(cue.first, cue.last) if index in self.groups), None)
        speaker = self._speaker(source)
        verb = group.verb if group is not None else cue.first
        speaker = with_channel(self.parse, speaker, verb, self.text.sentence_of(cue.first).last)
        span = self.text.span(source.first, source.last)
        stance = stance_of(group)
        return [
            Attribution(part.first, part.last, speaker, span, stance, verb)
            for one in contents
            for part in self._sentences(one, self._sentence(cue.first))
        ]

    def _sentences(self, content: Run, home: int) -> Iterator[Run]:
        """The part of a content in the sentence of its cue, and the other sentences that it fills."""
        for sentence in self.text.sentences[self._sentence(content.first) : self._sentence(content.last - 1) + 1]:
            part = Run(max(content.first, sentence.first), min(content.last, sentence.last))
            long_enough = part.last - part.first >= _SHORTEST
            fills = part.last - part.first >= _FILLS * (sentence.last - sentence.first)
            if fills or (sentence.index == home and long_enough):
                yield part

    def _speaker(self, source: Run) -> Speaker:
        for index in range(source.first, source.last):
            phrase = self.parse.phrase_at.get(index)
            if phrase is not None and phrase.head >= source.first:
                speaker = self.resolver.speaker(phrase)
                if speaker is not None:
                    return speaker
                break
        return Speaker(role=self.text.words(source.first, source.last), kind=SpeakerKind.ORGANIZATION)
