"""Floors on corpora kept beside the project: main text of pages, messages of MUC files."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from reports_samples import wrongly_mapped

from tallybook.model import Report
from tallybook.reports import read_paths

ROOT = Path(__file__).resolve().parents[3]
CORPORA = Path(os.environ.get("TALLYBOOK_CORPORA") or ROOT / ".." / "shared" / "data")

pytestmark = [pytest.mark.corpora, pytest.mark.slow]


def _corpus(name: str) -> Path:
    if not (CORPORA / name).exists():
        pytest.skip(f"The corpus {name} is not in {CORPORA}; set TALLYBOOK_CORPORA.")
    return CORPORA / name


def test_main_text_stays_above_its_floor() -> None:
    folder = _corpus("webpages")
    spec = importlib.util.spec_from_file_location("main_text", ROOT / "benchmarks" / "main_text.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    scores = module.score(folder)
    # Measured: F1 0.967, mapped 0.996. One page of 61 is worth 0.016.
    assert scores.f1 > 0.955
    assert scores.mapped > 0.98


def test_every_message_of_the_muc_files_is_found_with_an_exact_map() -> None:
    folder = _corpus("muc4/dev")
    reports: list[Report] = []
    for path in sorted(folder.glob("dev-muc3-*")):
        raw = path.read_text(encoding="utf-8")
        for item in read_paths([str(path)]):
            assert isinstance(item, Report)
            assert not wrongly_mapped(item, raw)
            reports.append(item)
    assert len({report.document for report in reports}) == len(reports) == 1_300
    assert {report.language for report in reports} == {"en"}
    # The other datelines have no year or read NO DATE.
    assert sum(report.published is not None for report in reports) > 1_200
