"""Pages from templates. Everything that is put into one is escaped."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from tallybook.web.assets import asset
from tallybook.web.place_lookup import place_words
from tallybook.web.value_words import WORDS

if TYPE_CHECKING:
    from fastapi import Request

__all__ = ["environment", "page"]

environment = Environment(
    loader=PackageLoader("tallybook.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals["asset"] = asset
environment.globals.update(WORDS)
environment.globals["place_words"] = place_words


def page(
    request: Request, template: str, values: dict[str, Any] | None = None, *, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    """A page. Templates also see `request`, `desk`, and `viewer`, who is None where nobody is signed in."""
    state = request.state
    known = {
        "request": request,
        "desk": request.app.state.desk,
        "viewer": getattr(state, "viewer", None),
        "csrf": getattr(state, "csrf", ""),
    }
    return HTMLResponse(environment.get_template(template).render(known | (values or {})), status)
