from __future__ import annotations

import pytest

pytest.importorskip("tokenizers")

from training.labels import LABELS
from training.muc4 import days, example
from training.own import own_templates, read_own

from tallybook.evaluation.muc4.templates import parse_templates
from tallybook.model import Report

KEY = """
0.  MESSAGE: ID                     X-MUC3-0001
1.  MESSAGE: TEMPLATE               1
2.  INCIDENT: DATE                  03 MAY 90
3.  INCIDENT: LOCATION              CHILE: LARKFIELD (CITY)
4.  INCIDENT: TYPE                  BOMBING
5.  INCIDENT: STAGE OF EXECUTION    ACCOMPLISHED
6.  INCIDENT: INSTRUMENT ID         "BOMB"
7.  INCIDENT: INSTRUMENT TYPE       BOMB: "BOMB"
8.  PERP: INCIDENT CATEGORY         TERRORIST ACT
12. PHYS TGT: ID                    "FISH MARKET" / "MARKET"
13. PHYS TGT: TYPE                  COMMERCIAL: "FISH MARKET" / "MARKET"
16. PHYS TGT: EFFECT OF INCIDENT    SOME DAMAGE: "FISH MARKET" / "MARKET"
"""
TEXT = (
    "A bomb damaged the fish market in Larkfield. The price of bread went up. "
    "The market had been painted a year ago, said the painter. An explosion was heard elsewhere in 1970."
)


def test_our_own_reports_use_known_labels_and_mark_words_of_their_text() -> None:
    for one in read_own():
        for span in one.spans:
            assert span.role in LABELS.tags
            assert span.first < span.last <= len(one.text.tokens)
            for name, values in span.attributes.items():
                assert set(values) <= set(LABELS.attributes[name])  # type: ignore[call-overload]
        for template in one.templates:
            assert template["type"] in LABELS.types
            assert template["sentences"]


def test_our_own_reports_become_templates() -> None:
    first = next(read_own())
    (template,) = own_templates(first)
    assert [str(filler) for filler in template.get(12)] == ['"THE FISH MARKET"']


def test_a_string_of_the_key_is_labelled_where_it_stands_with_others() -> None:
    made = example(Report.make(TEXT), tuple(parse_templates(KEY)))
    markets = [one for one in made.spans if one.role == "physical_target"]
    assert [made.text.words(one.first, one.last) for one in markets] == ["fish market", "market"]
    assert [one.template for one in markets] == [0, None]
    assert made.templates[0]["sentences"] == [0]


def test_a_sentence_with_words_of_the_act_alone_counts_neither_way() -> None:
    made = example(Report.make(TEXT), tuple(parse_templates(KEY)))
    assert (3, "BOMBING") in made.unsure
    assert (1, "BOMBING") not in made.unsure


def test_what_the_key_says_of_a_string_becomes_its_attributes() -> None:
    made = example(Report.make(TEXT), tuple(parse_templates(KEY)))
    (market,) = [one for one in made.spans if one.role == "physical_target" and one.template == 0]
    assert market.attributes == {"physical_kind": ["COMMERCIAL"], "damage": ["SOME DAMAGE"]}


def test_a_date_on_or_before_the_message_marks_no_words() -> None:
    assert days("- 03 MAY 90") == ()
    assert days("03 MAY 90 - 04 MAY 90") == ("1990-05-03", "1990-05-04")
