"""Measuring a coder on a corpus, by the corpus's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from tallybook.coding.base import Coder
from tallybook.errors import UsageError
from tallybook.evaluation.corpora import corpus_hash, corpus_path, load_hrdsattack
from tallybook.evaluation.figures import Evaluation, estimate
from tallybook.evaluation.hrdsattack import read_gold, tally, tally_stated
from tallybook.evaluation.hrdsattack_mapping import answers_of, mapping
from tallybook.evaluation.hrdsattack_page import shown
from tallybook.evaluation.locating import Locator
from tallybook.evaluation.muc4.measure import measure_muc4
from tallybook.evaluation.registry import PARTS
from tallybook.evaluation.roundtrip import evaluate_roundtrip

__all__ = ["CORPORA", "evaluate_hrdsattack", "run"]

HRDSATTACK_DEFAULT = "hrdsattack/dev.json"


def evaluate_hrdsattack(path: Path | None, coder: Coder) -> Evaluation:
    """The nine metrics of HRDsAttack on one split file (by default its dev split), in per cent.

    `seconds` is the time of the coder alone. Raises CorpusMissingError and CorpusFormatError.
    """
    file = path or corpus_path(HRDSATTACK_DEFAULT)
    samples = load_hrdsattack(file)
    locator = Locator(mapping()["parts_of_countries"], mapping()["city_states"])
    started = perf_counter()
    codings = [coder.code(sample.report) for sample in samples]
    seconds = perf_counter() - started
    answers = [answers_of(sample.report, coding, locator) for sample, coding in zip(samples, codings, strict=True)]
    golds = [read_gold(sample.gold, sample.event) for sample in samples]
    tallies = (
        *tally(golds, [inferred for inferred, _ in answers]),
        *tally_stated(golds, [stated for _, stated in answers]),
    )
    return Evaluation(
        corpus="hrdsattack",
        split=file.stem,
        reports=len(samples),
        coder=coder.name,
        coder_version=coder.version,
        corpus_hash=corpus_hash([file]),
        seconds=seconds,
        figures=estimate(tallies),
        documents=tuple(sample.report.document for sample in samples),
        tallies=tallies,
        shown=shown(samples, golds, [inferred for inferred, _ in answers]),
    )


def _roundtrip(path: Path | None, coder: Coder) -> Evaluation:
    return evaluate_roundtrip(coder, path)


_RUNS: dict[str, Callable[[Path | None, Coder], Evaluation]] = {
    "hrdsattack": evaluate_hrdsattack,
    "muc4": measure_muc4,
    "roundtrip": _roundtrip,
    **PARTS,
}
CORPORA = tuple(_RUNS)


def run(corpus: str, path: Path | None, coder: Coder) -> Evaluation:
    """Measure `coder` on `corpus`, on the file or folder at `path` or the corpus's default split.

    Raises UsageError for a corpus that has no measurement, and what the measurement raises.
    """
    if corpus not in _RUNS:
        raise UsageError(f"There is no measurement called {corpus!r}; there are: {', '.join(CORPORA)}.")
    return _RUNS[corpus](path, coder)
