"""The crosswalks: complete on both sides, honest about losses, and in step with the data model."""

from __future__ import annotations

import pytest

from tallybook.codebook import Fit, crosswalk, load_codebook
from tallybook.errors import UnknownCodeError
from tallybook.model import DatePrecision, PlacePrecision

BOOK = load_codebook()
NAMES = BOOK.crosswalks

# What each schema must at least be mapped from.
CONCERNED = {
    "acled": {"incident_types", "modes", "actor_kinds", "harms", "date_precisions", "place_precisions"},
    "ucdp": {"incident_types", "actor_kinds", "groups", "harms", "date_precisions", "place_precisions"},
    "gtd": {"incident_types", "modes", "stages", "weapons", "target_kinds", "harms", "responsibility_acts"},
    "plover": {"incident_types", "modes", "weapons", "actor_kinds", "target_kinds", "harms", "place_precisions"},
    "muc4": {
        "incident_types",
        "stages",
        "weapons",
        "actor_kinds",
        "responsibility_acts",
        "stances",
        "target_kinds",
        "groups",
        "harms",
    },
}


def test_names() -> None:
    assert set(NAMES) == set(CONCERNED)


@pytest.mark.parametrize("name", NAMES)
def test_every_code_is_mapped_or_has_a_reason(name: str) -> None:
    way = crosswalk(name)
    assert set(way.schemes) >= CONCERNED[name]
    for scheme in way.schemes:
        assert tuple(way.correspondences[scheme]) == BOOK.scheme(scheme).codes
        for code in BOOK.scheme(scheme).codes:
            found = way.map(scheme, code)
            assert bool(found.targets) != bool(found.reason)
            assert (found.fit is Fit.NONE) == (not found.targets)
            assert found.loses or found.fit in (Fit.EXACT, Fit.NONE)


@pytest.mark.parametrize("name", NAMES)
def test_every_target_exists_and_none_is_named_twice(name: str) -> None:
    way = crosswalk(name)
    for codes in way.correspondences.values():
        for found in codes.values():
            for targets in (found.targets, *(condition.targets for condition in found.conditions)):
                assert len(set(targets)) == len(targets)
                for target in targets:
                    assert way.get_target(target.list, target.code) is target


@pytest.mark.parametrize("name", NAMES)
def test_says_what_it_loses_and_what_was_not_checked(name: str) -> None:
    way = crosswalk(name)
    for text in (way.about, *way.loses, *way.sources, *way.unchecked):
        assert text.endswith(".")
        assert len(text) > 20


def test_acled_conditions() -> None:
    acled = crosswalk("acled")
    plain = acled.map("incident_types", "bombing").find("sub_event_type")
    assert plain is not None
    assert (plain.code, plain.group) == ("Remote explosive/landmine/IED", "Explosions/Remote violence")
    suicide = acled.map("incident_types", "bombing", [("modes", "suicide")]).find("sub_event_type")
    assert suicide is not None
    assert suicide.code == "Suicide bomb"
    on_police = acled.map("incident_types", "armed_assault", [("target_kinds", "police"), ("modes", "raid")])
    assert [target.group for target in on_police.targets] == ["Battles"]
    assert acled.map("incident_types", "armed_assault").targets[0].group == "Violence against civilians"
    assert acled.map("incident_types", "intimidation").targets == ()


def test_ucdp_type_of_violence_follows_from_the_sides() -> None:
    ucdp = crosswalk("ucdp")

    def type_of_violence(actor: str, target: str) -> str | None:
        found = ucdp.map("actor_kinds", actor, [("target_kinds", target)]).find("type_of_violence")
        return found.code if found else None

    assert type_of_violence("military", "armed_group") == "1"
    assert type_of_violence("rebel_group", "police") == "1"
    assert type_of_violence("rebel_group", "armed_group") == "2"
    assert type_of_violence("communal_militia", "civilians") == "3"
    assert type_of_violence("police", "protesters") == "3"
    assert type_of_violence("unknown", "police") is None
    assert ucdp.map("actor_kinds", "rebel_group").find("type_of_violence") is None


