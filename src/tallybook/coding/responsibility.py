"""Who claimed it, who denied it, who is accused or suspected by whom: each an entry of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tallybook.actors import ActorExpression, country_actor
from tallybook.coding.arguments import by_agent, object_of, subject_of
from tallybook.coding.attribution import ACTORS, ATTRIBUTIONS, Attribution, SpeakerResolver, speaker_at
from tallybook.coding.base import Layer, Layers
from tallybook.coding.charges import Charge, ChargeReader
from tallybook.coding.drafts import Draft
from tallybook.coding.grammar import PARSE, Parse, Phrase, Tag, VerbGroup
from tallybook.coding.lexicons import read_list, words
from tallybook.coding.occurrences import OCCURRENCES, PLACES, Occurrence, Occurrences
from tallybook.coding.roles import ROLES
from tallybook.coding.triggers import HITS, Hit
from tallybook.model import (
    ActorValue,
    Field,
    MentionKind,
    PlacePrecision,
    ResponsibilityAct,
    ResponsibilityValue,
    Speaker,
    SpeakerKind,
    Stance,
)

__all__ = ["ENTRY_STANCES", "RESPONSIBILITY", "ResponsibilityFinder", "ResponsibilityReader"]

RESPONSIBILITY: Layer[tuple[Draft, ...]] = Layer("responsibility")
_PERSONS = frozenset(("individual", "unknown"))
_AGENT_REACH = 8  # tokens behind the verb in which "by" is looked for
_NOBODY = frozenset(("no", "nobody", "none", "neither"))
ENTRY_STANCES = {
    ResponsibilityAct.CLAIMED: Stance.CLAIMED,
    ResponsibilityAct.DENIED: Stance.DENIED,
    ResponsibilityAct.ACCUSED: Stance.ALLEGED,
    ResponsibilityAct.SUSPECTED: Stance.ALLEGED,
    ResponsibilityAct.CLEARED: Stance.DENIED,
    ResponsibilityAct.UNCLAIMED: Stance.REPORTED_AS_FACT,
}


class ResponsibilityFinder:
    """Finds claims, denials, accusations and suspicions, and the occurrence that each is about."""

    name = "responsibility"
    requires: tuple[Layer[Any], ...] = (PARSE, HITS, ACTORS, ATTRIBUTIONS, OCCURRENCES, PLACES, ROLES)
    sets = RESPONSIBILITY

    def run(self, layers: Layers) -> tuple[Draft, ...]:
        finder = ResponsibilityReader(layers)
        drafts: list[Draft] = []
        seen: set[tuple[int, str, str, int]] = set()
        for group in layers[PARSE].verbs:
            for draft in finder.from_verb(group):
                sentence = finder.text.tokens[group.verb].sentence
                key = (id(draft.occurrence), str(draft.value), str(draft.stance), sentence)
                if key not in seen:
                    seen.add(key)
                    drafts.append(draft)
        drafts.extend(finder.unclaimed_nouns())
        drafts.extend(finder.charged_by_nouns())
        told = {(id(one.occurrence), finder.text.token_range(one.span)[0], str(one.value)) for one in drafts}
        drafts.extend(
            one
            for one in finder.by_speakers(layers[ROLES])
            if (id(one.occurrence), finder.text.token_range(one.span)[0], str(one.value)) not in told
        )
        return tuple(_without_unnamed(drafts))


def _without_unnamed(drafts: list[Draft]) -> Iterator[Draft]:
    """Without "a man was charged" where the same act is told of a person with a name, who is that man."""
    named = {_act_of(draft) for draft in drafts if (actor := _actor_of(draft)) is not None and actor.name.istitle()}
    for draft in drafts:
        actor = _actor_of(draft)
        unnamed = actor is not None and actor.kind in _PERSONS and actor.name.islower()
        if not (unnamed and _act_of(draft) in named):
            yield draft


def _actor_of(draft: Draft) -> ActorValue | None:
    return draft.value.actor if isinstance(draft.value, ResponsibilityValue) else None


def _act_of(draft: Draft) -> tuple[int, object]:
    return id(draft.occurrence), getattr(draft.value, "act", None)


class ResponsibilityReader:
    """Reads entries of responsibility out of verbs and nouns, and knows whom and what the words of a report mean."""

    def __init__(self, layers: Layers) -> None:
        self.parse: Parse = layers[PARSE]
        self.text = self.parse.text
        self.actors: tuple[ActorExpression, ...] = layers[ACTORS]
        self.attributions: tuple[Attribution, ...] = layers[ATTRIBUTIONS]
        self.occurrences: Occurrences = layers[OCCURRENCES]
        self.hits: tuple[Hit, ...] = layers[HITS]
        self.resolver = SpeakerResolver(self.parse, self.actors)
        self.countries = [one for one in layers[PLACES] if one.value.precision is PlacePrecision.COUNTRY]
        named = self.text.covered(one.span for one in self.actors if one.named)
        self.charges = ChargeReader(self.parse, self.hits, named)
        self.told: list[ActorValue] = []  # of whom an act of responsibility was told so far

    def from_verb(self, group: VerbGroup) -> list[Draft]:
        """The entries that one verb tells of."""
        charged = [made for charge in self.charges.charges(group) if (made := self._charged(charge, group)) is not None]
        if charged:
            return charged
        base = group.base
        if base in words("speech", "claim_verbs") or base in words("speech", "deny_verbs"):
            return self._claim(group) or self._denial_of_it(group)
        if base in words("speech", "accuse_verbs") or base in words("speech", "suspect_verbs"):
            return self._accusation(group)
        if base in words("speech", "attribute_verbs"):
            return self._attribution(group)
        if base in {"say", "announce", "declare", "state", "add", "boast"}:
            return self._own_words(group)
        return []

    def _charged(self, charge: Charge, group: VerbGroup) -> Draft | None:
        actor = self.person(charge.named)
        if actor is None or self.occurrence(group.verb) is None:
            return None
        return self._entry(
            charge.act,
            actor,
            charge.phrase,
            group,
            speaks=charge.speaks,
            speaker_phrase=charge.speaker,
            stance=charge.stance,
            channel=charge.channel,
        )

    def person(self, phrase: Phrase) -> ActorValue | None:
        """The actor of a phrase; a person under the name alone."""
        if phrase.name is not None and not any(
            a.named and a.span.overlaps(self.parse.span(phrase)) for a in self.actors
        ):
            return ActorValue(self.text.words(*phrase.name), "individual")
        return self._actor(phrase)

    def charged_by_nouns(self) -> Iterator[Draft]:
        """ "Prosecutors filed charges of murder against X", "X is responsible for the attack"."""
        for index, charge in self.charges.nouns():
            actor, occurrence = self.person(charge.named), self.occurrence(index)
            if actor is None or occurrence is None:
                continue
            first, last = min(index, charge.phrase.first), max(index + 1, charge.phrase.last)
            said = speaker_at(self.attributions, first, last)
            yield Draft(
                occurrence,
                Field.RESPONSIBILITY,
                ResponsibilityValue(charge.act, actor),
                self.text.span(first, last),
                "responsibility",
                stance=ENTRY_STANCES[charge.act],
                speaker=said.speaker if said else None,
                speaker_span=said.speaker_span if said else None,
                own_voice=said is None,
            )

    def _claim(self, group: VerbGroup) -> list[Draft]:
        """ "X claimed responsibility", "responsibility was claimed by X", "X denied involvement"."""
        denies = group.base in words("speech", "deny_verbs")
        if group.passive:
            subject = subject_of(self.parse, group)
            noun = subject is not None and (
                self._has_responsibility(subject.first, subject.last) or (not denies and self._is_event(subject))
            )
            agent = by_agent(self.parse, group, _AGENT_REACH) if noun else None
            if agent is not None and self.text.lowers[agent.head] in words("speech", "group_nouns"):
                agent = agent if self._actor(agent) is not None else self._pronoun_actor(agent)
        else:
            limit = min(self.text.sentence_of(group.verb).last, group.last + 8)
            noun = self._has_responsibility(group.last, limit)
            agent = subject_of(self.parse, group) if noun else None
            if agent is not None and self.text.lowers[agent.first] in {"it", "they", "he", "she"}:
                agent = self._pronoun_actor(agent)
        if not noun or agent is None or (group.infinitive and not group.negated):
            return []
        if self.text.lowers[agent.first] in _NOBODY:
            return [self._entry(ResponsibilityAct.UNCLAIMED, None, agent, group)]
        actor = self._actor(agent)
        if actor is None or group.negated:
            return []
        act = ResponsibilityAct.DENIED if denies else ResponsibilityAct.CLAIMED
        return [self._entry(act, actor, agent, group, speaks=True)]

    def _denial_of_it(self, group: VerbGroup) -> list[Draft]:
        """ "A spokesman for X denied it": of what X was said to have done before."""
        if group.base not in words("speech", "deny_verbs") or group.passive or group.negated:
            return []
        if self.text.lowers[group.last : group.last + 1] not in (["it"], ["this"], ["that"]):
            return []
        agent = subject_of(self.parse, group)
        if agent is None:
            return []
        said = self.text.lowers[agent.first : group.first]
        for actor in reversed(self.told):
            if actor.name.lower().split()[-1] in said:
                return [self._entry(ResponsibilityAct.DENIED, actor, agent, group, speaks=True)]
        return []

    def _is_event(self, phrase: Phrase) -> bool:
        return any(phrase.first <= hit.first < phrase.last for hit in self.hits)

    def _has_responsibility(self, first: int, last: int) -> bool:
        lowers = self.text.lowers
        nouns = words("speech", "responsibility_nouns")
        for index in range(first, last):
            if lowers[index] in nouns or " ".join(lowers[index : index + 2]) in nouns:
                return True
            if lowers[index] in {";", "but", "although", "while"}:
                return False
        return False

    def _pronoun_actor(self, phrase: Phrase) -> Phrase | None:
        """The last named actor before a pronoun, as a phrase."""
        span = self.parse.span(phrase)
        before = [a for a in self.actors if a.named and a.span.end <= span.start]
        if not before:
            return None
        first, last = self.text.token_range(before[-1].span)
        return self.parse.phrase_at.get(first) or Phrase(first, last, last - 1, last)

    def _actor(self, phrase: Phrase) -> ActorValue | None:
        span = self.parse.span(phrase)
        inside = [a for a in self.actors if a.span.overlaps(span)]
        if inside:
            return max(
                inside, key=lambda a: (a.span.start == span.start or bool(a.value.part_of), a.named, len(a.span))
            ).value
        if self.parse.tags[phrase.first] is Tag.PRONOUN:
            return None
        country = country_actor(self.text.words(phrase.first, phrase.core_last))
        if country is not None:
            return country
        first = phrase.first
        while first < phrase.last - 1 and self.text.lowers[first] in {"the", "a", "an"}:
            first += 1
        if phrase.person is not None or phrase.name is not None:
            kind = "individual" if phrase.person is not None and phrase.quantity is None else "unknown"
            return ActorValue(self.text.words(first, phrase.last), kind)
        return None

    def _is_force(self, phrase: Phrase) -> bool:
        """Whether a phrase can be held responsible: an actor, fighters, a named person."""
        span = self.parse.span(phrase)
        named = (*(one.span for one in self.actors), *(one.span for one in self.countries))
        last = phrase.last - 1
        by_name = self.text.lowers[last] in words("people", "armed_names") and self.text.tokens[last].text[0].isupper()
        return (
            by_name
            or any(one.overlaps(span) for one in named)
            or (phrase.person is not None and (phrase.person.fighter or phrase.person.attacker))
        )

    def _accusation(self, group: VerbGroup) -> list[Draft]:
        """ "The government blamed X", "X is suspected", "accused X of", in a report of violence only."""
        act = (
            ResponsibilityAct.ACCUSED if group.base in words("speech", "accuse_verbs") else ResponsibilityAct.SUSPECTED
        )
        if group.negated or (group.base == "hold" and not self._is_answerable(group)):
            return []
        if group.passive:
            accused = (self._behind_on(group) if group.base == "blame" else None) or subject_of(self.parse, group)
            speaker = by_agent(self.parse, group, _AGENT_REACH)
            if accused is not None and self._has_cause_of(accused) and act is ResponsibilityAct.SUSPECTED:
                return []
        else:
            if act is ResponsibilityAct.SUSPECTED and group.base != "suspect":
                return []
            accused = object_of(self.parse, group)
            speaker = subject_of(self.parse, group)
            if group.base == "blame":
                accused = self._behind_on(group) or accused
        if accused is None or not self._is_force(accused) or self.occurrence(group.verb) is None:
            return []
        actor = self._actor(accused)
        if actor is None:
            return []
        return [self._entry(act, actor, accused, group, speaker_phrase=speaker)]

    def _is_answerable(self, group: VerbGroup) -> bool:
        """ "Held X responsible for", not "held X for two days"."""
        return "responsible" in self.text.lowers[group.last : group.last + 10]

    def _has_cause_of(self, phrase: Phrase) -> bool:
        return not self._is_force(phrase)

    def _behind_on(self, group: VerbGroup) -> Phrase | None:
        limit = self.text.sentence_of(group.verb).last
        for index in range(group.last, min(limit, group.last + 10)):
            if self.text.lowers[index] == "on":
                return self.parse.phrase_starting(index + 1)
            if index in self.parse.verb_at:
                return None
        return None

    def _attribution(self, group: VerbGroup) -> list[Draft]:
        """ "The attack was attributed to X"."""
        limit = self.text.sentence_of(group.verb).last
        for index in range(group.last, min(limit, group.last + 8)):
            if self.text.lowers[index] == "to":
                accused = self.parse.phrase_starting(index + 1)
                if accused is None or not self._is_force(accused):
                    return []
                actor = self._actor(accused)
                speaker = by_agent(self.parse, group, _AGENT_REACH) if group.passive else subject_of(self.parse, group)
                if actor is None:
                    return []
                return [self._entry(ResponsibilityAct.ACCUSED, actor, accused, group, speaker_phrase=speaker)]
        return []

    def _own_words(self, group: VerbGroup) -> list[Draft]:
        """ "X said it had carried out the attack", "X said its fighters were behind the blast"."""
        subject = subject_of(self.parse, group)
        if subject is None:
            return []
        span = self.parse.span(subject)
        expression = next((a for a in self.actors if a.named and a.span.overlaps(span)), None)
        if expression is None or expression.value.kind in {"police", "military", "state_forces", "government"}:
            return []
        limit = min(self.text.sentence_of(group.verb).last, group.last + 9)
        lowered = " ".join(self.text.lowers[group.last : limit])
        owns = any(
            lowered.startswith(f"{lead}{who}")
            for lead in ("", "that ")
            for who in ("it ", "they ", "its ", "their ", "one of its ")
        )
        did = any(
            phrase in lowered
            for phrase in (
                "carried out",
                "was behind",
                "were behind",
                "was responsible",
                "were responsible",
                "conducted",
                "had attacked",
                "had bombed",
                "had killed",
            )
        )
        if not owns or not did:
            return []
        denied = any(word in lowered.split() for word in ("not", "never", "no"))
        act = ResponsibilityAct.DENIED if denied else ResponsibilityAct.CLAIMED
        return [self._entry(act, expression.value, subject, group, speaks=True)]

    def unclaimed_nouns(self) -> list[Draft]:
        """ "There was no immediate claim of responsibility"."""
        drafts: list[Draft] = []
        lowers = self.text.lowers
        for index in range(2, len(lowers) - 2):
            if lowers[index : index + 3] in (["claim", "of", "responsibility"], ["claims", "of", "responsibility"]):
                phrase = self.parse.phrase_at.get(index)
                if phrase is not None and lowers[phrase.first] == "no":
                    occurrence = self.occurrences.at(index) or self._main()
                    if occurrence is not None:
                        span = self.text.span(phrase.first, index + 3)
                        value = ResponsibilityValue(ResponsibilityAct.UNCLAIMED)
                        drafts.append(Draft(occurrence, Field.RESPONSIBILITY, value, span, "responsibility"))
        return drafts

    def by_speakers(self, roles: tuple[Draft, ...]) -> Iterator[Draft]:
        """Perpetrators who can be told apart, and whom somebody names or suspects: "police said X opened fire"."""
        for draft in roles:
            actor = draft.value
            if draft.field is not Field.PERPETRATOR or not isinstance(actor, ActorValue):
                continue
            if not (actor.lexicon_id or actor.kind == "individual"):
                continue
            first, last = self.text.token_range(draft.span)
            said = speaker_at(self.attributions, first, last)
            guessed = draft.stance is Stance.ALLEGED or (said is not None and self._believes(said))
            act = ResponsibilityAct.SUSPECTED if guessed else ResponsibilityAct.ACCUSED
            if act is ResponsibilityAct.ACCUSED and (said is None or said.speaker.name == actor.name):
                continue
            yield replace(
                draft,
                field=Field.RESPONSIBILITY,
                value=ResponsibilityValue(act, actor),
                component="responsibility",
                stance=Stance.ALLEGED,
                speaker=said.speaker if said else None,
                speaker_span=said.speaker_span if said else None,
                own_voice=said is None,
            )

    def _believes(self, said: Attribution) -> bool:
        """ "Investigators believe X shot them": they suspect X."""
        verb = self.parse.verb_at.get(said.cue)
        return verb is not None and verb.base in words("speech", "suspect_verbs")

    def _main(self) -> Occurrence | None:
        return next((o for o in self.occurrences.all if o.kind is MentionKind.REPORTED), None)

    def occurrence(self, verb: int) -> Occurrence | None:
        """The occurrence that the sentence of a verb speaks of: that of its nearest trigger, or in focus."""
        sentence = self.text.tokens[verb].sentence
        owned = [
            (abs(hit.first - verb), index, occurrence)
            for index, occurrence in enumerate(self.occurrences.all)
            for hit in occurrence.hits
            if hit.sentence == sentence and occurrence.kind is not MentionKind.AGGREGATE
        ]
        if owned:
            return min(owned, key=lambda item: item[:2])[2]
        found = self.occurrences.at(verb)
        return found if found is not None and found.kind is not MentionKind.AGGREGATE else self._main()

    def _entry(
        self,
        act: ResponsibilityAct,
        actor: ActorValue | None,
        phrase: Phrase,
        group: VerbGroup,
        *,
        speaks: bool = False,
        speaker_phrase: Phrase | None = None,
        stance: Stance | None = None,
        channel: str = "",
    ) -> Draft:
        hedge = next((w for w in self.text.lowers[group.first : group.last] if w in _hedges()), "")
        last = group.last
        found = object_of(self.parse, group)
        if found is not None and found.first <= group.last + 2:
            last = found.last
        span = self.text.span(min(phrase.first, group.first), max(last, phrase.last))
        speaker: Speaker | None = None
        speaker_span = None
        if speaks and actor is not None:
            speaker = self.as_speaker(actor, channel or self._channel(group))
            speaker_span = self.parse.span(phrase)
        elif speaker_phrase is not None:
            speaker = self.resolver.speaker(speaker_phrase) or Speaker(
                role=self.parse.words(speaker_phrase), kind=SpeakerKind.ORGANIZATION
            )
            speaker_span = self.parse.span(speaker_phrase)
        elif not speaks:
            outer = speaker_at(self.attributions, group.first, group.last)
            if outer is not None:
                speaker, speaker_span = outer.speaker, outer.speaker_span
        if actor is not None:
            self.told.append(actor)
        value = ResponsibilityValue(act, actor, hedge=hedge, channel=channel or self._channel(group))
        occurrence = self.occurrence(group.verb)
        return Draft(
            occurrence,
            Field.RESPONSIBILITY,
            value,
            span,
            "responsibility",
            stance=stance or ENTRY_STANCES[act],
            speaker=speaker,
            speaker_span=speaker_span,
            own_voice=speaker is None,
        )

    def as_speaker(self, actor: ActorValue, channel: str = "") -> Speaker:
        """The actor as the one who speaks."""
        kind = SpeakerKind.PERSON if actor.kind == "individual" else SpeakerKind.ACTOR
        return Speaker(name=actor.name, kind=kind, channel=channel)

    def _channel(self, group: VerbGroup) -> str:
        lowers = self.text.lowers
        limit = self.text.sentence_of(group.verb).last
        for phrase, code in read_list("speech")["nouns"].items():
            parts = phrase.split()
            for index in range(group.last, min(limit, group.last + 14)):
                if (
                    code
                    and lowers[index : index + len(parts)] == parts
                    and any(word in {"in", "on", "via", "by", "through"} for word in lowers[max(index - 4, 0) : index])
                ):
                    return str(code)
        return ""


def _hedges() -> frozenset[str]:
    hedges = read_list("speech")["hedges"]
    return frozenset([*hedges["reported"], *hedges["alleged"], *hedges["possible"]])
