"""How close this scorer comes to the official one: the 17 systems of 1992 scored again, beside their reports.

    python -m tallybook.evaluation.muc4.fidelity [FOLDER] [--page FILE]

FOLDER is `muc4/scorer-check` of the corpora; with --page the tables are written into a page between its two markers.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tallybook.errors import CorpusMissingError, UsageError
from tallybook.evaluation.corpora import corpus_path
from tallybook.evaluation.muc4.official import OfficialReport, OfficialRow, read_official
from tallybook.evaluation.muc4.scorer import Counts, Score, score_messages
from tallybook.evaluation.muc4.slots import SCORED
from tallybook.evaluation.muc4.templates import by_message, read_templates

__all__ = ["Agreement", "Compared", "agreement", "compare_systems", "main", "tables"]

FOLDER = "muc4/scorer-check"
BEGIN, END = "<!-- fidelity: begin -->", "<!-- fidelity: end -->"


@dataclass(frozen=True, slots=True)
class Compared:
    """One system: its official report, and our score of the same response."""

    system: str
    official: OfficialReport
    ours: Score

    @property
    def difference(self) -> float:
        """Our F of all templates less the official one, in points."""
        return self.ours.summary()["ALL TEMPLATES"].f() - self.official.f[0]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean and greatest absolute difference in points of F, and Spearman's rank correlation."""

    mean: float
    worst: float
    rank_correlation: float


def compare_systems(folder: Path) -> tuple[Compared, ...]:
    """Score the response of every system below `folder` against the key in it. Raises CorpusMissingError."""
    keys = sorted(folder.glob("key-tst3*"))
    systems = sorted(report.parent for report in folder.glob("official-1992-tst3/*/scores.tst3-pass1.nrad"))
    if not keys or not systems:
        raise CorpusMissingError(f"There are no 1992 key, responses and score reports in {folder}; check the path.")
    key = by_message(read_templates(keys[-1]))
    return tuple(
        Compared(
            system.name,
            read_official(system / "scores.tst3-pass1.nrad"),
            score_messages(key, by_message(read_templates(system / "response.tst3"))),
        )
        for system in systems
    )


def agreement(systems: Sequence[Compared]) -> Agreement:
    """The three figures of fidelity over all systems."""
    differences = [abs(system.difference) for system in systems]
    ours = _ranks([system.ours.summary()["ALL TEMPLATES"].f() for system in systems])
    theirs = _ranks([system.official.f[0] for system in systems])
    size = len(systems)
    squares = sum((first - second) ** 2 for first, second in zip(ours, theirs, strict=True))
    correlation = 1 - 6 * squares / (size * (size**2 - 1)) if size > 1 else 1.0
    return Agreement(sum(differences) / size, max(differences), correlation)


def _ranks(values: Sequence[float]) -> list[int]:
    order = sorted(range(len(values)), key=lambda index: values[index])
    ranks = [0] * len(values)
    for rank, index in enumerate(order):
        ranks[index] = rank
    return ranks


def _official(row: OfficialRow) -> Counts:
    return Counts(cor=row.cor, par=row.par, inc=row.inc, spu=row.spu, mis=row.mis, non=row.non)


def tables(systems: Sequence[Compared]) -> str:
    """The comparison as Markdown: one row a system, one row a slot, and the three figures."""
    found = agreement(systems)
    lines = [
        f"Over {len(systems)} systems the F of ALL TEMPLATES (P&R) differs by {found.mean:.2f} points on average and "
        f"by {found.worst:.2f} at worst; Spearman's rank correlation is {found.rank_correlation:.4f}.",
        "",
        "| system | official R | P | F | ours R | P | F | difference |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for system in sorted(systems, key=lambda item: -item.official.f[0]):
        theirs, ours = _official(system.official.totals["ALL TEMPLATES"]), system.ours.summary()["ALL TEMPLATES"]
        lines.append(
            f"| {system.system} | {theirs.recall:.1f} | {theirs.precision:.1f} | {system.official.f[0]:.2f} |"
            f" {ours.recall:.1f} | {ours.precision:.1f} | {ours.f():.2f} | {system.difference:+.2f} |"
        )
    lines += [
        "",
        "Per slot, all systems together:",
        "",
        "| slot | official R | P | ours R | P |",
        "|---|---:|---:|---:|---:|",
    ]
    for slot in SCORED:
        theirs = sum((_official(system.official.totals[slot.name]) for system in systems), Counts())
        ours = sum((system.ours.slot(slot.name) for system in systems), Counts())
        lines.append(
            f"| {slot.name} | {theirs.recall:.1f} | {theirs.precision:.1f} | {ours.recall:.1f} | {ours.precision:.1f} |"
        )
    return "\n".join(lines) + "\n"


def _write_page(page: Path, text: str) -> None:
    try:
        content = page.read_text("utf-8")
    except OSError as cause:
        raise UsageError(
            f"The page {page} cannot be read ({cause.strerror}); give a page that has the markers."
        ) from cause
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not pattern.search(content):
        raise UsageError(f"The page {page} has no markers {BEGIN} and {END}; put them where the tables belong.")
    page.write_text(pattern.sub(lambda _: f"{BEGIN}\n\n{text}\n{END}", content), "utf-8")


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] | None = None) -> None:
    """Write the tables to standard output, and into a page where one is named."""
    parser = argparse.ArgumentParser(prog="python -m tallybook.evaluation.muc4.fidelity", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help=f"the folder {FOLDER} of the corpora")
    parser.add_argument("--page", type=Path, help="a page with the two markers, to write the tables into")
    given = parser.parse_args(arguments)
    text = tables(compare_systems(given.folder or corpus_path(FOLDER, environment)))
    sys.stdout.write(text)
    if given.page:
        _write_page(given.page, text)


if __name__ == "__main__":
    main()
