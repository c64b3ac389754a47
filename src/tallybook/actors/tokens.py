"""A report's words as the finder compares them: folded, with what joins them, and where the text shouts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Tokens", "fold", "keys_of", "tokenize", "words_in"]

_TOKEN = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_MARKS = frozenset("'’‘ʼ`´")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_POSSESSIVE = re.compile(r"['’‘ʼ`´][sS]$")
# Between two words of one name: white space and at most one joining sign.
_JOINING_GAP = re.compile(r"[ \t\r\n\xa0\u202f]*(?:['’\"“”‘/.]|[-‐‑‒–])?[ \t\r\n\xa0\u202f]*")
_LOWER = re.compile(r"[a-zß-öø-ÿ]")
_LETTER = re.compile(r"[^\W\d_]")

# A line in capitals inside an ordinary text is a headline from this many words on; shorter ones are often names.
_HEADLINE_WORDS = 4
# Up to this share of small letters a text still counts as upper-case (a header, a unit, an address).
_SHOUTING_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text as parallel tuples.

    `keys` are the folded words ("Qa'ida" is "qaida"); `bases` the folded words without a possessive 's, or "" where
    there is none; `joined[i]` whether word i + 1 may belong to the same name as word i; `upper[i]` whether word i
    stands in a passage written in capitals only, where case tells nothing; `possessives` are the words with a base.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    surfaces: tuple[str, ...]
    keys: tuple[str, ...]
    bases: tuple[str, ...]
    joined: tuple[bool, ...]
    upper: tuple[bool, ...]
    possessives: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def gap(self, index: int) -> str:
        """What stands between word `index` and the one before it, or the beginning of the text."""
        return self.text[self.ends[index - 1] if index else 0 : self.starts[index]]

    def end_of(self, index: int) -> int:
        """The offset behind word `index`, a possessive 's left out."""
        return self.ends[index] - 2 if self.bases[index] else self.ends[index]

    def plain(self, index: int) -> str:
        """The folded word without a possessive 's."""
        return self.bases[index] or self.keys[index]

    def capital(self, index: int) -> bool:
        """Whether the word begins with a capital and this means something, since the passage has small letters."""
        return self.surfaces[index][0].isupper() and not self.upper[index]


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The word without case, accents and apostrophes."""
    plain = _APOSTROPHES.sub("", word)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain.casefold()


@lru_cache(maxsize=1 << 16)
def _fold_base(word: str) -> str:
    return fold(word[:-2]) if len(word) > 2 and _POSSESSIVE.search(word) else ""


@lru_cache(maxsize=1 << 12)
def _joins(gap: str) -> bool:
    if gap == " ":
        return True
    # An empty line ends a paragraph, a full stop before white space more often a sentence than an abbreviation.
    if gap.count("\n") > 1 or (gap.startswith(".") and len(gap) > 1):
        return False
    return _JOINING_GAP.fullmatch(gap) is not None


def words_in(text: str) -> list[str]:
    """The words of a text, as they are written."""
    return _TOKEN.findall(text)


def keys_of(words: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(map(fold, words_in(words)))


def tokenize(text: str) -> Tokens:
    """The words of `text` with their folded forms; offsets count code points."""
    starts: list[int] = []
    ends: list[int] = []
    surfaces: list[str] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        starts.append(start)
        ends.append(end)
        surfaces.append(match.group())
    joined = [_joins(text[end:start]) for end, start in zip(ends, starts[1:], strict=False)]
    for i in range(1, len(joined)):
        # "U.S. troops": the stop behind the last letter of an abbreviation ends no sentence.
        if not joined[i] and ends[i] - starts[i] == 1 and text[ends[i - 1] : starts[i]] == ".":
            joined[i] = text[ends[i] : starts[i + 1]] == ". "
    joined.append(False)
    bases = tuple(_fold_base(word) if word[-2:-1] in _MARKS else "" for word in surfaces)
    return Tokens(
        text=text,
        starts=tuple(starts),
        ends=tuple(ends),
        surfaces=tuple(surfaces),
        keys=tuple(map(fold, surfaces)),
        bases=bases,
        joined=tuple(joined[: len(starts)]),
        upper=_upper(text, starts),
        possessives=tuple(index for index, base in enumerate(bases) if base),
    )


def _upper(text: str, starts: list[int]) -> tuple[bool, ...]:
    letters = len(_LETTER.findall(text))
    small = len(_LOWER.findall(text))
    if letters and small <= letters * _SHOUTING_SHARE:
        return (True,) * len(starts)
    flags = [False] * len(starts)
    offset = 0
    index = 0
    for line in text.splitlines(keepends=True):
        offset += len(line)
        first = index
        while index < len(starts) and starts[index] < offset:
            index += 1
        if index - first >= _HEADLINE_WORDS and line.isupper():
            flags[first:index] = [True] * (index - first)
    return tuple(flags)
