"""Which persons a record names, and taking their names out of any text.

A name is looked for in every spelling of its letters (case, accents), with any marks between its parts, as a whole or
by one of its parts: "Ana María Quell" is also found in "QUELL'S", "maria-quell" and "Ana". Scripts without capitals
join words to one another, so their names are found inside longer words, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from tallybook.coding.lexicons import person_classes, singular, words
from tallybook.places import country_of_demonym, load_countries

__all__ = ["WITHHELD", "NameMask", "called", "persons_in"]

WITHHELD = "[name withheld]"
# Parts of at most three letters are often words of their own ("Ali" and "Mali", "Li"): alone they count only where
# they are written as a name, with a capital.
_SHORT = 3
# Words between the parts of names, which are no names. In lower case: "AL" of a headline is one of them as well.
_PARTICLES = frozenset(
    (
        *(
            "abu",
            "al",
            "and",
            "bin",
            "bint",
            "da",
            "das",
            "de",
            "dei",
            "del",
            "der",
            "den",
            "di",
            "do",
            "dos",
            "du",
            "e",
        ),
        *("el", "ibn", "jr", "la", "las", "le", "los", "mc", "mr", "mrs", "ms", "o", "of", "sr", "st", "ter", "the"),
        *("umm", "ul", "van", "von", "y"),
    )
)
_LONGEST = 6  # words; longer runs of capitals are titles


@cache
def _never_names() -> frozenset[str]:
    """Words that stand in capitals without being part of a personal name: roles, bodies, outlets."""
    return words("people", "organizations") | words("people", "media") | words("people", "speaking_roles")


def _is_known_word(token: str) -> bool:
    """Whether a word is one for a role, a body or an outlet: "Agent", "Front", "Teachers"."""
    lower = token.lower().rstrip(".")
    one = singular(lower)
    return lower in _never_names() or one in _never_names() or one in person_classes()


def called(name: str) -> str:
    """What a name says of a person, without the roles before it; empty for what names a body, a role or a country.

    "Agent Eric Negron" is "Eric Negron"; "Public Relations Officer", "Dawn Front" and "Kenya" are nobody.
    """
    tokens = name.split()
    while tokens and (_is_known_word(tokens[0]) or tokens[0].lower() in words("people", "honorifics")):
        tokens = tokens[1:]
    if not tokens or (len(tokens) > 1 and _is_known_word(tokens[-1])):
        return ""
    return "" if len(tokens) == 1 and _is_of_country(tokens[0]) else " ".join(tokens)


def _is_of_country(word: str) -> bool:
    """Whether a word is a country or its people: "Britain", "Chinese"."""
    lower = word.lower()
    return lower in _countries() or bool(country_of_demonym(word))


@cache
def _countries() -> frozenset[str]:
    return frozenset(name.lower() for one in load_countries().values() for name in (one.name, *one.other_names))


def persons_in(text: str, others: frozenset[str]) -> Iterator[str]:
    """Runs of capitalised words that read as the name of a person.

    `others` are words, in lower case, of the places and groups of the record. One capitalised word is taken for a name
    only behind an honorific; the first word of a text is often capitalised for no other reason.
    """
    tokens = re.findall(r"[^\W\d_](?:[^\W\d_]|['’.-])*|\S", text)
    index = 0
    while index < len(tokens):
        last = index
        while last < len(tokens) and _may_be_name(tokens[last], others, inside=last > index):
            last += 1
        while last > index and not _has_capital(tokens[last - 1]):
            last -= 1
        # Of "Kenya Railways Teachers" the first two say which teachers.
        modifies = last < len(tokens) and tokens[last][0].isupper() and _is_known_word(tokens[last])
        honoured = index > 0 and tokens[index - 1].rstrip(".").lower() in words("people", "honorifics")
        if (2 <= last - index <= _LONGEST and not modifies) or (honoured and last > index):
            yield " ".join(tokens[index:last])
        index = max(last, index + 1)


def _may_be_name(token: str, others: frozenset[str], *, inside: bool) -> bool:
    lower = token.lower().rstrip(".")
    if lower in _PARTICLES or (inside and _has_capital(token) and not token[0].isupper()):
        return inside  # "de", "al-Masri"
    if not token[0].isalpha() or not token[0].isupper() or (len(token) > 2 and token.isupper() and "." not in token):
        return False
    return not (lower in others or lower in words("people", "honorifics") or _is_known_word(token))


def _has_capital(token: str) -> bool:
    """Whether a token, or what follows a hyphen or apostrophe in it, begins with a capital."""
    return any(part[:1].isupper() for part in re.split("[-'’]", token))


def folded(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its characters the place in `text` that it comes from."""
    if text.isascii():  # nearly all; the long way takes ten times as long
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
            if not unicodedata.combining(letter):
                letters.append(letter)
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
            for part in parts:
                if len(part) > _SHORT or not _cased(part):
                    patterns.add(_bounded([part]))
                elif part not in _PARTICLES:
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
    once = f"{re.escape(WITHHELD)}(?:[\\s,.'’-]+{re.escape(WITHHELD)})+"
    return re.sub(once, WITHHELD, "".join(pieces))
