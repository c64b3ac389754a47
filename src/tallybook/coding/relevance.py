"""Whether an occurrence is violence at all: evidence for it, and what speaks against.

News is full of words of violence that hurt nobody: a party attacks a plan, a rider fights the clock, a storm threatens
a coast. A trigger that is sure of its act (a bomb went off, a man was stabbed) stands for itself. One that is often a
figure of speech needs company in its own sentences: people harmed, a weapon, an armed actor, a target. Arrests alone
are violence where the report speaks of repression.
"""

from __future__ import annotations

from tallybook.actors import ActorExpression
from tallybook.coding.arguments import object_of, subject_of
from tallybook.coding.grammar import Parse, Phrase
from tallybook.coding.lexicons import read_list, target_phrases, weapon_phrases, words
from tallybook.coding.occurrence import Occurrence
from tallybook.coding.triggers import Hit

__all__ = ["Relevance"]

_SPORT_WORDS = 4
_REPRESSION_WORDS = 3
_MASS_ARREST = 10  # arrested at once: a round-up, not a matter of crime
_CONCRETE_RANK = 4  # below, a trigger tells little by itself ("attack", "killed")
_ARMED = frozenset(
    (
        "rebel_group",
        "political_militia",
        "communal_militia",
        "criminal_group",
        "paramilitary",
        "unidentified_armed_group",
        "military",
        "police",
        "state_forces",
        "rioters",
    )
)
_PERSECUTED = frozenset(
    ("journalists", "human_rights_defenders", "protesters", "politicians", "aid_workers", "religious", "prisoners")
)
_HARMS = frozenset(("killed", "injured", "abducted", "tortured", "sexually_abused"))


