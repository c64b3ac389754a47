"""What formats of linked objects share: ids from content, objects written once, the text of an incident's name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from tallybook.exports.facts import Facts, is_named, source_name
from tallybook.exports.names import WITHHELD
from tallybook.exports.readable import words_of_code
from tallybook.model import canonical_json

__all__ = ["Once", "actor_key", "headline", "kept", "source_of"]


class Once:
    """Which objects are written already. Keeps 16 bytes for each, whatever the objects hold."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def is_new(self, id_: str) -> bool:
        """Whether this id comes for the first time."""
        digest = hashlib.blake2b(id_.encode(), digest_size=16).digest()
        if digest in self._seen:
            return False
        self._seen.add(digest)
        return True


def actor_key(actor: Mapping[str, Any], incident: str) -> str:
    """What tells an actor from others: its name where it has one of its own, else the incident as well.

    "Gunmen" of two incidents are two objects, and so are two people whose names are withheld.
    """
    own = is_named(actor) and WITHHELD not in actor["name"]
    return canonical_json([actor["lexicon_id"], actor["name"], actor["kind"], "" if own else incident])


def headline(facts: Facts) -> str:
    """An incident in a few words: what, where, when."""
    what = ", ".join(words_of_code(code) for code in facts.codes("incident_type")) or "incident"
    where = (facts.entry or {}).get("name") or (facts.place or {}).get("name")
    when = str(facts.when) if facts.when is not None else "date not known"
    return ", ".join(part for part in (what, where, when) if part)


def kept(plain: Mapping[str, Any]) -> dict[str, Any]:
    """A record without what is unknown: formats of linked objects leave it out instead of writing null."""
    return {name: value for name, value in plain.items() if value is not None and value not in ("", [], {})}


def source_of(head: Mapping[str, Any]) -> str:
    """Who published a report, or that it is not known."""
    return source_name(head) or "unknown source"
