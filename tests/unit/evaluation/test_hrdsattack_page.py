"""What the error page shows of an annotated report. Everything is fictional."""

from __future__ import annotations

from tallybook.evaluation.corpora import HrdSample
from tallybook.evaluation.hrdsattack import Answer
from tallybook.evaluation.hrdsattack_page import shown
from tallybook.model import Report


def test_fields_are_compared_one_by_one() -> None:
    sample = HrdSample(Report.make("Police held a teacher in Oldport.", document="hrdsattack-7"), 7, {})
    gold = Answer("state actor", frozenset(("torture",)), ("Ada Example",), country="Freedonia", city=None)
    answer = Answer("state actor", frozenset(("torture",)), (), country="Sylvania", city="Oldport")
    (one,) = shown([sample], [gold], [answer])
    pairs = {pair.name: pair for pair in one.values}
    assert one.document == "hrdsattack-7"
    assert one.wrong
    assert pairs["perpetrator type"].right is True
    assert pairs["violation types"].right is True
    assert pairs["country"].right is False
    assert (pairs["city"].right, pairs["city"].predicted) == (None, "Oldport")
    assert (pairs["victims"].right, pairs["victims"].gold, pairs["victims"].predicted) == (False, "Ada Example", "")
