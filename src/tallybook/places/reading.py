"""The names of a report with all that the report's words say about them, before it is decided which are places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tallybook.model.precision import PlacePrecision
from tallybook.model.spans import Span
from tallybook.places.building import GRADE_MAIN
from tallybook.places.context import Blocked, Context, find_surnames, read_context
from tallybook.places.names import article_free, normalise
from tallybook.places.resolving import contains
from tallybook.places.scanning import Gap, Match, Token, find_matches, is_upper_case, tokenise
from tallybook.places.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tallybook.places.gazetteer import Entry, Gazetteer

__all__ = ["NamedPlace", "Reading", "area_entries", "read_names"]

_DATELINE = re.compile(
    r"^[ \t]*(?P<places>[^\W\d_][^\n—–]{1,70}?)\s*(?:\([^)\n]{2,60}\)\s*)?(?:—|–|--+|[-_](?= ))"
    r"|^[ \t]*(?P<capitals>[A-Z][A-Z .'-]{2,30}(?:, ?[A-Z][a-z.]{1,15})?) ?\([A-Z][\w/ -]{1,30}\) (?=[A-Z])",
    re.M,
)
_DATE_WORD = re.compile(r"\d+|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*")
_POLICE = frozenset(("police", "sheriff", "deputies", "detectives"))
_BEFORE_POLICE = frozenset(("city", "county", "parish", "town", "township", "village", "metro", "metropolitan"))
_LINKS = frozenset({"in", "of", "the", "capital", "largest", "main", "s", "biggest", "second", "restive", "city"})


@dataclass(slots=True)
class NamedPlace:
    """A name where it stands, with what its neighbours say. `given` names are places because the caller says so."""

    match: Match
    context: Context
    toponym: str = ""
    containers: list[NamedPlace] = field(default_factory=list)  # what is named as holding it
    area: tuple[str, str] | None = None
    dateline: bool = False
    local: bool = False  # the police of the place are named, so the report is local to it
    accepted: bool = False
    given: bool = False

    @property
    def base(self) -> float:
        """The prominence of the best entry, a main name counting full."""
        return max(entry.prominence - (3 - entry.grade) for entry in self.match.entries)


@dataclass(frozen=True, slots=True)
class Reading:
    """A report's words and names. `covered` are the indexes of words in a name, `areas` the abbreviations of areas."""

    tokens: list[Token]
    mentions: list[NamedPlace]
    covered: frozenset[int]
    people: frozenset[str]
    areas: list[tuple[int, str, str]]  # (word, country, area)
    upper: bool


def read_names(text: str, gazetteer: Gazetteer, exclude: Sequence[Span], given: Sequence[Span] = ()) -> Reading:
    """The names of `text` outside `exclude`; each of the `given` spans that the gazetteer knows is one name."""
    tokens = tokenise(text)
    upper = is_upper_case(text)
    fixed = [match for span in given if (match := _given_match(tokens, span, gazetteer)) is not None]
    matches = find_matches(text, tokens, gazetteer, [*exclude, *given])
    matches = sorted([*matches, *fixed], key=lambda match: match.first)
    covered = frozenset(index for match in matches for index in range(match.first, match.last))
    datelines = _datelines(text, tokens, matches)
    if not upper:
        matches = _with_abbreviations(text, tokens, matches, covered, gazetteer)
    mentions = [NamedPlace(match, read_context(tokens, match, covered, upper=upper)) for match in matches]
    surnames = find_surnames(tokens, upper=upper) | _likely_surnames(tokens, mentions)
    for mention in mentions:
        mention.given = any(mention.match is match for match in fixed)
        _prepare(text, tokens, mention, surnames, datelines, upper=upper)
    _share_types(tokens, mentions)
    _link(tokens, mentions)
    areas = _read_abbreviations(text, tokens, mentions, upper=upper)
    return Reading(tokens, mentions, covered, surnames | load_words().given_names, areas, upper)


def _given_match(tokens: Sequence[Token], span: Span, gazetteer: Gazetteer) -> Match | None:
    inside = [index for index, token in enumerate(tokens) if span.start < token.end and token.start < span.end]
    types = load_words().types
    while inside:
        words = [
            tokens[index].key + ("s" if tokens[index].possessive and index < inside[-1] else "") for index in inside
        ]
        key = " ".join(words)
        entries = gazetteer.entries(key) or gazetteer.entries(article_free(key))
        if entries and key not in load_words().ordinary:
            return Match(inside[0], inside[-1] + 1, key, entries)
        if tokens[inside[-1]].key not in types:
            return None
        inside.pop()
    return None


