"""What linking knows of a mention: a frozen profile made from its statements and the report's text, nothing else.

A profile is a pure function of one report and one coding of it, so that it can be computed where the report is coded,
kept, and compared with profiles from other machines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tallybook.linking.words import WordTable, passages, words_of
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    DatePrecision,
    DateValue,
    Field,
    MentionKind,
    PlacePrecision,
    PlaceValue,
    Quantity,
    ResponsibilityValue,
    Stance,
    TargetValue,
)
from tallybook.reports.making import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tallybook.model import Mention, Report, Statement

__all__ = ["Days", "Point", "Profile", "profiles"]

# The lead of a report, in characters: what it says first is what it is about; what stands further down is background
# and, on web pages, other headlines.
_LEAD = 1_500
# https://web.archive.org/web/20170101000000/http://site.example/page
_ARCHIVED = re.compile(r"^https?://(?:web\.)?archive\.[a-z]+/(?:web/)?[^/]*/(?=https?://)", re.IGNORECASE)
_PEOPLE = frozenset({"individual", "unknown"})


@dataclass(frozen=True, slots=True)
class Days:
    """Days by their number in the proleptic Gregorian calendar (`date.toordinal`), both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many days."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Point:
    """A resolved place. Coordinates in degrees, None where the gazetteer has none."""

    precision: PlacePrecision
    country: str
    admin1: str
    geonames_id: int | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What linking knows of a mention.

    `publisher` is the site or the name of who published it, empty where unknown. `lead` says that the mention is the
    first thing that its report is about. `dates` and `places` are the resolved ones, finest first. `killed` and
    `injured` are the best figures over everybody. `names` are words of names of people, `words` the rare words of the
    sentences that tell of the mention, `lead_words` those of the beginning of the report, each with what it is worth.
    """

    mention: str
    report: str
    publisher: str
    lead: bool
    published: Days | None
    dates: tuple[Days, ...]
    places: tuple[Point, ...]
    types: frozenset[str]
    weapons: frozenset[str]
    actors: frozenset[str]
    targets: frozenset[str]
    killed: int | None
    injured: int | None
    names: frozenset[str]
    words: Mapping[str, float]
    lead_words: Mapping[str, float]


_DATE_GRAIN = {precision: rank for rank, precision in enumerate(DatePrecision)}
_PLACE_GRAIN = {precision: rank for rank, precision in enumerate(PlacePrecision)}


def profiles(
    report: Report,
    mentions: Iterable[Mention],
    statements: Iterable[Statement],
    table: WordTable,
) -> tuple[Profile, ...]:
    """The profiles of the mentions of one report, in their order; aggregates have none.

    `statements` are those of one coding of the report, or of several.
    """
    told: dict[str, list[Statement]] = {}
    for statement in statements:
        told.setdefault(statement.mention, []).append(statement)
    lead_words = table.weigh(words_of(f"{report.title}\n{report.text[:_LEAD]}"))
    leading = _leading(mentions := [one for one in mentions if one.kind is not MentionKind.AGGREGATE])
    published = (
        Days(report.published.first.toordinal(), report.published.last.toordinal()) if report.published else None
    )
    return tuple(
        _profile(report, mention, told.get(mention.id, []), table, published, lead_words, leading)
        for mention in mentions
    )


def _publisher(report: Report) -> str:
    """The site or, without one, the name of the publisher. A page kept by an archive is its first publisher's."""
    page = _ARCHIVED.sub("", report.url)
    source = report.source
    if source is None or (page != report.url and source.domain == domain_of(report.url)):
        return domain_of(page)
    return source.domain or source.name


def _leading(mentions: Sequence[Mention]) -> str:
    """The id of the mention that the report is about first; empty where it only recalls."""
    about = [mention for mention in mentions if mention.kind is MentionKind.REPORTED]
    return min(about, key=lambda mention: mention.anchor.start).id if about else ""


