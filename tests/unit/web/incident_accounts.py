"""Small books for the pages of the desk, told report by report. Everything in them is invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from fastapi.testclient import TestClient

from tallybook.model import (
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PublishedBasis,
    Report,
    Source,
    Span,
    Speaker,
    Stance,
    Statement,
    Support,
    Value,
)
from tallybook.service import refresh
from tallybook.store import Book
from tallybook.web import DeskSettings, create_app

__all__ = ["Account", "bombing", "desk", "write_book"]


class Account:
    """One report in the making: a text, its mentions, and what it states about them."""

    def __init__(
        self, text: str, *, source: str = "", published: date | None = None, url: str = "", language: str = "en"
    ) -> None:
        self.report = Report.make(
            text,
            url=url,
            source=Source.make(source) if source else None,
            title=text.splitlines()[0],
            published=DateRange.day(published) if published else None,
            published_basis=PublishedBasis.DATA if published else PublishedBasis.UNKNOWN,
            language=language,
        )
        self.mentions: list[Mention] = []
        self.statements: list[Statement] = []

    def span(self, words: str) -> Span:
        """Where these words stand first."""
        start = self.report.text.index(words)
        return Span(start, start + len(words))

    def mention(self, words: str, kind: MentionKind = MentionKind.REPORTED) -> Mention:
        """A mention named by these words."""
        self.mentions.append(Mention.make(self.report.id, kind, self.span(words)))
        return self.mentions[-1]

    def say(
        self,
        field: Field,
        value: Value,
        words: str,
        *,
        stance: Stance = Stance.REPORTED_AS_FACT,
        by: str = "",
        mention: Mention | None = None,
    ) -> Statement:
        """A statement on a mention, by default the last one."""
        about = mention or self.mentions[-1]
        speaker = (Speaker(role=by), self.span(by)) if by else (None, None)
        made = Statement.make(self.report, about.id, field, value, self.span(words), stance, *speaker)
        self.statements.append(made)
        return made

    def coding(self) -> Coding:
        """All of it, by the coder "invented"."""
        supports = tuple(Support.make(one.id, "invented", "1", score=0.75) for one in self.statements)
        return Coding(self.report.id, "invented", "1", tuple(self.mentions), tuple(self.statements), supports)


def write_book(path: Path, *accounts: Account) -> Path:
    """A book of these reports, published."""
    with Book.open(path, create=True) as book:
        for account in accounts:
            book.add_coded(account.report, account.coding())
        refresh(book)
    return path


@contextmanager
def desk(path: Path) -> Iterator[TestClient]:
    """A desk on a book."""
    with TestClient(create_app(DeskSettings(path)), base_url="http://localhost") as client:
        yield client


def bombing(text: str, day: date, **about: str) -> Account:
    """A report on a bombing, for tests that need no more than an incident."""
    account = Account(text, published=day, source=about.get("source", ""))
    account.mention(text.splitlines()[0])
    account.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"), text.splitlines()[0])
    account.say(Field.DATE, DateValue(DateRange.day(day)), text.splitlines()[0])
    return account
