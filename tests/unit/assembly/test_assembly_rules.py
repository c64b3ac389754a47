"""One named rule per field, and nothing chosen without its evidence."""

from __future__ import annotations

import random
from datetime import date

import pytest
from assembly_builders import casualties, mention, on, report, say, town
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import DEFAULT, assemble, resolve
from tallybook.model import (
    ActorValue,
    CodeValue,
    DateRange,
    DateValue,
    Field,
    PlacePrecision,
    PlaceValue,
    Quantity,
    QuantityValue,
    Resolution,
    ResponsibilityAct,
    ResponsibilityValue,
    Stance,
    Statement,
    TargetValue,
    TextValue,
    Value,
)

EARLY, LATE = report("early", date(2024, 3, 2)), report("late", date(2024, 3, 5))
E, L = mention(EARLY), mention(LATE)


def code(scheme: str, entry: str) -> CodeValue:
    return CodeValue(scheme, entry)


def only(statements: list[Statement]) -> Resolution:
    (resolution,) = resolve(statements)
    return resolution


def test_every_field_of_an_incident_has_a_named_rule_with_an_explanation() -> None:
    assert [field for field, _ in DEFAULT] == [field for field in Field if field is not Field.ACTOR_RELATION]
    for _, rule in DEFAULT:
        assert rule.name.isidentifier()
        assert rule.explanation.endswith(".")


def test_stage_is_the_one_said_best_and_the_rest_stands_against_it() -> None:
    fact = say(EARLY, E, Field.STAGE, code("stages", "accomplished"))
    alleged = say(LATE, L, Field.STAGE, code("stages", "attempted"), stance=Stance.ALLEGED, speaker="a witness")
    resolution = only([alleged, fact])
    assert resolution.value == code("stages", "accomplished")
    assert (resolution.supporting, resolution.opposing) == ((fact.id,), (alleged.id,))
    assert resolution.rule == "most_voiced"


def test_the_reporters_voice_goes_before_a_speaker_of_the_same_stance() -> None:
    speaker = say(LATE, L, Field.DURATION, TextValue("two hours"), speaker="police")
    reporter = say(EARLY, E, Field.DURATION, TextValue("three hours"))
    assert only([speaker, reporter]).value == TextValue("three hours")


def test_among_equals_the_latest_report_is_taken() -> None:
    early = say(EARLY, E, Field.DURATION, TextValue("two hours"))
    late = say(LATE, L, Field.DURATION, TextValue("three hours"))
    assert only([early, late]).value == TextValue("three hours")


def test_lists_keep_every_value_the_best_said_first_with_denials_against_it() -> None:
    bomb = say(EARLY, E, Field.WEAPON, code("weapons", "bomb"), stance=Stance.ALLEGED, speaker="police")
    rifle = say(EARLY, E, Field.WEAPON, code("weapons", "rifle"), at=20)
    denial = say(LATE, L, Field.WEAPON, code("weapons", "bomb"), stance=Stance.DENIED, speaker="the group")
    first, second = resolve([bomb, rifle, denial])
    assert [first.value, second.value] == [code("weapons", "rifle"), code("weapons", "bomb")]
    assert second.opposing == (denial.id,)


def test_a_value_that_is_only_denied_is_not_published() -> None:
    denial = say(EARLY, E, Field.PERPETRATOR, ActorValue("The Army"), stance=Stance.DENIED, speaker="the army")
    assert resolve([denial]) == ()


def test_one_actor_under_several_names_is_one_entry_and_a_faction_another() -> None:
    group = ActorValue("River Front", "rebel_group", "rf", aliases=("RF",))
    again = ActorValue("River Front", "unknown", "rf", aliases=("the Front",))
    faction = ActorValue("River Front", "rebel_group", "rf", part_of="River Front")
    statements = [
        say(EARLY, E, Field.PERPETRATOR, value, at=10 * at) for at, value in enumerate((again, group, faction))
    ]
    first, second = resolve(statements)
    assert first.value == ActorValue("River Front", "rebel_group", "rf", aliases=("RF", "the Front"))
    assert second.value == faction


