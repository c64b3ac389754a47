"""Where the act of a given verb happened: sentences with a verb and the place it belongs to (Halterman 2019).

The file is JSONL, plain or gzipped: `text`, and `spans` of which one has the label VERB and any number LOCATION (none
where the sentence does not say). A sentence that an annotator rejected (`answer` "reject" or "ignore") is left out.

The verb is given, so the coder's own search for acts has no part in it: an act is put where the verb stands, and the
rules that give an occurrence its place choose among the place words of the sentence. A sentence is right when the
chosen word overlaps one of the annotated places, or when neither side has any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from tallybook.coding.base import Coder, Layer, Layers
from tallybook.coding.grammar import PARSE
from tallybook.coding.lexicons import Trigger
from tallybook.coding.occurrences import OCCURRENCES, Occurrence, Occurrences
from tallybook.coding.scenes import SCENES
from tallybook.coding.triggers import Hit
from tallybook.errors import CorpusFormatError, InvalidSpanError
from tallybook.evaluation.corpora import corpus_path, read_lines
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.measuring import Counted, evaluation_of, f1_terms, pipeline_to
from tallybook.evaluation.shown import Mark, Shown, ValuePair
from tallybook.model import Field, MentionKind, Report, Span

__all__ = ["DEFAULT", "VerbAct", "VerbSentence", "evaluate_event_location", "read_sentences"]

DEFAULT = "event_location/train.jsonl.gz"
_WORDS = re.compile(r"\w+|[^\w\s]")
_LEFT_OUT = frozenset(("reject", "ignore"))


@dataclass(frozen=True, slots=True)
class VerbSentence:
    """A sentence as a report, its verb and the places where the verb's act happened."""

    report: Report
    verb: Span
    places: tuple[Span, ...]


class VerbAct:
    """Stands in for the coder's search for occurrences: one occurrence, at the verb that the corpus gives."""

    name = "verb"
    requires: tuple[Layer[Any], ...] = (PARSE,)
    sets = OCCURRENCES

    def __init__(self) -> None:
        self.verb = Span(0, 1)

    def run(self, layers: Layers) -> Occurrences:
        text = layers[PARSE].text
        first, last = text.token_range(self.verb)
        trigger = Trigger(words=tuple(text.lowers[first:last]), noun=False)
        hit = Hit(first, last, trigger, text.tokens[first].sentence, layers[PARSE].verb_at.get(first))
        # The corpus gives one sentence at a time; where ours has more, a slip in cutting must not hide a place.
        everywhere = (0, len(text.tokens))
        sentences = {sentence.index for sentence in text.sentences}
        return Occurrences((Occurrence(MentionKind.REPORTED, [hit], sentences=sentences, ranges=[everywhere]),))


def read_sentences(path: Path) -> Iterator[VerbSentence]:
    """The sentences of a file. Raises CorpusMissingError and CorpusFormatError."""
    for number, line in enumerate(read_lines(path), start=1):
        try:
            record = json.loads(line)
            text, answer = record["text"], record.get("answer")
            spans = [(one["label"], _span(one, text)) for one in record["spans"]]
            verbs = [span for label, span in spans if label == "VERB"]
        except (json.JSONDecodeError, KeyError, TypeError, InvalidSpanError) as cause:
            raise CorpusFormatError(f"Line {number} of {path} is not in the corpus's layout ({cause}).") from cause
        if answer in _LEFT_OUT or not verbs or not text.strip():
            continue
        report = Report.make(text, document=f"{number}", language="en")
        yield VerbSentence(report, verbs[0], tuple(span for label, span in spans if label == "LOCATION"))


def _span(one: Mapping[str, Any], text: str) -> Span:
    """A span of the corpus. Where its offsets do not cover the words it says it has, the nearest such words count.

    Raises InvalidSpanError for an empty span that says no words.
    """
    start, end, words = int(one["start"]), int(one["end"]), str(one.get("text", ""))
    if not words or text[start:end] == words:
        return Span(start, end)
    # The offsets of these spans are often lost, the number of the token is not.
    token = int(one.get("token_start", 0))
    found = [match.start() for match in re.finditer(re.escape(words), text)]
    if not found:
        return Span(start, end)
    nearest = min(found, key=lambda position: abs(len(_WORDS.findall(text[:position])) - token))
    return Span(nearest, nearest + len(words))


def evaluate_event_location(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """Accuracy over sentences, and precision, recall and F1 of the places, in per cent; `limit` takes the first ones.

    Raises CorpusMissingError, CorpusFormatError, and EvaluationError for a coder without such rules of its own.
    """
    file = path or corpus_path(DEFAULT)
    act = VerbAct()
    pipeline = pipeline_to(coder, SCENES, {OCCURRENCES.name: act})
    counted = []
    seconds = 0.0
    for sentence in islice(read_sentences(file), limit):
        act.verb = sentence.verb
        started = perf_counter()
        layers = pipeline.run(sentence.report)
        seconds += perf_counter() - started
        chosen = next((one for one in layers[SCENES] if one.field is Field.PLACE), None)
        counted.append(_count(sentence, chosen.span if chosen is not None else None))
    names = ("accuracy", "with_place", "without_place", "place_f1", "place_precision", "place_recall")
    return evaluation_of("event_location", [file], coder, seconds, counted, names)


def _count(sentence: VerbSentence, chosen: Span | None) -> Counted:
    counted = Counted(sentence.report.document)
    hit = chosen is not None and any(chosen.overlaps(place) for place in sentence.places)
    right = hit or (chosen is None and not sentence.places)
    counted.add("accuracy", right, 1)
    counted.add("with_place" if sentence.places else "without_place", right, 1)
    predicted, gold = chosen is not None, bool(sentence.places)
    counted.add("place_f1", *f1_terms(hit, predicted, gold))
    counted.add("place_precision", hit, predicted)
    counted.add("place_recall", hit, gold)
    text = sentence.report.text
    words = "; ".join(place.of(text) for place in sentence.places)
    pair = ValuePair(f"place of {sentence.verb.of(text)!r}", words, chosen.of(text) if chosen else "", right)
    marks = tuple(Mark(place, "place") for place in sentence.places)
    ours = (Mark(chosen, "place"),) if chosen is not None else ()
    verb = Mark(sentence.verb, "verb")
    # Overlapping words count as right although the spans differ; the page is for what does not.
    counted.shown = Shown(sentence.report.document, text, (verb, *marks), (verb, *(marks if right else ours)), (pair,))
    return counted
