"""Who was harmed and how many, from sentences of our own about invented events."""

from __future__ import annotations

import pytest
from coding_cases import code

from tallybook.evaluation.incident_answers import told
from tallybook.model import Field, TotalRelation


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Gunmen killed at least four people in Kidal on Sunday.", ("killed", "unspecified", "at least 4")),
        ("At least four people were killed when gunmen attacked Kidal.", ("killed", "unspecified", "at least 4")),
        ("A bomb killed nearly 40 worshippers at a mosque in Kano.", ("killed", "civilians", "nearly 40")),
        ("Rebels abducted a dozen students from a college in Lira.", ("abducted", "teachers_students", "12")),
        ("Police arrested five protesters in Gafsa and beat them.", ("arrested", "protesters", "5")),
        ("The attack on the base claimed the lives of six soldiers.", ("killed", "military", "6")),
        ("The raid led to the deaths of three attackers.", ("killed", "attackers", "3")),
        ("Gunmen shot dead a journalist in Matamoros.", ("killed", "journalists", "1")),
        ("The mayor of Oruro was assassinated by guerrillas.", ("killed", "officials", "1")),
        ("Five dead, 10 wounded in Kabul bomb attack.", ("killed", "unspecified", "5")),
        ("Five dead, 10 wounded in Kabul bomb attack.", ("injured", "unspecified", "10")),
        ("The death toll from the bombing rose to 23.", ("killed", "unspecified", "23")),
        ("No one was hurt when gunmen opened fire on the consulate.", ("injured", "unspecified", "0")),
        ("Dozens of villagers were killed in the raid.", ("killed", "civilians", "24 to 99")),
        ("The blast killed two soldiers and injured several more.", ("injured", "unspecified", "3 to 9")),
        ("Militants killed and wounded eight policemen in the ambush.", ("killed", "police", "8")),
        ("Soldiers tortured two detainees during the raid.", ("tortured", "prisoners", "2")),
    ],
)
def test_one_row(text: str, row: tuple[str, str, str]) -> None:
    assert row in code(text).table()


def test_a_list_gives_one_row_a_group() -> None:
    coded = code("Two soldiers, three policemen and a child were killed when gunmen opened fire on a bus near Sokoto.")
    assert coded.table() == {("killed", "military", "2"), ("killed", "police", "3"), ("killed", "children", "1")}


def test_a_plural_without_a_number_is_unknown_and_not_zero() -> None:
    (row,) = code("Villagers were injured when soldiers shelled Bria.").rows()
    assert row.quantity.is_unknown
    assert not row.quantity.is_zero


def test_parts_name_their_total() -> None:
    coded = code("A bomb killed twelve people in Kohat on Sunday, including four lawyers.")
    ids = {statement.value: statement.id for statement in coded.coding.statements}
    total, part = sorted(coded.rows(), key=lambda row: bool(row.total))
    assert (str(total.quantity), str(part.quantity), part.role) == ("12", "4", "lawyers")
    assert part.total == ids[total]
    assert part.total_relation is TotalRelation.PART


def test_most_of_them_is_more_than_half() -> None:
    coded = code("The shelling killed nearly 80 people, most of them farmers, and wounded many more.")
    part = next(row for row in coded.rows() if row.total)
    assert part.group == "civilians"
    words = next(s.original_text for s in coded.coding.statements if s.value == part)
    assert words == "most of them farmers"
    assert (part.quantity.low, part.quantity.best, part.quantity.high) == (37, None, 80)


def test_groups_told_by_another_speaker_are_parts_of_the_total() -> None:
    coded = code(
        "Gunmen stormed an army base in Diffa on Sunday and killed at least five people.\n\n"
        "Army spokesman Idrissa Beko said four soldiers and a guard were killed."
    )
    total = next(row for row in coded.rows() if row.group == "unspecified")
    parts = [row for row in coded.rows() if row.total]
    assert str(total.quantity) == "at least 5"
    assert {(row.group, str(row.quantity)) for row in parts} == {("military", "4"), ("security_forces", "1")}


def test_condition_is_a_part_of_the_injured() -> None:
    coded = code("Nine people were injured in the shooting, one of them critically.")
    part = next(row for row in coded.rows() if row.condition)
    assert (part.condition, str(part.quantity), part.harm) == ("critical", "1", "injured")
    assert part.total_relation is TotalRelation.PART


