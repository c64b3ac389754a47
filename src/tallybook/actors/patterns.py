"""Actors by pattern: a country's forces, and actors that are described and not named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.actors.expressions import Finding

if TYPE_CHECKING:
    from tallybook.actors.expressions import Reading
    from tallybook.actors.words import Head

__all__ = ["find_descriptions", "find_forces", "walk_left"]

# "Karachi police", "Khyber Pakhtunkhwa police": longer runs of capitals are titles.
_PLACE_WORDS = 2
# "anti-gang unit": the compound is against what it names.
_AGAINST = frozenset(("anti", "counter", "ex", "non"))
_PERSON_ENDINGS = ("s", "men", "women", "people", "police")


def find_forces(reading: Reading) -> None:
    """State forces: [country, demonym or place] [modifiers] words for a force [of a country]."""
    tokens, trie = reading.tokens, reading.words.forces
    passed = 0
    for index in trie.starts(tokens):
        if index < passed or reading.covered[index]:
            continue
        found = trie.longest(tokens, index)
        if found is not None and not any(reading.covered[index : found[0]]):
            passed = _force(reading, index, *found)


def _force(reading: Reading, start: int, end: int, head: Head) -> int:
    """Adds the force whose words are `start` to `end` where it is one; the index to go on at."""
    tokens, words = reading.tokens, reading.words
    key = tokens.keys[start:end]
    while end < len(tokens) and reading.spaced(end - 1) and not reading.covered[end]:
        more = words.forces.longest(tokens, end)
        if more is None:
            break
        end = more[0]
    if end < len(tokens) and reading.spaced(end - 1) and tokens.plain(end) in words.force_not_before:
        return end
    # "Taliban-controlled police", "police-style": half of a compound is no force.
    if end < len(tokens) and reading.hyphened(end - 1):
        return end
    if start and reading.hyphened(start - 1) and start not in reading.countries:
        # "anti-government", "ex-soldiers": what the compound means is not the force.
        return end
    left, codes = _owner(reading, start)
    right = end
    if not codes:
        right, country = reading.of_country(end)
        codes = country.codes if country is not None else ()
    code = codes[0] if len(codes) == 1 else ""
    if not codes and not (_has_article(reading, left) if key in words.need_article else key not in words.need_country):
        return end
    if left == start and _is_of_group(reading, start):
        return end  # "Hamas security forces" are the group's
    if left == start and not codes:
        unit = tokens.plain(end - 1) in words.units
        if head.kind in ("police", "state_forces") or unit:
            left = _place(reading, start, unit=unit)
    reading.add(Finding(left, right, kind=head.kind, country=code))
    return right


def _has_article(reading: Reading, start: int) -> bool:
    """Whether "the" stands in front of a force, with at most two words between."""
    tokens = reading.tokens
    for index in range(start - 1, max(-1, start - 2 - _PLACE_WORDS), -1):
        if not reading.spaced(index):
            return False
        if tokens.keys[index] in ("the", "this", "that"):
            return True
    return False


def _is_of_group(reading: Reading, start: int) -> bool:
    """Whether the words of a force stand right behind the name of a group."""
    if not start or not reading.spaced(start - 1) or not reading.covered[start - 1]:
        return False
    before = next((one for one in reading.findings if one.end == start), None)
    return before is not None and bool(before.entries) and not before.of_state


def _owner(reading: Reading, start: int) -> tuple[int, tuple[str, ...]]:
    tokens, words = reading.tokens, reading.words
    left = start
    while left > 0 and not reading.covered[left - 1]:
        before = reading.countries.get(left)
        if before is not None and tokens.joined[left - 1] and not reading.hyphened(left - 1):
            return before[0], before[1].codes
        if not tokens.joined[left - 1] or tokens.plain(left - 1) not in words.force_modifiers:
            break
        left -= 1
    # Modifiers that lead to no country are kept only where they say what force it is.
    while left < start and tokens.keys[left] in ("government", "former", "armed", "foreign", "led", "security"):
        left += 1
    return left, ()


def _place(reading: Reading, start: int, *, unit: bool) -> int:
    """Where the name of the place in front of a force begins, or of a unit: "Karachi police", "6th Battalion"."""
    tokens, words = reading.tokens, reading.words
    left = start
    while (
        left > 0
        and start - left < _PLACE_WORDS
        and reading.spaced(left - 1)
        and (tokens.capital(left - 1) or (unit and tokens.keys[left - 1][0].isdigit()))
        and not reading.covered[left - 1]
        and tokens.plain(left - 1) not in words.not_places
        and (unit or not tokens.surfaces[start][0].isupper())
    ):
        left -= 1
    return left


def find_descriptions(reading: Reading) -> None:
    """Described actors as whole noun phrases: "a group of militants", "unidentified gunmen"."""
    tokens, trie = reading.tokens, reading.words.heads
    passed = 0
    for index in trie.starts(tokens):
        if index < passed or reading.covered[index]:
            continue
        found = trie.longest(tokens, index)
        if found is not None and not any(reading.covered[index : found[0]]):
            passed = _description(reading, index, *found)


def _description(reading: Reading, start: int, end: int, head: Head) -> int:
    tokens, words = reading.tokens, reading.words
    kind, attacker = head.kind, head.attacker
    while end < len(tokens) and reading.spaced(end - 1) and not reading.covered[end] and not tokens.bases[end - 1]:
        more = words.heads.longest(tokens, end)
        if more is None or any(reading.covered[end : more[0]]) or more[1].needs_modifier:
            break
        end, head = more
        kind = head.kind if kind == "unidentified_armed_group" else kind
        attacker = attacker or head.attacker
    if _adjectival(reading, end, head) or (
        start and reading.hyphened(start - 1) and tokens.keys[start - 1] in _AGAINST
    ):
        return end
    left, modifiers = walk_left(reading, start)
    if head.needs_modifier and not (modifiers & words.marking or _marked_behind(reading, end)):
        return end
    if kind == "unidentified_armed_group":
        # "Guerrilla commandos" are a rebel group's.
        kinds = (found.kind for word in sorted(modifiers) for found in words.heads.exact((word,)))
        kind = next((one for one in kinds if one != kind), kind)
    if left > 0 and tokens.keys[left] in ("a", "an") and tokens.keys[left - 1] == "as":
        # "designated as a terrorist group" says what somebody is, not who did something.
        return end
    marked = left < start
    if head.singular and not marked and not attacker:
        return end
    reading.add(Finding(left, end, kind=kind, attacker=attacker))
    return end


def _marked_behind(reading: Reading, end: int) -> bool:
    """Whether "men" are armed by what follows: "men armed with knives"."""
    tokens = reading.tokens
    return end < len(tokens) and reading.spaced(end - 1) and tokens.keys[end] in reading.words.marking_behind


def _adjectival(reading: Reading, end: int, head: Head) -> bool:
    tokens, words = reading.tokens, reading.words
    if tokens.bases[end - 1]:
        return head.needs_modifier  # "the people's voice"
    if end >= len(tokens):
        return False
    if reading.hyphened(end - 1):
        return True
    if not reading.spaced(end - 1):
        return False
    last, behind = tokens.keys[end - 1], tokens.keys[end]
    plural = last.endswith(_PERSON_ENDINGS)
    if behind in words.not_before:
        return not plural
    if head.singular and not plural:
        return not (behind in words.after_singular or behind.endswith(("ed", "ing")) or reading.covered[end])
    return False


def walk_left(reading: Reading, start: int) -> tuple[int, set[str]]:
    """Where the noun phrase whose head is word `start` begins, and the modifiers in it."""
    left, modifiers = _modifiers(reading, start)
    for _ in range(2):
        further = _collective(reading, left)
        if further == left:
            break
        left, more = _modifiers(reading, further)
        modifiers |= more
    left = _number(reading, left)
    tokens = reading.tokens
    if left > 0 and tokens.keys[left - 1] in reading.words.determiners and _free(reading, left - 1):
        left -= 1
    return left, modifiers


def _free(reading: Reading, index: int) -> bool:
    return reading.spaced(index) and not reading.covered[index]


def _modifiers(reading: Reading, start: int) -> tuple[int, set[str]]:
    tokens, words = reading.tokens, reading.words
    left = start
    found: set[str] = set()
    while left > 0 and not reading.covered[left - 1]:
        index = left - 1
        gap = tokens.text[tokens.ends[index] : tokens.starts[left]]
        country = reading.countries.get(left)
        key = tokens.keys[index]
        if tokens.bases[index]:
            break
        if reading.hyphened(index):
            left = index
        elif not (tokens.joined[index] or (gap == ", " and left < start)):
            break
        elif country is not None and tokens.joined[index]:
            left = country[0]
        elif key in words.modifiers or (
            key in ("and", "or") and left < start and index and tokens.keys[index - 1] in words.modifiers
        ):
            left = index
        else:
            break
        found.add(key)
    return left, found


def _collective(reading: Reading, left: int) -> int:
    tokens, words = reading.tokens, reading.words
    if left < 2 or tokens.keys[left - 1] != "of" or not _free(reading, left - 1) or not _free(reading, left - 2):
        return left
    return left - 2 if tokens.keys[left - 2] in words.collectives else left


def _number(reading: Reading, left: int) -> int:
    tokens, words = reading.tokens, reading.words
    while left > 0 and not reading.covered[left - 1]:
        key = tokens.keys[left - 1]
        if not tokens.joined[left - 1]:
            # "10,000 settlers"
            thousands = tokens.text[tokens.ends[left - 1] : tokens.starts[left]] == "," and len(tokens.keys[left]) == 3
            if not (thousands and key.isdigit() and tokens.keys[left].isdigit()):
                break
            left -= 1
        elif key in words.numbers or (key.isdigit() and len(key) < 4) or (reading.hyphened(left - 1) and key.isdigit()):
            left -= 1
        elif key in words.number_links and left > 1 and tokens.joined[left - 2] and _is_number(reading, left - 2):
            left -= 2
        else:
            break
    return left


def _is_number(reading: Reading, index: int) -> bool:
    key = reading.tokens.keys[index]
    return key in reading.words.numbers or (key.isdigit() and len(key) < 4)
