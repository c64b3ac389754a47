"""Who people are by all that a report says, and the judge of people. Names and groups are invented."""

from __future__ import annotations

import numpy as np
import pytest
from coding_cases import code
from encoder_cases import encoder, labels, said

from tallybook.coding.base import Layers, Pipeline
from tallybook.coding.casualties import CASUALTIES
from tallybook.coding.encoded import Floats
from tallybook.coding.grammar import PARSE
from tallybook.coding.judging import Judge
from tallybook.coding.people import ACTS, COLUMNS, GROUPS, People, people_phrases, phrase_chances
from tallybook.coding.people_judging import PEOPLE, JudgedPeople, PeopleJudge
from tallybook.coding.rules import rule_components
from tallybook.coding.tokens import segment
from tallybook.model import CasualtyRow, Field, Report, ResponsibilityValue, TotalRelation


@pytest.mark.parametrize(
    ("told", "group"),
    [
        ("Ana Quell, 34, a reporter of the Larkfield Post, was shot dead.", "journalists"),
        ("Ana Marlow was shot dead on Friday. Marlow, a nurse at the clinic, lived in Larkfield.", "health_workers"),
        ("Ana Marlow was shot dead on Friday. Marlow was the leader of the miners' union.", "human_rights_defenders"),
        ("The party's deputy leader, Ana Quell, was shot dead in Larkfield.", "politicians"),
        ("Gunmen shot dead two members of the opposition party in Larkfield.", "politicians"),
        ("Gunmen shot dead three staff members of the university in Larkfield.", "teachers_students"),
        ("Gunmen shot dead a poet in Larkfield.", "civilians"),
        ("Gunmen shot dead two labor leaders in Larkfield.", "human_rights_defenders"),
        ("Gunmen shot dead Ana Quell in Larkfield.", "unspecified"),
    ],
)
def test_the_group_is_told_anywhere_in_the_report(told: str, group: str) -> None:
    assert {row[1] for row in code(told).table() if row[0] == "killed"} == {group}


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        ("A bomb exploded in Larkfield. There were no casualties.", {("killed", "0"), ("injured", "0")}),
        ("A bomb exploded in Larkfield. No injuries were reported.", {("injured", "0")}),
        ("Gunmen shot a farmer in Larkfield. He was released from the hospital on Friday.", {("injured", "1")}),
        ("A guard and a farmer who tried to help him were killed in the attack.", {("killed", "1")}),
        ("Shelling displaced 3,000 people in Larkfield.", {("displaced", "3000")}),
        ("Rebels shelled Larkfield. The mayor escaped unhurt.", {("unharmed", "1")}),
    ],
)
def test_rows_of_nobody_of_the_displaced_and_of_the_unharmed(told: str, rows: set[tuple[str, str]]) -> None:
    assert {(row[0], row[2]) for row in code(told).table()} == rows


def _layers(words: str) -> Layers:
    report = Report.make(words, language="en")
    encoded = said(segment(report), {}, {0: "ATTACK"})

    def nothing(_: str, rows: Floats) -> Floats:
        return np.zeros(len(rows), dtype=np.float32)

    return Pipeline((*rule_components(encoder(encoded)), Judge(nothing, labels()))).run(report)


def _judged(words: str, group: str = "", chance: float = 0.95, act: str = "", doubt: float = 0.1) -> JudgedPeople:
    """What a judge of people makes of a report who is sure of one group for all, and of one act for everybody."""
    layers = _layers(words)

    def chances(name: str, rows: Floats) -> Floats:
        made = np.full(len(rows), 0.1 if name == "groups" else doubt, dtype=np.float32)
        if name == "groups" and group:
            made[GROUPS.index(group) :: len(GROUPS)] = chance
        elif name == "acts" and act:
            made[ACTS.index(act) :: len(ACTS)] = chance
        return made

    layers._set(PEOPLE, PeopleJudge(chances).run(layers))
    return layers[PEOPLE]


SHOT = "Gunmen shot dead a farmer in Larkfield on Friday, police said. "


def test_a_group_that_the_judge_is_sure_of_takes_the_place_of_that_of_the_rules() -> None:
    assert [row.group for row in _judged(SHOT).rows] == ["civilians"]
    assert [row.group for row in _judged(SHOT, "officials").rows] == ["officials"]
    assert [row.group for row in _judged(SHOT, "officials", 0.2).rows] == ["civilians"]


def test_an_attacker_needs_more_than_that() -> None:
    assert [row.group for row in _judged(SHOT, "attackers", 0.7).rows] == ["civilians"]
    made = _judged(SHOT, "attackers").rows
    assert [(row.group, row.attackers) for row in made] == [("attackers", True)]


def _entries(made: JudgedPeople) -> list[tuple[str, str, str]]:
    return [
        (
            draft.value.act.value,
            draft.value.actor.name,
            draft.speaker.name or draft.speaker.role if draft.speaker else "",
        )
        for draft in made.entries
        if isinstance(draft.value, ResponsibilityValue) and draft.value.actor is not None
    ]


