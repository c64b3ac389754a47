"""Gun violence in the United States: each report's killed, injured, day and place against its incident's record.

The file is the gzipped JSONL of the Gun Violence Archive's incidents with the reports on each. Every report is coded on
its own and answers for its main incident (`incident_answers.py`). A report counts for a figure only where its text
states the value at all (`stated.py`), because the record says what happened and not what this report says of it. The
counts of the record hold everybody, suspects too; so do the answers.

Reports of one incident stand or fall together, so the bootstrap draws incidents, not reports.

`killed_exact` and `injured_exact` ask for the number of the record, where that is at least one. `killed_none` and
`injured_none` are the other half: of the incidents in which nobody was, the share of reports for which none is
answered. `killed_any` and `injured_any` are over all reports, no answer counting as nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from tallybook.coding.base import Coder
from tallybook.errors import CorpusFormatError
from tallybook.evaluation.corpora import GvaIncident, corpus_path, load_gva
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.incident_answers import Told, told
from tallybook.evaluation.measuring import Counted, evaluation_of
from tallybook.evaluation.shown import Shown, ValuePair
from tallybook.evaluation.stated import states_day, states_number, states_place
from tallybook.model import Report
from tallybook.places import great_circle_km

__all__ = ["DEFAULT", "NEAR_KM", "NUMBERS", "Gold", "count_number", "evaluate_gva"]

DEFAULT = "gva/incidents.train.jsonl.gz"
NEAR_KM = 25.0  # "near a town" in the scales of the field
HARMS = ("killed", "injured")
NUMBERS = tuple(f"{harm}_{kind}" for kind in ("exact", "within_one", "none", "any") for harm in HARMS)


@dataclass(frozen=True, slots=True)
class Gold:
    """The record of an incident; None where it has no value."""

    killed: int
    injured: int
    day: date | None
    town: str
    point: tuple[float, float] | None

    @classmethod
    def read(cls, record: Mapping[str, Any], incident: str) -> Gold:
        """From the corpus's own fields. Raises CorpusFormatError."""
        try:
            day, point = record.get("date"), record.get("lat_long")
            return cls(
                int(record["num_killed"]),
                int(record["num_injured"]),
                date.fromisoformat(day) if day else None,
                record.get("city_or_county") or "",
                (float(point[0]), float(point[1])) if point else None,
            )
        except (KeyError, TypeError, ValueError, IndexError) as cause:
            raise CorpusFormatError(f"The incident {incident} is not in the corpus's layout ({cause}).") from cause


def evaluate_gva(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """The figures over the reports of a file, in per cent; `limit` takes the first incidents only.

    Raises CorpusMissingError and CorpusFormatError.
    """
    file = path or corpus_path(DEFAULT)
    counted = []
    reports = 0
    seconds = 0.0
    for incident in islice(_with_reports(file), limit):
        gold = Gold.read(incident.gold, incident.incident)
        one = Counted(incident.incident)
        pairs: list[ValuePair] = []
        for report in incident.reports:
            started = perf_counter()
            coding = coder.code(report)
            seconds += perf_counter() - started
            reports += 1
            pairs += _count(report, gold, told(coding), one)
        one.shown = _shown(incident, pairs)
        counted.append(one)
    names = (*NUMBERS, "date_exact", "date_answered", "place_25km", "place_answered")
    return evaluation_of("gva", [file], coder, seconds, counted, names, reports=reports)


def _with_reports(file: Path) -> Iterator[GvaIncident]:
    return (incident for incident in load_gva(file) if incident.reports)


def count_number(text: str, harm: str, gold: int, answer: int | None, counted: Counted) -> bool | None:
    """Count one number of one report; whether it is right, or None where the text does not state it."""
    counted.add(f"{harm}_any", (answer or 0) == gold, 1)
    if gold == 0:
        counted.add(f"{harm}_none", not answer, 1)
        return not answer
    if not states_number(text, gold, harm):
        return None
    counted.add(f"{harm}_exact", answer == gold, 1)
    counted.add(f"{harm}_within_one", answer is not None and abs(answer - gold) <= 1, 1)
    return answer == gold


def _count(report: Report, gold: Gold, answer: Told, counted: Counted) -> list[ValuePair]:
    text = report.text
    pairs = []
    for harm, number, said in (("killed", gold.killed, answer.killed), ("injured", gold.injured, answer.injured)):
        right = count_number(text, harm, number, said, counted)
        pairs.append(ValuePair(harm, f"{number}", "" if said is None else f"{said}", right))
    day = _count_day(report, gold, answer, counted)
    pairs.append(ValuePair("date", str(gold.day or ""), str(answer.date or ""), day))
    place = _count_place(text, gold, answer, counted)
    pairs.append(ValuePair("place", gold.town, answer.place_name, place))
    return [ValuePair(f"{pair.name} ({report.document[:8]})", pair.gold, pair.predicted, pair.right) for pair in pairs]


def _count_day(report: Report, gold: Gold, answer: Told, counted: Counted) -> bool | None:
    if gold.day is None or not states_day(report.text, gold.day, report.published):
        return None
    right = answer.date is not None and answer.date.first == answer.date.last == gold.day
    counted.add("date_exact", right, 1)
    counted.add("date_answered", answer.date is not None, 1)
    return right


def _count_place(text: str, gold: Gold, answer: Told, counted: Counted) -> bool | None:
    if gold.point is None or not states_place(text, gold.town):
        return None
    place = answer.place
    near = place is not None and great_circle_km(*gold.point, place.latitude, place.longitude) <= NEAR_KM
    counted.add("place_25km", near, 1)
    counted.add("place_answered", place is not None, 1)
    return near


def _shown(incident: GvaIncident, pairs: list[ValuePair]) -> Shown:
    text = "\n\n· · ·\n\n".join(f"{report.document[:8]}\n{report.text}" for report in incident.reports)
    return Shown(incident.incident, text, values=tuple(pairs))
