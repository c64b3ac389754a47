"""Which words of a report name a person: runs of capitalised words in it, owners of things, and what a byline says.

A name that is overlooked harms somebody, a word too many that is withheld harms nobody: in doubt it is a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from tallybook.actors import resolve_name
from tallybook.coding.lexicons import is_word, person_classes, singular, words
from tallybook.places import country_of_demonym, load_countries

__all__ = ["MARKS", "PARTICLES", "called", "in_byline", "persons_in"]

MARKS = "'’‘`ʻʼʽʾʿ"  # apostrophes, and the letters that stand for hamza and ayn
_HYPHENS = r"\-‐‑‒–"
_JOINS = frozenset(("and", "e", "o", "y"))  # between two names or two parts of one
# Words that a name may begin with in small letters.
_KIN = frozenset(("abu", "umm", "bin", "ben", "bint", "ibn", "ould"))
_ARTICLES = frozenset(("el", "la", "las", "le", "los"))  # of places as well: "La Paz" alone is nobody
_OF_FAMILIES = frozenset(
    (
        *(
            "al",
            "da",
            "dal",
            "dalla",
            "das",
            "de",
            "dei",
            "del",
            "della",
            "den",
            "der",
            "di",
            "do",
            "dos",
            "du",
            "ter",
            "ul",
        ),
        *("van", "von", "zu"),
    )
)
_LEADS = _KIN | _ARTICLES | _OF_FAMILIES
# Words between the parts of names, which are no names. In lower case: "AL" of a headline is one of them as well.
PARTICLES = _LEADS | _JOINS | frozenset(("jr", "mc", "mr", "mrs", "ms", "of", "sr", "st", "the"))
# Only persons are called so, and by their surname alone; "officer" and "chief" are also of bodies.
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "lord", "lady", "rev"))
_DIRECTIONS = frozenset(
    (
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upper", "lower"),
        *("new", "old", "greater", "inner", "outer"),
    )
)
_LONGEST = 6  # words; longer runs of capitals are titles
_ACRONYM = 5  # letters; longer words in capitals are written large, not abbreviated
# What a report names by its owner; a dwelling also without "of", while "Toyota car" names no owner.
_DWELLINGS = frozenset(("home", "house", "residence", "apartment", "flat", "villa", "compound", "farm", "ranch"))
_OWNED = _DWELLINGS | frozenset(
    (
        *("hut", "dwelling", "tent", "vineyard", "workshop", "studio", "restaurant", "kiosk", "stall", "garage"),
        *("car", "vehicle", "truck", "van", "jeep", "taxi", "bus", "minibus", "pickup", "motorcycle", "motorbike"),
        *("bike", "bicycle", "boat", "plane", "helicopter", "convoy", "motorcade", "entourage", "tractor", "lorry"),
        *("office", "shop", "store", "business", "property", "estate", "field", "clinic", "grave", "tomb"),
        *("funeral", "room", "bedroom", "door", "gate", "land", "cattle", "livestock", "family", "relative", "body"),
    )
)
_OWNERS = frozenset(("of", "by", "to", "carrying", "where", "with"))  # what leads from a thing to its owner
_PLACES = frozenset(("at", "around", "behind", "beside", "in", "inside", "near", "on", "outside", "from"))
# Of bylines that name no person.
_BYLINE_WORDS = frozenset(
    (
        *("by", "our", "own", "web", "desk", "bureau", "team", "online", "editorial", "monitoring", "special", "the"),
        *("wire", "wires", "service", "services", "afp", "ap", "reuters", "xinhua", "tass", "efe", "upi", "dpa"),
        *("ani", "pti", "ians", "bbc", "cnn", "rfi", "aa"),
    )
)
_TOKENS = re.compile(rf"[{MARKS}]?[^\W\d_](?:[^\W\d_]|[{_HYPHENS}{MARKS}.])*|\S")


@cache
def _never_names() -> frozenset[str]:
    """Words that stand in capitals without being part of a personal name: roles, bodies, outlets."""
    return words("people", "organizations") | words("people", "media") | words("people", "speaking_roles")


@cache
def _honorifics() -> frozenset[str]:
    return words("people", "honorifics") | _TITLES


@cache
def _countries() -> frozenset[str]:
    return frozenset(name.lower() for one in load_countries().values() for name in (one.name, *one.other_names))


def _lower(token: str) -> str:
    """A token as lists of words have it: "Quell's" is "quell"."""
    return re.sub(rf"[{MARKS}]s$", "", token.lower().rstrip(".")).strip(MARKS)


def _pieces(token: str) -> list[str]:
    return [piece for piece in re.split(f"[{_HYPHENS}{MARKS}.]", token) if piece]


def _is_known_word(token: str) -> bool:
    """Whether a word is one for a role, a body or an outlet: "Agent", "Front", "Teachers"."""
    lower = _lower(token)
    one = singular(lower)
    return lower in _never_names() or one in _never_names() or one in person_classes()


def _is_of_country(word: str) -> bool:
    """Whether a word is a country or its people: "Britain", "Chinese"."""
    lower = word.lower()
    return lower in _countries() or bool(country_of_demonym(word))


def called(name: str) -> str:
    """What a name says of a person, without the roles before it; empty for what names a body, a role or a country.

    "Agent Eric Negron" is "Eric Negron"; "Public Relations Officer", "Dawn Front" and "Kenya" are nobody.
    """
    tokens = name.split()
    while tokens and (_is_known_word(tokens[0]) or _lower(tokens[0]) in _honorifics()):
        tokens = tokens[1:]
    if not tokens or (len(tokens) > 1 and _is_known_word(tokens[-1])):
        return ""
    return "" if len(tokens) == 1 and _is_of_country(tokens[0]) else " ".join(tokens)


def in_byline(byline: str, others: frozenset[str]) -> Iterator[str]:
    """The persons that a byline names: none in "Dawn Correspondent", where `others` has "dawn", or in "Staff Reporter".

    `others` are words, in lower case, of the source, the places and the groups. A part without a word for a role or an
    outlet is a name, in whatever letters it stands.
    """
    plain = re.sub(r"@\S+", " ", byline)
    for part in re.split(r"[,;|/()•·]|\s-\s|\b(?:and|AND)\b", plain):
        named = re.sub(r"\b(?:in|from|at|for)\s.*", "", part)
        told = re.findall(rf"[{MARKS}]?[^\W\d_](?:[^\W\d_]|[{_HYPHENS}{MARKS}])*", named)
        no_names = _BYLINE_WORDS | _honorifics()
        left = [word for word in told if not (_lower(word) in no_names or _is_known_word(word))]
        behind_a_role = len(left) < len([word for word in told if _lower(word) != "by"])
        if any(not (_is_other(word, others) or (behind_a_role and is_word(_lower(word)))) for word in left):
            yield " ".join(left)


def persons_in(text: str, others: frozenset[str], *, thing: bool = False) -> Iterator[str]:
    """Runs of capitalised words that read as the name of a person.

    `others` are words, in lower case, of the places and groups of the record: none of them begins a name, except behind
    a word for a person; within a name any may stand. One word is taken for a name only behind an honorific, with a
    particle or where it is an owner; the first word of a text is often capitalised for no other reason. `thing`: the
    text is about a thing, whose name is nobody's; only whom it belongs to is looked for.
    """
    plain = "".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf")
    tokens = _TOKENS.findall(plain)
    index = 0
    while index < len(tokens):
        run = _Run(tokens, index, others)
        if run.end > run.first and run.is_name(thing=thing):
            yield from run.names()
        index = max(run.end, index + 1)


class _Run:
    """Words that may be one name: from `start`, with the particles before it, or `first`, without, up to `end`."""

    def __init__(self, tokens: list[str], first: int, others: frozenset[str]) -> None:
        self._tokens = tokens
        self._others = others
        self.first = self.start = first
        while self.start > 0 and _lower(tokens[self.start - 1]) in _LEADS:
            self.start -= 1
        before = _lower(tokens[self.start - 1]) if self.start > 0 else ""
        self._before = before
        self._titled = before in _TITLES
        self._honoured = before in _honorifics()
        self._introduced = self._honoured or _is_one_person(before)
        self._of_kin = any(_lower(token) in _KIN for token in tokens[self.start : first])
        self.end = first
        while self.end < len(tokens) and self._may_go_on(self.end):
            self.end += 1
        while self.end > first and not _has_capital(tokens[self.end - 1]):
            self.end -= 1
        self._words = [token for token in tokens[first : self.end] if _lower(token) not in PARTICLES]

    def _may_go_on(self, at: int) -> bool:
        token, inside = self._tokens[at], at > self.first
        lower = _lower(token)
        if lower in PARTICLES:
            return inside and lower not in ("of", "the")
        if not _has_capital(token) or lower in _honorifics():
            return False
        if _is_known_word(token):  # "teacher Ana Front", in a record of the Dawn Front
            return inside and self._introduced and not self._honoured and lower in self._others
        if not inside:
            return self._may_begin(token)
        return not (_lower(self._tokens[at - 1]) in _JOINS and _is_other(token, self._others))

    def _may_begin(self, token: str) -> bool:
        if _in_capitals(token) and len(token) <= _ACRONYM and not self._titled:
            after = self._tokens[self.first + 1 : self.first + 2]
            if not after or not (len(after[0]) > 1 and after[0].isupper()):
                return False
        return self._introduced or self._of_kin or not _is_other(token, self._others)

    def is_name(self, *, thing: bool) -> bool:
        """Whether the words are a person's name, as far as they and what stands around them tell."""
        if not self._words or (self._is_of_others() and not (self._honoured or self._of_kin)):
            return False
        if self._modifies():
            return False
        if self._honoured or self._is_owner():
            return True
        if thing:
            return self._has_two() and (self._introduced or self._owns())
        return self._has_two()

    def names(self) -> Iterator[str]:
        """The name; of a list that is longer than any name, each one in it."""
        run = self._tokens[self.start : self.end]
        run[-1] = re.sub(rf"(?<=.)[{MARKS}][sS]$", "", run[-1])
        if len(self._words) <= _LONGEST:
            yield " ".join(run)
            return
        parts: list[list[str]] = [[]]
        for token in run:
            if _lower(token) == "and":
                parts.append([])
            else:
                parts[-1].append(token)
        yield from (" ".join(part) for part in parts if 2 <= len(part) <= _LONGEST)

    def _modifies(self) -> bool:
        """Whether the words only say which: of "Kenya Railways Teachers" the first two say which teachers."""
        if self.end == len(self._tokens) or not _is_known_word(self._tokens[self.end]):
            return False
        capital = self._tokens[self.end][0].isupper()
        if capital and any(_lower(token) == "and" for token in self._tokens[self.first : self.end]):
            self._cut_at_and()  # of "Ana Quell and Velden Front" the first two are a name
            return False
        one_other = not self._titled and all(_is_other(word, self._others) for word in self._words)
        return (capital and not self._honoured) or one_other

    def _cut_at_and(self) -> None:
        while _lower(self._tokens[self.end - 1]) != "and":
            self.end -= 1
        self.end -= 1
        self._words = [token for token in self._tokens[self.first : self.end] if _lower(token) not in PARTICLES]

    def _is_of_others(self) -> bool:
        """Whether every word is known for something else: "Kenyan al-Shabaab", "North Karsk", "UNICEF Kenya"."""
        capitals = [word for word in self._words if _in_capitals(word)]
        if len(capitals) == len(self._words):
            return len(capitals) > 1 and all(is_word(_lower(word)) for word in capitals)
        return all(self._is_of_other(word, mixed=bool(capitals)) for word in self._words)

    def _is_of_other(self, word: str, *, mixed: bool) -> bool:
        lower = _lower(word)
        if _is_other(word, self._others) or lower in _DIRECTIONS:
            return True
        of_country = lower in _countries()
        return (mixed and (of_country or _in_capitals(word))) or (bool(country_of_demonym(lower)) and not of_country)

    def _has_two(self) -> bool:
        """Whether there are two words, or one with a particle that belongs to names of persons: "bin Velk"."""
        if len(self._words) > 1:
            return True
        lead = {_lower(token) for token in self._tokens[self.start : self.first]}
        pieces = [piece.lower() for piece in _pieces(self._words[0])]
        if not (lead & (_KIN | _OF_FAMILIES) or (len(pieces) > 1 and pieces[0] in _LEADS | _JOINS)):
            return False
        known = resolve_name(" ".join(self._tokens[self.start : self.end]))
        return not known or known[0].score < _SURE

    def _is_owner(self) -> bool:
        """Whether one word is an owner by what stands beside it: "home of Velk", "Velk's car"."""
        if not self._has_two() and is_word(_lower(self._words[-1])):
            return False
        possessive = re.search(rf"[{MARKS}]s$|s[{MARKS}]$", self._tokens[self.end - 1].lower())
        after = self._tokens[self.end : self.end + 2]
        if possessive and any(_is_owned(token) for token in after):
            return True
        behind = self._before == "of" and self.start > 1
        return behind and _is_owned(self._tokens[self.start - 2])

    def _owns(self) -> bool:
        """Whether the words lead from a thing that people own to its owner: "car driven by Tor Velk"."""
        if self.end < len(self._tokens) and _lower(self._tokens[self.end]) in _DWELLINGS:
            return True
        before = [_lower(token) for token in self._tokens[: self.start]]
        links = [at for at, token in enumerate(before) if token in _OWNERS | _PLACES]
        return bool(links) and before[links[-1]] in _OWNERS and any(_is_owned(token) for token in before[: links[-1]])


_SURE = 0.95  # the score of `resolve_name` for the very words of an entry, or all but its light ones


def _is_owned(token: str) -> bool:
    lower = _lower(token)
    kin = words("people", "male") | words("people", "female")
    return lower in _OWNED or singular(lower) in _OWNED or lower in kin


def _is_one_person(lower: str) -> bool:
    """Whether a word is for one person who is no fighter: "teacher", but not "teachers", "staff" or "militant"."""
    found = person_classes().get(lower)
    if found is None or found.attacker or found.fighter or lower in words("people", "collectives"):
        return False
    return singular(lower) == lower


def _is_other(token: str, others: frozenset[str]) -> bool:
    pieces = [piece for piece in _pieces(_lower(token)) if piece not in PARTICLES]
    return bool(pieces) and all(piece in others for piece in pieces)


def _has_capital(token: str) -> bool:
    """Whether a token, or what follows a hyphen or apostrophe in it, begins with a capital."""
    return any(piece[0].isupper() for piece in _pieces(token))


def _in_capitals(token: str) -> bool:
    """Whether a token stands in capitals as acronyms do, and names in some papers."""
    letters = re.sub(rf"[{MARKS}]s?$", "", token)
    return len(letters) > 2 and letters.isupper() and "." not in letters