def test_an_entry_of_the_judge_is_said_by_whoever_speaks_there() -> None:
    told = SHOT + "Residents said Tom Bell had been seen there."
    assert _entries(_judged(told)) == []
    assert ("accused", "Tom Bell", "Residents") in _entries(_judged(told, act="accused"))
    assert ("denied", "Tom Bell", "Tom Bell") in _entries(_judged(told, act="denied"))


def test_an_entry_of_the_rules_stands_unless_the_judge_is_sure_of_the_contrary_and_is_not_told_twice() -> None:
    told = SHOT + "Tom Bell was charged with murder."
    assert [entry[:2] for entry in _entries(_judged(told))] == [("accused", "Tom Bell")]
    assert [entry[:2] for entry in _entries(_judged(told, act="accused"))].count(("accused", "Tom Bell")) == 1
    assert _entries(_judged(told, doubt=0.0)) == []


def test_features_have_one_width_whatever_the_network_says_of_people() -> None:
    layers = _layers(SHOT + "The Harrow Front claimed it.")
    people = People(layers)
    pairs = people.actor_pairs()
    assert people.act_features(pairs).shape[0] == len(pairs) > 0
    assert people.group_features(0, "killed").shape[0] == len(GROUPS)
    told = People(layers, np.ones((len(people.phrases), COLUMNS), dtype=np.float32))
    assert told.act_features(pairs).shape == people.act_features(pairs).shape
    assert [row.harm for row in layers[CASUALTIES]] == ["killed"]


def test_chances_of_a_phrase_are_the_mean_over_it_and_its_head() -> None:
    layers = _layers("Gunmen shot dead two clerks in Larkfield.")
    phrases = people_phrases(layers[PARSE])
    logits = np.zeros((len(layers[PARSE].text.tokens), 2 * COLUMNS), dtype=np.float32)
    clerks = next(one for one in phrases if one.quantity is not None)
    logits[clerks.head, COLUMNS + GROUPS.index("police")] = 9.0
    logits[clerks.first : clerks.core_last, len(GROUPS)] = 2.0
    made = phrase_chances(logits, phrases)[phrases.index(clerks)]
    assert made[GROUPS.index("police")] > 0.99
    assert made[: len(GROUPS)].sum() == pytest.approx(1.0, abs=1e-5)
    assert made[len(GROUPS)] == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-5)
    assert phrase_chances(np.zeros((3, 0), dtype=np.float32), phrases).shape == (len(phrases), COLUMNS)


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        ("Twenty people were injured in the blast. Most of them were students.", {("teachers_students", "11 to 20")}),
        ("Ten people were killed in the blast. Among the dead were two nuns.", {("religious", "2")}),
        (
            "Ten people were killed in the blast. The dead included a nun and two children.",
            {("religious", "1"), ("children", "2")},
        ),
        (
            "Ten people were killed in the blast. Two of them were nuns. The rest were guards.",
            {("religious", "2"), ("security_forces", "unknown")},
        ),
        (
            "Seven people were killed in the blast: four soldiers and three nuns.",
            {("military", "4"), ("religious", "3")},
        ),
        ("Ten people were killed in the blast. Two of them were in their twenties.", set()),
        ("The council met in Larkfield. Among them were two nuns.", set()),
    ],
)
def test_sentences_that_say_who_some_of_them_were_give_parts(told: str, rows: set[tuple[str, str]]) -> None:
    coded = code(told)
    parts = [one.value for one in coded.statements(Field.CASUALTIES) if isinstance(one.value, CasualtyRow)]
    assert {(one.group, str(one.quantity)) for one in parts if one.total_relation is TotalRelation.PART} == rows


def test_a_sentence_of_nothing_but_a_quotation_mark_is_no_trouble() -> None:
    assert code('Gunmen killed two guards in Larkfield. "\n\nAmong').table() == {("killed", "security_forces", "2")}


def test_a_figure_that_rose_is_the_later_one() -> None:
    assert code("The death toll from a bombing in Larkfield rose from 3 to 5 on Friday.").table() == {
        ("killed", "unspecified", "5")
    }
    assert code("A bomb killed 3 to 5 people in Larkfield.").table() == {("killed", "unspecified", "3 to 5")}


def test_what_is_asked_did_not_happen() -> None:
    assert not code("Did the rebels kill the mayor of Larkfield?").coding.mentions
    assert code("Rebels killed the mayor of Larkfield on Friday. Was he warned?").coding.mentions


def test_a_spokesman_denies_it_for_the_group() -> None:
    coded = code(
        "The Harrow Front claimed responsibility for the bombing in Larkfield. "
        "A spokesman for the Harrow Front later denied it."
    )
    assert [entry[:2] for entry in coded.responsibility()] == [("claimed", "Harrow Front"), ("denied", "Harrow Front")]
