"""Who is asking, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from tallybook.errors import ForbiddenError, NotSignedInError
from tallybook.service.people import Role, Session

__all__ = ["Admin", "Coder", "Editor", "Reader", "Role", "SignedIn", "Viewer"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person at the desk. `name` is what is noted beside what they decide.

    `account` is None at a desk without accounts; `session` is None there, and for a program that asks with a token.
    """

    name: str
    role: Role
    account: int | None = None
    session: Session | None = None


def _at_least(role: Role):  # type: ignore[no-untyped-def]  # what Depends returns has no public type
    def check(request: Request) -> Viewer:
        viewer: Viewer | None = getattr(request.state, "viewer", None)
        if viewer is None:
            raise NotSignedInError("Sign in first.")
        if not viewer.role.covers(role):
            raise ForbiddenError(f"This needs the role {role.value}, and {viewer.name} is a {viewer.role.value}.")
        return viewer

    return Depends(check)


def _in_person(request: Request) -> Session:
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer is None:
        raise NotSignedInError("Sign in first.")
    # A token could otherwise make itself another one that may do more or lives longer.
    if viewer.session is None:
        raise ForbiddenError("This is for somebody who is signed in with a password.")
    return viewer.session


Reader = Annotated[Viewer, _at_least(Role.READER)]
Coder = Annotated[Viewer, _at_least(Role.CODER)]
Editor = Annotated[Viewer, _at_least(Role.EDITOR)]
Admin = Annotated[Viewer, _at_least(Role.ADMIN)]
SignedIn = Annotated[Session, Depends(_in_person)]
