"""The codebook, checks and figures as pages for a person: plain data in, rich renderables out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tallybook.exports import printable

__all__ = ["changes_page", "checks_page", "code_page", "contents_page", "figures_page", "scheme_page"]

_Plain = Mapping[str, Any]


def _grid(rows: Iterable[Sequence[str]], first_style: str = "bold") -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=first_style)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return Padding(grid, (0, 0, 0, 2))


def contents_page(plain: _Plain) -> RenderableType:
    """The lists of the codebook, each with its number of codes."""
    head = Text(f"{plain['title']}, version {plain['version']}\n", style="bold")
    rows = [(scheme["scheme"], f"{len(scheme['entries'])}", scheme["title"]) for scheme in plain["schemes"]]
    rows.append(("quantities", f"{len(plain['quantities']['entries'])}", "words for amounts"))
    return Group(
        head, _grid(rows), Text("\nOne list: tallybook codebook LIST. One code: tallybook codebook LIST CODE.")
    )


def scheme_page(plain: _Plain) -> RenderableType:
    """The codes of one list with their definitions."""
    head = Text(f"{plain['scheme']}: {plain.get('title', 'words for amounts')}\n", style="bold")
    if plain["scheme"] == "quantities":
        rows = [
            (
                ", ".join(entry["words"]),
                f"{entry['low']} to {entry['high']}" if entry["high"] is not None else f"{entry['low']} or more",
                entry["reason"],
            )
            for entry in plain["entries"]
        ]
    else:
        rows = [(entry["code"], entry["definition"], "") for entry in plain["entries"]]
    return Group(head, Text(f"{plain['about']}\n"), _grid(rows))


def code_page(plain: _Plain) -> RenderableType:
    """One code with everything that the codebook says of it."""
    lines = [(name, plain[name]) for name in ("definition", "include", "exclude", "example") if plain[name]]
    if plain["broader_codes"]:
        lines.append(("broader", ", ".join(plain["broader_codes"])))
    if plain["narrower_codes"]:
        lines.append(("narrower", ", ".join(plain["narrower_codes"])))
    return Group(Text(f"{plain['scheme']} / {plain['code']}: {plain['label']}\n", style="bold"), _grid(lines))


def checks_page(checks: Iterable[tuple[str, bool, str, str]]) -> RenderableType:
    """Checks as (name, whether it is well, what was found, what to do)."""
    rows = []
    for name, ok, detail, advice in checks:
        rows.append(("ok" if ok else "FAULT", name, printable(detail)))
        if not ok and advice:
            rows.append(("", "", printable(advice)))
    return _grid(rows)


def figures_page(title: str, rows: Iterable[Sequence[str]]) -> RenderableType:
    """Figures of an evaluation as (name, value, 95 % interval, hits of how many)."""
    return _measures(title, ("measure", "value", "95 % interval", "counts"), rows)


def changes_page(title: str, rows: Iterable[Sequence[str]]) -> RenderableType:
    """Figures of two evaluations as (name, before, after, change, 95 % interval of the change)."""
    return _measures(title, ("measure", "before", "after", "change", "95 % interval"), rows)


def _measures(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> RenderableType:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "measure" else "right")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return Group(Text(printable(title), style="bold"), Padding(table, (0, 0, 0, 2)))
