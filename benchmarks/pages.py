"""Where the benchmarks write their tables: between two marks of a page of the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def put_between(page: Path, begin: str, end: str, text: str) -> None:
    """Replace what stands between the marks `begin` and `end`; a page without them is refused and stays as it is."""
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{page} has no marks {begin.strip()} and {end.strip()}.")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
