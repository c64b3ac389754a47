"""The gold of our own: reading annotators' files, and how two accounts of a report agree. All reports are invented."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tallybook.coding import get_coder
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.gold import count, evaluate_gold, gold_path, labelled_reports
from tallybook.evaluation.gold_accounts import (
    Account,
    Agreement,
    account_of_coding,
    account_of_labels,
    compare,
)
from tallybook.evaluation.gold_labels import labels_from_json, labels_to_json, read_annotation
from tallybook.model import Report, krippendorff_alpha

TEXT = (
    "A bomb exploded in Karsk on Friday, killing five people, including two police officers, the governor said. "
    "Ten others were injured. The Harrow Front claimed responsibility for the bombing. "
    "Last month gunmen shot dead a teacher in Larkfield."
)
FILE = """
document: made-up
mentions:
  - {id: a, kind: reported, type: bombing, anchor: "0: exploded", first: 2031-05-09, last: 2031-05-09,
     place: "0: Karsk", killed: [5, 5, 5], injured: [10, 10, 10], relation: null}
  - {id: b, kind: background, type: armed_assault, anchor: "3: shot dead", first: 2031-04-01, last: 2031-04-30,
     place: "3: Larkfield", killed: [1, 1, 1], injured: null, relation: {is: background_of, other: a}}
casualties:
  - {mention: a, harm: killed, group: unspecified, words: "0: five people", numbers: [5, 5, 5], part_of: null,
     speaker: ["0: the governor"], stance: reported_as_fact}
  - {mention: a, harm: killed, group: police, words: "0: two police officers", numbers: [2, 2, 2], part_of: 1,
     speaker: ["0: the governor"], stance: reported_as_fact}
  - {mention: a, harm: injured, group: unspecified, words: "1: Ten others", numbers: [10, 10, 10], part_of: null,
     speaker: [], stance: reported_as_fact}
  - {mention: b, harm: killed, group: teachers_students, words: "3: a teacher", numbers: [1, 1, 1], part_of: null,
     speaker: [], stance: reported_as_fact}
responsibility:
  - {mention: a, act: claimed, actor: ["2: The Harrow Front"], words: "2: claimed responsibility",
     speaker: ["2: The Harrow Front"], stance: claimed, channel: ""}
