"""From a bare name to ranked entries of the lexicon, each with the reasons for its rank."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from tallybook.actors.lexicon import Lexicon
from tallybook.actors.tokens import keys_of
from tallybook.actors.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.actors.lexicon import Alias, Entry

__all__ = ["NameCandidate", "resolve_name"]

_PARENTHESES = re.compile(r"[(\[][^)\]]*[)\]]")
# The weight of a match, from the same words in the same order down to an acronym beside a name that does not fit, or a
# part of the words in any order ("United Revolutionary Front" is not the Revolutionary United Front).
_EXACT, _LIGHTLESS, _ACRONYM, _SOUND, _PARTS, _ACRONYM_ALONE = 1.0, 0.95, 0.9, 0.92, 0.78, 0.6
# Below these shares, of the weight of the words and of the letters, two names are different more often than one.
_PART_FLOOR, _LETTERS_FLOOR = 0.74, 0.75


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """An entry that a name may mean: `score` in 0..1, and the reasons for it in words."""

    entry: Entry
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Index:
    light: dict[tuple[str, ...], list[Alias]]
    sound: dict[tuple[str, ...], list[Alias]]
    by_word: dict[str, list[Alias]]
    weight: dict[str, float]


def resolve_name(
    name: str, country: str = "", year: int | None = None, *, lexicon: Lexicon | None = None
) -> tuple[NameCandidate, ...]:
    """The entries that `name` may mean, best first; empty where none is near enough.

    `country` is an ISO 3166-1 alpha-2 code and `year` the year of the occurrence; both only change the ranking, as
    groups act abroad and years in any list are incomplete. An acronym in parentheses is tried as a name of its own.
    """
    book = lexicon if lexicon is not None else Lexicon.load_default()
    found: dict[str, tuple[float, str]] = {}
    inner = [part.strip("()[] ") for part in _PARENTHESES.findall(name)]
    outer = _PARENTHESES.sub(" ", name).strip()
    for words in dict.fromkeys([name, outer]):
        _merge(found, _by_name(words, book))
    for words in inner:
        if words and words == words.upper():
            _merge(found, [(alias, _ACRONYM_ALONE, f"acronym {words}") for alias in _exact(words, book)])
    ranked = [_with_context(book.entries[key], score, reason, country, year) for key, (score, reason) in found.items()]
    return tuple(sorted(ranked, key=lambda candidate: (-candidate.score, candidate.entry.id)))


def _merge(found: dict[str, tuple[float, str]], more: Iterable[tuple[Alias, float, str]]) -> None:
    for alias, score, reason in more:
        if score > found.get(alias.entry.id, (0.0, ""))[0]:
            found[alias.entry.id] = (score, reason)


def _exact(name: str, book: Lexicon) -> tuple[Alias, ...]:
    return book.trie.exact(keys_of(name))


def _by_name(name: str, book: Lexicon) -> list[tuple[Alias, float, str]]:
    keys = keys_of(name)
    if not keys:
        return []
    exact = [
        (alias, _ACRONYM if alias.acronym else _EXACT, f"known as {alias.surface}") for alias in book.trie.exact(keys)
    ]
    if exact:
        return exact
    index = _index(book)
    light = _lightless(keys)
    if same := index.light.get(light):
        return [(alias, _LIGHTLESS, f"known as {alias.surface}, small words apart") for alias in same]
    if alike := _by_sound(light, index):
        return alike
    return _by_parts(_sounds(light), index)


def _by_sound(words: tuple[str, ...], index: _Index) -> list[tuple[Alias, float, str]]:
    from difflib import SequenceMatcher  # noqa: PLC0415  only a name that no exact way finds pays for it

    found = []
    wanted = " ".join(words)
    for alias in index.sound.get(_sounds(words), ()):
        # The rough sound of a short word fits many: the letters have to agree, too.
        alike = SequenceMatcher(None, wanted, " ".join(_lightless(alias.keys)), autojunk=False).ratio()
        if alike >= _LETTERS_FLOOR:
            found.append((alias, _SOUND * alike, f"known as {alias.surface}, spelt differently"))
    return found


def _by_parts(words: tuple[str, ...], index: _Index) -> list[tuple[Alias, float, str]]:
    wanted = set(words)
    if len(wanted) < 2:
        return []
    near: dict[int, Alias] = {id(alias): alias for word in wanted for alias in index.by_word.get(word, ())}
    unseen = log(1 + len(index.weight))
    found = []
    for alias in near.values():
        have = set(_sounds(_lightless(alias.keys)))
        shared = sum(index.weight.get(word, unseen) for word in wanted & have)
        union = sum(index.weight.get(word, unseen) for word in wanted | have)
        if shared >= _PART_FLOOR * union:
            found.append((alias, _PARTS * shared / union, f"shares most words with {alias.surface}"))
    return found


def _with_context(entry: Entry, score: float, reason: str, country: str, year: int | None) -> NameCandidate:
    reasons = [reason]
    if country and entry.countries:
        if country in entry.countries:
            score += 0.1
            reasons.append(f"acts in {country}")
        else:
            score -= 0.15
            reasons.append(f"not known to act in {country}")
    if year is not None and (active := entry.active_in(year)) is not None:
        score += 0.05 if active else -0.15
        reasons.append(f"active in {year}" if active else f"not active in {year}")
    return NameCandidate(entry, round(min(1.0, max(0.0, score)), 4), tuple(reasons))


def _lightless(keys: Iterable[str]) -> tuple[str, ...]:
    light = load_words().light
    return tuple(key for key in keys if key not in light) or tuple(keys)


@lru_cache(maxsize=1 << 14)
def _sound(word: str) -> str:
    """A rough sound of a word: what transliterations from Arabic, Urdu, Persian or Spanish spell in several ways."""
    for old, new in load_words().sounds:
        word = word.replace(old, new)
    word = re.sub(r"(.)\1+", r"\1", word)
    skeleton = word[:1] + re.sub(r"[aeiouh]", "", word[1:])
    if word.endswith("s") and len(skeleton) > 3:
        skeleton = skeleton[:-1]
    return skeleton if len(skeleton) > 1 else word


def _sounds(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(_sound(key) for key in keys)


@lru_cache(maxsize=4)
def _index(book: Lexicon) -> _Index:
    light: dict[tuple[str, ...], list[Alias]] = {}
    sound: dict[tuple[str, ...], list[Alias]] = {}
    by_word: dict[str, list[Alias]] = {}
    counts: Counter[str] = Counter()
    full = [alias for alias in book.aliases if not alias.acronym]
    for alias in full:
        bare = _lightless(alias.keys)
        sounds = _sounds(bare)
        light.setdefault(bare, []).append(alias)
        sound.setdefault(sounds, []).append(alias)
        for word in set(sounds):
            by_word.setdefault(word, []).append(alias)
            counts[word] += 1
    weight = {word: log(1 + len(full) / count) for word, count in counts.items()}
    return _Index(light, sound, by_word, weight)
