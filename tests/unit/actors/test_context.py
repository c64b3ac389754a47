"""Whose army, police and government a report speaks of where its words give no country. The sentences are invented."""

from __future__ import annotations

import pytest

from tallybook.actors import ActorExpression, country_actor, find_actors, in_countries
from tallybook.model import Span


def _read(text: str, *places: tuple[str, str], country: str = "") -> dict[str, ActorExpression]:
    spans = [(Span(text.index(name), text.index(name) + len(name)), code) for name, code in places]
    return {one.span.of(text): one for one in in_countries(find_actors(text), spans, country)}


def test_forces_belong_to_the_country_that_the_report_is_about() -> None:
    found = _read("Soldiers shot a farmer in Kano. The police came from Jos.", ("Kano", "NG"), ("Jos", "NG"))
    assert found["Soldiers"].value.lexicon_id == "ng-military"
    assert found["Soldiers"].value.name == "Armed forces of Nigeria"
    assert not found["Soldiers"].named
    assert found["police"].reason == "country of the report"
    found = _read("Nigerian police came. Later the police left Kano.", ("Kano", "NG"))
    assert found["police"].reason == "country of the report"


@pytest.mark.parametrize("text", ["Lahore police held a man.", "The police in Lahore held a man."])
def test_a_place_beside_a_force_outranks_the_rest_of_the_report(text: str) -> None:
    text += " He was born in Delhi, left Mumbai and came back to Agra."
    found = _read(text, ("Lahore", "PK"), ("Delhi", "IN"), ("Mumbai", "IN"), ("Agra", "IN"))
    (police,) = [one for one in found.values() if one.value.kind == "police"]
    assert police.value.lexicon_id == "pk-police"


def test_without_a_country_that_stands_out_a_force_is_that_named_before_or_nobodys() -> None:
    places = (("Lima", "PE"), ("Quito", "EC"), ("La Paz", "BO"))
    text = "The army fired. The talks went from Lima to Quito and La Paz."
    assert _read(text, *places)["army"].value.lexicon_id == ""
    assert _read(text, *places, country="PE")["army"].value.lexicon_id == "pe-military"
    found = _read("The Peruvian army moved. " + text, *places)
    assert found["army"].value.lexicon_id == "pe-military"
    assert found["army"].reason == "country of the force named before"
    assert found["army"].value == found["Peruvian army"].value
    assert set(found["army"].value.aliases) == {"Peruvian army", "army"}


def test_groups_and_descriptions_are_nobodys_force() -> None:
    found = _read("Gunmen and Hamas security forces met soldiers in Gaza.", ("Gaza", "PS"))
    assert found["Gunmen"].value.lexicon_id == ""
    assert found["Hamas security forces"].value.lexicon_id == "hamas"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Iran", "ir-government"),
        ("the United States", "us-government"),
        ("Iranian", None),
        ("Congo town", None),
        ("Ann", None),
    ],
)
def test_a_country_that_acts_is_its_government(words: str, told: str | None) -> None:
    found = country_actor(words)
    assert (found.lexicon_id if found is not None else None) == told


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The authorities arrested him.", "authorities", "government"),
        ("He was held by the Example junta.", "junta", "government"),
        ("Russian state security held him.", "Russian state security", "intelligence"),
        ("Guerrilla commandos burned a bus.", "Guerrilla commandos", "rebel_group"),
    ],
)
def test_words_for_forces(text: str, words: str, kind: str) -> None:
    assert [(one.span.of(text), one.value.kind) for one in find_actors(text)] == [(words, kind)]


def test_a_regime_is_a_government_behind_an_article_only() -> None:
    assert find_actors("A strict regime of exercise helped her.") == ()


def test_in_capitals_quotes_show_a_name() -> None:
    text = 'THE "GREEN HILL LIBERATION FRONT" SAID THAT IT HAD BURNED A BUS IN THE HARBOR.'
    (found,) = find_actors(text)
    assert (found.value.name, found.named) == ("GREEN HILL LIBERATION FRONT", True)


def test_a_name_of_the_lexicon_out_of_its_country_is_a_group_of_its_own() -> None:
    (found,) = find_actors("The Patriotic Liberation Front bombed a bridge near Lima, Peru.")
    assert (found.value.name, found.value.lexicon_id, found.named) == ("Patriotic Liberation Front", "", True)