def _likely_surnames(tokens: Sequence[Token], mentions: Iterable[NamedPlace]) -> set[str]:
    """One-word names that stand behind another capitalised word once and never where only a place can stand."""
    after: set[str] = set()
    placed: set[str] = set()
    for mention in mentions:
        match = mention.match
        if match.last - match.first > 1 or not match.entries or match.entries[0].kind is PlacePrecision.COUNTRY:
            continue
        if mention.context.blocked is Blocked.NOT and mention.context.evidence >= 1.5:
            placed.add(match.key)
        elif mention.context.blocked is Blocked.PERSON and match.first > 0 and tokens[match.first].gap <= Gap.DOT:
            after.update([match.key] if tokens[match.first - 1].capital else [])
    return after - placed


def _datelines(text: str, tokens: Sequence[Token], matches: Sequence[Match]) -> list[Span]:
    """The spans of datelines among the first lines: places and dates alone, then a dash."""
    starts = {tokens[match.first].start: match for match in matches if not match.country}
    covered = {index for match in matches for index in range(match.first, match.last)}
    result = []
    for found in _DATELINE.finditer(text, 0, 1500):
        first, last = found.span("places" if found["places"] else "capitals")
        if first not in starts:
            continue
        inside = [index for index, token in enumerate(tokens) if first <= token.start < last]
        plain = [tokens[index].key for index in inside if index not in covered]
        known = load_words().abbreviations
        if all(_DATE_WORD.fullmatch(word) or word in load_words().neutral or word in known for word in plain):
            result.append(Span(first, last))
    return result[:2]


def _prepare(
    text: str,
    tokens: Sequence[Token],
    mention: NamedPlace,
    surnames: frozenset[str],
    datelines: list[Span],
    *,
    upper: bool,
) -> None:
    match, context = mention.match, mention.context
    first = tokens[match.first]
    mention.dateline = any(span.start <= first.start < span.end for span in datelines)
    if mention.dateline:
        context.evidence += 4.0
        if context.blocked is not Blocked.WORD:
            context.blocked = Blocked.NOT
    mention.local = not match.country and _has_police(tokens, match.last)
    words = text[first.start : tokens[match.last - 1].end]
    if match.key == "us" and not _is_united_states(words, tokens, match.first, upper=upper):
        context.blocked = Blocked.WORD
    single = match.last - match.first == 1
    if single and match.key in surnames and not (mention.dateline or context.locative or context.type):
        context.blocked = Blocked.PERSON
    if words.isupper() and not (upper or first.shouted or mention.dateline) and match.last - match.first == 1:
        _weigh_acronym(words, mention)
    if match.last < len(tokens) and match.entries and match.entries[0].kind is not PlacePrecision.COUNTRY:
        follows = tokens[match.last]
        spoken = follows.gap == Gap.SPACE and follows.key in load_words().speech and not context.locative
        if spoken and not match.entries[0].prominence >= 6.5:
            context.evidence -= 2.0


def _has_police(tokens: Sequence[Token], index: int) -> bool:
    """Whether words for a local police stand at a word: "police", "Police Department", "County sheriff's deputies"."""
    while index < len(tokens) and tokens[index].gap == Gap.SPACE and tokens[index].key in _BEFORE_POLICE:
        index += 1
    return index < len(tokens) and tokens[index].gap == Gap.SPACE and tokens[index].key in _POLICE


def _weigh_acronym(words: str, mention: NamedPlace) -> None:
    """Blocks an acronym in a text that is not in capitals, unless it is one of a country or an area (UAE, BARMM)."""
    kinds = (PlacePrecision.COUNTRY, PlacePrecision.ADMIN1, PlacePrecision.REGION)
    if len(words) > 6 or "." in words or not mention.match.entries:
        return
    best = mention.match.entries[0]
    if not (best.grade == GRADE_MAIN and (best.kind in kinds or best.prominence > 6.5)):
        mention.context.blocked = Blocked.WORD


def _is_united_states(words: str, tokens: Sequence[Token], index: int, *, upper: bool) -> bool:
    if "." in words:
        return True
    return words == "US" and (not upper or (index > 0 and tokens[index - 1].key == "the"))


