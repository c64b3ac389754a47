"""From our record of a report to MUC-4 templates, through the codebook's crosswalk.

One template for each mention that the task asks for: of a recent incident, in one of the nine countries, not only among
armed forces. Mentions of the same type, place and date make one template, as the task documentation has it (section 5).
What is inferred here (a country that only the report as a whole gives, a date of "on or before" the publication) is the
task's own default and never enters our record.

Source: the task documentation of the Fourth Message Understanding Conference, `template-doc-part1` version 7.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from tallybook.codebook import crosswalk
from tallybook.coding.lexicons import person_classes, singular
from tallybook.evaluation.muc4.slots import SCORED
from tallybook.evaluation.muc4.templates import DUMMY, Fill, Filler, Template
from tallybook.model import (
    ActorValue,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlacePrecision,
    PlaceValue,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Stance,
    Statement,
)
from tallybook.places import country_name, load_countries

__all__ = ["Told", "mapped_code", "muc_country", "muc_date", "plain", "rules", "templates_of", "without_articles"]

_SCORED_FIELDS = (Field.RESPONSIBILITY, Field.PERPETRATOR, Field.TARGET, Field.WEAPON, Field.CASUALTIES)
_UNTOLD = (Stance.DENIED, Stance.HYPOTHETICAL, Stance.PLANNED)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """The lists of data/mapping.yaml."""
    tables: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("data/mapping.yaml").read_text("utf-8"))
    return tables


@dataclass(frozen=True, slots=True)
class Told:
    """A mention with what is told of it as real, and the report around it. `country` is the report's country."""

    report: Report
    mention: Mention
    statements: tuple[Statement, ...]
    country: str = ""
    scores: Mapping[str, float] = dataclass_field(default_factory=dict)  # of statements, where the coder gives any

    def of(self, field: Field) -> list[Statement]:
        """The statements of one field, in the order of the text."""
        return sorted((one for one in self.statements if one.field is field), key=lambda one: one.span)

    def codes(self, field: Field) -> list[tuple[str, str]]:
        """The codes of one field as pairs of scheme and code."""
        return [(one.value.scheme, one.value.code) for one in self.of(field) if isinstance(one.value, CodeValue)]


def templates_of(report: Report, coding: Coding, country: str = "") -> tuple[Template, ...]:
    """The templates of one report; one that says "no incident" where there is none.

    `country` is the country of the report as a whole (ISO 3166-1 alpha-2), for incidents whose own place is not told.
    The report's document id becomes the message id.
    """
    # Here, not at the top: it needs the helpers of this module.
    from tallybook.evaluation.muc4.mapping_targets import target_slots  # noqa: PLC0415

    drafts: dict[tuple[str, ...], dict[int, tuple[Filler, ...]]] = {}
    for told in _told(report, coding, country):
        kind = _incident_type(told)
        if not kind:
            continue
        slots = {**_incident_slots(told, kind), **_perpetrator_slots(told)}
        slots.update(target_slots(told, kind, _country(told)))
        if not _is_relevant(told, slots):
            continue
        key = (kind, *(str(filler) for number in (2, 3) for filler in slots[number]))
        drafts[key] = _joined(drafts[key], slots) if key in drafts else slots
    message = report.document or report.id
    if not drafts:
        return (Template(message, "*", inapplicable=frozenset(slot.number for slot in SCORED)),)
    return tuple(
        Template(message, str(number), slots=_applicable(slots), inapplicable=_inapplicable(slots))
        for number, slots in enumerate(drafts.values(), start=1)
    )


def _told(report: Report, coding: Coding, country: str) -> list[Told]:
    told = []
    scores = {one.statement: one.score for one in coding.supports if one.score is not None}
    for mention in coding.mentions:
        if mention.kind is not MentionKind.AGGREGATE:
            own = tuple(one for one in coding.statements if one.mention == mention.id and one.stance not in _UNTOLD)
            given = Told(report, mention, own, country, scores)
            if _is_believed(given):
                told.append(replace(given, statements=tuple(one for one in own if _is_sure(one, scores))))
    return sorted(told, key=lambda one: one.mention.anchor)


