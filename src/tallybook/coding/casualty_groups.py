"""Who the people of casualty rows were, by all that the report says of them: ages, nationality, roles told elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.grammar import Parse, Phrase
from tallybook.coding.lexicons import singular, words
from tallybook.places import PlaceExpression, country_of_demonym

__all__ = ["settle_groups"]

_ADULT = 18
# Groups that say least of a person first; all groups that are not here say more.
_VAGUE = ("unspecified", "civilians", "foreigners", "women", "children")
_AGE_WORDS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split(),
        start=1,
    )
}
_YEARS = re.compile(r"(\w+)[- ]years?[- ]old\b")
_MONTHS = re.compile(r"\w+[- ](?:month|week|day)s?[- ]old\b")


def settle_groups(parse: Parse, rows: Sequence[RowDraft], places: Sequence[PlaceExpression]) -> None:
    """Change the groups of rows in place, where the report tells more of their people than the words of the row."""
    home = _home(places)
    for row in rows:
        if row.group in _VAGUE and row.phrase is not None:
            if _is_child(parse, row.phrase):
                row.group = "children"
            elif row.group == "unspecified" and _is_foreign(parse, row.phrase, home):
                row.group = "foreigners"
    _by_name(rows)
    for row in rows:
        if row.harm == "arrested" and row.group in _VAGUE and _is_over_violence(row):
            row.group, row.attackers = "attackers", True


def _home(places: Sequence[PlaceExpression]) -> str:
    """The country that most places of the report lie in."""
    countries = Counter(one.value.place.country for one in places if one.value.place is not None)
    return max(countries, key=lambda code: (countries[code], code), default="")


def _is_child(parse: Parse, phrase: Phrase) -> bool:
    """By "five-year-old", "14-month-old", or a number below 18 behind a name: "Ana Quell, 15,"."""
    lowers = parse.text.lowers
    told = " ".join(lowers[phrase.first : phrase.last])
    if _MONTHS.search(told):
        return True
    if (match := _YEARS.search(told)) is not None:
        return _number(match[1].rpartition("-")[2]) < _ADULT
    behind = lowers[phrase.last : phrase.last + 3]
    aged = phrase.name is not None and len(behind) == 3 and behind[0] == "," and behind[2] in {",", ".", ";", "and"}
    return aged and _number(behind[1]) < _ADULT


def _number(word: str) -> int:
    """An age; far more than any for what is none."""
    return int(word) if word.isdecimal() else _AGE_WORDS.get(word, 1000)


def _is_foreign(parse: Parse, phrase: Phrase, home: str) -> bool:
    """By a nationality that is not that of the country where most of the report takes place."""
    lowers = parse.text.lowers
    if phrase.name is not None and phrase.person is None and phrase.quantity is None:
        return False
    head = lowers[phrase.head]
    nationality = country_of_demonym(head)
    if not nationality and singular(head) in words("people", "nationals") and phrase.head > phrase.first:
        nationality = country_of_demonym(lowers[phrase.head - 1])
    return bool(nationality and home) and nationality != home


def _by_name(rows: Sequence[RowDraft]) -> None:
    """One group for all rows of one person: the one that says most."""
    named: dict[str, list[RowDraft]] = defaultdict(list)
    for row in rows:
        if len(row.names) == 1 and not row.attackers:
            named[row.names[0].lower()].append(row)
    for same in named.values():
        groups = [row.group for row in same]
        told = [group for group in groups if group not in _VAGUE]
        best = told[0] if told else max(groups, key=_VAGUE.index)
        for row in same:
            if row.group in _VAGUE:
                row.group = best


def _is_over_violence(row: RowDraft) -> bool:
    """Whether the arrest belongs to an occurrence of violence: then the arrested are held to have done it."""
    return any(hit.trigger.harm not in {"arrested", "released", ""} for hit in row.occurrence.hits) or any(
        hit.trigger.type not in {"detention", ""} for hit in row.occurrence.hits
    )