class Relevance:
    """Decides for the occurrences of one report."""

    def __init__(self, parse: Parse, actors: tuple[ActorExpression, ...]) -> None:
        self._parse = parse
        self._lowers = parse.text.lowers
        self._armed = parse.text.covered(one.span for one in actors if one.value.kind in _ARMED or one.attacker)
        self._sport = _count(self._lowers, words("triggers", "sport")) >= _SPORT_WORDS
        self._repression = _count(self._lowers, words("triggers", "repression")) >= _REPRESSION_WORDS

    def is_violence(self, occurrence: Occurrence) -> bool:
        """Whether the occurrence is told as violence, by the rules at the head of this module."""
        accidental = bool(set(self._around(occurrence)) & words("triggers", "accidents"))
        hits = [hit for hit in occurrence.hits if not (accidental and hit.trigger.accident)]
        harming = [hit for hit in hits if self._harms_people(hit)]
        if self._sport and not any(hit.trigger.harm == "killed" for hit in harming):
            return False
        strong = [hit for hit in hits if not hit.trigger.weak]
        typed = [hit for hit in hits if hit.trigger.type]
        if typed and all(hit.trigger.type == "detention" for hit in typed):
            return self._repression or any(self._is_persecuted(hit) for hit in typed)
        if any(self._is_concrete(hit) for hit in strong):
            return True
        if strong:
            return self._has_company(occurrence, strong, harming)
        if accidental:
            return False
        if harming:
            return self._is_armed(occurrence) or self._by_people(harming)
        return self._is_armed(occurrence) and any(self._has_target(hit) for hit in typed)

    def _is_persecuted(self, hit: Hit) -> bool:
        """Whether those arrested are people whom states persecute for what they do, or many at once."""
        victim = self._victim(hit)
        if victim is None:
            return False
        many = victim.quantity is not None and victim.quantity.floor >= _MASS_ARREST
        return many or (victim.person is not None and victim.person.group in _PERSECUTED)

    def _victim(self, hit: Hit) -> Phrase | None:
        if hit.verb is None:
            return hit.phrase
        if hit.verb.passive or hit.trigger.subject == "victim":
            return subject_of(self._parse, hit.verb)
        return object_of(self._parse, hit.verb)

    def _is_concrete(self, hit: Hit) -> bool:
        """Whether a trigger is sure of its act: no figure of speech, and not only planned."""
        figurative = read_list("triggers")["figurative"]
        return (
            hit.trigger.rank >= _CONCRETE_RANK
            and hit.trigger.type not in figurative["types"]
            and hit.trigger.words[-1] not in figurative["words"]
            and hit.trigger.type != "detention"
            and not self._does_to_a_thing(hit)
        )

    def _does_to_a_thing(self, hit: Hit) -> bool:
        """ "Shot a film": what is done to people, done to something that is neither people nor a target."""
        if hit.verb is None or hit.verb.passive or not hit.trigger.harm:
            return False
        found = object_of(self._parse, hit.verb)
        people = found is None or self._harms_people(hit) or found.first in self._parse.verb_at
        return not people and not self._has_target(hit)

    def _has_company(self, occurrence: Occurrence, strong: list[Hit], harming: list[Hit]) -> bool:
        done = [hit for hit in strong if hit.stage != "planned"]
        if any(hit.trigger.harm in _HARMS for hit in harming):
            return True
        if all(hit.trigger.rank < _CONCRETE_RANK and (hit.plural or hit.stage == "planned") for hit in strong):
            # "Attacks" in general are of a time and a place, or of none that could be recorded.
            return bool(occurrence.places) and occurrence.date() is not None
        if not done and not self._is_armed(occurrence):
            return False
        return self._is_armed(occurrence) or any(self._has_target(hit) for hit in strong)

    def _around(self, occurrence: Occurrence) -> list[str]:
        return [self._lowers[index] for index in self._tokens(occurrence)]

    def _tokens(self, occurrence: Occurrence) -> list[int]:
        sentences = self._parse.text.sentences
        return [i for n in occurrence.sentences for i in range(sentences[n].first, sentences[n].last)]

    def _is_armed(self, occurrence: Occurrence) -> bool:
        """Whether a weapon or an armed actor stands in the sentences of the triggers."""
        tokens = self._tokens(occurrence)
        harmless = words("triggers", "no_proof_of_arms")
        return any(
            index in self._armed
            or ((found := weapon_phrases().ending_at(self._lowers, index)) is not None and found[1] not in harmless)
            for index in tokens
        )

    def _by_people(self, harming: list[Hit]) -> bool:
        """Whether people did the harm: the subject of an active verb, or behind "by"."""
        for hit in harming:
            if hit.verb is None:
                continue
            agent = self._behind_by(hit) if hit.verb.passive else subject_of(self._parse, hit.verb)
            if hit.trigger.subject == "agent" and agent is not None and agent.person is not None:
                return True
        return False

    def _behind_by(self, hit: Hit) -> Phrase | None:
        for index in range(hit.last, min(len(self._lowers), hit.last + 6)):
            if self._lowers[index] == "by":
                return self._parse.phrase_starting(index + 1)
        return None

    def _has_target(self, hit: Hit) -> bool:
        """Whether a thing of the list of targets is the object, or stands behind "on" or "against"."""
        phrase = object_of(self._parse, hit.verb) if hit.verb is not None else None
        if hit.verb is not None and hit.verb.passive:
            phrase = subject_of(self._parse, hit.verb)
        if phrase is None and hit.last < len(self._lowers) and self._lowers[hit.last] in {"on", "against", "at"}:
            phrase = self._parse.phrase_starting(hit.last + 1)
        if phrase is None:
            return False
        if phrase.person is not None and not phrase.person.generic and hit.verb is None:
            return True
        return any(
            target_phrases().ending_at(self._lowers, index) is not None
            for index in range(phrase.first, phrase.core_last)
        )

    def _harms_people(self, hit: Hit) -> bool:
        """Whether a trigger with a harm has people as its victims."""
        if not hit.trigger.harm and not hit.trigger.self_harm:
            return False
        if hit.adjective:
            return True
        if hit.verb is None:
            return hit.trigger.rank > 0
        victim = self._victim(hit)
        return victim is not None and (
            victim.person is not None or victim.name is not None or victim.quantity is not None
        )


def _count(lowers: list[str], wanted: frozenset[str]) -> int:
    return sum(1 for word in lowers if word in wanted)
