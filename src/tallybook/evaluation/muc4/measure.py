"""Measuring a coder on MUC-4: its records as templates, scored as in 1992 and with the metrics of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from tallybook.coding.base import Coder
from tallybook.errors import CorpusMissingError, EvaluationError
from tallybook.evaluation.corpora import corpus_hash, corpus_path, load_muc4, muc4_files
from tallybook.evaluation.figures import Evaluation, Tally, estimate
from tallybook.evaluation.locating import Locator, vote
from tallybook.evaluation.muc4.mapping import rules, templates_of
from tallybook.evaluation.muc4.modern import ROLES, Terms, ceaf_ree, ceaf_rme, ceaf_rme_subset, gtt, role_templates
from tallybook.evaluation.muc4.scorer import TEMPLATE_ROW, Counts, Pair, score_message
from tallybook.evaluation.muc4.slots import SCORED
from tallybook.evaluation.muc4.templates import Template, by_message, read_templates
from tallybook.evaluation.shown import Shown, ValuePair
from tallybook.model import Coding, Report

__all__ = ["DEFAULT", "evaluate_muc4", "measure_muc4", "response_to", "tallies_of"]

DEFAULT = ("muc4/tst1", "muc4/tst2")
_KEY_FILES = "key*"


def measure_muc4(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """Measure on one folder that holds texts and answer keys, by default on TST1 and TST2 together."""
    return evaluate_muc4([path] if path else None, None, coder, limit)


def evaluate_muc4(
    texts: Sequence[Path] | None, key: Sequence[Path] | None, coder: Coder, limit: int | None = None
) -> Evaluation:
    """All figures of a coder on MUC-4.

    `texts` are message files or folders of them, by default TST1 and TST2 of the corpora; `key` are answer keys or
    folders with files named `key*`, by default those beside the texts. Every message of the texts that a key has
    counts; `limit` takes the first messages only. `seconds` is the time of the coder alone. Raises CorpusMissingError,
    CorpusFormatError, and EvaluationError where no key has any of the messages.
    """
    places = list(texts) if texts else [corpus_path(relative) for relative in DEFAULT]
    files = [file for place in places for file in muc4_files(place)]
    key_files = [file for place in key or _beside(places) for file in _keys(place)]
    keys = by_message([template for file in key_files for template in read_templates(file)])
    all_reports = [report for place in places for report in load_muc4(place)]
    reports = [report for report in all_reports if report.document in keys][:limit]
    if not reports:
        raise EvaluationError(
            f"None of the {len(all_reports)} messages of {files[0].name} is in {key_files[0].name}; "
            "give texts and key of the same set."
        )
    started = perf_counter()
    codings = [coder.code(report) for report in reports]
    seconds = perf_counter() - started
    locator = Locator({}, ())
    responses = [response_to(report, coding, locator) for report, coding in zip(reports, codings, strict=True)]
    tallies, shown = tallies_of(reports, keys, responses)
    left_out = len(all_reports) - sum(report.document in keys for report in all_reports)
    return Evaluation(
        corpus="muc4",
        split="+".join(dict.fromkeys(place.name for place in places)),
        reports=len(reports),
        coder=coder.name,
        coder_version=coder.version,
        corpus_hash=corpus_hash([*files, *key_files]),
        seconds=seconds,
        figures=estimate(tallies),
        problems=(f"{left_out} messages have no answer key and were left out.",) if left_out else (),
        documents=tuple(report.document for report in reports),
        tallies=tallies,
        shown=shown,
    )


def _beside(places: Sequence[Path]) -> list[Path]:
    return [place if place.is_dir() else place.parent for place in places]


def _keys(place: Path) -> list[Path]:
    files = sorted(place.glob(_KEY_FILES)) if place.is_dir() else [place]
    if not files:
        raise CorpusMissingError(f"There is no answer key ({_KEY_FILES}) in {place}; give its path.")
    return files


def response_to(report: Report, coding: Coding, locator: Locator) -> tuple[Template, ...]:
    """The templates of a coding. The report's country is a vote among the nine countries of interest."""
    of_interest = rules()["countries_of_interest"]
    located = vote([word for word in locator.words(report, coding) if word.country in of_interest])
    return templates_of(report, coding, located.country)


