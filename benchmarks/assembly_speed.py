"""How fast incidents are assembled again under another casualty rule.

    python benchmarks/assembly_speed.py                    100,000 incidents, every rule set
    python benchmarks/assembly_speed.py --incidents 20000 --sets default acled

The incidents are made up from a seed: 1 to 5 reports each, 1 to 6 casualty rows a report, some of them parts of a
total, some vague, some attackers, figures that mostly agree. Printed for each rule set: seconds of the processor and of
the clock, incidents a second of the processor, and the time beside that of the first set. Making the incidents is not
counted; one process, no store.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
from datetime import date, timedelta
from time import perf_counter, process_time

from tallybook.assembly import get_rule_set, resolve, rule_sets
from tallybook.model import (
    CasualtyRow,
    DateRange,
    Field,
    Mention,
    MentionKind,
    PublishedBasis,
    Qualifier,
    Quantity,
    Report,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    TotalRelation,
)

TEXT = "Dozens of people were hurt and several died when a bomb went off, an invented report says. " * 3
GROUPS = ("unspecified", "unspecified", "civilians", "police", "military", "children", "attackers")
SPEAKERS = (
    None,
    None,
    Speaker(role="police"),
    Speaker(role="a hospital official"),
    Speaker(role="witnesses", kind=SpeakerKind.ANONYMOUS),
)


def incident(number: int, chance: random.Random) -> tuple[Statement, ...]:
    """The casualty statements of one incident: reports that tell of the same people, and err now and then."""
    killed, injured, attackers = chance.randint(0, 12), chance.randint(0, 30), chance.randint(0, 2)
    first = date(2024, 1, 1) + timedelta(days=number % 365)
    told: list[Statement] = []
    for one in range(chance.randint(1, 5)):
        day = DateRange.day(first + timedelta(days=chance.choice((0, 0, 1, 2, 30))))
        report = Report.make(TEXT, document=f"{number}-{one}", published=day, published_basis=PublishedBasis.DATA)
        mention = Mention.make(report.id, MentionKind.REPORTED, Span(0, 6)).id
        told += _rows(report, mention, (killed, injured, attackers), chance)
    return tuple(told)


def _rows(report: Report, mention: str, truth: tuple[int, int, int], chance: random.Random) -> list[Statement]:
    told: list[Statement] = []
    for row in range(chance.randint(1, 6)):
        harm = "killed" if row % 2 == 0 else "injured"
        group = chance.choice(GROUPS) if row else "unspecified"
        figure = truth[2] if group == "attackers" else truth[row % 2]
        total = told[0] if row > 1 and harm == "killed" and chance.random() < 0.6 else None
        value = CasualtyRow(
            harm,
            group,
            _quantity(figure if total is None else figure // 2, chance),
            total=total.id if total else "",
            total_relation=TotalRelation.PART if total else None,
        )
        speaker = chance.choice(SPEAKERS)
        stance = Stance.REPORTED_AS_FACT if chance.random() < 0.9 else Stance.ALLEGED
        at = Span(row * 20, row * 20 + 10)
        where = Span(row * 20 + 10, row * 20 + 15) if speaker else None
        told.append(Statement.make(report, mention, Field.CASUALTIES, value, at, stance, speaker, where))
    return told


def _quantity(figure: int, chance: random.Random) -> Quantity:
    draw = chance.random()
    if draw < 0.7:
        return Quantity.stated(figure)
    if draw < 0.8:
        return Quantity.stated(max(0, figure + chance.choice((-1, 1, 2))))
    if draw < 0.9:
        return Quantity.stated(figure, Qualifier.AT_LEAST)
    return Quantity.vague(24, 99) if draw < 0.95 else Quantity.unknown()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast incidents are assembled again under another rule.")
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--sets", nargs="*", default=list(rule_sets()))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 (figures to measure with, no secrets)
    incidents = [incident(number, chance) for number in range(options.incidents)]
    rows = sum(map(len, incidents))
    sys.stdout.write(f"{len(incidents)} incidents, {rows} casualty statements\n")
    # The incidents stay for the whole run: without this, most of the time goes into looking whether they are garbage.
    gc.freeze()
    base = 0.0
    for name in options.sets:
        rules = get_rule_set(name)
        clock, started = perf_counter(), process_time()
        for statements in incidents:
            resolve(statements, rules)
        taken = process_time() - started
        base = base or taken
        sys.stdout.write(
            f"{name:14} {taken:6.1f} s, by the clock {perf_counter() - clock:6.1f} s"
            f" {len(incidents) / taken:8.0f} incidents/s {taken / base:6.2f} x {options.sets[0]}\n"
        )
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
