"""Accessibility of a page as axe-core sees it: what it finds serious or critical fails the test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["findings"]

AXE = Path(__file__).parents[2] / "web-ui" / "node_modules" / "axe-core" / "axe.min.js"
_GRAVE = {"serious", "critical"}
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def findings(browser: Browser, url: str, *, width: int = 1280, dark: bool = False) -> list[str]:
    """What is seriously or critically wrong at this address, a line each. Skips where axe-core is not installed.

    The page's policy forbids foreign scripts, so it is left out in this context alone.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `npm ci --ignore-scripts` in web-ui puts it there")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", bypass_csp=True
    )
    try:
        page = context.new_page()
        page.goto(url, wait_until="networkidle")
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", _TAGS)
        return [
            f"{one['impact']}: {one['help']} at {node['target']}"
            for one in found["violations"]
            if one["impact"] in _GRAVE
            for node in one["nodes"]
        ]
    finally:
        context.close()
