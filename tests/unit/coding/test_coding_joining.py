from __future__ import annotations

import numpy as np
from encoder_cases import encoder, labels, read, said

from tallybook.coding.base import Layers, Pipeline
from tallybook.coding.encoded import Floats
from tallybook.coding.joining import BELIEVED, FILLER, JOINED, Joiner
from tallybook.coding.judging import Judge
from tallybook.coding.local import JoinedRecordBuilder
from tallybook.coding.people_judging import PeopleJudge
from tallybook.coding.rules import coding_of, rule_components
from tallybook.coding.tokens import TEXT
from tallybook.coding.victim_names import VictimNameReader
from tallybook.model import ActorValue, CodeValue, Coding, Field, Report, Statement, TargetValue

WORDS = (
    "A bomb went off at the fish market in Larkfield on Monday, wounding two porters. "
    "The Harrow Front did it, police said."
)


def doubtful(_: str, rows: Floats) -> Floats:
    """A judge of people who believes nothing, so that the rules' groups stay."""
    return np.full(len(rows), 0.05, dtype=np.float32)


def _coded(words: str, chance: float = 0.9, filler: float = 0.9, **marked: list[str]) -> tuple[Coding, Layers]:
    report = Report.make(words, language="en")
    text = read(report)[TEXT]
    market = {"damage": "SOME DAMAGE", "physical_kind": "COMMERCIAL"}
    attributes = {"fish market": market} if "physical_target" in marked else {}
    encoded = said(text, marked, {0: "BOMBING"}, attributes)

    def chances(name: str, rows: Floats) -> Floats:
        return np.full(len(rows), chance if name == "incidents" else filler, dtype=np.float32)

    steps = (
        *rule_components(encoder(encoded)),
        VictimNameReader(),
        Judge(chances, labels()),
        PeopleJudge(doubtful),
        Joiner(labels()),
    )
    layers = Pipeline(steps).run(report)
    return coding_of(layers, JoinedRecordBuilder().run(layers), "local", "test"), layers


def _of(coding: Coding, field: Field) -> list[Statement]:
    return [one for one in coding.statements if one.field is field]


def _scores(coding: Coding, field: Field) -> list[float | None]:
    scores = {one.statement: one.score for one in coding.supports}
    return [scores[one.id] for one in _of(coding, field)]


def test_what_the_judge_believes_is_stated_with_its_score() -> None:
    coding, _ = _coded(WORDS, physical_target=["fish market"])
    values = [one.value for one in _of(coding, Field.TARGET)]
    assert [one.damage for one in values if isinstance(one, TargetValue) and not one.human] == ["damaged"]
    assert 0.9 in [round(score or 0, 3) for score in _scores(coding, Field.TARGET)]


def test_an_organization_that_no_lexicon_knows_is_stated_by_its_words() -> None:
    coding, _ = _coded(WORDS, perpetrator_organization=["Harrow Front"])
    names = [one.value.name for one in _of(coding, Field.PERPETRATOR) if isinstance(one.value, ActorValue)]
    assert "Harrow Front" in names


def test_an_incident_of_the_judge_takes_over_the_occurrence_of_the_rules() -> None:
    coding, layers = _coded(WORDS, physical_target=["fish market"])
    assert len(layers[JOINED].occurrences) == len(coding.mentions)
    (kind,) = {one.value.code for one in _of(coding, Field.INCIDENT_TYPE) if isinstance(one.value, CodeValue)}
    assert kind == "bombing"


def test_casualties_of_the_rules_stay_whatever_the_judge_says() -> None:
    coding, _ = _coded(WORDS.replace("wounding two porters", "killing two policemen"), physical_target=["fish market"])
    assert [str(one.value) for one in _of(coding, Field.CASUALTIES)]


def test_an_incident_that_the_judge_doubts_keeps_its_statements_and_gets_a_low_score() -> None:
    coding, _ = _coded(WORDS, chance=BELIEVED / 4, physical_target=["fish market"])
    scores = [score for score in _scores(coding, Field.INCIDENT_TYPE) if score is not None]
    assert scores
    assert max(scores) < BELIEVED
    assert all(score is None for score in _scores(coding, Field.TARGET))


def test_an_incident_without_any_filler_is_not_taken_over() -> None:
    coding, _ = _coded(WORDS, filler=min(FILLER.values()) / 4, physical_target=["fish market"])
    assert all(score is None for score in _scores(coding, Field.TARGET))


def test_an_incident_that_the_rules_miss_becomes_a_mention_of_its_own() -> None:
    words = "Something terrible befell the fish market in Larkfield on Monday."
    coding, layers = _coded(words, physical_target=["fish market"])
    assert len(layers[JOINED].occurrences) == 1
    (mention,) = coding.mentions
    assert {one.mention for one in coding.statements} == {mention.id}


def test_every_statement_stands_where_it_says() -> None:
    coding, layers = _coded(WORDS, physical_target=["fish market"], weapon=["bomb"], human_description=["porters"])
    for one in coding.statements:
        assert one.span.of(layers.report.text) == one.original_text


def test_no_harm_is_stated_without_a_word_of_it() -> None:
    words = "Armed men took the clerk Ana Quell from her home in Larkfield on Monday. Nothing else is known."
    coding, layers = _coded(words, human_name=["Ana Quell"])
    deaths = {"Ana Quell": {"effect": "DEATH"}}
    encoded = said(layers[TEXT], {"human_name": ["Ana Quell"]}, {0: "ATTACK"}, deaths)

    def chances(name: str, rows: Floats) -> Floats:
        return np.full(len(rows), 0.9, dtype=np.float32)

    steps = (
        *rule_components(encoder(encoded)),
        VictimNameReader(),
        Judge(chances, labels()),
        PeopleJudge(doubtful),
        Joiner(labels()),
    )
    rows = Pipeline(steps).run(layers.report)[JOINED].rows
    assert not [row for row in rows if row.harm == "killed"]
    assert coding.mentions
