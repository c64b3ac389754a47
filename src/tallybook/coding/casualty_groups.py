"""Who the people of casualty rows were, by all that the report says of them: ages, nationality, roles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.descriptions import Descriptions
from tallybook.coding.grammar import Parse, Phrase
from tallybook.coding.lexicons import singular, words
from tallybook.coding.occurrences import Occurrence
from tallybook.places import PlaceExpression, country_of_demonym

__all__ = ["country_by_places", "is_foreign", "is_over_violence", "is_young", "settle_groups"]

_ADULT = 18
_UNTOLD = frozenset(("unspecified", "women", "foreigners"))  # groups of which any role says more
_BY_AUTHORITIES = frozenset(("arrested", "released", ""))  # harms that need no violence
# Groups that say least of a person first; all groups that are not here say more.
_VAGUE = ("unspecified", "civilians", "foreigners", "women", "children")
_AGES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen"),
)
_YEARS = re.compile(r"(\w+)[- ]years?[- ]old\b")
_MONTHS = re.compile(r"\w+[- ](?:month|week|day)s?[- ]old\b")


def settle_groups(
    parse: Parse, rows: Sequence[RowDraft], places: Sequence[PlaceExpression], told: Descriptions
) -> None:
    """Change the groups of rows in place, where the report tells more of their people than the words of the row."""
    home = country_by_places(places)
    for row in rows:
        if row.group in _UNTOLD and row.phrase is not None and not row.attackers:
            plain = row.group == "unspecified" and (row.phrase.person is None or row.phrase.person.generic)
            group = told.of_name(row.phrase) or (told.of_organization(row.phrase) if plain else "")
            row.group = group or row.group
    for row in rows:
        if row.group in _VAGUE and row.phrase is not None:
            young = is_young(parse, row.phrase)
            if young:
                row.group = "children"
            elif young is False and row.group == "children" and row.phrase.name is not None:
                row.group = "unspecified"  # "the child's grandfather, Tom Quell, 54,"
            elif row.group == "unspecified" and is_foreign(parse, row.phrase, home):
                row.group = "foreigners"
    _by_name(rows)
    for row in rows:
        if row.harm == "arrested" and row.group in _VAGUE and is_over_violence(row.occurrence):
            row.group, row.attackers = "attackers", True


def country_by_places(places: Sequence[PlaceExpression]) -> str:
    """The country that most places of the report lie in."""
    countries = Counter(one.value.place.country for one in places if one.value.place is not None)
    return max(countries, key=lambda code: (countries[code], code), default="")


def is_young(parse: Parse, phrase: Phrase) -> bool | None:
    """By "five-year-old", "14-month-old", or the number behind a name: "Ana Quell, 15,". None where no age is told."""
    lowers = parse.text.lowers
    told = " ".join(lowers[phrase.first : phrase.last])
    if _MONTHS.search(told):
        return True
    match = _YEARS.search(told)
    age = _number(match[1].rpartition("-")[2]) if match is not None else None
    behind = lowers[phrase.last : phrase.last + 3]
    if phrase.name is not None and len(behind) == 3 and behind[0] == "," and behind[2] in {",", ".", ";", "and"}:
        age = _number(behind[1])
    return None if age is None else age < _ADULT


def _number(word: str) -> int | None:
    """An age; None for what is none."""
    if word.isdecimal():
        return int(word)
    return _AGES.index(word) + 1 if word in _AGES else None


def is_foreign(parse: Parse, phrase: Phrase, home: str) -> bool:
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


def is_over_violence(occurrence: Occurrence) -> bool:
    """Whether more than arrests is told of an occurrence: then those arrested are held to have done it."""
    return any(
        hit.trigger.harm not in _BY_AUTHORITIES or hit.trigger.type not in {"detention", ""} for hit in occurrence.hits
    )
