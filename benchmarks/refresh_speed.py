# ruff: noqa: T201 - a script that prints is what this is
"""Prints how long the published incidents of a large book take: all, one more report, other rules for casualties.

python benchmarks/refresh_speed.py [--incidents 10000] [--profile reassemble]

The book is invented: towns, people and attacks do not exist. An incident is told by one to four reports (two on
average), which a program has linked; each report gives a type, a place, a date, a perpetrator and one or two rows of
casualties (three per incident on average), and reports of one incident differ in their figures.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from large_books import OUTLETS, add_outlets, add_rows, span_of, write_rows

from tallybook.assembly import get_rule_set
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Decision,
    Field,
    Judgement,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Quantity,
    Report,
    Stance,
    Statement,
    Support,
)
from tallybook.service import refresh
from tallybook.store import Book
from tallybook.store import schema as t

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = ("armed_assault", "bombing", "abduction", "arrest")
_COUNTRIES = ("KE", "PK", "CO", "UA", "MM")
_HOW_MANY_REPORTS = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4)  # two on average
_STEP = 2000  # incidents per transaction


def make_report(drawn: random.Random, incident: int, number: int) -> tuple[Report, Coding]:
    """The report with this number of the incident with this number, and what a coder finds in it."""
    day = date(2015, 1, 1) + timedelta(days=incident % 3650)
    town, country = f"Examplia {incident % 5000}", _COUNTRIES[incident % len(_COUNTRIES)]
    killed, injured = max(1, incident % 12 + drawn.randint(-1, 2)), incident % 30 + drawn.randint(0, 5)
    text = (
        f"FICTIONAL report {number} on incident {incident}. Gunmen of the Dawn Front attacked a market in {town} on "
        f"{day}, killing {killed} people and injuring {injured}, police said. Nobody of this story exists."
    )
    published = DateRange.day(day + timedelta(days=1 + number))
    report = Report.make(
        text,
        document=f"{incident}/{number}",
        source=drawn.choice(OUTLETS),
        published=published,
        published_basis=PublishedBasis.DATA,
        language="en",
    )
    mention = Mention.make(report.id, MentionKind.REPORTED, span_of(text, "attacked"))
    place = PlaceCandidate(town, PlacePrecision.TOWN, country, "North", latitude=1.5, longitude=30.25)
    told: list[tuple[Field, str, Any]] = [
        (Field.INCIDENT_TYPE, "attacked", CodeValue("incident_types", _TYPES[incident % len(_TYPES)])),
        (Field.PLACE, town, PlaceValue(town, PlacePrecision.TOWN, place)),
        (Field.DATE, str(day), DateValue(DateRange.day(day), year=day.year, month=day.month, day=day.day)),
        (Field.PERPETRATOR, "Dawn Front", ActorValue("Dawn Front", "rebel_group")),
        (Field.CASUALTIES, f"{killed} people", CasualtyRow("killed", "civilians", Quantity.stated(killed), "people")),
    ]
    if drawn.random() < 0.5:
        row = CasualtyRow("injured", "civilians", Quantity.stated(injured), "people")
        told.append((Field.CASUALTIES, f"injuring {injured}", row))
    statements = tuple(
        Statement.make(report, mention.id, field, value, span_of(text, words), Stance.REPORTED_AS_FACT)
        for field, words, value in told
    )
    supports = tuple(Support.make(one.id, "invented", "1", "benchmark", 0.9) for one in statements)
    return report, Coding(report.id, "invented", "1", (mention,), statements, supports)


def build(book: Book, incidents: int) -> None:
    """Fill the book, many reports in one transaction: adding them one by one would time the disk."""
    drawn = random.Random(7)  # noqa: S311 (figures, not secrets)
    coding = 0
    add_outlets(book)
    for start in range(0, incidents, _STEP):
        tables: dict[sa.Table, list[dict[str, Any]]] = {}
        decisions: list[Decision] = []
        for incident in range(start, min(start + _STEP, incidents)):
            first = ""
            for number in range(drawn.choice(_HOW_MANY_REPORTS)):
                report, made = make_report(drawn, incident, number)
                coding += 1
                add_rows(tables, report, made, coding)
                mention = made.mentions[0].id
                if first:
                    score = round(drawn.uniform(0.6, 1), 3)
                    at = "2024-01-01T00:00:00+00:00"
                    decisions.append(
                        Decision.make(first, mention, Judgement.SAME, "machine:linking/1", at, "close", score)
                    )
                first = first or mention
        write_rows(book, tables)
        book.add_decisions(decisions)


@contextmanager
def timed(name: str, profiled: str) -> Iterator[None]:
    """Print how long the block took; with its profile, where that is asked for."""
    profile = cProfile.Profile()
    begun, worked = perf_counter(), process_time()
    if profiled == name:
        profile.enable()
    yield
    if profiled == name:
        profile.disable()
    seconds, worked = perf_counter() - begun, process_time() - worked
    print(f"{name:12} {seconds:8.2f} seconds, {worked:8.2f} of one processor", flush=True)
    if profiled == name:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def main() -> None:
    """Build, refresh, add a report, choose by other rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=10_000)
    parser.add_argument("--profile", default="", help="which part to profile: build, refresh, again, add or reassemble")
    parser.add_argument("--rules", default="ibc", help="the rule set to choose by in the end; ibc changes nearly all")
    parser.add_argument("--brief", action="store_true", help="leave out a second look at everything")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Book.open(Path(folder) / "large.book", create=True) as book:
        with timed("build", options.profile):
            build(book, options.incidents)
        counts = book.counts()
        rows_of_casualties = sum(1 for _ in _casualties(book))
        print(
            f"{options.incidents} incidents, {counts['report']} reports, {counts['decision']} decisions, "
            f"{counts['statement']} statements, {rows_of_casualties} of casualties"
        )
        with timed("refresh", options.profile):
            done = refresh(book)
        print("  ", {kind.value: number for kind, number in done.counts.items()})
        if not options.brief:
            with timed("again", options.profile):
                refresh(book, full=True)
        report, coding = make_report(random.Random(8), 17, 99)  # noqa: S311 (see build)
        book.add_coded(report, coding)
        with book.published() as look:
            mention = next(iter(look.members(look.active_ids()[:1]).values()))[0]
        at = "2024-01-02T00:00:00+00:00"
        book.add_decision(Decision.make(mention, coding.mentions[0].id, Judgement.SAME, "machine:linking/1", at))
        with timed("add", options.profile):
            done = refresh(book)
        print("  ", {kind.value: number for kind, number in done.counts.items()})
        with timed("reassemble", options.profile):
            done = refresh(book, rules=get_rule_set(options.rules))
        print("  ", {kind.value: number for kind, number in done.counts.items()})
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        print(f"the book has {size / 1e6:.0f} MB")


def _casualties(book: Book) -> Iterator[object]:
    with book._read() as connection:
        yield from connection.execute(sa.select(t.statement.c.id).where(t.statement.c.field == "casualties"))


if __name__ == "__main__":
    main()
