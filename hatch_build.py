"""Build hook of the wheel: makes the gazetteer from the packages named in `[build-system]`, unless it is there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GAZETTEER = "src/tallybook/places/data/gazetteer.sqlite"


class GazetteerHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling ships no generic parameter at run time
    """Runs for wheels and editable installs; the file is kept while its sources stay the same."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the file and adds it to the wheel (it is ignored by git, so hatchling would leave it out)."""
        del version
        source = str(Path(self.root) / "src")
        sys.path.insert(0, source)
        try:
            from tallybook.places.building import ensure_gazetteer  # noqa: PLC0415  # needs the path above

            if ensure_gazetteer(Path(self.root) / GAZETTEER):
                self.app.display_info("The gazetteer was made.")
        finally:
            sys.path.remove(source)
        build_data["artifacts"].append(GAZETTEER)
