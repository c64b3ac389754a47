"""PolNeAR, event locations, CEHA and gun violence as training examples: speakers, places of acts, kinds of reports.

Of the corpora without a part for tuning a share is held out, so that figures can be measured on texts that the network
has not seen: `is_held_out` says which.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tallybook.coding.tokens import segment
from tallybook.dates import find_dates
from tallybook.evaluation.ceha import read_records
from tallybook.evaluation.corpora import load_gva
from tallybook.evaluation.event_location import read_sentences
from tallybook.evaluation.gva import Gold
from tallybook.evaluation.polnear import read_articles
from tallybook.model import Report, Span
from training.examples import Act, Example, Labelled
from training.muc4 import find

HELD_OUT = 5  # one text in so many
SENTENCES = 6  # of event locations in a text
GVA_SHARE = 5  # one incident in so many is trained on: the corpus is for measuring


def is_held_out(report: Report) -> bool:
    """Whether a text of a corpus without a tuning part is kept from training; by its words, not by its place."""
    return int(hashlib.sha256(report.text.encode()).hexdigest(), 16) % HELD_OUT == 0


def read_polnear(folder: Path) -> Iterator[Example]:
    """The articles of one split: the words of sources, cues and contents."""
    for article in read_articles(folder):
        text = segment(article.report)
        roles = frozenset(("source", "cue", "content"))
        made = Example("polnear", article.report.document, article.report, text, roles)
        for quoted in article.gold:
            for piece in quoted.pieces:
                first, last = text.token_range(piece)
                if first < last <= len(text.tokens):
                    made.spans.append(Labelled(first, last, quoted.role, 0, {}))
        yield made


def read_event_location(path: Path) -> Iterator[Example]:
    """Sentences with an act and the place where it happened, without those held out; several of them make a text."""
    kept = (sentence for sentence in read_sentences(path) if not is_held_out(sentence.report))
    for number, some in enumerate(iter(lambda: list(islice(kept, SENTENCES)), [])):
        words, starts = "", []
        for sentence in some:
            starts.append(len(words))
            words += sentence.report.text + "\n\n"
        report = Report.make(words.strip(), document=f"sentences-{number}", language="en")
        text = segment(report)
        made = Example("event_location", report.document, report, text, frozenset())
        for sentence, start in zip(some, starts, strict=True):
            within = text.token_range(Span(start, start + len(sentence.report.text)))
            verb, *sites = (
                text.token_range(Span(start + one.start, start + one.end)) for one in (sentence.verb, *sentence.places)
            )
            made.acts.append(Act(verb, within, tuple(sites)))
        yield made


def read_ceha(path: Path) -> Iterator[Example]:
    """Reports of one incident, or of a situation, without those held out."""
    for record in read_records(path):
        if not is_held_out(record.report):
            made = Example("ceha", record.report.document, record.report, segment(record.report), frozenset())
            made.classes["report_kind"] = [record.gold]
            yield made


def read_gva(path: Path) -> Iterator[Example]:
    """One report each of a share of the incidents: where its day and its town stand."""
    for incident in load_gva(path):
        if int(incident.incident) % GVA_SHARE or not incident.reports:
            continue
        gold = Gold.read(incident.gold, incident.incident)
        report = incident.reports[0]
        text = segment(report)
        made = Example("gva", report.document, report, text, frozenset(("place", "date")))
        town = re.sub(r"\s*\(.*", "", gold.town)
        made.spans += [Labelled(first, last, "place", 0, {}) for first, last in find(text, town)]
        for found in find_dates(report.text, report.published):
            value = found.value.range
            if value is not None and value.first == value.last == gold.day:
                made.spans.append(Labelled(*text.token_range(found.span), "date", 0, {}))
        made.classes["report_kind"] = ["incident"]
        if made.spans:
            yield made
