"""The reference of exports has every format with its columns, its notes and the codes of its losses."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tallybook.exports.base import ExportOptions
from tallybook.exports.registry import EXPORTS, export_records, get_export
from tallybook.exports.ucdp import REASONS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/exports.md").read_text("utf-8")
TABULAR = ("acled", "ucdp", "gtd", "polecat", "hxl")
OF_ROWS = ("csv", *TABULAR, "plover", "muc4")  # one row, record or template for an incident, more or less
MODULES = ("facts", "flat", "acled", "ucdp", "gtd", "plover", "plover_events", "polecat", "muc4", "hxl")


def _section(name: str) -> str:
    sections = [section for section in PAGE.split("\n## ") if section.partition("\n")[0].endswith(f"(`{name}`)")]
    assert len(sections) == 1, f"docs/reference/exports.md has no section on {name}"
    return sections[0]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_has_a_section(name: str) -> None:
    assert len(_section(name)) > 200


@pytest.mark.parametrize("name", OF_ROWS)
def test_the_section_has_the_title_and_the_suffix(name: str) -> None:
    found = get_export(name)
    assert f"{found.title} (`{found.suffix}`)." in _section(name)


@pytest.mark.parametrize("name", OF_ROWS)
def test_what_is_always_lost_or_unchecked_is_in_the_section(name: str, tmp_path: Path) -> None:
    report = export_records(name, [], tmp_path / "empty", ExportOptions())
    assert report.notes
    section = _section(name)
    for note in report.notes:
        assert f"\n- {note}\n" in section, f"the section on {name} lacks: {note}"


@pytest.mark.parametrize("name", TABULAR)
def test_the_columns_are_in_the_section(name: str, tmp_path: Path) -> None:
    export_records(name, [], tmp_path / "empty", ExportOptions())
    for line in (tmp_path / "empty").read_text("utf-8").splitlines():
        assert f"\n{line.replace(chr(9), ',')}\n" in _section(name)


def _loss_codes() -> set[str]:
    """The codes that are given as such where an export counts a loss."""
    found = set()
    for module in MODULES:
        source = (ROOT / f"src/tallybook/exports/{module}.py").read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            is_add = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add"
            if is_add and isinstance(node, ast.Call) and len(node.args) >= 3:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found


def test_every_code_of_a_loss_is_in_the_table() -> None:
    codes = _loss_codes() | set(REASONS)
    assert len(codes) > 40
    missing = sorted(code for code in codes if f"\n| `{code}` |" not in PAGE)
    assert not missing
