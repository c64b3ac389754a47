"""Finds the place words of a report and says which places they mean."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tallybook.model.precision import PlacePrecision
from tallybook.model.spans import Span
from tallybook.model.values import PlaceCandidate, PlaceValue
from tallybook.places.between import with_between
from tallybook.places.context import Blocked, Context
from tallybook.places.countries import country_name, country_of_demonym
from tallybook.places.expressions import PlaceExpression
from tallybook.places.reading import NamedPlace, Reading, area_entries, read_names
from tallybook.places.resolving import Ranked, Toponym, country_focus, rank_toponyms
from tallybook.places.scanning import Gap, Token
from tallybook.places.unknown import find_unknown
from tallybook.places.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tallybook.places.gazetteer import Entry, Gazetteer

__all__ = ["AMBIGUOUS", "UNKNOWN", "PlaceExpression", "find_places", "resolve_places"]

AMBIGUOUS, UNKNOWN = "ambiguous_place", "unknown_place"

# How much evidence makes a name of the gazetteer a place: the logarithm of its people plus what its neighbours say.
# Set on the toponyms of LGL, TR-News and GeoVirus, see benchmarks/places_geoparsing.py.
_THRESHOLD = 4.6
_STRICT = 0.8
_IN_NAME = 4.9
_CANDIDATES = 5
# The prominence of countries, large states and great capitals.
_GREAT = 6.9


def find_places(text: str, gazetteer: Gazetteer, exclude: Sequence[Span] = ()) -> tuple[PlaceExpression, ...]:
    """The place expressions of `text`, in the order in which they stand; no words of an `exclude` span are used.

    Each is resolved on its own evidence and that of the whole text; one that cannot be resolved keeps its candidates
    and a reason ("ambiguous_place", "unknown_place") and leaves the others as they are.
    """
    reading = read_names(text, gazetteer, exclude)
    ranked = _decide(reading)
    found = list(_expressions(text, reading, ranked, gazetteer))
    found += _abbreviation_expressions(text, reading, gazetteer)
    found += _borders(text, reading)
    taken = [expression.span for expression in found] + list(exclude)
    for span, precision in find_unknown(text, reading.tokens, reading.covered, reading.people, upper=reading.upper):
        if not any(span.overlaps(other) for other in taken):
            found.append(PlaceExpression(span, PlaceValue(span.of(text), precision, reason=UNKNOWN)))
    return tuple(sorted(with_between(text, found), key=lambda expression: expression.span))


def resolve_places(text: str, spans: Sequence[Span], gazetteer: Gazetteer) -> tuple[PlaceValue, ...]:
    """The places that the words of `spans` mean, one value for each span: for callers that find place words themselves.

    The other names of the text are read as `find_places` reads them and serve as evidence.
    """
    reading = read_names(text, gazetteer, (), spans)
    ranked = _decide(reading)
    starts = {reading.tokens[one.match.first].start: one for one in reading.mentions if one.given}
    values = []
    for span in spans:
        mention = next((one for start, one in starts.items() if span.start <= start < span.end), None)
        words = span.of(text)
        if mention is not None:
            values.append(_value(words, mention, ranked[mention.toponym]))
        elif code := country_of_demonym(words):
            values.append(_country_value(words, code, gazetteer))
        else:
            values.append(PlaceValue(words, PlacePrecision.TOWN, reason=UNKNOWN))
    return tuple(values)


def _decide(reading: Reading) -> Mapping[str, Ranked]:
    """Accepts names and ranks their entries, twice: what is accepted tells which countries the report is about."""
    named = _demonym_weights(reading.mentions)
    ranked: Mapping[str, Ranked] = {}
    focus: Mapping[str, float] = country_focus(named)
    for _ in range(2):
        _accept(reading.mentions, focus, upper=reading.upper)
        ranked = rank_toponyms(_toponyms(reading.mentions), named)
        focus = country_focus([*named, *((one.best.country, 1.0) for one in ranked.values() if one.clear)])
    return ranked


def _demonym_weights(mentions: Iterable[NamedPlace]) -> list[tuple[str, float]]:
    return [(mention.match.country, 0.5) for mention in mentions if mention.match.country]


def _accept(mentions: list[NamedPlace], focus: Mapping[str, float], *, upper: bool) -> None:
    """Decides which mentions are places; a name accepted once is accepted wherever nothing speaks against it."""
    for mention in mentions:
        if mention.given:
            mention.accepted = True
            continue
        if mention.match.country or mention.context.blocked is not Blocked.NOT:
            mention.accepted = False
            continue
        threshold = _THRESHOLD + (_STRICT if mention.context.strict else 0.0)
        home = max((focus.get(entry.country, 0.0) for entry in mention.match.entries), default=0.0)
        best = mention.match.entries[0]
        if upper and best.prominence < _GREAT and best.kind is not PlacePrecision.REGION:
            # In capitals only the place of a name and the report's countries tell it from a word or a surname.
            threshold += (0.0 if home else 1.5) + (0.0 if mention.context.evidence >= 1.5 else 0.8)
        mention.accepted = mention.base + mention.context.evidence + min(1.0, 2.0 * home) >= threshold
    known = {mention.match.key for mention in mentions if mention.accepted and mention.context.evidence >= 1.5}
    common = load_words().common
    for mention in mentions:
        weak = mention.match.key in common and (mention.context.strict or mention.context.evidence < -3.0)
        if not mention.accepted and mention.match.key in known and not weak:
            mention.accepted = mention.context.blocked is Blocked.NOT and not mention.match.country
    for mention in mentions:
        if mention.accepted or _is_evidence(mention):
            mention.toponym = _toponym_key(mention)


def _toponym_key(mention: NamedPlace) -> str:
    kind = mention.context.type
    fits = kind is not None and any(entry.kind is kind for entry in mention.match.entries)
    return f"{mention.match.key}/{kind}" if fits else mention.match.key


def _toponyms(mentions: list[NamedPlace]) -> dict[str, Toponym]:
    result: dict[str, Toponym] = {}
    for mention in mentions:
        if not mention.accepted and not _is_evidence(mention):
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
        toponym.local = toponym.local or mention.local or mention.dateline
        toponym.containers.update(other.toponym for other in mention.containers if other.accepted)
    return result


def _is_evidence(mention: NamedPlace) -> bool:
    """Whether a name that is no place itself tells where the report is: that of a town's police."""
    if not mention.local or mention.context.blocked is not Blocked.NAME:
        return False
    return mention.base + mention.context.evidence >= _IN_NAME


