"""The list of mentions of actors: what is right, what is refused, and the figures. The report is invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tallybook.actors import find_actors
from tallybook.coding import get_coder
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation import gold_reports
from tallybook.evaluation.actor_mentions import ActorMention, answer_of, evaluate_actors, is_right
from tallybook.model import Report, Span

TEXT = "The Pakistani Taliban and gunmen fired on the Pakistani army, said Tom Bell."
REPORT = Report.make(TEXT, document="made-up", language="en")


def _mention(words: str, actor: str, kind: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "actor": actor, "kind": kind}


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(gold_reports, "reports_of", lambda corpus: iter([REPORT]) if corpus == "nowhere" else iter([]))
    mentions = [
        _mention("Pakistani Taliban", "tehrik-i-taliban-pakistan", "rebel_group"),
        _mention("gunmen", "", "unidentified_armed_group"),
        _mention("the Pakistani army", "in-military", "military"),
        _mention("Tom Bell", "", "individual"),
    ]
    file = tmp_path / "list.jsonl"
    file.write_text(
        json.dumps({"corpus": "nowhere", "document": "made-up", "text_hash": REPORT.text_hash, "mentions": mentions}),
        "utf-8",
    )
    return file


def test_figures_count_named_described_and_persons_apart(listed: Path) -> None:
    made = evaluate_actors(listed, get_coder("rules")).figures
    figures = {name: (one.hits, one.of) for name, one in made.items()}
    assert figures == {"accuracy": (3, 4), "named": (1, 2), "described": (1, 1), "persons": (1, 1)}


def test_a_description_is_no_name_and_nobody_is_no_description() -> None:
    found = find_actors(TEXT)
    named = ActorMention(Span(4, 21), "tehrik-i-taliban-pakistan", "rebel_group")
    assert is_right(named, answer_of(named, "Pakistani Taliban", found))
    assert not is_right(ActorMention(named.span, "", "rebel_group"), answer_of(named, "Pakistani Taliban", found))
    nobody = ActorMention(Span(*(TEXT.index("said") + one for one in (0, 4))), "", "police")
    assert answer_of(nobody, "said", found) is None
    country = answer_of(ActorMention(nobody.span, "ir-government", "government"), "Iran", ())
    assert country is not None
    assert country.lexicon_id == "ir-government"
    assert not is_right(nobody, None)


def test_another_text_a_broken_list_and_no_list_are_refused(listed: Path, tmp_path: Path) -> None:
    listed.write_text(listed.read_text("utf-8").replace(REPORT.text_hash, "0" * 64), "utf-8")
    with pytest.raises(CorpusFormatError, match="made-up"):
        evaluate_actors(listed, get_coder("rules"))
    listed.write_text('{"corpus": "nowhere"}', "utf-8")
    with pytest.raises(CorpusFormatError):
        evaluate_actors(listed, get_coder("rules"))
    with pytest.raises(CorpusMissingError):
        evaluate_actors(tmp_path / "none.jsonl", get_coder("rules"))
