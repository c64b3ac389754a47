"""Who may use the desk of a book: accounts, signing in, tokens for programs, and the log of what was done.

Every verb takes the open file of people and the instant `at` at which it happens.
"""

from tallybook.service.people.accounts import (
    Account,
    Role,
    add_account,
    get_account,
    list_accounts,
    set_disabled,
    set_password,
    set_role,
)
from tallybook.service.people.auditing import AuditEntry, list_audit, note
from tallybook.service.people.opening import open_people, people_path
from tallybook.service.people.signing import (
    IDLE,
    LONGEST,
    Session,
    change_own_password,
    find_session,
    sign_in,
    sign_out,
)
from tallybook.service.people.tokens import (
    PREFIX,
    NewToken,
    Scope,
    Token,
    TokenUse,
    add_token,
    find_token,
    list_tokens,
    revoke_token,
)
from tallybook.store.people import PeopleFile

__all__ = [
    "IDLE",
    "LONGEST",
    "PREFIX",
    "Account",
    "AuditEntry",
    "NewToken",
    "PeopleFile",
    "Role",
    "Scope",
    "Session",
    "Token",
    "TokenUse",
    "add_account",
    "add_token",
    "change_own_password",
    "find_session",
    "find_token",
    "get_account",
    "list_accounts",
    "list_audit",
    "list_tokens",
    "note",
    "open_people",
    "people_path",
    "revoke_token",
    "set_disabled",
    "set_password",
    "set_role",
    "sign_in",
    "sign_out",
]