"""
REPORT = Report.make(TEXT, document="made-up", language="en")


def _labels(change: Any = None) -> Any:
    plain = yaml.safe_load(FILE)
    if change is not None:
        change(plain)
    return read_annotation(plain, REPORT, "nowhere", "tune")


def _account(change: Any = None) -> Account:
    return account_of_labels(_labels(change), TEXT)


def _agreement(change: Any) -> Agreement:
    return compare(_account(), _account(change), REPORT)


def test_labels_survive_json_and_hold_no_text() -> None:
    labels = _labels()
    written = json.dumps(labels_to_json(labels))
    assert labels_from_json(json.loads(written)) == labels
    assert "Karsk" not in written
    assert "governor" not in written
    assert labels.rows[0].words.of(TEXT) == "five people"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plain: plain["casualties"][0].update(words="0: six people"), "does not stand 1 times in sentence 0"),
        (lambda plain: plain["casualties"][0].update(words="9: five people"), "there is no sentence 9"),
        (lambda plain: plain["casualties"][0].update(group="bakers"), "'bakers' is none of"),
        (lambda plain: plain["casualties"][0].update(numbers=[5, 4, None]), "do not rise"),
        (lambda plain: plain["casualties"][1].update(part_of=7), "part_of 7 is no other row"),
        (lambda plain: plain["casualties"][0].pop("harm"), "'harm' is missing"),
        (lambda plain: plain["responsibility"][0].update(actor=[]), "unless it is unclaimed"),
        (lambda plain: plain["mentions"][1].update(id="a"), "two mentions have one id"),
        (lambda plain: plain["mentions"][0].update(first=None), "two days in their order"),
    ],
)
def test_faults_of_a_file_are_named(change: Any, said: str) -> None:
    with pytest.raises(CorpusFormatError, match=said):
        _labels(change)


def test_every_fault_is_named_at_once() -> None:
    def spoil(plain: Any) -> None:
        plain["casualties"][0]["harm"] = "hurt"
        plain["casualties"][2]["words"] = "1: Nine others"

    with pytest.raises(CorpusFormatError, match=r"casualties 1: .*casualties 3: "):
        _labels(spoil)


def test_an_account_agrees_with_itself() -> None:
    counted = count(_agreement(None), "made-up")
    for name in ("casualty_rows_f1", "responsibility_f1", "stance_accuracy", "speaker_f1", "mention_f1", "killed_best"):
        above, below = counted.terms[name]
        assert above == below > 0, name
    assert counted.terms.get("mention_separation") == (5, 5)


def test_a_row_counts_only_with_harm_group_and_numbers() -> None:
    def other_group(plain: Any) -> None:
        plain["casualties"][0]["group"] = "civilians"

    assert _agreement(other_group).rows() == (3, 4, 4)
    assert _agreement(other_group).rows(group=False) == (4, 4, 4)
    assert _agreement(lambda plain: plain["casualties"][2].update(numbers=[10, 10, None])).rows() == (3, 4, 4)


def test_a_row_told_twice_in_a_mention_counts_once() -> None:
    def twice(plain: Any) -> None:
        plain["casualties"].append({**plain["casualties"][3], "words": "3: teacher"})

    assert _agreement(twice).rows() == (4, 4, 4)


def test_a_value_with_the_wrong_occurrence_is_not_separated() -> None:
    assert _agreement(lambda plain: plain["casualties"][2].update(mention="b")).separated() == (4, 5)


def test_speakers_agree_by_place_or_by_name() -> None:
    def named_elsewhere(plain: Any) -> None:
        plain["casualties"][0]["speaker"] = ["0: governor"]
        plain["casualties"][1]["speaker"] = ["0: Karsk"]

    above, below = count(_agreement(named_elsewhere), "x").terms["speaker_f1"]
    assert (above, below) == (4.0, 6.0)  # two of three on both sides


def test_figures_of_a_mention_are_compared_with_those_of_the_same_occurrence() -> None:
    counted = count(_agreement(lambda plain: plain["mentions"][1].update(killed=[2, 2, 2])), "x")
    terms = counted.terms
    assert [terms["killed_best"], terms["mention_first_day"]] == [(1, 2), (2, 2)]


def test_the_account_of_a_coder_is_compared_like_one_of_a_person() -> None:
    report = Report.make(TEXT, document="made-up", language="en")
    given = account_of_coding(report, get_coder("rules").code(report))
    agreement = compare(_account(), given, report)
    assert agreement.rows()[0] >= 3
    assert agreement.entries() == (1, 1, 1)


def test_alpha_of_a_worked_example() -> None:
    # Two annotators, ten units, the reliability data of Krippendorff's first nominal example: alpha = 0.095.
    one, two = "0100000010", "1110010000"
    units = [{"x": a, "y": b} for a, b in zip(one, two, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.095, abs=0.001)
    assert krippendorff_alpha([{"x": "a", "y": "a"}, {"x": "b", "y": "b"}]) == 1.0
    assert krippendorff_alpha([{"x": "a"}]) is None


@pytest.mark.parametrize("part", ["tune", "test"])
def test_the_labels_of_the_package_fit_their_reports(part: str) -> None:
    try:
        found = list(labelled_reports(gold_path(part)))
    except CorpusMissingError as missing:
        pytest.skip(str(missing))
    assert len(found) >= 55
    for labels, report in found:
        spans = [row.words for row in labels.rows] + [entry.words for entry in labels.entries]
        assert max((span.end for span in spans), default=0) <= len(report.text)


def test_labels_that_are_not_there(tmp_path: Any) -> None:
    with pytest.raises(CorpusMissingError, match="There are no labels"):
        evaluate_gold(tmp_path / "no.jsonl", get_coder("rules"))
    (tmp_path / "bad.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(CorpusFormatError, match="not in the gold's layout"):
        evaluate_gold(tmp_path / "bad.jsonl", get_coder("rules"))
