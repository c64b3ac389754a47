"""A coder of a few words, and reports for it. The places, outlets and attacks are invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

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
    Quantity,
    Report,
    Span,
    Stance,
    Statement,
    Support,
    Value,
)

__all__ = ["WordCoder", "a_report", "many_reports", "sentence"]

_COUNTRIES = {"Examplia": "KE", "Inventia": "PK"}
_TYPES = {"robbed": "robbery", "bombed": "bombing"}
_VALUES: dict[Field, tuple[str, Callable[[str], Value]]] = {
    Field.INCIDENT_TYPE: (r"robbed|bombed", lambda word: CodeValue("incident_types", _TYPES[word])),
    Field.PLACE: (
        r"Examplia|Inventia",
        lambda word: PlaceValue(word, PlacePrecision.TOWN, PlaceCandidate(word, PlacePrecision.TOWN, _COUNTRIES[word])),
    ),
    Field.DATE: (r"\d{4}-\d\d-\d\d", lambda word: DateValue(DateRange.day(date.fromisoformat(word)))),
    Field.CASUALTIES: (
        r"(?<=killing )\d+",
        lambda word: CasualtyRow("killed", "civilians", Quantity.stated(int(word))),
    ),
}


class WordCoder:
    """Each sentence with "robbed" or "bombed" is a mention; "many" makes it an aggregate. "crash" makes it fail."""

    def __init__(self, version: str = "1") -> None:
        self.name = "words"
        self.version = version
        self.coded: list[str] = []

    def code(self, report: Report) -> Coding:
        """Code one report."""
        self.coded.append(report.id)
        if "crash" in report.text:
            raise ZeroDivisionError("a fault of this coder")
        mentions: list[Mention] = []
        statements: list[Statement] = []
        for part in re.finditer(r"[^.]*\.", report.text):
            named = re.compile("robbed|bombed").search(report.text, part.start(), part.end())
            if named is None:
                continue
            kind = MentionKind.AGGREGATE if "many" in part.group() else MentionKind.REPORTED
            mention = Mention.make(report.id, kind, Span(*named.span()))
            mentions.append(mention)
            for field, (pattern, value) in _VALUES.items():
                found = re.compile(pattern).search(report.text, part.start(), part.end())
                if found is not None:
                    made = value(found.group())
                    stance = Stance.REPORTED_AS_FACT
                    statements.append(Statement.make(report, mention.id, field, made, Span(*found.span()), stance))
        supports = tuple(Support.make(statement.id, self.name, self.version) for statement in statements)
        return Coding(report.id, self.name, self.version, tuple(mentions), tuple(statements), supports)


def sentence(what: str = "robbed", where: str = "Examplia", day: str = "2020-03-03", killed: int = 2) -> str:
    """A sentence that the coder reads."""
    return f"Raiders {what} the market of {where} on {day}, killing {killed}."


def a_report(number: int, text: str = "") -> Report:
    """The report with this number."""
    return Report.make(text or sentence(), document=f"report {number}")


def many_reports(number: int) -> list[Report]:
    """Reports of twenty incidents each, so that storing one takes long enough to be interrupted."""
    return [
        a_report(each, " ".join(sentence(day=f"2020-03-{day:02}", killed=each) for day in range(1, 21)))
        for each in range(number)
    ]
