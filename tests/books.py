"""A book of any size for tests and benchmarks. Every event, group, place name and person in it is invented.

The reports say what their statements state, so that evidence leads back to words as in a book of real reports. Codes
of the codebook and all precisions occur, dates and places that are not resolved, figures with and without bounds, parts
of totals, named victims, claims beside denials, statements that stand against others.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tallybook.assembly import assemble
from tallybook.codebook import load_codebook
from tallybook.exports import full_record
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Qualifier,
    Quantity,
    QuantityValue,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Source,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    Support,
    TargetValue,
    TextValue,
    TotalRelation,
    Value,
)

__all__ = ["FIRST_NAMES", "LAST_NAMES", "coded_reports", "codes", "records"]

# Persons and places are made of syllables; none of the names is known to be anybody's.
FIRST_NAMES = ("Quorra", "Tavish", "Zimra", "Ollvar", "Breska", "Yolvi", "Hadrun", "Li", "Al-Vessim", "Mirelle-Zo")
LAST_NAMES = ("Vantreel", "Okkonbarra", "Dzelmir", "al-Quennari", "Trosk", "Ng'ombari", "Ívarsdottrel", "Bexley-Orr")
_TOWNS = ("Karsk", "Velmo", "Port Ondry", "Saltmere", "Tel Quorin", "Upper Drey", "Nueva Brisa", "Gorod-9")
_GROUPS = (
    *("Dawn Front", "River Brigade", "Free Hills Army", "=Sum Militia", "+Plus Movement", "Army of the Delta"),
    *("police", "soldiers", "gunmen", "unknown attackers", "Steppe Resistance"),
)
_COUNTRIES = (
    *("PK", "KE", "SO", "US", "CO", "PE", "IN", "PH", "UA", "RU", "FR", "GB", "IQ", "SY", "YE", "ML", "NG", "CD", "BW"),
    *("MM", "TH", "CN", "JP", "AU", "PG", "MX", "HT", "BR", "XK", "PS", "TW", "GE", "KZ", "CA", "GF", "DZ", "LY", "SV"),
)
_DAYS = tuple(date(2015, 1, 1) + timedelta(days=number) for number in range(3650))
_DATE_REASONS = ("no year is given", "the publication date is not known")
_VAGUE = ((24, 99), (1, None), (200, 999), (3, None))


def codes(scheme: str) -> tuple[str, ...]:
    """The codes of one list of the codebook."""
    return load_codebook().scheme(scheme).codes


def coded_reports(count: int, seed: int = 1) -> Iterator[tuple[Report, Coding]]:
    """`count` reports, each with a coding of one incident. The same seed gives the same reports."""
    for number in range(count):
        yield _Maker(random.Random(f"{seed}/{number}"), number).make()  # noqa: S311 (no secret)


def records(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """The incidents of `coded_reports` as exports take them."""
    for report, coding in coded_reports(count, seed):
        for incident in assemble(coding.mentions, coding.statements):
            yield full_record(incident, coding.mentions, coding.statements, [report])


class _Maker:
    """Draws the values of one incident, and writes a report that has words for each."""

    def __init__(self, draw: random.Random, number: int) -> None:
        self._draw = draw
        self._number = number
        self._values: list[tuple[Field, Value, Stance, Speaker | None]] = []
        self._parts: list[tuple[int, CasualtyRow]] = []
        self._words: list[str] = []

    def _maybe(self, share: float) -> bool:
        return self._draw.random() < share

    def person(self) -> str:
        return f"{self._draw.choice(FIRST_NAMES)} {self._draw.choice(LAST_NAMES)}"

    def _say(self, field: Field, value: Value) -> None:
        stance = self._draw.choice(list(Stance)) if self._maybe(0.3) else Stance.REPORTED_AS_FACT
        self._values.append((field, value, stance, self._speaker() if self._maybe(0.4) else None))

    def _speaker(self) -> Speaker:
        kind = self._draw.choice(list(SpeakerKind))
        name = self.person() if kind is SpeakerKind.PERSON and self._maybe(0.7) else ""
        return Speaker(name, self._draw.choice(("police spokesman", "mayor", "doctors", "witness")), kind)

    def _codes(self, field: Field, scheme: str, share: float) -> None:
        while self._maybe(share):
            self._say(field, CodeValue(scheme, self._draw.choice(codes(scheme))))
            share /= 3

    def _date(self) -> None:
        if self._maybe(0.05):
            return
        first = self._draw.choice(_DAYS)
        if self._maybe(0.08):
            self._say(Field.DATE, DateValue(None, self._draw.choice(_DATE_REASONS), month=first.month, day=first.day))
            return
        length = self._draw.choice((1, 1, 1, 1, 1, 2, 3, 5, 7, 7, 28, 31, 90, 365, 800))
        found = DateRange.between(first, first + timedelta(days=length - 1))
        when = self._draw.choice(codes("times_of_day")) if self._maybe(0.3) else ""
        self._say(Field.DATE, DateValue(found, time_of_day=when))

    def _place(self) -> None:
        town = self._draw.choice(_TOWNS)
        if self._maybe(0.1):
            reason = "no entry of the gazetteer has this name"
            self._say(Field.PLACE, PlaceValue(town, PlacePrecision.TOWN, reason=reason))
            return
        kind = self._draw.choice((*PlacePrecision, PlacePrecision.TOWN, PlacePrecision.TOWN, PlacePrecision.TOWN))
        country = "" if kind is PlacePrecision.INTERNATIONAL else self._draw.choice(_COUNTRIES)
        deep = kind not in (PlacePrecision.COUNTRY, PlacePrecision.INTERNATIONAL, PlacePrecision.REGION)
        known = self._maybe(0.95)
        entry = PlaceCandidate(
            name=town,
            kind=kind,
            country=country,
            admin1="Province of Ondry" if deep and self._maybe(0.9) else "",
            admin2="Drey District" if deep and kind is not PlacePrecision.ADMIN1 and self._maybe(0.7) else "",
            geonames_id=self._draw.randrange(10**9, 10**9 + 10**6) if known else None,
            latitude=round(self._draw.uniform(-60, 70), 4) if known else None,
            longitude=round(self._draw.uniform(-180, 180), 4) if known else None,
        )
        self._say(Field.PLACE, PlaceValue(town, kind, entry))

    def _actor(self) -> ActorValue:
        kind = self._draw.choice(codes("actor_kinds"))
        if kind == "individual":
            return ActorValue(self.person(), kind)
        name = self._draw.choice(_GROUPS)
        return ActorValue(name, kind, aliases=("DF",) if self._maybe(0.1) else (), part_of="")

    def _target(self) -> TargetValue:
        kind = self._draw.choice(codes("target_kinds"))
        human = self._maybe(0.6)
        words = self._draw.choice(("people", "a crowd", "staff")) if human else self._draw.choice(("a post", "a bus"))
        text = f"{words} ({kind.replace('_', ' ')})"
        if human and self._maybe(0.2):
            text = f"teacher {self.person()}"
        damage = "" if human or self._maybe(0.5) else self._draw.choice(codes("damages"))
        return TargetValue(text, kind, human, damage)

    def _quantity(self) -> Quantity:
        number = self._draw.choice((0, 1, 1, 1, 2, 2, 3, 4, 5, 7, 12, 30, 117))
        shape = self._draw.random()
        if shape < 0.55:
            return Quantity.stated(number)
        if shape < 0.65:
            return Quantity.unknown()
        if shape < 0.75:
            return Quantity.vague(*self._draw.choice(_VAGUE))
        if shape < 0.8:
            return Quantity.between(number, number + 4)
        single = (Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.AT_MOST, Qualifier.NEARLY, Qualifier.ABOUT)
        return Quantity.stated(number, self._draw.choice(single))

    def _casualties(self) -> None:
        for _ in range(self._draw.choice((0, 1, 1, 2, 3))):
            group, harm = self._draw.choice(codes("groups")), self._draw.choice(codes("harms"))
            if self._maybe(0.6):
                harm = self._draw.choice(("killed", "killed", "injured"))
            quantity = self._quantity()
            named = quantity.high is not None and 0 < quantity.high < 4 and self._maybe(0.3)
            names = tuple({self.person() for _ in range(quantity.high or 0)}) if named else ()
            role = f"{group.replace('_', ' ')}" + (f", {names[0]}" if names and self._maybe(0.3) else "")
            self._say(Field.CASUALTIES, CasualtyRow(harm, group, quantity, role, names=names))
            low = quantity.low or 0
            if low > 1 and self._maybe(0.4):
                part = Quantity.stated(self._draw.randrange(1, low))
                row = CasualtyRow(harm, self._draw.choice(codes("groups")), part, "of them")
                self._parts.append((len(self._values) - 1, row))

    def _responsibility(self) -> None:
        for _ in range(self._draw.choice((0, 0, 1, 1, 2))):
            act = self._draw.choice(list(ResponsibilityAct))
            actor = None if act is ResponsibilityAct.UNCLAIMED else self._actor()
            channel = self._draw.choice(("", *codes("claim_channels")))
            self._say(Field.RESPONSIBILITY, ResponsibilityValue(act, actor, channel=channel))

    def _draw_values(self) -> None:
        self._say(Field.INCIDENT_TYPE, CodeValue("incident_types", self._draw.choice(codes("incident_types"))))
        self._codes(Field.INCIDENT_TYPE, "incident_types", 0.2)
        self._codes(Field.MODE, "modes", 0.4)
        self._codes(Field.WEAPON, "weapons", 0.5)
        self._codes(Field.STAGE, "stages", 0.7)
        self._date()
        if self._maybe(0.1):
            self._date()  # two dates of one incident
        self._place()
        for _ in range(self._draw.choice((0, 1, 1, 1, 2))):
            self._say(Field.PERPETRATOR, self._actor())
        for _ in range(self._draw.choice((0, 1, 1, 2, 4))):
            self._say(Field.TARGET, self._target())
        if self._maybe(0.2):
            self._say(Field.PERPETRATOR_COUNT, QuantityValue(self._quantity(), "attackers"))
        if self._maybe(0.1):
            self._say(Field.DURATION, TextValue("two hours"))
        self._casualties()
        self._responsibility()

    def make(self) -> tuple[Report, Coding]:
        self._draw_values()
        title = f"Invented report {self._number} on {self._draw.choice(_TOWNS)}"
        if self._maybe(0.3):
            title += f": {self.person()} speaks"
        pieces = [title, "This report is fictional."]
        # One sentence for each value, with the words of its speaker.
        sentences = [
            f"{'' if speaker is None else f'{speaker} said: '}{field.value} {number} {_words(value)}."
            for number, (field, value, _, speaker) in enumerate(self._values)
        ]
        sentences += [f"part {number} {_words(row)}." for number, (_, row) in enumerate(self._parts)]
        text = "\n".join(pieces + sentences) + "\n"
        published = DateRange.day(self._draw.choice(_DAYS)) if self._maybe(0.9) else None
        report = Report.make(
            text,
            url=f"https://news{self._number % 9}.example.org/{self._number}" if self._maybe(0.7) else "",
            document=f"doc-{self._number}",
            source=Source.make(f"Invented Gazette {self._number % 9}") if self._maybe(0.8) else None,
            title=title,
            title_span=Span(0, len(title)),
            byline=self.person() if self._maybe(0.3) else "",
            published=published,
            published_basis=PublishedBasis.DATA if published else PublishedBasis.UNKNOWN,
            language="en",
        )
        return report, self._coding(report, sentences)

    def _coding(self, report: Report, sentences: list[str]) -> Coding:
        spans = []
        start = report.text.index("This report is fictional.\n") + len("This report is fictional.\n")
        for sentence in sentences:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
        kind = MentionKind.REPORTED if self._maybe(0.85) else MentionKind.BACKGROUND
        mention = Mention.make(report.id, kind, spans[0])
        told: list[Statement] = []
        for span, (field, value, stance, speaker) in zip(spans, self._values, strict=False):
            where = Span(span.start, span.start + len(str(speaker))) if speaker else None
            told.append(Statement.make(report, mention.id, field, value, span, stance, speaker, where))
        for span, (whole, row) in zip(spans[len(self._values) :], self._parts, strict=True):
            part = CasualtyRow(
                row.harm,
                row.group,
                row.quantity,
                row.role,
                total=told[whole].id,
                total_relation=self._draw.choice(list(TotalRelation)),
            )
            told.append(Statement.make(report, mention.id, Field.CASUALTIES, part, span, Stance.REPORTED_AS_FACT))
        supports = tuple(Support.make(statement.id, "invented", "1") for statement in told)
        return Coding(report.id, "invented", "1", (mention,), tuple(told), supports)


def _words(value: Value) -> str:
    from tallybook.exports import readable

    names = f" ({', '.join(value.names)})" if isinstance(value, CasualtyRow) and value.names else ""
    return readable(value) + names
