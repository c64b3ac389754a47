"""What the round-trip check accepts and what it finds, with a stand-in coder."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from tallybook.coding import get_coder
from tallybook.errors import CorpusMissingError, UsageError
from tallybook.evaluation import evaluate_roundtrip, run
from tallybook.evaluation.corpora import corpora_folder, corpus_path
from tallybook.evaluation.roundtrip import PARTS, check_coding, check_reports
from tallybook.model import (
    CasualtyRow,
    CodeValue,
    Coding,
    Field,
    Mention,
    MentionKind,
    Quantity,
    Report,
    Span,
    Stance,
    Statement,
    Support,
    TotalRelation,
)


class FirstWord:
    """Codes the first word of every report as an attack; raises on a report that says "trouble"."""

    name = "first-word"
    version = "1"

    def code(self, report: Report) -> Coding:
        if "trouble" in report.text:
            raise RuntimeError("trouble")
        span = Span(0, len(report.text.split()[0]))
        mention = Mention.make(report.id, MentionKind.REPORTED, span)
        value = CodeValue("incident_types", "other_attack")
        one = Statement.make(report, mention.id, Field.INCIDENT_TYPE, value, span, Stance.REPORTED_AS_FACT)
        return Coding(report.id, self.name, self.version, (mention,), (one,), (Support.make(one.id, "x", "1"),))


REPORT = Report.make("Attack in a fictional town.")
CODING = FirstWord().code(REPORT)


def problems(coding: Coding) -> str:
    checked = check_coding(REPORT, coding)
    assert checked.sound == checked.values - len([line for line in checked.problems if "the statement" in line])
    return " ".join(checked.problems)


def test_sound_coding_has_no_problems() -> None:
    checked = check_coding(REPORT, CODING)
    assert (checked.crashed, checked.values, checked.sound, checked.problems) == (False, 1, 1, ())


def test_each_broken_promise_is_named() -> None:
    (good,) = CODING.statements
    broken = {
        "belongs to another report": dataclasses.replace(good, report="rep_other"),
        "does not stand where its span says": dataclasses.replace(good, original_text="Raid"),
        "has a speaker whose span is outside": dataclasses.replace(good, speaker_span=Span(5, 500)),
        "belongs to a mention that is not there": dataclasses.replace(good, mention="men_other"),
        "is part of a casualty row that is not there": dataclasses.replace(
            good,
            value=CasualtyRow(
                "killed", "civilians", Quantity.unknown(), total="st_x", total_relation=TotalRelation.PART
            ),
        ),
    }
    for message, statement in broken.items():
        assert message in problems(dataclasses.replace(CODING, statements=(statement,), supports=()))


def test_broken_mentions_and_supports_are_named() -> None:
    far = Mention.make(REPORT.id, MentionKind.REPORTED, Span(900, 901))
    assert "outside the text" in problems(dataclasses.replace(CODING, mentions=(*CODING.mentions, far)))
    lost = Support.make("st_lost", "x", "1")
    assert "of a statement that is not there" in problems(dataclasses.replace(CODING, supports=(lost,)))


def test_exception_of_the_coder_is_a_result() -> None:
    good, bad = check_reports([REPORT, Report.make("Some trouble.")], FirstWord())
    assert not good.crashed
    assert bad.crashed
    assert "RuntimeError" in bad.problems[0]


def test_figures_over_a_file(tmp_path: Path) -> None:
    def record(event: int, text: str) -> object:
        sample = {
            "Input.GLOBALEVENTID": event,
            "Input.title": "",
            "Input.publish_date": "2021-01-01",
            "Input.article_interface": f"<p>{text}</p>",
        }
        gold: dict[str, object] = {"victims": [], "violation_types": [], "perpetrator_type": None}
        return {"sample": sample, "merged_sample": gold}

    path = tmp_path / "tiny.json"
    path.write_text(json.dumps([record(1, "Raid today."), record(2, "Only trouble.")]), encoding="utf-8")
    evaluation = run("roundtrip", path, FirstWord())
    assert evaluation.figures["no_crash"].value == 50.0
    assert evaluation.figures["evidence"].value == 100.0
    assert evaluation.reports == 2
    assert len(evaluation.problems) == 1
    assert evaluation.coder == "first-word"


def test_unknown_measurement_is_refused() -> None:
    with pytest.raises(UsageError, match="there are: hrdsattack, "):
        run("moon", None, FirstWord())


@pytest.mark.corpora
def test_small_slice_of_each_corpus() -> None:
    try:
        corpora_folder()
        for part in PARTS.values():
            corpus_path(part)
    except CorpusMissingError as missing:
        pytest.skip(str(missing))
    evaluation = evaluate_roundtrip(get_coder("rules"), limit=5)
    assert evaluation.reports == 5 * len(PARTS)
    assert evaluation.problems == ()
    assert evaluation.figures["no_crash"].value == evaluation.figures["evidence"].value == 100.0
