"""Taking the names of persons out of any text.

A name is looked for in every spelling of its letters (case, accents), with any marks between its parts, as a whole or
by one of its parts: "Ana María Quell" is also found in "QUELL'S", "maria-quell" and "Ana". Scripts without capitals
join words to one another, so their names are found inside longer words, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from tallybook.exports.persons import MARKS, PARTICLES

__all__ = ["WITHHELD", "NameMask"]

WITHHELD = "[name withheld]"
# Parts of at most three letters are often words of their own ("Ali" and "Mali", "Li"): alone they count only where
# they are written as a name, with a capital.
_SHORT = 3
# Marks that fold to an apostrophe: "ʿAbd" and "'Abd" are one name, "Abd".
_FOLDED_MARKS = dict.fromkeys(map(ord, MARKS), "'")


def folded(text: str) -> tuple[str, list[int]]:
    """The text without case, accents and what hides in it, and for each of its characters its place in `text`."""
    if text.isascii():  # nearly all; the long way takes ten times as long
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
            # Soft hyphens and other format characters part no word that anyone sees.
            if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf":
                letters.append(_FOLDED_MARKS.get(ord(letter), letter))
                places.append(place)
    return "".join(letters), places


class NameMask:
    """Takes names out of texts. Made of the full names of persons; falsy without any."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(name for name in (name.strip() for name in names) if folded(name)[0].strip()))
        patterns: set[str] = set()
        short: set[str] = set()
        for name in self.names:
            parts = _parts(name)
            if not parts:
                patterns.add(re.escape(folded(name)[0].strip()))
                continue
            # Joined in any way: "Ana Quell", "ana-quell", "anaquell" of an address.
            patterns.add(_bounded(parts))
            # A word with a mark in it is also written without: "Sa'id" and "Said".
            patterns.update(_bounded(inner) for word in name.split() if len(inner := _parts(word)) > 1)
            for part in parts:
                if len(part) > _SHORT or not _cased(part):
                    patterns.add(_bounded([part]))
                elif part not in PARTICLES:
                    short.add(_bounded([part]))
        # The longest first, so that a full name is one "[name withheld]", not three.
        self._any = _either(patterns)
        self._short = _either(short)
        self._done: dict[str, str] = {}  # a record says most things several times

    def __bool__(self) -> bool:
        return bool(self.names)

    def names_in(self, text: str) -> bool:
        """Whether a name stands in the text."""
        return self(text) != text

    def __call__(self, text: str) -> str:
        """The text with `WITHHELD` for every name."""
        if not self.names or not text:
            return text
        if text not in self._done:
            self._done[text] = self._masked(text)
        return self._done[text]

    def _masked(self, text: str) -> str:
        letters, places = folded(text)
        spans = [_span(found, places, text) for found in self._any.finditer(letters)] if self._any else []
        if self._short:
            short = [_span(found, places, text) for found in self._short.finditer(letters)]
            spans += [(start, end) for start, end in short if text[start].isupper() or not _cased(text[start:end])]
        return _replaced(text, spans) if spans else text

    def url(self, address: str) -> str:
        """An address; where a name stands in it, only the site is left, since a slug tells who it is about."""
        plain = unquote(address)
        if not self.names_in(plain) and not self._inside(plain):
            return address
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}/" if parts.scheme and parts.netloc else ""
        return WITHHELD if not site or self._inside(site) or self.names_in(site) else site

    def _inside(self, plain: str) -> bool:
        """Whether a short part is a word of an address, where nothing has capitals."""
        return bool(self._short and self._short.search(folded(plain)[0]))


def _parts(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", folded(name)[0])


def _cased(text: str) -> bool:
    return text.lower() != text.upper()


def _bounded(parts: list[str]) -> str:
    """A pattern for the parts one behind the other, as words of their own; a plural or possessive s is part of them."""
    joined = r"[\W\d_]*".join(re.escape(part) for part in parts)
    before = r"(?<![^\W\d_])" if _cased(parts[0]) else ""
    after = r"s?(?![^\W\d_])" if _cased(parts[-1]) else ""
    return f"{before}{joined}{after}"


def _either(patterns: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile("|".join(ordered)) if ordered else None


def _span(found: re.Match[str], places: list[int], text: str) -> tuple[int, int]:
    end = places[found.end() - 1] + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return places[found.start()], end


def _replaced(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    last = 0
    for start, end in sorted(spans):
        if start >= last:
            pieces += [text[last:start], WITHHELD]
        last = max(last, end)  # of two that overlap, nothing stays
    pieces.append(text[last:])
    # "[name withheld] [name withheld]" of a first and a last name apart are one person.
    once = rf"{re.escape(WITHHELD)}(?:[\s,.{MARKS}‐‑-]+{re.escape(WITHHELD)})+"
    return re.sub(once, WITHHELD, "".join(pieces))
