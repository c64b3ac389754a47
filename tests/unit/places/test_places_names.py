"""Normal forms of names, countries and the words for their people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.places import country_name, country_of_demonym, load_countries, normalise
from tallybook.places.names import article_free


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Al-Qāmishlī", "al qamishli"),
        ("Sana’a", "sanaa"),
        ("Côte d'Ivoire", "cote divoire"),
        ("Saint  Louis", "st louis"),
        ("St. Louis", "st louis"),
        ("Washington, D.C.", "washington dc"),
        ("ŁÓDŹ", "lodz"),
        ("Bosnia & Herzegovina", "bosnia and herzegovina"),
    ],
)
def test_names_are_compared_in_one_plain_form(written: str, key: str) -> None:
    assert normalise(written) == key


@given(st.text(max_size=40))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_an_article_is_left_out_only_when_a_name_remains() -> None:
    assert article_free("al qamishli") == "qamishli"
    assert article_free("al") == "al"
    assert article_free("almaty") == "almaty"


def test_every_country_has_a_name_and_a_point() -> None:
    countries = load_countries()
    assert len(countries) > 240
    for code, country in countries.items():
        assert len(code) == 2
        assert country.name
        assert -90 <= country.latitude <= 90
        assert -180 <= country.longitude <= 180


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Pakistani", "PK"),
        ("Iraqis", "IQ"),
        ("South Korean", "KR"),
        ("Nigerien", "NE"),
        ("Nigerian", "NG"),
        ("Tibia", ""),
    ],
)
def test_demonyms_name_their_country(word: str, code: str) -> None:
    assert country_of_demonym(word) == code


def test_a_code_has_a_common_name_or_none() -> None:
    assert country_name("sv") == "El Salvador"
    assert country_name("ZZ") == ""
