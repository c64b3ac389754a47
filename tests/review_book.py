"""A small book in which everything that review knows of waits once or more. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tallybook.model import (
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
    Quantity,
    Report,
    Source,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    Support,
    Value,
)
from tallybook.service import merge, refresh
from tallybook.service.reviewing import NewValue, accept, reject, set_status
from tallybook.service.second_coding import SecondIncident, assign, submit
from tallybook.store import Book, Question

__all__ = ["HOSTILE", "Told", "make_review_book"]

HOSTILE = (
    "Raid on Saltmere 😀 <script>alert(1)</script>\n\nGunmen attacked the mill of Saltmere on Tuesday. Three people "
    "were killed, police said. \"'><img src=x onerror=alert(2)> {{ 7 * 7 }}\n\nThe mill of Saltmere stood "
    "e\u0301mpty 👩‍🌾 before. Three people had fled."
)
_TOWN = PlaceCandidate("Karsk", PlacePrecision.TOWN, "BW", admin1="Ondry", latitude=-20.0, longitude=23.5)
_OTHER = PlaceCandidate("Karsk", PlacePrecision.TOWN, "KE", admin1="Drey", latitude=-1.0, longitude=37.0)


@dataclass
class Told:
    """One report with its coding on the way."""

    text: str
    number: int
    published: date
    mentions: list[Mention] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    supports: list[Support] = field(default_factory=list)

    def __post_init__(self) -> None:
        title = self.text.partition("\n")[0]
        self.report = Report.make(
            self.text,
            url=f"https://news.example/{self.number}",
            source=Source.make("Invented Gazette"),
            title=title,
            title_span=Span(0, len(title)),
            published=DateRange.day(self.published),
            published_basis=PublishedBasis.PAGE,
            language="en",
        )

    def span(self, words: str, which: int = 1) -> Span:
        """Where the words stand."""
        start = -1
        for _ in range(which):
            start = self.text.index(words, start + 1)
        return Span(start, start + len(words))

    def mention(self, words: str) -> Mention:
        """Mark an occurrence."""
        self.mentions.append(Mention.make(self.report.id, MentionKind.REPORTED, self.span(words)))
        return self.mentions[-1]

    def say(self, of: Field, value: Value, words: str, score: float = 0.9, by: str = "") -> Statement:
        """State a value of the last occurrence."""
        speaker = Speaker(role=by, kind=SpeakerKind.ORGANIZATION) if by else None
        stance, at = Stance.REPORTED_AS_FACT, self.span(words)
        made = Statement.make(
            self.report, self.mentions[-1].id, of, value, at, stance, speaker, self.span(by) if by else None
        )
        self.statements.append(made)
        self.supports.append(Support.make(made.id, "reader", "1", score=score))
        return made

    @property
    def coding(self) -> Coding:
        """What was said."""
        return Coding(self.report.id, "reader", "1", tuple(self.mentions), tuple(self.statements), tuple(self.supports))


def _attack(number: int, town: str, day: int, killed: int) -> Told:
    told = Told(
        f"Bomb in {town}\n\nA bomb went off in {town} on {day} March. {killed} people were killed, police said.",
        number,
        date(2031, 3, day + 1),
    )
    told.mention("bomb")
    told.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"), "bomb")
    told.say(Field.DATE, DateValue(DateRange.day(date(2031, 3, day))), f"{day} March")
    row = CasualtyRow("killed", "civilians", Quantity.stated(killed), "people")
    told.say(Field.CASUALTIES, row, f"{killed} people", by="police")
    return told


def make_review_book(path: Path) -> dict[str, Told]:
    """Make the book. Its reports by name.

    `one` and `two` may be one incident; `hostile` has a low score and hostile words; `lost` neither place nor date
    resolved; `confirmed` got another report, `more`, after it was confirmed; of `disputed` two people disagree on the
    figure; `twice` was coded by Ben a second time.
    """
    found = {
        "one": _attack(1, "Karsk", 3, 4),
        "two": _attack(2, "Karsk", 4, 5),
        "confirmed": _attack(3, "Velmo", 8, 2),
        "more": _attack(4, "Velmo", 8, 3),
        "disputed": _attack(5, "Tel Quorin", 12, 7),
        "twice": _attack(6, "Upper Drey", 15, 1),
        "lost": _lost(),
        "hostile": _hostile(),
    }
    with Book.open(path, create=True) as book:
        for told in found.values():
            book.add_coded(told.report, told.coding)
        refresh(book, at="2021-04-01T00:00:00+00:00")
        _ask(book, found["one"], found["two"])
        homes = {name: _home(book, told) for name, told in found.items()}
        set_status(book, homes["confirmed"], "confirmed", by="Eve", at="2021-04-02T00:00:00+00:00")
        merge(book, [homes["confirmed"], homes["more"]], why="same day", by="Eve", at="2021-04-03T00:00:00+00:00")
        figure = found["disputed"].statements[-1].id
        accept(book, figure, by="Ben", at="2021-04-04T00:00:00+00:00")
        reject(book, figure, by="Eve", why="not what it says", at="2021-04-05T00:00:00+00:00")
        twice = found["twice"]
        assign(book, twice.report.id, "Ben", by="Eve", at="2021-04-06T00:00:00+00:00")
        nine = NewValue(
            Field.CASUALTIES, CasualtyRow("injured", "civilians", Quantity.stated(9)), twice.span("1 people")
        )
        submit(book, twice.report.id, "Ben", [SecondIncident(twice.mentions[0].anchor, (nine,))])
    return found


def _home(book: Book, told: Told) -> str:
    with book.published() as look:
        return look.incidents_of([told.mentions[0].id])[told.mentions[0].id]


def _ask(book: Book, one: Told, other: Told) -> None:
    left, right = sorted(each.mentions[0].id for each in (one, other))
    why = "the same town, one day apart, figures that may both hold"
    question = Question(left, right, 0.61, why, "machine:linking/1", "2021-04-01T00:00:00+00:00")
    book.add_links(decisions=(), taken_in={}, version="1", questions=[question], copies={}, afresh=False)


def _lost() -> Told:
    told = Told("Shots in Karsk\n\nShots were fired in Karsk on Friday.", 7, date(2031, 3, 20))
    told.mention("Shots")
    told.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "armed_assault"), "Shots")
    days = (DateRange.day(date(2031, 3, 14)), DateRange.day(date(2031, 3, 21)))
    told.say(Field.DATE, DateValue(None, "the Friday before or after", days), "Friday")
    place = PlaceValue("Karsk", PlacePrecision.TOWN, None, "two towns of this name", (_TOWN, _OTHER))
    told.say(Field.PLACE, place, "Karsk")
    return told


def _hostile() -> Told:
    told = Told(HOSTILE, 8, date(2031, 3, 25))
    told.mention("Raid")
    told.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "armed_assault"), "Raid")
    row = CasualtyRow("killed", "civilians", Quantity.stated(3), "people")
    told.say(Field.CASUALTIES, row, "Three people", score=0.2, by="police")
    return told
