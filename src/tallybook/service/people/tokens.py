"""Tokens, with which programs ask the API in the name of an account. A token is shown once; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tallybook.errors import AccessError, RecordNotFoundError
from tallybook.service.people.accounts import Account, Role, account_of_row, get_row
from tallybook.service.people.auditing import note
from tallybook.service.people.opening import kept

if TYPE_CHECKING:
    from tallybook.store.people import PeopleFile, TokenRow

__all__ = [
    "PREFIX",
    "NewToken",
    "Scope",
    "Token",
    "TokenUse",
    "add_token",
    "find_token",
    "list_tokens",
    "revoke_token",
]

PREFIX = "tbk_"  # so that a token is recognised where it was left by mistake

_LONGEST_LABEL = 80
_MOST_DAYS = 366
_USED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token allows at most; its account's role is a limit, too."""

    READ = "read"
    REVIEW = "review"
    EDIT = "edit"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The role that may do as much."""
        return list(Role)[list(Scope).index(self)]


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret. `used_at` and `revoked_at` are empty where that has not happened."""

    id: int
    account: str
    label: str
    scope: Scope
    created_at: str
    expires_at: str
    used_at: str
    revoked_at: str


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made, and its secret, which is not seen again."""

    token: Token
    secret: str


@dataclass(frozen=True, slots=True)
class TokenUse:
    """Who asks with a token, and in which role: the lesser of the account's and the token's."""

    account: Account
    role: Role


def add_token(
    people: PeopleFile,
    who: str | int,
    scope: Scope,
    *,
    at: datetime,
    label: str = "",
    days: int = 90,
    by: str = "",
    address: str = "",
) -> NewToken:
    """Make a token of an account, valid for `days`, 1 to 366. Raises RecordNotFoundError, AccessError."""
    row = get_row(people, who)
    if not 1 <= days <= _MOST_DAYS:
        raise AccessError(f"A token is valid for 1 to {_MOST_DAYS} days.")
    label = " ".join(label.split())
    if len(label) > _LONGEST_LABEL or not label.isprintable():
        raise AccessError(f"A label has at most {_LONGEST_LABEL} characters, and none that cannot be seen.")
    if not Role(row.role).covers(scope.role):
        raise AccessError(f"{row.name} is a {row.role}, whose token cannot have the scope {scope.value}.")
    secret = PREFIX + secrets.token_urlsafe(32)
    number = people.add_token(_digest(secret), row.id, label, scope.value, kept(at), kept(at + timedelta(days=days)))
    note(people, "add token", who=by, subject=f"{number} of {row.name}: {scope.value}", at=at, address=address)
    return NewToken(next(token for token in list_tokens(people, row.id) if token.id == number), secret)


def list_tokens(people: PeopleFile, who: str | int | None = None) -> tuple[Token, ...]:
    """The tokens of an account, or of all, the newest first. Raises RecordNotFoundError."""
    account = get_row(people, who).id if who is not None else None
    return tuple(_token(row, name) for row, name in people.tokens(account))


def revoke_token(
    people: PeopleFile, number: int, *, at: datetime, of: int | None = None, by: str = "", address: str = ""
) -> None:
    """End a token at once. `of`: only where it is of this account. Raises RecordNotFoundError."""
    found = next(((row, name) for row, name in people.tokens(of) if row.id == number), None)
    if found is None:
        raise RecordNotFoundError(f"There is no token {number}; the list of tokens shows those that there are.")
    row, name = found
    if not row.revoked_at:
        people.change_token(number, revoked_at=kept(at))
        note(people, "revoke token", who=by, subject=f"{number} of {name}", at=at, address=address)


def find_token(people: PeopleFile, secret: str, *, at: datetime) -> TokenUse | None:
    """Who asks with this token, or None: unknown, expired, revoked, or of a disabled account."""
    found = people.find_token(_digest(secret)) if secret.startswith(PREFIX) else None
    if found is None:
        return None
    row, account = found
    if row.revoked_at or row.expires_at <= kept(at) or account.disabled_at:
        return None
    if not row.used_at or at - datetime.fromisoformat(row.used_at) >= _USED_EVERY:
        people.change_token(row.id, used_at=kept(at))
    role, most = Role(account.role), Scope(row.scope).role
    return TokenUse(account_of_row(account), most if role.covers(most) else role)


def _token(row: TokenRow, name: str) -> Token:
    dates = (row.created_at, row.expires_at, row.used_at, row.revoked_at)
    return Token(row.id, name, row.label, Scope(row.scope), *dates)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
