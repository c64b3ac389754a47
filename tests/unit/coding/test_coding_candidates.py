from __future__ import annotations

from encoder_cases import labels, parse_of, said

from tallybook.coding.candidates import entities, incidents, spans_of
from tallybook.coding.grammar import Parse


def _words(parse: Parse, role: str, *marked: str) -> list[str]:
    encoded = said(parse.text, {role: marked}, {})
    return [parse.text.words(one.first, one.last) for one in spans_of(parse, encoded, labels(), role)]


def test_a_span_has_no_article_before_it() -> None:
    parse = parse_of("A bomb damaged the town hall.")
    assert _words(parse, "physical_target", "the town hall") == ["town hall"]


def test_a_span_that_cuts_a_noun_phrase_takes_what_stands_before_the_noun() -> None:
    parse = parse_of("A bomb damaged the old water tower on Monday.")
    assert _words(parse, "physical_target", "tower") == ["old water tower"]


def test_a_span_that_ends_with_of_takes_what_it_is_of() -> None:
    parse = parse_of("Gunmen shot the driver of a minister on Monday.")
    assert _words(parse, "human_description", "driver of") == ["driver of a minister"]


def test_a_span_never_crosses_a_bracket() -> None:
    parse = parse_of("The Army of the Ninth Hill [ANH] said so.")
    found = _words(parse, "perpetrator_organization", "Army of the Ninth Hill [ ANH")
    assert found[-1] == "ANH"
    assert len(found) == 2


def test_a_name_in_brackets_is_the_same_organization() -> None:
    parse = parse_of("The Front of the Poor [XYZ] said so. Later the XYZ denied it.")
    encoded = said(parse.text, {"perpetrator_organization": ["Front of the Poor", "XYZ"]}, {})
    (found,) = entities(parse, encoded, labels(), ())
    assert len(found.spans) == 2


def test_a_surname_is_the_person_with_that_surname() -> None:
    parse = parse_of("Dana Oru was shot in Larkfield. The funeral of Oru is today.")
    encoded = said(parse.text, {"human_name": ["Dana Oru"]}, {})
    first = parse.text.lowers.index("oru", 4)
    encoded.inside[first, labels().tags.index("human_name")] = 0.9
    (found,) = entities(parse, encoded, labels(), ())
    assert found.key == "dana oru"
    assert len(found.spans) == 2


def test_sentences_of_one_type_are_one_incident_unless_the_rules_tell_them_apart() -> None:
    parse = parse_of("A bomb went off in Larkfield. Another bomb went off in Osterby.")
    encoded = said(parse.text, {}, {0: "BOMBING", 1: "BOMBING"})
    none: list[list[frozenset[int]]] = [[] for _ in labels().types]
    assert [one.sentences for one in incidents(encoded, none)] == [(0, 1)]
    apart = list(none)
    apart[labels().types.index("BOMBING")] = [frozenset((0,)), frozenset((1,))]
    assert sorted(one.sentences for one in incidents(encoded, apart)) == [(0,), (1,)]


def test_a_sentence_of_one_incident_says_less_of_another() -> None:
    parse = parse_of("A bomb went off in Larkfield. Another bomb went off in Osterby.")
    apart = [[frozenset((0,)), frozenset((1,))] for _ in labels().types]
    first, second = incidents(said(parse.text, {}, {0: "BOMBING", 1: "BOMBING"}), apart)
    assert first.rivals == second.rivals == 2
    assert first.weights[first.sentences[0]] > second.weights[first.sentences[0]]


def test_a_report_of_nothing_has_no_candidate() -> None:
    parse = parse_of("The council met on Monday.")
    assert incidents(said(parse.text, {}, {}), [[] for _ in labels().types]) == []
