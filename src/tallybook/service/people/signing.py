"""Signing in and out, and sessions.

A session's secret has 256 random bits; the file keeps only its SHA-256. Whoever asks too often with a wrong password
waits, and the answer is the same in words and time for a name that is not there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tallybook.errors import NotSignedInError, TooManyRequestsError
from tallybook.service.people import passwords
from tallybook.service.people.accounts import (
    Account,
    account_of_row,
    failure_key,
    get_row,
    name_key,
    set_password,
)
from tallybook.service.people.auditing import note
from tallybook.service.people.opening import kept
from tallybook.store.people import FailureRow, SessionRow

if TYPE_CHECKING:
    from tallybook.store.people import AccountRow, PeopleFile

__all__ = ["IDLE", "LONGEST", "Session", "change_own_password", "find_session", "sign_in", "sign_out"]

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)

_SEEN_EVERY = timedelta(minutes=1)  # how often a session in use is written down
_FORGOTTEN = timedelta(hours=24)  # after so long without a failure, counting begins anew
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=30)

# A team shares one address behind its router, so an address may fail more often than one account.
_ALLOWED = {"name": 10, "address": 30}

_WRONG = "This name and password do not fit."


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in. `csrf` goes into every form, so that only pages of the desk can send one."""

    account: Account
    secret: str
    csrf: str
    expires_at: datetime


def sign_in(people: PeopleFile, name: str, password: str, *, at: datetime, address: str = "", old: str = "") -> Session:
    """A new session. `old`: the secret of an earlier one of the same browser, which ends.

    Raises NotSignedInError in the same words for a wrong name, a wrong password and a disabled account, and
    TooManyRequestsError after 10 failures of one name or 30 of one address: a minute, then twice as long each time, at
    most 30 minutes.
    """
    by_name, by_address = failure_key("name", name_key(name)), failure_key("address", address)
    keys = (by_name, by_address) if address else (by_name,)
    # Counted before it is tried, so that many tries at once cannot all begin before the first is counted.
    people.count_failures(keys, lambda key, row: _counted(key, row, at), stale_before=kept(at - _FORGOTTEN))
    row = people.find_account(name_key(name))
    if not passwords.fits(password, row.password if row is not None else "") or row is None or row.disabled_at:
        # A name that is no account's may be a password typed in the wrong place.
        note(people, "sign-in failed", subject=row.name if row is not None else "", at=at, address=address)
        raise NotSignedInError(_WRONG)
    people.take_back_failure(by_name, all_of_them=True)
    people.take_back_failure(by_address)
    if passwords.is_outdated(row.password):
        people.change_account(row.id, password=passwords.hashed(password))
    if old:
        people.end_session(_digest(old))
    note(people, "sign-in", who=row.name, at=at, address=address)
    return _begun(people, row, at, address)


def find_session(people: PeopleFile, secret: str, *, at: datetime) -> Session | None:
    """The session of a secret, or None: unknown, unused for 8 hours, 7 days old, or of a disabled account."""
    digest = _digest(secret)
    found = people.find_session(digest)
    if found is None:
        return None
    row, account = found
    if account.disabled_at or _is_over(row, at):
        people.end_session(digest)
        return None
    if at - datetime.fromisoformat(row.seen_at) >= _SEEN_EVERY:
        people.see_session(digest, kept(at))
    return _session(row, account, secret)


def sign_out(people: PeopleFile, secret: str, *, at: datetime, address: str = "") -> None:
    """End a session; nothing happens where there is none."""
    found = people.find_session(_digest(secret))
    if people.end_session(_digest(secret)) and found is not None:
        note(people, "sign-out", who=found[1].name, at=at, address=address)


def change_own_password(
    people: PeopleFile, who: int, before: str, password: str, *, at: datetime, address: str = ""
) -> Session:
    """Change the password of who is signed in; all sessions end, and a new one begins.

    Raises NotSignedInError where `before` is not the password, TooManyRequestsError as `sign_in`, AccessError for a
    new password that cannot be.
    """
    row = get_row(people, who)
    key = failure_key("name", row.key)
    people.count_failures((key,), lambda one, found: _counted(one, found, at), stale_before=kept(at - _FORGOTTEN))
    if not passwords.fits(before, row.password):
        note(people, "change of password failed", who=row.name, at=at, address=address)
        raise NotSignedInError("This is not your present password.")
    people.take_back_failure(key, all_of_them=True)
    set_password(people, who, password, at=at, by=row.name, address=address)
    return _begun(people, row, at, address)


def _begun(people: PeopleFile, account: AccountRow, at: datetime, address: str) -> Session:
    secret = secrets.token_urlsafe(32)
    row = SessionRow(_digest(secret), account.id, kept(at), kept(at), address)
    people.add_session(row, stale_before=kept(at - LONGEST))
    return _session(row, account, secret)


def _session(row: SessionRow, account: AccountRow, secret: str) -> Session:
    # Made from the secret, which no page shows, so it need not be kept.
    csrf = hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()
    return Session(account_of_row(account), secret, csrf, datetime.fromisoformat(row.created_at) + LONGEST)


def _is_over(row: SessionRow, at: datetime) -> bool:
    created, seen = datetime.fromisoformat(row.created_at), datetime.fromisoformat(row.seen_at)
    return at - created >= LONGEST or at - seen >= IDLE


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _counted(key: str, row: FailureRow | None, at: datetime) -> FailureRow:
    if row is not None and row.locked_until > kept(at):
        wait = (datetime.fromisoformat(row.locked_until) - at).total_seconds()
        minutes = max(1, round(wait / 60))
        raise TooManyRequestsError(
            f"Too many attempts failed; try again in {minutes} minute{'s' if minutes > 1 else ''}.", wait
        )
    count = (row.count if row is not None else 0) + 1
    beyond = count - _ALLOWED[key.partition(":")[0]]
    wait_for = min(_FIRST_WAIT * 2 ** min(beyond, 10), _LONGEST_WAIT) if beyond >= 0 else None
    return FailureRow(key, count, kept(at), kept(at + wait_for) if wait_for is not None else "")
