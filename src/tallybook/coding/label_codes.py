"""What the labels of the encoder mean in the codebook, as data/joining.yaml has it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["label_codes"]


@cache
def label_codes() -> dict[str, Any]:
    """The tables of data/joining.yaml."""
    tables: dict[str, Any] = yaml.safe_load(files("tallybook.coding").joinpath("data/joining.yaml").read_text("utf-8"))
    return tables
