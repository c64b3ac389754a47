"""The manifest of a dump: its format, the revision of the tables, and for each kind how many rows and which bytes."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallybook.errors import DumpError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FORMATS", "MANIFEST", "Manifest", "Part", "measured", "read_manifest", "verify"]

FORMATS = ("jsonl", "parquet")
MANIFEST = "manifest.json"
_LAYOUT = 1
_MAX_MANIFEST = 1 << 20  # bytes; a manifest of all tables has about 3,000
_AGAIN = "make the dump again, or get another copy of it"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a dump: how many rows and bytes it has, and their SHA-256."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a dump says of itself. The files are named after the kinds; no name is ever taken from the manifest.

    Equal books give equal manifests: there is no date in it, nor the version of the program that wrote it.
    """

    format: str
    revision: str
    kinds: Mapping[str, Part]

    def to_text(self) -> str:
        """The manifest as it is written to the file."""
        parts = {
            name: {"bytes": part.bytes, "rows": part.rows, "sha256": part.sha256} for name, part in self.kinds.items()
        }
        plain = {"format": self.format, "kinds": parts, "revision": self.revision, "tallybook_dump": _LAYOUT}
        return json.dumps(plain, indent=1, sort_keys=True) + "\n"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the manifest, and so of everything in the dump: equal for equal books."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()

    @property
    def rows(self) -> int:
        """Rows of all kinds."""
        return sum(part.rows for part in self.kinds.values())


def measured(path: Path, rows: int) -> Part:
    """The part that the file at `path` with `rows` rows is."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(rows, path.stat().st_size, digest)


def verify(path: Path, part: Part) -> None:
    """Refuse a file that is not the one that the manifest describes, before anything in it is read. Raises DumpError.

    Only a regular file is opened: a link could lead anywhere, and a pipe never end.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise DumpError(f"{path} is not a regular file, as all files of a dump are; {_AGAIN}.")
        if status.st_size != part.bytes:
            raise DumpError(f"{path} has {status.st_size} bytes instead of {part.bytes}; {_AGAIN}.")
        if measured(path, part.rows).sha256 != part.sha256:
            raise DumpError(f"{path} is not what the manifest says (another SHA-256), so it was changed; {_AGAIN}.")
    except FileNotFoundError as error:
        raise DumpError(f"{path} is missing from the dump; {_AGAIN}.") from error
    except OSError as error:
        raise DumpError(f"{path} cannot be read ({error.strerror}); check its permissions.") from error


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the dump in `folder`. Raises DumpError where there is none, or it is damaged."""
    path = folder / MANIFEST
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_MANIFEST:
            raise DumpError(f"{path} is not the manifest of a dump (no regular file, or too large).")
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DumpError(
            f"{folder} is not a dump (it has no {MANIFEST}); name the folder that `tallybook dump` made."
        ) from error
    except OSError as error:
        raise DumpError(f"{path} cannot be read ({error.strerror}); check its permissions.") from error
    except (ValueError, RecursionError) as error:
        raise DumpError(f"{path} is damaged (it is no JSON); {_AGAIN}.") from error
    if isinstance(found, dict) and type(layout := found.get("tallybook_dump")) is int and layout > _LAYOUT:
        raise DumpError(
            f"{folder} is a dump in the layout {layout}, but this version of Tallybook knows only {_LAYOUT}; "
            "install a newer version of Tallybook."
        )
    manifest = _parsed(found)
    if manifest is None:
        raise DumpError(f"{path} is not the manifest of a dump, or is damaged; {_AGAIN}.")
    return manifest


def _parsed(found: Any) -> Manifest | None:
    match found:
        case {
            "format": str(name),
            "kinds": dict(kinds),
            "revision": str(revision),
            "tallybook_dump": int(layout),
            **rest,
        } if not rest and layout == _LAYOUT and name in FORMATS and re.fullmatch(r"[0-9a-z]{1,32}", revision):
            parts = {kind: _part(plain) for kind, plain in kinds.items()}
            whole = {kind: part for kind, part in parts.items() if part is not None}
            return Manifest(name, revision, whole) if len(whole) == len(parts) else None
        case _:
            return None


def _part(found: Any) -> Part | None:
    match found:
        case {"bytes": int(size), "rows": int(rows), "sha256": str(digest), **rest} if not rest:
            return Part(rows, size, digest)
        case _:
            return None
