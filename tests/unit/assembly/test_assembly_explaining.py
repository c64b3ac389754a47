"""Why a value is published, and what was known when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from assembly_builders import casualties, mention, report
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import casualty_totals, explain, get_rule_set, known_reports, resolve, toll_history
from tallybook.assembly.placement import place_speaker, speaker_classes
from tallybook.errors import UnknownRuleError
from tallybook.model import (
    DateRange,
    PublishedBasis,
    Report,
    Speaker,
    SpeakerKind,
    Statement,
    to_json,
)

DAYS = [date(2024, 3, day) for day in (2, 5, 9)]
REPORTS = [report(f"report {day}", day) for day in DAYS]
UNDATED = report("undated")


def killed(of: Report, number: int, speaker: str = "", harm: str = "killed", at: int = 0) -> Statement:
    return casualties(of, mention(of), number, speaker=speaker, harm=harm, at=at)


def test_a_value_is_explained_by_its_rule_and_by_who_says_so_and_who_says_otherwise() -> None:
    told = [killed(REPORTS[0], 4, "police"), killed(REPORTS[1], 4), killed(UNDATED, 9, "witnesses")]
    (found,) = explain(resolve(told), told, {UNDATED.id: "an agency"})
    assert found.rule == "agreed_account"
    assert "most voices" in found.explanation
    assert (found.voices_for, found.voices_against) == (2, 1)
    assert {one.statement for one in found.supporting} == {told[0].id, told[1].id}
    (against,) = found.opposing
    assert (against.voice, against.placed, against.published) == ("an agency", "witnesses", None)
    assert to_json(found)["opposing"][0]["value"]["quantity"]["best"] == 9


def test_a_resolution_by_a_rule_that_does_not_exist_is_refused() -> None:
    told = [killed(REPORTS[0], 4)]
    (entry,) = resolve(told)
    with pytest.raises(UnknownRuleError, match="assemble the incident again"):
        explain([replace(entry, rule="gone")], told)


def test_the_toll_is_recomputed_for_each_day_of_publication() -> None:
    told = [killed(REPORTS[0], 4), killed(REPORTS[1], 6), killed(REPORTS[2], 6), killed(UNDATED, 90)]
    history = toll_history(told)
    assert [(toll.day, toll.totals[0].quantity.best) for toll in history.tolls] == list(
        zip(DAYS, (4, 6, 6), strict=True)
    )
    assert [toll.reports for toll in history.tolls] == [(one.id,) for one in REPORTS]
    assert history.undated == (UNDATED.id,)
    lowest = toll_history(told, rules=get_rule_set("acled"))
    assert [toll.totals[0].quantity.best for toll in lowest.tolls] == [4, 4, 6]


def test_copies_are_one_voice_at_every_date() -> None:
    told = [killed(REPORTS[0], 4), killed(REPORTS[1], 6), killed(REPORTS[2], 6)]
    voices = {REPORTS[1].id: "an agency", REPORTS[2].id: "an agency"}
    best = [toll.totals[0].quantity.best for toll in toll_history(told, None, get_rule_set("acled"), voices).tolls]
    assert best == [4, 4, 4]


def test_a_month_is_known_at_its_end_and_a_report_without_casualties_has_a_day_too() -> None:
    march = DateRange.between(date(2024, 3, 1), date(2024, 3, 31))
    monthly = Report.make("An invented report.", document="m", published=march, published_basis=PublishedBasis.DATA)
    published = {monthly.id: march, UNDATED.id: None, REPORTS[0].id: REPORTS[0].published}
    assert known_reports(published, date(2024, 3, 30)) == (REPORTS[0].id,)
    assert known_reports(published, date(2024, 3, 31)) == (monthly.id, REPORTS[0].id)
    history = toll_history([killed(REPORTS[0], 4)], published)
    assert [toll.day for toll in history.tolls] == [DAYS[0], date(2024, 3, 31)]


@given(figures=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=1, max_size=3))
def test_the_last_day_has_everything_that_is_dated(figures: list[tuple[int, int]]) -> None:
    told = [killed(REPORTS[day], number, at=20 * at) for at, (day, number) in enumerate(figures)]
    history = toll_history(told)
    assert history.tolls[-1].totals == casualty_totals(resolve(told))


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        (None, "own_voice"),
        (Speaker(role="a spokeswoman of the county hospital"), "officials"),
        (Speaker(role="doctors at the clinic"), "counting"),
        (Speaker(role="police"), "officials"),
        (Speaker(role="police sources"), "nameless"),
        (Speaker(role="two villagers", kind=SpeakerKind.ANONYMOUS), "witnesses"),
        (Speaker(name="Free Hills Army", kind=SpeakerKind.ACTOR), "parties"),
        (Speaker(name="The Courier", kind=SpeakerKind.MEDIA), "media"),
        (Speaker(name="Ana Quell"), "witnesses"),
    ],
)
def test_speakers_are_placed_by_their_words_and_then_by_their_kind(speaker: Speaker | None, expected: str) -> None:
    assert place_speaker(speaker).id == expected


def test_every_kind_of_speaker_has_a_class_with_a_reason() -> None:
    kinds = [kind for one in speaker_classes() for kind in one.kinds]
    assert sorted(kinds) == sorted(SpeakerKind)
    assert all(one.reason.endswith(".") for one in speaker_classes())
