"""What all tests share: where the corpora are, also when the package is installed away from this checkout."""

from __future__ import annotations

import os
from pathlib import Path

CORPORA = Path(__file__).parents[1].parent / "shared" / "data"

if CORPORA.is_dir():
    os.environ.setdefault("TALLYBOOK_CORPORA", str(CORPORA))
