"""Who is charged with, arrested for, convicted or cleared of an act of violence, and who pleads or confesses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tallybook.coding.arguments import by_agent, conjoined, object_of, object_phrases, subject_of
from tallybook.coding.grammar import Parse, Phrase, Tag, VerbGroup
from tallybook.coding.lexicons import words
from tallybook.coding.triggers import Hit
from tallybook.model import ResponsibilityAct, Stance

__all__ = ["Charge", "ChargeReader", "personal"]

_REACH = 24  # tokens behind the verb in which the crime is told
_AGENT_REACH = 4  # tokens behind the verb in which "by" is looked for
_COURT = "other"  # channel of a plea
# Verbs by what befalls their objects.
_BEFALLEN = (
    ("charge", ResponsibilityAct.ACCUSED, None),
    ("accuse", ResponsibilityAct.ACCUSED, None),
    ("convict", ResponsibilityAct.ACCUSED, Stance.CONFIRMED),
    ("suspect", ResponsibilityAct.SUSPECTED, None),
    ("clear", ResponsibilityAct.CLEARED, None),
)


@dataclass(frozen=True, slots=True)
class Charge:
    """An act of responsibility of the person at `phrase`, who is named at `named`, mostly the same; `speaker` is who
    charges, None where nobody is named.

    `speaks`: the person says so. `stance` is None where the act alone says it.
    """

    act: ResponsibilityAct
    phrase: Phrase
    named: Phrase
    speaker: Phrase | None = None
    speaks: bool = False
    stance: Stance | None = None
    channel: str = ""


class ChargeReader:
    """Reads the verbs of police and courts in one report."""

    def __init__(self, parse: Parse, hits: Sequence[Hit], actors: Collection[int]) -> None:
        """`actors` are the tokens of groups that have a name."""
        self.parse = parse
        self.actors = actors
        self.lowers = parse.text.lowers
        self.last: list[Phrase] = []  # whom the charges of the verb before were about
        self.violent = {
            index for hit in hits if hit.trigger.type != "detention" for index in range(hit.first, hit.last)
        }

    def charges(self, group: VerbGroup) -> Iterator[Charge]:
        """What one verb tells, a charge for each person. Verbs are given in the order of the text."""
        if group.negated or group.infinitive:
            return
        found = list(self._read(group))
        if found:
            self.last = [charge.named for charge in found]
        yield from found

    def _read(self, group: VerbGroup) -> Iterator[Charge]:
        base = group.base
        for entry, act, stance in _BEFALLEN:
            if base in words("justice", entry):
                yield from self._befallen(group, act, stance)
        if base == "find":
            if self._follows(group, "found_guilty"):
                yield from self._befallen(group, ResponsibilityAct.ACCUSED, Stance.CONFIRMED)
            elif self._follows(group, "not_guilty"):
                yield from self._befallen(group, ResponsibilityAct.CLEARED)
        elif base in words("justice", "arrest"):
            yield from self._arrested(group)
        elif base == "plead":
            yield from self._pleads(group)
        elif base in words("justice", "confess") and self._crime(group.last) is not None:
            yield from self._speaks(group, ResponsibilityAct.CLAIMED)
        elif base == "identify":
            yield from self._identified(group)
        else:
            yield from self._has(group)

    def _has(self, group: VerbGroup) -> Iterator[Charge]:
        """ "Is serving a life sentence for murder", "faces charges of murder"."""
        if group.base == "serve" and self._noun_behind(group, "sentence_nouns"):
            yield from self._people(subject_of(self.parse, group), ResponsibilityAct.ACCUSED, Stance.CONFIRMED)
        elif group.base == "face" and self._noun_behind(group, "charge_nouns"):
            yield from self._people(subject_of(self.parse, group), ResponsibilityAct.ACCUSED)

    def _people(self, first: Phrase | None, act: ResponsibilityAct, stance: Stance | None = None) -> Iterator[Charge]:
        for phrase in conjoined(self.parse, first) if first is not None else ():
            for named in self._whom(phrase):
                yield Charge(act, phrase, named, stance=stance)

    def _identified(self, group: VerbGroup) -> Iterator[Charge]:
        """ "Police identified the suspect as X", "the suspect was identified as X"."""
        suspect = subject_of(self.parse, group) if group.passive else object_of(self.parse, group)
        if suspect is None or not self._is_suspect(suspect):
            return
        limit = min(self.parse.text.sentence_of(group.verb).last, max(group.last, suspect.last) + 3)
        for index in range(group.last, limit):
            name = self.parse.phrase_starting(index + 1) if self.lowers[index] == "as" else None
            if name is not None and name.name is not None:
                speaker = by_agent(self.parse, group, _AGENT_REACH) if group.passive else subject_of(self.parse, group)
                yield Charge(ResponsibilityAct.SUSPECTED, name, name, speaker)
                return

    def _is_suspect(self, phrase: Phrase) -> bool:
        told = self.lowers[phrase.first : phrase.last]
        return bool({*told, *map(" ".join, pairwise(told))} & words("justice", "suspects"))

    def _befallen(self, group: VerbGroup, act: ResponsibilityAct, stance: Stance | None = None) -> Iterator[Charge]:
        if self._crime(group.last) is None:
            return
        speaker = by_agent(self.parse, group, _AGENT_REACH) if group.passive else subject_of(self.parse, group)
        for phrase in object_phrases(self.parse, group):
            for named in self._whom(phrase):
                yield Charge(act, phrase, named, speaker, stance=stance)

    def _arrested(self, group: VerbGroup) -> Iterator[Charge]:
        """Only people with a name: "two men were arrested" tells of nobody who can be told apart."""
        crime = self._crime(group.last)
        if crime is None:
            return
        behind = self.lowers[group.last : crime]
        sure = any(word in words("justice", "arrested_for") for word in behind)
        if not sure and not any(word in words("justice", "arrested_over") for word in behind):
            return
        act = ResponsibilityAct.ACCUSED if sure else ResponsibilityAct.SUSPECTED
        speaker = by_agent(self.parse, group, _AGENT_REACH) if group.passive else None
        for phrase in object_phrases(self.parse, group):
            for named in self._whom(phrase):
                if personal(named):
                    yield Charge(act, phrase, named, speaker)

    def _pleads(self, group: VerbGroup) -> Iterator[Charge]:
        if self._follows(group, "not_guilty"):
            yield from self._speaks(group, ResponsibilityAct.DENIED, channel=_COURT)
        elif self._follows(group, "guilty"):
            yield from self._speaks(group, ResponsibilityAct.CLAIMED, Stance.CONFIRMED, _COURT)

    def _speaks(
        self, group: VerbGroup, act: ResponsibilityAct, stance: Stance | None = None, channel: str = ""
    ) -> Iterator[Charge]:
        subject = subject_of(self.parse, group)
        for phrase in conjoined(self.parse, subject) if subject is not None else ():
            for named in self._whom(phrase):
                yield Charge(act, phrase, named, speaks=True, stance=stance, channel=channel)

    def _follows(self, group: VerbGroup, entry: str) -> bool:
        behind = self.lowers[group.last : group.last + 2]
        return bool({behind[0] if behind else "", " ".join(behind)} & words("justice", entry))

    def _crime(self, first: int) -> int | None:
        """The first token of an act of violence behind `first`, before another sentence or a contrast begins."""
        limit = min(self.parse.text.sentence_of(max(first - 1, 0)).last, first + _REACH)
        crimes = words("justice", "crimes")
        for index in range(first, limit):
            if self.lowers[index] in {";", "but", "although"}:
                return None
            if (
                index in self.violent
                or self.lowers[index] in crimes
                or " ".join(self.lowers[index : index + 2]) in crimes
            ):
                return index
        return None

    def _noun_behind(self, group: VerbGroup, entry: str) -> bool:
        """Whether a word of the list stands close behind the verb, and an act of violence behind that."""
        for index in range(group.last, min(group.last + 8, len(self.lowers))):
            if self.lowers[index] in words("justice", entry):
                return self._crime(index + 1) is not None
        return False

    def _responsible(self, index: int) -> Iterator[Charge]:
        """ "X is responsible for the attack"; the place is that of "responsible"."""
        first = index - 1
        while first > 0 and self.parse.tags[first] is Tag.ADVERB:
            first -= 1
        if first < 1 or self.parse.tags[first] is not Tag.BE or self.parse.tags[first - 1] is Tag.NEGATION:
            return
        group = VerbGroup(first, index + 1, index, "be", "past")
        if self._crime(index + 1) is not None:
            yield from self._people(subject_of(self.parse, group), ResponsibilityAct.ACCUSED)

    def nouns(self) -> Iterator[tuple[int, Charge]]:
        """ "Charges of murder against X", "the acquittal of X", "X is responsible": the word's place and the charge."""
        for index, lower in enumerate(self.lowers):
            if lower in words("justice", "responsible"):
                yield from ((index, charge) for charge in self._responsible(index))
                continue
            charge = lower in words("justice", "charge_nouns")
            if not (charge or lower in words("justice", "acquittal_nouns")) or index in self.parse.verb_at:
                continue
            limit = min(self.parse.text.sentence_of(index).last, index + _REACH)
            joint, reach = ("against", limit) if charge else ("of", min(limit, index + 2))
            at = next((one for one in range(index + 1, reach) if self.lowers[one] == joint), None)
            phrase = self.parse.phrase_starting(at + 1) if at is not None else None
            if phrase is None or self._crime(index + 1) is None:
                continue
            act = ResponsibilityAct.ACCUSED if charge else ResponsibilityAct.CLEARED
            for named in self._whom(phrase):
                if personal(named):
                    yield index, Charge(act, phrase, named)

    def _whom(self, phrase: Phrase) -> list[Phrase]:
        """The phrase itself where it names a person or tells of a single one; for "he" and "both" those before."""
        first = self.lowers[phrase.first]
        if self.parse.tags[phrase.first] is Tag.PRONOUN or first == "both":
            if first in words("speech", "one_person"):
                return self.last[-1:]
            return list(self.last) if first in words("speech", "several_people") else []
        if personal(phrase) or any(index in self.actors for index in range(phrase.first, phrase.core_last)):
            return [phrase]
        person = phrase.person
        nobody = person is None or person.attacker or person.fighter or self._is_plural(phrase)
        return [] if nobody else [phrase]

    def _is_plural(self, phrase: Phrase) -> bool:
        if phrase.quantity is not None:
            return phrase.quantity.high != 1
        return self.lowers[phrase.head].endswith("s") or self.lowers[phrase.head] in words("people", "collectives")


def personal(phrase: Phrase) -> bool:
    """Whether a phrase ends with a person's name: "officer Ana Quell", not "Oldport woman"."""
    return phrase.name is not None and phrase.name[1] >= phrase.core_last