def test_the_date_is_the_finest_that_most_reports_allow() -> None:
    third = report("third", date(2024, 3, 6))
    day = say(EARLY, E, Field.DATE, on(date(2024, 3, 1)))
    month = say(LATE, L, Field.DATE, on(date(2024, 3, 1), date(2024, 3, 31)))
    other = say(third, mention(third), Field.DATE, on(date(2024, 3, 4)))
    resolution = only([other, month, day])
    # Both days are allowed by two reports, but the first report came out before the later of them.
    assert resolution.value == day.value
    agreed = only([other, month, day, say(LATE, L, Field.DATE, on(date(2024, 3, 1)), at=30)])
    assert agreed.value == day.value
    assert set(agreed.opposing) == {other.id}
    assert month.id in agreed.supporting


def test_a_day_goes_before_the_month_that_holds_it_and_a_time_of_day_is_kept() -> None:
    month = say(EARLY, E, Field.DATE, on(date(2024, 3, 1), date(2024, 3, 31)))
    day = say(EARLY, E, Field.DATE, on(date(2024, 3, 2)), at=20)
    evening = say(EARLY, E, Field.DATE, on(date(2024, 3, 2), time_of_day="evening"), at=40)
    resolution = only([month, day, evening])
    assert resolution.value == evening.value
    assert set(resolution.supporting) == {month.id, day.id, evening.id}


def test_an_unresolved_date_keeps_its_reason_and_candidates() -> None:
    candidates = (DateRange.day(date(2023, 2, 17)),)
    vague = say(EARLY, E, Field.DATE, DateValue(None, "no year"), at=30)
    known = say(EARLY, E, Field.DATE, DateValue(None, "the year is not given", candidates, month=2, day=17))
    assert only([vague, known]).value == known.value


def test_the_place_is_the_finest_in_the_country_that_most_point_to() -> None:
    country = say(EARLY, E, Field.PLACE, town("Kenya", "KE", precision=PlacePrecision.COUNTRY))
    place = say(LATE, L, Field.PLACE, town("Garissa", "KE", "Garissa"))
    misread = say(LATE, L, Field.PLACE, town("Garissa", "US", precision=PlacePrecision.NEIGHBOURHOOD), at=20)
    resolution = only([misread, country, place])
    assert resolution.value == place.value
    assert set(resolution.supporting) == {country.id, place.id}
    assert resolution.opposing == (misread.id,)


def test_an_unresolved_place_is_published_only_where_nothing_is_resolved() -> None:
    unresolved = say(EARLY, E, Field.PLACE, PlaceValue("Springfield", PlacePrecision.TOWN, reason="several towns"))
    assert only([unresolved]).value == unresolved.value
    country = say(EARLY, E, Field.PLACE, town("Kenya", "KE", precision=PlacePrecision.COUNTRY), at=20)
    assert only([unresolved, country]).value == country.value


def test_counts_of_attackers_span_what_is_said() -> None:
    police = say(
        EARLY, E, Field.PERPETRATOR_COUNT, QuantityValue(Quantity.between(8, 10), "attackers"), speaker="police"
    )
    reporter = say(EARLY, E, Field.PERPETRATOR_COUNT, QuantityValue(Quantity.stated(9), "gunmen"), at=20)
    value = only([police, reporter]).value
    assert isinstance(value, QuantityValue)
    assert (value.quantity.low, value.quantity.best, value.quantity.high) == (8, 9, 10)


