"""The score of a pair: the chance that two accounts tell of one incident, and what each comparison adds to it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from tallybook.errors import LinkingError
from tallybook.linking.comparisons import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Contribution", "PairModel", "chance", "load_model"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one comparison adds to the score of a pair, as natural log odds."""

    title: str
    level: str
    weight: float

    def __str__(self) -> str:
        return f"{self.title}: {self.level} ({self.weight:+.1f})"


@dataclass(frozen=True, slots=True)
class PairModel:
    """Weights of the levels of `COMPARISONS`, in their order, and what a pair starts from; natural log odds."""

    version: str
    start: float
    weights: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        wanted = [len(one.levels) for one in COMPARISONS]
        if [len(levels) for levels in self.weights] != wanted:
            raise LinkingError(
                f"The weights of version {self.version} are not those of this Tallybook's comparisons; "
                "train them again or install Tallybook anew."
            )

    def log_odds(self, levels: NDArray[np.int8]) -> NDArray[np.float64]:
        """The log odds of each pair, from `levels_of`."""
        total = np.full(len(levels), self.start)
        for column, weights in enumerate(self.weights):
            total += np.array(weights)[levels[:, column]]
        return total

    def explain(self, levels: Sequence[int]) -> tuple[Contribution, ...]:
        """What each comparison adds for one pair, the weightiest first; what adds nothing is left out."""
        found = [
            Contribution(one.title, one.levels[level], weights[level])
            for one, level, weights in zip(COMPARISONS, levels, self.weights, strict=True)
        ]
        return tuple(sorted((one for one in found if one.weight), key=lambda one: -abs(one.weight)))

    def to_json(self) -> dict[str, Any]:
        """The weights as plain data, by the names of comparisons and levels."""
        return {
            "version": self.version,
            "start": self.start,
            "comparisons": {
                one.name: dict(zip(one.levels, weights, strict=True))
                for one, weights in zip(COMPARISONS, self.weights, strict=True)
            },
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> PairModel:
        """The model that `to_json` wrote. Raises LinkingError."""
        try:
            weights = tuple(
                tuple(float(plain["comparisons"][one.name][level]) for level in one.levels) for one in COMPARISONS
            )
            return cls(str(plain["version"]), float(plain["start"]), weights)
        except (KeyError, TypeError, ValueError) as cause:
            raise LinkingError(
                f"The weights of linking are not in their layout ({cause!r}); install Tallybook anew."
            ) from cause


def chance(log_odds: float) -> float:
    """Log odds as a chance between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-log_odds)) if log_odds > -700 else 0.0


@cache
def load_model() -> PairModel:
    """The weights that are shipped."""
    text = resources.files("tallybook.linking").joinpath("data/weights.json").read_text("utf-8")
    return PairModel.from_json(json.loads(text))
