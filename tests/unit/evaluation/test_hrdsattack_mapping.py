"""From coded records to the corpus's labels, with hand-made codings of fictional reports."""

from __future__ import annotations

from datetime import date

from tallybook.evaluation.hrdsattack import Answer
from tallybook.evaluation.hrdsattack_mapping import answer, mapping
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Quantity,
    Report,
    Span,
    Stance,
    Statement,
    Value,
)

REPORT = Report.make(
    "Police in Oldport held the fictional teacher Ada Example on 4 March 2021, months after a bombing."
)
NAMES = {"FR": "France", "CN": "People's Republic"}


def statement(mention: Mention, field: Field, value: Value, words: str) -> Statement:
    start = REPORT.text.index(words)
    span = Span(start, start + len(words))
    return Statement.make(REPORT, mention.id, field, value, span, Stance.REPORTED_AS_FACT)


def mention(kind: MentionKind, words: str) -> Mention:
    start = REPORT.text.index(words)
    return Mention.make(REPORT.id, kind, Span(start, start + len(words)))


def asked(*parts: tuple[Mention, Field, Value, str], dominating: str = "") -> Answer:
    mentions = tuple(dict.fromkeys(part[0] for part in parts))
    statements = tuple(statement(*part) for part in parts)
    coding = Coding(REPORT.id, "hand", "1", mentions, statements)
    return answer(REPORT, coding, lambda code: NAMES[code], lambda _: dominating)


HELD = mention(MentionKind.REPORTED, "held")
BOMBING = mention(MentionKind.BACKGROUND, "bombing")
OLDPORT = PlaceValue(
    "Oldport", PlacePrecision.TOWN, PlaceCandidate("Oldport", PlacePrecision.TOWN, "FR", admin1="Somewhere")
)


def test_town_gives_city_region_and_country() -> None:
    said = asked((HELD, Field.PLACE, OLDPORT, "Oldport"))
    assert (said.city, said.region, said.country) == ("Oldport", "Somewhere", "France")


def test_country_of_the_report_is_used_only_where_no_mention_gives_one() -> None:
    unresolved = PlaceValue("Oldport", PlacePrecision.TOWN, reason="ambiguous")
    assert asked((HELD, Field.PLACE, unresolved, "Oldport"), dominating="FR").country == "France"
    assert asked((HELD, Field.PLACE, OLDPORT, "Oldport"), dominating="CN").country == "France"
    assert asked().country is None


def test_frequent_written_form_of_a_country() -> None:
    assert asked(dominating="CN").country == mapping()["country_names"]["CN"] == "China"


def test_reported_mention_goes_before_background() -> None:
    day = DateValue(DateRange.day(date(2021, 3, 4)))
    earlier = DateValue(DateRange.day(date(2020, 1, 1)))
    said = asked((BOMBING, Field.DATE, earlier, "bombing"), (HELD, Field.DATE, day, "4 March 2021"))
    assert (said.day, said.month, said.year) == ("4", "March", "2021")


def test_range_gives_what_its_ends_share() -> None:
    month = DateValue(DateRange.between(date(2021, 3, 1), date(2021, 3, 31)))
    said = asked((HELD, Field.DATE, month, "4 March 2021"))
    assert (said.day, said.month, said.year) == (None, "March", "2021")


def test_unresolved_date_still_gives_the_parts_that_are_said() -> None:
    open_year = DateValue(None, reason="no year", month=3, day=4)
    said = asked((HELD, Field.DATE, open_year, "4 March"))
    assert (said.day, said.month, said.year) == ("4", "March", None)


def test_police_is_a_state_actor_and_a_rebel_group_is_not() -> None:
    police = (HELD, Field.PERPETRATOR, ActorValue("police", "police"), "Police")
    rebels = (BOMBING, Field.PERPETRATOR, ActorValue("rebels", "rebel_group"), "bombing")
    assert asked(police, rebels).perpetrator_type == "state actor"
    assert asked(rebels).perpetrator_type == "other actors without permissions"


def test_violations_from_types_and_harms() -> None:
    held = (HELD, Field.INCIDENT_TYPE, CodeValue("incident_types", "detention"), "held")
    nobody = (BOMBING, Field.CASUALTIES, CasualtyRow("killed", "civilians", Quantity.stated(0)), "bombing")
    killed = (BOMBING, Field.CASUALTIES, CasualtyRow("killed", "civilians", Quantity.stated(2)), "bombing")
    assert asked(held, nobody).violation_types == {"arbitrary detention"}
    assert asked(held, killed).violation_types == {"arbitrary detention", "killing"}


def test_victims_are_the_named_people_of_casualty_rows_but_not_attackers() -> None:
    held = CasualtyRow("arrested", "civilians", Quantity.stated(1), names=("Ada Example",))
    attacker = CasualtyRow("killed", "attackers", Quantity.stated(1), names=("Ben Sample",))
    said = asked((HELD, Field.CASUALTIES, held, "Ada Example"), (BOMBING, Field.CASUALTIES, attacker, "bombing"))
    assert said.victims == ("Ada Example",)
