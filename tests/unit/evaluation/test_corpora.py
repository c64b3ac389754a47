"""Loaders on tiny invented files in each corpus's layout. All events are fictional."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import (
    corpora_folder,
    corpus_hash,
    corpus_path,
    load_gva,
    load_hrdsattack,
    load_muc4,
    load_wikinews,
)
from tallybook.model import DateRange, PublishedBasis


def hrd_record(**sample: Any) -> dict[str, Any]:
    fields = {
        "Input.GLOBALEVENTID": 7,
        "Input.title": "Fictional teacher held in Oldport",
        "Input.publish_date": "2021-03-05 10:00:00",
        "Input.article_interface": "<p>Police held a teacher on Thursday.</p> <p>She was freed &amp; went home.</p>",
    }
    gold = {"perpetrator_type": "state actor", "violation_types": ["arbitrary detention"], "victims": []}
    return {"sample": fields | sample, "merged_sample": gold}


def write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_folder_from_the_environment(tmp_path: Path) -> None:
    assert corpora_folder({"TALLYBOOK_CORPORA": str(tmp_path)}) == tmp_path.resolve()


def test_missing_folder_says_where_it_was_looked_for(tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    with pytest.raises(CorpusMissingError, match="TALLYBOOK_CORPORA") as caught:
        corpora_folder({"TALLYBOOK_CORPORA": str(absent)})
    assert str(absent) in str(caught.value)
    assert caught.value.code == "TB601"


def test_missing_corpus_in_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissingError, match="The corpus hrdsattack was looked for at"):
        corpus_path("hrdsattack/dev.json", {"TALLYBOOK_CORPORA": str(tmp_path)})


def test_hash_is_over_the_bytes_of_all_files_by_name(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    one.write_bytes(b"first")
    two.write_bytes(b"second")
    assert corpus_hash([one, two]) == corpus_hash([two, one])
    assert corpus_hash([one]) == "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e"
    with pytest.raises(CorpusMissingError):
        corpus_hash([tmp_path / "c"])


def test_hrdsattack_sample_becomes_a_report(tmp_path: Path) -> None:
    (sample,) = load_hrdsattack(write(tmp_path / "dev.json", [hrd_record()]))
    report = sample.report
    assert report.text == (
        "Fictional teacher held in Oldport\n\nPolice held a teacher on Thursday.\n\nShe was freed & went home."
    )
    assert report.title_span is not None
    assert report.title_span.of(report.text) == report.title
    assert report.published == DateRange.day(date(2021, 3, 5))
    assert report.published_basis is PublishedBasis.DATA
    assert (sample.event, report.document) == (7, "hrdsattack-7")


@pytest.mark.parametrize(
    "content",
    [
        {"not": "a list"},
        [{"sample": {}}],
        [hrd_record(**{"Input.publish_date": "yesterday"})],
        [hrd_record(**{"Input.title": "", "Input.article_interface": "<p> </p>"})],
    ],
)
def test_hrdsattack_in_another_layout_is_refused(tmp_path: Path, content: Any) -> None:
    with pytest.raises(CorpusFormatError):
        load_hrdsattack(write(tmp_path / "dev.json", content))


def test_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dev.json"
    path.write_text("[{", encoding="utf-8")
    with pytest.raises(CorpusFormatError, match="is not JSON"):
        load_hrdsattack(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusFormatError, match="UTF-8"):
        load_hrdsattack(path)


def test_wikinews(tmp_path: Path) -> None:
    path = tmp_path / "wikinews.csv"
    path.write_text(
        'url,date,title,text\n"https://example.org/1",2019-01-04,"Bridge opens","A bridge opened.\n\nIt is ""long""."\n'
        '"https://example.org/2",2019-01-05,"",""\n',
        encoding="utf-8",
    )
    (report,) = load_wikinews(path)
    assert report.text == 'Bridge opens\n\nA bridge opened.\n\nIt is "long".'
    assert (report.url, report.document) == ("https://example.org/1", "wikinews-1")
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CorpusFormatError, match="lacks the columns date"):
        next(load_wikinews(path))


def test_muc4_messages(tmp_path: Path) -> None:
    (tmp_path / "dev-muc3-0001-0002").write_text(
        "DEV-MUC3-0001 (EXAMPLE)\n\n   OLDPORT, 3 JAN 90 -- [TEXT] NOTHING\nHAPPENED.\n\n\n"
        "DEV-MUC3-0002\n\n   STILL NOTHING.\n",
        encoding="latin-1",
    )
    (tmp_path / "key-dev-0001.muc4").write_text("0.  MESSAGE: ID   DEV-MUC3-0001\n", encoding="latin-1")
    first, second = load_muc4(tmp_path)
    assert (first.document, second.document) == ("DEV-MUC3-0001", "DEV-MUC3-0002")
    assert "NOTHING HAPPENED." in first.text
    assert second.text == "STILL NOTHING."
    assert first.published == DateRange.day(date(1990, 1, 3))


def test_muc4_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissingError):
        list(load_muc4(tmp_path))
    other = tmp_path / "notes.txt"
    other.write_text("no header", encoding="latin-1")
    with pytest.raises(CorpusFormatError):
        list(load_muc4(other))


def test_gva_incident_keeps_reports_with_a_text(tmp_path: Path) -> None:
    path = tmp_path / "incidents.jsonl.gz"
    record = {
        "incident": "1",
        "date": "2014-05-06",
        "num_killed": 0,
        "reports": [
            {
                "id": "r1",
                "title": "Shots in Oldport",
                "date": "2014-05-07",
                "url": "https://example.org",
                "text": "Shots.",
            },
            {"id": "r2", "title": "Empty", "date": "", "url": "", "text": " "},
            {"id": "r3", "title": "", "date": "no date", "url": "", "text": "More."},
        ],
    }
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write(json.dumps(record) + "\n")
    (incident,) = load_gva(path)
    assert incident.gold == {"incident": "1", "date": "2014-05-06", "num_killed": 0}
    assert [report.document for report in incident.reports] == ["r1", "r3"]
    assert incident.reports[0].text == "Shots in Oldport\n\nShots."
    assert incident.reports[1].published is None


def test_gva_in_another_layout_is_refused(tmp_path: Path) -> None:
    plain = tmp_path / "plain.jsonl.gz"
    plain.write_text("{}", encoding="utf-8")
    with pytest.raises(CorpusFormatError, match="gzipped"):
        list(load_gva(plain))
    with gzip.open(plain, "wt", encoding="utf-8") as stream:
        stream.write("{}\n")
    with pytest.raises(CorpusFormatError, match="layout"):
        list(load_gva(plain))
