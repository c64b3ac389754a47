"""Files, folders and standard input to reports: one after the other, each problem named and none of them the end."""

from __future__ import annotations

import os
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from tallybook.errors import (
    BadRecordError,
    EmptyInputError,
    TallybookError,
    TooLargeError,
    UnreadablePathError,
)
from tallybook.model import Report
from tallybook.reports.decode import decode, refuse_binary
from tallybook.reports.formats import is_json_lines, text_format
from tallybook.reports.making import raw_hash
from tallybook.reports.muc import read_messages
from tallybook.reports.options import ReadOptions, Skipped
from tallybook.reports.page import report_from_html
from tallybook.reports.records import load_json, report_from_record
from tallybook.reports.text import report_from_text
from tallybook.reports.unpack import Readable, Unpacked

__all__ = ["read_bytes", "read_paths", "read_stream"]

STANDARD_INPUT = "standard input"
_PEEK = 65_536
_CHUNK = 1_048_576


class _Joined:
    """A stream of which the first bytes were read already."""

    def __init__(self, first: bytes, rest: Readable) -> None:
        self._first = first
        self._rest = rest

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer at the end: a pipe gives what it has, so it is asked until it has no more."""
        parts = [self._first[:size]]
        self._first = self._first[size:]
        missing = size - len(parts[0])
        while missing > 0 and (part := self._rest.read(min(missing, _CHUNK))):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def read_paths(paths: Iterable[str], options: ReadOptions | None = None) -> Iterator[Report | Skipped]:
    """The reports of `paths` in order: files, folders with all below them (sorted, hidden files left out), "-".

    What cannot be read is given as Skipped in its place; nothing is raised for it and the rest is read. A file is
    opened when its turn comes, so memory holds one report at a time (a MUC file or a JSON array: one file).
    """
    options = options or ReadOptions()
    for path in paths:
        if path == "-":
            yield from read_stream(sys.stdin.buffer, STANDARD_INPUT, options)
        elif os.path.isdir(path):
            yield from _read_folder(path, options)
        else:
            yield from _read_file(path, options)


def read_bytes(
    data: bytes, options: ReadOptions | None = None, *, where: str = "The input"
) -> Iterator[Report | Skipped]:
    """The reports in some bytes, in whatever format they are; `where` names them and may have a suffix."""
    yield from read_stream(BytesIO(data), where, options or ReadOptions())


def _shown(path: str) -> str:
    """A path as text that every terminal and database takes, whatever bytes the name has."""
    return os.fsencode(path).decode("utf-8", "replace")


def _skipped(where: str, error: TallybookError) -> Skipped:
    return Skipped(where, error.code, str(error))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _read_folder(path: str, options: ReadOptions) -> Iterator[Report | Skipped]:
    empty = True
    for item in _walk(path, set()):
        empty = False
        if isinstance(item, Skipped):
            yield item
        else:
            yield from _read_file(item, options)
    if empty:
        yield _skipped(_shown(path), EmptyInputError(f"The folder {_shown(path)} holds no file to read."))


def _walk(path: str, seen: set[tuple[int, int]]) -> Iterator[str | Skipped]:
    """The files below a folder in the order of their names; a folder that was seen (a loop of links) is not entered."""
    try:
        status = os.stat(path)
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(path) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield _skipped(
            _shown(path), UnreadablePathError(f"The folder {_shown(path)} cannot be read: {_reason(error)}.")
        )
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if os.path.isdir(entry.path):
            yield from _walk(entry.path, seen)
        elif os.path.isfile(entry.path):
            yield entry.path
        else:
            # A pipe or device in a folder would block; a link to nothing has nothing to read.
            odd = UnreadablePathError(f"{_shown(entry.path)} is not a regular file.")
            yield _skipped(_shown(entry.path), odd)


def _read_file(path: str, options: ReadOptions) -> Iterator[Report | Skipped]:
    where = _shown(path)
    try:
        with open(path, "rb") as stream:
            status = os.fstat(stream.fileno())
            size = status.st_size if stat.S_ISREG(status.st_mode) else None
            yield from read_stream(stream, where, options, size)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        reason = _reason(error) if isinstance(error, OSError) else str(error)
        yield _skipped(where, UnreadablePathError(f"{where} cannot be read: {reason}."))


def read_stream(
    stream: BinaryIO, where: str, options: ReadOptions, size: int | None = None
) -> Iterator[Report | Skipped]:
    """The reports in a stream of bytes, gzip or not. `size` is its length where it is known."""
    try:
        yield from _read_stream(stream, where, options, size)
    except TallybookError as error:
        yield _skipped(where, error)
    except (zlib.error, EOFError) as error:
        yield _skipped(where, BadRecordError(f"{where} is a damaged gzip file: {error}."))


def _read_stream(stream: BinaryIO, where: str, options: ReadOptions, size: int | None) -> Iterator[Report | Skipped]:
    # The first bytes are looked at before it is known who reads on, so they are read here and handed over.
    first = stream.read(_PEEK)
    source: Readable = _Joined(first, stream)
    if first[:2] == b"\x1f\x8b":
        source, size = Unpacked(source, where, options.max_bytes), None
    head = source.read(_PEEK)
    if options.format in {"auto", "jsonl"} and (options.format == "jsonl" or is_json_lines(head, where)):
        refuse_binary(head[:4096], where)
        yield from _read_lines(head, source, where, options)
        return
    if size is not None and size > options.max_bytes:
        raise _too_large(where, options)
    rest = source.read(options.max_bytes + 1 - len(head)) if len(head) <= options.max_bytes else b""
    data = head + rest
    if len(data) > options.max_bytes:
        raise _too_large(where, options)
    yield from _read_whole(data, where, options)


def _too_large(where: str, options: ReadOptions) -> TooLargeError:
    return TooLargeError(
        f"{where} is larger than the limit of {options.max_bytes:,} bytes; split it, or raise the limit."
    )


def _read_whole(data: bytes, where: str, options: ReadOptions) -> Iterator[Report | Skipped]:
    text = decode(data, where)
    kind = options.format if options.format != "auto" else text_format(text, where, where)
    digest = raw_hash(data)
    if kind == "html":
        yield report_from_html(text, options, where=where, digest=digest)
    elif kind == "muc":
        yield from read_messages(text, options, where, digest)
    elif kind == "json":
        yield from _read_json(text, where, options, digest)
    else:
        yield report_from_text(text, options, where=where, digest=digest)


def _read_json(text: str, where: str, options: ReadOptions, digest: str) -> Iterator[Report | Skipped]:
    value = load_json(text.removeprefix("\ufeff"), where)
    if not isinstance(value, list):
        yield report_from_record(value, options, where, digest)
        return
    if not value:
        raise EmptyInputError(f"{where} is an empty JSON array.")
    for number, record in enumerate(value, start=1):
        place = f"{where} record {number}"
        try:
            yield report_from_record(record, options, place, digest)
        except TallybookError as error:
            yield _skipped(place, error)


def _read_lines(head: bytes, source: Readable, where: str, options: ReadOptions) -> Iterator[Report | Skipped]:
    number = 0
    records = 0
    for number, line in enumerate(_lines(head, source, options.max_line_bytes), start=1):
        place = f"{where} line {number}"
        try:
            if line is None:
                raise TooLargeError(f"{place} is longer than the limit of {options.max_line_bytes:,} bytes.")
            if line.strip():
                records += 1
                yield _read_line(line, options, place)
        except TallybookError as error:
            records += 1
            yield _skipped(place, error)
    if not records:
        raise EmptyInputError(f"{where} is empty.")


def _read_line(line: bytes, options: ReadOptions, place: str) -> Report:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRecordError(f"{place} is not UTF-8, which JSON is written in.") from error
    return report_from_record(load_json(text, place), options, place, raw_hash(line.rstrip(b"\r\n")))


def _lines(head: bytes, source: Readable, most: int) -> Iterator[bytes | None]:
    """The lines of a stream that begins with `head`; None for one longer than `most`, which is never held whole."""
    buffer = head
    overlong = False
    ended = False
    while not ended:
        start = 0
        while (end := buffer.find(b"\n", start)) >= 0:
            yield None if overlong or end - start > most else buffer[start:end]
            overlong = False
            start = end + 1
        buffer = buffer[start:]
        if len(buffer) > most:
            overlong, buffer = True, b""
        more = source.read(_CHUNK)
        ended = not more
        buffer += more
    if overlong or buffer:
        yield None if overlong or len(buffer) > most else buffer
