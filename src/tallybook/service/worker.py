"""Work that is done beside the requests of a desk: one piece after the other, in one thread."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

__all__ = ["Worker"]

_LOG = logging.getLogger(__name__)


class Worker:
    """Does what it is given in the order given. A fault in one piece is logged, and the next one is done."""

    def __init__(self, name: str) -> None:
        """`name` is what the thread is called; it starts with the first piece of work."""
        self._name = name
        self._lock = threading.Lock()
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def add(self, work: Callable[[], None]) -> None:
        """Do this after all that was given before."""
        self._work.put(work)
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Do what was given so far, and wait for it."""
        self._work.put(None)
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except Exception:  # noqa: BLE001 (one fault must not keep all later work waiting; it is logged whole)
                _LOG.exception("A fault in the %s of the desk", self._name)
