"""What the words around a name say: that it is a place, what kind of place, or that it is part of another name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallybook.model.precision import PlacePrecision
from tallybook.places.scanning import Gap
from tallybook.places.words import load_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.places.scanning import Match, Token

__all__ = ["Blocked", "Context", "find_surnames", "read_context"]


class Blocked(StrEnum):
    """Why a name is no place here."""

    NOT = ""
    PERSON = "person"
    STREET = "street"
    NAME = "name"  # inside the name of an organisation or thing, which it may still locate
    WORD = "word"  # an ordinary word


@dataclass(slots=True)
class Context:
    """What the neighbours of one match say.

    `type` is the kind of place that a word beside it names, `near` that the thing lies near it and not in it,
    `evidence` how strongly the words make it a place: 2 for a preposition, 3 for a type word.
    """

    blocked: Blocked = Blocked.NOT
    type: PlacePrecision | None = None
    near: bool = False
    locative: bool = False
    evidence: float = 0.0
    strict: bool = False
    shared: bool = False  # the type word is the plural one of a list


# The prominence of large countries' states and of countries.
_GREAT = 6.9
_TITLE_LOWER = frozenset(
    {"mr", "mrs", "president", "minister", "spokesman", "spokeswoman", "senator", "judge", "general", "captain"}
)


def find_surnames(tokens: Sequence[Token], *, upper: bool) -> frozenset[str]:
    """Last words of names that a given name or a title shows to be a person's."""
    words = load_words()
    found: set[str] = set()
    for index, token in enumerate(tokens):
        if not token.capital or (token.key not in words.given_names and token.key not in words.titles):
            continue
        end = index + 1
        while end < len(tokens) and end < index + 4 and _continues_name(tokens, end):
            key = tokens[end].key
            if upper and (key in words.common or key in words.speech or len(key) < 4):
                break
            end += 1
        if end == index + 1:
            continue
        if not any(token.key in words.organisations or token.key in words.types for token in tokens[index + 1 : end]):
            found.add(tokens[end - 1].key)
    return frozenset(found)


def _continues_name(tokens: Sequence[Token], index: int) -> bool:
    token, before = tokens[index], tokens[index - 1]
    if not token.capital or before.possessive:
        return False
    dotted = token.gap == Gap.DOT and before.end - before.start <= 5
    return token.gap == Gap.SPACE or dotted


def read_context(tokens: Sequence[Token], match: Match, places: frozenset[int], *, upper: bool) -> Context:
    """The context of a match. `places` are the indexes of all words that belong to some match."""
    words = load_words()
    context = Context(strict=upper or tokens[match.first].shouted)
    _read_left(tokens, match, context)
    _read_right(tokens, match, context)
    if tokens[match.last - 1].possessive:
        context.evidence += 0.5
    if match.last - match.first > 1:
        # "Laurel County" as a whole: the type word is in the name.
        context.evidence += 2.0 if tokens[match.last - 1].key in words.types else 0.7
    if match.last < len(tokens) and _is_street(tokens[match.last]):
        context.blocked = Blocked.STREET
    elif context.type is None:
        context.blocked = _blocked_by_people(tokens, match, upper=upper)
        if context.blocked is Blocked.NOT:
            context.blocked = _blocked_by_names(tokens, match, places, strict=context.strict)
    _weigh_word(tokens, match, context)
    return context


def _is_street(behind: Token) -> bool:
    return behind.gap == Gap.SPACE and behind.capital and behind.key in load_words().streets


def _weigh_word(tokens: Sequence[Token], match: Match, context: Context) -> None:
    """Lowers the evidence of names that are ordinary words, given names or too short."""
    words = load_words()
    if match.country or context.blocked is not Blocked.NOT:
        return
    if match.key in words.never:
        context.blocked = Blocked.WORD
        return
    token = tokens[match.first]
    if match.last - match.first > 1:
        ordinary = words.openers | words.types.keys() | words.directions
        if context.strict and all(other.key in ordinary for other in tokens[match.first : match.last]):
            context.blocked = Blocked.WORD  # THE CITY, NORTH SIDE
        return
    if len(match.key) < 2 or match.key in words.ordinary:
        context.blocked = Blocked.WORD
    elif _is_country(match):
        return
    elif match.key in words.common:
        weak = token.opens or context.strict
        if context.evidence < 2:
            context.evidence -= 4.0 if weak else 2.5
        elif weak and context.type is None:
            context.evidence -= 4.0
    elif match.key in words.given_names and context.type is None:
        context.evidence -= 1.0


def _is_country(match: Match) -> bool:
    return bool(match.country) or (bool(match.entries) and match.entries[0].kind is PlacePrecision.COUNTRY)


def _read_left(tokens: Sequence[Token], match: Match, context: Context) -> None:
    words = load_words()
    index = match.first - 1
    steps = 0
    while index >= 0 and steps < 5:
        token = tokens[index]
        if tokens[index + 1].gap > Gap.HYPHEN:
            return
        if token.key in words.locatives:
            context.locative = True
            context.evidence += 2.0
            context.near = context.near or token.key in words.near
            return
        if token.key == "of":
            index = _read_of(tokens, index, context)
            if index < 0:
                return
        elif token.key in words.directions:
            if steps == 0:
                context.evidence += 1.5
            index -= 1
        elif token.key in words.types and not token.capital and steps == 0:
            # "the city Karachi", "in the town Andar"
            context.type = context.type or words.types[token.key]
            context.evidence += 1.5
            index -= 1
        elif token.key == "the" or (token.key == "largest" and steps):
            index -= 1
        else:
            return
        steps += 1


