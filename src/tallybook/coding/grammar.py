"""A shallow parse: a tag for every word, noun phrases, verb groups. Rules and closed lists, no model.

It is made for one purpose, to tell who did what to whom in news sentences, and gives up quietly where it cannot tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tallybook.coding.base import Layer, Layers
from tallybook.coding.lexicons import (
    PersonClass,
    person_classes,
    person_phrases,
    singular,
    word_forms,
    words,
)
from tallybook.coding.numbers import DATES, NUMBERS, Number
from tallybook.coding.tagging import Tag, tag_words
from tallybook.coding.tokens import TEXT, Text
from tallybook.model import Quantity, Span

__all__ = ["PARSE", "Parse", "Parser", "Phrase", "Tag", "VerbGroup"]


_AGED = re.compile(r"(\w+)-year-olds?")
_ADULT = 18


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A main verb with its auxiliaries: tokens `first` to `last` (exclusive), the verb itself at `verb`."""

    first: int
    last: int
    verb: int
    base: str
    form: str  # base, third, past, participle, gerund
    passive: bool = False
    negated: bool = False
    modal: str = ""
    infinitive: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: tokens `first` to `last` (exclusive), its head, and what it says of people.

    `of` is the phrase joined by "of" ("members of the security forces"); its tokens lie behind `core_last`.
    `name` is the range of a personal or proper name inside it, `person` the class of people it speaks of.
    """

    first: int
    last: int
    head: int
    core_last: int
    quantity: Quantity | None = None
    definite: bool = False
    person: PersonClass | None = None
    person_words: tuple[int, int] | None = None
    name: tuple[int, int] | None = None
    of: tuple[int, int] | None = None
    possessor: tuple[int, int] | None = None


@dataclass(frozen=True)
class Parse:
    """Tags, phrases and verb groups of a report, with look-ups by token."""

    text: Text
    tags: list[Tag]
    phrases: tuple[Phrase, ...]
    verbs: tuple[VerbGroup, ...]
    phrase_at: dict[int, Phrase]
    verb_at: dict[int, VerbGroup]
    numbers: tuple[Number, ...]

    def phrase_starting(self, index: int) -> Phrase | None:
        """The phrase whose first token is at `index`."""
        phrase = self.phrase_at.get(index)
        return phrase if phrase is not None and phrase.first == index else None

    def phrase_ending(self, index: int) -> Phrase | None:
        """The phrase whose last token is at `index` - 1."""
        phrase = self.phrase_at.get(index - 1)
        return phrase if phrase is not None and phrase.last == index else None

    def span(self, phrase: Phrase) -> Span:
        """The characters of a phrase."""
        return self.text.span(phrase.first, phrase.last)

    def words(self, phrase: Phrase) -> str:
        """The words of a phrase."""
        return self.text.words(phrase.first, phrase.last)


PARSE: Layer[Parse] = Layer("parse")


class Parser:
    """Tags, noun phrases and verb groups."""

    name = "parser"
    requires: tuple[Layer[Any], ...] = (TEXT, DATES, NUMBERS)
    sets = PARSE

    def run(self, layers: Layers) -> Parse:
        text, numbers = layers[TEXT], layers[NUMBERS]
        number_at = {i: number for number in numbers for i in range(number.first, number.last)}
        tags = tag_words(text, number_at)
        for expression in layers[DATES]:
            first, last = text.token_range(expression.span)
            if text.lowers[first:last][-1:] in (["’s"], ["'s"]):
                last -= 1
            if last >= len(tags) or tags[last] is not Tag.POSSESSIVE:  # "Friday's attack" stays one phrase
                tags[first:last] = [Tag.DATE] * (last - first)
        phrases = _phrases(text, tags, number_at)
        verbs = _verb_groups(text, tags)
        phrase_at = {i: phrase for phrase in phrases for i in range(phrase.first, phrase.last)}
        verb_at = {group.verb: group for group in verbs}
        return Parse(text, tags, phrases, verbs, phrase_at, verb_at, numbers)


_PARTICLES = frozenset(("off", "up", "down", "out"))
_NOUNISH = frozenset((Tag.NOUN, Tag.NAME, Tag.ADJECTIVE, Tag.NUMBER, Tag.POSSESSIVE))
_STARTS_NOUN = frozenset((Tag.NOUN, Tag.NAME, Tag.ADJECTIVE, Tag.NUMBER, Tag.DETERMINER, Tag.PRONOUN))


def _phrases(text: Text, tags: list[Tag], number_at: dict[int, Number]) -> tuple[Phrase, ...]:
    bases: list[Phrase] = []
    for sentence in text.sentences:
        index = sentence.first
        while index < sentence.last:
            last = _phrase_end(text, tags, index, sentence.last, number_at)
            if last > index:
                bases.append(_base_phrase(text, tags, index, last, number_at))
                index = last
            else:
                index += 1
    return tuple(_with_of(text, bases, number_at))


def _phrase_end(text: Text, tags: list[Tag], first: int, limit: int, number_at: dict[int, Number]) -> int:
    """Where the noun phrase that begins at `first` ends; `first` itself where none begins."""
    tag = tags[first]
    if tag is Tag.PRONOUN:
        return first + 1
    index = first
    if tag is Tag.DETERMINER:
        index += 1
        if index < limit and tags[index] is Tag.DETERMINER:  # "all the", "another such"
            index += 1
    seen = False
    while index < limit:
        tag = tags[index]
        if tag in _NOUNISH:
            seen = seen or tag in (Tag.NOUN, Tag.NAME, Tag.NUMBER)
            # A second number begins a second phrase: "killed three wounded 12".
            new_number = tag is Tag.NUMBER and index > first and number_at.get(index) is not number_at.get(index - 1)
            if new_number and any(t in (Tag.NOUN, Tag.NAME) for t in tags[first:index]):
                break
            index += 1
        elif (tag is Tag.ADVERB and index + 1 < limit and tags[index + 1] is Tag.ADJECTIVE and index > first) or (
            tag is Tag.ADVERB
            and index == first
            and text.lowers[index] in {"heavily", "unidentified", "well", "far"}
            and index + 1 < limit
            and tags[index + 1] is Tag.ADJECTIVE
        ):
            index += 1
        else:
            break
    while index > first and tags[index - 1] is Tag.POSSESSIVE:
        index -= 1
    while seen and index > first and tags[index - 1] in (Tag.ADJECTIVE, Tag.ADVERB):
        index -= 1  # "militants | armed with rifles"
    if not seen and index > first:
        # "the injured", "both", "another" stand for people where nothing follows.
        return index if tags[index - 1] in (Tag.ADJECTIVE, Tag.DETERMINER) else first
    return index


def _base_phrase(text: Text, tags: list[Tag], first: int, last: int, number_at: dict[int, Number]) -> Phrase:
    head = last - 1
    for index in range(last - 1, first - 1, -1):
        if tags[index] in (Tag.NOUN, Tag.NAME):
            head = index
            break
    number = next((number_at[i] for i in range(first, min(last, first + 4)) if i in number_at), None)
    person, person_words = _person(text, first, last, head)
    name = _name(text, tags, first, last)
    possessor = None
    marks = [i for i in range(first, last) if tags[i] is Tag.POSSESSIVE]
    if marks:
        possessor = (first, marks[-1])
    return Phrase(
        first=first,
        last=last,
        head=head,
        core_last=last,
        quantity=number.quantity if number else None,
        definite=text.lowers[first] in {"the", "this", "that", "these", "those", "both", "his", "her", "their"}
        or bool(marks),
        person=person,
        person_words=person_words,
        name=name,
        possessor=possessor,
    )


def _person(text: Text, first: int, last: int, head: int) -> tuple[PersonClass | None, tuple[int, int] | None]:
    """The class of people that a phrase speaks of, from its last noun for people, and the words that say so."""
    aged = _AGED.fullmatch(text.lowers[head])
    if aged is not None:
        young = aged[1].isdigit() and int(aged[1]) < _ADULT
        return person_classes()["child" if young else "person"], (head, head + 1)
    for index in range(head, first - 1, -1):
        found = person_phrases().ending_at(text.lowers, index)
        if found is not None and found[0] >= first:
            if index < head and text.tokens[head].text[0].islower() and text.tokens[index].text[0].islower():
                return None, None  # "police headquarters": the noun for people only modifies the head
            return person_classes()[found[1]], (found[0], index + 1)
        if text.tokens[index].text[0].islower():
            break
    return None, None


def _are_people(word: str) -> bool:
    """Whether a word is a noun for several people."""
    return word != singular(word) and singular(word) in person_classes()


def _name(text: Text, tags: list[Tag], first: int, last: int) -> tuple[int, int] | None:
    """The last run of name words in a phrase."""
    end = last
    while end > first and tags[end - 1] is not Tag.NAME:
        end -= 1
    start = end
    while start > first and tags[start - 1] is Tag.NAME:
        start -= 1
    # An honorific belongs to the role, not to the name, and so do people in the plural: "Journalists Ana Quell".
    while end - start > 1 and (
        text.lowers[start].rstrip(".") in words("people", "honorifics") or _are_people(text.lowers[start])
    ):
        start += 1
    if end > start and _are_people(text.lowers[end - 1]):
        return None  # "Oldport Police Officers" in a headline
    return (start, end) if end > start else None


def _with_of(text: Text, bases: list[Phrase], number_at: dict[int, Number]) -> list[Phrase]:
    """Join phrases by "of" where the first one only measures or names a part of the second."""
    joined: list[Phrase] = []
    index = 0
    while index < len(bases):
        phrase = bases[index]
        following = bases[index + 1] if index + 1 < len(bases) else None
        if (
            following is not None
            and following.first == phrase.last + 1
            and text.lowers[phrase.last] == "of"
            and _joins(text, phrase)
        ):
            joined.append(_join(phrase, following))
            index += 2
            continue
        if following is not None and following.first == phrase.last and _is_bare_number(text, phrase, number_at):
            joined.append(_join(phrase, following))
            index += 2
            continue
        joined.append(phrase)
        index += 1
    return joined


def _is_bare_number(text: Text, phrase: Phrase, number_at: dict[int, Number]) -> bool:
    """Whether a phrase is only a number whose words end in "of" ("dozens of | villagers")."""
    return all(i in number_at for i in range(phrase.first, phrase.last)) and text.lowers[phrase.last - 1] == "of"


def _joins(text: Text, phrase: Phrase) -> bool:
    head = text.lowers[phrase.head]
    if head in words("people", "transparent") or singular(head) in words("people", "transparent"):
        return True
    return phrase.quantity is not None and phrase.person is None and phrase.name is None


def _join(phrase: Phrase, following: Phrase) -> Phrase:
    quantity = phrase.quantity
    if quantity is None and not following.definite:
        quantity = following.quantity
    generic = phrase.person is None or phrase.person.generic
    return Phrase(
        first=phrase.first,
        last=following.last,
        head=following.head if generic else phrase.head,
        core_last=phrase.last,
        quantity=quantity,
        definite=phrase.definite,
        person=following.person if generic and following.person else phrase.person,
        person_words=following.person_words if generic and following.person else phrase.person_words,
        name=following.name,
        of=(following.first, following.last),
        possessor=phrase.possessor,
    )


def _verb_groups(text: Text, tags: list[Tag]) -> tuple[VerbGroup, ...]:
    groups: list[VerbGroup] = []
    for sentence in text.sentences:
        for index in range(sentence.first, sentence.last):
            if tags[index] in (Tag.VERB, Tag.GERUND):
                groups.append(_verb_group(text, tags, index, sentence.first))
    return tuple(groups)


def _verb_group(text: Text, tags: list[Tag], verb: int, limit: int) -> VerbGroup:
    lower = text.lowers[verb]
    readings = word_forms(lower)
    first = verb
    has_be = has_have = negated = infinitive = False
    modal = ""
    index = verb - 1
    while index >= limit:
        tag, word = tags[index], text.lowers[index]
        if tag is Tag.BE:
            has_be = has_be or not has_have
        elif tag is Tag.HAVE:
            has_have = True
        elif tag is Tag.MODAL:
            modal = word
        elif tag is Tag.TO:
            infinitive = True
        elif tag is Tag.NEGATION:
            negated = True
        elif not (tag is Tag.DO or tag is Tag.ADVERB):
            # "were | shot and killed": a conjoined participle shares the auxiliary.
            if tag is Tag.CONJUNCTION and word in {"and", "or"} and index > limit and tags[index - 1] is Tag.VERB:
                index -= 2
                first = index + 1
                continue
            break
        elif tag is Tag.ADVERB and word in {"overnight", "today", "yesterday", "dead"}:
            break
        first = index
        index -= 1
    base, form = _reading(readings, lower, passive=has_be, have=has_have, to_base=bool(modal) or infinitive)
    passive = form == "participle" and (
        has_be
        or (
            not has_have and base not in words("grammar", "never_passive") and _reduced_passive(text, tags, verb, limit)
        )
    )
    first = min(first, verb)
    return VerbGroup(first, verb + 1, verb, base, form, passive, negated, modal, infinitive)


def _reading(
    readings: tuple[tuple[str, str], ...], lower: str, *, passive: bool, have: bool, to_base: bool
) -> tuple[str, str]:
    """The (base, form) of an ambiguous verb form in its group."""
    if not readings:
        return (lower[:-2] if lower.endswith("ed") else lower), ("gerund" if lower.endswith("ing") else "participle")
    wanted = ("base",) if to_base and not passive else ("participle",) if passive or have else ()
    for kind in (*wanted, "participle", "past", "third", "gerund", "base"):
        for base, form in readings:
            if form == kind:
                return base, form
    return readings[0]


def _reduced_passive(text: Text, tags: list[Tag], verb: int, limit: int) -> bool:
    """Whether a bare participle is passive: "the men killed in the raid", but not "the men killed a guard"."""
    index = verb + 1
    while index < len(tags) and (tags[index] is Tag.ADVERB or (index == verb + 1 and text.lowers[index] in _PARTICLES)):
        index += 1  # "set off a bomb", "blew up two pylons" have an object
    # A second conjoined participle shares the object: "killed or wounded five".
    if index + 1 < len(tags) and tags[index] is Tag.CONJUNCTION and tags[index + 1] is Tag.VERB:
        return _reduced_passive(text, tags, index + 1, limit)
    if index < len(tags) and index < text.sentence_of(verb).last and tags[index] in _STARTS_NOUN:
        return False
    before = tags[verb - 1] if verb > limit else Tag.MARK
    return before in (Tag.NOUN, Tag.NAME, Tag.NUMBER, Tag.MARK, Tag.ADVERB, Tag.ADJECTIVE, Tag.CONJUNCTION)
