"""Measuring on MUC-4: an invented message with its key, and the corpus where it is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tallybook.coding import get_coder
from tallybook.errors import CorpusMissingError, EvaluationError
from tallybook.evaluation.corpora import corpus_path
from tallybook.evaluation.muc4.measure import evaluate_muc4, measure_muc4
from tallybook.evaluation.muc4.slots import SCORED
from tallybook.model import (
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    Qualifier,
    Quantity,
    Report,
    Span,
    Stance,
    Statement,
    TargetValue,
    Value,
)

_MESSAGES = """TST9-MUC9-0001

   SAN SALVADOR, 5 MAR 90 (INVENTED WIRE) -- [TEXT] A BOMB EXPLODED YESTERDAY AT A BANK IN SAN SALVADOR. TWO CLERKS
WERE KILLED. THE STORY IS FICTIONAL.

TST9-MUC9-0002

   LIMA, 6 MAR 90 (INVENTED WIRE) -- [TEXT] THE CHOIR OF A SCHOOL SANG IN THE PARK. THE STORY IS FICTIONAL.
"""
_KEY = """
0.  MESSAGE: ID                    TST9-MUC9-0001
1.  MESSAGE: TEMPLATE              1
2.  INCIDENT: DATE                 04 MAR 90
3.  INCIDENT: LOCATION             EL SALVADOR: SAN SALVADOR (CITY)
4.  INCIDENT: TYPE                 BOMBING
5.  INCIDENT: STAGE OF EXECUTION   ACCOMPLISHED
6.  INCIDENT: INSTRUMENT ID        "BOMB"
7.  INCIDENT: INSTRUMENT TYPE      BOMB: "BOMB"
12. PHYS TGT: ID                   "BANK"
13. PHYS TGT: TYPE                 FINANCIAL: "BANK"
14. PHYS TGT: NUMBER               1: "BANK"
19. HUM TGT: DESCRIPTION           "CLERKS"
20. HUM TGT: TYPE                  CIVILIAN: "CLERKS"
21. HUM TGT: NUMBER                2: "CLERKS"
23. HUM TGT: EFFECT OF INCIDENT    DEATH: "CLERKS"

0.  MESSAGE: ID                    TST9-MUC9-0002
1.  MESSAGE: TEMPLATE              *
"""
_NAMES = {
    "all_templates_f",
    "all_templates_recall",
    "all_templates_precision",
    "gtt_micro_f1",
    "ceaf_ree_f1",
    "ceaf_rme_f1",
    *(f"slot.{slot.name}.{kind}" for slot in SCORED for kind in ("recall", "precision")),
}


class _Coder:
    """Codes the first message by its words, and nothing in the second."""

    name = "words"
    version = "1"

    def code(self, report: Report) -> Coding:
        text = report.text.upper()
        mention = Mention.make(report.id, MentionKind.REPORTED, Span(0, 3))
        if "BOMB" not in text:
            return Coding(report.id, self.name, self.version)
        two = Quantity(2, 2, 2, Qualifier.EXACT)
        told: list[tuple[Field, str, Value]] = [
            (Field.INCIDENT_TYPE, "BOMB", CodeValue("incident_types", "bombing")),
            (Field.WEAPON, "BOMB", CodeValue("weapons", "bomb")),
            (Field.DATE, "YESTERDAY", DateValue(DateRange.day(date(1990, 3, 4)))),
            (Field.TARGET, "A BANK", TargetValue("BANK", "business")),
            (Field.CASUALTIES, "TWO CLERKS", CasualtyRow("killed", "civilians", two, role="CLERKS")),
        ]
        statements = []
        for field, words, value in told:
            start = text.index(words)
            span = Span(start, start + len(words))
            statements.append(Statement.make(report, mention.id, field, value, span, Stance.REPORTED_AS_FACT))
        return Coding(report.id, self.name, self.version, (mention,), tuple(statements))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tst9-muc9").write_text(_MESSAGES, "utf-8")
    (tmp_path / "key-tst9").write_text(_KEY, "utf-8")
    return tmp_path


def test_all_figures_are_there_and_right_on_a_plain_message(folder: Path) -> None:
    measured = measure_muc4(folder, _Coder())
    assert set(measured.figures) >= _NAMES
    assert (measured.corpus, measured.reports) == ("muc4", 2)
    assert measured.documents == ("TST9-MUC9-0001", "TST9-MUC9-0002")
    # The key has 13 fillers; the country comes from the dateline, so the place is half right.
    counts = measured.figures["all_templates_recall"]
    assert (counts.hits, counts.of) == (12.5, 13)
    # Without a perpetrator there is no category, neither in the key nor in the response.
    assert measured.figures["all_templates_precision"].of == 13
    assert measured.figures["gtt_micro_f1"].value == pytest.approx(100)
    assert measured.figures["slot.inc-loc.recall"].value == 50
    f, p, r = (measured.figures[f"all_templates_{name}"].value for name in ("f", "precision", "recall"))
    assert f == pytest.approx(2 * p * r / (p + r))
    assert {pair.name for pair in measured.shown[0].values} >= {"key 1, response 1: inc-type"}


def test_case_makes_no_difference_to_the_scorer(folder: Path) -> None:
    texts = folder / "mixed"
    texts.write_text(
        _MESSAGES.replace("TWO CLERKS\nWERE KILLED", "Two clerks\nwere killed").replace("A BANK", "a bank"), "utf-8"
    )
    measured = evaluate_muc4([texts], [folder / "key-tst9"], _Coder())
    assert measured.figures["slot.hum-tgt-effect.recall"].value == 100


def test_messages_without_a_key_are_left_out_and_said(folder: Path) -> None:
    (folder / "key-tst9").write_text(_KEY.partition("\n\n")[0], "utf-8")
    measured = measure_muc4(folder, _Coder())
    assert measured.reports == 1
    assert measured.problems == ("1 messages have no answer key and were left out.",)


def test_a_key_of_another_set_is_refused(folder: Path) -> None:
    (folder / "key-tst9").write_text(_KEY.replace("TST9", "TST8"), "utf-8")
    with pytest.raises(EvaluationError):
        measure_muc4(folder, _Coder())
    (folder / "key-tst9").unlink()
    with pytest.raises(CorpusMissingError):
        measure_muc4(folder, _Coder())


@pytest.mark.corpora
@pytest.mark.slow
def test_the_corpus_is_measured() -> None:
    try:
        place = corpus_path("muc4/tst1")
    except CorpusMissingError as error:
        pytest.skip(str(error))
    measured = evaluate_muc4([place], None, get_coder(), limit=20)
    assert measured.reports == 20
    assert set(measured.figures) >= _NAMES
    # A floor well below what the rule coder reaches on these twenty, so that only a break shows.
    assert measured.figures["all_templates_f"].value > 15
