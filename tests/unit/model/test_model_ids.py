"""Ids follow from documented keys: a changed key field changes the id, another field does not."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_strategies import words

from tallybook.errors import InvalidSpanError, InvalidValueError
from tallybook.model import (
    CodeValue,
    DatePrecision,
    DateRange,
    Decision,
    Field,
    Incident,
    IncidentStatus,
    Judgement,
    Mention,
    MentionKind,
    OffsetMap,
    PublishedBasis,
    Report,
    Resolution,
    Source,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    Support,
    canonical_json,
    content_id,
    text_hash,
)

TEXT = "A bomb went off in Velmar on Friday, the mayor said."
DAY = DateRange.day(date(2031, 3, 4))
REPORT = Report.make(TEXT, url="https://example.org/1", published=DAY, published_basis=PublishedBasis.DATA)
OTHER = Report.make(TEXT, url="https://example.org/2", published=DAY, published_basis=PublishedBasis.DATA)
MAYOR = Speaker("", "the mayor", SpeakerKind.PERSON, "statement")
BOMB = CodeValue("weapons", "bomb")
RESOLUTION = Resolution(Field.WEAPON, BOMB, "most specific", ("st_1",))


@dataclasses.dataclass(frozen=True)
class Case:
    """A record's constructor, its arguments, and what each argument may be changed to, in the key and beside it."""

    make: Callable[..., Any]
    prefix: str
    base: dict[str, Any]
    key: dict[str, list[Any]]
    beside: dict[str, list[Any]]
    documented: set[str]


CASES = {
    Source: Case(
        Source.make,
        "src",
        {"name": "Velmar Post", "domain": "example.org"},
        {"name": ["Karsk Post", ""], "domain": ["example.com", ""]},
        {},
        {"name", "domain"},
    ),
    Report: Case(
        Report.make,
        "rep",
        {
            "text": TEXT,
            "url": "https://example.org/1",
            "document": "doc-1",
            "source": Source.make("Velmar Post"),
            "title": "Bomb",
            "title_span": Span(2, 6),
            "byline": "A. Writer",
            "published": DAY,
            "published_basis": PublishedBasis.DATA,
            "language": "en",
            "raw_hash": "00",
            "offsets": OffsetMap.identity(len(TEXT)),
        },
        {
            "text": [TEXT + "!", TEXT.upper()],
            "url": ["https://example.org/2", ""],
            "document": ["doc-2", ""],
            "published": [DateRange.day(date(2031, 3, 5)), DateRange.between(date(2031, 3, 4), date(2031, 3, 5))],
        },
        {
            "source": [None, Source.make("Karsk Post")],
            "title": ["", "Blast"],
            "title_span": [None, Span(0, 6)],
            "byline": [""],
            "published_basis": [PublishedBasis.PAGE],
            "language": ["", "es"],
            "raw_hash": ["", "11"],
            "offsets": [OffsetMap()],
        },
        {"url", "document", "published", "text_hash"},
    ),
    Mention: Case(
        Mention.make,
        "men",
        {"report": REPORT.id, "kind": MentionKind.REPORTED, "anchor": Span(2, 6)},
        {
            "report": [OTHER.id],
            "kind": [MentionKind.BACKGROUND, MentionKind.AGGREGATE],
            "anchor": [Span(2, 7), Span(1, 6)],
        },
        {},
        {"report", "anchor", "kind"},
    ),
    Statement: Case(
        Statement.make,
        "st",
        {
            "report": REPORT,
            "mention": "men_1",
            "field": Field.WEAPON,
            "value": BOMB,
            "span": Span(2, 6),
            "stance": Stance.REPORTED_AS_FACT,
            "speaker": MAYOR,
            "speaker_span": Span(37, 46),
        },
        {
            "report": [OTHER],
            "mention": ["men_2", ""],
            "field": [Field.MODE],
            "value": [CodeValue("weapons", "ied"), CodeValue("modes", "bomb")],
            "span": [Span(2, 7), Span(1, 6)],
            "stance": [stance for stance in Stance if stance is not Stance.REPORTED_AS_FACT],
            "speaker": [
                dataclasses.replace(MAYOR, name="A. Mayor"),
                dataclasses.replace(MAYOR, role="the deputy mayor"),
                dataclasses.replace(MAYOR, channel="telephone"),
            ],
            "speaker_span": [Span(36, 46), Span(37, 47)],
        },
        {},
        {"report", "mention", "field", "value", "span", "speaker", "speaker_span", "stance"},
    ),
    Support: Case(
        Support.make,
        "sup",
        {"statement": "st_1", "coder": "rules", "version": "1", "component": "weapons", "score": 0.5},
        {"statement": ["st_2"], "coder": ["person"], "version": ["2"]},
        {"component": [""], "score": [None, 0.0, 1.0]},
        {"statement", "coder", "version"},
    ),
    Decision: Case(
        Decision.make,
        "dec",
        {
            "left": "men_1",
            "right": "men_2",
            "judgement": Judgement.SAME,
            "by": "rules",
            "decided_at": "2031-03-05T10:00:00Z",
            "why": "same place and day",
            "score": 0.9,
        },
        {
            "left": ["men_3"],
            "right": ["men_3"],
            "judgement": [Judgement.DIFFERENT],
            "by": ["a person"],
            "decided_at": ["2031-03-05T10:00:01Z"],
        },
        {"why": [""], "score": [None, 0.1]},
        {"left", "right", "judgement", "by", "decided_at"},
    ),
    Incident: Case(
        Incident.make,
        "inc",
        {"mentions": ("men_1", "men_2"), "resolutions": (RESOLUTION,), "status": IncidentStatus.MACHINE},
        {"mentions": [("men_2", "men_1"), ("men_3",)]},
        {"resolutions": [()], "status": [IncidentStatus.CONFIRMED]},
        {"mention"},
    ),
}

