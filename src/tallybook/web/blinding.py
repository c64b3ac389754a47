"""Blind second coding: who is still to code a report sees nothing that others made of it, on any page or by the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from fastapi import Request

from tallybook.errors import ForbiddenError
from tallybook.service.blinding import Hidden, hidden_from, leads_to_hidden
from tallybook.web.viewer import Role, Viewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["check_blind", "hidden_here"]

# Where a report is coded from the text alone.
_BLIND = ("/review/second", "/api/v1/assignments")
_NAMES = frozenset(
    ("id", "ids", "incident", "incidents", "other", "report", "mention", "mentions", "statement", "statements")
)
_LONGEST = 200  # characters of what can be an id
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def hidden_here(request: Request) -> Hidden:
    """What is hidden from who asks."""
    found: Hidden = getattr(request.state, "hidden", Hidden())
    return found


async def check_blind(request: Request) -> None:
    """Note what is hidden from who asks, for lists, and refuse what names a part of it. Raises ForbiddenError.

    Editors assign and compare codings, so nothing is hidden from them.
    """
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer is None or viewer.role.covers(Role.EDITOR):
        return
    book = request.app.state.desk.book
    hidden = request.state.hidden = await run_sync(hidden_from, book, viewer.name)
    if not hidden.reports or request.url.path.startswith(_BLIND):
        return
    given = {one for one in await _given(request) if 0 < len(one) <= _LONGEST}
    if await run_sync(lambda: any(leads_to_hidden(book, one, hidden) for one in given)):
        raise ForbiddenError(
            "You are asked to code a report that this is about from its text alone; hand your coding in at "
            "/review/second first, then you see what others made of it."
        )


async def _given(request: Request) -> list[str]:
    """Everything that a request names by an id."""
    found = [*_named(request.path_params), *_pairs(request.query_params.multi_items())]
    if request.method in {"GET", "HEAD"}:
        return found
    if request.headers.get("content-type", "").lower().startswith(_FORMS):
        return [*found, *_pairs((await request.form()).multi_items())]
    try:
        return [*found, *_named(json.loads(await request.body()))]
    except (ValueError, RecursionError):  # it is refused as what it is
        return found


def _pairs(pairs: Iterable[tuple[str, Any]]) -> Iterator[str]:
    return (value for name, value in pairs if name in _NAMES and isinstance(value, str))


def _named(given: Any) -> Iterator[str]:
    if not isinstance(given, dict):
        return
    fields: Mapping[str, Any] = given
    for name, value in fields.items():
        if name in _NAMES:
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
