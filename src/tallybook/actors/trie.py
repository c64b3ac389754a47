"""Many phrases looked up at once: a trie whose edges are folded words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tallybook.actors.tokens import Tokens

__all__ = ["Trie"]

T = TypeVar("T")


@dataclass(slots=True)
class _Node(Generic[T]):
    children: dict[str, _Node[T]] = field(default_factory=dict)
    payloads: list[T] = field(default_factory=list)


class Trie(Generic[T]):
    """Phrases with payloads; built once, then only read."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, keys: Sequence[str], payload: T) -> None:
        """Adds a phrase, given as its folded words."""
        node = self._root
        for key in keys:
            child = node.children.get(key)
            if child is None:
                child = node.children[key] = _Node()
            node = child
        node.payloads.append(payload)

    def first_words(self) -> set[str]:
        """The words that begin a phrase."""
        return set(self._root.children)

    def exact(self, keys: Sequence[str]) -> tuple[T, ...]:
        """The payloads of exactly this phrase."""
        node = self._root
        for key in keys:
            child = node.children.get(key)
            if child is None:
                return ()
            node = child
        return tuple(node.payloads)

    def matches(self, tokens: Tokens, start: int) -> Iterator[tuple[int, list[T]]]:
        """The phrases that begin at word `start`, shortest first, as (index behind the last word, payloads)."""
        node = self._root
        keys, bases, joined = tokens.keys, tokens.bases, tokens.joined
        index = start
        while True:
            base = bases[index]
            if base:
                # A possessive can only close a phrase: "the Taliban's fighters".
                last = node.children.get(base)
                if last is not None and last.payloads:
                    yield index + 1, last.payloads
            child = node.children.get(keys[index])
            if child is None:
                return
            if child.payloads:
                yield index + 1, child.payloads
            if not joined[index] or not child.children:
                return
            node = child
            index += 1

    def longest(self, tokens: Tokens, start: int) -> tuple[int, T] | None:
        """The longest phrase that begins at word `start`, with its first payload."""
        found: tuple[int, T] | None = None
        for end, payloads in self.matches(tokens, start):
            found = (end, payloads[0])
        return found