def test_attackers_stand_apart_and_their_own_bomb_leaves_the_relation_open() -> None:
    coded = code(
        "Militants stormed a barracks in Gao on Sunday, killing six soldiers.\n\n"
        "The governor said four attackers died as soldiers took the building back. "
        "Witnesses said at least two of the attackers blew themselves up. "
        "The whereabouts of the other gunmen are unclear."
    )
    attackers = [row for row in coded.rows() if row.group == "attackers"]
    assert {(row.harm, str(row.quantity)) for row in attackers} == {
        ("killed", "4"),
        ("killed", "at least 2"),
        ("fate_unknown", "unknown"),
    }
    by_bomb = next(row for row in attackers if str(row.quantity) == "at least 2")
    assert by_bomb.total_relation is TotalRelation.OPEN
    assert ("killed", "military", "6") in coded.table()


def test_names_are_kept_with_their_role() -> None:
    (row,) = code("Gunmen shot dead a journalist, Ilario Testado, in Matamoros.").rows()
    assert row.names == ("Ilario Testado",)
    assert row.role == "journalist"
    assert str(row.quantity) == "1"


@pytest.mark.parametrize(
    "text",
    [
        "Rovers beat United 2-0; the striker killed off the match with a late goal for the league leaders.",
        "An earthquake killed 40 people in the province on Sunday.",
        "A bus crash killed 12 passengers near Oruro.",
        "The actor died of cancer, aged 78.",
        "Parliament will vote on the budget; the opposition attacked the plan.",
        "He suffered a heart attack and was taken to hospital.",
        "The senator attacked the plan in Gao on Sunday and clashed with the mayor.",
        "Tropical storm Oru threatens the coast and may storm ashore on Sunday.",
        "The singer lost a long battle with illness and died in Gao on Sunday.",
        "A doctor was sentenced to four years in prison for selling pills.",
        "The crew finished shooting the film in Gao on Sunday.",
    ],
)
def test_no_violence_no_incident(text: str) -> None:
    coded = code(text)
    assert not coded.coding.mentions
    assert "no_incident" in [note.code for note in coded.coding.notes]


def test_the_speaker_behind_a_comma_is_no_victim() -> None:
    coded = code("A bomb exploded in a market in Kano on Sunday, wounding about 20 people, police said.")
    assert coded.table() == {("injured", "unspecified", "about 20")}


def test_a_surname_is_completed_from_the_report() -> None:
    coded = code("Gunmen abducted the journalist Dana Oru in Gao on Sunday. Soldiers freed Oru on Monday.")
    assert [row.names for row in coded.rows()] == [("Dana Oru",), ("Dana Oru",)]


def test_a_participle_before_a_name_recalls_the_harm() -> None:
    coded = code("Police in Gao detained three protesters on Sunday. Jailed journalist Dana Oru wrote to them.")
    assert ("Dana Oru",) in [row.names for row in coded.rows()]


def test_those_arrested_over_an_attack_are_attackers() -> None:
    coded = code("A bomb killed nine people in Gao on Sunday. Two men were arrested in connection with the bombing.")
    assert ("arrested", "attackers", "2") in coded.table()


@pytest.mark.parametrize("name", ["National Police Service", "NATO", "Invented Daily News"])
def test_an_organisation_is_no_victim(name: str) -> None:
    coded = code(f"Gunmen attacked a camp in Gao on Sunday. They abducted {name} from the list.")
    assert all(not row.names for row in coded.rows())


@pytest.mark.parametrize(
    ("text", "table"),
    [
        (
            "Gunmen attacked a bar in Gao, killing three men and wounding another.",
            {("killed", "unspecified", "3"), ("injured", "unspecified", "1")},
        ),
        ("Gunmen attacked a bar in Gao. Four people were all injured.", {("injured", "unspecified", "4")}),
        ("Gunmen fatally shot a teacher in Gao.", {("killed", "teachers_students", "1")}),
        ("Gunmen raided a farm near Gao. Two farmers were found dead.", {("killed", "civilians", "2")}),
        ("Police in Gao condemned the fatal shooting of a teacher.", {("killed", "teachers_students", "1")}),
        ("Police in Gao condemned the shooting of two nurses.", {("injured", "health_workers", "2")}),
        ("Police in Gao are investigating a triple murder.", {("killed", "unspecified", "3")}),
        ("A teacher was shot in Gao on Sunday. The teacher died in hospital.", {("killed", "teachers_students", "1")}),
        ("A teacher was shot in Gao on Sunday and is in hospital.", {("injured", "teachers_students", "1")}),
        (
            "Gunmen shot a teacher in Gao. A shooting victim spoke on the radio.",
            {("injured", "teachers_students", "1")},
        ),
    ],
)
def test_a_whole_table(text: str, table: set[tuple[str, str, str]]) -> None:
    assert code(text).table() == table


