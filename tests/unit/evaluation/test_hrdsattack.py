"""The corpus's own definitions on small worked examples. All names and events are fictional."""

from __future__ import annotations

from typing import Any

import pytest

from tallybook.evaluation.figures import estimate
from tallybook.evaluation.hrdsattack import METRICS, Answer, read_gold, tally


def annotation(**fields: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "perpetrator_mention": True,
        "perpetrator_type": "state actor",
        "violation_types": ["killing"],
        "year": "2021.0",
        "month": "03",
        "date": "4.0",
        "city": "Oldport",
        "region": "None",
        "country": "Freedonia",
        "victims": [{"victim_name": "Ada Example"}, {"victim_name": None}],
    }
    return plain | fields


def figure(name: str, golds: list[Answer], answers: list[Answer]) -> float:
    return estimate(tally(golds, answers))[name].value


def test_gold_is_cleaned() -> None:
    gold = read_gold(annotation(), 1)
    assert (gold.year, gold.month, gold.day) == ("2021", "March", "4")
    assert (gold.city, gold.region, gold.country) == ("Oldport", None, "Freedonia")
    assert gold.victims == ("Ada Example",)


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [("12", "December"), ("07.0", "July"), ("May", "May"), ("Ocober", "October"), ("none", None), (None, None)],
)
def test_months(written: str | None, cleaned: str | None) -> None:
    assert read_gold(annotation(month=written), 1).month == cleaned


def test_month_that_is_no_month_is_kept_and_matches_nothing() -> None:
    assert read_gold(annotation(month="2015"), 1).month == "2015"
    assert read_gold(annotation(month="N/A"), 1).month == "N/A"


def test_values_that_are_no_numbers_are_kept() -> None:
    gold = read_gold(annotation(year="unknown", date="unknown"), 1)
    assert (gold.year, gold.day) == ("unknown", "unknown")


def test_unknown_violation_does_not_stand_beside_another() -> None:
    assert read_gold(annotation(violation_types=["unknown", "other"]), 1).violation_types == {"other"}
    assert read_gold(annotation(violation_types=["unknown"]), 1).violation_types == {"unknown"}


def test_corrections_are_by_event() -> None:
    corrected = read_gold(annotation(year="13.0", date="1839.0"), 885531401)
    assert (corrected.year, corrected.day) == ("1839", "13")


def test_all_nine_metrics_come_first_and_in_order() -> None:
    assert tuple(one.name for one in tally([], []))[: len(METRICS)] == METRICS


def test_absent_gold_is_matched_by_no_answer_but_stays_in_the_denominator() -> None:
    golds = [Answer(city="Oldport"), Answer(city=None)]
    assert figure("city", golds, [Answer(city="Oldport"), Answer(city=None)]) == 50.0
    assert figure("city", golds, [Answer(city="Oldport"), Answer(city="Newport")]) == 50.0
    assert figure("city_or_none", golds, [Answer(city="Oldport"), Answer(city=None)]) == 100.0
    assert figure("city_or_none", golds, [Answer(city="Oldport"), Answer(city="Newport")]) == 50.0


def test_places_are_compared_as_they_are_written() -> None:
    assert figure("country", [Answer(country="USA")], [Answer(country="United States")]) == 0.0


def test_violations_are_scored_over_all_reports_together() -> None:
    golds = [
        Answer(violation_types=frozenset({"killing", "torture"})),
        Answer(violation_types=frozenset({"unknown"})),
    ]
    answers = [Answer(violation_types=frozenset({"killing", "other", "kidnapping"})), Answer()]
    # Hits: killing, and "unknown" where nothing was said. Four answers, three gold values.
    assert figure("violation_precision", golds, answers) == 50.0
    assert figure("violation_recall", golds, answers) == pytest.approx(200 / 3)
    assert figure("violation_f1", golds, answers) == pytest.approx(400 / 7)


def test_victim_names_are_matched_exactly() -> None:
    golds = [Answer(victims=("Ada Example", "Ben Sample"))]
    answers = [Answer(victims=("Ada Example", "Sample", "Cy Specimen"))]
    assert figure("victim_name_precision", golds, answers) == pytest.approx(100 / 3)
    assert figure("victim_name_recall", golds, answers) == 50.0
    assert figure("victim_name_f1", golds, answers) == pytest.approx(40.0)


def test_name_inside_an_earlier_name_is_no_answer_of_its_own() -> None:
    golds, answers = [Answer(victims=("Ada Example",))], [Answer(victims=("Ada Example", "Example", " "))]
    assert figure("victim_name_precision", golds, answers) == 100.0


def test_name_inside_a_later_name_is_counted_but_cannot_hit() -> None:
    golds, answers = [Answer(victims=("Ada", "Ada Example"))], [Answer(victims=("Ada", "Ada Example"))]
    assert figure("victim_name_precision", golds, answers) == 50.0


def test_perfect_answers_reach_the_share_that_has_a_gold_value() -> None:
    golds = [read_gold(annotation(), 1), read_gold(annotation(perpetrator_type=None, month=None), 2)]
    figures = estimate(tally(golds, golds))
    assert figures["victim_name_f1"].value == figures["violation_f1"].value == figures["country"].value == 100.0
    assert figures["month"].value == figures["perpetrator_type"].value == 50.0
    assert figures["region"].value == 0.0
    assert figures["region_or_none"].value == 100.0