def _share_types(tokens: Sequence[Token], mentions: list[NamedPlace]) -> None:
    """Gives the plural type word of "A, B and C provinces" to A and B as well."""
    for left, right in reversed(list(pairwise(mentions))):
        between = [token.key for token in tokens[left.match.last : right.match.first]]
        gap = tokens[right.match.first].gap
        listed = (between == ["and"] and gap == Gap.SPACE) or (not between and gap == Gap.COMMA)
        kind = right.context.type
        if not listed or kind is None or left.context.type is not None or not left.match.entries:
            continue
        following = right.match.last
        plural = following < len(tokens) and tokens[following].key.endswith("s")
        if (plural or right.context.shared) and any(entry.kind is kind for entry in left.match.entries):
            left.context.type, left.context.shared = kind, True
            left.context.evidence += 3.0


def _link(tokens: Sequence[Token], mentions: list[NamedPlace]) -> None:
    """Notes which mention names the container of its neighbour: "X, Y", "X in Y", "Y's largest city X"."""
    types = load_words().types
    directions = load_words().directions
    for left, right in pairwise(mentions):
        start, end = left.match.last, right.match.first
        if end - start > 6 or not left.match.entries or not right.match.entries:
            continue
        between = range(start, end)
        gaps = [tokens[position].gap for position in range(start, end + 1)]
        if any(gap in (Gap.OTHER, Gap.DOT) for gap in gaps) or gaps.count(Gap.COMMA) > 1:
            continue
        keys = [tokens[position].key for position in between]
        if not all(key in _LINKS or key in types or key in directions for key in keys):
            continue
        if not keys and Gap.COMMA not in gaps and not tokens[start - 1].possessive:
            continue
        if any(contains(outer, inner) for outer in right.match.entries for inner in left.match.entries):
            left.containers.append(right)
            left.context.evidence += 3.0
            right.context.evidence += 2.0
        elif (tokens[start - 1].possessive or Gap.COMMA in gaps or "in" in keys) and any(
            contains(outer, inner) for outer in left.match.entries for inner in right.match.entries
        ):
            right.containers.append(left)
            right.context.evidence += 2.0


def _with_abbreviations(
    text: str, tokens: Sequence[Token], matches: list[Match], covered: frozenset[int], gazetteer: Gazetteer
) -> list[Match]:
    """Adds abbreviations of areas with several full stops that stand alone ("in B.C.", "N.J. police")."""
    table = load_words().abbreviations
    added = []
    for index, token in enumerate(tokens):
        if index in covered or token.end - token.start < 4 or "." not in text[token.start : token.end]:
            continue
        for country, area in table.get(token.key, ())[:1]:
            entries = area_entries(country, area, gazetteer)
            if entries:
                added.append(Match(index, index + 1, normalise(area), entries))
    return sorted([*matches, *added], key=lambda match: match.first) if added else matches


def area_entries(country: str, area: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """The first-level areas of `country` called `area`."""
    found = gazetteer.entries(normalise(area))
    return tuple(entry for entry in found if entry.country == country and entry.kind is PlacePrecision.ADMIN1)


def _read_abbreviations(
    text: str, tokens: Sequence[Token], mentions: list[NamedPlace], *, upper: bool
) -> list[tuple[int, str, str]]:
    """Reads "X, Calif." and "X, TX": gives X the area, and returns (token, country, area) of each.

    After a name that the gazetteer does not have in that area, only an abbreviation with a full stop is believed.
    """
    found = []
    ending = {mention.match.last: mention for mention in mentions if mention.match.entries}
    for index, token in enumerate(tokens):
        if index == 0 or token.gap != Gap.COMMA or not token.capital or not tokens[index - 1].capital:
            continue
        choices = load_words().abbreviations.get(token.key, ())
        word = text[token.start : token.end]
        dotted = len(token.key) > 1 and ("." in word or text[token.end : token.end + 1] == ".")
        postal = len(token.key) == 2 and word.isupper() and not upper
        if not choices or not (dotted or postal) or tokens[index - 1].key in load_words().neutral:
            continue
        mention = ending.get(index)
        for country, area in choices:
            entries = mention.match.entries if mention else ()
            if any(entry.country == country and area in (entry.admin1, entry.name) for entry in entries) and mention:
                mention.area = (country, area)
                mention.context.evidence += 4.0
                mention.context.blocked = Blocked.NOT
                found.append((index, country, area))
                break
        else:
            if dotted and len(token.key) > 2 and not upper:
                found.append((index, *choices[0]))
    replaced = {index for index, _, _ in found}
    mentions[:] = [mention for mention in mentions if mention.match.first not in replaced]
    return found
