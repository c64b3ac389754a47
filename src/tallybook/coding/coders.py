"""The coders by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tallybook.coding.base import Coder
from tallybook.coding.local import LocalCoder
from tallybook.coding.rules import RuleCoder
from tallybook.errors import CodingError

__all__ = ["CODERS", "DEFAULT_CODER", "get_coder"]

CODERS: dict[str, Callable[[], Coder]] = {"local": LocalCoder, "rules": RuleCoder}
DEFAULT_CODER = "local"


@cache
def get_coder(name: str = DEFAULT_CODER) -> Coder:
    """The coder of this name. Raises CodingError for one that does not exist."""
    if name not in CODERS:
        raise CodingError(f"There is no coder called {name!r}; the coders are: {', '.join(sorted(CODERS))}.")
    return CODERS[name]()
