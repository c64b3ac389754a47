"""HRDsAttack as training examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tallybook.coding.tokens import segment
from tallybook.dates import find_dates
from tallybook.evaluation.corpora import load_hrdsattack
from tallybook.evaluation.hrdsattack import Answer, read_gold
from training.examples import Example, Labelled
from training.muc4 import find


def read_hrdsattack(path: Path) -> Iterator[Example]:
    """The articles of one split: names of victims, the place and date of the incident, and two labels of the whole."""
    for sample in load_hrdsattack(path):
        gold = read_gold(sample.gold, sample.event)
        text = segment(sample.report)
        made = Example(
            "hrdsattack", sample.report.document, sample.report, text, frozenset(("victim", "place", "date"))
        )
        for name in gold.victims:
            made.spans += [Labelled(first, last, "victim", 0, {}) for first, last in find(text, name)]
        for name in {gold.city, gold.region} - {None, gold.country}:
            made.spans += [Labelled(first, last, "place", 0, {}) for first, last in find(text, str(name))]
        made.spans += [Labelled(first, last, "date", 0, {}) for first, last in _dates(made, gold)]
        if gold.perpetrator_type:
            made.classes["perpetrator_type"] = [gold.perpetrator_type]
        made.classes["violation"] = sorted(gold.violation_types)
        made.classes["report_kind"] = ["incident"]
        yield made


def _dates(made: Example, gold: Answer) -> Iterator[tuple[int, int]]:
    """Dates that resolve to the annotated one, as finely as it is annotated."""
    for found in find_dates(made.report.text, made.report.published):
        value = found.value.range
        if value is None or gold.year is None or gold.month is None:
            continue
        fine = [str(value.first.year) == gold.year, value.first.strftime("%B") == gold.month]
        if gold.day is not None:
            fine.append(str(value.first.day) == gold.day and value.first == value.last)
        elif (value.last - value.first).days > 31:
            continue
        if all(fine):
            yield made.text.token_range(found.span)
