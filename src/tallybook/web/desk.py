"""What a running desk holds: the open book, its catalog, and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from tallybook.service.books import open_book
from tallybook.service.catalog import Catalog
from tallybook.service.catalog_query import CatalogQuery
from tallybook.web.settings import DeskSettings

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Desk", "DeskHere"]


class Desk:
    """One book, open for as long as the server runs. Endpoints run in threads; the book gives each its connection."""

    def __init__(self, settings: DeskSettings) -> None:
        self.settings = settings
        self.book = open_book(settings.book)
        self.catalog = Catalog(self.book)

    def __enter__(self) -> Desk:
        self.catalog.select(CatalogQuery())  # read before somebody waits for it
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.book.close()


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


DeskHere = Annotated[Desk, Depends(_desk)]
