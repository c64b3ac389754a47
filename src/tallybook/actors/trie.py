"""Many phrases looked up at once: a trie whose edges are folded words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tallybook.actors.tokens import Tokens

__all__ = ["Trie"]

T = TypeVar("T")

# A node is a dictionary from the next word to the next node; under "", which is no word, it keeps its payloads. Plain
# dictionaries, since the lexicon makes thousands of them each time a command starts.
_HERE = ""


class Trie(Generic[T]):
    """Phrases with payloads; built once, then only read."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, keys: Sequence[str], payload: T) -> None:
        """Adds a phrase, given as its folded words."""
        node = self._root
        for key in keys:
            node = node.setdefault(key, {})
        node.setdefault(_HERE, []).append(payload)

    def starts(self, tokens: Tokens) -> list[int]:
        """The indices of the words that can begin a phrase, in their order."""
        root = self._root
        found = [index for index, key in enumerate(tokens.keys) if key in root]
        if tokens.possessives:
            found = sorted({*found, *(index for index in tokens.possessives if tokens.bases[index] in root)})
        return found

    def exact(self, keys: Sequence[str]) -> tuple[T, ...]:
        """The payloads of exactly this phrase."""
        node: Any = self._root
        for key in keys:
            node = node.get(key)
            if node is None:
                return ()
        return tuple(node.get(_HERE, ()))

    def matches(self, tokens: Tokens, start: int) -> Iterator[tuple[int, list[T]]]:
        """The phrases that begin at word `start`, shortest first, as (index behind the last word, payloads)."""
        node: Any = self._root
        keys, bases, joined = tokens.keys, tokens.bases, tokens.joined
        index = start
        while True:
            base = bases[index]
            if base:
                # A possessive can only close a phrase: "the Taliban's fighters".
                last = node.get(base)
                if last is not None and _HERE in last:
                    yield index + 1, cast("list[T]", last[_HERE])
            node = node.get(keys[index])
            if node is None:
                return
            if _HERE in node:
                yield index + 1, cast("list[T]", node[_HERE])
            if not joined[index]:
                return
            index += 1

    def longest(self, tokens: Tokens, start: int) -> tuple[int, T] | None:
        """The longest phrase that begins at word `start`, with its first payload."""
        found: tuple[int, T] | None = None
        for end, payloads in self.matches(tokens, start):
            found = (end, payloads[0])
        return found
