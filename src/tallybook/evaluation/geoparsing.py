"""Toponyms and what they mean, on LGL, TR-News and GeoVirus: are they found, and is it the right place?

The file is the XML of the corpora. Gold toponyms are those with coordinates. A gold toponym is answered by the place
expression that shares most of its span, of whatever role (the corpora annotate demonyms and parts of names too).

`missing` is the share of gold toponyms for which no place is given: because the words were not found, or because the
place was left open with its candidates (`unresolved` is the share of the second kind). All other figures on the place
are shares of the toponyms that were resolved, as in the literature (Mordecai 3); `acc161_all` is over all toponyms.
The figures that begin with `given_` are for the same toponyms with their spans given, as geoparsers are mostly
compared: `given_missing` is the share for which the gazetteer has nothing or the place is left open.

Detection counts expressions that overlap a gold toponym, with or without coordinates, among those that are a place word
or dateline of their own; demonyms and parts of names are found where the gold has them and count against nobody else.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # nosec - local files that the user names
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from tallybook.coding.base import Coder
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import corpus_path
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.measuring import Counted, evaluation_of, f1_terms
from tallybook.evaluation.shown import Mark, Shown, ValuePair
from tallybook.model import PlaceCandidate, PlacePrecision, Span
from tallybook.places import (
    Gazetteer,
    PlaceExpression,
    country_name,
    find_places,
    great_circle_km,
    resolve_places,
)

__all__ = [
    "DEFAULT",
    "NEAR_KM",
    "Document",
    "Toponym",
    "apart_km",
    "best_overlap",
    "evaluate_geoparsing",
    "read_documents",
]

DEFAULT = "geoparsing/lgl.xml"
NEAR_KM = 161.0  # 100 miles, the distance of the literature
_SLIP = 20  # characters by which the offsets of some toponyms are off at most


@dataclass(frozen=True, slots=True)
class Toponym:
    """A toponym of the corpus and the place that it means; `country` and `admin1` are names, empty where not given.

    `latitude` is None where the annotators found no place for it.
    """

    span: Span
    latitude: float | None
    longitude: float | None
    geonames_id: int | None = None
    country: str = ""
    admin1: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its toponyms."""

    name: str
    text: str
    toponyms: tuple[Toponym, ...]


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a corpus file. A toponym that does not stand where the file says is looked for close by.

    Raises CorpusMissingError and CorpusFormatError.
    """
    if not path.is_file():
        raise CorpusMissingError(f"There is no corpus file {path}; give the XML file of LGL, TR-News or GeoVirus.")
    try:
        root = ET.parse(path).getroot()  # noqa: S314 - local files that the user names
        for number, article in enumerate(root, start=1):
            text = article.findtext("text") or ""
            found = [_toponym(one, text) for one in (*article.iter("toponym"), *article.iter("location"))]
            name = article.get("docid") or f"{number}"
            yield Document(name, text, tuple(one for one in found if one is not None))
    except (ET.ParseError, ValueError) as cause:
        raise CorpusFormatError(f"{path} is not in the layout of the geoparsing corpora ({cause}).") from cause


def _toponym(element: ET.Element, text: str) -> Toponym | None:
    tag = element if element.tag == "location" else element.find("gaztag")
    # GeoVirus counts from 1 and its end is the last character's.
    shift = 1 if element.tag == "location" else 0
    start, end = int(element.findtext("start", "0")) - shift, int(element.findtext("end", "0")) - shift
    name = (element.findtext("phrase") or element.findtext("name") or "").strip()
    if name and text[max(0, start) : max(0, end)] != name:
        start = _nearest(name, start, text)
        end = start + len(name)
    if start < 0 or end <= start:
        return None
    latitude, longitude = (tag.findtext("lat"), tag.findtext("lon")) if tag is not None else (None, None)
    if tag is None or not latitude or not longitude:
        return Toponym(Span(start, end), None, None)
    identifier = tag.get("geonameid")
    return Toponym(
        Span(start, end),
        float(latitude),
        float(longitude),
        int(identifier) if identifier else None,
        (tag.findtext("country") or "").strip(),
        (tag.findtext("admin1") or "").strip(),
    )


def _nearest(name: str, start: int, text: str) -> int:
    """Where `name` stands nearest to `start`, within _SLIP characters; -1 where it does not."""
    window = range(max(0, start - _SLIP), start + _SLIP + 1)
    found = [position for position in window if text.startswith(name, position)]
    return min(found, key=lambda position: abs(position - start), default=-1)


def best_overlap(span: Span, expressions: Sequence[PlaceExpression]) -> PlaceExpression | None:
    """The expression that answers a gold span: of those that overlap it, the one of the most similar length."""
    over = [one for one in expressions if one.span.overlaps(span)]
    return min(over, key=lambda one: abs(len(one.span) - len(span)), default=None)


def evaluate_geoparsing(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """The figures on one corpus file, in per cent; `limit` takes the first documents only.

    The coder has no part in it; its name and version say which release was measured. Raises CorpusMissingError and
    CorpusFormatError.
    """
    file = path or corpus_path(DEFAULT)
    gazetteer = Gazetteer.open_default()
    counted = []
    seconds = 0.0
    for document in islice(read_documents(file), limit):
        started = perf_counter()
        expressions = find_places(document.text, gazetteer)
        seconds += perf_counter() - started
        counted.append(_count(document, expressions, gazetteer))
    names = (
        *("detection_f1", "detection_precision", "detection_recall"),
        *("exact", "country", "admin1", "acc161", "missing", "unresolved", "acc161_all"),
        *("given_exact", "given_country", "given_admin1", "given_acc161", "given_missing"),
    )
    return evaluation_of("geoparsing", [file], coder, seconds, counted, names)


def _count(document: Document, expressions: Sequence[PlaceExpression], gazetteer: Gazetteer) -> Counted:
    counted = Counted(document.name)
    _count_detection(document, expressions, counted)
    pairs = []
    placed = [one for one in document.toponyms if one.latitude is not None and one.longitude is not None]
    values = resolve_places(document.text, [one.span for one in placed], gazetteer)
    for toponym, value in zip(placed, values, strict=True):
        counted.add("given_missing", value.place is None, 1)
        if value.place is not None:
            _count_place(toponym, value.place, gazetteer, counted, "given_")
        expression = best_overlap(toponym.span, expressions)
        place = expression.value.place if expression is not None else None
        counted.add("missing", place is None, 1)
        counted.add("unresolved", expression is not None and place is None, 1)
        near = place is not None and apart_km(toponym, place) <= NEAR_KM
        counted.add("acc161_all", near, 1)
        if place is not None:
            _count_place(toponym, place, gazetteer, counted)
        pairs.append(_pair(document, toponym, expression, near))
    marks = tuple(Mark(one.span, "place") for one in document.toponyms)
    ours = tuple(Mark(one.span, "place" if one.role == "place" else one.role) for one in expressions)
    counted.shown = Shown(document.name, document.text, marks, ours, tuple(pairs))
    return counted


def _count_detection(document: Document, expressions: Sequence[PlaceExpression], counted: Counted) -> None:
    gold = [one.span for one in document.toponyms]
    # A border area covers the places on both sides, which are expressions of their own.
    usable = [one for one in expressions if one.role != "in_name" and "border" not in one.value.name]
    hits = [one for one in usable if any(one.span.overlaps(span) for span in gold)]
    answers = len(hits) + sum(one.role != "demonym" and one not in hits for one in usable)
    found = sum(any(one.span.overlaps(span) for one in usable) for span in gold)
    counted.add("detection_precision", len(hits), answers)
    counted.add("detection_recall", found, len(gold))
    # The two counts of right ones differ where one expression covers two toponyms; the smaller one is right for both.
    counted.add("detection_f1", *f1_terms(min(len(hits), found), answers, len(gold)))


def _count_place(
    toponym: Toponym, place: PlaceCandidate, gazetteer: Gazetteer, counted: Counted, prefix: str = ""
) -> None:
    counted.add(f"{prefix}acc161", apart_km(toponym, place) <= NEAR_KM, 1)
    if toponym.geonames_id is not None:
        counted.add(f"{prefix}exact", place.geonames_id == toponym.geonames_id, 1)
    if toponym.country:
        counted.add(f"{prefix}country", _same_country(toponym.country, place.country, gazetteer), 1)
    if toponym.admin1 and place.kind not in (PlacePrecision.COUNTRY, PlacePrecision.INTERNATIONAL):
        counted.add(f"{prefix}admin1", _same_admin1(toponym, place, gazetteer), 1)


def _same_country(name: str, code: str, gazetteer: Gazetteer) -> bool:
    if country_name(code).casefold() == name.casefold():
        return True
    return any(
        one.kind is PlacePrecision.COUNTRY and one.country == code for one in gazetteer.find(name) if one.country
    )


def _same_admin1(toponym: Toponym, place: PlaceCandidate, gazetteer: Gazetteer) -> bool:
    if not place.admin1:
        return False
    if place.admin1.casefold() == toponym.admin1.casefold():
        return True
    ids = {
        one.geonames_id
        for one in gazetteer.find(toponym.admin1, place.country)
        if one.kind is PlacePrecision.ADMIN1 and one.geonames_id is not None
    }
    ours = {
        one.geonames_id
        for one in gazetteer.find(place.admin1, place.country)
        if one.kind is PlacePrecision.ADMIN1 and one.geonames_id is not None
    }
    return bool(ids & ours)


def apart_km(toponym: Toponym, place: PlaceCandidate) -> float:
    """The distance of a resolved place to the gold point in kilometres; infinite without coordinates."""
    return great_circle_km(toponym.latitude, toponym.longitude, place.latitude, place.longitude)


def _pair(document: Document, toponym: Toponym, expression: PlaceExpression | None, near: bool) -> ValuePair:
    gold = f"{toponym.latitude}, {toponym.longitude} {toponym.admin1} {toponym.country}".strip()
    if expression is None:
        ours = ""
    elif expression.value.place is None:
        ours = f"open: {expression.value.reason}"
    else:
        place = expression.value.place
        ours = f"{place.latitude}, {place.longitude} {place.name}, {place.admin1}, {place.country}"
    return ValuePair(toponym.span.of(document.text), gold, ours, near)