def _read_of(tokens: Sequence[Token], index: int, context: Context) -> int:
    """Reads "city of", "north of", "outskirts of" before a name; the index to go on from, -1 to stop."""
    words = load_words()
    if index == 0 or tokens[index].gap > Gap.HYPHEN:
        return -1
    head = tokens[index - 1]
    if head.key in words.before_of:
        if index > 1 and not head.capital and head.gap == Gap.SPACE and _is_name(tokens[index - 2]):
            context.evidence += 2.0  # "the Old Mill neighbourhood of X": X holds it
            return -1
        context.type = context.type or words.types.get(head.key)
        context.evidence += 3.0
        return index - 2
    if head.key in words.near:
        context.near = True
        context.evidence += 2.0
        context.locative = True
        return -1
    if head.key in words.directions:
        context.evidence += 2.0
        # "15 km south of X" lies outside X, "the south of X" lies within it.
        before = tokens[index - 2].key if index >= 2 else ""
        context.near = before != "the"
        context.locative = True
        return -1
    if head.key in {"part", "parts", "most", "areas", "streets", "airport", "invasion", "capital", "center", "centre"}:
        context.evidence += 2.0
    return -1


def _is_name(token: Token) -> bool:
    words = load_words()
    return token.capital and token.key not in words.openers and token.key not in words.directions


def _read_right(tokens: Sequence[Token], match: Match, context: Context) -> None:
    words = load_words()
    if match.last >= len(tokens) or tokens[match.last - 1].possessive:
        return
    token = tokens[match.last]
    if token.gap == Gap.HYPHEN and token.key in {"based", "area", "born", "held", "controlled", "bound"}:
        context.evidence += 2.5
        return
    if token.gap != Gap.SPACE:
        return
    kind = words.types.get(token.key)
    if kind is not None and (
        token.capital or kind is not PlacePrecision.TOWN or token.key in {"city", "town", "village"}
    ):
        state_of_affairs = token.key == "state" and not token.capital and _is_country(match)
        organ = token.key in {"department", "county", "city", "state"} and _names_office(tokens, match.last)
        if not state_of_affairs and not (token.key == "agency" and token.capital):
            context.evidence += 2.0 if organ else 3.0
            context.type = kind


def _names_office(tokens: Sequence[Token], index: int) -> bool:
    """Whether "X County" is followed by a capitalised office ("X County Sheriff"): the area still is one."""
    following = index + 1
    return following < len(tokens) and tokens[following].capital and tokens[following].gap == Gap.SPACE


def _blocked_by_people(tokens: Sequence[Token], match: Match, *, upper: bool) -> Blocked:
    words = load_words()
    if match.country:
        return Blocked.NOT
    if match.first > 0:
        left, gap = tokens[match.first - 1], tokens[match.first].gap
        beside = gap == Gap.SPACE or (gap == Gap.DOT and left.end - left.start <= 5 and left.capital)
        if beside and not left.possessive:
            titled = left.key in words.titles and (left.capital or left.key in _TITLE_LOWER)
            if titled and not _office_follows(tokens, match.last):
                return Blocked.PERSON
            initial = left.capital and len(left.key) == 1 and left.key != "i"
            named = left.key in words.given_names and left.capital and not (upper and _is_country(match))
            if initial or named:
                return Blocked.PERSON
    single = match.last - match.first == 1
    if single and match.key in words.given_names and not upper and match.last < len(tokens):
        right = tokens[match.last]
        if right.capital and _continues_name(tokens, match.last) and right.key not in words.neutral:
            # "Florence Baker" is a person; "Georgia School Boards" hardly is.
            return Blocked.NAME if match.entries[0].prominence >= _GREAT else Blocked.PERSON
    return Blocked.NOT


def _office_follows(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].gap == Gap.SPACE and tokens[index].key in load_words().titles


def _blocked_by_names(tokens: Sequence[Token], match: Match, places: frozenset[int], *, strict: bool) -> Blocked:
    words = load_words()
    first, last = match.first, match.last
    if first >= 2 and tokens[first - 1].key == "of" and tokens[first].gap == Gap.SPACE:
        head = tokens[first - 2]
        if head.capital and head.key in words.organisations_of and tokens[first - 1].gap == Gap.SPACE:
            return Blocked.NAME
    if match.country:
        return Blocked.NOT
    right = tokens[last] if last < len(tokens) and not tokens[last - 1].possessive else None
    if right is not None and right.capital and right.gap <= Gap.HYPHEN and not right.opens:
        if right.key in words.organisations and not (strict and right.key not in {"university", "post", "times"}):
            return Blocked.NAME
        organ = right.key in {"department", "agency"} and not strict
        if organ:
            return Blocked.NAME
        free = right.key in words.neutral or right.key in words.types or right.key in words.titles or last in places
        free = free or right.key in words.openers or tokens[last - 1].key in words.types
        if not free and not strict and right.gap == Gap.SPACE:
            return _name_or_person(match)
    left = tokens[first - 1] if first > 0 and not tokens[first - 1].possessive else None
    if strict or left is None or not left.capital or tokens[first].gap > Gap.HYPHEN or left.key.isdigit():
        return Blocked.NOT
    if left.key in words.directions or left.key in words.neutral or left.key in words.locatives:
        return Blocked.NOT
    if (first - 1) in places or (left.opens and left.key in words.openers) or left.key in words.types:
        return Blocked.NOT
    if left.key in words.openers and left.key in {"the", "in", "of", "at"}:
        return Blocked.NOT
    return _name_or_person(match)


def _name_or_person(match: Match) -> Blocked:
    return Blocked.NAME if match.entries and match.entries[0].prominence >= 6.0 else Blocked.PERSON
