"""Every error as one answer: a JSON body of one shape under /api, a page elsewhere; a sentence, a stable code."""

from __future__ import annotations

import errno
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from tallybook import errors
from tallybook.web.security import SECURITY_HEADERS
from tallybook.web.templating import page

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ErrorBody", "ErrorDetail", "add_error_handlers", "answer_error", "headers_of", "status_of"]

# The first class that fits counts.
_STATUS: tuple[tuple[type[errors.TallybookError], HTTPStatus], ...] = (
    (errors.RecordNotFoundError, HTTPStatus.NOT_FOUND),
    (errors.BookNotFoundError, HTTPStatus.NOT_FOUND),
    (errors.IncidentWithdrawnError, HTTPStatus.GONE),
    (errors.ContradictionError, HTTPStatus.CONFLICT),
    (errors.OutputExistsError, HTTPStatus.CONFLICT),
    (errors.TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.ReadOnlyBookError, HTTPStatus.FORBIDDEN),
    (errors.BookLockedError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.DiskFullError, HTTPStatus.INSUFFICIENT_STORAGE),
    (errors.NotSignedInError, HTTPStatus.UNAUTHORIZED),
    (errors.ForbiddenError, HTTPStatus.FORBIDDEN),
    (errors.TooManyRequestsError, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.AccessError, HTTPStatus.BAD_REQUEST),
    (errors.MissingExtraError, HTTPStatus.NOT_IMPLEMENTED),
    (errors.InputError, HTTPStatus.BAD_REQUEST),
    (errors.ModelError, HTTPStatus.BAD_REQUEST),
    (errors.CodebookError, HTTPStatus.BAD_REQUEST),
    (errors.AssemblyError, HTTPStatus.BAD_REQUEST),
    (errors.UsageError, HTTPStatus.BAD_REQUEST),
)


class ErrorDetail(BaseModel):
    """What was wrong: a stable code, one sentence, and for a malformed request where in it."""

    code: str
    message: str
    where: list[str] = []


class ErrorBody(BaseModel):
    """The body of every answer of the API that is an error."""

    error: ErrorDetail


def status_of(error: errors.TallybookError) -> HTTPStatus:
    """The status of an answer that tells this error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def headers_of(error: errors.TallybookError) -> dict[str, str]:
    """The headers of an answer that tells this error: after how many seconds to ask again."""
    return {"retry-after": str(ceil(error.wait))} if isinstance(error, errors.TooManyRequestsError) else {}


def answer_error(request: Request, error: errors.TallybookError, status: HTTPStatus | None = None) -> Response:
    """The answer that tells an error, for what stands before the routes. `status` is for what the error lacks."""
    return _answer(request, status or status_of(error), error.code, str(error), headers=headers_of(error))


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error in one shape."""

    @app.exception_handler(errors.TallybookError)
    def told(request: Request, error: errors.TallybookError) -> Response:
        return answer_error(request, error)

    @app.exception_handler(OSError)
    def unable(request: Request, error: OSError) -> Response:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise error
        full = errors.DiskFullError("No space is left on the disk of the desk; nothing was half done. Tell its owner.")
        return answer_error(request, full)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        first: dict[str, Any] = next(iter(error.errors()), {})
        where = [str(part) for part in first.get("loc", ())]
        message = f"{'.'.join(where[1:]) or 'The request'}: {first.get('msg', 'it cannot be read')}."
        return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, errors.UsageError.code, message, where=where)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        message = error.detail if error.detail != status.phrase else _SENTENCES.get(status, f"{status.description}.")
        message = message if message.endswith(".") else f"{message}."
        return _answer(request, status, f"HTTP{status.value}", message, headers=error.headers)

    @app.exception_handler(Exception)
    def faulty(request: Request, error: Exception) -> Response:
        # It is answered outside of the guard, whose headers it needs all the same; the server logs the error itself.
        answer = _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, errors.TallybookError.code, _FAULT)
        answer.headers.update({name.decode(): value.decode() for name, value in SECURITY_HEADERS})
        return answer


_FAULT = "This is a fault of the desk, not yours; nothing was half done. Its log says more."
_SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address; the list of incidents is at /incidents.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method; /api/v1/openapi.json says which it takes.",
}


def _answer(
    request: Request,
    status: HTTPStatus,
    code: str,
    message: str,
    *,
    where: list[str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    detail = ErrorDetail(code=code, message=message, where=where or [])
    if request.url.path.startswith("/api/"):
        return JSONResponse(ErrorBody(error=detail).model_dump(), status, dict(headers or {}))
    answer = page(request, "error.html", {"error": detail, "status": status}, status=status)
    answer.headers.update(headers or {})
    return answer
