"""Ctrl-C is answered between the steps of a run."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import pytest

from tallybook.service.interrupts import Interrupts


def test_outside_of_a_step_at_once_and_inside_at_its_end() -> None:
    steps = []
    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):  # noqa: SIM117, PT012 (where it is raised is what is tested)
            with interrupts.held():
                with interrupts.held():
                    signal.raise_signal(signal.SIGINT)
                steps.append("finished")
        with interrupts.ignored():
            signal.raise_signal(signal.SIGINT)
        with interrupts.held():
            steps.append("not asked again")
    assert steps == ["finished", "not asked again"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_inside_a_step_is_not_hidden() -> None:
    def fail(interrupts: Interrupts) -> None:
        with interrupts.held():
            raise ValueError("a fault")

    with Interrupts() as interrupts, pytest.raises(ValueError, match="a fault"):
        fail(interrupts)


def test_a_program_with_its_own_handler_and_other_threads_are_left_alone() -> None:
    def own(_number: int, _frame: FrameType | None) -> None: ...

    before = signal.signal(signal.SIGINT, own)
    try:
        with Interrupts():
            assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)
    found = []

    def elsewhere() -> None:
        with Interrupts():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]
