"""Hypothesis strategies for every value and record of the data model."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from tallybook.model import (
    Act,
    ActKind,
    ActorRelation,
    ActorValue,
    Assignment,
    AssignmentState,
    CasualtyRow,
    CodeValue,
    Coding,
    DatePrecision,
    DateRange,
    DateValue,
    Decision,
    EventKind,
    Field,
    Incident,
    IncidentEvent,
    IncidentStatus,
    Judgement,
    Mention,
    MentionKind,
    MentionRelation,
    Note,
    OffsetMap,
    Opinion,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Qualifier,
    Quantity,
    QuantityValue,
    Report,
    Resolution,
    ResponsibilityAct,
    ResponsibilityValue,
    Retraction,
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
    Verdict,
)

# A deadline per example fails on a busy machine without telling anything of the code.
settings.register_profile("tallybook", deadline=None)
settings.load_profile("tallybook")

# Lone surrogates are left out: they cannot be written as UTF-8, which the JSON texts of these tests are.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
some_words = words.filter(lambda text: text.strip() != "")
numbers = st.integers(min_value=0, max_value=100_000)

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 500), st.integers(1, 200))
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
date_ranges = st.builds(
    lambda pair, precision: DateRange(min(pair), max(pair), precision),
    st.tuples(days, days),
    st.sampled_from(DatePrecision),
)

stated_quantities = st.builds(
    Quantity.stated,
    st.integers(1, 100_000),
    st.sampled_from(
        [
            Qualifier.EXACT,
            Qualifier.AT_LEAST,
            Qualifier.MORE_THAN,
            Qualifier.AT_MOST,
            Qualifier.FEWER_THAN,
            Qualifier.NEARLY,
            Qualifier.ABOUT,
        ]
    ),
)
exact_quantities = st.builds(Quantity.stated, numbers)
between_quantities = st.builds(lambda pair: Quantity.between(min(pair), max(pair)), st.tuples(numbers, numbers))
vague_quantities = st.builds(
    lambda low, more: Quantity.vague(low, None if more is None else low + more), numbers, st.none() | numbers
)
quantities = st.one_of(
    st.builds(Quantity.unknown), exact_quantities, stated_quantities, between_quantities, vague_quantities
)


def _runs(pieces: list[tuple[int, int, int]]) -> OffsetMap:
    runs, position = [], 0
    for gap, raw_start, length in pieces:
        runs.append((position + gap, raw_start, length))
        position += gap + length
    return OffsetMap(tuple(runs))


# The order in the input is free: normalising may move a title to the top.
offset_maps = st.builds(
    _runs, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 300), st.integers(1, 20)), max_size=8)
)

date_values = st.one_of(
    st.builds(
        DateValue,
        range=date_ranges,
        year=st.none() | st.integers(1900, 2100),
        month=st.none() | st.integers(1, 12),
        day=st.none() | st.integers(1, 31),
        time_of_day=words,
    ),
    st.builds(DateValue, range=st.none(), reason=some_words, candidates=st.lists(date_ranges, max_size=3).map(tuple)),
)
degrees = st.floats(min_value=-180, max_value=180)
place_candidates = st.builds(
    PlaceCandidate,
    name=some_words,
    kind=st.sampled_from(PlacePrecision),
    country=words,
    admin1=words,
    admin2=words,
    geonames_id=st.none() | numbers,
    latitude=st.none() | degrees,
    longitude=st.none() | degrees,
    score=st.floats(min_value=0, max_value=1),
)
place_values = st.builds(
    PlaceValue,
    name=some_words,
    precision=st.sampled_from(PlacePrecision),
    place=st.none() | place_candidates,
    reason=some_words,
    candidates=st.lists(place_candidates, max_size=2).map(tuple),
)
code_values = st.builds(CodeValue, scheme=some_words, code=some_words)
text_values = st.builds(TextValue, text=words)
quantity_values = st.builds(QuantityValue, quantity=quantities, of=words)
actor_values = st.builds(
    ActorValue,
    name=some_words,
    kind=words,
    lexicon_id=words,
    aliases=st.lists(words, max_size=3).map(tuple),
    part_of=words,
)
target_values = st.builds(TargetValue, text=words, kind=words, human=st.booleans())
casualty_rows = st.builds(
    lambda related, **fields: CasualtyRow(
        total=related[0] if related else "", total_relation=related[1] if related else None, **fields
    ),
    related=st.none() | st.tuples(some_words, st.sampled_from(TotalRelation)),
    harm=some_words,
    group=some_words,
    quantity=quantities,
    role=words,
    condition=words,
    names=st.lists(words, max_size=2).map(tuple),
)
responsibility_values = st.one_of(
    st.builds(
        ResponsibilityValue,
        act=st.sampled_from([act for act in ResponsibilityAct if act is not ResponsibilityAct.UNCLAIMED]),
        actor=actor_values,
        hedge=words,
        channel=words,
    ),
    st.builds(ResponsibilityValue, act=st.just(ResponsibilityAct.UNCLAIMED), hedge=words, channel=words),
)
actor_relations = st.builds(ActorRelation, subject=some_words, relation=some_words, object=some_words)
mention_relations = st.builds(MentionRelation, relation=some_words, other=some_words)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "actor_relation": actor_relations,
    "actor_value": actor_values,
    "casualty_row": casualty_rows,
    "code_value": code_values,
    "date_value": date_values,
    "mention_relation": mention_relations,
    "place_value": place_values,
    "quantity_value": quantity_values,
    "responsibility_value": responsibility_values,
    "target_value": target_values,
    "text_value": text_values,
}
values = st.one_of(*VALUES.values())
FIELD_VALUES: dict[Field, st.SearchStrategy[Any]] = {
    Field.INCIDENT_TYPE: code_values,
    Field.MODE: code_values,
    Field.STAGE: code_values,
    Field.WEAPON: code_values,
    Field.PERPETRATOR: actor_values,
    Field.PERPETRATOR_COUNT: quantity_values,
    Field.TARGET: target_values,
    Field.PLACE: place_values,
    Field.DATE: date_values,
    Field.DURATION: text_values,
    Field.FREQUENCY: text_values,
    Field.CASUALTIES: casualty_rows,
    Field.RESPONSIBILITY: responsibility_values,
    Field.MENTION_RELATION: mention_relations,
    Field.ACTOR_RELATION: actor_relations,
}

sources = st.builds(Source.make, some_words, words)
speakers = st.builds(Speaker, name=words, role=some_words, kind=st.sampled_from(SpeakerKind), channel=words)
published = st.none() | st.tuples(
    date_ranges, st.sampled_from([basis for basis in PublishedBasis if basis is not PublishedBasis.UNKNOWN])
)
reports = st.builds(
    lambda dated, **fields: Report.make(
        published=dated[0] if dated else None,
        published_basis=dated[1] if dated else PublishedBasis.UNKNOWN,
        **fields,
    ),
    dated=published,
    text=some_words.map(lambda text: text + "." * 700),
    url=words,
    document=words,
    source=st.none() | sources,
    title=words,
    title_span=st.none() | spans,
    byline=words,
    language=words,
    raw_hash=words,
    offsets=st.none() | offset_maps,
)
mentions = st.builds(Mention.make, some_words, st.sampled_from(MentionKind), spans)
statements = st.builds(
    lambda said, told, **fields: Statement.make(
        field=told[0],
        value=told[1],
        speaker=said[0] if said else None,
        speaker_span=said[1] if said else None,
        **fields,
    ),
    said=st.none() | st.tuples(speakers, spans),
    told=st.sampled_from(Field).flatmap(lambda field: st.tuples(st.just(field), FIELD_VALUES[field])),
    report=reports,
    mention=words,
    span=spans,
    stance=st.sampled_from(Stance),
)
scores = st.none() | st.floats(min_value=0, max_value=1)
supports = st.builds(Support.make, some_words, some_words, some_words, words, scores)
notes = st.builds(Note, code=some_words, text=words, span=st.none() | spans)
codings = st.builds(
    Coding,
    report=some_words,
    coder=some_words,
    version=some_words,
    mentions=st.lists(mentions, max_size=2).map(tuple),
    statements=st.lists(statements, max_size=2).map(tuple),
    supports=st.lists(supports, max_size=2).map(tuple),
    notes=st.lists(notes, max_size=2).map(tuple),
)
decisions = st.builds(
    lambda pair, **fields: Decision.make(pair[0], pair[1], **fields),
    pair=st.tuples(some_words, some_words).filter(lambda pair: pair[0] != pair[1]),
    judgement=st.sampled_from(Judgement),
    by=words,
    decided_at=words,
    why=words,
    score=scores,
)
retractions = st.builds(Retraction, report=some_words, withdrawn=st.booleans(), by=words, decided_at=words, why=words)
events = st.builds(
    IncidentEvent,
    id=st.integers(1),
    incident=some_words,
    at=words,
    by=words,
    kind=st.sampled_from(EventKind),
    reason=words,
    data=st.dictionaries(some_words, st.lists(words, max_size=2), max_size=2),
    run=st.none() | st.integers(1),
)
resolutions = st.builds(
    Resolution,
    field=st.sampled_from(Field),
    value=values,
    rule=some_words,
    supporting=st.lists(some_words, min_size=1, max_size=3).map(tuple),
    opposing=st.lists(some_words, max_size=2).map(tuple),
)
incidents = st.builds(
    Incident.make,
    st.lists(some_words, min_size=1, max_size=3).map(tuple),
    st.lists(resolutions, max_size=2).map(tuple),
    st.sampled_from(IncidentStatus),
)

acts = st.builds(
    Act,
    st.integers(0, 10**9),
    words,
    words,
    st.sampled_from(ActKind),
    words,
    words,
    words,
    st.dictionaries(words, st.lists(words, max_size=2), max_size=2),
    st.none() | st.integers(1, 10**9),
    st.booleans(),
)
verdicts = st.builds(
    Verdict, st.integers(0, 10**9), st.integers(1, 10**9), words, st.sampled_from(Opinion), words, words
)
assignments = st.builds(
    Assignment, st.integers(0, 10**9), words, words, st.sampled_from(AssignmentState), words, words, words
)

RECORDS: dict[type[Any], st.SearchStrategy[Any]] = {
    Act: acts,
    Assignment: assignments,
    Coding: codings,
    DateRange: date_ranges,
    Decision: decisions,
    Incident: incidents,
    IncidentEvent: events,
    Mention: mentions,
    Note: notes,
    OffsetMap: offset_maps,
    PlaceCandidate: place_candidates,
    Quantity: quantities,
    Report: reports,
    Resolution: resolutions,
    Retraction: retractions,
    Source: sources,
    Span: spans,
    Speaker: speakers,
    Statement: statements,
    Support: supports,
    Verdict: verdicts,
}
