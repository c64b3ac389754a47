"""What stands between a desk and the rest of the world: headers of every answer, names of hosts, origins of writes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tallybook.web.settings import DeskSettings

__all__ = ["CONTENT_SECURITY_POLICY", "Guard"]

# Nothing but this server's own files; no inline script or style, so that the text of a report cannot become either.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": with it, browsers send their own forms with the origin "null", like those of another site.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


class Guard:
    """Middleware around the whole desk.

    Refuses requests under a host name that is not this desk's (another site could point its name here and read what
    the browser sees), and writes that a page of another origin sends.
    """

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        self._app = app
        names = _LOCAL_NAMES if settings.local else (settings.host,)
        self._any_host = settings.host in {"0.0.0.0", "::"} and not settings.hosts  # noqa: S104 (compared, not bound)
        self._hosts = frozenset(name.lower() for name in (*names, *settings.hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in _HEADERS if name not in present),
                ]
            await send(message)

        reason = self._refusal(scope)
        if reason:
            body = {"error": {"code": "HTTP403", "message": reason, "where": []}}
            await JSONResponse(body, 403)(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> str:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if not self._any_host and (urlsplit(f"//{host}").hostname or "") not in self._hosts:
            return "This desk does not answer under this name; start it with --allow-host NAME to let it."
        if scope["method"] in _SAFE:
            return ""
        origin = headers.get("origin", "")
        site = headers.get("sec-fetch-site", "")
        if site not in ("", "same-origin", "none") or (origin and urlsplit(origin).netloc != host):
            return "Another site sent this request, so it was refused; do it in the desk itself."
        return ""
