from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tokenizers")

from training.examples import Act, Example
from training.labels import LABELS
from training.other_corpora import is_held_out, read_ceha, read_event_location, read_gva, read_polnear

from tallybook.coding.encoder import weights
from tallybook.coding.tokens import segment
from tallybook.coding.windows import load_tokenizer
from tallybook.model import Report


def _lines(file: Path, records: list[dict[str, Any]]) -> Path:
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record) + "\n" for record in records)
    return file


def _report(words: str) -> Report:
    return Report.make(words, document="1", language="en")


def test_about_a_fifth_of_the_texts_is_held_out_whatever_their_order() -> None:
    texts = [f"Report {number} tells of nothing." for number in range(500)]
    held = [text for text in texts if is_held_out(_report(text))]
    assert 60 < len(held) < 140
    assert held == [text for text in texts if is_held_out(Report.make(text, document="other"))]


def test_quotations_mark_the_words_of_their_roles(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "a_2031-05-14_b.txt").write_text("Ana Lindqvist thinks it is over.")
    annotation = "T1\tSource 0 13\tAna Lindqvist\nT2\tCue 14 20\tthinks\nT3\tContent 21 31\tit is over\n"
    (tmp_path / "attributions" / "a_2031-05-14_b.ann").write_text(annotation)
    (made,) = read_polnear(tmp_path)
    assert {span.role: made.text.words(span.first, span.last) for span in made.spans} == {
        "source": "Ana Lindqvist",
        "cue": "thinks",
        "content": "it is over",
    }
    assert made.tags <= set(LABELS.tags)


def test_sentences_are_put_together_and_each_act_keeps_its_own_place(tmp_path: Path) -> None:
    records = []
    for number in range(20):
        text = f"In town {number} two men were shot near Oldport."
        verb, place = text.index("shot"), text.index("Oldport")
        records.append(
            {
                "text": text,
                "answer": "accept",
                "spans": [
                    {"label": "VERB", "start": verb, "end": verb + 4},
                    {"label": "LOCATION", "start": place, "end": place + 7},
                ],
            }
        )
    made = list(read_event_location(_lines(tmp_path / "s.jsonl.gz", records)))
    kept = [one for one in records if not is_held_out(_report(str(one["text"])))]
    assert sum(len(one.acts) for one in made) == len(kept) > 10
    for one in made:
        for act in one.acts:
            assert one.text.words(*act.words) == "shot"
            assert [one.text.words(*site) for site in act.sites] == ["Oldport"]
            assert act.within[0] <= act.words[0] < act.sites[0][0] < act.within[1]


def test_a_summary_is_labelled_as_one(tmp_path: Path) -> None:
    why = "Why is the event NOT relevant? \n(if applicable)"
    texts = [f"Fighting number {number} goes on." for number in range(10)]
    records = [
        {
            "Event Description": text,
            "Is the event relevant?": "No",
            why: "a summary of different situations",
            "Index": str(number),
            "Time": "20310514",
        }
        for number, text in enumerate(texts)
    ]
    made = list(read_ceha(_lines(tmp_path / "c.jsonl.gz", records)))
    assert made
    assert all(one.classes == {"report_kind": ["aggregate"]} for one in made)
    assert "aggregate" in LABELS.classes["report_kind"]


def test_the_town_and_the_day_of_a_shooting_are_marked(tmp_path: Path) -> None:
    record = {
        "incident": "15",
        "date": "2031-05-13",
        "city_or_county": "Larkfield (county)",
        "lat_long": [1.0, 2.0],
        "num_killed": 0,
        "num_injured": 1,
        "reports": [
            {
                "id": "x",
                "title": "t",
                "date": "2031-05-14",
                "url": "",
                "text": "A man was shot in Larkfield on May 13, 2031. He was born on May 2, 2001.",
            }
        ],
    }
    other = {**record, "incident": "16"}
    (made,) = read_gva(_lines(tmp_path / "g.jsonl.gz", [record, other]))
    words = [(span.role, made.text.words(span.first, span.last)) for span in made.spans]
    assert ("place", "Larkfield") in words
    assert [text for role, text in words if role == "date"] == ["on May 13, 2031"] or [
        text for role, text in words if role == "date"
    ] == ["May 13, 2031"]


def test_acts_become_targets_of_their_own_sentence() -> None:
    tensors = pytest.importorskip("training.tensors")
    report = _report("Two men were shot near Oldport. Others fled to Larkfield.")
    text = segment(report)
    made = Example("event_location", "1", report, text, frozenset())
    made.acts.append(Act((3, 4), (0, 7), ((5, 6),)))
    one = tensors.tensors_of(made, load_tokenizer(weights() / "tokenizer.json"), LABELS)
    ((words, around, sites),) = one.acts
    assert len(words) == 1
    assert len(around) == len(sites) < len(one.inputs[3])
    assert 1 <= sites.sum() <= 3
