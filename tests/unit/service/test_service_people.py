"""Accounts, signing in, sessions, tokens and the audit log, by a clock that the tests turn."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tallybook import errors
from tallybook.service import people
from tallybook.service.people import IDLE, LONGEST, PeopleFile, Role, Scope, passwords
from tallybook.store import Book
from tallybook.store import people as stored
from tallybook.store.people_schema import STEPS

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PASSWORD = "nine green kettles"  # noqa: S105
OTHER = "ten grey lanterns"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    Book.open(tmp_path / "a.book", create=True).close()
    return tmp_path / "a.book"


@pytest.fixture
def file(book: Path) -> Iterator[PeopleFile]:
    with people.open_people(book, create=True) as found:
        people.add_account(found, "Yolvi Trosk", Role.CODER, PASSWORD, at=NOON)
        people.add_account(found, "Breska", Role.ADMIN, PASSWORD, at=NOON)
        yield found


def fail(file: PeopleFile, name: str, at: datetime = NOON, address: str = "") -> str:
    with pytest.raises(errors.AccessError) as told:
        people.sign_in(file, name, "not the password", at=at, address=address)
    return str(told.value)


# The file ------------------------------------------------------------------------------------------------------------


def test_the_file_lies_beside_the_book_and_only_its_owner_reads_it(book: Path, file: PeopleFile) -> None:
    beside = book.with_name("a.book.people")
    assert file.path == beside
    sides = list(book.parent.glob("a.book.people*"))
    assert len(sides) > 1, "the write-ahead log counts, too"
    assert {stat.S_IMODE(path.stat().st_mode) for path in sides} == {0o600}
    assert b"kettles" not in beside.read_bytes()


def test_a_file_that_others_may_read_is_closed_to_them(book: Path, file: PeopleFile) -> None:
    file.path.chmod(0o644)
    with people.open_people(book):
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_a_link_to_a_book_has_the_people_of_the_book(book: Path, file: PeopleFile) -> None:
    link = book.parent / "elsewhere" / "b.book"
    link.parent.mkdir()
    link.symlink_to(book)
    assert people.people_path(link) == file.path


def test_a_book_that_is_not_there_gets_no_people(tmp_path: Path) -> None:
    with pytest.raises(errors.BookNotFoundError, match="There is no book"):
        people.open_people(tmp_path / "none.book", create=True)
    assert not list(tmp_path.iterdir())


def test_another_kind_of_file_and_a_newer_one_are_refused(book: Path) -> None:
    place = people.people_path(book)
    place.write_bytes(book.read_bytes())
    with pytest.raises(errors.NotABookError, match="not a file of people"):
        people.open_people(book)
    place.unlink()
    people.open_people(book, create=True).close()
    with closing(sqlite3.connect(place)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(errors.BookTooNewError, match="newer version"):
        people.open_people(book)


# Accounts ------------------------------------------------------------------------------------------------------------


def test_roles_cover_those_before_them() -> None:
    assert [[one.covers(other) for other in Role] for one in Role] == [
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]
    assert [scope.role for scope in Scope] == list(Role)


@pytest.mark.parametrize("name", ["yolvi trosk", "  YOLVI   Trosk ", "Ｙolvi Trosk"])
def test_a_name_is_taken_in_every_spelling(file: PeopleFile, name: str) -> None:
    with pytest.raises(errors.AccessError, match="already"):
        people.add_account(file, name, Role.READER, PASSWORD, at=NOON)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\u202eb", "a\u200bb", "a\x00b", "machine:linker", "Machine:x"])
def test_a_name_that_misleads_is_refused(file: PeopleFile, name: str) -> None:
    with pytest.raises(errors.AccessError, match="A name"):
        people.add_account(file, name, Role.READER, PASSWORD, at=NOON)


@pytest.mark.parametrize("password", ["short", "x" * 1025, "aaaaaaaaaaaaaaaa", "Hadrun al-Quennari"])
def test_a_password_that_is_guessed_is_refused(file: PeopleFile, password: str) -> None:
    with pytest.raises(errors.AccessError, match="password"):
        people.add_account(file, "Hadrun al-Quennari", Role.READER, password, at=NOON)


def test_the_last_admin_stays_one(file: PeopleFile) -> None:
    with pytest.raises(errors.AccessError, match="last admin"):
        people.set_role(file, "Breska", Role.CODER, at=NOON)
    with pytest.raises(errors.AccessError, match="last admin"):
        people.set_disabled(file, "Breska", disabled=True, at=NOON)
    assert people.get_account(file, "Breska").role is Role.ADMIN
    people.set_role(file, "Yolvi Trosk", Role.ADMIN, at=NOON)
    assert people.set_role(file, "Breska", Role.CODER, at=NOON).role is Role.CODER


def test_an_account_that_is_not_there_is_told(file: PeopleFile) -> None:
    with pytest.raises(errors.RecordNotFoundError, match="no account Nobody"):
        people.set_role(file, "Nobody", Role.CODER, at=NOON)


# Signing in ----------------------------------------------------------------------------------------------------------


def test_a_session_is_found_by_its_secret_and_kept_as_a_hash(file: PeopleFile) -> None:
    session = people.sign_in(file, "yolvi trosk", PASSWORD, at=NOON, address="192.0.2.7")
    found = people.find_session(file, session.secret, at=NOON + MINUTE)
    assert found == session
    assert (session.account.name, session.account.role) == ("Yolvi Trosk", Role.CODER)
    with closing(sqlite3.connect(file.path)) as connection:
        assert session.secret not in "\n".join(connection.iterdump())


def test_every_session_has_a_secret_and_a_form_token_of_its_own(file: PeopleFile) -> None:
    sessions = [people.sign_in(file, "Breska", PASSWORD, at=NOON) for _ in range(3)]
    assert len({session.secret for session in sessions}) == len({session.csrf for session in sessions}) == 3
    assert all(len(session.secret) >= 43 for session in sessions), "256 bits"


def test_a_password_is_the_same_however_its_accents_are_typed(file: PeopleFile) -> None:
    people.set_password(file, "Breska", "neuf théières vertes", at=NOON)
    assert people.sign_in(file, "Breska", "neuf the\u0301ie\u0300res vertes", at=NOON)


def test_the_answer_is_the_same_for_a_wrong_name_password_and_a_disabled_account(file: PeopleFile) -> None:
    people.set_disabled(file, "Yolvi Trosk", disabled=True, at=NOON)
    told = {fail(file, "Nobody"), fail(file, "Breska"), fail(file, "\ud800"), fail(file, "a\x00b"), fail(file, "")}
    with pytest.raises(errors.NotSignedInError) as disabled:
        people.sign_in(file, "Yolvi Trosk", PASSWORD, at=NOON)
    assert told == {str(disabled.value)}


def test_a_name_that_is_not_there_is_tried_like_one_that_is(file: PeopleFile, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    hasher = passwords._hasher()

    class Counting:
        def hash(self, password: str) -> str:
            return hasher.hash(password)

        def verify(self, kept: str, password: bytes) -> bool:
            tried.append(kept)
            return hasher.verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    fail(file, "Nobody")
    fail(file, "Breska")
    assert len(tried) == 2


def test_a_session_ends_unused_after_8_hours_and_used_after_7_days(file: PeopleFile) -> None:
    idle = people.sign_in(file, "Breska", PASSWORD, at=NOON)
    assert people.find_session(file, idle.secret, at=NOON + IDLE) is None
    used = people.sign_in(file, "Breska", PASSWORD, at=NOON)
    at = NOON
    while at + timedelta(hours=6) < NOON + LONGEST:
        at += timedelta(hours=6)
        assert people.find_session(file, used.secret, at=at)
    assert people.find_session(file, used.secret, at=NOON + LONGEST) is None
    assert people.find_session(file, used.secret, at=NOON) is None, "it does not come back"


def test_signing_in_again_ends_the_earlier_session_of_the_browser(file: PeopleFile) -> None:
    first = people.sign_in(file, "Breska", PASSWORD, at=NOON)
    second = people.sign_in(file, "Breska", PASSWORD, at=NOON, old=first.secret)
    assert people.find_session(file, first.secret, at=NOON) is None
    assert people.find_session(file, second.secret, at=NOON)


def test_signing_out_ends_the_session(file: PeopleFile) -> None:
    session = people.sign_in(file, "Breska", PASSWORD, at=NOON)
    people.sign_out(file, session.secret, at=NOON)
    people.sign_out(file, session.secret, at=NOON)
    assert people.find_session(file, session.secret, at=NOON) is None
    assert [entry.what for entry in people.list_audit(file)].count("sign-out") == 1


def test_another_password_or_being_disabled_ends_all_sessions(file: PeopleFile) -> None:
    sessions = [people.sign_in(file, "Yolvi Trosk", PASSWORD, at=NOON) for _ in range(2)]
    people.set_password(file, "Yolvi Trosk", OTHER, at=NOON)
    sessions.append(people.sign_in(file, "Yolvi Trosk", OTHER, at=NOON))
    assert [people.find_session(file, one.secret, at=NOON) is not None for one in sessions] == [False, False, True]
    people.set_disabled(file, "Yolvi Trosk", disabled=True, at=NOON)
    assert people.find_session(file, sessions[-1].secret, at=NOON) is None
    people.set_disabled(file, "Yolvi Trosk", disabled=False, at=NOON)
    assert people.find_session(file, sessions[-1].secret, at=NOON) is None
    assert people.sign_in(file, "Yolvi Trosk", OTHER, at=NOON)


def test_ones_own_password_needs_the_present_one(file: PeopleFile) -> None:
    session = people.sign_in(file, "Yolvi Trosk", PASSWORD, at=NOON)
    with pytest.raises(errors.NotSignedInError, match="present password"):
        people.change_own_password(file, session.account.id, "a guess of mine", OTHER, at=NOON)
    fresh = people.change_own_password(file, session.account.id, PASSWORD, OTHER, at=NOON)
    assert people.find_session(file, session.secret, at=NOON) is None
    assert people.find_session(file, fresh.secret, at=NOON)


def test_a_hash_of_older_parameters_is_made_again(file: PeopleFile, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.find_account("breska")
    stronger = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: stronger)
    people.sign_in(file, "Breska", PASSWORD, at=NOON)
    after = file.find_account("breska")
    assert before is not None
    assert after is not None
    assert ("t=1" in before.password, "t=2" in after.password) == (True, True)
    assert people.sign_in(file, "Breska", PASSWORD, at=NOON)


# Failing too often ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Breska", "Nobody"])
def test_ten_failures_lock_a_name_for_longer_each_time(file: PeopleFile, name: str) -> None:
    for _ in range(10):
        assert fail(file, name) == "This name and password do not fit."
    with pytest.raises(errors.TooManyRequestsError, match="in 1 minute") as told:
        people.sign_in(file, name, PASSWORD, at=NOON + MINUTE / 2)
    assert told.value.wait == pytest.approx(30)
    fail(file, name, at=NOON + MINUTE)
    assert "in 2 minutes" in fail(file, name, at=NOON + MINUTE)
    at = NOON
    for _ in range(12):
        at += timedelta(minutes=31)
        assert "do not fit" in fail(file, name, at=at)
    assert "in 30 minutes" in fail(file, name, at=at)


def test_while_a_name_is_locked_the_right_password_does_not_help(file: PeopleFile) -> None:
    for _ in range(10):
        fail(file, "Breska")
    with pytest.raises(errors.TooManyRequestsError):
        people.sign_in(file, "Breska", PASSWORD, at=NOON)
    assert people.sign_in(file, "Breska", PASSWORD, at=NOON + MINUTE)
    for _ in range(9):
        assert "do not fit" in fail(file, "Breska", at=NOON + MINUTE), "counting has begun anew"


def test_an_address_is_locked_over_many_names(file: PeopleFile) -> None:
    for number in range(30):
        fail(file, f"name {number}", address="192.0.2.7")
    with pytest.raises(errors.TooManyRequestsError):
        people.sign_in(file, "Breska", PASSWORD, at=NOON, address="192.0.2.7")
    assert people.sign_in(file, "Breska", PASSWORD, at=NOON, address="192.0.2.8")


def test_an_account_of_ones_own_does_not_wipe_out_the_failures_of_an_address(file: PeopleFile) -> None:
    for number in range(29):
        fail(file, f"name {number}", address="192.0.2.7")
        people.sign_in(file, "Breska", PASSWORD, at=NOON, address="192.0.2.7")
    fail(file, "one more", address="192.0.2.7")
    with pytest.raises(errors.TooManyRequestsError):
        people.sign_in(file, "Breska", PASSWORD, at=NOON, address="192.0.2.7")


def test_a_day_without_failures_is_a_new_beginning(file: PeopleFile) -> None:
    for _ in range(9):
        fail(file, "Breska")
    for _ in range(9):
        assert "do not fit" in fail(file, "Breska", at=NOON + timedelta(hours=25))


# Tokens --------------------------------------------------------------------------------------------------------------


def test_a_token_has_the_lesser_of_two_roles(file: PeopleFile) -> None:
    made = people.add_token(file, "Breska", Scope.REVIEW, at=NOON, label="nightly import", days=30)
    assert made.secret.startswith("tbk_")
    used = people.find_token(file, made.secret, at=NOON)
    assert used is not None
    assert (used.account.name, used.role) == ("Breska", Role.CODER)
    high = people.add_token(file, "Yolvi Trosk", Scope.REVIEW, at=NOON)
    people.set_role(file, "Yolvi Trosk", Role.READER, at=NOON)
    used = people.find_token(file, high.secret, at=NOON)
    assert used is not None
    assert used.role is Role.READER
    with pytest.raises(errors.AccessError, match="is a reader"):
        people.add_token(file, "Yolvi Trosk", Scope.EDIT, at=NOON)


def test_a_token_ends_when_it_expires_is_revoked_or_its_account_is_disabled(file: PeopleFile) -> None:
    made = [people.add_token(file, "Yolvi Trosk", Scope.READ, at=NOON, days=1) for _ in range(3)]

    def valid(at: datetime = NOON) -> list[bool]:
        return [people.find_token(file, one.secret, at=at) is not None for one in made]

    people.revoke_token(file, made[0].token.id, at=NOON)
    assert valid() == [False, True, True]
    assert valid(NOON + timedelta(days=1)) == [False, False, False]
    people.set_disabled(file, "Yolvi Trosk", disabled=True, at=NOON)
    assert valid() == [False, False, False]


def test_a_token_is_kept_as_a_hash_and_made_with_sense(file: PeopleFile) -> None:
    made = people.add_token(file, "Breska", Scope.READ, at=NOON)
    with closing(sqlite3.connect(file.path)) as connection:
        assert made.secret not in "\n".join(connection.iterdump())
    assert people.find_token(file, made.secret + "x", at=NOON) is None
    for days in (0, 367):
        with pytest.raises(errors.AccessError, match="1 to 366 days"):
            people.add_token(file, "Breska", Scope.READ, at=NOON, days=days)
    with pytest.raises(errors.AccessError, match="label"):
        people.add_token(file, "Breska", Scope.READ, at=NOON, label="a\u202eb")


def test_a_token_of_somebody_else_is_not_found(file: PeopleFile) -> None:
    made = people.add_token(file, "Breska", Scope.READ, at=NOON)
    other = people.get_account(file, "Yolvi Trosk").id
    with pytest.raises(errors.RecordNotFoundError):
        people.revoke_token(file, made.token.id, at=NOON, of=other)
    assert people.find_token(file, made.secret, at=NOON)


# The audit log -------------------------------------------------------------------------------------------------------


def test_what_happens_is_noted_without_passwords_or_mistyped_names(file: PeopleFile) -> None:
    fail(file, "nine green kettles", address="192.0.2.7")
    fail(file, "Breska")
    people.sign_in(file, "Breska", PASSWORD, at=NOON)
    people.set_password(file, "Yolvi Trosk", OTHER, at=NOON, by="Breska")
    noted = [(entry.who, entry.what, entry.subject) for entry in reversed(people.list_audit(file))]
    assert noted == [
        ("", "add account", "Yolvi Trosk: coder"),
        ("", "add account", "Breska: admin"),
        ("", "sign-in failed", ""),
        ("", "sign-in failed", "Breska"),
        ("Breska", "sign-in", ""),
        ("Breska", "set password", "Yolvi Trosk"),
    ]


def test_the_log_is_paged_and_filtered(file: PeopleFile) -> None:
    for number in range(7):
        people.note(file, "POST", subject=f"/{number}", who="Breska" if number % 2 else "", at=NOON, status=200)
    page = people.list_audit(file, limit=3)
    assert [entry.subject for entry in page] == ["/6", "/5", "/4"]
    assert [entry.subject for entry in people.list_audit(file, limit=3, before=page[-1].number)] == ["/3", "/2", "/1"]
    assert [entry.subject for entry in people.list_audit(file, who="Breska")] == ["/5", "/3", "/1"]


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_the_log_cannot_be_rewritten(file: PeopleFile, statement: str) -> None:
    with (
        closing(sqlite3.connect(file.path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="only added to"),
    ):
        connection.execute(statement)


def test_the_tables_are_those_that_the_code_reads(file: PeopleFile) -> None:
    rows = {"account": stored.AccountRow, "session": stored.SessionRow, "token": stored.TokenRow}
    rows |= {"failure": stored.FailureRow, "audit": stored.AuditRow}
    with closing(sqlite3.connect(file.path)) as connection:
        for table, row in rows.items():
            columns = tuple(found[1] for found in connection.execute(f"PRAGMA table_info({table})"))
            assert columns == tuple(field.name for field in fields(row))
