"""The installed codebook: complete, consistent with the data model, and quick to load."""

from __future__ import annotations

import re
import time
from enum import StrEnum

import pytest

from tallybook.codebook import codebook_rows, codebook_to_plain, load_codebook, quantity_words
from tallybook.codebook.loading import build_codebook
from tallybook.codebook.reading import codebook_text
from tallybook.errors import UnknownCodeError
from tallybook.model import (
    DatePrecision,
    MentionKind,
    PlacePrecision,
    PublishedBasis,
    Qualifier,
    Quantity,
    ResponsibilityAct,
    SpeakerKind,
    Stance,
    TotalRelation,
)

BOOK = load_codebook()

# Codes are promises to everyone who has data coded with them: removing one needs a new first number of the version.
PROMISED = {
    "incident_types": """armed_assault armed_clash bombing air_strike shelling assassination killing abduction
        hostage_taking hijacking detention enforced_disappearance torture sexual_violence unarmed_assault arson
        property_destruction robbery riot excessive_force chemical_attack forced_displacement forced_work_stoppage
        intimidation other_attack""",
    "modes": """suicide vehicle_borne ied landmine grenade drone siege ambush raid drive_by shooting stabbing beating
        beheading execution crossfire ramming poisoning crowd_control cyber""",
    "stages": "accomplished attempted threatened planned",
    "weapons": """firearm automatic_weapon rifle handgun shotgun machine_gun explosive bomb ied vehicle_bomb
        suicide_vest grenade landmine dynamite rocket mortar artillery missile aerial_bomb drone incendiary petrol_bomb
        bladed blunt vehicle chemical tear_gas rubber_bullet stone poison hands_and_feet other unknown""",
    "target_kinds": """civilians police military security_forces government diplomatic political_party judicial
        religious educational medical media humanitarian human_rights_defenders business market transport aviation
        maritime utilities telecommunications residential infrastructure armed_group protesters prisoners refugees
        tourists commercial_vehicle other unknown""",
    "actor_kinds": """state_forces police military intelligence government paramilitary rebel_group political_militia
        communal_militia criminal_group private_security political_party rioters protesters civilians external_forces
        international_organization media unidentified_armed_group individual unknown""",
    "damages": "destroyed damaged undamaged taken",
    "harms": """killed injured missing abducted arrested displaced released tortured sexually_abused unharmed
        fate_unknown""",
    "groups": """attackers civilians police military security_forces armed_group officials politicians journalists
        aid_workers health_workers teachers_students religious human_rights_defenders protesters prisoners peacekeepers
        foreigners children women unspecified""",
    "actor_relations": """faction_of splinter_of ally_of rival_of designated_terrorist_by supported_by planned_from""",
    "mention_relations": "background_of part_of_series follow_up_to retaliation_for same_as",
    "claim_channels": "statement telephone video social_media website letter interview other",
    "times_of_day": "night morning midday afternoon evening overnight dawn late early",
}

MIRRORED: dict[str, type[StrEnum]] = {
    "stances": Stance,
    "qualifiers": Qualifier,
    "date_precisions": DatePrecision,
    "place_precisions": PlacePrecision,
    "mention_kinds": MentionKind,
    "responsibility_acts": ResponsibilityAct,
    "total_relations": TotalRelation,
    "speaker_kinds": SpeakerKind,
    "published_bases": PublishedBasis,
}


@pytest.mark.parametrize("scheme", PROMISED)
def test_promised_codes(scheme: str) -> None:
    assert list(BOOK.scheme(scheme).codes) == PROMISED[scheme].split()


@pytest.mark.parametrize("scheme", MIRRORED)
def test_mirrors_of_the_data_model(scheme: str) -> None:
    assert list(BOOK.scheme(scheme).codes) == [member.value for member in MIRRORED[scheme]]
    assert BOOK.scheme(scheme).mirrors == MIRRORED[scheme].__name__


def test_every_scheme_is_promised_or_mirrored() -> None:
    assert set(BOOK.schemes) == {*PROMISED, *MIRRORED}
    assert {name for name, scheme in BOOK.schemes.items() if scheme.mirrors} == set(MIRRORED)


@pytest.mark.parametrize(
    ("scheme", "code"), [(scheme.name, entry.id) for scheme in BOOK.schemes.values() for entry in scheme]
)
def test_entries_are_whole_sentences(scheme: str, code: str) -> None:
    entry = BOOK.get_entry(scheme, code)
    assert entry.scheme == scheme
    for text in (entry.definition, entry.include, entry.exclude, entry.example):
        assert text[0].isupper() or text[0] in '"«', text
        assert text[-1] in '."', text
    # A hint such as "(bombing)" or "(the type riot)" in an exclusion must name a code that exists somewhere.
    known = {entry.id for item in BOOK.schemes.values() for entry in item}
    for hint in re.findall(r"\(([a-z_]+(?:, [a-z_]+)*)\)", entry.exclude + entry.include):
        for word in hint.split(", "):
            if "_" in word:
                assert word in known, f"{scheme}.{code} points to {word}"