def _is_sure(statement: Statement, scores: Mapping[str, float]) -> bool:
    score = scores.get(statement.id)
    return score is None or statement.field not in _SCORED_FIELDS or score >= rules()["least_filler_score"]


def _is_believed(told: Told) -> bool:
    """Whether the coder believes in the incident. A coder without scores believes all that it states."""
    given = [told.scores[one.id] for one in told.of(Field.INCIDENT_TYPE) if one.id in told.scores]
    return max(given) >= rules()["least_score"] if given else not told.scores


def mapped_code(scheme: str, code: str, target_list: str, beside: Iterable[tuple[str, str]] = ()) -> str:
    """What a code of the codebook becomes in one list of MUC-4; "" where it becomes nothing there."""
    way = crosswalk("muc4")
    if code not in way.correspondences.get(scheme, {}):
        return ""
    found = way.map(scheme, code, beside).find(target_list)
    return found.code if found else ""


def _incident_type(told: Told) -> str:
    """The type of the task that the surest statement gives, of equally sure ones the first."""
    stated = sorted(told.of(Field.INCIDENT_TYPE), key=lambda one: -told.scores.get(one.id, 0.0))
    codes = [(one.value.scheme, one.value.code) for one in stated if isinstance(one.value, CodeValue)]
    kinds = (mapped_code(scheme, code, "incident_type") for scheme, code in codes)
    return next((kind for kind in kinds if kind), "")


def _incident_slots(told: Told, kind: str) -> dict[int, tuple[Filler, ...]]:
    beside = told.codes(Field.INCIDENT_TYPE)
    stages = [mapped_code(scheme, code, "stage") for scheme, code in [*told.codes(Field.STAGE), *beside]]
    stage = next((stage for stage in stages if stage), "ACCOMPLISHED")
    identities, types = ([], []) if kind in rules()["no_instrument"] else _instruments(told)
    return {
        2: _fillers(muc_date(told.of(Field.DATE), told.report.published)),
        3: _fillers(_location(told)),
        4: _fillers(kind),
        5: _fillers(stage),
        6: tuple(identities),
        7: tuple(types),
    }


def _fillers(*texts: str) -> tuple[Filler, ...]:
    return tuple(Filler((Fill(text),)) for text in texts if text)


def muc_date(statements: Sequence[Statement], published: DateRange | None) -> str:
    """The date as the task writes it: a day, a range, or "on or before" the date of the message; "" without any.

    The first statement with a date of a month or finer is taken. A weekday counts as "on or before" the message.
    """
    default = f"- {_day(published.last)}" if published else ""
    for statement in statements:
        value = statement.value
        if not isinstance(value, DateValue) or value.range is None:
            continue
        first, last = value.range.first, value.range.last
        if published and last > published.last:
            last = published.last
        if (last - first).days > 31 or first > last:
            continue
        words = statement.original_text.lower()
        if value.day is None and default and any(day in words for day in rules()["weekdays"]):
            return default
        return _day(first) if first == last else f"{_day(first)} - {_day(last)}"
    return default


def _day(day: date) -> str:
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year % 100:02d}"


def plain(text: str) -> str:
    """Text in capitals without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).upper().split())


def without_articles(text: str) -> str:
    """A string as the keys give it: capitals, without articles, numbers and the like before it."""
    words = plain(text).split()
    passed_over = {word.upper() for word in (*rules()["articles"], *rules()["numbers"])}
    while len(words) > 1 and (words[0] in passed_over or words[0].isdigit()):
        words = words[1:]
    return " ".join(words).strip(" ,.;:")


def muc_country(code: str) -> str:
    """A country as the set list of the task names it."""
    return str(rules()["country_names"].get(code) or plain(country_name(code)))


def _places(told: Told) -> list[PlaceValue]:
    return [one.value for one in told.of(Field.PLACE) if isinstance(one.value, PlaceValue)]


def _country_of(place: PlaceValue, wanted: str) -> str:
    """The country of a place word: the report's country where the word can mean a place in it."""
    candidates = [place.place, *place.candidates] if place.place else list(place.candidates)
    countries = [candidate.country for candidate in candidates if candidate]
    if wanted in countries:
        return wanted
    return place.place.country if place.place else ""


