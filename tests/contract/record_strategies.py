"""Random records of every kind, for contracts that any store keeps. All words are drawn, none is from a report."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from tallybook.model import (
    ActorRelation,
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DatePrecision,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    MentionRelation,
    Note,
    OffsetMap,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Quantity,
    QuantityValue,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Source,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    Support,
    TargetValue,
    TextValue,
    TotalRelation,
    Value,
)

__all__ = ["codings", "reports", "values"]

T = TypeVar("T")

# Every character that is one: NUL and the rest of the control characters, Arabic, emoji; no half characters.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = WORDS.filter(bool)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
RANGES = st.tuples(DAYS, DAYS, st.sampled_from(DatePrecision)).map(
    lambda drawn: DateRange(min(drawn[:2]), max(drawn[:2]), drawn[2])
)
COUNTS = st.integers(0, 10**12)
QUANTITIES = st.one_of(
    st.just(Quantity.unknown()),
    st.builds(Quantity.stated, COUNTS),
    st.lists(COUNTS, min_size=2, max_size=2).map(lambda ends: Quantity.between(min(ends), max(ends))),
    st.builds(lambda low: Quantity.vague(low, None), COUNTS),
)
DEGREES = st.none() | st.floats(-180, 180)
PLACES = st.builds(
    PlaceCandidate,
    name=WORDS,
    kind=st.sampled_from(PlacePrecision),
    country=st.sampled_from(["", "PK", "KE"]),
    admin1=WORDS,
    admin2=WORDS,
    geonames_id=st.none() | COUNTS,
    latitude=DEGREES,
    longitude=DEGREES,
    score=st.floats(0, 1),
)
ACTORS = st.builds(
    ActorValue,
    name=WORDS,
    kind=WORDS,
    lexicon_id=WORDS,
    aliases=st.lists(WORDS, max_size=3).map(tuple),
    part_of=WORDS,
)


def _values_by_field() -> dict[Field, st.SearchStrategy[Value]]:
    codes: st.SearchStrategy[Value] = st.builds(CodeValue, scheme=WORDS, code=WORDS)
    texts: st.SearchStrategy[Value] = st.builds(TextValue, text=WORDS)
    dates: st.SearchStrategy[Value] = st.one_of(
        st.builds(DateValue, range=RANGES, time_of_day=WORDS),
        st.builds(DateValue, range=st.none(), reason=NAMES, candidates=st.lists(RANGES, max_size=3).map(tuple)),
    )
    places: st.SearchStrategy[Value] = st.one_of(
        st.builds(PlaceValue, name=WORDS, precision=st.sampled_from(PlacePrecision), place=PLACES),
        st.builds(
            PlaceValue,
            name=WORDS,
            precision=st.sampled_from(PlacePrecision),
            reason=NAMES,
            candidates=st.lists(PLACES, max_size=3).map(tuple),
        ),
    )
    casualties: st.SearchStrategy[Value] = st.one_of(
        st.builds(CasualtyRow, harm=WORDS, group=WORDS, quantity=QUANTITIES, role=WORDS, condition=WORDS),
        st.builds(
            CasualtyRow,
            harm=WORDS,
            group=WORDS,
            quantity=QUANTITIES,
            total=NAMES,
            total_relation=st.sampled_from(TotalRelation),
            names=st.lists(WORDS, max_size=3).map(tuple),
        ),
    )
    acts = st.sampled_from([act for act in ResponsibilityAct if act is not ResponsibilityAct.UNCLAIMED])
    responsibility: st.SearchStrategy[Value] = st.one_of(
        st.just(ResponsibilityValue(ResponsibilityAct.UNCLAIMED)),
        st.builds(ResponsibilityValue, act=acts, actor=ACTORS, hedge=WORDS, channel=WORDS),
    )
    return {
        Field.INCIDENT_TYPE: codes,
        Field.MODE: codes,
        Field.STAGE: codes,
        Field.WEAPON: codes,
        Field.PERPETRATOR: ACTORS,
        Field.PERPETRATOR_COUNT: st.builds(QuantityValue, quantity=QUANTITIES, of=WORDS),
        Field.TARGET: st.builds(TargetValue, text=WORDS, kind=WORDS, human=st.booleans()),
        Field.PLACE: places,
        Field.DATE: dates,
        Field.DURATION: texts,
        Field.FREQUENCY: texts,
        Field.CASUALTIES: casualties,
        Field.RESPONSIBILITY: responsibility,
        Field.MENTION_RELATION: st.builds(MentionRelation, relation=WORDS, other=WORDS),
        Field.ACTOR_RELATION: st.builds(ActorRelation, subject=WORDS, relation=WORDS, object=WORDS),
    }


values = _values_by_field()


@st.composite
def _spans(draw: st.DrawFn, length: int) -> Span:
    start = draw(st.integers(0, length - 1))
    return Span(start, draw(st.integers(start + 1, length)))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with any of its fields set."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip))
    published = draw(st.none() | RANGES)
    known = st.sampled_from([basis for basis in PublishedBasis if basis is not PublishedBasis.UNKNOWN])
    return Report.make(
        text,
        url=draw(WORDS),
        document=draw(WORDS),
        source=draw(st.none() | st.builds(Source.make, name=WORDS, domain=WORDS)),
        title=draw(WORDS),
        title_span=draw(st.none() | _spans(len(text))),
        byline=draw(WORDS),
        published=published,
        published_basis=draw(known) if published else PublishedBasis.UNKNOWN,
        language=draw(st.sampled_from(["", "en", "ur"])),
        raw_hash=draw(WORDS),
        offsets=draw(st.none() | st.just(OffsetMap(((0, 3, 1),)))),
    )


def _unique(records: list[T]) -> tuple[T, ...]:
    return tuple({getattr(record, "id", record): record for record in records}.values())


@st.composite
def codings(draw: st.DrawFn, report: Report, coder: str = "rules", version: str = "1") -> Coding:
    """What a coder may make of the report: mentions, statements of any value, supports and notes."""
    length = len(report.text)
    found = draw(
        st.lists(st.builds(Mention.make, st.just(report.id), st.sampled_from(MentionKind), _spans(length)), max_size=3)
    )
    mentions = _unique(found)
    statements = []
    for _ in range(draw(st.integers(0, 4))):
        field = draw(st.sampled_from(Field))
        # The kind of the speaker follows from nothing here: the key of a statement leaves it out.
        speaker = draw(
            st.none() | st.builds(Speaker, name=NAMES, role=WORDS, kind=st.just(SpeakerKind.PERSON), channel=WORDS)
        )
        statements.append(
            Statement.make(
                report,
                draw(st.sampled_from([""] + [mention.id for mention in mentions])),
                field,
                draw(values[field]),
                draw(_spans(length)),
                draw(st.sampled_from(Stance)),
                speaker,
                draw(_spans(length)) if speaker else None,
            )
        )
    kept = _unique(statements)
    scores = st.none() | st.floats(0, 1)
    supports = tuple(Support.make(found.id, coder, version, draw(WORDS), draw(scores)) for found in kept)
    notes = st.lists(st.builds(Note, code=WORDS, text=WORDS, span=st.none() | _spans(length)), max_size=3)
    return Coding(report.id, coder, version, mentions, kept, supports, tuple(draw(notes)))
