# ruff: noqa: T201 - a script that prints is what this is
"""Prints how fast a desk answers on a large book, and under the load of many people.

python benchmarks/desk_speed.py [--incidents 100000] [--book FOLDER/large.book] [--people 20 --minutes 5] [--write]

The book is invented (benchmarks/desk_book.py) and made once, at the path given. A real server is started
(`tallybook desk`) and asked over HTTP, each question with other filters each time. With --people, that many ask at the
same time as people do, a question each second on average; any answer that is an error is told. With --write the tables
in docs/reference/desk.md are replaced.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

import httpx
from desk_book import make_book
from pages import put_between

from tallybook.service import summarise_book

ROUNDS = 60
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "desk.md"
BEGIN, END = "<!-- speed: begin, written by benchmarks/desk_speed.py -->\n", "<!-- speed: end -->\n"
Ask = Callable[[random.Random], tuple[str, dict[str, Any]]]
_TYPED = ("killed civilians", "river brigade", "police spokesman said", '"dawn front" -karsk', "gorod soldiers bombing")


def asks(facets: dict[str, list[dict[str, Any]]], ids: list[str]) -> dict[str, Ask]:
    """What is measured: by name, an address and its parameters, drawn anew each time."""

    def narrowed(drawn: random.Random) -> dict[str, Any]:
        return {name: drawn.choice(facets[name])["value"] for name in drawn.sample(("country", "type", "actor"), 1)}

    def typing(drawn: random.Random) -> tuple[str, dict[str, Any]]:
        whole = drawn.choice(_TYPED)
        return "/api/v1/incidents", {"q": whole[: drawn.randrange(1, len(whole) + 1)]}

    def box(drawn: random.Random, zoom: int) -> str:
        """What a window of 1400 by 800 pixels shows, somewhere."""
        wide, high = (min(pixels / 256 / 2**zoom, 1.0) * all_of for pixels, all_of in ((1400, 360), (800, 170)))
        west, south = drawn.uniform(-180, 180 - wide), drawn.uniform(-85, 85 - high)
        return f"{west},{south},{west + wide},{south + high}"

    return {
        "list, first page": lambda _: ("/api/v1/incidents", {}),
        "list, narrowed, any order and page": lambda drawn: (
            "/api/v1/incidents",
            narrowed(drawn)
            | {"sort": drawn.choice(("newest", "killed", "reports", "confidence")), "offset": drawn.randrange(1000)},
        ),
        "search, while typing": typing,
        "facets": lambda _: ("/api/v1/incidents/facets", {}),
        "facets, narrowed, with words": lambda drawn: ("/api/v1/incidents/facets", narrowed(drawn) | {"q": "killed"}),
        "map of the world (zoom 1)": lambda drawn: ("/api/v1/incidents/map", {"zoom": 1} | narrowed(drawn)),
        "map of the world, all incidents": lambda _: ("/api/v1/incidents/map", {"zoom": 2}),
        "map of a region (zoom 5)": lambda drawn: ("/api/v1/incidents/map", {"zoom": 5, "bbox": box(drawn, 5)}),
        "map of a district (zoom 9)": lambda drawn: ("/api/v1/incidents/map", {"zoom": 9, "bbox": box(drawn, 9)}),
        "timeline": lambda drawn: ("/api/v1/incidents/timeline", {} if drawn.random() < 0.5 else narrowed(drawn)),
        "record of an incident": lambda drawn: (f"/api/v1/incidents/{drawn.choice(ids)}", {}),
        "page: list of incidents": lambda drawn: ("/incidents", narrowed(drawn)),
        "page: list, all incidents": lambda _: ("/incidents", {}),
        "page: list, while typing": lambda drawn: ("/incidents", typing(drawn)[1]),
        "page: an incident": lambda drawn: (f"/incidents/{drawn.choice(ids)}", {}),
        "page: what waits for review": lambda _: ("/review", {}),
        "list of reports": lambda drawn: ("/api/v1/reports", {"offset": drawn.randrange(1000)}),
    }


@contextmanager
def desk(book: Path, log: Path) -> Iterator[str]:
    """The address of a server of the book, in a process of its own."""
    command = [sys.executable, "-m", "tallybook", "desk", "--book", str(book), "--port", "0"]
    with log.open("w") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)  # noqa: S603 (no input of others)
        try:
            end = monotonic() + 60
            while not (found := re.search(r"http://[\d.:]+", log.read_text())):
                if process.poll() is not None or monotonic() > end:
                    raise SystemExit(f"The desk did not start: {log.read_text()}")
                sleep(0.05)
            yield found[0]
        finally:
            process.terminate()
            process.wait(30)


def measured(client: httpx.Client, ask: Ask) -> tuple[list[float], int]:
    """The seconds of each answer, and the bytes of the largest."""
    drawn = random.Random(4)  # noqa: S311 (no secret)
    times, largest = [], 0
    for _ in range(ROUNDS):
        path, params = ask(drawn)
        begun = perf_counter()
        answer = client.get(path, params=params)
        times.append(perf_counter() - begun)
        answer.raise_for_status()
        largest = max(largest, len(answer.content))
    return sorted(times), largest


def share(times: list[float], part: float) -> str:
    """A percentile of sorted seconds, in milliseconds."""
    return f"{times[min(int(len(times) * part), len(times) - 1)] * 1000:.0f}"


def under_load(url: str, every: dict[str, Ask], people: int, minutes: float) -> tuple[list[float], list[str]]:
    """The seconds of all answers to many people, and what went wrong."""
    times: list[float] = []
    wrong: list[str] = []
    end = monotonic() + minutes * 60

    def person(number: int) -> None:
        drawn = random.Random(number)  # noqa: S311 (no secret)
        with httpx.Client(base_url=url, timeout=60) as client:
            while monotonic() < end:
                path, params = drawn.choice(list(every.values()))(drawn)
                begun = perf_counter()
                try:
                    answer = client.get(path, params=params)
                except httpx.HTTPError as error:
                    wrong.append(f"{path}: {error!r}")
                    continue
                times.append(perf_counter() - begun)
                if answer.is_error:
                    wrong.append(f"{path}: {answer.status_code} {answer.text[:200]}")
                sleep(drawn.expovariate(1.0))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times), wrong


def main() -> int:
    """Make the book, start the desk, ask; 1 where any answer was an error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--book", type=Path, help="where the book is, or is made; else it is made for this run alone")
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--write", action="store_true", help="replace the tables in docs/reference/desk.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = options.book or Path(folder) / "large.book"
        make_book(book, options.incidents)
        counts = summarise_book(book).counts
        begun = perf_counter()
        with desk(book, Path(folder) / "log.txt") as url, httpx.Client(base_url=url, timeout=60) as client:
            total = client.get("/api/v1/incidents").json()["total"]
            started = perf_counter() - begun
            facets = client.get("/api/v1/incidents/facets").json()["facets"]
            ids = [row["id"] for sort in ("newest", "reports") for row in _rows(client, sort)]
            every = asks(facets, ids)
            lines = [
                f"{total:,} incidents, {counts['report']:,} reports, {counts['statement']:,} statements; "
                f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}. "
                f"{started:.1f} seconds from the start of the server to its first answer.",
                "",
                "| question | median, ms | 95 in 100, ms | largest answer, kB |",
                "|---|---|---|---|",
            ]
            for name, ask in every.items():
                times, largest = measured(client, ask)
                lines.append(f"| {name} | {share(times, 0.5)} | {share(times, 0.95)} | {largest / 1000:.0f} |")
                print(lines[-1], flush=True)
            wrong: list[str] = []
            if options.people:
                times, wrong = under_load(url, every, options.people, options.minutes)
                lines += [
                    "",
                    f"{options.people} people at once for {options.minutes:g} minutes: {len(times):,} answers, "
                    f"{len(wrong)} errors, median {share(times, 0.5)} ms, 95 in 100 within {share(times, 0.95)} ms.",
                ]
    print("\n".join(lines + wrong[:20]))
    if options.write:
        put_between(PAGE, BEGIN, END, "\n".join(lines))
    return 1 if wrong else 0


def _rows(client: httpx.Client, sort: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/v1/incidents", params={"sort": sort, "limit": 200}).json()["items"]
    return found


if __name__ == "__main__":
    raise SystemExit(main())
