"""From coded records to the corpus's labels, with hand-made codings of fictional reports."""

from __future__ import annotations

import pytest

from tallybook.evaluation.dating import Dated
from tallybook.evaluation.hrdsattack import Answer
from tallybook.evaluation.hrdsattack_mapping import answer, answers_of, mapping
from tallybook.evaluation.locating import Located, Locator
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    Field,
    Mention,
    MentionKind,
    Quantity,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Span,
    Stance,
    Statement,
    Value,
)

REPORT = Report.make(
    "Police in Oldport held the fictional teacher Ada Example on 4 March 2021, months after a bombing."
)
NAMES = {"FR": "France", "CN": "People's Republic", "GB": "United Kingdom"}


def statement(mention: Mention, field: Field, value: Value, words: str) -> Statement:
    start = REPORT.text.index(words)
    span = Span(start, start + len(words))
    return Statement.make(REPORT, mention.id, field, value, span, Stance.REPORTED_AS_FACT)


def mention(kind: MentionKind, words: str) -> Mention:
    start = REPORT.text.index(words)
    return Mention.make(REPORT.id, kind, Span(start, start + len(words)))


def asked(
    *parts: tuple[Mention, Field, Value, str], located: Located | None = None, dated: Dated | None = None
) -> Answer:
    mentions = tuple(dict.fromkeys(part[0] for part in parts))
    statements = tuple(statement(*part) for part in parts)
    coding = Coding(REPORT.id, "hand", "1", mentions, statements)
    return answer(REPORT, coding, located or Located(), dated or Dated(), lambda code: NAMES[code])


HELD = mention(MentionKind.REPORTED, "held")
BOMBING = mention(MentionKind.BACKGROUND, "bombing")


@pytest.mark.parametrize(
    ("located", "country"),
    [
        (Located("FR"), "France"),
        (Located("CN"), "China"),
        (Located("GB"), "United Kingdom"),
        (Located("GB", region="Scotland"), "Scotland"),
        (Located(), None),
    ],
)
def test_country_in_the_written_form_of_the_annotators(located: Located, country: str | None) -> None:
    assert asked(located=located).country == country


def test_place_and_date_as_the_corpus_writes_them() -> None:
    said = asked(located=Located("FR", "Somewhere", "Oldport"), dated=Dated(4, 3, 2021))
    assert (said.city, said.region) == ("Oldport", "Somewhere")
    assert (said.day, said.month, said.year) == ("4", "March", "2021")
    nothing = asked()
    assert (nothing.city, nothing.region, nothing.day, nothing.month, nothing.year) == (None,) * 5


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


def test_earlier_perpetrators_outvote_later_ones_and_individuals_do_not_vote() -> None:
    someone = (HELD, Field.PERPETRATOR, ActorValue("a man", "individual"), "teacher")
    rebels = (HELD, Field.PERPETRATOR, ActorValue("rebels", "rebel_group"), "Ada")
    police = (BOMBING, Field.PERPETRATOR, ActorValue("police", "police"), "bombing")
    assert asked(someone, rebels, police).perpetrator_type == "other actors without permissions"


def test_who_is_blamed_votes_and_who_denies_does_not() -> None:
    rebels = ActorValue("rebels", "rebel_group")
    blamed = (HELD, Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.ACCUSED, rebels), "held")
    denied = (HELD, Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.DENIED, rebels), "held")
    assert asked(blamed).perpetrator_type == "other actors without permissions"
    assert asked(denied).perpetrator_type == mapping()["perpetrator_default"]


def test_type_of_incident_suggests_a_perpetrator() -> None:
    taken = (HELD, Field.INCIDENT_TYPE, CodeValue("incident_types", "abduction"), "held")
    assert asked(taken).perpetrator_type == "other actors without permissions"


def test_victims_are_the_named_people_of_casualty_rows_in_full_but_not_attackers() -> None:
    held = CasualtyRow("arrested", "civilians", Quantity.stated(1), names=("Example",))
    attacker = CasualtyRow("killed", "attackers", Quantity.stated(1), names=("Ben Sample",))
    unnamed = CasualtyRow("killed", "civilians", Quantity.stated(1), names=("Friday",))
    said = asked(
        (HELD, Field.CASUALTIES, held, "Ada Example"),
        (BOMBING, Field.CASUALTIES, attacker, "bombing"),
        (BOMBING, Field.CASUALTIES, unnamed, "bombing"),
    )
    assert said.victims == ("Ada Example",)


def test_answer_from_statements_alone_leaves_out_what_no_statement_says() -> None:
    coding = Coding(REPORT.id, "hand", "1")
    inferred, stated = answers_of(REPORT, coding, Locator({}, ()))
    assert (inferred.day, inferred.month, inferred.year) == ("4", "March", "2021")
    assert (stated.day, stated.month, stated.year, stated.country) == (None,) * 4


def test_every_code_of_the_tables_is_in_the_codebook() -> None:
    from tallybook.codebook import load_codebook

    codebook = load_codebook()
    tables = {
        "actor_kinds": ("perpetrator_types",),
        "incident_types": ("perpetrator_by_incident_type", "violations_by_incident_type"),
        "harms": ("violations_by_harm",),
    }
    for scheme, names in tables.items():
        for name in names:
            for code in mapping()[name]:
                assert codebook.get_entry(scheme, code)
