"""The book: where reports, codings, decisions and runs are kept. SQLite, through SQLAlchemy and Alembic."""

from tallybook.store.book import Book
from tallybook.store.runs import Run, RunState, SkippedInput

__all__ = ["Book", "Run", "RunState", "SkippedInput"]
