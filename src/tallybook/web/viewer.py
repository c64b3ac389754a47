"""Who is asking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from tallybook.errors import ForbiddenError, NotSignedInError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tallybook.web.settings import DeskSettings

__all__ = ["Admin", "Coder", "Editor", "Identify", "Reader", "Role", "Viewer"]


class Role(StrEnum):
    """What a person may do; each may do what those before may, too."""

    READER = "reader"  # look at everything
    CODER = "coder"  # accept, correct and reject values, add reports, code a second time
    EDITOR = "editor"  # merge, split, retract, set a status, export with names, publish
    ADMIN = "admin"  # accounts

    def covers(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person at the desk. `name` is what is noted beside what they decide."""

    name: str
    role: Role


class Identify:
    """Middleware that notes in `request.state.viewer` who asks; a desk without accounts has one person, its owner."""

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        self._app = app
        self._owner = Viewer(settings.person or "desk", Role.ADMIN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the person and go on."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["viewer"] = self._owner
        await self._app(scope, receive, send)


def _at_least(role: Role):  # type: ignore[no-untyped-def]  # what Depends returns has no public type
    def check(request: Request) -> Viewer:
        viewer: Viewer | None = getattr(request.state, "viewer", None)
        if viewer is None:
            raise NotSignedInError("Sign in first.")
        if not viewer.role.covers(role):
            raise ForbiddenError(f"This needs the role {role.value}, and {viewer.name} is a {viewer.role.value}.")
        return viewer

    return Depends(check)


Reader = Annotated[Viewer, _at_least(Role.READER)]
Coder = Annotated[Viewer, _at_least(Role.CODER)]
Editor = Annotated[Viewer, _at_least(Role.EDITOR)]
Admin = Annotated[Viewer, _at_least(Role.ADMIN)]
