"""PolNeAR: who said what in political news, as spans of sources, cues and contents (Newell, Margolin and Ruths 2018).

The folder holds text/NAME.txt and attributions/NAME_ANNOTATOR.ann in the stand-off format of brat. Where two people
have annotated a text, the first file in the order of names counts.

Token figures are over words (marks are no words): a word is right when both say that it belongs to a source (a cue, a
content), whichever attribution it belongs to. PolNeAR gives each word at most one of the three roles; ours are made so
too, a source or cue before a content, because a speaker inside of what another one says is annotated as the speaker.
Exact figures are over whole spans: the same words, not more and not fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from tallybook.coding.attribution import ATTRIBUTIONS, Attribution
from tallybook.coding.base import Coder, Layer, Layers
from tallybook.coding.grammar import PARSE
from tallybook.coding.speakers import QUOTES
from tallybook.coding.tokens import TEXT
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import corpus_path, read_text
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.measuring import Counted, evaluation_of, f1_terms, has_layer, pipeline_to, word_spans
from tallybook.evaluation.shown import Mark, Shown
from tallybook.model import DateRange, PublishedBasis, Report, Span
from tallybook.reports import parse_published

__all__ = ["DEFAULT", "ROLES", "Article", "Quoted", "evaluate_polnear", "quoted", "read_articles"]

DEFAULT = "polnear/dev"
ROLES = ("source", "cue", "content")
_DATE = re.compile(r"_(\d{4}-\d\d-\d\d)_")
_BOUND = re.compile(r"^T\d+\t(\w[\w-]*) (\d+ \d+(?:;\d+ \d+)*)\t")


@dataclass(frozen=True, slots=True)
class Quoted:
    """One span of a role. `pieces` are more than one where the span is interrupted."""

    role: str
    pieces: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its annotated spans."""

    report: Report
    gold: tuple[Quoted, ...]


def read_articles(folder: Path) -> Iterator[Article]:
    """The annotated articles of a split folder, in the order of their names.

    Raises CorpusMissingError and CorpusFormatError.
    """
    texts = sorted((folder / "text").glob("*.txt")) if (folder / "text").is_dir() else []
    if not texts:
        raise CorpusMissingError(f"There is no text/*.txt under {folder}; give a folder with text/ and attributions/.")
    for file in texts:
        annotations = sorted((folder / "attributions").glob(f"{file.stem}_*.ann"))
        exact = folder / "attributions" / f"{file.stem}.ann"
        annotations = [exact] if exact.is_file() else annotations
        text = read_text(file)
        if annotations and text.strip():
            yield Article(_report(text, file.stem), tuple(_spans(annotations[0], len(text))))


def _report(text: str, name: str) -> Report:
    match = _DATE.search(name)
    published: DateRange | None = parse_published(match[1]) if match else None
    basis = PublishedBasis.DATA if published else PublishedBasis.UNKNOWN
    return Report.make(text, document=name, published=published, published_basis=basis, language="en")


def _spans(file: Path, length: int) -> Iterator[Quoted]:
    for line in read_text(file).splitlines():
        match = _BOUND.match(line)
        if match is None or match[1].lower() not in ROLES:
            continue
        pieces = tuple(Span(*map(int, piece.split())) for piece in match[2].split(";") if len(set(piece.split())) > 1)
        if not pieces or pieces[-1].end > length:
            raise CorpusFormatError(f"A span of {file} ends after its text: {line[:60]!r}; is it the same text?")
        yield Quoted(match[1].lower(), pieces)


def quoted(layers: Layers, layer: Layer[Any]) -> tuple[Quoted, ...]:
    """What a coder found as spans of the three roles, from its quotes where it has them, else from attributions.

    Of an attribution the source is the phrase that names the speaker, the cue the words of saying with their
    auxiliaries, the content what the speaker answers for, without the words of source and cue and without marks at its
    ends.
    """
    if layer is QUOTES:
        text, quotes = layers[TEXT], layers[QUOTES]
        runs = (("source", quotes.sources), ("cue", quotes.cues), ("content", quotes.contents))
        return tuple(Quoted(role, (text.span(run.first, run.last),)) for role, some in runs for run in some)
    spans: list[Quoted] = []
    for attribution in layers[ATTRIBUTIONS]:
        source, cue = attribution.speaker_span, _cue(layers, attribution)
        spans += [Quoted("source", (source,)), Quoted("cue", (cue,))]
        content = _content(layers, attribution, (source, cue))
        if content:
            spans.append(Quoted("content", content))
    return tuple(spans)


