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

from tallybook.actors import ActorExpression, country_actor
from tallybook.coding.attribution import ACTORS
from tallybook.coding.base import Coder
from tallybook.coding.rules import RuleCoder
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import read_lines
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.gold_reports import LabelledText, labelled_texts
from tallybook.evaluation.measuring import Counted, evaluation_of, pipeline_to
from tallybook.evaluation.shown import Shown, ValuePair
from tallybook.model import ActorValue, Report, Span

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
    pipeline = pipeline_to(RuleCoder(), ACTORS)
    for report, mentions in islice(_read(file), limit):
        started = perf_counter()
        found = pipeline.run(report)[ACTORS]
        seconds += perf_counter() - started
        counted.append(_count(report, mentions, found))
    return evaluation_of("actors", [file], coder, seconds, counted, NAMES, split=file.stem)


def answer_of(mention: ActorMention, words: str, found: Sequence[ActorExpression]) -> ActorValue | None:
    """The actor whose expression covers most of a mention, else the country that its words name; None without one."""
    over = [one for one in found if one.span.overlaps(mention.span)]
    best = max(
        over,
        key=lambda one: (
            min(one.span.end, mention.span.end) - max(one.span.start, mention.span.start),
            bool(one.value.lexicon_id),
        ),
        default=None,
    )
    return best.value if best is not None else country_actor(words)


def is_right(mention: ActorMention, answer: ActorValue | None) -> bool:
    """Whether a mention is resolved as the list has it."""
    told = answer.lexicon_id if answer is not None else ""
    if mention.actor or mention.kind == _PERSON:
        return told == mention.actor
    return answer is not None and not told and answer.kind == mention.kind


def _count(report: Report, mentions: Sequence[ActorMention], found: Sequence[ActorExpression]) -> Counted:
    counted = Counted(report.document)
    pairs = []
    for mention in mentions:
        words = mention.span.of(report.text)
        answer = answer_of(mention, words, found)
        right = is_right(mention, answer)
        part = "named" if mention.actor else "persons" if mention.kind == _PERSON else "described"
        counted.add("accuracy", right, 1)
        counted.add(part, right, 1)
        given = "" if answer is None else answer.lexicon_id or answer.kind
        pairs.append(ValuePair(words, mention.actor or mention.kind, given, right))
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
