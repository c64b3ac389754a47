"""The slots 18 to 23 of a MUC-4 template: who was harmed, how many, and how."""

from __future__ import annotations

from collections.abc import Iterator

from tallybook.exports.facts import Facts, Plain
from tallybook.exports.muc4_words import mapped, quoted

__all__ = ["human_slots", "muc_number"]

_NO_SLOT = frozenset(("attackers", "armed_group"))
_NOTHING = quoted("-")  # what a cross-reference names where no words tell of the people


def human_slots(facts: Facts) -> Iterator[tuple[int, str]]:
    """The fills of the slots 18 to 23, each with its slot."""
    for row in facts.values("casualties"):
        if row["group"] not in _NO_SLOT:
            yield from _row(row)
    for target in facts.values("target"):
        if target["human"]:
            words = quoted(target["text"])
            yield 19, words
            for kind in mapped("target_kinds", [target["kind"]], "hum_type"):
                yield 20, f"{kind}: {words}"


def _row(row: Plain) -> Iterator[tuple[int, str]]:
    """People of one casualty row: by name where they have one, else by the words for them."""
    names = [quoted(name) for name in row["names"]]
    for name in names:
        yield 18, name
    words = quoted(row["role"]) if row["role"] else ""
    if words:
        yield from ((19, f"{words}: {name}") for name in names)
        if not names:
            yield 19, words
    for reference in names or [words or _NOTHING]:
        for kind in mapped("groups", [row["group"]], "hum_type"):
            yield 20, f"{kind}: {reference}"
        for effect in mapped("harms", [row["harm"]], "hum_effect"):
            yield 23, f"{effect}: {reference}"
    number = muc_number(row["quantity"])
    if number:
        # A number is of the row as a whole; of people with names it is one each.
        yield from ((21, f"1: {name}") for name in names)
        if not names:
            yield 21, f"{number}: {words or _NOTHING}"


def muc_number(quantity: Plain) -> str:
    """A number as MUC-4 writes it: "4", "6 - 8", "6 -", "- 3", "~100"; empty where none is known."""
    low, best, high = quantity["low"], quantity["best"], quantity["high"]
    if low is not None and low == high:
        return str(low)
    if quantity["qualifier"] in ("about", "nearly") and best is not None:
        return f"~{best}"
    if low is None and high is None:
        return str(best) if best is not None else ""
    return f"{low if low is not None else ''} - {high if high is not None else ''}".strip()
