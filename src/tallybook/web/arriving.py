"""What every request passes first: where it comes from, and how much of it, how fast and how often is taken."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.exceptions import HTTPException

from tallybook.errors import AccessError, TallybookError, TooLargeError, TooManyRequestsError
from tallybook.web.errors import answer_error

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tallybook.web.settings import DeskSettings

__all__ = ["SAFE", "SIGN_IN_PATHS", "Arrive", "Bucket", "Buckets"]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN_PATHS = frozenset({"/sign-in", "/api/v1/sign-in"})

_MEGABYTE = 1_000_000
_LARGEST_UPLOAD = 20 * _MEGABYTE
_LARGEST = _MEGABYTE
_LARGEST_SIGN_IN = 16_000
_MOST_HEADERS = 100
_PART_SECONDS = 30.0  # between two parts of a body
_BODY_SECONDS = 300.0  # 20 MB over a line of 1 Mbit/s take 160 s
_YEAR = 31_536_000  # seconds
_MOST_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """How often something may be done: `burst` times at once, and `rate` times a second for as long as one likes."""

    rate: float
    burst: float


class Buckets:
    """Token buckets by key. What is asked of one is taken at once; nothing waits.

    Used from one thread, the server's.
    """

    def __init__(self, kind: Bucket) -> None:
        self._kind = kind
        self._levels: dict[str, tuple[float, float]] = {}  # what is left, and when that was

    def take(self, key: str, at: float) -> float:
        """Take one; returns 0, or the seconds to wait where none is left. `at`: seconds of a clock that never jumps."""
        left, before = self._levels.pop(key, (self._kind.burst, at))
        left = min(self._kind.burst, left + (at - before) * self._kind.rate)
        taken = left >= 1
        self._levels[key] = (left - 1 if taken else left, at)
        if len(self._levels) > _MOST_KEYS:
            del self._levels[next(iter(self._levels))]  # the one that was quiet for longest
        return 0.0 if taken else (1 - left) / self._kind.rate


class Arrive:
    """Middleware that notes `address` and `secure` in the state of a request, and refuses too much of anything.

    Rates hold where others can reach the desk: of all who share an address, 20 people working at once stay below.
    """

    def __init__(self, app: ASGIApp, settings: DeskSettings) -> None:
        self._app = app
        self._settings = settings
        self._trusted = settings.trusted
        self._sign_ins = Buckets(Bucket(rate=1 / 3, burst=30))
        self._requests = Buckets(Bucket(rate=200, burst=2000))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["address"], state["secure"] = self._origin(scope)

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start" and state["secure"]:
                policy = f"max-age={_YEAR}".encode()
                message["headers"] = [*message["headers"], (b"strict-transport-security", policy)]
            await send(message)

        largest = _largest(scope)
        refusal = self._refusal(scope, state["address"], largest)
        if refusal is not None:
            status, error = refusal
            await answer_error(Request(scope), error, status)(scope, receive, send_marked)
            return
        await self._app(scope, _Body(receive, largest).receive, send_marked)

    def _refusal(self, scope: Scope, address: str, largest: int) -> tuple[HTTPStatus | None, TallybookError] | None:
        if len(scope["headers"]) > _MOST_HEADERS:
            too_many = AccessError(f"A request has at most {_MOST_HEADERS} headers.")
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, too_many
        length = _header(scope, b"content-length")
        if length.isdigit() and int(length) > largest:
            return None, TooLargeError(_too_large(largest))
        if not (self._settings.shared or self._settings.public or scope["app"].state.desk.door.has_been_asking):
            return None
        at = time.monotonic()
        wait = self._requests.take(address, at)
        if not wait and scope["path"] in SIGN_IN_PATHS and scope["method"] not in SAFE:
            wait = self._sign_ins.take(address, at)
        if wait:
            return None, TooManyRequestsError("Too many requests come from your address; wait a moment.", wait)
        return None

    def _origin(self, scope: Scope) -> tuple[str, bool]:
        address = scope["client"][0] if scope.get("client") else ""
        if not self._is_trusted(address):
            return address, self._settings.https
        secure = _header(scope, b"x-forwarded-proto").strip().lower() == "https"
        # Each proxy adds whom it heard from at the end; what stands before one that is not trusted may be invented.
        for hop in reversed(_header(scope, b"x-forwarded-for").split(",")):
            if not _is_address(hop.strip()):
                break
            address = hop.strip()
            if not self._is_trusted(address):
                break
        return address, self._settings.https or secure

    def _is_trusted(self, address: str) -> bool:
        if not self._trusted or not _is_address(address):
            return False
        found = ipaddress.ip_address(address)
        return any(found in network for network in self._trusted)


class _Body:
    """The body of a request as it comes, until it is too large or too slow."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._largest = largest
        self._length = 0
        self._whole = False
        self._end = time.monotonic() + _BODY_SECONDS

    async def receive(self) -> Message:
        """The next part. Raises HTTPException, which becomes the answer."""
        if self._whole:  # what comes now says that the other side has gone, which may take as long as the answer
            return await self._receive()
        try:
            patience = min(_PART_SECONDS, self._end - time.monotonic())
            message = await asyncio.wait_for(self._receive(), max(patience, 0))
        except TimeoutError as error:
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly; send it again.") from error
        self._length += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._length > self._largest:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(self._largest))
        return message


def _largest(scope: Scope) -> int:
    if scope["path"] in SIGN_IN_PATHS:
        return _LARGEST_SIGN_IN
    return _LARGEST_UPLOAD if _header(scope, b"content-type").lower().startswith("multipart/form-data") else _LARGEST


def _too_large(largest: int) -> str:
    return f"The desk takes at most {largest:,} bytes here; send less at once, or use `tallybook ingest`."


def _header(scope: Scope, name: bytes) -> str:
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
