"""The metrics of HRDsAttack (Li et al. 2023) as its authors define them, with their cleaning of the gold values.

Written from the loader and the scorer of their public repository (dataminr-ai/HRDsAttack, src/models/utils.py:
`load_examples` and `evaluate_all`). What matters most: each accuracy is over all reports of the split, and an absent
gold value is matched by no answer, because the answers of the published system are texts ("None") and the gold is not.
The best possible accuracy is therefore the share of reports that have a gold value. So that refusing is visible too,
each accuracy has a companion of our own, NAME_or_none, in which an absent answer matches an absent value.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tallybook.evaluation.figures import Tally

__all__ = ["METRICS", "NO_VIOLATION", "Answer", "read_gold", "tally", "tally_stated"]

METRICS = (
    "perpetrator_type",
    "violation_f1",
    "victim_name_f1",
    "country",
    "region",
    "city",
    "year",
    "month",
    "day",
)
_ACCURACIES = ("perpetrator_type", "country", "region", "city", "year", "month", "day")
NO_VIOLATION = "unknown"
_MONTHS = tuple(calendar.month_name[number] for number in range(1, 13))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one report in the words of the corpus: by a system, or by the annotators (the gold).

    None and empty where nothing is said. `month` is an English month name, `day` and `year` are numbers without leading
    zeros. `victims` are names, in the order of the report.
    """

    perpetrator_type: str | None = None
    violation_types: frozenset[str] = frozenset()
    victims: tuple[str, ...] = ()
    country: str | None = None
    region: str | None = None
    city: str | None = None
    year: str | None = None
    month: str | None = None
    day: str | None = None


@cache
def _cleaning() -> dict[str, Any]:
    text = resources.files("tallybook.evaluation").joinpath("data/hrdsattack_gold.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def read_gold(annotation: dict[str, Any], event: int) -> Answer:
    """The annotation of one sample (its `merged_sample`), cleaned as the authors clean it.

    `event` is the number of the event, by which they correct some annotations. A value that their cleaning would stop
    at ("unknown" as a day) is kept as it is written; it is a gold value that no answer matches.
    """
    rules = _cleaning()
    corrected = annotation | rules["corrections"].get(event, {})
    violations = frozenset(annotation["violation_types"])
    if len(violations) > 1:
        violations -= {NO_VIOLATION}
    city = _place(annotation.get("city"), rules)
    return Answer(
        perpetrator_type=annotation["perpetrator_type"],
        violation_types=violations,
        victims=tuple(victim["victim_name"] for victim in annotation["victims"] if victim["victim_name"]),
        country=_place(annotation.get("country"), rules),
        region=_place(annotation.get("region"), rules),
        city=rules["cities"].get(city, city),
        year=_number(corrected.get("year")),
        month=_month(corrected.get("month"), rules),
        day=_number(corrected.get("date")),
    )


def _place(value: str | None, rules: dict[str, Any]) -> str | None:
    return None if not value or value.lower() in rules["no_place"] else value


def _number(value: str | None) -> str | None:
    """ "4.0" and "04" as "4"; what is no number stays as it is."""
    if not value:
        return None
    try:
        return str(int(float(value)))
    except ValueError:
        return value


def _month(value: str | None, rules: dict[str, Any]) -> str | None:
    if not value or value.lower() in rules["no_month"]:
        return None
    value = rules["months"].get(value.lower(), value)
    try:
        number = int(float(value))
    except ValueError:
        return value
    return _MONTHS[number - 1] if 1 <= number <= len(_MONTHS) else value


def _distinct_names(names: Sequence[str]) -> tuple[list[str], int]:
    """The names that count as answers, and how many answers they were.

    As the authors do it, in two passes. Forwards: a name that is part of an earlier name is dropped. Backwards: a name
    that is part of a later one is dropped too, but it has already been counted as an answer, and so costs precision.
    """
    forwards: list[str] = []
    for name in (item.strip() for item in names):
        if name and not any(name in earlier for earlier in forwards):
            forwards.append(name)
    kept: list[str] = []
    for name in reversed(forwards):
        if not any(name in later for later in kept):
            kept.append(name)
    return kept[::-1], len(forwards)


def tally(golds: Sequence[Answer], answers: Sequence[Answer]) -> tuple[Tally, ...]:
    """The nine metrics of the corpus and their companions, report by report; `golds` and `answers` are parallel."""
    pairs = list(zip(golds, answers, strict=True))
    every = tuple(1.0 for _ in pairs)
    found: dict[str, Tally] = {}
    for name in _ACCURACIES:
        values = [(getattr(gold, name), getattr(answer, name)) for gold, answer in pairs]
        found[name] = Tally(name, tuple(float(gold is not None and gold == said) for gold, said in values), every)
        found[f"{name}_or_none"] = Tally(f"{name}_or_none", tuple(float(gold == said) for gold, said in values), every)
    found |= {one.name: one for one in _violations(pairs)} | {one.name: one for one in _victims(pairs)}
    others = [name for name in found if name not in METRICS]
    return tuple(found[name] for name in (*METRICS, *others))


def tally_stated(golds: Sequence[Answer], answers: Sequence[Answer]) -> tuple[Tally, ...]:
    """NAME_stated for places and dates: the accuracy of answers that use what statements say and nothing else."""
    every = (1.0,) * len(golds)
    return tuple(
        Tally(
            f"{name}_stated",
            tuple(
                float(getattr(gold, name) is not None and getattr(gold, name) == getattr(answer, name))
                for gold, answer in zip(golds, answers, strict=True)
            ),
            every,
        )
        for name in _ACCURACIES
        if name != "perpetrator_type"
    )


def _violations(pairs: Sequence[tuple[Answer, Answer]]) -> tuple[Tally, ...]:
    rows = []
    for gold, answer in pairs:
        said = answer.violation_types or frozenset({NO_VIOLATION})
        rows.append((len(said & gold.violation_types), len(said), len(gold.violation_types)))
    return _precision_recall_f1("violation", rows)


def _victims(pairs: Sequence[tuple[Answer, Answer]]) -> tuple[Tally, ...]:
    rows = []
    for gold, answer in pairs:
        kept, count = _distinct_names(answer.victims)
        rows.append((sum(name in gold.victims for name in kept), count, len(gold.victims)))
    return _precision_recall_f1("victim_name", rows)


def _precision_recall_f1(name: str, rows: Sequence[tuple[int, int, int]]) -> tuple[Tally, ...]:
    """Micro-averaged over reports; `rows` are hits, answers and gold values of each report."""
    hits = tuple(float(row[0]) for row in rows)
    said = tuple(float(row[1]) for row in rows)
    gold = tuple(float(row[2]) for row in rows)
    # 2PR / (P + R) with P = hits / said and R = hits / gold is 2 hits / (said + gold).
    both = tuple(one + other for one, other in zip(said, gold, strict=True))
    return (
        Tally(f"{name}_f1", tuple(2 * hit for hit in hits), both),
        Tally(f"{name}_precision", hits, said),
        Tally(f"{name}_recall", hits, gold),
    )
