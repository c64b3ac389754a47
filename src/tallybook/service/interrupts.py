"""Ctrl-C between the steps of a run instead of in the middle of a write."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

__all__ = ["Interrupts"]


class Interrupts:
    """While this context is entered, Ctrl-C raises KeyboardInterrupt at once outside of `held`, inside at its end.

    Python raises KeyboardInterrupt between any two instructions, also within a library that has just begun a
    transaction and not yet noted it; the transaction would then stay open and lock the book. Outside of the main
    thread, and where the program handles the signal in a way of its own, this does nothing.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._asked = False
        self._installed = False

    def __enter__(self) -> Self:
        usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if usual and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._handle)
            self._installed = True
        return self

    def __exit__(self, *_: object) -> None:
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._installed = False

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        if self._depth == 0:
            raise KeyboardInterrupt
        self._asked = True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Finish the block before a Ctrl-C is answered."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        if self._asked and self._depth == 0:
            self._asked = False
            raise KeyboardInterrupt

    @contextmanager
    def ignored(self) -> Iterator[None]:
        """Finish the block and forget a Ctrl-C that came meanwhile: the run is ending already."""
        self._depth += 1
        try:
            yield
        finally:
            self._asked = False
            self._depth -= 1
