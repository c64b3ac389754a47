# ruff: noqa: T201 - a script that prints is what this is
"""How right incidents are that several reports tell of, under each rule set: gun violence incidents of the corpus.

    python benchmarks/assembly_incidents.py                            every incident of two reports or more, every set
    python benchmarks/assembly_incidents.py --limit 200 --sets default best_said --reports 3

Each report is coded alone. Which of its mentions tells of the incident is decided as for `tallybook evaluate gva`, and
that the reports belong together is taken from the corpus, so only assembly differs between the lines. Counts are of
everybody, attackers too, and a value counts where the text of a report states it, as in `tallybook evaluate gva`.
"""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path

from tallybook.assembly import get_rule_set, resolve, rule_sets
from tallybook.coding import get_coder
from tallybook.coding.base import Coder
from tallybook.evaluation.corpora import GvaIncident, corpus_path, load_gva
from tallybook.evaluation.figures import estimate
from tallybook.evaluation.gva import DEFAULT, NEAR_KM, Gold, count_number
from tallybook.evaluation.incident_answers import everybody, main_incident
from tallybook.evaluation.measuring import Counted, tallies_of
from tallybook.evaluation.stated import states_day, states_place
from tallybook.model import DateValue, Field, Incident, PlaceValue, Statement
from tallybook.places import great_circle_km

NAMES = ("killed_exact", "killed_any", "injured_exact", "injured_any", "date_exact", "place_25km")


def told_of(incident: GvaIncident, coder: Coder) -> tuple[Statement, ...]:
    """What the reports say of the incident, each in the mention that tells of it."""
    told: list[Statement] = []
    for report in incident.reports:
        coding = coder.code(report)
        main = main_incident(coding)
        if main is not None:
            told += [one for one in coding.statements if one.mention in main.mentions]
    return tuple(told)


def count(found: GvaIncident, told: tuple[Statement, ...], rules: str) -> Counted:
    """One incident against its record."""
    gold = Gold.read(found.gold, found.incident)
    made = Incident.make((found.incident,), resolve(told, get_rule_set(rules)))
    counted = Counted(found.incident)
    text = "\n".join(report.text for report in found.reports)
    for harm, number in (("killed", gold.killed), ("injured", gold.injured)):
        count_number(text, harm, number, everybody(made, harm), counted)
    if gold.day is not None and any(states_day(one.text, gold.day, one.published) for one in found.reports):
        dates = [value.range for value in made.values(Field.DATE) if isinstance(value, DateValue)]
        counted.add(
            "date_exact", bool(dates) and dates[0] is not None and {dates[0].first, dates[0].last} == {gold.day}, 1
        )
    if gold.point is not None and states_place(text, gold.town):
        places = [value.place for value in made.values(Field.PLACE) if isinstance(value, PlaceValue)]
        place = places[0] if places else None
        near = place is not None and great_circle_km(*gold.point, place.latitude, place.longitude) <= NEAR_KM
        counted.add("place_25km", near, 1)
    return counted


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How right incidents of several reports are under each rule set.")
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--limit", type=int, help="take the first incidents only")
    parser.add_argument("--reports", type=int, default=2, help="least number of reports of an incident")
    parser.add_argument("--coder", default="local")
    parser.add_argument("--sets", nargs="*", default=list(rule_sets()))
    options = parser.parse_args()
    coder = get_coder(options.coder)
    file = options.path or corpus_path(DEFAULT)
    several = (one for one in load_gva(file) if len(one.reports) >= options.reports)
    incidents = [(one, told_of(one, coder)) for one in islice(several, options.limit)]
    print(
        f"{len(incidents)} incidents of {options.reports} reports or more; per cent with 95 % intervals, and how many"
    )
    for name in options.sets:
        figures = estimate(tallies_of([count(one, told, name) for one, told in incidents], NAMES))
        print(
            f"{name:12}",
            "  ".join(f"{key} {one.value:.1f} ({one.low:.1f}-{one.high:.1f})" for key, one in figures.items()),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
