"""What is written where: results to standard output, messages and progress to standard error, both safe to show."""

from __future__ import annotations

import io
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tallybook.reports import Skipped

__all__ = [
    "complain",
    "complain_of",
    "make_output_safe",
    "number_of",
    "progress_console",
    "show",
    "speaks_unicode",
    "tell",
]

_NARROWEST = 40  # columns; below, lines are cut by the terminal rather than broken into letters


def make_output_safe(stream: IO[str]) -> None:
    """Write characters that the stream's encoding lacks as codes instead of failing."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def complain(message: str, code: str = "") -> None:
    """One sentence on standard error, with the stable code of the error."""
    from tallybook.exports import printable

    sys.stdout.flush()  # where both go to one place, they appear in the order in which they were written
    prefix = f"tallybook: {code}: " if code else "tallybook: "
    sys.stderr.write(prefix + printable(message) + "\n")


def complain_of(skipped: Skipped) -> None:
    """One sentence on an input that was skipped; most reasons name their place already."""
    named = skipped.reason.startswith(skipped.where)
    complain(skipped.reason if named else f"{skipped.where}: {skipped.reason}", skipped.code)


def tell(message: str) -> None:
    """A line for a person on standard error, which leaves standard output to the results."""
    from tallybook.exports import printable

    sys.stdout.flush()
    sys.stderr.write(printable(message) + "\n")


def show(page: RenderableType) -> None:
    """A page on standard output: colours on a terminal only (and not with NO_COLOR), no markup, no emoji codes."""
    from rich.console import Console

    console = Console(markup=False, emoji=False, highlight=False)
    console.width = max(console.width, _NARROWEST)
    if console.is_terminal:
        console.print(page)
        return
    with console.capture() as captured:
        console.print(page)
    # Tables are filled up with spaces, which nobody wants in a file.
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def number_of(count: int, noun: str) -> str:
    """A number with its noun: "1 report", "2 reports"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def progress_console() -> Console:
    """Standard error, for progress; nothing is drawn where it is no terminal."""
    from rich.console import Console

    return Console(stderr=True, markup=False, emoji=False, highlight=False)


def speaks_unicode() -> bool:
    """Whether standard output is a terminal that shows typographic quotes and lines; pipes get plain ASCII marks."""
    return sys.stdout.isatty() and "utf" in (sys.stdout.encoding or "").lower()
