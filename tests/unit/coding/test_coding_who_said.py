"""Speakers, stances and responsibility, in sentences of our own about invented events."""

from __future__ import annotations

import pytest
from coding_cases import code

from tallybook.model import Field, ResponsibilityValue, Speaker, Stance


def _speaker(text: str, words: str) -> Speaker | None:
    coded = code(text)
    return next(s.speaker for s in coded.statements(Field.CASUALTIES) if words in s.original_text)


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Police chief Omar Velle said gunmen killed two guards.", "Omar Velle", "Police chief"),
        ("Gunmen killed two guards, police chief Omar Velle said.", "Omar Velle", "police chief"),
        ("Gunmen killed two guards, said Omar Velle, the chief of police.", "Omar Velle", "chief of police"),
        ("Gunmen killed two guards, according to security sources.", "", "security sources"),
        (
            "The security commissioner, Omar Velle, said gunmen killed two guards.",
            "Omar Velle",
            "security commissioner",
        ),
        (
            "Omar Velle, a clerk at the provincial court, told reporters that gunmen killed two guards.",
            "Omar Velle",
            "clerk at the provincial court",
        ),
    ],
)
def test_a_speaker_has_name_and_role(text: str, name: str, role: str) -> None:
    speaker = _speaker(text, "two guards")
    assert speaker is not None
    assert (speaker.name, speaker.role) == (name, role)


def test_without_anybody_quoted_it_is_the_reporters_voice() -> None:
    assert _speaker("Gunmen killed two guards in Gao.", "two guards") is None


def test_a_pronoun_and_a_surname_lead_to_the_full_name() -> None:
    text = (
        "Mayor Dario Quell said gunmen killed two guards. Five people were injured, he said on Twitter.\n\n"
        "Quell said three attackers were killed."
    )
    for words in ("two guards", "Five people", "three attackers"):
        speaker = _speaker(text, words)
        assert speaker is not None
        assert speaker.name == "Dario Quell"
    injured = _speaker(text, "Five people")
    assert injured is not None
    assert injured.channel == "social_media"


@pytest.mark.parametrize(
    ("text", "act", "actor", "stance"),
    [
        (
            "Gunmen killed two guards in Gao. Boko Haram claimed responsibility for the attack.",
            "claimed",
            "Boko Haram",
            Stance.CLAIMED,
        ),
        (
            "Gunmen killed two guards in Gao. Responsibility for the attack was claimed by Boko Haram.",
            "claimed",
            "Boko Haram",
            Stance.CLAIMED,
        ),
        (
            "Gunmen killed two guards in Gao. Boko Haram denied involvement in the attack.",
            "denied",
            "Boko Haram",
            Stance.DENIED,
        ),
        (
            "Gunmen killed two guards in Gao. The government blamed Boko Haram for the attack.",
            "accused",
            "Boko Haram",
            Stance.ALLEGED,
        ),
        (
            "Gunmen killed two guards in Gao. Boko Haram said it had carried out the attack.",
            "claimed",
            "Boko Haram",
            Stance.CLAIMED,
        ),
        (
            "Gunmen killed two guards in Gao. The attack was attributed to Boko Haram.",
            "accused",
            "Boko Haram",
            Stance.ALLEGED,
        ),
        (
            "Gunmen killed two guards in Gao. No group has claimed responsibility for the attack.",
            "unclaimed",
            "",
            Stance.REPORTED_AS_FACT,
        ),
        (
            "Gunmen killed two guards in Gao. There was no immediate claim of responsibility.",
            "unclaimed",
            "",
            Stance.REPORTED_AS_FACT,
        ),
    ],
)
def test_responsibility(text: str, act: str, actor: str, stance: Stance) -> None:
    coded = code(text)
    (statement,) = coded.statements(Field.RESPONSIBILITY)
    assert isinstance(statement.value, ResponsibilityValue)
    assert statement.value.act == act
    assert (statement.value.actor.name if statement.value.actor else "") == actor
    assert statement.stance is stance


def test_a_denial_and_a_factions_claim_are_both_kept() -> None:
    coded = code(
        "A bomb hit a market in Gao on Sunday, killing nine people.\n\n"
        "Boko Haram denied any role, but a branch of the group has reportedly claimed responsibility."
    )
    assert [(act, speaker) for act, _, speaker in coded.responsibility()] == [
        ("denied", "Boko Haram"),
        ("claimed", "a branch of the group"),
    ]
    claim = coded.statements(Field.RESPONSIBILITY)[1].value
    assert isinstance(claim, ResponsibilityValue)
    assert claim.hedge == "reportedly"
    assert claim.actor is not None
    assert claim.actor.part_of == "Boko Haram"


def test_the_accuser_is_the_speaker() -> None:
    coded = code("Gunmen killed two guards in Gao. Police blamed Boko Haram for the attack.")
    assert coded.responsibility() == [("accused", "Boko Haram", "Police")]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The attack may have killed two guards in Gao on Sunday.", Stance.POSSIBLE),
        ("Gunmen allegedly killed two guards in Gao on Sunday.", Stance.ALLEGED),
    ],
)
def test_hedged_words_are_not_facts(text: str, stance: Stance) -> None:
    coded = code(text)
    (row,) = coded.statements(Field.CASUALTIES)
    assert row.stance is stance


@pytest.mark.parametrize(
    "text",
    [
        "The group would not allow anyone to use its soil for attacks.",
        "If gunmen attacked the village, soldiers would respond.",
        "No attack was reported in Gao on Sunday.",
    ],
)
def test_what_did_not_happen_is_no_incident(text: str) -> None:
    assert not code(text).mentions()


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Gunmen tried to assassinate the governor in Gao on Sunday.", "attempted"),
        ("Rebels threatened to attack the embassy in Gao on Sunday.", "threatened"),
        ("Gunmen assassinated the governor in Gao on Sunday.", "accomplished"),
    ],
)
def test_stages(text: str, stage: str) -> None:
    assert code(text).codes(Field.STAGE) == [stage]


def test_the_spokesman_is_the_spokesman_named_before() -> None:
    text = "Army spokesman Dario Quell said gunmen killed two guards. The spokesman said five people were injured."
    speaker = _speaker(text, "five people")
    assert speaker is not None
    assert speaker.name == "Dario Quell"


def test_an_association_of_many_speaks() -> None:
    speaker = _speaker(
        "Police fired tear gas at protesters, injuring at least nine people, a lawyers' group of Gao said.", "nine"
    )
    assert speaker is not None
    assert speaker.role.startswith("lawyers' group")
