"""Place words of invented sentences: what they mean, their role and their precision."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallybook.model import PlacePrecision, Span
from tallybook.places import AMBIGUOUS, UNKNOWN, Gazetteer, PlaceExpression, find_places, resolve_places


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open_default()


def found(text: str, gazetteer: Gazetteer) -> dict[str, PlaceExpression]:
    return {expression.span.of(text): expression for expression in find_places(text, gazetteer)}


def countries(text: str, gazetteer: Gazetteer, role: str = "place") -> dict[str, str]:
    return {
        words: expression.value.place.country
        for words, expression in found(text, gazetteer).items()
        if expression.value.place is not None and expression.role == role
    }


def test_a_town_is_found_and_resolved(gazetteer: Gazetteer) -> None:
    place = found("Gunmen opened fire on a bus in Quetta on Monday.", gazetteer)["Quetta"].value.place
    assert place is not None
    assert (place.country, place.admin1) == ("PK", "Balochistan")


def test_a_container_beside_a_name_decides(gazetteer: Gazetteer) -> None:
    for text, country, area in [
        ("A shop burned in Tripoli, Lebanon, overnight.", "LB", ""),
        ("A shop burned in Tripoli, Libya, overnight.", "LY", ""),
        ("Police searched a house in Paris, Texas.", "US", "Texas"),
        ("Police searched a house in Springfield, Ill., on Friday.", "US", "Illinois"),
    ]:
        words = "Tripoli" if "Tripoli" in text else "Paris" if "Paris" in text else "Springfield"
        place = found(text, gazetteer)[words].value.place
        assert place is not None
        assert place.country == country
        assert area in ("", place.admin1)


def test_the_country_of_the_report_decides(gazetteer: Gazetteer) -> None:
    text = (
        "Honduran police said two men were shot in Morazan. Honduras has seen several such killings, the ministry said."
    )
    assert countries(text, gazetteer)["Morazan"] == "HN"


def test_type_words_give_the_kind(gazetteer: Gazetteer) -> None:
    text = "The mine went off in Andar district, Ghazni province, in Afghanistan."
    expressions = found(text, gazetteer)
    assert expressions["Andar"].value.precision is PlacePrecision.ADMIN2
    assert expressions["Ghazni"].value.precision is PlacePrecision.ADMIN1


def test_what_lies_near_a_town_is_less_precise(gazetteer: Gazetteer) -> None:
    text = "The convoy was hit 15 km south of Mosul. Another was stopped in Kirkuk."
    expressions = found(text, gazetteer)
    assert expressions["Mosul"].value.precision is PlacePrecision.NEAR_TOWN
    assert expressions["Kirkuk"].value.precision is PlacePrecision.TOWN


def test_a_border_is_a_region(gazetteer: Gazetteer) -> None:
    text = "Smugglers fought soldiers on the border between Syria and Turkey."
    value = found(text, gazetteer)["border between Syria and Turkey"].value
    assert value.precision is PlacePrecision.REGION


def test_a_dateline_is_told_from_the_place_of_the_story(gazetteer: Gazetteer) -> None:
    text = "KABUL, Afghanistan (AP) — A mine killed two farmers in Kunduz on Sunday."
    roles = {words: expression.role for words, expression in found(text, gazetteer).items()}
    assert roles == {"KABUL": "dateline", "Afghanistan": "dateline", "Kunduz": "place"}


def test_demonyms_are_resolved_to_their_country(gazetteer: Gazetteer) -> None:
    assert countries("Yemeni and South Sudanese officials met.", gazetteer, "demonym") == {
        "Yemeni": "YE",
        "South Sudanese": "SS",
    }


def test_places_inside_other_names_are_marked(gazetteer: Gazetteer) -> None:
    text = "A professor of Kabul University spoke to the Washington Post."
    assert {words: expression.role for words, expression in found(text, gazetteer).items()} == {
        "Kabul": "in_name",
        "Washington": "in_name",
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "The lawyer, Jack London, was not hurt.",
        "According to Mr. Paris, nobody was hurt.",
        "Michael Jordan and his brother were arrested, and Jordan was later released.",
        "Reading the statement took an hour. Most officers left. Many stayed.",
        "They asked us to leave.",
    ],
)
def test_persons_and_ordinary_words_are_no_places(gazetteer: Gazetteer, sentence: str) -> None:
    assert find_places(sentence, gazetteer) == ()


def test_a_name_that_cannot_be_told_apart_keeps_its_candidates(gazetteer: Gazetteer) -> None:
    value = found("A shop was burned down in Springfield.", gazetteer)["Springfield"].value
    assert value.place is None
    assert value.reason == AMBIGUOUS
    assert len({candidate.admin1 for candidate in value.candidates}) > 1


def test_an_unknown_place_does_not_empty_the_rest(gazetteer: Gazetteer) -> None:
    text = "Two men were killed in the village of Qarzobunda, and one in Mosul."
    expressions = found(text, gazetteer)
    assert expressions["Qarzobunda"].value.reason == UNKNOWN
    assert expressions["Qarzobunda"].value.precision is PlacePrecision.TOWN
    assert expressions["Mosul"].value.place is not None


def test_a_report_in_capitals(gazetteer: Gazetteer) -> None:
    text = (
        "SAN SALVADOR, 9 MAR 90 -- [TEXT] GUERRILLAS ATTACKED A POST IN CHALATENANGO DEPARTMENT LAST NIGHT. THE\n"
        "POLICE TOLD US THAT TWO MEN WERE KILLED NEAR THE CITY OF USULUTAN. NOBODY CLAIMED THE ATTACK.\n"
    )
    expressions = found(text, gazetteer)
    assert {words: expression.role for words, expression in expressions.items()} == {
        "SAN SALVADOR": "dateline",
        "CHALATENANGO DEPARTMENT": "place",
        "USULUTAN": "place",
    }
    assert expressions["CHALATENANGO DEPARTMENT"].value.precision is PlacePrecision.ADMIN1
    assert expressions["USULUTAN"].value.precision is PlacePrecision.NEAR_TOWN


def test_a_plural_type_word_holds_for_all_of_a_list(gazetteer: Gazetteer) -> None:
    text = "Clashes went on in Kunduz, Takhar and Baghlan provinces of Afghanistan."
    expressions = found(text, gazetteer)
    for name in ("Kunduz", "Takhar", "Baghlan"):
        assert expressions[name].value.precision is PlacePrecision.ADMIN1


def test_acronyms_are_no_towns_but_may_be_countries(gazetteer: Gazetteer) -> None:
    text = "The FAO and the WHO sent help to the UAE and to the DRC, and the US paid."
    assert countries(text, gazetteer) == {"UAE": "AE", "DRC": "CD", "US": "US"}


def test_abbreviations_of_states_stand_for_them(gazetteer: Gazetteer) -> None:
    text = "A fire destroyed a barn near Lexington, Ky., and another in N.J. on Sunday."
    expressions = found(text, gazetteer)
    for words, name in (("Ky", "Kentucky"), ("N.J.", "New Jersey")):
        place = expressions[words].value.place
        assert place is not None
        assert place.name == name


def test_possession_names_the_container(gazetteer: Gazetteer) -> None:
    text = "Shops in Lebanon's second city Tripoli stayed closed."
    assert countries(text, gazetteer)["Tripoli"] == "LB"


def test_the_people_of_a_republic_are_not_another_one(gazetteer: Gazetteer) -> None:
    assert countries("Talks in the People's Republic of China ended.", gazetteer) == {
        "People's Republic of China": "CN"
    }


def test_given_spans_are_resolved_in_their_order(gazetteer: Gazetteer) -> None:
    text = "In Qarzobunda nobody was hurt. A Yemeni farmer died in Paris, Texas."
    spans = [Span(text.index(word), text.index(word) + len(word)) for word in ("Paris", "Qarzobunda", "Yemeni")]
    paris, unknown, yemeni = resolve_places(text, spans, gazetteer)
    assert paris.place is not None
    assert paris.place.admin1 == "Texas"
    assert (unknown.place, unknown.reason) == (None, UNKNOWN)
    assert yemeni.place is not None
    assert yemeni.place.country == "YE"


def test_excluded_words_are_left_alone(gazetteer: Gazetteer) -> None:
    text = "The Afghan Taliban left Kunduz."
    assert [e.span.of(text) for e in find_places(text, gazetteer, [Span(4, 18)])] == ["Kunduz"]


WORDS = st.sampled_from(
    [
        "Kabul",
        "in",
        "of",
        "the",
        "Mr.",
        "Paris",
        ",",
        "-",
        "district",
        "border",
        "and",
        "IRAQ",
        "'s",
        "\n",
        "U.S.",
        "al-",
        "é",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(max_size=6), max_size=25).map(" ".join))
def test_any_text_gives_spans_in_order_that_hold_their_words(text: str) -> None:
    expressions = find_places(text, Gazetteer.open_default())
    assert [e.span for e in expressions] == sorted(e.span for e in expressions)
    for expression in expressions:
        assert expression.span.of(text) == expression.value.name
        assert expression.value.place is not None or expression.value.reason


def test_a_street_lies_in_no_town_of_its_name(gazetteer: Gazetteer) -> None:
    text = "4 shot on Columbus Street, 2 die. Shots were fired on Dallas Avenue in Reno."
    assert list(found(text, gazetteer)) == ["Reno"]


@pytest.mark.parametrize(
    "text",
    [
        "MEMPHIS, Tenn. — A man was shot.",
        "DENVER (KXYZ4) One man was shot.",
        "JONESBORO, Ga. - A man was shot.",
        "LIMA (Example News) -- A man was shot.",
    ],
)
def test_datelines(text: str, gazetteer: Gazetteer) -> None:
    first = min(find_places(text, gazetteer), key=lambda one: one.span.start)
    assert first.role == "dateline"


@pytest.mark.parametrize("words", ["Kano police", "Kano Police Department", "the Kano County sheriff"])
def test_the_place_of_a_police_makes_a_report_local_to_it(words: str, gazetteer: Gazetteer) -> None:
    places = find_places(f"A man was shot, {words} said. He came from Jos.", gazetteer)
    assert {one.value.name.split()[0]: one.local for one in places} == {"Kano": True, "Jos": False}


def test_names_near_a_town_that_the_report_is_local_to_are_meant(gazetteer: Gazetteer) -> None:
    woodlawn = "A man was shot in Woodlawn."
    local = found(f"{woodlawn} Chicago police are looking for a car.", gazetteer)["Woodlawn"].value.place
    assert local is not None
    assert local.admin1 == "Illinois"


def test_words_for_buildings_alone_are_no_towns(gazetteer: Gazetteer) -> None:
    text = "He was taken to Example Hospital in Reno."
    start = text.index("Hospital")
    (value,) = resolve_places(text, [Span(start, start + len("Hospital"))], gazetteer)
    assert (value.place, value.reason) == (None, UNKNOWN)


@pytest.mark.parametrize(
    ("text", "words", "precision"),
    [
        ("Gunmen attacked a bus between Jos and Abuja.", "between Jos and Abuja", PlacePrecision.REGION),
        ("A bomb went off on the Kabul-Kandahar highway.", "Kabul-Kandahar highway", PlacePrecision.REGION),
        ("A car was hit on the Mosul to Tal Afar road.", "Mosul to Tal Afar road", PlacePrecision.REGION),
        ("It happened between the towns of Minneapolis and Saint Paul.", "", PlacePrecision.NEAR_TOWN),
    ],
)
def test_what_lies_between_two_towns_is_half_way(
    text: str, words: str, precision: PlacePrecision, gazetteer: Gazetteer
) -> None:
    places = found(text, gazetteer)
    (between,) = [
        one for one in places.values() if one.value.place is not None and one.value.place.name.startswith("between ")
    ]
    assert between.value.precision is precision
    assert between.value.place is not None
    assert between.value.place.latitude is not None
    assert not words or between.value.name == words
    ends = [one for one in places.values() if one is not between]
    assert [one.role for one in ends] == ["in_name", "in_name"]


@pytest.mark.parametrize(
    "text", ["Talks between Jos and Abuja failed.", "He drove from Jos to Abuja.", "Jos and Abuja"]
)
def test_two_towns_alone_have_nothing_between_them(text: str, gazetteer: Gazetteer) -> None:
    assert {one.role for one in find_places(text, gazetteer)} == {"place"}


@pytest.mark.parametrize("name", ["Tal Afar", "Tel Afar", "Tall Afar"])
def test_first_words_of_arabic_names_in_their_spellings(name: str, gazetteer: Gazetteer) -> None:
    place = found(f"Shops closed in {name} and Mosul.", gazetteer)[name].value.place
    assert place is not None
    assert (place.country, place.admin1) == ("IQ", "Nineveh")