def _profile(
    report: Report,
    mention: Mention,
    told: Sequence[Statement],
    table: WordTable,
    published: Days | None,
    lead_words: Mapping[str, float],
    leading: str,
) -> Profile:
    held = [statement for statement in told if statement.stance is not Stance.DENIED]
    spans = [(statement.span.start, statement.span.end) for statement in held]
    spans.append((mention.anchor.start, mention.anchor.end))
    passage = passages(report.text, spans)
    return Profile(
        mention=mention.id,
        report=report.id,
        publisher=_publisher(report),
        lead=mention.id == leading,
        published=published,
        dates=_dates(held),
        places=_places(held),
        types=_codes(held, Field.INCIDENT_TYPE),
        weapons=_codes(held, Field.WEAPON),
        actors=_actors(held),
        targets=frozenset(value.kind for value in _values(held, TargetValue) if value.kind != "unknown"),
        killed=_toll(held, "killed"),
        injured=_toll(held, "injured"),
        names=_names(held, table),
        words=table.weigh(words_of(passage)),
        lead_words=lead_words,
    )


T = TypeVar("T")


def _values(statements: Iterable[Statement], kind: type[T]) -> list[T]:
    return [statement.value for statement in statements if isinstance(statement.value, kind)]


def _dates(held: Iterable[Statement]) -> tuple[Days, ...]:
    ranges = [value.range for value in _values(held, DateValue) if value.range is not None]
    ranges.sort(key=lambda one: (_DATE_GRAIN[one.precision], one.first))
    return tuple(dict.fromkeys(Days(one.first.toordinal(), one.last.toordinal()) for one in ranges))


def _places(held: Iterable[Statement]) -> tuple[Point, ...]:
    resolved = [value for value in _values(held, PlaceValue) if value.place is not None]
    resolved.sort(key=lambda value: _PLACE_GRAIN[value.precision])
    found = []
    for value in resolved:
        place = value.place
        if place is not None:
            found.append(
                Point(
                    value.precision,
                    place.country,
                    place.admin1,
                    place.geonames_id,
                    place.latitude,
                    place.longitude,
                )
            )
    return tuple(dict.fromkeys(found))


def _codes(held: Iterable[Statement], field: Field) -> frozenset[str]:
    return frozenset(
        statement.value.code
        for statement in held
        if statement.field is field and isinstance(statement.value, CodeValue)
    )


def _actors(held: Iterable[Statement]) -> frozenset[str]:
    """Actors by the id of the lexicon, else by their name; people described without a name are left out."""
    named = list(_values(held, ActorValue))
    named += [value.actor for value in _values(held, ResponsibilityValue) if value.actor is not None]
    return frozenset(
        actor.lexicon_id or actor.name.casefold() for actor in named if actor.lexicon_id or actor.name[:1].isupper()
    )


def _toll(held: Iterable[Statement], harm: str) -> int | None:
    """The best value of the largest stand-alone figure of a harm: rows of one account mostly tell of people twice."""
    rows = [row for row in _values(held, CasualtyRow) if row.harm == harm and not row.total]
    known = [row.quantity for row in rows if not row.quantity.is_unknown]
    return max(known, key=_size).best if known else None


def _size(quantity: Quantity) -> int:
    return quantity.best if quantity.best is not None else quantity.floor


def _names(held: Iterable[Statement], table: WordTable) -> frozenset[str]:
    """The words of the names of people who were harmed, attacked or blamed, the common ones left out."""
    names = [name for row in _values(held, CasualtyRow) for name in row.names]
    names += [value.text for value in _values(held, TargetValue) if value.human and value.text.istitle()]
    actors = [*_values(held, ActorValue), *(v.actor for v in _values(held, ResponsibilityValue) if v.actor)]
    names += [actor.name for actor in actors if actor.kind in _PEOPLE and not actor.lexicon_id]
    capitals = (word for name in names for word in name.split() if word[:1].isupper())
    return table.rare(words_of(" ".join(capitals)))
