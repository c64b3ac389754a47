"""The documentation of the codebook is the one that its files give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tallybook.codebook import load_codebook
from tallybook.codebook.rendering import main, render_codebook, write_codebook

DOCS = Path(__file__).parents[3] / "docs" / "codebook"
PAGES = render_codebook()


def test_docs_are_up_to_date() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    stale = sorted(name for name in PAGES if written.get(name) != PAGES[name])
    extra = sorted(written.keys() - PAGES.keys())
    hint = "run python -m tallybook.codebook.rendering docs/codebook"
    assert not stale, hint
    assert not extra, hint


def test_every_code_has_a_section() -> None:
    for scheme in load_codebook().schemes.values():
        page = PAGES[scheme.name.replace("_", "-") + ".md"]
        for entry in scheme:
            assert f"## {entry.label} (`{entry.id}`)" in page
            assert entry.example in page


def test_links_lead_somewhere() -> None:
    for name, text in PAGES.items():
        for link in re.findall(r"\]\(([^)]+)\)", text):
            file, _, anchor = link.partition("#")
            page = PAGES[file or name]
            assert not anchor or f'<a id="{anchor}">' in page, f"{name} links to {link}"


def test_tables_have_as_many_cells_as_their_header() -> None:
    for text in PAGES.values():
        for block in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(widths) == 1, block


def test_write_removes_what_is_no_longer_written(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text("Written by hand.\n", encoding="utf-8")
    assert set(write_codebook(tmp_path)) == set(PAGES)
    assert write_codebook(tmp_path) == ()
    first_line = PAGES["index.md"].splitlines()[0]
    (tmp_path / "old-list.md").write_text(first_line + "\n", encoding="utf-8")
    (tmp_path / "index.md").write_text("changed", encoding="utf-8")
    assert set(write_codebook(tmp_path)) == {"index.md", "old-list.md"}
    assert not (tmp_path / "old-list.md").exists()
    assert (tmp_path / "own.md").exists()


def test_main(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "docs")]) == 0
    assert f"{len(PAGES)} page(s) changed." in capsys.readouterr().out
    assert main([]) == 2
