# ruff: noqa: T201 - a script that prints is what this is
"""Prints how long linking takes on books of growing size, and how long one more report takes.

python benchmarks/linking_speed.py [--mentions 10000 --mentions 100000] [--profile]

The books are invented: towns, people and attacks do not exist. An incident is told by one to five reports (three on
average) of some 150 words: common words as often as the shipped table has them, and rare ones (names, streets) of
which each report of an incident has some. Time and space are as thin as in a real book: ten times the mentions are ten
times the days, not ten times the attacks a day.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import resource
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from large_books import OUTLETS, add_rows, span_of

from tallybook.linking import load_words
from tallybook.model import (
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
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
from tallybook.service import link_book
from tallybook.store import Book
from tallybook.store import schema as t

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOW_MANY_REPORTS = (1, 2, 3, 4, 5)
_ATTACKS_A_DAY = 12
_COUNTRIES = ("KE", "PK", "CO", "UA", "MM")
_STEP = 2_000
_SYLLABLES = (
    "ka",
    "ro",
    "min",
    "sel",
    "tu",
    "var",
    "ben",
    "osh",
    "li",
    "dra",
    "quo",
    "nym",
    "pel",
    "zat",
    "ur",
    "geth",
)


class Words:
    """Common words as often as they are, and rare ones that are made up."""

    def __init__(self, drawn: random.Random) -> None:
        counts = load_words().counts
        self._common = list(counts)
        self._weights = list(counts.values())
        self._drawn = drawn

    def common(self, number: int) -> list[str]:
        """So many words of the table."""
        return self._drawn.choices(self._common, self._weights, k=number)

    def rare(self, number: int) -> list[str]:
        """So many names of four syllables."""
        return ["".join(self._drawn.choices(_SYLLABLES, k=4)).capitalize() for _ in range(number)]


def an_incident(drawn: random.Random, words: Words, number: int) -> list[tuple[Report, Coding]]:
    """The reports of one incident with their codings."""
    day = date(2015, 1, 1) + timedelta(days=number // _ATTACKS_A_DAY)
    names = words.rare(12)
    place = PlaceCandidate(
        names[0],
        PlacePrecision.TOWN,
        _COUNTRIES[number % len(_COUNTRIES)],
        f"{drawn.randrange(20)}",
        latitude=drawn.uniform(-30, 50),
        longitude=drawn.uniform(-80, 100),
    )
    killed = drawn.randint(1, 20)
    return [
        _account(drawn, words, number * 10 + each, day, names, place, killed + (drawn.random() < 0.2))
        for each in range(drawn.choice(_HOW_MANY_REPORTS))
    ]


def _account(
    drawn: random.Random, words: Words, number: int, day: date, names: Sequence[str], place: PlaceCandidate, killed: int
) -> tuple[Report, Coding]:
    told = drawn.sample(names[2:], 6) + words.rare(6)
    filler = words.common(60)
    text = (
        f"FICTIONAL. Gunmen attacked {place.name} on {day}, killing {killed} people, {names[1]} of them. "
        f"{' '.join(told)} {' '.join(filler[:30])}.\n{' '.join(words.common(60))}. {' '.join(filler[30:])}."
    )
    report = Report.make(
        text,
        document=str(number),
        source=drawn.choice(OUTLETS),
        published=DateRange.day(day + timedelta(days=drawn.choice((0, 1, 1, 2, 5, 40)))),
        published_basis=PublishedBasis.DATA,
        language="en",
    )
    mention = Mention.make(report.id, MentionKind.REPORTED, span_of(text, "attacked"))
    values: list[tuple[Field, str, Any]] = [
        (Field.INCIDENT_TYPE, "attacked", CodeValue("incident_types", "armed_assault")),
        (Field.PLACE, place.name, PlaceValue(place.name, PlacePrecision.TOWN, place)),
        (Field.DATE, str(day), DateValue(DateRange.day(day), year=day.year, month=day.month, day=day.day)),
        (
            Field.CASUALTIES,
            f"{killed} people",
            CasualtyRow("killed", "civilians", Quantity.stated(killed), "people", names=(names[1],)),
        ),
        (Field.WEAPON, " ".join(told[:3]), CodeValue("weapons", "firearm")),
    ]
    statements = tuple(
        Statement.make(report, mention.id, field, value, span_of(text, said), Stance.REPORTED_AS_FACT)
        for field, said, value in values
    )
    supports = tuple(Support.make(one.id, "invented", "1", "benchmark", 0.9) for one in statements)
    return report, Coding(report.id, "invented", "1", (mention,), statements, supports)


def fill(book: Book, mentions: int) -> int:
    """Fill the book until it has so many mentions. Returns how many incidents they tell of."""
    drawn = random.Random(7)  # noqa: S311 (figures, not secrets)
    words = Words(drawn)
    with book._write() as connection:
        connection.execute(
            sa.insert(t.source), [{"id": one.id, "name": one.name, "domain": one.domain} for one in OUTLETS]
        )
    made = incident = 0
    while made < mentions:
        tables: dict[sa.Table, list[dict[str, Any]]] = {}
        for _ in range(_STEP):
            for report, coding in an_incident(drawn, words, incident)[: mentions - made]:
                made += 1
                add_rows(tables, report, coding, made)
            incident += 1
            if made >= mentions:
                break
        with book._write() as connection:
            for table in (t.report, t.coding, t.mention, t.statement, t.coding_mention, t.coding_statement, t.support):
                connection.execute(sa.insert(table), tables[table])
    return incident


def measure(mentions: int, *, profiled: bool) -> float:
    """Build, link, add a report, link. Returns the seconds of the first linking."""
    with tempfile.TemporaryDirectory() as folder, Book.open(Path(folder) / "large.book", create=True) as book:
        incidents = fill(book, mentions)
        parts: list[tuple[str, float]] = []
        begun = perf_counter()
        profile = cProfile.Profile()
        if profiled:
            profile.enable()
        done = link_book(book, progress=lambda what: parts.append((what, perf_counter())))
        profile.disable()
        whole = perf_counter() - begun
        ends = [*(at for _, at in parts[1:]), begun + done.seconds]
        for (what, at), end in zip(parts, ends, strict=True):
            print(f"    {what}: {end - at:.1f} s" + (" (with publishing)" if what == "Writing" else ""))
        if profiled:
            pstats.Stats(profile).sort_stats("tottime").print_stats(40)
        drawn = random.Random(8)  # noqa: S311 (figures, not secrets)
        report, coding = an_incident(drawn, Words(drawn), incidents // 2)[0]
        book.add_coded(report, coding)
        begun = perf_counter()
        link_book(book)
        one_more = perf_counter() - begun
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{mentions:>9,} mentions of {incidents:,} incidents: {whole:.1f} s, {done.compared:,} pairs compared, "
            f"{mentions - done.joined:,} incidents made, {done.asked:,} questions, "
            f"{done.too_common:,} keys too common; one more report {one_more:.2f} s; at most {memory:,.0f} MB",
            flush=True,
        )
        return whole


def main() -> None:
    """Measure each size; print how much more than linear the growth is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, action="append", default=[])
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    sizes = sorted(options.mentions) or [10_000, 100_000]
    seconds = {size: measure(size, profiled=options.profile) for size in sizes}
    for size in sizes[1:]:
        times, cost = size / sizes[0], seconds[size] / seconds[sizes[0]]
        print(f"{times:g} times the mentions: {cost:.1f} times the time")


if __name__ == "__main__":
    main()
