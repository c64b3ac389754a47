"""How far coders agree beyond chance. Pure arithmetic."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

__all__ = ["krippendorff_alpha", "krippendorff_interval"]

_SAMPLES = 1_000
_SEED = 20_260_101


def krippendorff_alpha(units: Sequence[Mapping[str, str]]) -> float | None:
    """Krippendorff's alpha for nominal values; a unit has a value for each annotator who gave one. None without a pair.

    1 is full agreement, 0 what chance would give. Source: Krippendorff, Content Analysis (2004), chapter 11.
    """
    coincidences: defaultdict[tuple[str, str], float] = defaultdict(float)
    for unit in units:
        values = list(unit.values())
        for index, one in enumerate(values):
            for other_index, two in enumerate(values):
                if index != other_index:
                    coincidences[one, two] += 1 / (len(values) - 1)
    totals: defaultdict[str, float] = defaultdict(float)
    for (one, _), count in coincidences.items():
        totals[one] += count
    whole = sum(totals.values())
    if whole <= 1:
        return None
    differing = sum(count for (one, two), count in coincidences.items() if one != two)
    # All pairs less those of one value with itself: for many values much quicker than pair by pair.
    by_chance = (whole * whole - sum(count * count for count in totals.values())) / (whole - 1)
    return 1.0 - differing / by_chance if by_chance else 1.0


def krippendorff_interval(
    units: Sequence[Mapping[str, str]], samples: int = _SAMPLES, seed: int = _SEED
) -> tuple[float, float] | None:
    """The 95 % interval of `krippendorff_alpha`: units drawn with replacement, the same way each time. None without.

    Source: the percentile bootstrap, Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        return None
    draw = random.Random(seed)  # noqa: S311 (no secret)
    found = sorted(
        alpha for _ in range(samples) if (alpha := krippendorff_alpha(draw.choices(paired, k=len(paired)))) is not None
    )
    return found[int(0.025 * (len(found) - 1))], found[-1 - int(0.025 * (len(found) - 1))]
