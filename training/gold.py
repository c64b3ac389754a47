"""What labels say of the people in a report: their group, what befell them, what they are held responsible for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.grammar import Phrase
from tallybook.coding.tokens import Text
from tallybook.evaluation.gold_labels import Labels, Row
from tallybook.model import Span


@dataclass
class Told:
    """What the labels say of one phrase. `unsure`: it is part of the words of a row, and perhaps not the people."""

    harms: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    acts: set[str] = field(default_factory=set)
    unsure: bool = False


def told_of(labels: Labels, phrases: Sequence[Phrase], text: Text, rows: Sequence[RowDraft]) -> list[Told]:
    """What the labels say of each phrase.

    People are told of again and again, and the labels have each row once: a phrase that may be a row of the labels in
    other words teaches nothing.
    """
    told = [Told() for _ in phrases]
    for row in labels.rows:
        near = _within(row.words, phrases, text)
        people = _people(row, near, phrases)
        for index in near:
            if index in people:
                told[index].harms.add(row.harm)
                told[index].groups.add(row.group)
            else:
                told[index].unsure = True
    lowers = text.lowers
    for harm in {row.harm for row in labels.rows}:
        known = [one for one, said in zip(phrases, told, strict=True) if harm in said.harms]
        heads, numbers = {lowers[one.head] for one in known}, {str(one.quantity) for one in known}
        found = {row.phrase.first for row in rows if row.harm == harm and row.phrase is not None}
        for one, said in zip(phrases, told, strict=True):
            named = one.quantity is None and lowers[one.head] in heads
            again = one.first in found and str(one.quantity) in numbers
            if harm not in said.harms and (named or again):
                said.unsure = True
    for entry in labels.entries:
        for span in entry.actors:
            if near := _within(span, phrases, text):
                told[near[0]].acts.add(entry.act)
                break
    return told


def _within(span: Span, phrases: Sequence[Phrase], text: Text) -> list[int]:
    """The phrases that begin within these words, or hold their beginning."""
    first, last = text.token_range(span)
    return [number for number, one in enumerate(phrases) if one.first < last and first < one.core_last]


def _people(row: Row, near: Sequence[int], phrases: Sequence[Phrase]) -> set[int]:
    """Of the phrases in the words of a row those that are the people: the first, or each of a list."""
    if not near:
        return set()
    low, best, high = row.numbers
    listed = [one for one in near if phrases[one].person is not None or phrases[one].name is not None]
    several = best is not None and best > 1 and low == best == high and phrases[near[0]].quantity is None
    return set(listed) if several and len(listed) == best else {near[0]}
