"""Coders: a Report in, mentions and statements out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallybook.coding.base import Coder
    from tallybook.coding.coders import get_coder

__all__ = ["Coder", "get_coder"]

# Loaded when asked for: the coders need numpy and the encoder, and exports only the word lists.
_HOMES = {"Coder": "tallybook.coding.base", "get_coder": "tallybook.coding.coders"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
