"""The measurements of parts of the record, on small invented files in the corpora's layouts. All is fictional."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tallybook.coding import get_coder
from tallybook.coding.base import Coder
from tallybook.errors import CorpusFormatError, CorpusMissingError, EvaluationError
from tallybook.evaluation import CORPORA, Evaluation, run
from tallybook.evaluation.ceha import read_records
from tallybook.evaluation.event_location import evaluate_event_location, read_sentences
from tallybook.evaluation.geoparsing import read_documents
from tallybook.evaluation.gvdb import join_words
from tallybook.evaluation.gvdb import read_articles as read_gvdb
from tallybook.evaluation.polnear import read_articles as read_polnear
from tallybook.evaluation.registry import PARTS
from tallybook.model import Coding, Report, Span

CODER = get_coder("rules")


class Silent:
    """A coder that finds nothing and is built from no components."""

    name = "silent"
    version = "1"

    def code(self, report: Report) -> Coding:
        return Coding(report.id, self.name, self.version)


def jsonl(path: Path, *records: dict[str, Any]) -> Path:
    lines = "".join(json.dumps(record) + "\n" for record in records)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def value(evaluation: Evaluation, name: str) -> tuple[float, float]:
    figure = evaluation.figures[name]
    return figure.hits, figure.of


# PolNeAR


@pytest.fixture
def polnear(tmp_path: Path) -> Path:
    folder = tmp_path / "tune"
    text = "The minister said the bridge was closed. The tide rose."
    for part in ("text", "attributions"):
        (folder / part).mkdir(parents=True)
    name = "gazette_2021-03-05_bridge"
    (folder / "text" / f"{name}.txt").write_text(text, encoding="utf-8")
    rows = [("T1", "Source", "The minister"), ("T2", "Cue", "said"), ("T3", "Content", "the bridge was closed")]
    lines = [
        f"{tag}\t{role} {text.index(words)} {text.index(words) + len(words)}\t{words}" for tag, role, words in rows
    ]
    lines += ["E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3", "T4\tDiscard 41 54\tThe tide rose"]
    (folder / "attributions" / f"{name}_aa00.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "attributions" / f"{name}_bb11.ann").write_text("", encoding="utf-8")
    return folder


def test_polnear_takes_the_first_annotation_and_the_day_in_the_name(polnear: Path) -> None:
    (article,) = read_polnear(polnear)
    assert [one.role for one in article.gold] == ["source", "cue", "content"]
    assert article.gold[0].pieces == (Span(0, 12),)
    assert str(article.report.published) == "2021-03-05"


def test_polnear_counts_words_and_whole_spans(polnear: Path) -> None:
    evaluation = run("polnear", polnear, CODER)
    assert (evaluation.corpus, evaluation.split, evaluation.reports) == ("polnear", "tune", 1)
    for role, words in (("source", 2), ("cue", 1), ("content", 4)):
        assert value(evaluation, f"{role}_recall") == (words, words)
        assert value(evaluation, f"{role}_precision") == (words, words)
        assert value(evaluation, f"{role}_exact_f1") == (2, 2)
    assert not evaluation.shown[0].wrong


def test_polnear_refuses_a_span_behind_the_text(polnear: Path) -> None:
    file = next((polnear / "attributions").glob("*_aa00.ann"))
    file.write_text("T1\tSource 50 5000\tThe minister\n", encoding="utf-8")
    with pytest.raises(CorpusFormatError, match="ends after its text"):
        list(read_polnear(polnear))


def test_a_coder_without_components_is_told_so(polnear: Path) -> None:
    with pytest.raises(EvaluationError, match="'silent' is not built from components"):
        run("polnear", polnear, Silent())


# event_location


def sentence(text: str, verb: str, *places: str, answer: str | None = "accept") -> dict[str, Any]:
    spans = [("VERB", verb), *(("LOCATION", place) for place in places)]
    found = [{"label": label, "start": text.index(word), "end": text.index(word) + len(word)} for label, word in spans]
    return {"text": text, "spans": found, "answer": answer}


def test_event_location_is_right_by_overlap_and_by_silence(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path / "tune.jsonl.gz",
        sentence("Soldiers clashed with rebels in Kandahar on Monday.", "clashed", "Kandahar"),
        sentence("The two sides clashed again on Monday.", "clashed", answer=None),
        sentence("Rebels clashed in Kandahar.", "clashed", "Kandahar", answer="reject"),
        sentence("Rebels clashed in Kandahar.", "clashed"),
    )
    evaluation = evaluate_event_location(file, CODER)
    assert evaluation.documents == ("1", "2", "4")
    assert evaluation.split == "tune"
    assert value(evaluation, "accuracy") == (2, 3)
    assert value(evaluation, "with_place") == (1, 1)
    assert value(evaluation, "without_place") == (1, 2)
    assert value(evaluation, "place_precision") == (1, 2)
    assert [one.wrong for one in evaluation.shown] == [False, False, True]


def test_event_location_finds_places_whose_offsets_are_lost(tmp_path: Path) -> None:
    record = sentence("Police in Newport, not Oldport, said Newport was quiet.", "said", "Newport")
    record["spans"][1] |= {"start": 5, "end": 5, "text": "Newport", "token_start": 9}
    (one,) = read_sentences(jsonl(tmp_path / "a.jsonl", record))
    assert one.places == (Span(37, 44),)


def test_the_limit_takes_the_first_reports(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "a.jsonl", *(sentence("Rebels clashed.", "clashed") for _ in range(5)))
    assert evaluate_event_location(file, CODER, limit=2).documents == ("1", "2")


# Geoparsing

LGL = """<articles><article docid="7"><text>Floods hit Kandahar and Oldport. Afghan troops helped.</text><toponyms>
<toponym><start>12</start><end>20</end><phrase>Kandahar</phrase><gaztag geonameid="1138336"><lat>31.61</lat>
<lon>65.70</lon><country>Afghanistan</country><admin1>Kandahar</admin1></gaztag></toponym>
<toponym><start>24</start><end>31</end><phrase>Oldport</phrase></toponym>
<toponym><start>33</start><end>39</end><phrase>Afghan</phrase><gaztag geonameid="1149361"><lat>33</lat><lon>66</lon>
<country>Afghanistan</country></gaztag></toponym></toponyms></article></articles>"""


def test_toponyms_that_stand_a_little_off_are_found(tmp_path: Path) -> None:
    file = tmp_path / "invented.xml"
    file.write_text(LGL, encoding="utf-8")
    (document,) = read_documents(file)
    assert [one.span.of(document.text) for one in document.toponyms] == ["Kandahar", "Oldport", "Afghan"]
    assert document.toponyms[1].latitude is None


def test_geoparsing_counts_places_that_have_a_point(tmp_path: Path) -> None:
    file = tmp_path / "invented.xml"
    file.write_text(LGL, encoding="utf-8")
    evaluation = run("geoparsing", file, CODER)
    assert evaluation.split == "invented"
    assert value(evaluation, "missing") == (0, 2)
    assert value(evaluation, "country") == (2, 2)
    assert value(evaluation, "acc161")[1] == 2
    assert value(evaluation, "detection_recall")[1] == 3


def test_geovirus_counts_from_one(tmp_path: Path) -> None:
    file = tmp_path / "virus.xml"
    file.write_text(
        "<articles><article><text>In Kandahar.</text><locations><location><name>Kandahar</name><start>4</start>"
        "<end>12</end><lat>31.61</lat><lon>65.70</lon></location></locations></article></articles>",
        encoding="utf-8",
    )
    (document,) = read_documents(file)
    assert document.toponyms[0].span == Span(3, 11)
    assert "exact" not in run("geoparsing", file, CODER).figures


# TimeBank

TIMEML = """<?xml version="1.0" ?><TimeML><DOCID>{name}</DOCID><DCT><TIMEX3 tid="t0" type="DATE" value="2021-03-05"
functionInDocument="CREATION_TIME">03/05/2021</TIMEX3></DCT><TEXT>The bridge closed on <TIMEX3 tid="t1" type="DATE"
value="2021-03-02">March 2, 2021</TIMEX3>. It is open <TIMEX3 tid="t2" type="DATE" value="PRESENT_REF">now</TIMEX3>,
not <TIMEX3 tid="t3" type="DATE" value="2020-12-24">yesterday</TIMEX3>.</TEXT></TimeML>"""


def test_timebank_compares_calendar_periods(tmp_path: Path) -> None:
    (tmp_path / "one.tml").write_text(TIMEML.format(name="one"), encoding="utf-8")
    (tmp_path / "._one.tml").write_bytes(b"\x00")
    evaluation = run("timebank", tmp_path, CODER)
    assert evaluation.reports == 1
    assert value(evaluation, "date_value_accuracy") == (1, 2)
    assert value(evaluation, "date_value_f1") == (2, 4)
    assert [pair.right for pair in evaluation.shown[0].values] == [True, None, False]


def test_timebank_wants_a_creation_time(tmp_path: Path) -> None:
    (tmp_path / "one.tml").write_text("<TimeML><TEXT>Nothing.</TEXT></TimeML>", encoding="utf-8")
    with pytest.raises(CorpusFormatError, match="creation time"):
        run("timebank", tmp_path, CODER)


# CEHA


def record(text: str, relevant: str, why: str = "") -> dict[str, Any]:
    return {
        "Index": "X1",
        "Time": "20210305",
        "Event Description": text,
        "Is the event relevant?": relevant,
        "Why is the event NOT relevant? \n(if applicable)": why,
    }


def test_ceha_leaves_out_what_is_neither(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path / "tune.jsonl",
        record("Gunmen killed two farmers near Oldport on Monday.", "Yes"),
        record("The harvest was good.", "No", "2. Not violence / conflict related"),
        record(
            "Almost daily attacks have killed dozens of people in recent weeks.", "No", "3. A summary of situations"
        ),
    )
    assert [one.gold for one in read_records(file)] == ["incident", "aggregate"]
    evaluation = run("ceha", file, CODER)
    assert value(evaluation, "aggregate_accuracy") == (2, 2)
    silent = run("ceha", file, Silent())
    assert value(silent, "aggregate_accuracy") == (0, 2)
    assert value(silent, "something_found") == (0, 2)


# Web pages


def test_webpages_are_means_over_pages(tmp_path: Path) -> None:
    body = "The bridge over the river was closed on Monday after a flood. " * 6
    page = (
        f"<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1><p>{body}</p></article></body></html>"
    )
    (tmp_path / "aa.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "bb.html").write_text("<html></html>", encoding="utf-8")
    truth = {"aa": {"articleBody": body, "url": "https://example.org/a"}, "bb": {"articleBody": body, "url": ""}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
    evaluation = run("webpages", tmp_path, CODER)
    assert value(evaluation, "text_f1") == (1, 2)
    assert [one.wrong for one in evaluation.shown] == [False, True]


def test_a_page_that_is_not_there_is_missing(tmp_path: Path) -> None:
    (tmp_path / "ground-truth.json").write_text('{"aa": {"articleBody": "x", "url": ""}}', encoding="utf-8")
    with pytest.raises(CorpusMissingError, match="The page aa"):
        run("webpages", tmp_path, CODER)


# Gun violence


def gva_incident(text: str, **gold: Any) -> dict[str, Any]:
    fields = {"incident": "1", "date": "2016-05-02", "city_or_county": "Columbus", "lat_long": [39.96, -82.99]}
    report = {"id": "r1", "title": "Shooting", "date": "2016-05-03", "url": "", "text": text}
    return {**fields, "num_killed": 2, "num_injured": 0, "participants": [], "reports": [report], **gold}


def test_gva_asks_only_for_what_the_text_states(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path / "tune.jsonl.gz",
        gva_incident("COLUMBUS, Ohio - Gunmen killed two people in Columbus, Ohio, on Monday, police said."),
        gva_incident("Officers are looking for witnesses.", incident="2"),
        gva_incident("Nothing.", incident="3", reports=[]),
    )
    evaluation = run("gva", file, CODER)
    assert (evaluation.reports, evaluation.documents) == (2, ("1", "2"))
    assert value(evaluation, "killed_exact") == (1, 1)
    assert value(evaluation, "killed_any") == (1, 2)
    assert value(evaluation, "injured_none") == (2, 2)
    assert value(evaluation, "date_exact") == (1, 1)
    assert value(evaluation, "place_25km") == (1, 1)
    assert "injured_exact" not in evaluation.figures


def test_gvdb_words_are_joined_as_english_is_written() -> None:
    words = [
        ["Two", "hurt", "."],
        ["A", "32-year", "-", "old", "(", "unnamed", ")", "'s", "car", ",", "he", "said", "."],
    ]
    assert join_words(words) == "Two hurt.\n\nA 32-year-old (unnamed)'s car, he said."


def test_gvdb_spans_name_a_town_and_a_victim(tmp_path: Path) -> None:
    body = "Ben Example , 30 , was shot dead in Columbus on May 2 , 2016 ."
    words = [["Man", "killed"], body.split(" ")]
    spans = [[2, 4, "VIC-NAME", "Ben Example", ["Ben", "Example"]], [10, 11, "DAT-CITY", "Columbus", ["Columbus"]]]
    file = jsonl(tmp_path / "dev.json", {"doc_key": "1", "date": "2016-05-02", "full_text": words, "spans": spans})
    evaluation = run("gvdb", file, CODER)
    assert value(evaluation, "victim_name") == (1, 1)
    assert value(evaluation, "date_exact") == (1, 1)
    assert value(evaluation, "city_exact") == (1, 1)
    assert "killed_exact" not in evaluation.figures


def test_gvdb_table_counts_victims_by_what_became_of_them(tmp_path: Path) -> None:
    victims = [{"name": {"value": "Ben Example"}, "victim-was": [status]} for status in ("killed", "hospitalized")]
    blob = {"date-and-time": {"date": "2016-05-02", "city": {"value": "Columbus"}}, "victim-section": victims}
    file = tmp_path / "all.tsv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, delimiter="\t")
        rows.writerow(["Article url", "Article title", "Full text", "Json", "Worker"])
        rows.writerow(["", "Shooting", "One man was killed and one man was wounded.", json.dumps(blob), "w"])
        blob["victim-section"] = [{"name": {"value": ""}, "victim-was": []}]
        rows.writerow(["", "Shooting", "A man was hurt.", json.dumps(blob), "w"])
    one, other = read_gvdb(file)
    assert (one.killed, one.injured, one.victim, one.city) == (1, 1, "Ben Example", "Columbus")
    assert (other.killed, other.injured) == (None, None)
    assert value(run("gvdb", file, CODER), "killed_exact") == (1, 1)


# What they have in common


def test_every_part_is_a_measurement_of_the_command() -> None:
    assert set(PARTS) <= set(CORPORA)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_missing_corpus_says_so(name: str, tmp_path: Path) -> None:
    coder: Coder = CODER
    with pytest.raises(CorpusMissingError):
        PARTS[name](tmp_path / "absent", coder)


@pytest.mark.parametrize("name", ["gva", "gvdb", "event_location", "ceha", "geoparsing"])
def test_another_file_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("This is a letter.\n", encoding="utf-8")
    with pytest.raises(CorpusFormatError):
        PARTS[name](file, CODER)
