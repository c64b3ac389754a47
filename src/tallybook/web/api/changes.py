"""What happened to incidents since an event, so that a copy elsewhere can follow the book."""

from __future__ import annotations

import time
from typing import Annotated

import anyio
from anyio import to_thread
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from tallybook.service.history import events_after
from tallybook.web.api.records import Event, event_answer
from tallybook.web.blinding import hidden_here
from tallybook.web.desk import DeskHere
from tallybook.web.viewer import Reader

__all__ = ["router"]

router = APIRouter(tags=["changes"])
_PAUSE = 0.5  # seconds between two looks


class Changes(BaseModel):
    """Events, oldest first. `next` is what to give as `since` next time; `revision` is the last event of the book."""

    items: list[Event]
    next: int
    revision: int


@router.get("/changes", summary="What happened since an event")
async def changes(
    request: Request,
    desk: DeskHere,
    _: Reader,
    since: Annotated[int, Query(ge=0, le=2**62, description="A revision: `next` of the last answer; 0: all.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Events in one answer.")] = 200,
    wait: Annotated[float, Query(ge=0, le=30, description="Seconds to wait where nothing has happened yet.")] = 0,
) -> Changes:
    """The events after a revision. An incident may be told of by several; its record says how it is now."""
    end = time.monotonic() + wait
    while True:
        # Only the look at the book takes a thread: many may wait at once.
        events, revision = await to_thread.run_sync(events_after, desk.book, since, limit)
        left = end - time.monotonic()
        if events or left <= 0:
            break
        await anyio.sleep(min(_PAUSE, left))
    hidden = hidden_here(request)
    items = [event_answer(event) for event in events if event.incident not in hidden.incidents]
    return Changes(items=items, next=events[-1].id if events else since, revision=revision)
