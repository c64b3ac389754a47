"""The page on the rule coder names every component of its pipeline, in order."""

from __future__ import annotations

import re
from pathlib import Path

from tallybook.coding.rules import RuleCoder

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "coding.md"


def test_every_component_is_on_the_page_in_order() -> None:
    written = re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert written == [component.name for component in RuleCoder().pipeline.components]
