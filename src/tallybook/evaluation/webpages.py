"""The main text of web pages against text that people marked: the share of words in common.

The folder holds NAME.html.gz (or NAME.html) and ground-truth.json with an `articleBody` and a `url` for each NAME.
Words are compared as bags of lower-case words, without the title, which the marked text does not have. The figures are
means over pages, so that a long page weighs no more than a short one.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from tallybook.coding.base import Coder
from tallybook.errors import CorpusFormatError, CorpusMissingError, InputError
from tallybook.evaluation.corpora import corpus_path, read_text
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.measuring import Counted, evaluation_of, word_spans
from tallybook.evaluation.shown import Mark, Shown
from tallybook.model import Report
from tallybook.reports import ReadOptions, report_from_html

__all__ = ["DEFAULT", "TRUTH", "Page", "body_of", "compare_words", "evaluate_webpages", "mapped_share", "read_pages"]

DEFAULT = "webpages"
TRUTH = "ground-truth.json"


@dataclass(frozen=True, slots=True)
class Page:
    """A web page as it was fetched, and the main text that people marked in it."""

    name: str
    file: Path
    content: bytes
    url: str
    marked: str


def read_pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder, in the order of its ground truth. Raises CorpusMissingError and CorpusFormatError."""
    truth = folder / TRUTH if folder.is_dir() else folder
    try:
        entries = {name: (one["articleBody"], one.get("url", "")) for name, one in json.loads(read_text(truth)).items()}
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as cause:
        raise CorpusFormatError(f"{truth} is not in the corpus's layout ({cause}).") from cause
    for name, (marked, url) in entries.items():
        zipped, plain = truth.parent / f"{name}.html.gz", truth.parent / f"{name}.html"
        file = zipped if zipped.is_file() else plain
        if not file.is_file():
            raise CorpusMissingError(f"The page {name} of {truth} was looked for at {file} and is not there.")
        content = file.read_bytes()
        yield Page(name, file, gzip.decompress(content) if file is zipped else content, url, marked)


def body_of(report: Report) -> str:
    """The text of a report below its title."""
    return report.text[report.title_span.end if report.title_span else 0 :]


def compare_words(report: Report, marked: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the words of a report below its title against a marked text; between 0 and 1."""
    found, gold = _bag(body_of(report)), _bag(marked)
    shared = (found & gold).total()
    precision, recall = shared / max(1, found.total()), shared / max(1, gold.total())
    return precision, recall, 2 * precision * recall / (precision + recall) if shared else 0.0


def mapped_share(report: Report) -> float:
    """The share of a report's characters, other than white space, that have an offset in the page."""
    solid = [index for index, character in enumerate(report.text) if not character.isspace()]
    return sum(report.offsets.raw_offset(index) is not None for index in solid) / len(solid)


def evaluate_webpages(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """Means of F1, precision and recall of the words, and the share of characters that lead back to the page.

    The coder has no part in it; its name and version say which release was measured. A page that reading refuses has
    no words. Raises CorpusMissingError and CorpusFormatError.
    """
    folder = path or corpus_path(DEFAULT)
    counted = []
    files = [folder / TRUTH if folder.is_dir() else folder]
    seconds = 0.0
    for page in islice(read_pages(folder), limit):
        files.append(page.file)
        started = perf_counter()
        try:
            report = report_from_html(page.content, ReadOptions(url=page.url))
        except InputError:
            report = None
        seconds += perf_counter() - started
        counted.append(_count(page, report))
    names = ("text_f1", "text_precision", "text_recall", "mapped")
    return evaluation_of("webpages", files, coder, seconds, counted, names, split=files[0].resolve().parent.name)


def _count(page: Page, report: Report | None) -> Counted:
    counted = Counted(page.name)
    body = body_of(report) if report is not None else ""
    precision, recall, f1 = compare_words(report, page.marked) if report is not None else (0.0, 0.0, 0.0)
    for name, share in (("text_f1", f1), ("text_precision", precision), ("text_recall", recall)):
        counted.add(name, share, 1)
    if report is not None:
        counted.add("mapped", mapped_share(report), 1)
    counted.shown = _shown(page, body)
    return counted


def _bag(text: str) -> Counter[str]:
    return Counter(span.of(text).lower() for span in word_spans(text))


def _shown(page: Page, body: str) -> Shown:
    """Both texts one below the other, with the words marked that only one of them has."""
    gap = "\n\n· · ·\n\n"
    text = f"{page.marked}{gap}{body}"
    border = len(page.marked) + len(gap)
    gold, ours = _bag(page.marked), _bag(body)
    only = [(span, (gold - ours) if span.end <= border else (ours - gold)) for span in word_spans(text)]
    marks = [Mark(span, "only in one") for span, extra in only if span.of(text).lower() in extra]
    left = tuple(mark for mark in marks if mark.span.end <= border)
    right = tuple(mark for mark in marks if mark.span.start >= border)
    return Shown(page.name, text, left, right)