CHANGES = [
    pytest.param(kind, name, value, in_key, id=f"{kind.__name__}-{name}-{index}-{'key' if in_key else 'beside'}")
    for kind, case in CASES.items()
    for in_key, table in ((True, case.key), (False, case.beside))
    for name, changes in table.items()
    for index, value in enumerate(changes)
]


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
def test_every_argument_is_in_the_key_or_beside_it(kind: type[Any]) -> None:
    case = CASES[kind]
    arguments = set(inspect.signature(case.make).parameters)
    assert arguments == set(case.base) == set(case.key) | set(case.beside)
    assert not set(case.key) & set(case.beside)


@pytest.mark.parametrize(("kind", "name", "value", "in_key"), CHANGES)
def test_a_changed_field(kind: type[Any], name: str, value: Any, in_key: bool) -> None:
    case = CASES[kind]
    base = case.make(**case.base)
    changed = case.make(**{**case.base, name: value})
    assert changed != base
    assert (changed.id != base.id) == in_key


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
def test_the_documented_key_is_the_one_tested(kind: type[Any]) -> None:
    documentation = inspect.getdoc(kind) or ""
    (sentence,) = re.findall(r"Key: (.*?)\.(?:\s|$)", re.sub(r"\([^)]*\)", "", documentation), flags=re.DOTALL)
    for name in CASES[kind].documented:
        assert re.search(rf"\b{name}\b", sentence), f"{kind.__name__} does not document {name} in its key"
    if kind is not Incident:
        assert {word.strip() for word in sentence.replace("\n", " ").split(",")} == CASES[kind].documented


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
def test_ids_have_the_form_of_their_kind_and_repeat(kind: type[Any]) -> None:
    case = CASES[kind]
    record = case.make(**case.base)
    assert re.fullmatch(rf"{case.prefix}_[0-9a-f]{{20}}", record.id)
    assert case.make(**case.base) == record


def test_ids_are_the_same_on_every_machine() -> None:
    """Pinned: these ids stand in people's books. A changed id needs a migration, not a changed test."""
    assert (
        content_id("src", {"name": "Velmar Post", "domain": "example.org"})
        == Source.make("Velmar Post", "example.org").id
    )
    assert Source.make("Velmar Post", "example.org").id == "src_51d23f76f1d99c17da03"
    assert Mention.make("rep_1", MentionKind.REPORTED, Span(2, 6)).id == "men_50e6f073905a270775a5"
    assert text_hash("Velmar") == "d9ae0c3e445c372e23fb1275589b31a429a7b4e531f8799afa8cf2ee77221b64"


def test_a_statement_without_a_speaker_is_another() -> None:
    case = CASES[Statement]
    base = Statement.make(**case.base)
    silent = Statement.make(**{**case.base, "speaker": None, "speaker_span": None})
    assert silent.id != base.id
    other_kind = dataclasses.replace(MAYOR, kind=SpeakerKind.ORGANIZATION)
    assert Statement.make(**{**case.base, "speaker": other_kind}).id != base.id


def test_the_precision_of_the_publication_date_is_beside_the_key() -> None:
    coarse = DateRange(DAY.first, DAY.last, DatePrecision.WEEK)
    again = Report.make(TEXT, url=REPORT.url, published=coarse, published_basis=PublishedBasis.DATA)
    assert again.id == REPORT.id


