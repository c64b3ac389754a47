"""Who may use the desk: signing in, accounts, tokens, the audit log."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from tallybook.service import people
from tallybook.service.people import Role, Scope
from tallybook.web.desk import DeskHere
from tallybook.web.identifying import acting, end_cookie, session_secret, set_cookie
from tallybook.web.parameters import Number
from tallybook.web.viewer import Admin, Reader, SignedIn

__all__ = ["router"]

router = APIRouter(tags=["people"])


class SignIn(BaseModel):
    """A name and a password."""

    name: str
    password: str


class Me(BaseModel):
    """Who asks. `csrf` goes into the header `X-CSRF-Token` of every change that a page sends; a token needs none."""

    name: str
    role: Role
    account: int | None
    csrf: str


class AccountRecord(BaseModel):
    """An account. `disabled_at` is empty for one that may sign in."""

    id: int
    name: str
    role: Role
    created_at: str
    disabled_at: str

    @classmethod
    def of(cls, account: people.Account) -> AccountRecord:
        """The record of an account."""
        return cls(**{name: getattr(account, name) for name in cls.model_fields})


class NewAccount(BaseModel):
    """An account to make. The first of a desk is an admin's."""

    name: str
    role: Role
    password: str


class AccountChange(BaseModel):
    """What to change of an account; what is left out stays."""

    role: Role | None = None
    password: str | None = None
    disabled: bool | None = None


class OwnPassword(BaseModel):
    """The present password and the one that takes its place."""

    present: str
    password: str


class TokenRecord(BaseModel):
    """A token. `used_at` and `revoked_at` are empty where that has not happened."""

    id: int
    account: str
    label: str
    scope: Scope
    created_at: str
    expires_at: str
    used_at: str
    revoked_at: str

    @classmethod
    def of(cls, token: people.Token) -> TokenRecord:
        """The record of a token."""
        return cls(**{name: getattr(token, name) for name in cls.model_fields})


class TokenWish(BaseModel):
    """A token to make for oneself."""

    scope: Scope = Scope.READ
    label: str = ""
    days: int = Field(90, ge=1, le=366)


class MadeToken(BaseModel):
    """A new token. `secret` is shown here and never again."""

    token: TokenRecord
    secret: str


class AuditRecord(BaseModel):
    """One entry of the audit log; `status` is null for what was no request."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    address: str
    status: int | None


class AuditPage(BaseModel):
    """Entries, the newest first; `next` goes into `before` for the page after, null at the end."""

    entries: list[AuditRecord]
    next: int | None


@router.post("/sign-in")
def sign_in(desk: DeskHere, request: Request, response: Response, given: SignIn) -> Me:
    """Begin a session, which a cookie keeps. Programs do better with a token."""
    state = request.state
    session = people.sign_in(
        desk.door.get_people(),
        given.name,
        given.password,
        at=desk.door.clock(),
        address=state.address,
        old=session_secret(request),
    )
    set_cookie(request, response, session)
    account = session.account
    return Me(name=account.name, role=account.role, account=account.id, csrf=session.csrf)


@router.post("/sign-out", status_code=HTTPStatus.NO_CONTENT)
def sign_out(desk: DeskHere, request: Request, response: Response, _: SignedIn) -> None:
    """End the session."""
    secret = session_secret(request)
    people.sign_out(desk.door.get_people(), secret, at=desk.door.clock(), address=request.state.address)
    end_cookie(request, response)


@router.get("/me")
def me(request: Request, viewer: Reader) -> Me:
    """Who asks, and what they may do."""
    return Me(name=viewer.name, role=viewer.role, account=viewer.account, csrf=request.state.csrf)


@router.post("/me/password", status_code=HTTPStatus.NO_CONTENT)
def change_password(
    desk: DeskHere, request: Request, response: Response, session: SignedIn, wanted: OwnPassword
) -> None:
    """Change one's own password; all sessions end and a new one begins."""
    fresh = people.change_own_password(
        desk.door.get_people(),
        session.account.id,
        wanted.present,
        wanted.password,
        at=desk.door.clock(),
        address=request.state.address,
    )
    set_cookie(request, response, fresh)


@router.get("/people")
def list_people(desk: DeskHere, _: Admin) -> list[AccountRecord]:
    """All accounts, by name; none at a desk without accounts."""
    file = desk.door.find_people()
    return [AccountRecord.of(one) for one in people.list_accounts(file)] if file is not None else []


@router.post("/people", status_code=HTTPStatus.CREATED)
def add_account(desk: DeskHere, request: Request, _: Admin, wanted: NewAccount) -> AccountRecord:
    """Make an account."""
    file = desk.door.people_for_new(wanted.role)
    return AccountRecord.of(people.add_account(file, wanted.name, wanted.role, wanted.password, **acting(request)))


@router.patch("/people/{account}")
def change_account(desk: DeskHere, request: Request, _: Admin, account: Number, wanted: AccountChange) -> AccountRecord:
    """Change the role or password of an account, or whether it may sign in."""
    file = desk.door.get_people()
    if wanted.password is not None:
        people.set_password(file, account, wanted.password, **acting(request))
    if wanted.role is not None:
        people.set_role(file, account, wanted.role, **acting(request))
    if wanted.disabled is not None:
        people.set_disabled(file, account, wanted.disabled, **acting(request))
    return AccountRecord.of(people.get_account(file, account))


@router.get("/tokens")
def list_tokens(
    desk: DeskHere,
    viewer: Reader,
    all_of_them: Annotated[bool, Query(alias="all", description="Those of everybody; for admins.")] = False,
) -> list[TokenRecord]:
    """One's own tokens, the newest first; for an admin also those of all."""
    file = desk.door.find_people()
    if file is None:
        return []
    everybody = all_of_them and viewer.role.covers(Role.ADMIN)
    return [TokenRecord.of(one) for one in people.list_tokens(file, None if everybody else viewer.account)]


@router.post("/tokens", status_code=HTTPStatus.CREATED)
def add_token(desk: DeskHere, request: Request, session: SignedIn, wanted: TokenWish) -> MadeToken:
    """Make a token for oneself."""
    made = people.add_token(
        desk.door.get_people(),
        session.account.id,
        wanted.scope,
        label=wanted.label,
        days=wanted.days,
        **acting(request),
    )
    return MadeToken(token=TokenRecord.of(made.token), secret=made.secret)


@router.delete("/tokens/{number}", status_code=HTTPStatus.NO_CONTENT)
def revoke_token(desk: DeskHere, request: Request, viewer: Reader, number: Number) -> None:
    """End a token of one's own, or as an admin any."""
    people.revoke_token(
        desk.door.get_people(),
        number,
        of=None if viewer.role.covers(Role.ADMIN) else viewer.account,
        **acting(request),
    )


@router.get("/audit")
def audit(
    desk: DeskHere,
    _: Admin,
    before: Annotated[
        int | None, Query(ge=1, le=2**53, description="Only entries before the one of this number.")
    ] = None,
    who: Annotated[str, Query(max_length=200, description="Only what this person did.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000, description="The most entries.")] = 100,
) -> AuditPage:
    """The log of what was done, the newest first."""
    file = desk.door.find_people()
    found = people.list_audit(file, before=before, who=who, limit=limit) if file is not None else ()
    records = [AuditRecord(**{name: getattr(one, name) for name in AuditRecord.model_fields}) for one in found]
    return AuditPage(entries=records, next=records[-1].number if len(records) == limit else None)
