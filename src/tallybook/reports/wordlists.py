"""The word lists of the readers, from the YAML files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tallybook.errors import LexiconError

__all__ = ["load_list", "month_numbers"]


@cache
def load_list(name: str) -> Mapping[str, Any]:
    """The contents of `reports/data/<name>.yaml`. Raises LexiconError when it is missing or not a mapping."""
    file = resources.files("tallybook.reports") / "data" / f"{name}.yaml"
    try:
        contents = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"The word list {name}.yaml of the readers cannot be read: {error}.") from error
    if not isinstance(contents, dict):
        raise LexiconError(f"The word list {name}.yaml of the readers is not a mapping.")
    return contents


@cache
def month_numbers() -> Mapping[str, int]:
    """Month names and abbreviations, in lower case, to 1 to 12."""
    months: Mapping[str, list[str]] = load_list("dates")["months"]
    return {name: int(number) for number, names in months.items() for name in names}
