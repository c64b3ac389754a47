"""Casualty rows: who was killed, injured, abducted, arrested, and how many, from verbs, nouns and headlines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tallybook.coding.arguments import conjoined, conjoined_before, object_of, subject_of
from tallybook.coding.base import Layer, Layers
from tallybook.coding.casualty_groups import is_over_violence, settle_groups
from tallybook.coding.casualty_links import gender_of, link_rows
from tallybook.coding.casualty_parts import part_sentence, parts_begin, whole_of
from tallybook.coding.casualty_rows import RowDraft, copied
from tallybook.coding.descriptions import DESCRIPTIONS
from tallybook.coding.grammar import PARSE, Parse, Phrase, Tag, VerbGroup
from tallybook.coding.lexicons import (
    PersonClass,
    person_classes,
    read_list,
    singular,
    words,
)
from tallybook.coding.names import NAMES, NameBook
from tallybook.coding.occurrences import OCCURRENCES, PLACES, Occurrence
from tallybook.coding.tokens import Sentence
from tallybook.coding.triggers import HITS, Hit
from tallybook.model import Qualifier, Quantity, Stance, TotalRelation

__all__ = ["CASUALTIES", "ROWS", "CasualtyFinder", "RowReader", "joined_rows"]

ROWS: Layer[tuple[RowDraft, ...]] = Layer("rows")
CASUALTIES: Layer[tuple[RowDraft, ...]] = Layer("casualties")
_UNSPECIFIED = PersonClass("unspecified", "civilians", generic=True)


class RowReader:
    """Finds the rows of every occurrence, one by one."""

    name = "rows"
    requires: tuple[Layer[Any], ...] = (PARSE, HITS, OCCURRENCES, NAMES)
    sets = ROWS

    def run(self, layers: Layers) -> tuple[RowDraft, ...]:
        text, occurrences = layers[PARSE].text, layers[OCCURRENCES]
        finder = _Finder(layers[PARSE], layers[NAMES], layers[HITS])
        for occurrence in occurrences.all:
            for hit in occurrence.hits:
                finder.from_hit(occurrence, hit)
        for sentence in text.sentences:
            occurrence_here = occurrences.at(sentence.first) or occurrences.at(sentence.last - 1)
            if occurrence_here is not None:
                finder.from_predicates(occurrence_here, sentence.first, sentence.last)
                finder.from_none(occurrence_here, sentence.first, sentence.last)
                finder.from_fates(occurrence_here, sentence.first, sentence.last)
        for sentence in text.sentences:
            finder.from_parts(sentence)
        return tuple(finder.rows)


class CasualtyFinder:
    """Gives rows the groups that the whole report tells of, and joins totals with their parts."""

    name = "casualties"
    requires: tuple[Layer[Any], ...] = (PARSE, PLACES, DESCRIPTIONS, ROWS)
    sets = CASUALTIES

    def run(self, layers: Layers) -> tuple[RowDraft, ...]:
        return joined_rows(layers)


def joined_rows(layers: Layers, regroup: Callable[[RowDraft], None] | None = None) -> tuple[RowDraft, ...]:
    """Copies of the rows that were read, with their groups, totals and parts.

    `regroup` may give a row another group than the rules gave it.
    """
    parse, places, found = layers[PARSE], layers[PLACES], layers[ROWS]
    rows = _without_recalls(parse, sorted(copied(found), key=lambda row: (row.first, row.last)))
    settle_groups(parse, rows, places, layers[DESCRIPTIONS])
    if regroup is not None:
        for row in rows:
            regroup(row)
    return tuple(link_rows(parse, rows))


def _without_recalls(parse: Parse, rows: Sequence[RowDraft]) -> list[RowDraft]:
    """Without rows that only speak again of people who were told of with a number: "the victims", "each victim"."""
    totals = {id(row.total) for row in rows if row.total is not None}
    told: dict[tuple[int, str], set[int]] = {}
    for row in rows:
        if row.quantity.floor > 0:
            told.setdefault((id(row.occurrence), row.harm), set()).add(id(row))

    def recalls(row: RowDraft) -> bool:
        if row.phrase is None or row.total is not None or id(row) in totals:
            return False
        each = parse.text.lowers[row.phrase.first] in words("discourse", "each")
        if not (each or (row.quantity.is_unknown and row.generic and row.phrase.definite)):
            return False
        others = [told.get((id(row.occurrence), harm), set()) for harm in (row.harm, "killed")]
        return any(len(some) > (id(row) in some) for some in others)

    return [row for row in rows if not recalls(row)]


@dataclass
class _Finder:
    """Collects rows; a phrase gives at most one row of each harm."""

    parse: Parse
    names: NameBook
    hits: tuple[Hit, ...]
    rows: list[RowDraft] = field(default_factory=list)
    seen: set[tuple[int, str]] = field(default_factory=set)
    lists: int = 0

    def from_hit(self, occurrence: Occurrence, hit: Hit) -> None:
        """The rows that a trigger with a harm tells of."""
        if hit.stage not in {"accomplished"} and hit.trigger.harm:
            return
        if hit.trigger.self_harm and hit.verb is not None:
            subject = subject_of(self.parse, hit.verb)
            if subject is not None:
                self._row(occurrence, hit.trigger.self_harm, subject, hit.first, hit.last, self_inflicted=True)
        harm = hit.trigger.harm or self._harm_of_act(hit)
        if not harm:
            return
        if self._is_no_harm(occurrence, hit, harm):
            return
        if hit.adjective:
            self._rows(occurrence, harm, [hit.phrase] if hit.phrase is not None else [], hit)
            return
        self._to_himself(occurrence, hit, harm)
        victims = self._victims_of_verb(hit) if hit.verb is not None else self._victims_of_noun(hit)
        self._rows(occurrence, harm, victims, hit)

    def _to_himself(self, occurrence: Occurrence, hit: Hit, harm: str) -> None:
        """ "Killed himself": of an attacker where the occurrence has other victims, else of nobody in particular."""
        if hit.verb is None or not self._is_reflexive(hit):
            return
        subject = subject_of(self.parse, hit.verb)
        others = harm == "killed" and any(
            other.trigger.harm == "killed"
            and other.verb is not None
            and not other.verb.passive
            and object_of(self.parse, other.verb) is not None
            and not self._is_reflexive(other)
            for other in occurrence.hits
        )
        if subject is not None:
            self.lists += 1
            row = self._row(occurrence, harm, subject, hit.first, hit.last, self_inflicted=others)
            if row is not None:
                row.presumed = _is_presumed(hit, harm)

    def _is_reflexive(self, hit: Hit) -> bool:
        found = object_of(self.parse, hit.verb) if hit.verb is not None and not hit.verb.passive else None
        return found is not None and self.parse.text.lowers[found.first] in _REFLEXIVE

    def _is_no_harm(self, occurrence: Occurrence, hit: Hit, harm: str) -> bool:
        """A sentence for an act of violence holds nobody anew, and "shot at" hurt nobody."""
        lowers = self.parse.text.lowers
        if harm == "released" and words("discourse", "hospitals") & set(lowers[hit.last : hit.last + 4]):
            return True  # "released from the hospital"
        if harm == "arrested" and set(hit.trigger.words) & words("justice", "sentenced"):
            return is_over_violence(occurrence)
        at = hit.last < len(lowers) and lowers[hit.last] == "at"
        return at and harm == "injured" and hit.verb is not None and hit.verb.base in words("discourse", "missed")

    def _harm_of_act(self, hit: Hit) -> str:
        """ "The shooting of two nurses", "the fatal stabbing of a guard": the harm to those behind "of"."""
        if hit.verb is not None or hit.trigger.mode not in {"shooting", "stabbing", "beating"}:
            return ""
        lowers = self.parse.text.lowers
        if hit.last >= len(lowers) or lowers[hit.last] != "of":
            return ""
        first = hit.phrase.first if hit.phrase is not None else hit.first
        fatal = words("triggers", "fatal_adjectives") & set(lowers[max(first - 1, 0) : hit.first])
        return "killed" if fatal else "injured"

    def _victims_of_verb(self, hit: Hit) -> list[Phrase]:
        verb = hit.verb
        if verb is None:
            return []
        if hit.trigger.subject == "victim" or verb.passive:
            subject = self._described(hit) or subject_of(self.parse, verb) or self._first_of_sentence(hit)
            return conjoined_before(self.parse, subject) if subject is not None else []
        found = object_of(self.parse, verb)
        if self._is_reflexive(hit):
            return []  # "killed himself" is a row of its own
        if found is not None and self.parse.text.lowers[found.head] in hit.trigger.words[1:]:
            found = self._taken_along(verb)
        if found is None and hit.last > verb.last:  # "took hostage three nurses"
            found = self.parse.phrase_starting(hit.last)
        return conjoined(self.parse, found) if found is not None else []

    def _taken_along(self, verb: VerbGroup) -> Phrase | None:
        """ "Thousands of fighters taken hostage", "a shop owner they took hostage": those who stand before the verb."""
        subject = subject_of(self.parse, verb)
        if subject is None or verb.form == "participle":
            return subject
        if self.parse.tags[subject.first] is Tag.PRONOUN and subject.first > 0:
            before = self.parse.phrase_ending(subject.first)
            return before if before is not None and before.person is not None else None
        return None

    def _described(self, hit: Hit) -> Phrase | None:
        """ "Officers found a man suffering from wounds": the man, not the officers."""
        if hit.verb is None or hit.verb.form != "gerund":
            return None
        before = self.parse.phrase_ending(hit.verb.first)
        return before if before is not None and (before.person is not None or before.name is not None) else None

    def _first_of_sentence(self, hit: Hit) -> Phrase | None:
        """ "A boy shot last week while riding in a car has died": one whose clause stands between him and the verb."""
        first = self.parse.text.sentences[hit.sentence].first
        phrase = self.parse.phrase_starting(first)
        if phrase is None or phrase.person is None or hit.trigger.subject != "victim":
            return None
        following = self.parse.verb_at.get(phrase.last)
        return phrase if following is not None and following.passive else None

    def _spoken_of(self, occurrence: Occurrence, phrase: Phrase) -> RowDraft | None:
        """The one person of whom "he" or "she" speaks: the last one told of before that was hurt."""
        word = self.parse.text.lowers[phrase.first]
        gender = next((one for one in ("male", "female") if word in words("people", one)), "")
        if not gender or phrase.last - phrase.first != 1:
            return None
        hurt = [
            row
            for row in self.rows
            if row.occurrence is occurrence
            and row.first < phrase.first
            and row.quantity.best == 1
            and row.harm in _OF_THE_BODY
            and row.phrase is not None
        ]
        last = max(hurt, key=lambda row: row.first, default=None)
        if last is None or last.phrase is None or gender_of(self.parse, last.phrase) not in ("", gender):
            return None
        return last

    def _victims_of_noun(self, hit: Hit) -> list[Phrase]:
        lowers = self.parse.text.lowers
        phrase = hit.phrase
        if phrase is not None and phrase.of is not None and phrase.core_last == hit.last:
            inner = Phrase(
                phrase.of[0],
                phrase.of[1],
                phrase.head,
                phrase.of[1],
                phrase.quantity,
                False,
                phrase.person,
                phrase.person_words,
                phrase.name,
            )
            return conjoined(self.parse, inner)
        if hit.last < len(lowers) and lowers[hit.last] == "of":
            found = self.parse.phrase_starting(hit.last + 1)
            return conjoined(self.parse, found) if found is not None else []
        if phrase is not None and phrase.possessor is not None and phrase.possessor[1] <= hit.first:
            first, last = phrase.possessor
            person = person_classes().get(singular(lowers[last - 1]))
            name = (first, last) if self.parse.tags[last - 1] is Tag.NAME else None
            owner = Phrase(first, last, last - 1, last, None, True, person, (last - 1, last) if person else None, name)
            return [owner] if person or name else []
        if phrase is not None and phrase.quantity is not None and singular(lowers[hit.last - 1]) in _COUNTED:
            return [phrase]
        if (beside := self._with_wounds(hit)) is not None:
            return [beside]
        folds = read_list("quantities")["folds"]
        if phrase is not None and (fold := next((w for w in self._lowers(phrase) if w in folds), "")):
            return [replace(phrase, quantity=Quantity.stated(int(folds[fold])))]  # "a triple murder"
        return self._toll(hit)

    def _with_wounds(self, hit: Hit) -> Phrase | None:
        """ "Police found two men with gunshot wounds": the men."""
        first = hit.phrase.first if hit.phrase is not None else hit.first
        if hit.trigger.harm != "injured" or first == 0 or self.parse.text.lowers[first - 1] != "with":
            return None
        before = self.parse.phrase_ending(first - 1)
        return before if before is not None and (before.person is not None or before.name is not None) else None

    def _toll(self, hit: Hit) -> list[Phrase]:
        """ "The death toll rose to 12", "a toll of 40"."""
        lowers = self.parse.text.lowers
        if lowers[hit.last - 1] not in {"toll"}:
            return []
        limit = self.parse.text.sentence_of(hit.first).last
        best: Phrase | None = None
        for index in range(hit.last, min(limit, hit.last + 12)):
            phrase = self.parse.phrase_starting(index)
            if phrase is not None and phrase.quantity is not None and not phrase.quantity.is_unknown:
                best = phrase
                if lowers[index - 1] in {"to", "at", "of"}:
                    return [phrase]
        return [best] if best is not None else []

    def from_predicates(self, occurrence: Occurrence, first: int, last: int) -> None:
        """ "Five dead, ten wounded in Kabul blast"; "leaving three dead"."""
        for index in range(first + 1, last):
            if self.parse.text.lowers[index] == "dead" and self.parse.tags[index] is Tag.ADVERB:
                phrase = self.parse.phrase_ending(index)
                if phrase is not None and (phrase.person or phrase.quantity):
                    self._rows(occurrence, "killed", conjoined_before(self.parse, phrase), None, cue=index)

    def from_none(self, occurrence: Occurrence, first: int, last: int) -> None:
        """ "There were no casualties", "no injuries were reported": nobody killed, nobody injured."""
        lowers = self.parse.text.lowers
        for index in range(first, last):
            phrase = self.parse.phrase_starting(index) if lowers[index] == "no" else None
            if phrase is None or (phrase.quantity is not None and not phrase.quantity.is_zero):
                continue
            for harm in read_list("discourse")["none_of"].get(singular(lowers[phrase.head]), ()):
                if (phrase.first, harm) not in self.seen:
                    self.seen.add((phrase.first, harm))
                    self.rows.append(
                        RowDraft(
                            occurrence, harm, "unspecified", Quantity.stated(0), "", phrase.first, phrase.last,
                            phrase.first, generic=True, phrase=phrase,
                        )
                    )  # fmt: skip

    def from_fates(self, occurrence: Occurrence, first: int, last: int) -> None:
        """ "The fate of the remaining militants is unknown" is a row of unknown number, not a row of none."""
        lowers = self.parse.text.lowers
        joined = " ".join(lowers[first:last])
        if not any(predicate in joined for predicate in read_list("discourse")["fate_unknown_predicates"]):
            return
        for index in range(first, last - 2):
            if lowers[index] in words("discourse", "fate_unknown") and lowers[index + 1] == "of":
                phrase = self.parse.phrase_starting(index + 2)
                if phrase is not None and phrase.person is not None:
                    self._row(occurrence, "fate_unknown", phrase, index, phrase.last)

    def _rows(
        self, occurrence: Occurrence, harm: str, victims: list[Phrase], hit: Hit | None, cue: int | None = None
    ) -> None:
        self.lists += 1
        cue_first = hit.first if hit is not None else cue if cue is not None else 0
        cue_last = hit.last if hit is not None else cue_first + 1
        if hit is not None and hit.verb is not None:
            cue_first = hit.verb.verb if hit.verb.first < hit.verb.verb and not hit.verb.passive else hit.verb.first
        before = len(self.rows)
        presumed = hit is not None and _is_presumed(hit, harm)
        previous: RowDraft | None = None
        for phrase in victims:
            if harm == "killed" and (known := self._spoken_of(occurrence, phrase)) is not None:
                self._died(known, phrase, cue_first, cue_last)
                continue
            if previous is not None and self._is_apposition(previous, phrase):
                self._add_name(previous, phrase)
                continue
            previous = self._row(occurrence, harm, phrase, cue_first, cue_last) or previous
        if hit is not None and hit.stance is not Stance.REPORTED_AS_FACT:
            for row in self.rows[before:]:
                row.stance = hit.stance
        for row in self.rows[before:]:
            row.presumed = presumed
        if harm == "arrested" and hit is not None and self._are_suspects(hit):
            for row in self.rows[before:]:
                row.group, row.attackers = "attackers", True
        if previous is not None and not previous.names and previous.quantity.best == 1 and previous.phrase is not None:
            previous.names = self._name_behind(previous.phrase)
        if previous is not None:
            self._parts_behind(occurrence, harm, previous, cue_first, cue_last)

    def _died(self, known: RowDraft, phrase: Phrase, cue_first: int, cue_last: int) -> None:
        """The row of one who was hurt, and of whom a later sentence says that he died."""
        if known.harm == "killed" or (phrase.first, "killed") in self.seen:
            return
        self.seen.add((phrase.first, "killed"))
        known.presumed = True  # hurt, and died of it
        first, last = min(cue_first, phrase.first), max(cue_last, phrase.last)
        self.rows.append(
            replace(known, harm="killed", first=first, last=last, cue=cue_first, presumed=False, list_number=self.lists)
        )

    def _are_suspects(self, hit: Hit) -> bool:
        """ "Arrested in connection with the bombing": the arrested are those who are held to have done it."""
        lowers = self.parse.text.lowers
        limit = self.parse.text.sentence_of(hit.first).last
        causes = [
            i for i in range(hit.last, min(limit, hit.last + 14)) if lowers[i] in words("discourse", "arrested_over")
        ]
        return bool(causes) and any(
            other.trigger.harm != "arrested"
            and causes[0] < other.first < causes[0] + 10
            and other.sentence == hit.sentence
            for other in self.hits
        )

    def _row(
        self,
        occurrence: Occurrence,
        harm: str,
        phrase: Phrase,
        cue_first: int,
        cue_last: int,
        *,
        self_inflicted: bool = False,
    ) -> RowDraft | None:
        """One row, or None where the phrase speaks of no people."""
        if (phrase.first, harm) in self.seen or not self._is_people(phrase):
            return None
        if words("justice", "counts") & set(self._lowers(phrase)):
            return None  # "four counts of murder" may all be about one
        self.seen.add((phrase.first, harm))
        person = phrase.person or self._partitive_class(phrase) or _UNSPECIFIED
        quantity = self._quantity(phrase)
        near = abs(cue_first - phrase.first) <= 14 and self._same_sentence(cue_first, phrase.first)
        row = RowDraft(
            occurrence=occurrence,
            harm=harm,
            group="attackers" if self._is_attacker(occurrence, person, self_inflicted) else person.group,
            quantity=quantity,
            role=self._role(phrase),
            first=min(cue_first, phrase.first) if near else phrase.first,
            last=max(cue_last, phrase.last) if near else phrase.last,
            cue=cue_first,
            generic=person.generic and phrase.name is None and not self._is_some_of(phrase),
            additional="other" in self._lowers(phrase)
            or "others" in self._lowers(phrase)
            or "more" in self._lowers(phrase),
            attackers=self._is_attacker(occurrence, person, self_inflicted),
            self_inflicted=self_inflicted,
            list_number=self.lists,
            names=self._names(phrase),
            phrase=phrase,
        )
        self.rows.append(row)
        return row

    def _same_sentence(self, left: int, right: int) -> bool:
        return self.parse.text.tokens[left].sentence == self.parse.text.tokens[right].sentence

    def _lowers(self, phrase: Phrase) -> list[str]:
        return self.parse.text.lowers[phrase.first : phrase.last]

    def _is_people(self, phrase: Phrase) -> bool:
        if self.parse.tags[phrase.first] is Tag.PRONOUN:
            return self.parse.text.lowers[phrase.first] in {"nobody", "none"}
        if phrase.person is not None or self._lowers(phrase) in (["no", "one"], ["not", "one"], ["another"], ["both"]):
            return True
        head = self.parse.text.lowers[phrase.head]
        if phrase.name is not None:
            return self.names.is_person(phrase)
        if phrase.quantity is not None:
            # A bare number, or a number with a word that is nothing else: "four", "10 others", "many more".
            bare = self.parse.tags[phrase.head] not in (Tag.NOUN, Tag.NAME)
            return (
                bare
                or head in {"others", "more", "dead", "wounded", "injured", "killed"}
                or (singular(head) in _COUNTED)
            )
        return False

    def _quantity(self, phrase: Phrase) -> Quantity:
        lowers = self._lowers(phrase)
        if phrase.quantity is not None:
            return phrase.quantity
        if lowers[0] in {"no", "nobody", "none"}:
            return Quantity.stated(0)
        if lowers[0] == "both":
            return Quantity.stated(2)
        head = self.parse.text.lowers[phrase.head]
        if phrase.name is not None and phrase.person is None:
            return Quantity.stated(1)
        several = head in words("people", "collectives")
        if lowers[0] in {"a", "an", "another", "one"} and singular(head) == head and not several:
            return Quantity.stated(1)
        plural = singular(head) != head or several
        return Quantity.unknown() if plural else Quantity.stated(1)

    def _is_some_of(self, phrase: Phrase) -> bool:
        """ "One of the wounded", "two of them": some of people told of before, never a total."""
        lowers = self.parse.text.lowers
        behind = lowers[phrase.core_last : phrase.core_last + 2]
        inside = lowers[phrase.first : phrase.core_last]
        return (
            behind in (["of", "the"], ["of", "them"], ["of", "whom"], ["of", "those"])
            and phrase.quantity is not None
            and len(inside) <= _FEW
        )

    def _partitive_class(self, phrase: Phrase) -> PersonClass | None:
        """ "One of whom", "two of them": the class of the people spoken of before."""
        lowers = self.parse.text.lowers
        behind = lowers[phrase.last : phrase.last + 2]
        if len(behind) < 2 or behind[0] != "of" or behind[1] not in {"whom", "them", "these", "those"}:
            return None
        for index in range(phrase.first - 1, max(phrase.first - 40, -1), -1):
            other = self.parse.phrase_at.get(index)
            if other is not None and other.person is not None:
                return other.person
        return None

    def _is_attacker(self, occurrence: Occurrence, person: PersonClass, self_inflicted: bool) -> bool:
        if person.attacker or self_inflicted:
            return True
        if not person.fighter:
            return False
        # Fighters are the attackers where fighters did it: not in a battle, a raid on them or a strike from the air.
        for hit in occurrence.hits:
            if hit.verb is not None and not hit.verb.passive and hit.trigger.subject == "agent":
                agent = subject_of(self.parse, hit.verb)
                if agent is not None and agent.person is not None:
                    return agent.person.fighter or agent.person.attacker
        return False

    def _role(self, phrase: Phrase) -> str:
        """The people in the report's words, without the number."""
        first = phrase.first
        skip = words("grammar", "determiners")
        numbers = [n for n in self.parse.numbers if n.first >= phrase.first and n.last <= phrase.last]
        if numbers and numbers[0].first <= phrase.first + 2:
            first = numbers[0].last
        lowers = self.parse.text.lowers
        while first < phrase.last and lowers[first] in skip:
            first += 1
        last = phrase.name[0] if phrase.name is not None and phrase.name[0] > first else phrase.last
        if phrase.name is not None and phrase.name[0] <= first:
            return ""
        return self.parse.text.words(first, last) if first < last else ""

    def _names(self, phrase: Phrase) -> tuple[str, ...]:
        if not self.names.is_person(phrase):
            return ()
        singular_role = phrase.person is None or self._quantity(phrase).best == 1
        return (self.names.full(phrase),) if singular_role else ()

    def _name_behind(self, phrase: Phrase) -> tuple[str, ...]:
        """The name behind a role and its place: "the mayor of Oruro, Dario Quell"."""
        lowers = self.parse.text.lowers
        index = phrase.last
        if index < len(lowers) and lowers[index] == "of":
            inner = self.parse.phrase_starting(index + 1)
            index = inner.last if inner is not None else index
        if index >= len(lowers) or lowers[index] != ",":
            return ()
        name = self.parse.phrase_starting(index + 1)
        alone = name is not None and name.name == (name.first, name.last) and self.names.is_person(name)
        return (self.names.full(name),) if name is not None and alone else ()

    def _is_apposition(self, row: RowDraft, phrase: Phrase) -> bool:
        """Whether a phrase of a list names the one before again: "a journalist, Ali Khan", "Ali Khan, 40, a..."."""
        before = row.phrase
        if before is None or row.quantity.best != 1:
            return False
        lowers = self.parse.text.lowers
        joint = lowers[before.last : phrase.first]
        if joint == ["and"] and self._is_bare_role(before) and self._names(phrase):
            return True  # "senator and presidential candidate Ana Quell"
        if "and" in joint or "or" in joint:
            return False
        named, plain = bool(row.names), bool(self._names(phrase))
        return (not named and plain and phrase.quantity is None) or (
            named and not plain and lowers[phrase.first] in {"a", "an", "the"}
        )

    def _is_bare_role(self, phrase: Phrase) -> bool:
        """A role in the singular without an article or a number: half of a title, not a person of its own."""
        lower = self.parse.text.lowers[phrase.first]
        return (
            phrase.person is not None
            and phrase.name is None
            and phrase.quantity is None
            and lower not in words("grammar", "determiners")
            and singular(self.parse.text.lowers[phrase.head]) == self.parse.text.lowers[phrase.head]
        )

    def _add_name(self, row: RowDraft, phrase: Phrase) -> None:
        row.names = row.names or self._names(phrase)
        if not row.role and phrase.person_words is not None:
            row.role = self.parse.text.words(*phrase.person_words)
        if phrase.person is not None and row.generic | (row.group == "unspecified"):
            row.group, row.generic = phrase.person.group, phrase.person.generic

    def _parts_behind(self, occurrence: Occurrence, harm: str, row: RowDraft, cue_first: int, cue_last: int) -> None:
        """ "..., including two children", "..., most of them police officers", "..., one of them critically"."""
        lowers = self.parse.text.lowers
        limit = self.parse.text.sentence_of(row.cue).last
        behind = row.phrase.last if row.phrase else row.last
        # "Nine people, including two children, were killed": the parts stand before the verb.
        index = behind if behind < cue_first else max(behind, cue_last)
        end = min(limit, index + 25)
        while index < end:
            start, majority = parts_begin(self.parse, index)
            if start > 0 and start < limit:
                while start < limit and lowers[start] in {"were", "are", "was", ",", "at"}:
                    start += 1
                lead = self.parse.phrase_starting(start)
                if lead is not None:
                    for phrase in conjoined(self.parse, lead):
                        part = self._row(occurrence, harm, phrase, phrase.first, phrase.last)
                        if part is not None:
                            part.first = min(part.first, index) if phrase is lead else part.first
                            part.total, part.total_relation = row, TotalRelation.PART
                            if majority and part.quantity.is_unknown:
                                part.quantity = _majority(row.quantity)
                    return
            if self._is_clause_end(index):
                return
            index += 1

    def from_parts(self, sentence: Sentence) -> None:
        """ "Most of them were students", "Among the dead were two nuns": parts of the row that told of them."""
        told = part_sentence(self.parse, sentence)
        whole = whole_of(self.parse, self.rows, sentence, told.harm) if told is not None else None
        if told is None or whole is None:
            return
        for phrase in told.people:
            part = self._row(whole.occurrence, whole.harm, phrase, phrase.first, phrase.last)
            if part is not None:
                part.total, part.total_relation = whole, TotalRelation.PART
                if told.majority:
                    part.quantity = _majority(whole.quantity)

    def _is_clause_end(self, index: int) -> bool:
        return self.parse.text.lowers[index] in {";", "."}


_FEW = 2  # words of a number that stands alone: "one", "at least two"
_REFLEXIVE = frozenset(("himself", "herself", "themselves"))
_OF_THE_BODY = frozenset(("killed", "injured", "tortured"))
_COUNTED = frozenset(
    (
        *("homicide", "slaying", "death", "fatality", "injury", "killing", "murder", "abduction", "kidnapping"),
        *("arrest", "victim"),  # of victims only those that are a trigger: "two gunshot victims"
    )
)


def _is_presumed(hit: Hit, harm: str) -> bool:
    """Whether people were hurt and it is told elsewhere if they lived."""
    return harm == "injured" and (hit.trigger.mode == "shooting" or hit.trigger.presumed)


def _majority(total: Quantity) -> Quantity:
    """More than half of a total, where a bound of the total is known."""
    low = total.low if total.low is not None else total.best
    if low is None or low < 1:
        return Quantity.unknown()
    return Quantity(low // 2 + 1, None, total.high, Qualifier.VAGUE)
