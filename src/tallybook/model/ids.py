"""Ids derived from content: the same content has the same id on every machine, and a changed field another one.

An id is a prefix that tells the kind of record, an underscore, and the first 20 hexadecimal digits (80 bits) of the
BLAKE2b hash of the record's key. The key is a JSON object with sorted keys and no white space; each record documents
which of its fields are in it. At 80 bits, a book of ten million statements has two equal ids by chance with a
probability below one in ten billion.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["canonical_json", "content_id", "text_hash"]

ID_DIGITS = 20


def canonical_json(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_id(prefix: str, key: Mapping[str, Any]) -> str:
    """The id of a record of kind `prefix` whose key is `key` (JSON values only)."""
    # "surrogatepass": a lone surrogate in a hostile text must give an id, not a crash.
    encoded = canonical_json(dict(key)).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(encoded, digest_size=ID_DIGITS // 2).hexdigest()
    return f"{prefix}_{digest}"


def text_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