def test_responsibility_keeps_claim_and_denial_each_against_the_other() -> None:
    front = ActorValue("River Front", lexicon_id="rf")
    claim = say(EARLY, E, Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.CLAIMED, front))
    hedged = say(LATE, L, Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.CLAIMED, front, "reportedly"))
    denial = say(LATE, L, Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.DENIED, front), at=40)
    unclaimed = say(LATE, L, Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.UNCLAIMED), at=60)
    entries = {entry.value: entry for entry in resolve([claim, hedged, denial, unclaimed])}
    assert len(entries) == 4
    assert entries[claim.value].opposing == (denial.id,)
    assert set(entries[denial.value].opposing) == {claim.id, hedged.id}
    assert set(entries[unclaimed.value].opposing) == {claim.id, hedged.id}


VALUES: dict[Field, list[Value]] = {
    Field.INCIDENT_TYPE: [code("incident_types", entry) for entry in ("bombing", "killing")],
    Field.STAGE: [code("stages", entry) for entry in ("accomplished", "attempted")],
    Field.PERPETRATOR: [ActorValue("gunmen"), ActorValue("River Front", "rebel_group", "rf")],
    Field.TARGET: [TargetValue("a market", "market"), TargetValue("traders", "civilians", human=True)],
    Field.PLACE: [town("Garissa", "KE"), town("Kenya", "KE", precision=PlacePrecision.COUNTRY)],
    Field.DATE: [on(date(2024, 3, 1)), on(date(2024, 3, 1), date(2024, 3, 31)), DateValue(None, "no year")],
    Field.RESPONSIBILITY: [
        ResponsibilityValue(ResponsibilityAct.CLAIMED, ActorValue("River Front")),
        ResponsibilityValue(ResponsibilityAct.DENIED, ActorValue("River Front")),
    ],
}


@st.composite
def told(draw: st.DrawFn) -> list[Statement]:
    statements = []
    for position in range(draw(st.integers(0, 14))):
        field = draw(st.sampled_from([*VALUES, Field.CASUALTIES]))
        of, about = draw(st.sampled_from([(EARLY, E), (LATE, L)]))
        stance = draw(st.sampled_from(list(Stance)))
        speaker = draw(st.sampled_from(["", "police"]))
        if field is Field.CASUALTIES:
            number = draw(st.integers(0, 9))
            group = draw(st.sampled_from(["unspecified", "police", "attackers"]))
            statements.append(
                casualties(of, about, number, group=group, at=20 * position, stance=stance, speaker=speaker)
            )
        else:
            value = draw(st.sampled_from(VALUES[field]))
            statements.append(say(of, about, field, value, at=20 * position, stance=stance, speaker=speaker))
    return statements


@given(statements=told(), seed=st.integers(0, 1000))
def test_the_order_of_statements_never_matters(statements: list[Statement], seed: int) -> None:
    shuffled = statements[:]
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    assert assemble([E, L], shuffled) == assemble([E, L], statements)


@given(statements=told())
def test_every_value_lists_statements_of_its_field_and_no_denial_supports_one(statements: list[Statement]) -> None:
    by_id = {statement.id: statement for statement in statements}
    for resolution in resolve(statements):
        assert resolution.supporting
        assert not set(resolution.supporting) & set(resolution.opposing)
        for statement in (*resolution.supporting, *resolution.opposing):
            assert by_id[statement].field is resolution.field
        if resolution.field is not Field.RESPONSIBILITY:
            assert all(by_id[statement].stance is not Stance.DENIED for statement in resolution.supporting)


@given(statements=told())
def test_nothing_said_of_responsibility_is_erased(statements: list[Statement]) -> None:
    said = {statement.id for statement in statements if statement.field is Field.RESPONSIBILITY}
    kept = [one for entry in resolve(statements) if entry.field is Field.RESPONSIBILITY for one in entry.supporting]
    assert sorted(kept) == sorted(said)


@pytest.mark.parametrize("field", [Field.INCIDENT_TYPE, Field.PERPETRATOR, Field.TARGET])
@given(statements=told())
def test_lists_publish_every_value_that_is_not_only_denied(field: Field, statements: list[Statement]) -> None:
    held = {one.value for one in statements if one.field is field and one.stance is not Stance.DENIED}
    assert {entry.value for entry in resolve(statements) if entry.field is field} == held