def _expressions(
    text: str, reading: Reading, ranked: Mapping[str, Ranked], gazetteer: Gazetteer
) -> Iterable[PlaceExpression]:
    tokens = reading.tokens
    for mention in reading.mentions:
        match = mention.match
        last = match.last + (1 if _type_is_capital(tokens, mention) else 0)
        span = Span(tokens[match.first].start, tokens[last - 1].end)
        if match.country:
            yield PlaceExpression(span, _country_value(span.of(text), match.country, gazetteer), "demonym")
        elif mention.accepted:
            role = "dateline" if mention.dateline else "place"
            yield PlaceExpression(span, _value(span.of(text), mention, ranked[mention.toponym]), role, mention.local)
        elif mention.context.blocked is Blocked.NAME and mention.base + mention.context.evidence >= _IN_NAME:
            one = (
                ranked.get(mention.toponym or match.key)
                or rank_toponyms({match.key: Toponym(match.key, match.entries)}, ())[match.key]
            )
            yield PlaceExpression(span, _value(span.of(text), mention, one), "in_name", mention.local)


def _type_is_capital(tokens: Sequence[Token], mention: NamedPlace) -> bool:
    """Whether the type word after the name is written as part of it: "Ghazni Province", not "Ghazni province"."""
    index = mention.match.last
    if not mention.accepted or index >= len(tokens) or tokens[index].gap != Gap.SPACE:
        return False
    token = tokens[index]
    kind = load_words().types.get(token.key)
    areas = (PlacePrecision.ADMIN1, PlacePrecision.ADMIN2)
    if mention.match.entries[0].kind is PlacePrecision.COUNTRY or token.key.endswith("s"):
        return False
    return token.capital and kind in areas and kind is mention.context.type


def _country_value(words: str, country: str, gazetteer: Gazetteer) -> PlaceValue:
    found = [place for place in gazetteer.find(country_name(country), country) if place.kind is PlacePrecision.COUNTRY]
    if not found:
        return PlaceValue(words, PlacePrecision.COUNTRY, reason=UNKNOWN)
    return PlaceValue(words, PlacePrecision.COUNTRY, found[0])


def _value(words: str, mention: NamedPlace, ranked: Ranked) -> PlaceValue:
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


def _abbreviation_expressions(text: str, reading: Reading, gazetteer: Gazetteer) -> Iterable[PlaceExpression]:
    for index, country, area in reading.areas:
        span = Span(reading.tokens[index].start, reading.tokens[index].end)
        for entry in area_entries(country, area, gazetteer)[:1]:
            yield PlaceExpression(span, PlaceValue(span.of(text), entry.kind, entry.candidate(entry.prominence)))


def _borders(text: str, reading: Reading) -> Iterable[PlaceExpression]:
    """ "the border between A and B", "the A-B border": an area without borders of its own."""
    words = load_words()
    tokens = reading.tokens
    usable = [mention for mention in reading.mentions if mention.match.country or mention.accepted]
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


def _country_or_name(mention: NamedPlace) -> str:
    return country_name(mention.match.country) if mention.match.country else mention.match.entries[0].name
