"""Whether a desk asks who comes in, and the file of people that says who may."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tallybook.errors import AccessError
from tallybook.service.people import PeopleFile, Role, open_people, people_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallybook.web.settings import DeskSettings

__all__ = ["Door"]


def _now() -> datetime:
    return datetime.now(UTC)


class Door:
    """The file of people of a desk's book, opened when it is there; it may be made while the desk runs.

    `clock` says what time it is; `csrf` is the form token of this process, for a desk without accounts.
    """

    def __init__(self, settings: DeskSettings) -> None:
        self.clock: Callable[[], datetime] = _now
        self.csrf = secrets.token_urlsafe(32)
        self._settings = settings
        self._path = people_path(settings.book)
        self._file: PeopleFile | None = None
        self.has_been_asking = False  # what is known without looking at the file
        self._lock = threading.Lock()

    def find_people(self) -> PeopleFile | None:
        """The file of people, or None where there is none. Raises the errors of opening it: nobody comes in then."""
        if self._file is None and self._path.exists():
            self._open(create=False)
        return self._file

    def get_people(self) -> PeopleFile:
        """The file of people. Raises AccessError where there is none."""
        found = self.find_people()
        if found is None:
            raise AccessError("This desk has no accounts; `tallybook people add` makes one.")
        return found

    def people_for_new(self, role: Role) -> PeopleFile:
        """The file of people, made where there is none, for one more account; the first is an admin's (AccessError)."""
        if role is not Role.ADMIN and not self.has_accounts():
            raise AccessError("The first account of a desk is an admin's, who can then add the others.")
        return self.find_people() or self._open(create=True)

    def has_accounts(self) -> bool:
        """Whether there is an account. Once there is, there always is: accounts are disabled, never deleted."""
        if not self.has_been_asking:
            found = self.find_people()
            self.has_been_asking = found is not None and found.has_accounts()
        return self.has_been_asking

    def asks(self) -> bool:
        """Whether everybody has to sign in."""
        return not self._settings.public and (self._settings.shared or self.has_accounts())

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _open(self, *, create: bool) -> PeopleFile:
        with self._lock:
            if self._file is None:
                self._file = open_people(self._settings.book, create=create)
            return self._file
