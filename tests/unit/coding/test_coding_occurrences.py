"""Several occurrences in one report: the reported one, others beside it, recalled ones, aggregates."""

from __future__ import annotations

import pytest
from coding_cases import code

from tallybook.model import ActorRelation, DateValue, Field, MentionKind, PlaceValue, Stance

STORY = (
    "Militants armed with rifles and grenades stormed a police station in Sokoto, Nigeria, late on Friday (May 9), "
    "and killed at least six people in a gunfight that went on for hours.\n\n"
    "Boko Haram claimed responsibility for the attack.\n\n"
    "Friday's raid in Sokoto came more than three weeks after a car bomb struck a busy bus station in Maiduguri. "
    "The blast killed 20 people.\n\n"
    "Boko Haram has carried out bomb and gun attacks almost daily in recent weeks, killing hundreds of people."
)


def test_the_story_has_three_mentions() -> None:
    coded = code(STORY)
    assert [mention.kind for mention in coded.coding.mentions] == [
        MentionKind.REPORTED,
        MentionKind.BACKGROUND,
        MentionKind.AGGREGATE,
    ]


def test_each_value_goes_to_its_own_mention() -> None:
    coded = code(STORY)
    reported, background, aggregate = coded.coding.mentions
    assert coded.table(reported) == {("killed", "unspecified", "at least 6")}
    assert coded.table(background) == {("killed", "unspecified", "20")}
    assert coded.table(aggregate) == {("killed", "unspecified", "200 to 999")}
    assert coded.codes(Field.INCIDENT_TYPE, reported)[0] == "armed_assault"
    assert coded.codes(Field.INCIDENT_TYPE, background) == ["bombing"]
    assert {"rifle", "grenade"} <= set(coded.codes(Field.WEAPON, reported))


def test_each_mention_has_its_own_place_and_date() -> None:
    coded = code(STORY)
    reported, background, _ = coded.coding.mentions
    places = {mention.id: coded.statements(Field.PLACE, mention)[0].value for mention in (reported, background)}
    first, second = places.values()
    assert isinstance(first, PlaceValue)
    assert isinstance(second, PlaceValue)
    assert (first.name, second.name) == ("Sokoto", "Maiduguri")
    (date,) = coded.statements(Field.DATE, reported)
    assert isinstance(date.value, DateValue)
    assert str(date.value.range) == "2031-05-09"
    (recalled,) = coded.statements(Field.DATE, background)
    assert isinstance(recalled.value, DateValue)
    assert recalled.value.range is not None
    assert recalled.value.range.first != recalled.value.range.last
    assert (date.value.range.first - recalled.value.range.last).days == 22  # type: ignore[union-attr]


def test_the_background_says_whose_background_it_is() -> None:
    coded = code(STORY)
    _, background, _ = coded.coding.mentions
    assert len(coded.statements(Field.MENTION_RELATION, background)) == 1


def test_without_a_publication_date_the_year_stays_open_with_its_candidates() -> None:
    coded = code(STORY, published=None)
    (statement,) = coded.statements(Field.DATE, coded.coding.mentions[0])
    assert isinstance(statement.value, DateValue)
    assert statement.value.range is None
    assert (statement.value.month, statement.value.day) == (5, 9)
    assert statement.value.candidates
    assert all(candidate.first.weekday() == 4 for candidate in statement.value.candidates)
    assert "date_unresolved" in [note.code for note in coded.coding.notes]


def test_a_separate_incident_is_one_of_its_own() -> None:
    coded = code(
        "Gunmen killed two traders in Gao on Sunday.\n\n"
        "In a separate incident, a roadside bomb killed three soldiers in Kidal on Saturday."
    )
    first, second = coded.mentions()
    assert coded.table(first) == {("killed", "civilians", "2")}
    assert coded.table(second) == {("killed", "military", "3")}


def test_last_months_attack_is_background() -> None:
    coded = code(
        "Gunmen killed two traders in Gao on Sunday.\n\nLast month, a suicide bomber killed nine people in Kidal."
    )
    (background,) = coded.mentions(MentionKind.BACKGROUND)
    assert coded.codes(Field.INCIDENT_TYPE, background) == ["bombing"]


def test_the_fourth_attack_since_may_is_the_one_reported() -> None:
    coded = code("Gunmen killed two traders in Gao on Sunday. It was the fourth attack in Gao since March.")
    assert len(coded.coding.mentions) == 1


def test_the_date_of_a_saying_does_not_date_the_attack() -> None:
    coded = code("Gunmen killed two traders in Gao, police said on Sunday.")
    assert coded.statements(Field.DATE) == []


def test_a_dateline_is_not_the_scene() -> None:
    coded = code("BAMAKO, Mali (News Agency) - Gunmen killed two traders in Gao on Sunday.")
    place = coded.statements(Field.PLACE)[0].value
    assert isinstance(place, PlaceValue)
    assert place.name == "Gao"


def test_relations_of_actors_belong_to_no_incident() -> None:
    coded = code(
        "Boko Haram, designated by Norway as a terrorist organization, killed two traders in Gao on Sunday.\n\n"
        "Niger claims that Boko Haram commanders are planning attacks from strongholds on Nigerian territory. "
        "Abuja's officials dismissed the allegations."
    )
    relations = coded.statements(Field.ACTOR_RELATION)
    assert all(not statement.mention for statement in relations)
    values = [(s.value.relation, s.stance) for s in relations if isinstance(s.value, ActorRelation)]
    assert ("designated_terrorist_by", Stance.REPORTED_AS_FACT) in values
    assert ("planned_from", Stance.ALLEGED) in values
    assert ("planned_from", Stance.DENIED) in values


def test_a_country_that_describes_a_noun_is_no_scene() -> None:
    coded = code("Gunmen in Gao killed a U.S. student on Sunday.")
    names = [s.value.name for s in coded.statements(Field.PLACE) if isinstance(s.value, PlaceValue)]
    assert names == ["Gao"]


def test_a_namesake_in_a_country_that_nothing_speaks_of_stays_open() -> None:
    text = "MONTEVIDEO, Uruguay (News Agency) - Gunmen killed two traders in Ansongo on Sunday."
    (statement, *_) = code(text).statements(Field.PLACE)
    assert isinstance(statement.value, PlaceValue)
    assert statement.value.place is None
    assert statement.value.reason == "unlikely_country"
    assert statement.value.candidates


def test_a_short_dateline_is_a_dateline() -> None:
    coded = code("LA PAZ, 11 MAY 31 (AGENCY) -- A BOMB EXPLODED OUTSIDE A BANK IN ORURO.")
    assert coded.statements(Field.DATE) == []


@pytest.mark.parametrize(
    "stamp",
    ["Posted: Friday, May 9, 2031", "Updated on Friday", "A spokesman confirmed it in a Friday statement."],
)
def test_dates_of_pages_and_statements_date_no_act(stamp: str) -> None:
    coded = code(f"Gunmen killed a trader in Gao. {stamp}")
    assert coded.statements(Field.DATE) == []
