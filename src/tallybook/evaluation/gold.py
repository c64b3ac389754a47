"""Our own gold: casualty rows, responsibility, stances, speakers and mentions of modern reports.

The labels are places in the texts of other corpora (docs/reference/annotation-guide.md); a report whose corpus is not
here is left out. The path is a file of labels, or `tune` or `test` for the parts that come with the package.

`casualty_rows_f1` asks for harm, group and numbers (low, best, high); `killed_best` and `injured_best` for the best
figure of each mention that has one, over everybody in it; `responsibility_f1` for act and actor. Of the values that the
coder has, found by their words, `stance_accuracy` and `speaker_f1` say how many have the right stance and the right one
of those who speak, and `mention_separation` how many stand with the right occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path
from time import perf_counter

from tallybook.coding.base import Coder
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.gold_accounts import Account, Agreement, account_of_coding, account_of_labels, compare
from tallybook.evaluation.gold_labels import Labels, read_labels
from tallybook.evaluation.gold_reports import LabelledText, labelled_texts
from tallybook.evaluation.measuring import Counted, evaluation_of, f1_terms
from tallybook.evaluation.shown import Mark, Shown, ValuePair
from tallybook.model import MentionKind, Report

__all__ = ["NAMES", "PARTS", "count", "evaluate_gold", "gold_path", "labelled_reports"]

PARTS = ("tune", "test")
_HARMED = ("killed", "injured")
NAMES = (
    "casualty_rows_f1",
    "casualty_rows_recall",
    "casualty_rows_precision",
    "casualty_numbers_f1",
    "killed_injured_rows_f1",
    "killed_best",
    "injured_best",
    "killed_none",
    "responsibility_f1",
    "responsibility_recall",
    "responsibility_precision",
    "stance_accuracy",
    "speaker_f1",
    "mention_separation",
    "mention_f1",
    "mention_kind",
    "mention_first_day",
    "mention_place",
)


def gold_path(part: str) -> Path:
    """The file of the labels of a part (`tune` or `test`) that come with the package."""
    return Path(str(files("tallybook.evaluation").joinpath(f"data/gold-{part}.jsonl")))


def labelled_reports(path: Path) -> Iterator[tuple[Labels, Report]]:
    """The labels of a file with their reports, without those whose corpus is not here.

    Raises CorpusMissingError where no corpus is here, CorpusFormatError where a report is another than was labelled.
    """
    labels = list(read_labels(path))
    reports = labelled_texts([LabelledText(one.corpus, one.document, one.text_hash) for one in labels])
    for one, report in zip(labels, reports, strict=True):
        if report is not None:
            yield one, report


def evaluate_gold(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """The figures over the labelled reports of a file, in per cent; `limit` takes the first reports only.

    Raises CorpusMissingError and CorpusFormatError.
    """
    part = "test" if path is None else str(path)
    file = gold_path(part) if part in PARTS else Path(part)
    counted = []
    seconds = 0.0
    for labels, report in islice(labelled_reports(file), limit):
        started = perf_counter()
        coding = coder.code(report)
        seconds += perf_counter() - started
        gold, given = account_of_labels(labels, report.text), account_of_coding(report, coding)
        one = count(compare(gold, given, report), labels.document)
        one.shown = _shown(report, gold, given)
        counted.append(one)
    return evaluation_of("gold", [file], coder, seconds, counted, NAMES, split=file.stem)


def count(agreement: Agreement, document: str) -> Counted:
    """What a report adds to each figure."""
    counted = Counted(document)
    hits, given, wanted = agreement.rows()
    counted.add("casualty_rows_f1", *f1_terms(hits, given, wanted))
    counted.add("casualty_rows_recall", hits, wanted)
    counted.add("casualty_rows_precision", hits, given)
    counted.add("casualty_numbers_f1", *f1_terms(*agreement.rows(group=False)))
    counted.add("killed_injured_rows_f1", *f1_terms(*agreement.rows(harms=_HARMED)))
    hits, given, wanted = agreement.entries()
    counted.add("responsibility_f1", *f1_terms(hits, given, wanted))
    counted.add("responsibility_recall", hits, wanted)
    counted.add("responsibility_precision", hits, given)
    right = spoken = ours = 0
    for one, two in agreement.pairs:
        counted.add("stance_accuracy", one.stance == two.stance, 1)
        spoken += two.speaker is not None
        ours += one.speaker is not None
        right += one.speaker is not None and two.speaker is not None and one.speaker.same(two.speaker)
    counted.add("speaker_f1", *f1_terms(right, spoken, ours))
    counted.add("mention_separation", *agreement.separated())
    _count_mentions(agreement, counted)
    return counted


def _count_mentions(agreement: Agreement, counted: Counted) -> None:
    same = {one.id: two for one, two in agreement.occurrences}
    counted.add("mention_f1", *f1_terms(len(same), len(agreement.given.occurrences), len(agreement.gold.occurrences)))
    for one in agreement.gold.occurrences:
        two = same.get(one.id)
        if one.kind != MentionKind.AGGREGATE.value:
            for harm in _HARMED:
                ours, theirs = getattr(one, harm), getattr(two, harm, None)
                if ours:
                    counted.add(f"{harm}_best", ours == theirs, 1)
                elif ours is None and harm == "killed":
                    counted.add("killed_none", not theirs, 1)
        if two is None:
            continue
        counted.add("mention_kind", one.kind == two.kind, 1)
        if one.first is not None:
            counted.add("mention_first_day", one.first == two.first, 1)
        if one.place is not None:
            counted.add("mention_place", two.place is not None and one.place.same(two.place), 1)


def _shown(report: Report, gold: Account, given: Account) -> Shown:
    def marks(account: Account) -> tuple[Mark, ...]:
        return tuple(Mark(one.span, f"{one.what} {one.group} {one.numbers}") for one in account.values)

    def figures(account: Account, harm: str) -> str:
        return ", ".join(str(getattr(one, harm)) for one in account.occurrences)

    pairs = tuple(ValuePair(harm, figures(gold, harm), figures(given, harm), None) for harm in _HARMED)
    return Shown(report.document, report.text, marks(gold), marks(given), pairs)