def test_gtd_numbers_and_names() -> None:
    gtd = crosswalk("gtd")
    assault = gtd.map("incident_types", "armed_assault").find("attacktype")
    assert assault is not None
    assert (assault.code, assault.label) == ("2", "Armed Assault")
    assert [code.code for code in gtd.lists["attacktype"].codes] == [str(number) for number in range(1, 10)]
    assert [code.code for code in gtd.lists["targtype"].codes] == [str(number) for number in range(1, 23)]
    assert [code.code for code in gtd.lists["weaptype"].codes] == [str(number) for number in range(1, 14)]
    police = gtd.map("target_kinds", "police").find("targtype")
    assert police is not None
    assert (police.code, police.label) == ("3", "Police")
    assert not gtd.get_target("weaptype", "7").checked


def test_plover_modes_belong_to_their_event_type() -> None:
    plover = crosswalk("plover")
    for code in plover.lists["mode"].codes:
        assert code.code == f"{code.group}/{code.label}"
        plover.get_target("event_type", code.group)
    assert len(plover.lists["event_type"].codes) == 16
    for found in plover.correspondences["incident_types"].values():
        event, mode = found.find("event_type"), found.find("mode")
        assert event is not None
        assert mode is None or mode.group == event.code


def test_muc4_has_all_fills() -> None:
    muc = crosswalk("muc4")
    sizes = {name: len(target_list.codes) for name, target_list in muc.lists.items()}
    assert sizes == {
        "incident_type": 7,
        "stage": 3,
        "instrument_type": 20,
        "incident_category": 2,
        "confidence": 6,
        "phys_type": 15,
        "phys_effect": 6,
        "hum_type": 10,
        "hum_effect": 9,
    }
    # Bombs from the air are an attack there, not a bombing.
    strike = muc.map("incident_types", "air_strike")
    assert [target.code for target in strike.targets] == ["ATTACK", "AERIAL BOMB"]


def test_reverse() -> None:
    muc = crosswalk("muc4")
    kidnappings = ("abduction", "hostage_taking", "detention", "enforced_disappearance")
    assert set(muc.codes_for("incident_type", "KIDNAPPING")) == {("incident_types", code) for code in kidnappings}
    assert muc.codes_for("hum_effect", "RESIGNATION") == ()
    with pytest.raises(UnknownCodeError, match="did you mean 'BOMBING'"):
        muc.codes_for("incident_type", "BOMBNG")
    with pytest.raises(UnknownCodeError, match="did you mean 'incident_type'"):
        muc.codes_for("incident_types", "BOMBING")


@pytest.mark.parametrize("precision", DatePrecision)
def test_date_precisions_agree_with_the_model(precision: DatePrecision) -> None:
    acled = crosswalk("acled").map("date_precisions", precision.value).find("time_precision")
    ucdp = crosswalk("ucdp").map("date_precisions", precision.value).find("date_prec")
    assert (int(acled.code) if acled else None) == precision.acled
    assert (int(ucdp.code) if ucdp else None) == precision.ucdp


@pytest.mark.parametrize("precision", PlacePrecision)
def test_place_precisions_agree_with_the_model(precision: PlacePrecision) -> None:
    acled = crosswalk("acled").map("place_precisions", precision.value).find("geo_precision")
    ucdp = crosswalk("ucdp").map("place_precisions", precision.value).find("where_prec")
    plover = crosswalk("plover").map("place_precisions", precision.value).find("resolution")
    assert (int(acled.code) if acled else None) == precision.acled
    assert ucdp is not None
    assert int(ucdp.code) == precision.ucdp
    assert (int(plover.code) if plover else None) == precision.plover


def test_unknown_names() -> None:
    with pytest.raises(UnknownCodeError, match=r"no crosswalk 'aclad'; did you mean 'acled'\?"):
        crosswalk("aclad")
    with pytest.raises(UnknownCodeError, match="does not concern the code list 'weapons'"):
        crosswalk("acled").map("weapons", "grenade")
    with pytest.raises(UnknownCodeError, match="did you mean 'bombing'"):
        crosswalk("acled").map("incident_types", "bombings")