def _country(told: Told) -> str:
    """A country of interest that the mention's own places give; else the report's; else any that they give."""
    found = [code for place in _places(told) if (code := _country_of(place, told.country))]
    of_interest = [code for code in found if code in rules()["countries_of_interest"]]
    return next(iter([*of_interest, *([told.country] if told.country else found)]), "")


def _location(told: Told) -> str:
    """The country, then the finer places in it that the mention has, from the coarsest to the finest."""
    country = _country(told)
    if not country:
        return ""
    levels: dict[str, str] = {}
    for place in _places(told):
        if _country_of(place, told.country) not in (country, ""):
            continue
        if place.precision is PlacePrecision.ADMIN1:
            levels.setdefault("region", f"{_place_name(place)} ({_first_level(country)})")
        elif kind := rules()["place_types"].get(place.precision.value):
            level = "neighbourhood" if place.precision is PlacePrecision.NEIGHBOURHOOD else "town"
            levels.setdefault(level, f"{_place_name(place)} ({kind})")
    finer = [levels[level] for level in ("region", "town", "neighbourhood") if level in levels]
    return ": ".join([muc_country(country), *finer])


def _first_level(country: str) -> str:
    names = rules()["first_level"]
    return str(names.get(country, names["default"]))


def _place_name(place: PlaceValue) -> str:
    words = plain(place.name).split()
    while len(words) > 1 and words[-1].lower() in rules()["place_words"]:
        if " ".join(words[:-1]) in _country_names():
            break  # "Guatemala City"
        words = words[:-1]
    return " ".join(words)


@lru_cache(maxsize=1)
def _country_names() -> frozenset[str]:
    return frozenset(plain(country.name) for country in load_countries().values())


def _instruments(told: Told) -> tuple[list[Filler], list[Filler]]:
    identities: list[Filler] = []
    types: list[Filler] = []
    seen: set[str] = set()
    statements = sorted(told.of(Field.WEAPON), key=lambda one: _is_act(one.original_text))
    for statement in statements:
        if not isinstance(statement.value, CodeValue):
            continue
        kind = mapped_code(statement.value.scheme, statement.value.code, "instrument_type")
        name = "-" if _is_act(statement.original_text) else without_articles(statement.original_text)
        if name in seen or (name == "-" and (seen or not kind)):
            continue
        seen.add(name)
        if name != "-":
            identities.append(Filler((Fill(name, quoted=True),)))
        if kind:
            types.append(Filler((Fill(kind),), (Fill(name, quoted=True) if name != "-" else DUMMY,)))
    return identities, types


def _is_act(words: str) -> bool:
    return any(word in rules()["weapon_acts"] for word in re.findall(r"[a-z]+", words.lower()))


def _perpetrator_slots(told: Told) -> dict[int, tuple[Filler, ...]]:
    individuals: dict[str, None] = {}
    organizations: dict[str, str] = {}
    states = 0
    actors = [(one.value, one) for one in told.of(Field.PERPETRATOR) if isinstance(one.value, ActorValue)]
    claims = [one for one in told.of(Field.RESPONSIBILITY) if isinstance(one.value, ResponsibilityValue)]
    for claim in claims:
        value = claim.value
        if isinstance(value, ResponsibilityValue) and value.actor and _blames(value.act):
            actors.append((value.actor, claim))
    for actor, statement in actors:
        states += actor.kind in rules()["state_kinds"]
        if _is_organization(actor):
            name = _organization_name(actor)
            organizations.setdefault(name, _confidence(actor, statement, claims))
            if people := _people(statement.original_text):
                individuals.setdefault(people)
        elif name := without_articles(actor.name):
            individuals.setdefault(name)
    category = "STATE-SPONSORED VIOLENCE" if states and states * 2 >= len(actors) else "TERRORIST ACT"
    return {
        # "NULL if the nature of the perpetrator cannot be determined" (section 7.9).
        8: _fillers(category) if actors else (),
        9: tuple(Filler((Fill(name, quoted=True),)) for name in individuals),
        10: tuple(Filler((Fill(name, quoted=True),)) for name in organizations),
        11: tuple(Filler((Fill(word),), (Fill(name, quoted=True),)) for name, word in organizations.items()),
    }