def _cue(layers: Layers, attribution: Attribution) -> Span:
    parse = layers[PARSE]
    group = parse.verb_at.get(attribution.cue)
    if group is not None:
        return parse.text.span(group.first, group.last)
    last = attribution.cue + 1
    if parse.text.lowers[last : last + 1] == ["to"]:  # "according to"
        last += 1
    return parse.text.span(attribution.cue, last)


def _content(layers: Layers, attribution: Attribution, without: tuple[Span, ...]) -> tuple[Span, ...]:
    tokens = layers[PARSE].text.tokens
    pieces: list[Span] = []
    run: list[int] = []
    for index in range(attribution.first, attribution.last + 1):
        token = tokens[index] if index < attribution.last else None
        if token is not None and not any(span.overlaps(Span(token.start, token.end)) for span in without):
            run.append(index)
            continue
        while run and not tokens[run[0]].is_word:
            del run[0]
        while run and not tokens[run[-1]].is_word:
            del run[-1]
        if run:
            pieces.append(Span(tokens[run[0]].start, tokens[run[-1]].end))
        run = []
    return tuple(pieces)


def evaluate_polnear(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """Token and exact F1 of sources, cues and contents, in per cent. `limit` takes that many articles only.

    `seconds` is the time of the components that this needs. Raises CorpusMissingError, CorpusFormatError, and
    EvaluationError for a coder that finds no attributions of its own.
    """
    folder = path or corpus_path(DEFAULT)
    layer: Layer[Any] = QUOTES if has_layer(coder, QUOTES) else ATTRIBUTIONS
    pipeline = pipeline_to(coder, layer)
    counted: list[Counted] = []
    seconds = 0.0
    for article in islice(read_articles(folder), limit):
        started = perf_counter()
        layers = pipeline.run(article.report)
        seconds += perf_counter() - started
        counted.append(_count(article, quoted(layers, layer)))
    names = [f"{role}_{kind}" for kind in ("f1", "precision", "recall", "exact_f1") for role in ROLES]
    files = sorted(file for part in ("text", "attributions") for file in (folder / part).iterdir() if file.is_file())
    return evaluation_of("polnear", files, coder, seconds, counted, names, split=folder.resolve().name)


def _count(article: Article, predicted: tuple[Quoted, ...]) -> Counted:
    text = article.report.text
    counted = Counted(article.report.document)
    words = word_spans(text)
    gold_roles, our_roles = _roles(words, article.gold), _roles(words, predicted)
    for role in ROLES:
        gold, ours = gold_roles[role], our_roles[role]
        right = len(gold & ours)
        counted.add(f"{role}_f1", *f1_terms(right, len(ours), len(gold)))
        counted.add(f"{role}_precision", right, len(ours))
        counted.add(f"{role}_recall", right, len(gold))
        gold_whole, our_whole = _whole(words, article.gold, role), _whole(words, predicted, role)
        counted.add(f"{role}_exact_f1", *f1_terms(len(gold_whole & our_whole), len(our_whole), len(gold_whole)))
    counted.shown = Shown(article.report.document, text, _marks(article.gold), _marks(predicted))
    return counted


def _roles(words: tuple[Span, ...], spans: tuple[Quoted, ...]) -> dict[str, set[int]]:
    """The words of each role, none in two roles."""
    found = {role: set().union(*(_words(words, one) for one in spans if one.role == role)) for role in ROLES}
    found["cue"] -= found["source"]
    found["content"] -= found["source"] | found["cue"]
    return found


def _words(words: tuple[Span, ...], one: Quoted) -> frozenset[int]:
    return frozenset(index for index, word in enumerate(words) if any(piece.overlaps(word) for piece in one.pieces))


def _whole(words: tuple[Span, ...], spans: tuple[Quoted, ...], role: str) -> set[frozenset[int]]:
    return {found for one in spans if one.role == role and (found := _words(words, one))}


def _marks(spans: tuple[Quoted, ...]) -> tuple[Mark, ...]:
    return tuple(Mark(piece, one.role) for one in spans for piece in one.pieces)
