"""The reference of the API names every endpoint and parameter, as the desk describes them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from tallybook import client
from tallybook.service.catalog_query import Confidence, Facet, Sort

ROOT = Path(__file__).resolve().parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_docs", ROOT / "scripts" / "api_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()
PAGE = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")


def test_the_tables_are_those_of_the_endpoints() -> None:
    assert SCRIPT.updated(PAGE) == PAGE, "run: python scripts/api_docs.py"


def test_every_endpoint_has_a_summary_and_every_parameter_a_meaning() -> None:
    for path, methods in SCRIPT.described().items():
        for method, endpoint in methods.items():
            assert endpoint.get("summary"), f"{method} {path} has no summary"
            assert endpoint.get("description"), f"{method} {path} has no docstring"
            for parameter in endpoint.get("parameters", ()):
                if parameter["in"] in ("query", "path"):
                    assert parameter.get("description"), f"{method} {path}: {parameter['name']} has no description"


def test_filters_and_methods_of_the_client_are_told() -> None:
    for name in (*Facet, *Confidence, "from", "to", "bbox", "review", "q", "sort"):
        assert f"`{name}" in PAGE, name
    assert all(sort in PAGE for sort in Sort)
    for name in re.findall(r"desk\.(\w+)\(", PAGE):
        assert hasattr(client.Desk, name), name
