"""Pages of signing in, of one's own account, and of the people at a desk."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from tallybook.errors import AccessError
from tallybook.service import people
from tallybook.service.people import Role, Scope
from tallybook.web.desk import Desk, DeskHere
from tallybook.web.errors import headers_of, status_of
from tallybook.web.identifying import acting, end_cookie, safe_next, session_secret, set_cookie
from tallybook.web.parameters import Number
from tallybook.web.templating import page
from tallybook.web.viewer import Admin, Reader, SignedIn

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["router"]

router = APIRouter()

Text = Annotated[str, Form()]

# What a page says after something was done; the address names one of these, never the sentence itself.
_DONE = {
    "added": "The account is made.",
    "role": "The role is changed; it holds from the next request on.",
    "password": "The password is changed, and all other sessions of the account have ended.",
    "disabled": "The account is disabled; its sessions have ended and its tokens are not taken.",
    "enabled": "The account may sign in again.",
    "revoked": "The token is no longer valid.",
}
_PAGE = 100  # entries of the log


@router.get("/sign-in")
def sign_in_page(desk: DeskHere, request: Request, next: str = "") -> Response:  # noqa: A002 (its name in the address)
    """The form to sign in with; who has no need of it goes on."""
    if not desk.door.asks() or request.state.viewer is not None:
        return RedirectResponse(safe_next(next), HTTPStatus.SEE_OTHER)
    return page(request, "sign-in.html", {"next": safe_next(next), "name": "", "error": ""})


@router.post("/sign-in")
def sign_in(
    desk: DeskHere,
    request: Request,
    name: Text = "",
    password: Text = "",
    next: Text = "",  # noqa: A002 (its name in the form)
) -> Response:
    """Sign in and go to where one wanted to."""
    address, old = request.state.address, session_secret(request)
    try:
        file = desk.door.get_people()
        session = people.sign_in(file, name, password, at=desk.door.clock(), address=address, old=old)
    except AccessError as error:
        values = {"next": safe_next(next), "name": name, "error": str(error)}
        refused = page(request, "sign-in.html", values, status=status_of(error))
        refused.headers.update(headers_of(error))
        return refused
    answer = RedirectResponse(safe_next(next), HTTPStatus.SEE_OTHER)
    set_cookie(request, answer, session)
    return answer


@router.post("/sign-out")
def sign_out(desk: DeskHere, request: Request, _: Reader) -> Response:
    """End the session."""
    file = desk.door.find_people()
    if file is not None:
        people.sign_out(file, session_secret(request), at=desk.door.clock(), address=request.state.address)
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    end_cookie(request, answer)
    return answer


@router.get("/account")
def account(desk: DeskHere, request: Request, session: SignedIn, done: str = "") -> Response:
    """One's own account: password and tokens."""
    return _account_page(desk, request, session, {"done": _DONE.get(done, "")})


