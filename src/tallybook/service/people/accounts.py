"""Accounts: who there is, in which role."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallybook.errors import AccessError, RecordNotFoundError
from tallybook.service.people import passwords
from tallybook.service.people.auditing import note
from tallybook.service.people.opening import kept

if TYPE_CHECKING:
    from datetime import datetime

    from tallybook.store.people import AccountRow, PeopleFile

__all__ = [
    "Account",
    "Role",
    "account_of_row",
    "add_account",
    "failure_key",
    "get_account",
    "get_row",
    "list_accounts",
    "name_key",
    "set_disabled",
    "set_password",
    "set_role",
]

_LONGEST_NAME = 80


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
class Account:
    """An account, without its password. `disabled_at` is empty for one that may sign in."""

    id: int
    name: str
    role: Role
    created_at: str
    disabled_at: str


def account_of_row(row: AccountRow) -> Account:
    """An account as it is shown."""
    return Account(row.id, row.name, Role(row.role), row.created_at, row.disabled_at)


def name_key(name: str) -> str:
    """A name in one case and composition: what makes two names the same."""
    # "replace": half of a two-part character is in no name, and could not be looked up.
    whole = name.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", " ".join(whole.split())).casefold()


def list_accounts(people: PeopleFile) -> tuple[Account, ...]:
    """All accounts, by name."""
    return tuple(account_of_row(row) for row in people.accounts())


def get_account(people: PeopleFile, who: str | int) -> Account:
    """An account by its name or number. Raises RecordNotFoundError."""
    return account_of_row(get_row(people, who))


def get_row(people: PeopleFile, who: str | int) -> AccountRow:
    """An account as it is stored. Raises RecordNotFoundError."""
    row = people.find_account_by_id(who) if isinstance(who, int) else people.find_account(name_key(who))
    if row is None:
        raise RecordNotFoundError(f"There is no account {who}; the list of people shows those that there are.")
    return row


def add_account(
    people: PeopleFile, name: str, role: Role, password: str, *, at: datetime, by: str = "", address: str = ""
) -> Account:
    """Make an account. Raises AccessError for a name or password that cannot be, or a name that is taken."""
    name = _checked_name(name)
    passwords.check(password, name)
    if not people.add_account(name, name_key(name), role.value, passwords.hashed(password), kept(at)):
        raise AccessError(f"There is an account {name} already; names differ in more than upper and lower case.")
    note(people, "add account", who=by, subject=f"{name}: {role.value}", at=at, address=address)
    return get_account(people, name)


def set_role(
    people: PeopleFile, who: str | int, role: Role, *, at: datetime, by: str = "", address: str = ""
) -> Account:
    """Give an account another role, from its next request on. Raises AccessError where no admin would be left."""
    row = get_row(people, who)
    if not people.change_account(row.id, keep_one_with=Role.ADMIN.value, role=role.value):
        raise _last_admin(row)
    note(people, "set role", who=by, subject=f"{row.name}: {role.value}", at=at, address=address)
    return get_account(people, row.id)


def set_password(
    people: PeopleFile, who: str | int, password: str, *, at: datetime, by: str = "", address: str = ""
) -> None:
    """Give an account another password; all its sessions end and what failed before is forgotten."""
    row = get_row(people, who)
    passwords.check(password, row.name)
    people.change_account(row.id, end_sessions=True, password=passwords.hashed(password))
    people.take_back_failure(failure_key("name", row.key), all_of_them=True)
    note(people, "set password", who=by, subject=row.name, at=at, address=address)


def set_disabled(
    people: PeopleFile, who: str | int, disabled: bool, *, at: datetime, by: str = "", address: str = ""
) -> Account:
    """Keep an account from signing in, at once and with its tokens, or let it again.

    Accounts are never deleted: what they did stays theirs. Raises AccessError where no admin would be left.
    """
    row = get_row(people, who)
    stamp = kept(at) if disabled else ""
    if not people.change_account(row.id, end_sessions=disabled, keep_one_with=Role.ADMIN.value, disabled_at=stamp):
        raise _last_admin(row)
    note(people, "disable" if disabled else "enable", who=by, subject=row.name, at=at, address=address)
    return get_account(people, row.id)


def failure_key(kind: str, value: str) -> str:
    """Under what failures are counted. A name is hashed, since people type passwords where names belong."""
    return f"{kind}:{hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest() if kind == 'name' else value}"


def _last_admin(row: AccountRow) -> AccessError:
    return AccessError(f"{row.name} is the last admin who may sign in; make somebody else an admin first.")


def _checked_name(name: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name or len(name) > _LONGEST_NAME:
        raise AccessError(f"A name has between 1 and {_LONGEST_NAME} characters.")
    # Control and format characters: among the latter are those that turn the direction of a line or cannot be seen.
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} for character in name):
        raise AccessError("A name has no control characters and none that cannot be seen.")
    # What a decision is signed with tells machines from persons by this beginning.
    if name_key(name).startswith("machine:"):
        raise AccessError("A name cannot begin with machine:, which marks what programs decide.")
    return name
