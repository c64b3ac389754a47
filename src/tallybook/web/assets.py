"""Addresses of the files that pages load. What the build of web-ui made has a hash in its name."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

__all__ = ["BUILT", "STATIC", "asset", "has_scripts"]

STATIC = Path(__file__).parent / "static"
BUILT = STATIC / "built"


@cache
def _manifest() -> dict[str, dict[str, str]]:
    path = BUILT / ".vite" / "manifest.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def has_scripts() -> bool:
    """Whether the interactive parts were built; without them, pages work as plain pages."""
    return bool(_manifest())


@cache
def asset(name: str) -> str:
    """The address of a file: of `src/NAME.ts` of web-ui as it was built, else of a file in `static`.

    Returns "" for a script that was not built.
    """
    if name.endswith(".ts"):
        entry = _manifest().get(f"src/{name}")
        return f"/static/built/{entry['file']}" if entry else ""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{digest}"
