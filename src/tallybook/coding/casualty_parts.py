"""Words that say of people told of before who they were: "including two nuns", "Most of them were students".

Whole sentences of this kind have no word of harm that takes them for its people: each gives parts of the row before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tallybook.coding.arguments import conjoined
from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.grammar import Parse, Phrase
from tallybook.coding.lexicons import read_list, words
from tallybook.coding.tokens import Sentence
from tallybook.model import Quantity

__all__ = ["PartSentence", "part_sentence", "parts_begin", "whole_of"]

_NEAR = 3  # sentences back in which the people were told of
_LIST_MARKS = frozenset((":", "–", "—", "--"))
_BE = frozenset(("were", "was", "are", "is"))


def parts_begin(parse: Parse, index: int) -> tuple[int, bool]:
    """Where parts of the people before begin, if the word at `index` says so (else -1), and whether they are most."""
    lowers = parse.text.lowers
    three = lowers[index : index + 3]
    if three[:2] in (["among", "them"], ["among", "whom"]):
        return index + 2, False
    if three[:2] in (["most", "of"], ["half", "of"]) and three[2:] in (["them"], ["whom"]):
        return index + 3, three[0] == "most"
    if three[0] in _LIST_MARKS:  # "Seven people were killed: four soldiers and three clerks"
        phrase = parse.phrase_starting(index + 1)
        counted = phrase is not None and phrase.quantity is not None and phrase.person is not None
        return (index + 1 if counted else -1), False
    return (index + 1 if three[0] in ("including", "mostly") else -1), three[0] == "mostly"


@dataclass(frozen=True)
class PartSentence:
    """People of a sentence that are part of people told of before. `harm` is "" where the words do not say which."""

    people: tuple[Phrase, ...]
    harm: str
    majority: bool = False


def part_sentence(parse: Parse, sentence: Sentence) -> PartSentence | None:
    """What a sentence says of people told of before; None where it is none of these sentences."""
    lowers = parse.text.lowers
    first = sentence.first
    while first < sentence.last and lowers[first] in ("and", "but", '"', "“"):
        first += 1
    if first == sentence.last:
        return None
    harms: dict[str, str] = read_list("discourse")["told_before"]
    if lowers[first] == "among":
        index = first + 1 + (lowers[first + 1 : first + 2] in (["the"], ["those"]))
        if lowers[index : index + 1] and (lowers[index] in harms or lowers[index] == "them"):
            return _listed(parse, sentence, index + 1, harms.get(lowers[index], ""))
        return None
    if lowers[first] in ("the", "those") and lowers[first + 1 : first + 2] and lowers[first + 1] in harms:
        return _listed(parse, sentence, first + 2, harms[lowers[first + 1]])
    return _some_of(parse, sentence, first, harms)


def _listed(parse: Parse, sentence: Sentence, index: int, harm: str) -> PartSentence | None:
    """ "... were two nuns and a guard", "... included two nuns"."""
    lowers = parse.text.lowers
    if index >= sentence.last or not (lowers[index] in _BE or lowers[index] in words("discourse", "include")):
        return None
    lead = parse.phrase_starting(index + 1)
    if lead is None:
        return None
    people = tuple(one for one in conjoined(parse, lead) if one.person is not None or one.name is not None)
    return PartSentence(people, harm) if people else None


def _some_of(parse: Parse, sentence: Sentence, first: int, harms: dict[str, str]) -> PartSentence | None:
    """ "Two of them were nuns", "most of the dead were nuns", "another was a guard", "the rest were guards"."""
    lowers = parse.text.lowers
    verb = next((i for i in range(first, min(first + 8, sentence.last)) if lowers[i] in _BE), None)
    if verb is None or verb == first:
        return None
    said = lowers[first:verb]
    told = parse.phrase_starting(verb + 1)
    if told is None or told.person is None or told.person.generic or told.name is not None:
        return None
    harm = next((harms[word] for word in said if word in harms), "")
    behind = told.last < sentence.last and told.last in parse.verb_at  # "most of them were students shot in class"
    if behind:
        return None
    if said in (["the", "rest"], ["the", "others"], ["others"]):
        return PartSentence((replace(told, first=first, quantity=Quantity.unknown()),), harm)
    if said == ["another"]:
        return PartSentence((replace(told, first=first, quantity=Quantity.stated(1)),), harm)
    if "of" in said and said[-1] in ("them", "whom", *harms):
        if said[0] in ("most", "many", "some", "half", "all"):
            known = Quantity.unknown()
            return PartSentence((replace(told, first=first, quantity=known),), harm, majority=said[0] == "most")
        number = next((one for one in parse.numbers if one.first == first), None)
        if number is not None:
            return PartSentence((replace(told, first=first, quantity=number.quantity),), harm)
    return None


def whole_of(parse: Parse, rows: Sequence[RowDraft], sentence: Sentence, harm: str) -> RowDraft | None:
    """The row that tells of the people: the last before the sentence of more than one, of this harm."""
    known = [
        row
        for row in rows
        if row.first < sentence.first
        and sentence.index - parse.text.tokens[row.first].sentence <= _NEAR
        and (not harm or row.harm == harm)
        and row.total is None
        and (row.quantity.floor > 1 or row.quantity.is_unknown)
    ]
    return max(known, key=lambda row: row.first, default=None)
