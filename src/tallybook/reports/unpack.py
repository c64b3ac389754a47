"""Gzip as a stream that refuses to grow without bounds (a decompression bomb)."""

from __future__ import annotations

import zlib
from typing import Protocol

from tallybook.errors import TooLargeError
from tallybook.reports.options import MAX_EXPANSION

__all__ = ["Readable", "Unpacked"]

_CHUNK = 65_536
_GZIP = 16 + zlib.MAX_WBITS


class Readable(Protocol):
    """What bytes are read from; an empty answer is the end."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""
        ...


class Unpacked:
    """The contents of a gzip stream, all of its members. Raises TooLargeError while reading, as soon as more than
    `least` bytes and more than MAX_EXPANSION times what was read have come out; zlib.error or EOFError when damaged.
    """

    def __init__(self, packed: Readable, where: str, least: int) -> None:
        self._packed = packed
        self._where = where
        self._least = least
        self._decompressor = zlib.decompressobj(_GZIP)
        self._pending = b""
        self._taken = self._given = 0

    def read(self, size: int, /) -> bytes:
        """Exactly `size` bytes, fewer at the end."""
        parts: list[bytes] = []
        missing = size
        while missing > 0 and (part := self._some(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _some(self, most: int) -> bytes:
        while True:
            if self._decompressor.eof:
                self._pending = self._decompressor.unused_data or self._packed.read(_CHUNK)
                if not self._pending.strip(b"\x00"):
                    return b""
                self._decompressor = zlib.decompressobj(_GZIP)
                self._taken += len(self._pending)
            elif not self._pending:
                self._pending = self._packed.read(_CHUNK)
                self._taken += len(self._pending)
                if not self._pending:
                    raise EOFError("it ends in the middle")
            part = self._decompressor.decompress(self._pending, most)
            self._pending = self._decompressor.unconsumed_tail
            self._given += len(part)
            if self._given > max(self._least, MAX_EXPANSION * self._taken):
                raise TooLargeError(
                    f"{self._where} unpacks to more than {MAX_EXPANSION} times its size, which no text does."
                )
            if part:
                return part
