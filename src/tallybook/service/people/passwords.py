"""Passwords: what one must be like, and Argon2id around it."""

from __future__ import annotations

import threading
import unicodedata
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from tallybook.errors import AccessError, MissingExtraError, TooManyRequestsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argon2 import PasswordHasher

__all__ = ["check", "fits", "hashed", "is_outdated"]

_SHORTEST = 12  # characters; NIST SP 800-63B asks for 8 and advises longer ones over rules on which characters
_LONGEST = 1024

# One hash takes 64 MiB; many at once, which anybody can ask for, must take neither all memory nor all threads.
_AT_ONCE = threading.BoundedSemaphore(4)
_PATIENCE = 15.0  # seconds; twenty people who sign in at once on two slow cores take five


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher  # noqa: PLC0415 (of the extra `desk`)
    except ImportError as error:
        raise MissingExtraError(
            "Accounts need packages that are not installed: pip install 'tallybook[desk]'."
        ) from error
    return PasswordHasher()


@cache
def _of_nobody() -> str:
    return _hasher().hash("the password of an account that is not there")


def check(password: str, name: str) -> None:
    """Refuse a new password that is too short, too long, or the name. Raises AccessError."""
    if len(password) < _SHORTEST:
        raise AccessError(f"A password has at least {_SHORTEST} characters; a sentence is easy to remember.")
    if len(password) > _LONGEST:
        raise AccessError(f"A password has at most {_LONGEST} characters.")
    if len(set(password)) < 4 or password.casefold().strip() == name.casefold():
        raise AccessError("This password is guessed at once; a sentence of a few words is better.")


def hashed(password: str) -> str:
    """The hash to keep."""
    with _turn():
        return _hasher().hash(_bytes(password))


def fits(password: str, kept: str) -> bool:
    """Whether this is the password of a hash. An empty hash, of nobody, takes as long as a real one and never fits."""
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415 (of the extra `desk`)

    if len(password) > _LONGEST:
        password = ""
    with _turn():
        try:
            return _hasher().verify(kept or _of_nobody(), _bytes(password)) and bool(kept)
        except (Argon2Error, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise TooManyRequestsError("Too many people sign in at this moment; try again.", _PATIENCE)
    try:
        yield
    finally:
        _AT_ONCE.release()


def _bytes(password: str) -> bytes:
    # Keyboards differ in how they compose a letter with an accent.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
