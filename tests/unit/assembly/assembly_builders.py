"""Hand-made reports, mentions and statements for the tests of assembly."""

from __future__ import annotations

from datetime import date

from tallybook.model import (
    CasualtyRow,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Qualifier,
    Quantity,
    Report,
    Span,
    Speaker,
    Stance,
    Statement,
    TotalRelation,
    Value,
)

TEXT = "An invented report for tests. " * 40


def report(name: str, published: date | None = None) -> Report:
    basis = PublishedBasis.UNKNOWN if published is None else PublishedBasis.DATA
    day = None if published is None else DateRange.day(published)
    return Report.make(TEXT, document=name, published=day, published_basis=basis)


def mention(of: Report, at: int = 0, kind: MentionKind = MentionKind.REPORTED) -> Mention:
    return Mention.make(of.id, kind, Span(at, at + 5))


def say(
    of: Report,
    about: Mention,
    field: Field,
    value: Value,
    *,
    at: int = 0,
    stance: Stance = Stance.REPORTED_AS_FACT,
    speaker: str = "",
) -> Statement:
    who = Speaker(role=speaker) if speaker else None
    return Statement.make(
        of, about.id, field, value, Span(at, at + 4), stance, who, Span(at + 5, at + 9) if speaker else None
    )


def casualties(
    of: Report,
    about: Mention,
    number: int | Quantity,
    *,
    harm: str = "killed",
    group: str = "unspecified",
    qualifier: Qualifier = Qualifier.EXACT,
    total: Statement | None = None,
    relation: TotalRelation = TotalRelation.PART,
    condition: str = "",
    names: tuple[str, ...] = (),
    at: int = 0,
    stance: Stance = Stance.REPORTED_AS_FACT,
    speaker: str = "",
) -> Statement:
    quantity = number if isinstance(number, Quantity) else Quantity.stated(number, qualifier)
    row = CasualtyRow(
        harm,
        group,
        quantity,
        total=total.id if total else "",
        total_relation=relation if total else None,
        condition=condition,
        names=names,
    )
    return say(of, about, Field.CASUALTIES, row, at=at, stance=stance, speaker=speaker)


def on(first: date, last: date | None = None, time_of_day: str = "") -> DateValue:
    return DateValue(DateRange.between(first, last or first), time_of_day=time_of_day)


def town(name: str, country: str, admin1: str = "", precision: PlacePrecision = PlacePrecision.TOWN) -> PlaceValue:
    return PlaceValue(name, precision, PlaceCandidate(name, precision, country, admin1))
