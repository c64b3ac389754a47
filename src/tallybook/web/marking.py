"""The text of a report cut into pieces, so that words that several statements rest on can be marked in valid HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Block", "Piece", "Words", "folded", "marked"]

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*|\n(?=\S)")


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """The words from `start` to before `end` that something with the id `id` rests on."""

    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that the same things rest on. `begun` are those of `ids` whose words begin here."""

    text: str
    ids: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with what separates it from the next, in pieces. `marked` says whether anything rests on it."""

    pieces: tuple[Piece, ...]

    @property
    def marked(self) -> bool:
        """Whether anything rests on words of it."""
        return any(piece.ids for piece in self.pieces)


def marked(text: str, words: Iterable[Words]) -> tuple[Block, ...]:
    """The text in paragraphs, each cut wherever words begin or end; joined, the pieces are the text.

    What lies outside the text is left out, and so are words of no length. Ids are in the order in which their words
    begin, of those that begin together the longest first.
    """
    inside = sorted(
        (Words(max(one.start, 0), min(one.end, len(text)), one.id) for one in words if one.start < one.end),
        key=lambda one: (one.start, -one.end, one.id),
    )
    inside = [one for one in inside if one.start < one.end]
    ends = _paragraph_ends(text)
    cuts = sorted({0, *ends, *(place for one in inside for place in (one.start, one.end))})
    blocks: list[Block] = []
    pieces: list[Piece] = []
    for piece, end in _pieces(text, cuts, inside):
        pieces.append(piece)
        if end in ends:
            blocks.append(Block(tuple(pieces)))
            pieces = []
    return tuple(blocks)


def _paragraph_ends(text: str) -> set[int]:
    return {match.end() for match in _PARAGRAPH_END.finditer(text)} | {len(text)}


def _pieces(text: str, cuts: Sequence[int], words: Sequence[Words]) -> Iterator[tuple[Piece, int]]:
    """Each piece with where it ends."""
    over: list[Words] = []
    coming = iter([*words, Words(len(text) + 1, len(text) + 1, "")])
    following = next(coming)
    for start, end in pairwise(cuts):
        over = [one for one in over if one.end > start]
        begun = []
        while following.start <= start:
            begun.append(following)
            following = next(coming)
        over += begun
        ids = tuple(dict.fromkeys(one.id for one in over))
        yield Piece(text[start:end], ids, tuple(dict.fromkeys(one.id for one in begun))), end


def folded(blocks: Sequence[Block], least: int = 3) -> tuple[tuple[bool, tuple[Block, ...]], ...]:
    """Runs of paragraphs, each with whether it can be folded: `least` or more in a row on which nothing rests.

    The first paragraph, which is the headline or says what the report is about, is always shown.
    """
    runs: list[tuple[bool, list[Block]]] = []
    for at, block in enumerate(blocks):
        plain = at > 0 and not block.marked
        if not runs or runs[-1][0] != plain:
            runs.append((plain, []))
        runs[-1][1].append(block)
    return tuple((plain and len(run) >= least, tuple(run)) for plain, run in runs)
