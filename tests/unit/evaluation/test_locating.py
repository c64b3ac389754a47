"""The vote on places: hand-made votes, and fictional texts with real place names."""

from __future__ import annotations

from tallybook.evaluation.locating import Located, Locator, PlaceWord, vote
from tallybook.model import (
    Coding,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Report,
    Span,
    Stance,
    Statement,
)

TOWN, COUNTRY, ADMIN1, ADMIN2 = (
    PlacePrecision.TOWN,
    PlacePrecision.COUNTRY,
    PlacePrecision.ADMIN1,
    PlacePrecision.ADMIN2,
)


def word(name: str, precision: PlacePrecision, country: str, weight: float = 1.0, locative: bool = True) -> PlaceWord:
    return PlaceWord(name, precision, country, "Midlands" if precision is TOWN else "", weight, locative)


def test_nothing_gives_nothing() -> None:
    assert vote([]) == Located("", "", "")


def test_town_is_looked_for_in_the_country_that_won() -> None:
    words = [
        word("Freedonia", COUNTRY, "FD", 3),
        word("Newport", TOWN, "SY", 2),
        word("Oldport", TOWN, "FD"),
    ]
    assert vote(words) == Located("FD", "Midlands", "Oldport")


def test_named_region_goes_before_the_region_of_the_town() -> None:
    words = [word("Oldport", TOWN, "FD"), word("Northland", ADMIN1, "FD", 0.1)]
    assert vote(words).region == "Northland"


def test_surname_that_is_a_town_loses_against_a_town_that_something_happened_in() -> None:
    words = [word("Booker", TOWN, "FD", 2, locative=False), word("Oldport", TOWN, "FD")]
    assert vote(words).city == "Oldport"


def test_district_counts_as_town_where_there_is_no_other() -> None:
    district = word("Riverside", ADMIN2, "FD", 2)
    assert vote([district]).city == "Riverside"
    assert vote([district, word("Oldport", TOWN, "FD")]).city == "Oldport"


def test_earlier_place_wins_a_tie() -> None:
    assert vote([word("A", COUNTRY, "AA"), word("B", COUNTRY, "BB")]).country == "AA"


def located(text: str, coding: Coding | None = None) -> Located:
    report = Report.make(text)
    locator = Locator({"HK": "CN"}, ["HK"])
    return vote(locator.words(report, coding or Coding(report.id, "hand", "1")))


def test_real_places_in_a_fictional_text() -> None:
    found = located("Police in Nairobi held a fictional teacher. Kenya had promised to free her, France said.")
    assert (found.country, found.city) == ("KE", "Nairobi")


def test_city_state_is_a_town_too_and_may_count_as_part_of_another_country() -> None:
    found = located("A fictional teacher was held in Hong Kong.")
    assert (found.country, found.city) == ("CN", "Hong Kong")


def test_town_in_capitals_is_written_as_usual() -> None:
    assert located("NAIROBI, Kenya - A fictional teacher was held.").city == "Nairobi"


def test_statement_goes_before_what_the_gazetteer_says() -> None:
    report = Report.make("A fictional teacher was held in Oldquay.")
    span = Span(report.text.index("Oldquay"), len(report.text) - 1)
    mention = Mention.make(report.id, MentionKind.REPORTED, Span(0, 1))
    value = PlaceValue("Oldquay", TOWN, PlaceCandidate("Oldquay", TOWN, "FR", "Here"))
    one = Statement.make(report, mention.id, Field.PLACE, value, span, Stance.REPORTED_AS_FACT)
    locator = Locator({}, ())
    (only,) = [
        word for word in locator.words(report, Coding(report.id, "hand", "1", (mention,), (one,))) if word.stated
    ]
    assert (only.name, only.country, only.locative) == ("Oldquay", "FR", True)
    assert vote([only]) == Located("FR", "Here", "Oldquay")