@pytest.mark.parametrize(
    "text",
    [
        "Clashes between the Armed Forces of Sudan and the Rapid Support Forces continued in Omdurman on Sunday.",
        "Police fired live bullets to disperse a crowd in Gao on Sunday.",
        "Militiamen looted three houses in Gao at gunpoint on Sunday.",
        "Students clashed at a school in Gao on Sunday. Five students sustained injuries in the clash.",
        "Police arrested 30 Christians at a wedding in Gao on Sunday.",
        "Soldiers (unclear if of the army) shelled a mosque in Gao on Sunday.",
    ],
)
def test_violence_in_plain_words_is_an_incident(text: str) -> None:
    assert code(text).mentions()


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Police were called to a shooting in Oldport on Friday. Two people are dead.", 2, None),
        ("One person is dead and three others were wounded after a shooting in Oldport.", 1, 3),
        ("A teen died after being shot in the head at a party.", 1, None),
        ("A man was shot in Oldport. He was pronounced dead at the scene.", 1, None),
        ("A woman was stabbed in Oldport on Friday. She died in hospital.", 1, None),
        ("A man was shot in Oldport. She died of old age.", None, 1),
        ("A 14-year-old boy shot last week while riding in a car has died.", 1, None),
        ("A 15-year-old girl was shot dead in Oldport. Ana Quell was a bright girl who died too early.", 1, None),
        ("A man was shot dead in Oldport. Another man was shot dead in his car.", 1, None),
        ("Four dead, including gunman, in Oldport shooting. A gunman was shot and killed by police.", 4, None),
        ("Police said Teo Robin, 28, of Oldport, was killed in the shooting.", 1, None),
        ("Gunmen killed a farmer and his stepson, 3, in Oldport.", 2, None),
        ("Gunmen shot dead Ana Quell, 34, and Teo Robin, 40, in their car in Oldport.", 2, None),
        ("A gunman shot a farmer in Oldport. The farmer was taken to a nearby hospital.", None, 1),
        ("A man and his 11-year-old son were found dead in Oldport. Gunmen had shot them.", 2, None),
        ("2 men, 3 women shot in Oldport. Police look into the shooting that injured five people.", None, 5),
        ("OLDPORT -\n\nFour people were shot outside a bar.", None, 4),
        ("Officers found Teo Robin suffering from a gunshot wound after a shooting in Oldport.", None, 1),
        ("Four men attending a party at a home were injured when gunmen fired at them.", None, 4),
        ("According to the coroner, Ana Quell was pronounced dead after gunmen shot her in Oldport.", 1, None),
        ("Gunmen fatally shot girl, 15\n\nA girl was killed by gunmen in Oldport on Friday.", 1, None),
    ],
)
def test_how_many_a_report_tells_of(text: str, killed: int | None, injured: int | None) -> None:
    found = told(code(text).coding)
    assert (found.killed, found.injured) == (killed, injured)


def test_parts_between_the_people_and_the_verb_are_found() -> None:
    coded = code(
        "At least nine people, including two children, were killed when a drone hit a bus in Oldport on Sunday."
    )
    assert ("killed", "children", "2") in coded.table()
    assert next(row for row in coded.rows() if row.group == "children").total


def test_some_of_those_told_of_are_no_total() -> None:
    coded = code("A bomb killed nine people in Oldport on Sunday. One of the wounded died overnight.")
    one = next(row for row in coded.rows() if str(row.quantity) == "1")
    assert one.total


def test_a_day_between_subject_and_verb_hides_nobody() -> None:
    coded = code("Police in Oldport on Monday arrested five protesters and beat them.")
    assert coded.statements(Field.PERPETRATOR)


def test_this_was_an_attack_is_no_attack_of_its_own() -> None:
    words = (
        'Rebels shelled a market in Oldport on Sunday, killing six people. "This was an attack on civilians," he said.'
    )
    assert len(code(words).mentions()) == 1
