"""Totals and their parts: which rows are among the people of which other row, so that nobody is counted twice."""

from __future__ import annotations

from collections.abc import Iterable

from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.grammar import Parse, Tag
from tallybook.coding.lexicons import read_list
from tallybook.model import Quantity, TotalRelation

__all__ = ["link_rows"]


def link_rows(parse: Parse, rows: list[RowDraft]) -> list[RowDraft]:
    """The rows with their totals set, and the rows of conditions ("one critically") added."""
    rows = [*rows, *_condition_rows(parse, rows)]
    rows = [row for row in rows if not _died_of_it(row, rows)]
    for harm_rows in _by_occurrence_and_harm(rows):
        _link_parts(harm_rows)
        _link_open(harm_rows)
    return sorted(rows, key=lambda row: (row.first, row.last))


def _died_of_it(row: RowDraft, rows: list[RowDraft]) -> bool:
    """Whether those who "were shot" are the ones of whom another row says that they were killed."""
    return row.presumed and any(
        other.harm == "killed"
        and other.occurrence is row.occurrence
        and not other.quantity.is_zero
        and (row.quantity == other.quantity or bool(set(row.names) & set(other.names)))
        and (row.group == other.group or row.generic or other.generic or bool(set(row.names) & set(other.names)))
        for other in rows
    )


def _by_occurrence_and_harm(rows: Iterable[RowDraft]) -> list[list[RowDraft]]:
    table: dict[tuple[int, str], list[RowDraft]] = {}
    for row in rows:
        table.setdefault((id(row.occurrence), row.harm), []).append(row)
    return list(table.values())


def _link_parts(rows: list[RowDraft]) -> None:
    """A row of a stated group is part of the total that speaks of people in general, where there is room for it."""
    totals = [
        row
        for row in rows
        if row.generic
        and not row.additional
        and not row.attackers
        and row.total is None
        and _is_number(row.quantity)
        and not row.condition
    ]
    for row in rows:
        if row.generic or row.attackers or row.total is not None:
            continue
        fitting = [
            total
            for total in totals
            if total.list_number != row.list_number and _has_room(total.quantity, row.quantity)
        ]
        if fitting:
            # The body's total before the headline's: it has the fuller wording.
            row.total = max(fitting, key=lambda total: (total.quantity.floor, total.first))
            row.total_relation = TotalRelation.PART


def _has_room(total: Quantity, part: Quantity) -> bool:
    return total.high is None or part.floor <= total.high


def _is_number(quantity: Quantity) -> bool:
    return not quantity.is_unknown and not quantity.is_zero


def _link_open(rows: list[RowDraft]) -> None:
    """Attackers who died by their own bomb may or may not be among the attackers counted elsewhere: left open."""
    counted = [row for row in rows if row.attackers and not row.self_inflicted and _is_number(row.quantity)]
    for row in rows:
        if row.self_inflicted and row.total is None and counted:
            row.total, row.total_relation = counted[0], TotalRelation.OPEN


def _condition_rows(parse: Parse, rows: list[RowDraft]) -> list[RowDraft]:
    """ "One critically", "describing one in critical condition": parts of the injured of the same sentence."""
    found: list[RowDraft] = []
    injured = [row for row in rows if row.harm == "injured"]
    for row in injured:
        sentence = parse.text.sentence_of(row.cue)
        for number in parse.numbers:
            if not (row.last <= number.first and number.last <= sentence.last):
                continue
            if number.last < len(parse.tags) and parse.tags[number.last] in (Tag.NOUN, Tag.NAME):
                continue
            condition = _condition_behind(parse, number.last, sentence.last)
            if condition is None or not _has_room(row.quantity, number.quantity):
                continue
            code, last = condition
            found.append(
                RowDraft(
                    occurrence=row.occurrence,
                    harm=row.harm,
                    group=row.group,
                    quantity=number.quantity,
                    role="",
                    first=number.first,
                    last=last,
                    cue=number.first,
                    generic=row.generic,
                    condition=code,
                    total=row,
                    total_relation=TotalRelation.PART,
                )
            )
    return found


def _condition_behind(parse: Parse, index: int, limit: int) -> tuple[str, int] | None:
    """(code, last token) of a condition within a few words behind a number."""
    lowers = parse.text.lowers
    for code, phrases in read_list("discourse")["conditions"].items():
        for phrase in phrases:
            parts = phrase.split()
            for start in range(index, min(index + 6, limit - len(parts) + 1)):
                if lowers[start : start + len(parts)] == parts:
                    return code, start + len(parts)
    return None