def tallies_of(
    reports: Sequence[Report],
    keys: Mapping[str, Sequence[Template]],
    responses: Sequence[Sequence[Template]],
) -> tuple[tuple[Tally, ...], tuple[Shown, ...]]:
    """The tallies of all figures, one entry a report, and what the error page shows."""
    scores: list[tuple[Pair, ...]] = []
    modern: list[dict[str, Terms]] = []
    shown: list[Shown] = []
    for report, response in zip(reports, responses, strict=True):
        gold = keys[report.document]
        pairs = score_message(report.document, gold, response)
        scores.append(pairs)
        modern.append(_modern(gold, response, report.text))
        shown.append(Shown(report.document, report.text, values=tuple(_values(pairs))))
    return (*_official_tallies(scores), *_modern_tallies(modern)), tuple(shown)


def _official_tallies(scores: Sequence[tuple[Pair, ...]]) -> list[Tally]:
    totals = [sum((pair.total for pair in pairs), Counts()) for pairs in scores]
    tallies = [
        _tally("all_templates_f", [(2 * one.hits, one.pos + one.act) for one in totals]),
        *_recall_and_precision("all_templates", "_", totals),
    ]
    for name in (TEMPLATE_ROW, *(slot.name for slot in SCORED)):
        counts = [sum((pair.rows[name] for pair in pairs), Counts()) for pairs in scores]
        tallies += _recall_and_precision(f"slot.{name}", ".", counts)
    return tallies


def _recall_and_precision(name: str, mark: str, counts: Sequence[Counts]) -> list[Tally]:
    return [
        _tally(f"{name}{mark}recall", [(one.hits, one.pos) for one in counts]),
        _tally(f"{name}{mark}precision", [(one.hits, one.act) for one in counts]),
    ]


def _tally(name: str, terms: Sequence[tuple[float, float]], other: Tally | None = None) -> Tally:
    return Tally(name, tuple(above for above, _ in terms), tuple(below for _, below in terms), other)


def _modern(gold: Sequence[Template], response: Sequence[Template], text: str) -> dict[str, Terms]:
    wanted, given = role_templates(gold, text), role_templates(response)
    by_role = gtt(wanted, given)
    return {
        "gtt_micro": sum(by_role.values(), Terms()),
        **{f"gtt.{name}.": terms for name, terms in by_role.items()},
        "ceaf_ree": sum(ceaf_ree(wanted, given).values(), Terms()),
        "ceaf_rme": ceaf_rme(wanted, given),
        "ceaf_rme_subset": ceaf_rme_subset(wanted, given),
    }


def _modern_tallies(modern: Sequence[Mapping[str, Terms]]) -> list[Tally]:
    tallies = []
    roles = [f"gtt.{name}." for name in ("incident_type", *ROLES)]
    for name in ("gtt_micro", "ceaf_ree", "ceaf_rme", "ceaf_rme_subset", *roles):
        terms = [one[name] for one in modern]
        name_of_f = f"{name}f1" if name.endswith(".") else f"{name}_f1"
        recall = _tally(name_of_f, [(one.found, one.gold) for one in terms])
        tallies.append(_tally(name_of_f, [(one.right, one.predicted) for one in terms], recall))
    return tallies


def _values(pairs: Sequence[Pair]) -> list[ValuePair]:
    """Key and response of each slot of each pair that has anything in it, side by side."""
    values = []
    for pair in pairs:
        label = f"key {pair.key.number if pair.key else '-'}, response {pair.response.number if pair.response else '-'}"
        for slot in SCORED:
            gold, predicted = (
                "\n".join(map(str, one.get(slot.number))) if one else "" for one in (pair.key, pair.response)
            )
            if gold or predicted:
                counts = pair.rows[slot.name]
                values.append(
                    ValuePair(f"{label}: {slot.name}", gold, predicted, counts.hits == counts.pos == counts.act)
                )
    return values
