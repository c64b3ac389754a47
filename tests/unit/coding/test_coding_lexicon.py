"""Every code in the word lists is a code of the codebook, and the lists hold words, not YAML accidents."""

from __future__ import annotations

import pytest

from tallybook.codebook import load_codebook
from tallybook.coding.lexicons import (
    PhraseTable,
    noun_triggers,
    person_classes,
    read_list,
    singular,
    verb_forms,
    verb_triggers,
    word_forms,
)
from tallybook.errors import LexiconError
from tallybook.model import Qualifier, Stance

BOOK = load_codebook()


@pytest.mark.parametrize("section", ["verbs", "nouns"])
def test_triggers_use_codes_of_the_codebook(section: str) -> None:
    for entry in read_list("triggers")[section]:
        for key, scheme in (
            ("type", "incident_types"),
            ("mode", "modes"),
            ("weapon", "weapons"),
            ("harm", "harms"),
            ("stage", "stages"),
        ):
            if entry.get(key):
                assert entry[key] in BOOK.scheme(scheme), entry


def test_weapons_targets_and_people_use_codes_of_the_codebook() -> None:
    assert {entry["code"] for entry in read_list("triggers")["weapons"]} <= set(BOOK.scheme("weapons").codes)
    assert {entry["kind"] for entry in read_list("triggers")["targets"]} <= set(BOOK.scheme("target_kinds").codes)
    assert {found.group for found in person_classes().values()} <= set(BOOK.scheme("groups").codes)
    table = read_list("triggers")["types_of_weapons"]
    assert set(table) <= set(BOOK.scheme("weapons").codes)
    assert set(table.values()) <= set(BOOK.scheme("incident_types").codes)


def test_targets_of_people_use_codes_of_the_codebook() -> None:
    assert {found.target for found in person_classes().values()} <= set(BOOK.scheme("target_kinds").codes)


def test_speech_and_relations_use_codes_of_the_codebook() -> None:
    assert {Stance(code) for code in read_list("speech")["verbs"]}
    channels = {code for code in read_list("speech")["nouns"].values() if code}
    assert channels <= set(BOOK.scheme("claim_channels").codes)
    assert set(read_list("discourse")["relations"]) <= set(BOOK.scheme("actor_relations").codes)
    assert {Qualifier(code) for code in read_list("quantities")["qualifiers"]}


def test_no_word_was_read_as_a_truth_value() -> None:
    for name in ("grammar", "quantities", "people", "triggers", "speech", "discourse"):
        for entry in _leaves(read_list(name)):
            assert isinstance(entry, str)
    assert "no" in read_list("grammar")["negations"]
    assert "on" in read_list("grammar")["prepositions"]


def _leaves(node: object) -> list[object]:
    if isinstance(node, dict):
        return [leaf for item in node.values() for leaf in _leaves(item)]
    if isinstance(node, list):
        return [leaf for item in node for leaf in _leaves(item)]
    return [node]


def test_a_missing_list_is_a_coded_error() -> None:
    with pytest.raises(LexiconError, match="install Tallybook again"):
        read_list("no_such_list")


@pytest.mark.parametrize(
    ("base", "past", "gerund"),
    [
        ("stab", "stabbed", "stabbing"),
        ("raid", "raided", "raiding"),
        ("die", "died", "dying"),
        ("shoot", "shot", "shooting"),
        ("carry", "carried", "carrying"),
        ("kidnap", "kidnapped", "kidnapping"),
        ("free", "freed", "freeing"),
        ("storm", "stormed", "storming"),
    ],
)
def test_verbs_are_inflected(base: str, past: str, gerund: str) -> None:
    forms = verb_forms(base)[0]
    assert (forms.past, forms.gerund) == (past, gerund)
    assert (base, "gerund") in word_forms(gerund)


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("gunmen", "gunman"),
        ("bodies", "body"),
        ("clashes", "clash"),
        ("police", "police"),
        ("tribesmen", "tribesman"),
        ("buses", "bus"),
        ("crisis", "crisis"),
    ],
)
def test_nouns_are_made_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_the_longest_phrase_at_a_place_wins() -> None:
    table = PhraseTable.of({"bomb": "bomb", "car bomb": "vehicle_bomb"})
    assert table.ending_at(["a", "car", "bombs"], 2) == (1, "vehicle_bomb")
    assert table.ending_at(["a", "big", "bomb"], 2) == (2, "bomb")


def test_triggers_of_several_words_come_before_shorter_ones() -> None:
    assert len(verb_triggers()["shoot"][0].words) > 1
    assert noun_triggers()["attack"][-1].words == ("attack",)
