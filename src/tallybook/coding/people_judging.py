"""Who the people of casualty rows were and who is held responsible, as trees judge what `people` has gathered.

The rules stay: their rows keep their numbers and their words, their entries of responsibility stand unless the judge is
sure of the contrary. What changes is the group of a row where the judge knows better, and the entries that the rules
have not found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tallybook.coding.attribution import speaker_at
from tallybook.coding.base import Layer, Layers
from tallybook.coding.casualties import joined_rows
from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.drafts import Draft
from tallybook.coding.judging import Chances, shipped_chances
from tallybook.coding.people import ACTS, GROUPS, NEEDED, People
from tallybook.coding.responsibility import ENTRY_STANCES, RESPONSIBILITY, ResponsibilityReader
from tallybook.model import Field, ResponsibilityAct, ResponsibilityValue

__all__ = ["PEOPLE", "JudgedPeople", "PeopleJudge"]

# Chances from which something is believed: the best F on the tuning part of our gold.
GROUP = 0.3  # of another group than the rules have
ATTACKER = 0.9  # that somebody was an attacker or was not, which changes what is counted together
ENTRY = 0.25
DOUBTED = 0.03  # of an entry of the rules
_OWN = frozenset((ResponsibilityAct.CLAIMED, ResponsibilityAct.DENIED))  # acts that the actor speaks of
_CUE_REACH = 14  # tokens between an actor and the word of the act that are still one place


@dataclass(frozen=True)
class JudgedPeople:
    """The casualty rows with their groups, and the entries of responsibility, of the rules and of the judge."""

    rows: tuple[RowDraft, ...]
    entries: tuple[Draft, ...]


PEOPLE: Layer[JudgedPeople] = Layer("people")


class PeopleJudge:
    """The component. `chances` stands in for the shipped trees, as the judge of incidents has it."""

    name = "people_judge"
    requires: tuple[Layer[Any], ...] = NEEDED
    sets = PEOPLE

    def __init__(self, chances: Chances | None = None) -> None:
        self._chances = chances or shipped_chances

    def run(self, layers: Layers) -> JudgedPeople:
        people = People(layers)
        at = {phrase.first: index for index, phrase in enumerate(people.phrases)}
        rows = joined_rows(layers, lambda row: self._regroup(people, at, row))
        return JudgedPeople(rows, tuple(self._entries(layers, people)))

    def _regroup(self, people: People, at: dict[int, int], row: RowDraft) -> None:
        """Give a row another group where the judge is surer of it than of the group that the rules gave."""
        index = None if row.phrase is None else at.get(row.phrase.first)
        if index is None or row.self_inflicted or row.quantity.is_zero:
            return
        chances = self._chances("groups", people.group_features(index, row.harm, row.group))
        best = int(np.argmax(chances))
        own = GROUPS.index(row.group) if row.group in GROUPS else -1
        least = ATTACKER if "attackers" in (row.group, GROUPS[best]) else GROUP
        if best != own and chances[best] >= least and (own < 0 or chances[best] > chances[own]):
            row.group, row.attackers, row.generic = GROUPS[best], GROUPS[best] == "attackers", False

    def _entries(self, layers: Layers, people: People) -> Iterator[Draft]:
        pairs = people.actor_pairs()
        scores: dict[tuple[int, str], float] = {}
        if pairs:
            scores = dict(zip(pairs, self._chances("acts", people.act_features(pairs)).tolist(), strict=True))
        told: set[tuple[int, str, str]] = set()
        for draft in layers[RESPONSIBILITY]:
            value = draft.value
            if isinstance(value, ResponsibilityValue) and value.actor is not None:
                score = self._score_of(people, scores, draft, value)
                if score is not None and score < DOUBTED:
                    continue
                told |= {(id(draft.occurrence), value.act.value, word) for word in value.actor.name.lower().split()}
            yield draft
        believed = sorted(((one, score) for one, score in scores.items() if score >= ENTRY), key=lambda one: -one[1])
        if not believed:
            return
        reader = ResponsibilityReader(layers)
        for (index, act), score in believed:
            made = self._made(people, reader, index, ResponsibilityAct(act), score)
            if made is None or not isinstance(made.value, ResponsibilityValue) or made.value.actor is None:
                continue
            key = (id(made.occurrence), act, people.heads[index])
            if key not in told:
                told |= {(id(made.occurrence), act, word) for word in made.value.actor.name.lower().split()} | {key}
                yield made

    def _score_of(
        self, people: People, scores: dict[tuple[int, str], float], draft: Draft, value: ResponsibilityValue
    ) -> float | None:
        """The best chance of an entry of the rules among the phrases in its words; None where none was judged."""
        first, last = people.text.token_range(draft.span)
        if value.act.value not in ACTS:
            return None
        some = [
            scores[index, value.act.value]
            for index, phrase in enumerate(people.phrases)
            if phrase.first < last and first < phrase.core_last and (index, value.act.value) in scores
        ]
        return max(some, default=None)

    def _made(
        self, people: People, reader: ResponsibilityReader, index: int, act: ResponsibilityAct, score: float
    ) -> Draft | None:
        """An entry of the judge: the actor with the nearest word of such acts, said by whoever speaks there."""
        phrase = people.phrases[index]
        actor, occurrence = reader.person(phrase), reader.occurrence(phrase.head)
        if actor is None or occurrence is None:
            return None
        cue = people.cue_near(index, act.value, _CUE_REACH)
        first, last = min((phrase.first, *cue)), max((phrase.last, *(one + 1 for one in cue)))
        said = speaker_at(people.attributions, phrase.first, phrase.core_last)
        speaker, span = (said.speaker, said.speaker_span) if said is not None else (None, None)
        if act in _OWN:
            speaker, span = reader.as_speaker(actor), people.parse.span(phrase)
        return Draft(
            occurrence,
            Field.RESPONSIBILITY,
            ResponsibilityValue(act, actor),
            people.text.span(first, last),
            self.name,
            stance=ENTRY_STANCES[act],
            speaker=speaker,
            speaker_span=span,
            own_voice=speaker is None,
            score=score,
        )
