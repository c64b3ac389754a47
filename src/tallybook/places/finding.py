"""Finds the place words of a report and says which places they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tallybook.model.precision import PlacePrecision
from tallybook.model.spans import Span
from tallybook.model.values import PlaceCandidate, PlaceValue
from tallybook.places.context import Blocked, Context, find_surnames, read_context
from tallybook.places.countries import country_name
from tallybook.places.names import normalise
from tallybook.places.resolving import Ranked, Toponym, contains, country_focus, rank_toponyms
from tallybook.places.scanning import Gap, Match, Token, find_matches, is_upper_case, tokenise
from tallybook.places.unknown import find_unknown
from tallybook.places.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tallybook.places.gazetteer import Entry, Gazetteer

__all__ = ["AMBIGUOUS", "UNKNOWN", "PlaceExpression", "find_places"]

AMBIGUOUS, UNKNOWN = "ambiguous_place", "unknown_place"

# How much evidence makes a name of the gazetteer a place: the logarithm of its people plus what its neighbours say.
# Set on the toponyms of LGL, TR-News and GeoVirus, see benchmarks/places_geoparsing.py.
_THRESHOLD = 4.9
_STRICT = 0.8
_IN_NAME = 5.5
_CANDIDATES = 5

_DATELINE = re.compile(
    r"^[ \t]*(?P<places>[^\W\d_][^\n—–]{1,70}?)\s*(?:\([^)\n]{2,60}\)\s*)?(?:—|–|--+|[-_](?= ))", re.M
)
_DATE_WORD = re.compile(r"\d+|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*")
_LINKS = frozenset({"in", "of", "the", "capital", "largest", "main", "s", "biggest", "second", "restive", "city"})


@dataclass(frozen=True, slots=True)
class PlaceExpression:
    """Words of a report that name a place.

    `role` is "place"; "dateline" for the words before a report's first dash, which tell where it was written;
    "demonym" for a people or an adjective ("Pakistani"), resolved to the country; "in_name" for a place inside the
    name of something else ("Kabul University"), which is weaker evidence of where a thing happened.
    """

    span: Span
    value: PlaceValue
    role: str = "place"


@dataclass(slots=True)
class _Mention:
    match: Match
    context: Context
    toponym: str = ""
    containers: set[int] = field(default_factory=set)  # indexes of mentions named as containers
    area: tuple[str, str] | None = None
    dateline: bool = False
    accepted: bool = False

    @property
    def base(self) -> float:
        """The prominence of the best entry, a main name counting full."""
        return max(entry.prominence - (3 - entry.grade) for entry in self.match.entries)


def find_places(text: str, gazetteer: Gazetteer, exclude: Sequence[Span] = ()) -> tuple[PlaceExpression, ...]:
    """The place expressions of `text`, in the order in which they stand; no words of an `exclude` span are used.

    Each is resolved on its own evidence and that of the whole text; one that cannot be resolved keeps its candidates
    and a reason ("ambiguous_place", "unknown_place") and leaves the others as they are.
    """
    tokens = tokenise(text)
    if not tokens:
        return ()
    upper = is_upper_case(text)
    matches = find_matches(text, tokens, gazetteer, exclude)
    covered = frozenset(index for match in matches for index in range(match.first, match.last))
    datelines = _datelines(text, tokens, matches)
    mentions = [_Mention(match, read_context(tokens, match, covered, upper=upper)) for match in matches]
    surnames = find_surnames(tokens, upper=upper)
    for mention in mentions:
        _prepare(text, tokens, mention, surnames, datelines, upper=upper)
    _link(tokens, mentions)
    abbreviated = _read_abbreviations(text, tokens, mentions, upper=upper)
    named = _demonym_weights(mentions)
    ranked: Mapping[str, Ranked] = {}
    focus: Mapping[str, float] = country_focus(named)
    for _ in range(2):
        _accept(mentions, focus)
        ranked = rank_toponyms(_toponyms(mentions), named)
        focus = country_focus([*named, *((one.best.country, 1.0) for one in ranked.values() if one.clear)])
    found = list(_expressions(text, tokens, mentions, ranked, gazetteer))
    found += _abbreviation_expressions(text, tokens, abbreviated, gazetteer)
    found += _borders(text, tokens, mentions)
    taken = [expression.span for expression in found] + list(exclude)
    people = surnames | load_words().given_names
    for span, precision in find_unknown(text, tokens, covered, people, upper=upper):
        if not any(span.overlaps(other) for other in taken):
            found.append(PlaceExpression(span, PlaceValue(span.of(text), precision, reason=UNKNOWN)))
    return tuple(sorted(found, key=lambda expression: expression.span))


def _datelines(text: str, tokens: Sequence[Token], matches: Sequence[Match]) -> list[Span]:
    """The spans of datelines among the first lines: places and dates alone, then a dash."""
    starts = {tokens[match.first].start: match for match in matches if not match.country}
    covered = {index for match in matches for index in range(match.first, match.last)}
    result = []
    for found in _DATELINE.finditer(text, 0, 1500):
        first, last = found.span("places")
        if first not in starts:
            continue
        inside = [index for index, token in enumerate(tokens) if first <= token.start < last]
        plain = [tokens[index].key for index in inside if index not in covered]
        if all(_DATE_WORD.fullmatch(word) or word in load_words().neutral for word in plain):
            result.append(Span(first, last))
    return result[:2]


def _prepare(
    text: str,
    tokens: Sequence[Token],
    mention: _Mention,
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
        context.blocked = Blocked.NOT
    words = text[first.start : tokens[match.last - 1].end]
    if match.key == "us" and not _is_united_states(words, tokens, match.first, upper=upper):
        context.blocked = Blocked.WORD
    single = match.last - match.first == 1
    if single and match.key in surnames and not (mention.dateline or context.locative or context.type):
        context.blocked = Blocked.PERSON
    if match.last < len(tokens) and match.entries and match.entries[0].kind is not PlacePrecision.COUNTRY:
        follows = tokens[match.last]
        spoken = follows.gap == Gap.SPACE and follows.key in load_words().speech and not context.locative
        if spoken and not match.entries[0].prominence >= 6.5:
            context.evidence -= 2.0


def _is_united_states(words: str, tokens: Sequence[Token], index: int, *, upper: bool) -> bool:
    if "." in words:
        return True
    return words == "US" and (not upper or (index > 0 and tokens[index - 1].key == "the"))


def _link(tokens: Sequence[Token], mentions: list[_Mention]) -> None:
    """Notes which mention names the container of its neighbour: "X, Y", "X in Y", "Y's largest city X"."""
    types = load_words().types
    directions = load_words().directions
    for index in range(len(mentions) - 1):
        left, right = mentions[index], mentions[index + 1]
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
            left.containers.add(index + 1)
            left.context.evidence += 3.0
            right.context.evidence += 2.0
        elif (tokens[start - 1].possessive or Gap.COMMA in gaps or "in" in keys) and any(
            contains(outer, inner) for outer in left.match.entries for inner in right.match.entries
        ):
            right.containers.add(index)
            right.context.evidence += 2.0


def _read_abbreviations(
    text: str, tokens: Sequence[Token], mentions: list[_Mention], *, upper: bool
) -> list[tuple[int, str, str]]:
    """Reads "X, Calif." and "X, TX": gives X the area, and returns (token, country, area) of each."""
    found = []
    table = load_words().abbreviations
    replaced: set[int] = set()
    for mention in mentions:
        index = mention.match.last
        if index >= len(tokens) or tokens[index].gap != Gap.COMMA or not tokens[index].capital:
            continue
        token = tokens[index]
        choices = table.get(token.key, ())
        word = text[token.start : token.end]
        dotted = "." in word or text[token.end : token.end + 1] == "."
        postal = len(token.key) == 2 and word.isupper() and not upper
        if not choices or not (dotted or postal):
            continue
        for country, area in choices:
            if any(entry.country == country and area in (entry.admin1, entry.name) for entry in mention.match.entries):
                mention.area = (country, area)
                mention.context.evidence += 4.0
                mention.context.blocked = Blocked.NOT
                found.append((index, country, area))
                replaced.add(index)
                break
    mentions[:] = [mention for mention in mentions if mention.match.first not in replaced or mention.area is not None]
    return found


def _demonym_weights(mentions: Iterable[_Mention]) -> list[tuple[str, float]]:
    return [(mention.match.country, 0.5) for mention in mentions if mention.match.country]


def _accept(mentions: list[_Mention], focus: Mapping[str, float]) -> None:
    """Decides which mentions are places; a name accepted once is accepted wherever nothing speaks against it."""
    for mention in mentions:
        if mention.match.country or mention.context.blocked is not Blocked.NOT:
            mention.accepted = False
            continue
        threshold = _THRESHOLD + (_STRICT if mention.context.strict else 0.0)
        home = max((focus.get(entry.country, 0.0) for entry in mention.match.entries), default=0.0)
        mention.accepted = mention.base + mention.context.evidence + min(1.0, 2.0 * home) >= threshold
    known = {mention.match.key for mention in mentions if mention.accepted and mention.context.evidence >= 1.5}
    common = load_words().common
    for mention in mentions:
        if not mention.accepted and mention.match.key in known and mention.match.key not in common:
            mention.accepted = mention.context.blocked is Blocked.NOT and not mention.match.country
    for mention in mentions:
        if mention.accepted:
            mention.toponym = _toponym_key(mention)


def _toponym_key(mention: _Mention) -> str:
    kind = mention.context.type
    fits = kind is not None and any(entry.kind is kind for entry in mention.match.entries)
    return f"{mention.match.key}/{kind}" if fits else mention.match.key


def _toponyms(mentions: list[_Mention]) -> dict[str, Toponym]:
    result: dict[str, Toponym] = {}
    for mention in mentions:
        if not mention.accepted:
            continue
        toponym = result.get(mention.toponym)
        if toponym is None:
            toponym = result[mention.toponym] = Toponym(mention.toponym, mention.match.entries)
        else:
            toponym.count += 1
        if "/" in mention.toponym and mention.context.type is not None:
            toponym.types.add(mention.context.type)
        if mention.area is not None:
            toponym.areas.add(mention.area)
        for index in mention.containers:
            if index < len(mentions) and mentions[index].accepted:
                toponym.containers.add(mentions[index].toponym)
    return result


def _expressions(
    text: str,
    tokens: Sequence[Token],
    mentions: list[_Mention],
    ranked: Mapping[str, Ranked],
    gazetteer: Gazetteer,
) -> Iterable[PlaceExpression]:
    for mention in mentions:
        match = mention.match
        last = match.last + (1 if _type_is_capital(tokens, mention) else 0)
        span = Span(tokens[match.first].start, tokens[last - 1].end)
        if match.country:
            yield PlaceExpression(span, _country_value(span.of(text), match.country, gazetteer), "demonym")
        elif mention.accepted:
            role = "dateline" if mention.dateline else "place"
            yield PlaceExpression(span, _value(span.of(text), mention, ranked[mention.toponym]), role)
        elif mention.context.blocked is Blocked.NAME and mention.base >= _IN_NAME:
            one = ranked.get(match.key) or rank_toponyms({match.key: Toponym(match.key, match.entries)}, ())[match.key]
            yield PlaceExpression(span, _value(span.of(text), mention, one), "in_name")


def _type_is_capital(tokens: Sequence[Token], mention: _Mention) -> bool:
    """Whether the type word after the name is written as part of it: "Ghazni Province", not "Ghazni province"."""
    index = mention.match.last
    if not mention.accepted or index >= len(tokens) or tokens[index].gap != Gap.SPACE:
        return False
    token = tokens[index]
    kind = load_words().types.get(token.key)
    areas = (PlacePrecision.ADMIN1, PlacePrecision.ADMIN2)
    return token.capital and kind in areas and kind is mention.context.type and not token.key.endswith("s")


def _country_value(words: str, country: str, gazetteer: Gazetteer) -> PlaceValue:
    found = [place for place in gazetteer.find(country_name(country), country) if place.kind is PlacePrecision.COUNTRY]
    if not found:
        return PlaceValue(words, PlacePrecision.COUNTRY, reason=UNKNOWN)
    return PlaceValue(words, PlacePrecision.COUNTRY, found[0])


def _value(words: str, mention: _Mention, ranked: Ranked) -> PlaceValue:
    score, best = ranked.scored[0]
    precision = _precision(mention.context, best)
    candidates = tuple(entry.candidate(points) for points, entry in ranked.scored[:_CANDIDATES])
    if ranked.clear:
        return PlaceValue(words, precision, best.candidate(score), candidates=candidates[1:])
    return PlaceValue(words, precision, reason=AMBIGUOUS, candidates=candidates)


def _precision(context: Context, best: Entry) -> PlacePrecision:
    if best.kind is PlacePrecision.TOWN:
        if context.near:
            return PlacePrecision.NEAR_TOWN
        if context.type in (PlacePrecision.ADMIN1, PlacePrecision.ADMIN2, PlacePrecision.NEIGHBOURHOOD):
            return context.type
    return best.kind


def _abbreviation_expressions(
    text: str, tokens: Sequence[Token], abbreviated: list[tuple[int, str, str]], gazetteer: Gazetteer
) -> Iterable[PlaceExpression]:
    for index, country, area in abbreviated:
        span = Span(tokens[index].start, tokens[index].end)
        for entry in gazetteer.entries(normalise(area)):
            if entry.country == country and entry.kind is PlacePrecision.ADMIN1:
                yield PlaceExpression(span, PlaceValue(span.of(text), entry.kind, entry.candidate(entry.prominence)))
                break


def _borders(text: str, tokens: Sequence[Token], mentions: list[_Mention]) -> Iterable[PlaceExpression]:
    """ "the border between A and B", "the A-B border": an area without borders of its own."""
    words = load_words()
    usable = [mention for mention in mentions if mention.match.country or mention.accepted]
    for left, right in pairwise(usable):
        start, end = left.match.first, right.match.last
        between = [token.key for token in tokens[left.match.last : right.match.first]]
        if start >= 2 and between == ["and"] and tokens[start - 1].key == "between":
            if tokens[start - 2].key in words.border:
                start -= 2
            else:
                continue
        elif not between and tokens[right.match.first].gap in (Gap.HYPHEN, Gap.OTHER) and end < len(tokens):
            if tokens[end].key not in words.border or tokens[right.match.first].start - tokens[start].end > 40:
                continue
            end += 1
        else:
            continue
        span = Span(tokens[start].start, tokens[end - 1].end)
        names = [_country_or_name(mention) for mention in (left, right)]
        place = PlaceCandidate(f"border of {names[0]} and {names[1]}", PlacePrecision.REGION, "")
        yield PlaceExpression(span, PlaceValue(span.of(text), PlacePrecision.REGION, place))


def _country_or_name(mention: _Mention) -> str:
    return country_name(mention.match.country) if mention.match.country else mention.match.entries[0].name
