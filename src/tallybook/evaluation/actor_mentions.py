"""Whether words for actors are resolved to the right actor: our own list of mentions in reports of the corpora.

The list (data/actor-mentions.jsonl) has places in texts and no text, like the rest of our gold. Of each mention it says
the entry of the lexicon or the force of a country that is meant, or, where nobody is named, the kind of actor.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from tallybook.actors import ActorExpression, find_actors
from tallybook.coding.base import Coder
from tallybook.coding.tokens import segment
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import read_lines
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.gold_reports import LabelledText, labelled_texts
from tallybook.evaluation.measuring import Counted, evaluation_of
from tallybook.evaluation.shown import Shown, ValuePair
from tallybook.model import Report, Span

__all__ = ["ActorMention", "answer_of", "evaluate_actors", "is_right"]

NAMES = ("accuracy", "named", "described", "persons")
_PERSON = "individual"


@dataclass(frozen=True, slots=True)
class ActorMention:
    """One mention: its place, the id that it should resolve to ("" where nobody is named), and the kind of actor."""

    span: Span
    actor: str
    kind: str


def evaluate_actors(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """Accuracy in per cent over all mentions, over those of named actors, of described ones, and of persons.

    A named actor is right with the same id, a description with no id and the same kind, a person with no id at all. The
    coder has no part in it; its name and version say which release was measured. `limit` takes the first reports only.
    Raises CorpusMissingError and CorpusFormatError.
    """
    file = path or Path(str(files("tallybook.evaluation").joinpath("data/actor-mentions.jsonl")))
    counted = []
    seconds = 0.0
    for report, mentions in islice(_read(file), limit):
        started = perf_counter()
        year = report.published.first.year if report.published else None
        found = find_actors(segment(report).cased, year=year)
        seconds += perf_counter() - started
        counted.append(_count(report, mentions, found))
    return evaluation_of("actors", [file], coder, seconds, counted, NAMES, split=file.stem)


def answer_of(mention: ActorMention, found: Sequence[ActorExpression]) -> ActorExpression | None:
    """The expression that covers most of a mention; None where there is none."""
    over = [one for one in found if one.span.overlaps(mention.span)]
    return max(
        over,
        key=lambda one: (
            min(one.span.end, mention.span.end) - max(one.span.start, mention.span.start),
            bool(one.value.lexicon_id),
        ),
        default=None,
    )


def is_right(mention: ActorMention, answer: ActorExpression | None) -> bool:
    """Whether a mention is resolved as the list has it."""
    told = answer.value.lexicon_id if answer is not None else ""
    if mention.actor or mention.kind == _PERSON:
        return told == mention.actor
    return answer is not None and not told and answer.value.kind == mention.kind


def _count(report: Report, mentions: Sequence[ActorMention], found: Sequence[ActorExpression]) -> Counted:
    counted = Counted(report.document)
    pairs = []
    for mention in mentions:
        answer = answer_of(mention, found)
        right = is_right(mention, answer)
        part = "named" if mention.actor else "persons" if mention.kind == _PERSON else "described"
        counted.add("accuracy", right, 1)
        counted.add(part, right, 1)
        given = "" if answer is None else answer.value.lexicon_id or answer.value.kind
        pairs.append(ValuePair(mention.span.of(report.text), mention.actor or mention.kind, given, right))
    counted.shown = Shown(report.document, report.text, (), (), tuple(pairs))
    return counted


def _read(file: Path) -> Iterator[tuple[Report, list[ActorMention]]]:
    """The reports of the list that are here, with their mentions."""
    if not file.is_file():
        raise CorpusMissingError(f"There is no list of mentions at {file}; give a file of JSON lines.")
    try:
        plain = [json.loads(line) for line in read_lines(file)]
        wanted = [LabelledText(one["corpus"], one["document"], one["text_hash"]) for one in plain]
        mentions = [[_mention(each) for each in one["mentions"]] for one in plain]
    except (json.JSONDecodeError, KeyError, TypeError) as cause:
        raise CorpusFormatError(f"{file} is no list of mentions ({cause!r}).") from cause
    for report, some in zip(labelled_texts(wanted), mentions, strict=True):
        if report is not None:
            yield report, some


def _mention(plain: dict[str, Any]) -> ActorMention:
    return ActorMention(Span(plain["start"], plain["end"]), plain["actor"], plain["kind"])
