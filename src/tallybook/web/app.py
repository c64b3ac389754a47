"""The application: API, pages and files, behind one guard."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from tallybook._version import __version__
from tallybook.web import api, pages
from tallybook.web.arriving import Arrive
from tallybook.web.assets import STATIC
from tallybook.web.blinding import check_blind
from tallybook.web.desk import Desk
from tallybook.web.errors import add_error_handlers
from tallybook.web.files import DeskFiles
from tallybook.web.identifying import Identify, check_form
from tallybook.web.pages import public
from tallybook.web.security import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tallybook.web.settings import DeskSettings

__all__ = ["create_app"]

_SMALL = 1000  # bytes; shorter answers gain nothing by being compressed


def create_app(settings: DeskSettings) -> FastAPI:
    """A desk for a book, ready to be served. The book is open from the start of the server to its end.

    Raises the errors of `Book.open` at once, not at the first request.
    """
    desk = Desk(settings)

    @asynccontextmanager
    async def alive(_: FastAPI) -> AsyncIterator[None]:
        with desk:
            yield

    app = FastAPI(
        title="Tallybook desk",
        version=__version__,
        summary="Everything that the desk does, for programs.",
        openapi_url=None if settings.public else "/api/v1/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        lifespan=alive,
        dependencies=[Depends(check_form), Depends(check_blind)],
    )
    app.state.desk = desk
    app.mount("/static", DeskFiles(directory=STATIC), name="static")
    for router in (public.home, public.router) if settings.public else (api.router, pages.router, public.router):
        app.include_router(router)
    add_error_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=_SMALL)
    app.add_middleware(Identify, settings=settings)
    app.add_middleware(Arrive, settings=settings)
    app.add_middleware(Guard, settings=settings)  # the last that is added is the first that a request meets
    return app