def _people(words: str) -> str:
    """The people in words that name an organization: "guerrillas" of "FMLN guerrillas"."""
    found = re.findall(r"[\w'-]+", words)
    last = found[-1] if found else ""
    return last if len(found) > 1 and singular(last.lower()) in person_classes() else ""


def _blames(act: ResponsibilityAct) -> bool:
    return act in (ResponsibilityAct.CLAIMED, ResponsibilityAct.ACCUSED, ResponsibilityAct.SUSPECTED)


def _is_organization(actor: ActorValue) -> bool:
    if actor.lexicon_id:
        return True
    words = re.findall(r"[a-z]+", actor.name.lower())
    return bool(words) and words[-1] in rules()["organizations"]


def _organization_name(actor: ActorValue) -> str:
    """The words that the report uses, where the record has them beside the canonical name."""
    return without_articles(actor.aliases[0] if actor.aliases else actor.name)


def _confidence(actor: ActorValue, statement: Statement, claims: Sequence[Statement]) -> str:
    """The strongest of what is said of this actor's responsibility; else the stance of the statement itself."""
    found = []
    for claim in claims:
        value = claim.value
        if isinstance(value, ResponsibilityValue) and value.actor and value.actor.name == actor.name:
            code = mapped_code("responsibility_acts", value.act.value, "confidence")
            found.append(_by_whom(code, claim))
    for wanted in ("CLAIMED OR ADMITTED", "SUSPECTED OR ACCUSED BY AUTHORITIES", "SUSPECTED OR ACCUSED", "ACQUITTED"):
        if wanted in found:
            return wanted
    code = mapped_code("stances", statement.stance.value, "confidence") or "REPORTED AS FACT"
    return _by_whom(code, statement)


def _by_whom(code: str, statement: Statement) -> str:
    if code != "SUSPECTED OR ACCUSED" or statement.speaker is None:
        return code
    words = re.findall(r"[a-z]+", str(statement.speaker).lower())
    return f"{code} BY AUTHORITIES" if any(word in rules()["authorities"] for word in words) else code


def _is_relevant(told: Told, slots: Mapping[int, tuple[Filler, ...]]) -> bool:
    """Whether the task asks for it (section 1.0): specific, recent, in a country of interest, not among combatants."""
    country = _country(told)
    if country and country not in rules()["countries_of_interest"]:
        return False
    if not any(slots.get(number) for number in (9, 10, 12, 18, 19)):
        return False
    if told.scores:
        return True  # a coder with scores has judged that, too
    if not _is_recent(told):
        return False
    kinds = {str(fill.text) for number in (13, 20) for filler in slots.get(number, ()) for fill in filler.fills}
    return not kinds or not kinds <= {"ACTIVE MILITARY", "LAW ENFORCEMENT", "LAW ENFORCEMENT FACILITY"}


def _is_recent(told: Told) -> bool:
    published = told.report.published
    if published is None:
        return True
    limit = published.first - timedelta(days=rules()["recent_days"])
    ranges = [one.value.range for one in told.of(Field.DATE) if isinstance(one.value, DateValue) and one.value.range]
    if not ranges:
        return told.mention.kind is MentionKind.REPORTED
    return any(found.last >= limit for found in ranges)


def _joined(
    one: Mapping[int, tuple[Filler, ...]], other: Mapping[int, tuple[Filler, ...]]
) -> dict[int, tuple[Filler, ...]]:
    """The fillers of two drafts of one incident, each once; the slots with one filler as the first draft has them."""
    joined = dict(one)
    for number, fillers in other.items():
        if number > 8 or number in (6, 7):
            joined[number] = tuple(dict.fromkeys((*joined.get(number, ()), *fillers)))
    return joined


def _applicable(slots: Mapping[int, tuple[Filler, ...]]) -> dict[int, tuple[Filler, ...]]:
    left_out = _inapplicable(slots)
    return {number: fillers for number, fillers in slots.items() if number not in left_out}


def _inapplicable(slots: Mapping[int, tuple[Filler, ...]]) -> frozenset[int]:
    kind = slots[4][0].fills[0].text
    left_out = {6, 7} if kind in rules()["no_instrument"] else set()
    return frozenset(left_out | (set(range(12, 18)) if kind in rules()["no_physical_target"] else set()))
