"""Instants as they are kept: ISO 8601 in UTC, to the microsecond, so that their texts sort like the instants."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from tallybook.errors import BadDateError

__all__ = ["instant", "instant_or_now", "now", "parse_since"]


def now() -> str:
    """This instant."""
    return _written(datetime.now(UTC))


def instant(text: str) -> str:
    """An instant that a program gives, as it is kept; without a time zone it is in UTC. Raises BadDateError."""
    try:
        return _written(datetime.fromisoformat(text))
    except ValueError as error:
        raise BadDateError(f"{text!r} is not an instant such as 2024-06-01T12:00:00+00:00.") from error


def instant_or_now(text: str) -> str:
    """The instant that a program gives, as it is kept; this one where it gives none. Raises BadDateError."""
    return instant(text) if text else now()


def _written(found: datetime) -> str:
    aware = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def parse_since(text: str) -> int | str:
    """The number of an event (r1532), or an instant as it is kept, from what a person gives.

    A day, month or year (2024-06-01, 2024-06, 2024) is its beginning in UTC. Raises BadDateError.
    """
    from tallybook.reports import parse_published  # noqa: PLC0415 (the readers of web pages are slow to import)

    if re.fullmatch(r"r\d+", text):
        return int(text[1:])
    if "T" in text or " " in text:
        return instant(text)
    try:
        return _written(datetime.combine(parse_published(text).first, time()))
    except BadDateError as error:
        raise BadDateError(
            f"{text!r} is neither a day such as 2024-06-01, an instant such as 2024-06-01T12:00:00, nor the number of "
            "an event such as r1532."
        ) from error
