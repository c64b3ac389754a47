"""Pages from templates. Everything that is put into one is escaped, and turns nothing around it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from tallybook.web.assets import asset
from tallybook.web.place_lookup import candidate_words
from tallybook.web.value_words import WORDS
from tallybook.web.wording import STATUSES

if TYPE_CHECKING:
    from fastapi import Request

__all__ = ["environment", "page"]

# Characters that turn the direction of what follows them, also of the page's own words, are shown as one that does not.
# Marks of direction without a reach (U+200E, U+200F) stay: Arabic and Hebrew texts are written with them.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}")


def _upright(value: Any) -> Any:
    if not isinstance(value, str) or value.isascii():
        return value
    straight = value.translate(_TURNING)
    return Markup(straight) if isinstance(value, Markup) else straight  # noqa: S704 (it was escaped before)


environment = Environment(
    loader=PackageLoader("tallybook.web"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_upright,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals["asset"] = asset
environment.globals.update(WORDS)
environment.globals["candidate_words"] = candidate_words
environment.globals["STATUSES"] = STATUSES


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
