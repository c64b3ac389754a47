"""What was done, with what, to what, by whom, in sentences of our own about invented events."""

from __future__ import annotations

import pytest
from coding_cases import code

from tallybook.model import ActorValue, Field, QuantityValue, TargetValue


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gunmen stormed a police station in Gao.", "armed_assault"),
        ("A car bomb exploded outside a bank in Gao.", "bombing"),
        ("Rebels kidnapped two nurses in Gao.", "abduction"),
        ("Gunmen assassinated the governor in Gao.", "assassination"),
        ("Government forces shelled Gao on Sunday.", "shelling"),
        ("An air strike hit a market in Gao on Sunday.", "air_strike"),
        ("Guerrillas set fire to a bus in Gao.", "arson"),
        ("Soldiers clashed with rebels near Gao.", "armed_clash"),
        ("Police detained a journalist in Gao.", "detention"),
        ("Gunmen hijacked an airliner in Gao.", "hijacking"),
        ("Soldiers raped two women in Gao.", "sexual_violence"),
        ("Rockets wounded three people in Gao.", "shelling"),
        ("A roadside bomb killed three soldiers in Gao.", "bombing"),
    ],
)
def test_incident_types(text: str, kind: str) -> None:
    assert code(text).codes(Field.INCIDENT_TYPE)[0] == kind


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("A suicide bomber blew himself up in Gao, killing two people.", "suicide"),
        ("Gunmen ambushed a convoy in Gao.", "ambush"),
        ("Attackers threw grenades at a checkpoint in Gao, killing two people.", "grenade"),
        ("A man stabbed two policemen in Gao.", "stabbing"),
    ],
)
def test_modes(text: str, mode: str) -> None:
    assert mode in code(text).codes(Field.MODE)


@pytest.mark.parametrize(
    ("text", "target", "kind"),
    [
        ("Gunmen stormed a police station in Gao.", "police station", "police"),
        ("A large bomb struck a packed mosque in Gao, killing two people.", "packed mosque", "religious"),
        ("Rebels attacked an army base in Gao on Sunday.", "army base", "military"),
        ("Gunmen opened fire on a passenger bus in Gao.", "passenger bus", "transport"),
        ("An attack on a school in Gao killed two people.", "school", "educational"),
    ],
)
def test_targets(text: str, target: str, kind: str) -> None:
    values = [statement.value for statement in code(text).statements(Field.TARGET)]
    assert (target, kind) in [(v.text, v.kind) for v in values if isinstance(v, TargetValue)]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Boko Haram attacked an army base in Gao on Sunday.", "Boko Haram", "rebel_group"),
        ("An army base in Gao was attacked by Boko Haram on Sunday.", "Boko Haram", "rebel_group"),
        ("Boko Haram carried out an attack on a school in Gao on Sunday.", "Boko Haram", "rebel_group"),
        ("Gunmen ambushed a convoy in Gao.", "Gunmen", "unidentified_armed_group"),
    ],
)
def test_perpetrators(text: str, name: str, kind: str) -> None:
    values = [statement.value for statement in code(text).statements(Field.PERPETRATOR)]
    assert (name, kind) in [(v.name, v.kind) for v in values if isinstance(v, ActorValue)]


def test_how_many_attackers() -> None:
    coded = code("Police said eight to 10 raiders stormed the barracks in Gao.")
    (statement,) = coded.statements(Field.PERPETRATOR_COUNT)
    assert isinstance(statement.value, QuantityValue)
    assert (statement.value.quantity.low, statement.value.quantity.high) == (8, 10)
    assert str(statement.speaker) == "Police"


def test_a_broader_weapon_says_nothing_beside_a_narrower_one() -> None:
    assert code("Gunmen armed with rifles and guns stormed a bank in Gao.").codes(Field.WEAPON) == ["rifle"]


def test_text_in_capitals_is_coded_too() -> None:
    text = "REBELS ABDUCTED ABOUT 30 FISHERMEN IN ORURO DEPARTMENT, BOLIVIA, ON 3 MAY."
    coded = code(text)
    assert coded.codes(Field.INCIDENT_TYPE) == ["abduction"]
    assert ("abducted", "civilians", "about 30") in coded.table()


def test_the_same_words_in_small_letters_give_the_same_types() -> None:
    text = "Guerrillas attacked an army base near Oruro on Sunday, killing four soldiers and wounding nine."
    assert code(text).table() == code(text.upper()).table()
    assert code(text).codes(Field.INCIDENT_TYPE) == code(text.upper()).codes(Field.INCIDENT_TYPE)


def test_who_answers_an_attack_is_no_perpetrator() -> None:
    coded = code("Gunmen attacked a barracks in Gao on Sunday. Police killed three of the attackers.")
    names = [s.value.name for s in coded.statements(Field.PERPETRATOR) if isinstance(s.value, ActorValue)]
    assert names == ["Gunmen"]


def test_the_group_is_the_group_named_before() -> None:
    coded = code("Boko Haram denied the report. The group attacked an army base in Gao on Sunday.")
    (statement,) = coded.statements(Field.PERPETRATOR)
    assert isinstance(statement.value, ActorValue)
    assert statement.value.name == "Boko Haram"


def test_a_battle_after_an_attack_is_part_of_the_assault() -> None:
    coded = code("Gunmen attacked an army base in Gao on Sunday, sparking a gun battle.")
    assert coded.codes(Field.INCIDENT_TYPE) == ["armed_assault"]


def test_what_a_target_stands_in_is_a_target_too() -> None:
    coded = code("A large bomb struck a packed chapel inside the customs office in Gao, killing two people.")
    kinds = [s.value.kind for s in coded.statements(Field.TARGET) if isinstance(s.value, TargetValue)]
    assert kinds == ["religious", "government"]


def test_a_name_in_capitals_is_told_by_being_no_word() -> None:
    coded = code("GUERRILLAS KIDNAPPED THE MAYOR OF ORURO, DARIUS QUELLOR, ON 3 MAY. QUELLOR WAS FREED TODAY.")
    assert [row.names for row in coded.rows()] == [("DARIUS QUELLOR",), ("DARIUS QUELLOR",)]


def test_both_sides_of_clashes_between_them() -> None:
    coded = code("Heavy clashes between rebels and government soldiers killed nine people near Gao on Sunday.")
    actors = [s.value for s in coded.statements(Field.PERPETRATOR) if isinstance(s.value, ActorValue)]
    assert "rebels" in [one.name for one in actors]
    assert "government soldiers" in [alias for one in actors for alias in one.aliases]


def test_people_who_set_off_a_bomb_are_the_agents() -> None:
    coded = code("Two men on a motorcycle set off a bomb outside a bank in Gao on Sunday.")
    names = [s.value.name for s in coded.statements(Field.PERPETRATOR) if isinstance(s.value, ActorValue)]
    assert names
    assert "men" in names[0]
