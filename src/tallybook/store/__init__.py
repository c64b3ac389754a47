"""The book: where reports, codings, decisions and runs are kept. SQLite, through SQLAlchemy and Alembic."""

from tallybook.store.book import Book
from tallybook.store.linking import LinkIndex, Question
from tallybook.store.publish import Publisher, StaleError
from tallybook.store.published import LISTED, Known, Mark, Place, Published
from tallybook.store.review import ReviewLook
from tallybook.store.reviewer import Reviewer
from tallybook.store.runs import Run, RunState, SkippedInput
from tallybook.store.waiting import WATCHED

__all__ = [
    "LISTED",
    "WATCHED",
    "Book",
    "Known",
    "LinkIndex",
    "Mark",
    "Place",
    "Published",
    "Publisher",
    "Question",
    "ReviewLook",
    "Reviewer",
    "Run",
    "RunState",
    "SkippedInput",
    "StaleError",
]
