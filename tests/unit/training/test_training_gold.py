"""Labels of our gold as what they say of phrases. The report is invented."""

from __future__ import annotations

import yaml
from training.gold import Told, told_of

from tallybook.coding.base import Pipeline
from tallybook.coding.casualties import CASUALTIES
from tallybook.coding.grammar import PARSE
from tallybook.coding.people import people_phrases
from tallybook.coding.rules import rule_components
from tallybook.evaluation.gold_labels import read_annotation
from tallybook.model import Report

TEXT = (
    "Gunmen killed a mayor and his driver in Larkfield on Friday. "
    "The mayor was buried on Sunday. Police accused Tom Bell."
)
FILE = """
mentions:
  - {id: a, kind: reported, type: armed_assault, anchor: "0: killed"}
casualties:
  - {mention: a, harm: killed, group: officials, words: "0: a mayor", numbers: [1, 1, 1], speaker: [],
     stance: reported_as_fact}
  - {mention: a, harm: killed, group: civilians, words: "0: his driver", numbers: [1, 1, 1], speaker: [],
     stance: reported_as_fact}
responsibility:
  - {mention: a, act: accused, actor: ["2: Tom Bell"], words: "2: accused", speaker: ["2: Police"], stance: alleged}
"""


def test_labels_say_what_befell_each_phrase_and_leave_open_who_is_told_of_again() -> None:
    report = Report.make(TEXT, language="en")
    layers = Pipeline(rule_components()).run(report)
    parse, rows = layers[PARSE], layers[CASUALTIES]
    phrases = people_phrases(parse)
    told = told_of(read_annotation(yaml.safe_load(FILE), report, "nowhere", "train"), phrases, parse.text, rows)
    by_words: dict[str, list[Told]] = {}
    for phrase, one in zip(phrases, told, strict=True):
        by_words.setdefault(parse.text.lowers[phrase.last - 1], []).append(one)
    first, again = by_words["mayor"]
    assert (first.harms, first.groups, first.unsure) == ({"killed"}, {"officials"}, False)
    assert (again.harms, again.unsure) == (set(), True)
    assert by_words["driver"][0].groups == {"civilians"}
    accused = [parse.words(phrase) for phrase, one in zip(phrases, told, strict=True) if one.acts == {"accused"}]
    assert accused == ["Tom Bell"]
    assert by_words["police"][0] == Told()