@pytest.mark.parametrize("scheme", list(BOOK.schemes))
def test_examples_and_labels_differ_within_a_scheme(scheme: str) -> None:
    entries = BOOK.scheme(scheme).entries
    for field in ("label", "definition", "example"):
        texts = [getattr(entry, field) for entry in entries]
        assert len(set(texts)) == len(texts), field


def test_broader_codes() -> None:
    weapons = BOOK.scheme("weapons")
    assert weapons.broader_codes("vehicle_bomb") == ("bomb", "explosive")
    assert weapons.broader_codes("explosive") == ()
    assert weapons.get_entry("grenade").broader == "explosive"
    assert "rifle" in weapons.narrower_codes("firearm")
    assert weapons.narrower_codes("rifle") == ()


def test_unknown_names_suggest_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match=r"no code 'granade'; did you mean 'grenade'\?"):
        BOOK.get_entry("weapons", "granade")
    with pytest.raises(UnknownCodeError, match=r"no code list 'weapon'; did you mean 'weapons'\?"):
        BOOK.scheme("weapon")
    with pytest.raises(UnknownCodeError, match=r"did you mean 'hands_and_feet'\?"):
        BOOK.get_entry("weapons", "Hands and feet")
    with pytest.raises(UnknownCodeError, match=r"has no code 'zzzz'\.$"):
        BOOK.get_entry("weapons", "zzzz")
    assert not BOOK.has_code("weapons", "granade")
    assert not BOOK.has_code("weapon", "grenade")
    assert BOOK.has_code("weapons", "grenade")


def test_the_codebook_is_loaded_once() -> None:
    assert load_codebook() is BOOK


def test_loading_is_quick() -> None:
    """The command line pays for this at every start. Best of three, since the machine may be busy."""
    best = min(_seconds_to_load() for _ in range(3))
    assert best < 0.1


def _seconds_to_load() -> float:
    start = time.perf_counter()
    build_codebook(codebook_text)
    return time.perf_counter() - start


def test_quantity_words_have_the_bounds_of_a_quantity() -> None:
    words = quantity_words()
    assert words == BOOK.quantity_words()
    assert words["dozens"] == (24, 99)
    assert words["many"] == words["some"] == (1, None)
    for low, high in words.values():
        quantity = Quantity.vague(low, high)
        assert (quantity.low, quantity.high) == (low, high)


def test_quantity_words_grow_in_order() -> None:
    words = quantity_words()
    order = ["a couple", "several", "dozens", "hundreds", "thousands", "tens of thousands", "hundreds of thousands"]
    bounds = [words[word] for word in order]
    assert bounds == sorted(bounds)
    listed = "couple several few handful dozen dozens scores tens hundreds thousands many some numerous countless"
    for word in listed.split():
        assert word in words
    assert "a few" in words
    assert "tens of thousands" in words


def test_schemes_are_immutable() -> None:
    with pytest.raises(TypeError):
        BOOK.schemes["weapons"] = BOOK.scheme("modes")  # type: ignore[index]
    with pytest.raises(AttributeError):
        BOOK.scheme("weapons").entries[0].label = "x"  # type: ignore[misc]


def test_plain_forms() -> None:
    whole = codebook_to_plain()
    assert whole["version"] == BOOK.version
    assert [scheme["scheme"] for scheme in whole["schemes"]] == list(BOOK.schemes)
    assert whole["quantities"]["entries"][0].keys() == {"code", "words", "low", "high", "reason"}
    scheme = codebook_to_plain("weapons")
    assert scheme["scheme"] == "weapons"
    assert scheme["version"] == BOOK.version
    assert [entry["code"] for entry in scheme["entries"]] == list(BOOK.scheme("weapons").codes)
    one = codebook_to_plain("weapons", "bomb")
    assert one["label"] == "Bomb"
    assert one["broader_codes"] == ["explosive"]
    assert one["narrower_codes"] == ["ied", "vehicle_bomb", "suicide_vest"]
    assert codebook_to_plain("quantities")["entries"] == whole["quantities"]["entries"]
    with pytest.raises(UnknownCodeError):
        codebook_to_plain("weapons", "granade")
    with pytest.raises(UnknownCodeError):
        codebook_to_plain("weapon")


def test_rows() -> None:
    rows = codebook_rows()
    assert len(rows) == sum(len(scheme) for scheme in BOOK.schemes.values())
    assert {(row["scheme"], row["code"]) for row in codebook_rows("stages")} == {
        ("stages", code) for code in PROMISED["stages"].split()
    }
    (row,) = codebook_rows("weapons", "grenade")
    assert list(row) == ["scheme", "code", "label", "definition", "include", "exclude", "example", "broader"]
    assert row["broader"] == "explosive"
