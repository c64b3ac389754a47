"""Totals and their parts: which rows are among the people of which other row, so that nobody is counted twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.grammar import Parse, Phrase, Tag
from tallybook.coding.lexicons import read_list, singular, words
from tallybook.model import Quantity, TotalRelation

__all__ = ["gender_of", "link_rows"]

_YEARS = re.compile(r"(\d+)-year-old")
_AGE_DIGITS = 2
_SEVERAL = 2
_COMPARED = 20  # the last persons, and the last rows of each, that a row is compared with: long texts have many
_ALSO = frozenset(("children", "women", "foreigners"))  # groups of which one person may be in several
# Roles that a child, a woman or a foreigner of another row may well have; the armed ones are told as such at once.
_CIVIL = frozenset(
    ("teachers_students", "journalists", "human_rights_defenders", "religious", "aid_workers", "health_workers")
)


def link_rows(parse: Parse, rows: list[RowDraft]) -> list[RowDraft]:
    """The rows with their totals set, and the rows of conditions ("one critically") added."""
    rows = [*rows, *_condition_rows(parse, rows), *_fatal_rows(parse, rows)]
    rows = [row for row in rows if not _died_of_it(row, rows)]
    rows = _join_lists(rows)
    for harm_rows in _by_occurrence_and_harm(rows):
        _join_persons(parse, harm_rows)
        _join_counts(harm_rows)
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


def gender_of(parse: Parse, phrase: Phrase) -> str:
    """ "male" or "female" where the words of a phrase tell, else ""."""
    lowers = {singular(word) for word in parse.text.lowers[phrase.first : phrase.last]}
    return next((gender for gender in ("male", "female") if lowers & words("people", gender)), "")


def _join_lists(rows: list[RowDraft]) -> list[RowDraft]:
    """The people of one group in one list as one row: "a man and his son" are two."""
    lists: dict[tuple[int, str, int, str], list[RowDraft]] = {}
    held = {id(row.total) for row in rows if row.total is not None}
    for row in rows:
        exact = row.quantity.best is not None and row.quantity == Quantity.stated(row.quantity.best)
        alone = row.total is None and id(row) not in held and not row.condition and not row.additional
        if exact and alone and row.list_number >= 0 and row.phrase is not None and not row.quantity.is_zero:
            lists.setdefault((id(row.occurrence), row.harm, row.list_number, row.group), []).append(row)
    groups: dict[int, set[str]] = {}
    for row in rows:
        if row.total is None:
            groups.setdefault(row.list_number, set()).add(row.group)
    for row in rows:
        # "Two men, three women": the men are no total of the women.
        row.generic = row.generic and (row.list_number < 0 or len(groups.get(row.list_number, ())) < 2)
    dropped: set[int] = set()
    for together in lists.values():
        first, *others = together
        for other in others:
            first.quantity = first.quantity + other.quantity
            first.first, first.last = min(first.first, other.first), max(first.last, other.last)
            first.names = tuple(dict.fromkeys((*first.names, *other.names)))
            first.generic = first.generic and other.generic
            dropped.add(id(other))
    return [row for row in rows if id(row) not in dropped]


def _join_persons(parse: Parse, rows: list[RowDraft]) -> None:
    """One person told of in several words ("a girl", "Ana Quell") gets one group, so that nobody is counted twice.

    A news report tells of one person again and again. Two rows of one person each are two people where their names,
    ages or genders differ, where one list has both, or where the words say so ("another").
    """
    persons: list[list[RowDraft]] = []
    for row in sorted(rows, key=lambda one: one.first):
        if row.quantity != Quantity.stated(1) or row.phrase is None or row.condition or row.self_inflicted:
            continue
        known = [
            person
            for person in persons[-_COMPARED:]
            if all(_may_be_one(parse, row, other) for other in person[-_COMPARED:])
        ]
        same = [person for person in known if any(_share_name(row, other) for other in person)] or known
        if same:
            same[-1].append(row)
        else:
            persons.append([row])
    for person in persons:
        told = min(person, key=_says_least)
        held = next((row for row in person if row.total is not None), None)
        for row in person:
            row.group, row.generic = told.group, row.generic and told.generic
            if held is not None and row.total is None and row not in _totals_of(held):
                row.total, row.total_relation = held.total, held.total_relation


def _join_counts(rows: list[RowDraft]) -> None:
    """ "Killed her two daughters", "killed two children": the same number, in words for sex and for age."""
    first: dict[int, RowDraft] = {}
    for row in sorted(rows, key=lambda one: (one.group != "children", one.first)):
        number = row.quantity.best
        if row.group not in _ALSO or number is None or number < _SEVERAL or row.quantity != Quantity.stated(number):
            continue
        known = first.setdefault(number, row)
        if known.list_number != row.list_number and row.total is None:
            row.group = known.group


def _says_least(row: RowDraft) -> tuple[bool, bool]:
    """False first: a role says more of a person than sex and age, these more than nothing."""
    return row.generic or row.group == "unspecified", row.group in _ALSO or row.group == "civilians"


def _totals_of(row: RowDraft) -> list[RowDraft]:
    """The rows that hold a row, from the nearest on."""
    found: list[RowDraft] = []
    while row.total is not None:
        row = row.total
        found.append(row)
    return found


def _may_be_one(parse: Parse, row: RowDraft, other: RowDraft) -> bool:
    if row.phrase is None or other.phrase is None or row.attackers is not other.attackers or row.additional:
        return False
    if row.list_number == other.list_number:
        return False
    if row.total is not None and other.total is not None and row.total is not other.total:
        return False
    if row.names and other.names and not _share_name(row, other):
        return False
    if {"another", "second", "third", "fourth", "both"} & set(parse.text.lowers[row.phrase.first : row.phrase.last]):
        return False
    for told in (gender_of, _age_of):
        mine, theirs = told(parse, row.phrase), told(parse, other.phrase)
        if mine and theirs and mine != theirs:
            return False
    groups = {row.group, other.group} - {"unspecified", "civilians"}
    return len(groups) < 2 or groups <= _ALSO or (bool(groups & _ALSO) and groups <= _ALSO | _CIVIL)


def _share_name(row: RowDraft, other: RowDraft) -> bool:
    """Whether two rows have a name, or a surname, in common."""
    return any(
        one == name or one.split()[-1] == name.split()[-1] for one in row.names for name in other.names if one and name
    )


def _age_of(parse: Parse, phrase: Phrase) -> str:
    """The years that a phrase or the words behind it give: "a 12-year-old boy", "Ana Quell, 34,"."""
    lowers = parse.text.lowers
    for word in lowers[phrase.first : phrase.last]:
        if found := _YEARS.match(word):
            return found[1]
    behind = lowers[phrase.last : phrase.last + 3]
    if len(behind) > 1 and behind[0] == "," and behind[1].isdigit() and len(behind[1]) <= _AGE_DIGITS:
        return behind[1]
    return ""


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
        # "One man was found at home" is one of "at least five"; other numbers of people in general are other counts.
        single = row.quantity == Quantity.stated(1) and not row.additional
        if (row.generic and not single) or row.attackers or row.total is not None:
            continue
        fitting = [
            total
            for total in totals
            if total is not row
            and total.list_number != row.list_number
            and _has_room(total.quantity, row.quantity)
            and (not row.generic or total.quantity.floor > 1)
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


def _fatal_rows(parse: Parse, rows: list[RowDraft]) -> list[RowDraft]:
    """ "Four teenagers were shot, one fatally": one of them was killed, and the others were injured."""
    found: list[RowDraft] = []
    for row in rows:
        low = row.quantity.best
        if row.harm != "injured" or not row.presumed or low is None or row.quantity != Quantity.stated(low):
            continue
        sentence = parse.text.sentence_of(row.cue)
        for number in parse.numbers:
            dead = number.quantity.best
            inside = sentence.first <= number.first and number.last < sentence.last
            if (
                not inside
                or dead is None
                or not 0 < dead < low
                or row.phrase is None
                or number.first < row.phrase.first
            ):
                continue
            behind = parse.text.lowers[number.last : number.last + 3]
            if behind[0] == "fatally" or behind in (["of", "them", "fatally"], ["of", "whom", "fatally"]):
                killed = replace(row, harm="killed", quantity=number.quantity, first=number.first, last=number.last + 1)
                killed.cue, killed.presumed, killed.phrase, killed.names = number.first, False, None, ()
                found.append(killed)
                row.quantity = Quantity.stated(low - dead)
                break
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
