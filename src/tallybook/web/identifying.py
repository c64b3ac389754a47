"""Who asks: by the cookie of a session, by a token, or as the owner of a desk without accounts. Others stay outside."""

from __future__ import annotations

import hmac
import logging
import time
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import quote

from anyio.to_thread import run_sync
from fastapi import Request
from starlette.responses import RedirectResponse

from tallybook.errors import ForbiddenError, NotSignedInError, TallybookError, TooManyRequestsError
from tallybook.service import people
from tallybook.web.arriving import SAFE, SIGN_IN_PATHS, Bucket, Buckets
from tallybook.web.errors import answer_error
from tallybook.web.viewer import Role, Viewer

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tallybook.service.people import Session
    from tallybook.web.door import Door
    from tallybook.web.settings import DeskSettings

__all__ = ["Acting", "Identify", "acting", "check_form", "end_cookie", "safe_next", "session_secret", "set_cookie"]

_log = logging.getLogger(__name__)

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Identify:
    """Middleware that notes who asks in `request.state.viewer`, and the token of their forms in `.csrf`.

    A desk without accounts has one person, its owner. Where there are accounts, nobody else passes: a page leads to
    signing in, the API answers 401; a page that forgets to ask for a role is closed, too. What people change is noted
    in the audit log, and nobody may ask more often than a person or a decent program does.
    """

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        self._app = app
        self._settings = settings
        self._owner = Viewer(settings.person or "desk", Role.ADMIN)
        self._reads = Buckets(Bucket(rate=50, burst=500))
        self._writes = Buckets(Bucket(rate=5, burst=100))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the person and go on, or refuse."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        door: Door = scope["app"].state.desk.door
        try:
            asks, viewer = await run_sync(self._who, request, door)
            self._note_state(request, door, viewer)
            refusal = self._refusal(request, viewer) if asks else None
        except TallybookError as error:
            refusal = answer_error(request, error)
            asks, viewer = True, None
        answer = _Answer(send, private=asks)
        try:
            await (refusal or self._app)(scope, receive, answer.send)
        finally:
            if viewer is not None and viewer.account is not None and request.method not in SAFE:
                await run_sync(_note, door, request, viewer.name, answer.status)

    def _who(self, request: Request, door: Door) -> tuple[bool, Viewer | None]:
        if self._settings.public:
            return False, None
        if not door.asks():
            return False, self._owner
        file = door.find_people()
        if file is None:
            return True, None
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            use = people.find_token(file, token.strip(), at=door.clock())
            if use is None:
                raise NotSignedInError("This token is not valid: unknown, expired or revoked; ask for a new one.")
            return True, Viewer(use.account.name, use.role, use.account.id)
        secret = session_secret(request)
        session = people.find_session(file, secret, at=door.clock()) if secret else None
        if session is None:
            return True, None
        return True, Viewer(session.account.name, session.account.role, session.account.id, session)

    def _note_state(self, request: Request, door: Door, viewer: Viewer | None) -> None:
        state = request.state
        state.viewer = viewer
        state.csrf = ""
        if viewer is self._owner:
            state.csrf = door.csrf
        elif viewer is not None and viewer.session is not None:
            state.csrf = viewer.session.csrf

    def _refusal(self, request: Request, viewer: Viewer | None) -> Response | None:
        if viewer is None:
            return None if request.url.path in SIGN_IN_PATHS else _to_sign_in(request)
        reads = request.method in SAFE
        wait = (self._reads if reads else self._writes).take(viewer.name, time.monotonic())
        if wait:
            raise TooManyRequestsError("You ask too often for the desk to keep up; wait a moment.", wait)
        return None


class _Answer:
    """An answer on its way out: its status, and whether nobody may keep a copy of it."""

    def __init__(self, send: Send, *, private: bool) -> None:
        self._send = send
        self._private = private
        self.status = 500

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self._private and not any(name.lower() == b"cache-control" for name, _ in message["headers"]):
                message["headers"] = [*message["headers"], (b"cache-control", b"no-store")]
        await self._send(message)


def _to_sign_in(request: Request) -> Response:
    if request.url.path.startswith("/api/"):
        return answer_error(request, NotSignedInError("Sign in, or send a token (Authorization: Bearer tbk_...)."))
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = f"?next={quote(wanted, safe='/')}" if request.method in SAFE and wanted != "/" else ""
    return RedirectResponse(f"/sign-in{after}", 303)


def _note(door: Door, request: Request, who: str, status: int) -> None:
    file = door.find_people()
    if file is None:
        return
    try:
        people.note(
            file,
            request.method,
            at=door.clock(),
            who=who,
            subject=request.url.path,
            address=request.state.address,
            status=status,
        )
    except TallybookError:
        # What was asked is done already; saying that it failed would be wrong.
        _log.exception("The audit log could not be written.")


async def check_form(request: Request) -> None:
    """Refuse a change that a browser sends without the token of a page of this desk: another site may have sent it.

    The token is in the field `csrf` of a form or the header `X-CSRF-Token`. A program with a token needs none: no
    browser sends that by itself. Raises ForbiddenError.
    """
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if request.method in SAFE or viewer is None or not _by_browser(request, viewer):
        return
    # A form to sign in with may lie open in one window while a session began in another; nothing is done in its name.
    if request.url.path in SIGN_IN_PATHS:
        return
    given = request.headers.get("x-csrf-token", "")
    if not given and request.headers.get("content-type", "").lower().startswith(_FORMS):
        field = (await request.form()).get("csrf")
        given = field if isinstance(field, str) else ""
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), request.state.csrf.encode()):
        raise ForbiddenError("This form was not made for this session; load the page again and repeat what you did.")


def _by_browser(request: Request, viewer: Viewer) -> bool:
    if viewer.account is not None:
        return viewer.session is not None
    # At a desk without accounts there is no cookie to tell by; every browser sends one of these with a change.
    return "origin" in request.headers or "sec-fetch-site" in request.headers


class Acting(TypedDict):
    """Who changes something, when and from where: the last arguments of most verbs of `service.people`."""

    at: datetime
    by: str
    address: str


def acting(request: Request) -> Acting:
    """Who changes something by this request."""
    viewer: Viewer | None = request.state.viewer
    at = request.app.state.desk.door.clock()
    return Acting(at=at, by=viewer.name if viewer is not None else "", address=request.state.address)


def safe_next(wanted: str) -> str:
    """Where to go after signing in: an address of this desk, else its beginning."""
    local = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if local and wanted.partition("?")[0] not in SIGN_IN_PATHS else "/"


def _cookie_name(request: Request) -> str:
    # A browser takes a cookie called __Host- only over TLS from this very host, so that no neighbour can set one.
    return "__Host-tallybook" if request.state.secure else "tallybook"


def session_secret(request: Request) -> str:
    """The secret of the session that the browser sends, or ""."""
    return request.cookies.get(_cookie_name(request), "")


def set_cookie(request: Request, answer: Response, session: Session) -> None:
    """Let the browser keep a session. Scripts do not see it, and other sites' forms do not send it."""
    answer.set_cookie(
        _cookie_name(request),
        session.secret,
        max_age=int(people.LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.state.secure,
    )


def end_cookie(request: Request, answer: Response) -> None:
    """Let the browser forget its session."""
    answer.delete_cookie(_cookie_name(request), httponly=True, samesite="lax", secure=request.state.secure)
