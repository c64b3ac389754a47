"""A coder that finds fixed words, so that the command line is tested apart from the rules of coding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tallybook.model import (
    ActorRelation,
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    Note,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Qualifier,
    Quantity,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Span,
    Speaker,
    Stance,
    Statement,
    Support,
    TargetValue,
    TotalRelation,
    Value,
)

TEXT = """Gunmen attack a post near Maun

Gunmen attacked a police post near Maun, killing at least five people, three of them officers, a spokesman said.
The Dawn Front denied it. Last year's bombing killed many. Attacks have killed hundreds this year.
The Dawn Front split from the Delta Movement.
"""
QUIET_TEXT = "The harvest was good this year, and the fair in the town hall opens on Monday with music and a bakery.\n"


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@dataclass(frozen=True)
class StandInCoder:
    """Finds what TEXT says, and nothing in any other text."""

    name: str = "stand-in"
    version: str = "1"

    def code(self, report: Report) -> Coding:
        if "Gunmen attacked" not in report.text:
            note = Note("no_violence", "This report is not about political violence: no incident.")
            return Coding(report.id, self.name, self.version, notes=(note,))
        return _code(report, self)


def _code(report: Report, coder: StandInCoder) -> Coding:
    text = report.text
    attack = Mention.make(report.id, MentionKind.REPORTED, span(text, "attacked"))
    bombing = Mention.make(report.id, MentionKind.BACKGROUND, span(text, "bombing"))
    many = Mention.make(report.id, MentionKind.AGGREGATE, span(text, "Attacks have killed hundreds"))

    def say(about: Mention | None, field: Field, value: Value, words: str, speaker: str = "") -> Statement:
        who = Speaker(role=speaker) if speaker else None
        where = span(text, speaker) if speaker else None
        stance = Stance.CLAIMED if speaker else Stance.REPORTED_AS_FACT
        return Statement.make(report, about.id if about else "", field, value, span(text, words), stance, who, where)

    maun = PlaceCandidate(
        "Maun", PlacePrecision.TOWN, "BW", "North-West", geonames_id=1, latitude=-19.98, longitude=23.42
    )
    total = say(
        attack,
        Field.CASUALTIES,
        CasualtyRow("killed", "unspecified", Quantity.stated(5, Qualifier.AT_LEAST), "people"),
        "at least five people",
        "a spokesman",
    )
    part = CasualtyRow("killed", "police", Quantity.stated(3), "officers", total.id, TotalRelation.PART)
    front = ActorValue("Dawn Front", "rebel_group")
    unresolved = DateValue(None, "the year is not given", (DateRange.between(date(2023, 1, 1), date(2023, 12, 31)),))
    statements = (
        say(attack, Field.INCIDENT_TYPE, CodeValue("incident_types", "armed_assault"), "attacked"),
        say(attack, Field.PERPETRATOR, ActorValue("Gunmen", "unidentified_armed_group"), "Gunmen attacked"),
        say(attack, Field.TARGET, TargetValue("police post", "police"), "police post"),
        say(attack, Field.PLACE, PlaceValue("Maun", PlacePrecision.NEAR_TOWN, maun), "near Maun"),
        total,
        say(attack, Field.CASUALTIES, part, "three of them officers", "a spokesman"),
        say(attack, Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.DENIED, front), "denied"),
        say(bombing, Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"), "bombing"),
        say(bombing, Field.DATE, unresolved, "Last year's"),
        say(many, Field.CASUALTIES, CasualtyRow("killed", "unspecified", Quantity.vague(100, 999)), "killed hundreds"),
        say(None, Field.ACTOR_RELATION, ActorRelation("Dawn Front", "splinter_of", "Delta Movement"), "split from"),
    )
    supports = tuple(Support.make(one.id, coder.name, coder.version) for one in statements)
    notes = (Note("year_unresolved", "The year is not given.", span(text, "Last year's")),)
    return Coding(report.id, coder.name, coder.version, (attack, bombing, many), statements, supports, notes)
