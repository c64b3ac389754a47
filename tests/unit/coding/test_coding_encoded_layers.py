"""What the rules leave to the encoder: speakers, places of acts, names of victims, reports that sum up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from encoder_cases import encoder, read, said

from tallybook.coding.attribution import ATTRIBUTIONS, Attribution
from tallybook.coding.base import Component, Layers, Pipeline
from tallybook.coding.encoded import ARC, Encoded, Floats
from tallybook.coding.encoded_scenes import EncodedSceneFinder
from tallybook.coding.occurrences import OCCURRENCES
from tallybook.coding.rules import rule_components
from tallybook.coding.scenes import SCENES
from tallybook.coding.speakers import QUOTES, QuoteReader, SpeakerReader
from tallybook.coding.summaries import SummaryReader
from tallybook.coding.tokens import TEXT
from tallybook.coding.victim_names import VICTIM_NAMES, VictimNameReader
from tallybook.model import DateRange, Field, MentionKind, PlaceValue, PublishedBasis, Report, Stance


def _layers(words: str, encoded: Encoded, *instead: Component[object]) -> Layers:
    day = DateRange.day(date(2031, 5, 14))
    report = Report.make(words, published=day, published_basis=PublishedBasis.OPTION, language="en")
    return Pipeline(rule_components(encoder(encoded), *instead)).run(report)


def _text(words: str) -> Layers:
    return read(Report.make(words, language="en"))


# --- speakers


def _attributions(words: str, **marked: list[str]) -> tuple[Attribution, ...]:
    encoded = said(_text(words)[TEXT], marked, {})
    return _layers(words, encoded, QuoteReader(), SpeakerReader())[ATTRIBUTIONS]


def test_a_way_of_citing_that_no_list_has_is_an_attribution() -> None:
    words = "Mayor Ana Lindqvist is in no doubt that gunmen killed the two porters."
    marked = {"source": ["Mayor Ana Lindqvist"], "cue": ["is in no doubt"], "content": ["that gunmen killed"]}
    assert _attributions(words) == ()
    (found,) = _attributions(words, **marked)
    assert found.speaker.name == "Ana Lindqvist"
    assert found.stance is Stance.REPORTED_AS_FACT


def test_where_the_rules_know_who_speaks_they_are_believed() -> None:
    words = "Police said that gunmen killed the two porters."
    marked = {"source": ["two porters"], "cue": ["said"], "content": ["that gunmen killed"]}
    assert _attributions(words, **marked) == _attributions(words)


def test_a_source_without_a_known_word_is_named_by_its_own_words() -> None:
    words = "Whoever rang the paper is in no doubt that gunmen killed the two porters."
    marked = {"source": ["Whoever rang the paper"], "cue": ["is in no doubt"], "content": ["that gunmen killed"]}
    (found,) = _attributions(words, **marked)
    assert str(found.speaker) == "Whoever rang the paper"


def test_quotes_hold_the_words_of_each_role() -> None:
    words = "Ana Lindqvist thinks it is over."
    text = _text(words)[TEXT]
    marked = {"source": ["Ana Lindqvist"], "cue": ["thinks"], "content": ["it is over"]}
    quotes = _layers(words, said(text, marked, {}), QuoteReader())[QUOTES]
    runs = [text.words(run.first, run.last) for some in (quotes.sources, quotes.cues, quotes.contents) for run in some]
    assert runs == ["Ana Lindqvist", "thinks", "it is over"]


# --- places


def _with_site(words: str, act: str, site: str, denied: str) -> list[str]:
    """The places stated where the encoder puts the act at `site` and is sure that `denied` is not its place."""
    text = _text(words)[TEXT]
    encoded = said(text, {}, {})
    acts, sites = np.zeros((2, len(text.tokens), ARC), dtype=np.float32)
    for index, token in enumerate(text.tokens):
        acts[index, 0] = 8.0 if token.text in act.split() else 0.0
        sites[index, 0] = 8.0 if token.text in site.split() else -8.0 if token.text in denied.split() else 0.0
    layers = _layers(words, replace(encoded, acts=acts, sites=sites), EncodedSceneFinder())
    drafts = [draft for draft in layers[SCENES] if draft.field is Field.PLACE]
    return [draft.value.name for draft in drafts if isinstance(draft.value, PlaceValue)]


def test_the_encoder_tells_the_place_of_the_act_from_another_one() -> None:
    words = "Gunmen killed two farmers in Kandahar before their family fled to Herat."
    assert _with_site(words, "killed", "Herat", "Kandahar")[0] == "Herat"
    assert _with_site(words, "killed", "Kandahar", "Herat")[0] == "Kandahar"


def test_a_place_that_the_encoder_denies_is_not_stated() -> None:
    assert _with_site("Gunmen killed two farmers, a man in Herat heard.", "killed", "", "Herat") == []


def test_a_name_that_no_gazetteer_has_is_a_place_where_the_encoder_says_so() -> None:
    words = "Gunmen killed two farmers near the Qoxhalim Barrier on Monday."
    assert "Qoxhalim Barrier" in _with_site(words, "killed", "Qoxhalim Barrier", "")


def test_without_an_act_there_is_no_chance() -> None:
    encoded = said(_text("Nothing here.")[TEXT], {}, {})
    assert encoded.site_chances((0, 0), (0, 2)).tolist() == [0.0, 0.0]


# --- names of victims


def _victims(words: str, marked: list[str]) -> list[str]:
    encoded = said(_text(words)[TEXT], {"victim": marked}, {})
    layers = _layers(words, encoded)
    layers._set(VICTIM_NAMES, VictimNameReader().run(layers))
    return [one.words for one in layers[VICTIM_NAMES]]


def test_a_full_name_is_a_victims_name_and_a_single_word_is_none() -> None:
    words = "The reporter Ana Lindqvist was taken from her home. Lindqvist wrote of mines."
    assert _victims(words, ["Ana Lindqvist"]) == ["Ana Lindqvist"]
    assert _victims(words, ["Lindqvist wrote"]) == []


def test_text_in_capitals_gives_no_names() -> None:
    assert _victims("THE REPORTER ANA LINDQVIST WAS TAKEN FROM HER HOME.", ["ANA LINDQVIST"]) == []


# --- reports that sum up


def _kinds(words: str, chance: float) -> list[MentionKind]:
    encoded = said(_text(words)[TEXT], {}, {})
    kinds: Floats = np.array([1 - chance, chance], dtype=np.float32)
    encoded = replace(encoded, classes={**encoded.classes, "report_kind": kinds})
    return [one.kind for one in _layers(words, encoded, SummaryReader())[OCCURRENCES].all]


def test_what_a_summary_tells_without_a_day_is_an_aggregate() -> None:
    words = "Gunmen killed villagers in the hills, and shelling killed more."
    assert MentionKind.REPORTED in _kinds(words, 0.1)
    assert set(_kinds(words, 0.9)) == {MentionKind.AGGREGATE}


def test_an_incident_with_a_day_stays_one_in_a_summary() -> None:
    assert MentionKind.REPORTED in _kinds("Gunmen killed two villagers on Monday.", 0.9)
