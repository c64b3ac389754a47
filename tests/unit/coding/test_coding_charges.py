"""Who is charged, arrested, tried, convicted and cleared. People, groups and places are invented."""

from __future__ import annotations

import pytest
from coding_cases import code

from tallybook.model import Field, ResponsibilityValue

_SHOOTING = "Two people were shot dead in Larkfield on Friday. "


@pytest.mark.parametrize(
    ("told", "entries"),
    [
        ("Tom Bell, 34, was charged with murder, police said.", [("accused", "Tom Bell", "police")]),
        ("Prosecutors charged Tom Bell with killing the two.", [("accused", "Tom Bell", "Prosecutors")]),
        ("Jim Rudd and Tom Bell were convicted of it.", []),
        ("Tom Bell and a man were convicted of the murders.", [("accused", "Tom Bell", "")]),
        ("Police arrested Tom Bell in connection with the shooting.", [("suspected", "Tom Bell", "")]),
        ("Tom Bell was acquitted of the killings.", [("cleared", "Tom Bell", "")]),
        ("Tom Bell pleaded guilty to the shooting.", [("claimed", "Tom Bell", "Tom Bell")]),
        ("Tom Bell is serving a life sentence for the murders.", [("accused", "Tom Bell", "")]),
        ("Police identified the suspect as Tom Bell.", [("suspected", "Tom Bell", "Police")]),
        ("Prosecutors filed charges of murder against Tom Bell.", [("accused", "Tom Bell", "")]),
        ("Tom Bell was charged with tax fraud.", []),
        ("Two men were arrested in connection with the shooting.", []),
        ("Tom Bell was not charged with murder.", []),
    ],
)
def test_verbs_of_police_and_courts(told: str, entries: list[tuple[str, str, str]]) -> None:
    assert code(_SHOOTING + told).responsibility() == entries


def test_he_pleads_who_was_charged_before() -> None:
    coded = code(_SHOOTING + "Tom Bell was charged with murder. He pleaded not guilty in court.")
    assert [entry[:2] for entry in coded.responsibility()] == [("accused", "Tom Bell"), ("denied", "Tom Bell")]
    denial = coded.statements(Field.RESPONSIBILITY)[1]
    assert denial.stance.value == "denied"
    assert isinstance(denial.value, ResponsibilityValue)
    assert denial.value.channel == "other"


def test_a_conviction_is_confirmed_and_a_charge_alleged() -> None:
    coded = code(_SHOOTING + "Tom Bell was charged with murder. Jim Rudd was convicted of the killings.")
    assert [one.stance.value for one in coded.statements(Field.RESPONSIBILITY)] == ["alleged", "confirmed"]


def test_an_unnamed_man_is_the_one_named_later() -> None:
    coded = code(_SHOOTING + "A man was charged with murder. Tom Bell was charged with the killings on Sunday.")
    assert [entry[:2] for entry in coded.responsibility()] == [("accused", "Tom Bell")]


def test_an_activist_charged_with_words_is_no_perpetrator() -> None:
    coded = code("The journalist Ana Quell was arrested in Karsk and charged with spreading false news.")
    assert coded.responsibility() == []


def test_a_sentence_for_violence_holds_nobody_anew() -> None:
    coded = code(_SHOOTING + "Tom Bell was sentenced to life in prison for the murders.")
    assert [row for row in coded.table() if row[0] == "arrested"] == []


def test_those_arrested_after_violence_are_attackers() -> None:
    assert ("arrested", "attackers", "2") in code(_SHOOTING + "Two men were arrested on Saturday.").table()


def test_a_claim_of_the_attack_itself_counts_as_a_claim() -> None:
    coded = code("A bomb killed three people in Karsk. The attack was claimed by the Taliban.")
    assert [entry[0] for entry in coded.responsibility()] == ["claimed"]


def test_who_is_said_to_be_responsible_is_accused() -> None:
    coded = code(
        "A bomb killed three people in Karsk on Friday. Officials say the Taliban is responsible for the bombing."
    )
    assert [entry[:2] for entry in coded.responsibility()] == [("accused", "Taliban")]
    coded = code("A bomb killed three people in Karsk on Friday. Officials say the Taliban is not responsible for it.")
    assert coded.responsibility() == []


def test_a_country_can_be_blamed() -> None:
    coded = code("A bomb killed three people in Karsk on Friday. The minister blamed Iran for the attack.")
    assert [entry[:2] for entry in coded.responsibility()] == [("accused", "Government of Iran")]