def test_a_decision_has_no_direction() -> None:
    case = CASES[Decision]
    there = Decision.make(**case.base)
    back = Decision.make(**{**case.base, "left": "men_2", "right": "men_1"})
    assert back == there
    assert (there.left, there.right) == ("men_1", "men_2")


def test_an_incident_keeps_its_id_when_a_report_joins() -> None:
    assert Incident.make(("men_1",)).id == Incident.make(("men_1", "men_2", "men_3")).id


@given(st.dictionaries(words, words), st.dictionaries(words, words))
def test_ids_are_equal_exactly_when_keys_are(one: dict[str, str], other: dict[str, str]) -> None:
    assert (content_id("x", one) == content_id("x", other)) == (one == other)
    assert content_id("x", one) != content_id("y", one)
    assert content_id("x", dict(reversed(one.items()))) == content_id("x", one)


@given(st.text())
def test_hostile_texts_have_ids(text: str) -> None:
    assert len(text_hash(text)) == 64
    assert content_id("x", {"text": text}).startswith("x_")
    assert content_id("x", {"text": text}) == content_id("x", {"text": str(text)})


def test_a_lone_surrogate_has_an_id() -> None:
    assert content_id("x", {"text": "\ud800"}) != content_id("x", {"text": "\ud801"})
    assert len(text_hash("\ud800")) == 64
    assert Report.make("a \ud800 b").id.startswith("rep_")


def test_canonical_json_has_no_spaces_and_keeps_characters() -> None:
    assert canonical_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'


def test_refusals() -> None:
    with pytest.raises(InvalidValueError, match="needs a text"):
        Report.make(" \n\t")
    with pytest.raises(InvalidValueError, match="given together"):
        Report.make(TEXT, published=DAY)
    with pytest.raises(InvalidValueError, match="given together"):
        Report.make(TEXT, published_basis=PublishedBasis.PAGE)
    with pytest.raises(InvalidValueError, match="a name or a role"):
        Speaker()
    with pytest.raises(InvalidValueError, match="two different mentions"):
        Decision.make("men_1", "men_1", Judgement.SAME, "rules", "2031-03-05T10:00:00Z")
    with pytest.raises(InvalidValueError, match="at least one mention"):
        Incident.make(())
    with pytest.raises(InvalidValueError, match="lists the statements behind it"):
        Resolution(Field.WEAPON, BOMB, "any", ())
    for score in (-0.1, 1.1, float("nan")):
        with pytest.raises(InvalidValueError, match="between 0 and 1"):
            Support.make("st_1", "rules", "1", score=score)


def test_a_statement_needs_spans_inside_the_text_and_both_parts_of_a_speaker() -> None:
    case = CASES[Statement]
    for name in ("span", "speaker_span"):
        with pytest.raises(InvalidSpanError, match="ends after the text"):
            Statement.make(**{**case.base, name: Span(2, len(TEXT) + 1)})
    for missing in ("speaker", "speaker_span"):
        with pytest.raises(InvalidValueError, match="together with the span"):
            Statement.make(**{**case.base, missing: None})


def test_what_follows_from_the_report() -> None:
    statement = Statement.make(**CASES[Statement].base)
    assert statement.original_text == "bomb"
    assert statement.published_at == DAY
    assert statement.report == REPORT.id
    assert Report.make(TEXT).offsets == OffsetMap.identity(len(TEXT))


def test_records_are_frozen() -> None:
    for case in CASES.values():
        record = case.make(**case.base)
        with pytest.raises(dataclasses.FrozenInstanceError):
            record.id = "other"
        assert not hasattr(record, "__dict__")
        assert hash(record) == hash(case.make(**case.base))


def test_incident_values_come_in_the_order_of_the_resolutions() -> None:
    mode = Resolution(Field.MODE, CodeValue("modes", "suicide"), "any", ("st_2",))
    second = Resolution(Field.WEAPON, CodeValue("weapons", "grenade"), "any", ("st_3",))
    incident = Incident.make(("men_1",), (RESOLUTION, mode, second))
    assert incident.values(Field.WEAPON) == (BOMB, CodeValue("weapons", "grenade"))
    assert incident.values(Field.DATE) == ()


def test_speakers_as_words() -> None:
    assert str(Speaker("A. Mayor")) == "A. Mayor"
    assert str(Speaker("", "the mayor")) == "the mayor"
    assert str(Speaker("A. Mayor", "mayor of Velmar")) == "A. Mayor (mayor of Velmar)"
