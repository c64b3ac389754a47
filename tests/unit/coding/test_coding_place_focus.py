"""Places in the light of the whole report: quarters, outlets, the town whose police speaks. Invented reports."""

from __future__ import annotations

import pytest
from coding_cases import code

from tallybook.coding.place_focus import IN_TOWN, in_focus, without_outlets
from tallybook.model import Field, PlacePrecision, PlaceValue
from tallybook.places import Gazetteer, find_places


def _places(text: str) -> list[PlaceValue]:
    return [one.value for one in code(text).statements(Field.PLACE) if isinstance(one.value, PlaceValue)]


@pytest.mark.parametrize(
    "text",
    [
        "A man was shot in the Qeldar neighborhood on Sunday, Denver police said.",
        "Gunmen shot a man in Denver's Qeldar neighborhood on Sunday.",
        "Gunmen shot a man in the Qeldar neighborhood of Denver on Sunday.",
    ],
)
def test_a_quarter_that_the_gazetteer_lacks_lies_in_its_town(text: str) -> None:
    (quarter,) = [one for one in _places(text) if one.name == "Qeldar"]
    assert quarter.precision is PlacePrecision.NEIGHBOURHOOD
    assert quarter.place is not None
    assert (quarter.place.name, quarter.place.admin1, quarter.reason) == ("Denver - Qeldar", "Colorado", IN_TOWN)
    assert quarter.place.geonames_id is None


def test_a_dateline_is_not_the_town_of_a_quarter_where_others_are_named() -> None:
    text = "LIMA (Agency) - Gunmen from Arequipa went to Cusco. They shot a man in the Qeldar neighborhood."
    places = in_focus(find_places(text, Gazetteer.open_default()))
    assert [one.value.place for one in places if one.value.name == "Qeldar"] == [None]


def test_without_a_place_an_act_is_where_the_police_is_from() -> None:
    (place,) = _places("A man was shot dead on Sunday. The Reno Police Department is looking for a car.")
    assert (place.name, place.precision) == ("Reno", PlacePrecision.TOWN)


def test_a_dateline_is_never_the_scene() -> None:
    assert _places("RENO, Nev. (Agency) - A man was shot dead on Sunday.") == []


def test_a_far_namesake_gives_way_to_the_town_of_the_police() -> None:
    (place, *_) = _places("A man was shot in Madisonville on Sunday, Denver police said.")
    assert place.place is not None
    assert (place.place.name, place.reason) == ("Denver - Madisonville", IN_TOWN)
    (place, *_) = _places("A man was shot in Madisonville, Kentucky, on Sunday. A Denver police officer was there.")
    assert place.place is not None
    assert place.place.admin1 == "Kentucky"


@pytest.mark.parametrize("mark", [" - News 5 Reno, Nevada", " | The Reno Herald", " :: renotimes.com Reno"])
def test_the_outlet_behind_a_headline_is_no_place_of_the_act(mark: str) -> None:
    text = f"Man shot in Boise{mark}\n\nA man was shot dead in Boise on Sunday."
    found = without_outlets(text, find_places(text, Gazetteer.open_default()))
    assert {one.value.name for one in found if one.role == "place"} == {"Boise"}
    assert all(one.role == "in_name" for one in found if one.value.name == "Reno")
