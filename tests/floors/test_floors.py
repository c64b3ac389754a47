"""No figure falls below the interval that was measured for it, on small fixed subsets of the corpora.

The subsets, their values and floors are in floors.yaml, which benchmarks/floors.py writes.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tallybook.errors import CorpusMissingError
from tallybook.evaluation import CORPORA

ROOT = Path(__file__).resolve().parents[2]
SUBSETS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "floors" / "floors.yaml").read_text("utf-8"))


def script() -> ModuleType:
    """The script that measures the subsets."""
    spec = importlib.util.spec_from_file_location("floors", ROOT / "benchmarks" / "floors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.corpora
@pytest.mark.slow
@pytest.mark.parametrize("subset", SUBSETS, ids=lambda subset: subset["path"])
def test_no_figure_falls_below_its_floor(subset: dict[str, Any]) -> None:
    try:
        evaluation = script().measure(subset)
    except CorpusMissingError as missing:
        pytest.skip(str(missing))
    if evaluation.corpus_hash != subset["corpus_hash"]:
        pytest.skip(f"{subset['path']} here is not the data that the floors were measured on.")
    fallen = {
        name: f"{evaluation.figures[name].value:.1f}, was {pinned['value']}, floor {pinned['floor']}"
        for name, pinned in subset["figures"].items()
        if round(evaluation.figures[name].value, 1) < pinned["floor"]
    }
    assert not fallen, "lower than the interval measured before; see what changed with `tallybook evaluate --errors`"


def test_every_floor_is_under_a_measured_value() -> None:
    for subset in SUBSETS:
        assert subset["corpus"] in CORPORA
        assert len(subset["corpus_hash"]) == 64
        assert all(pinned["floor"] <= pinned["value"] <= 100 for pinned in subset["figures"].values())
