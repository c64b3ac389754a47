"""The geographic and graph exports of a book with the fictional samples, as the coder reads them."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import geoparquet_validator
import pytest
from format_checks import accepted_by_timemap, read_entities, read_lists, sound_ftm, valid_ftm, valid_stix
from geojson_pydantic import FeatureCollection

from tallybook import service
from tallybook.coding import get_coder
from tallybook.exports import ExportOptions
from tallybook.exports.base import loss_path
from tallybook.reports import ReadOptions, parse_published

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "exports.md"
SAMPLES = files("tallybook.cli").joinpath("samples")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with the samples."""
    path = tmp_path_factory.mktemp("demo") / "demo.book"
    options = ReadOptions(published=parse_published("2024-03-06"))
    manifest = service.ingest(path, [str(SAMPLES)], options, get_coder())
    assert manifest.incidents > 3
    return path


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("name", ["geojson", "geoparquet", "stix", "ftm", "timemap"])
def test_every_format_is_valid(book: Path, tmp_path: Path, name: str, names: bool) -> None:
    path = tmp_path / "out"
    report = service.export_incidents(book, name, path, options=ExportOptions(names=names))
    found = service.list_incidents(book).incidents
    assert report.incidents == len(found) == report.rows + report.left_out
    assert report.left_out == (
        sum(one.date is None or one.date.range is None for one in found) if name == "timemap" else 0
    )
    assert json.loads(loss_path(path).read_text("utf-8"))["format"] == name
    match name:
        case "geojson":
            FeatureCollection.model_validate_json(path.read_text("utf-8"))
        case "geoparquet":
            assert geoparquet_validator.conformant(geoparquet_validator.check(str(path)))
        case "stix":
            valid_stix(json.loads(path.read_text("utf-8")))
        case "ftm":
            sound_ftm(read_entities(path))
            valid_ftm(read_entities(path))
        case _:
            accepted_by_timemap(read_lists(path))


def test_every_code_of_a_loss_is_in_the_reference() -> None:
    used = {"perpetrator_count", "duration", "frequency"}  # from a list of fields
    used |= {"against", "casualty_names"}  # by `counts`, which all formats share
    for name in ("features", "stix", "ftm", "timemap"):
        source = files("tallybook.exports").joinpath(f"{name}.py").read_text("utf-8")
        used |= set(re.findall(r'losses\.add\(\s*"(\w+)"', source))
    section = PAGE.read_text("utf-8").split("## Codes of losses in geographic and graph formats\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {code for cell in cells for code in re.findall(r"`(\w+)`", cell)} == used
