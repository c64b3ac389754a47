"""The gazetteer that the installation made: what it holds, and what happens without it."""

import pickle
import sqlite3
from pathlib import Path

import pytest

from tallybook.errors import LexiconError
from tallybook.model import PlacePrecision
from tallybook.places import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open_default()


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Karachi", "PK", PlacePrecision.TOWN),
        ("Qamishli", "SY", PlacePrecision.TOWN),
        ("al-Qamishli", "SY", PlacePrecision.TOWN),
        ("Kobani", "SY", PlacePrecision.TOWN),
        ("Tal Rifaat", "SY", PlacePrecision.TOWN),
        ("Hodeidah", "YE", PlacePrecision.TOWN),
        ("Mazar-i-Sharif", "AF", PlacePrecision.TOWN),
        ("Khyber Pakhtunkhwa", "PK", PlacePrecision.ADMIN1),
        ("Cabo Delgado", "MZ", PlacePrecision.ADMIN1),
        ("Chechnya", "RU", PlacePrecision.ADMIN1),
        ("Lower Dir", "PK", PlacePrecision.ADMIN2),
        ("Swat", "PK", PlacePrecision.ADMIN2),
        ("Donbas", "UA", PlacePrecision.REGION),
        ("Gaza Strip", "PS", PlacePrecision.REGION),
        ("the Sahel", "", PlacePrecision.REGION),
        ("Jenin refugee camp", "PS", PlacePrecision.NEIGHBOURHOOD),
        ("Rafah crossing", "", PlacePrecision.FACILITY),
        ("Gulf of Aden", "", PlacePrecision.INTERNATIONAL),
        ("Côte d’Ivoire", "CI", PlacePrecision.COUNTRY),
    ],
)
def test_the_best_entry_of_a_name(gazetteer: Gazetteer, name: str, country: str, kind: PlacePrecision) -> None:
    best = gazetteer.find(name)[0]
    assert (best.country, best.kind) == (country, kind)
    assert best.latitude is not None


def test_a_country_narrows_the_entries(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("Tripoli", "lb")
    assert found
    assert {place.country for place in found} == {"LB"}
    assert gazetteer.find("Tripoli")[0].country == "LY"


def test_a_place_of_several_countries_is_found_under_each(gazetteer: Gazetteer) -> None:
    assert [place.name for place in gazetteer.find("Sahel", "ML")] == ["Sahel"]


def test_towns_know_the_areas_they_lie_in(gazetteer: Gazetteer) -> None:
    town = gazetteer.find("Lashkar Gah")[0]
    assert (town.country, town.admin1) == ("AF", "Helmand")
    assert town.geonames_id is not None


def test_first_level_areas_are_named(gazetteer: Gazetteer) -> None:
    assert gazetteer.admin1_name("Aleppo Governorate", "SY") == "Aleppo"
    assert gazetteer.admin1_name("Nowhere", "SY") == ""


def test_what_is_not_there_is_not_found(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Qwertzuiop") == ()
    assert gazetteer.find("") == ()


def test_another_process_opens_the_file_again(gazetteer: Gazetteer) -> None:
    again = pickle.loads(pickle.dumps(gazetteer))  # noqa: S301  # our own bytes
    assert again.find("Karachi") == gazetteer.find("Karachi")
    again.close()


def test_a_missing_gazetteer_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="install it again"):
        Gazetteer(tmp_path / "gazetteer.sqlite")


def test_a_damaged_gazetteer_is_said(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    path.write_bytes(b"this is no database, but it is long enough to be read as one" * 20)
    with pytest.raises(LexiconError, match="damaged"):
        Gazetteer(path)


def test_a_gazetteer_without_tables_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    sqlite3.connect(path).close()
    path.write_bytes(b"")
    with pytest.raises(LexiconError, match="damaged"):
        Gazetteer(path)
