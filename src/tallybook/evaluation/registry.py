"""The measurements on corpora that measure one part of the record each, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from tallybook.coding.base import Coder
from tallybook.evaluation.actor_mentions import evaluate_actors
from tallybook.evaluation.ceha import evaluate_ceha
from tallybook.evaluation.event_location import evaluate_event_location
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.geoparsing import evaluate_geoparsing
from tallybook.evaluation.gold import evaluate_gold
from tallybook.evaluation.gva import evaluate_gva
from tallybook.evaluation.gvdb import evaluate_gvdb
from tallybook.evaluation.linking import evaluate_linking
from tallybook.evaluation.polnear import evaluate_polnear
from tallybook.evaluation.timebank import evaluate_timebank
from tallybook.evaluation.webpages import evaluate_webpages

__all__ = ["PARTS", "Measurement"]


class Measurement(Protocol):
    """Measures a coder on the corpus at a path, or at its usual place; `limit` takes the first reports only."""

    def __call__(self, path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation: ...


PARTS: dict[str, Measurement] = {
    "gold": evaluate_gold,
    "gva": evaluate_gva,
    "gvdb": evaluate_gvdb,
    "polnear": evaluate_polnear,
    "event_location": evaluate_event_location,
    "geoparsing": evaluate_geoparsing,
    "timebank": evaluate_timebank,
    "actors": evaluate_actors,
    "linking": evaluate_linking,
    "ceha": evaluate_ceha,
    "webpages": evaluate_webpages,
}