@router.post("/account/password")
def change_password(
    desk: DeskHere, request: Request, session: SignedIn, present: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Change one's own password."""
    try:
        _check_again(password, again)
        fresh = people.change_own_password(
            desk.door.get_people(),
            session.account.id,
            present,
            password,
            at=desk.door.clock(),
            address=request.state.address,
        )
    except AccessError as error:
        return _account_page(desk, request, session, {"error": str(error)}, status_of(error))
    answer = RedirectResponse("/account?done=password", HTTPStatus.SEE_OTHER)
    set_cookie(request, answer, fresh)
    return answer


@router.post("/account/tokens")
def add_token(
    desk: DeskHere,
    request: Request,
    session: SignedIn,
    scope: Annotated[Scope, Form()] = Scope.READ,
    label: Text = "",
    days: Annotated[int, Form(ge=1, le=366)] = 90,
) -> Response:
    """Make a token for oneself, and show it this once."""
    try:
        made = people.add_token(
            desk.door.get_people(), session.account.id, scope, label=label, days=days, **acting(request)
        )
    except AccessError as error:
        return _account_page(desk, request, session, {"error": str(error)}, status_of(error))
    return _account_page(desk, request, session, {"made": made})


@router.post("/account/tokens/{number}/revoke")
def revoke_own_token(desk: DeskHere, request: Request, session: SignedIn, number: Number) -> Response:
    """End a token of one's own."""
    people.revoke_token(desk.door.get_people(), number, of=session.account.id, **acting(request))
    return RedirectResponse("/account?done=revoked", HTTPStatus.SEE_OTHER)


@router.get("/people")
def people_page(desk: DeskHere, request: Request, _: Admin, done: str = "") -> Response:
    """The accounts and tokens of a desk."""
    return _people_page(desk, request, {"done": _DONE.get(done, "")})


@router.post("/people")
def add_account(
    desk: DeskHere,
    request: Request,
    _: Admin,
    name: Text = "",
    role: Annotated[Role, Form()] = Role.READER,
    password: Text = "",
    again: Text = "",
) -> Response:
    """Make an account. The first is an admin's; then everybody signs in."""
    try:
        _check_again(password, again)
        people.add_account(desk.door.people_for_new(role), name, role, password, **acting(request))
    except AccessError as error:
        return _people_page(desk, request, {"error": str(error), "name": name}, status_of(error))
    return RedirectResponse("/people?done=added", HTTPStatus.SEE_OTHER)


@router.post("/people/{number}/role")
def set_role(desk: DeskHere, request: Request, _: Admin, number: Number, role: Annotated[Role, Form()]) -> Response:
    """Give an account another role."""
    return _change(desk, request, "role", lambda file: people.set_role(file, number, role, **acting(request)))


@router.post("/people/{number}/password")
def set_password(
    desk: DeskHere, request: Request, _: Admin, number: Number, password: Text = "", again: Text = ""
) -> Response:
    """Give an account another password."""

    def change(file: people.PeopleFile) -> None:
        _check_again(password, again)
        people.set_password(file, number, password, **acting(request))

    return _change(desk, request, "password", change)


@router.post("/people/{number}/disable")
def disable(desk: DeskHere, request: Request, _: Admin, number: Number) -> Response:
    """Keep an account from signing in."""
    return _change(
        desk, request, "disabled", lambda file: people.set_disabled(file, number, disabled=True, **acting(request))
    )


@router.post("/people/{number}/enable")
def enable(desk: DeskHere, request: Request, _: Admin, number: Number) -> Response:
    """Let an account sign in again."""
    return _change(
        desk, request, "enabled", lambda file: people.set_disabled(file, number, disabled=False, **acting(request))
    )


@router.post("/people/tokens/{number}/revoke")
def revoke_token(desk: DeskHere, request: Request, _: Admin, number: Number) -> Response:
    """End anybody's token."""
    return _change(desk, request, "revoked", lambda file: people.revoke_token(file, number, **acting(request)))


@router.get("/people/audit")
def audit(
    desk: DeskHere,
    request: Request,
    _: Admin,
    before: Annotated[int | None, Query(ge=1)] = None,
    who: str = "",
) -> Response:
    """The log of what was done."""
    file = desk.door.find_people()
    entries = people.list_audit(file, before=before, who=who, limit=_PAGE) if file is not None else ()
    older = entries[-1].number if len(entries) == _PAGE else None
    return page(request, "audit.html", {"entries": entries, "older": older, "who": who, "before": before})


def _change(desk: Desk, request: Request, done: str, change: Callable[[people.PeopleFile], object]) -> Response:
    try:
        change(desk.door.get_people())
    except AccessError as error:
        return _people_page(desk, request, {"error": str(error)}, status_of(error))
    return RedirectResponse(f"/people?done={done}", HTTPStatus.SEE_OTHER)


def _people_page(desk: Desk, request: Request, values: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    file = desk.door.find_people()
    known = {
        "accounts": people.list_accounts(file) if file is not None else (),
        "tokens": people.list_tokens(file) if file is not None else (),
        "roles": list(Role),
        "done": "",
        "error": "",
        "name": "",
    }
    return page(request, "people.html", known | values, status=status)


def _account_page(
    desk: Desk, request: Request, session: people.Session, values: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> Response:
    known = {
        "tokens": people.list_tokens(desk.door.get_people(), session.account.id),
        "scopes": [scope for scope in Scope if session.account.role.covers(scope.role)],
        "done": "",
        "error": "",
        "made": None,
    }
    return page(request, "account.html", known | values, status=status)


def _check_again(password: str, again: str) -> None:
    if password != again:
        raise AccessError("The two new passwords differ; type them again.")
