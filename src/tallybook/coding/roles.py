"""What was done, with what, to what, by whom: types, modes, stages, weapons, targets, perpetrators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tallybook.actors import ActorExpression
from tallybook.codebook import load_codebook
from tallybook.coding.arguments import conjoined, conjoined_before, object_of, subject_of
from tallybook.coding.attribution import ACTORS
from tallybook.coding.base import Layer, Layers
from tallybook.coding.drafts import Draft
from tallybook.coding.grammar import PARSE, Parse, Phrase, Tag, VerbGroup
from tallybook.coding.lexicons import noun_triggers, read_list, singular, target_phrases, weapon_phrases, words
from tallybook.coding.numbers import DATES
from tallybook.coding.occurrences import OCCURRENCES, PLACES, Occurrence
from tallybook.coding.triggers import HITS, Hit
from tallybook.dates import Anchoring
from tallybook.model import (
    ActorValue,
    CodeValue,
    Field,
    MentionKind,
    Qualifier,
    QuantityValue,
    Stance,
    TargetValue,
    TextValue,
)
from tallybook.places import country_name, country_of_demonym

__all__ = ["ROLES", "RoleFinder"]

ROLES: Layer[tuple[Draft, ...]] = Layer("roles")
_GENERAL = frozenset(("armed_clash", "other_attack", "killing", "intimidation", "detention", "robbery"))
_GENERAL_BESIDE = frozenset(
    (
        "armed_assault",
        "armed_clash",
        "bombing",
        "shelling",
        "air_strike",
        "abduction",
        "hostage_taking",
        "assassination",
    )
)
_GROUPS = frozenset(
    (
        "rebel_group",
        "political_militia",
        "communal_militia",
        "criminal_group",
        "paramilitary",
        "unidentified_armed_group",
    )
)
_OF_STATES = frozenset(("air_strike", "shelling"))  # weapons that, with a nation's name, are a state's
_SECOND_TYPE_RANK = 3  # a further type is stated only by a trigger that is sure of its type
_VAGUE = (Qualifier.UNKNOWN, Qualifier.VAGUE)  # "a group of men" counts nobody
_OTHER = "other_attack"
_TARGET_JOINTS = frozenset(("on", "against", "at", "of", "into", "inside", "upon", "near", "in"))


class RoleFinder:
    """Types, modes, stages, weapons, targets and perpetrators of every occurrence."""

    name = "roles"
    requires: tuple[Layer[Any], ...] = (PARSE, HITS, ACTORS, DATES, PLACES, OCCURRENCES)
    sets = ROLES

    def run(self, layers: Layers) -> tuple[Draft, ...]:
        finder = _Finder(layers)
        drafts: list[Draft] = []
        for occurrence in layers[OCCURRENCES].all:
            drafts.extend(finder.types(occurrence))
            drafts.extend(finder.weapons(occurrence))
            drafts.extend(finder.perpetrators(occurrence))
            drafts.extend(finder.targets(occurrence))
            drafts.extend(finder.times(occurrence))
        return tuple(drafts)


class _Finder:
    def __init__(self, layers: Layers) -> None:
        self.parse: Parse = layers[PARSE]
        self.text = self.parse.text
        self.actors: tuple[ActorExpression, ...] = layers[ACTORS]
        self.dates = layers[DATES]
        self.place_tokens = self.text.covered(one.span for one in layers[PLACES] if one.role != "in_name")

    def _draft(
        self, occurrence: Occurrence, field: Field, value: Any, first: int, last: int, hit: Hit | None = None
    ) -> Draft:
        stance = hit.stance if hit is not None and hit.stance is not Stance.REPORTED_AS_FACT else None
        return Draft(occurrence, field, value, self.text.span(first, last), "roles", stance=stance)

    def types(self, occurrence: Occurrence) -> list[Draft]:
        """The type that the surest trigger tells, further sure ones, the modes, and the stage."""
        typed = [hit for hit in occurrence.hits if hit.trigger.type]
        done = [hit for hit in typed if hit.stage == "accomplished"] or typed
        drafts: list[Draft] = []
        if not done:
            drafts.extend(self._type_by_weapon(occurrence))
        if done:
            lead = max(done, key=lambda hit: (hit.trigger.rank, -hit.first))
            attack = next((hit for hit in done if hit.trigger.type == _OTHER and not hit.trigger.weak), None)
            if lead.trigger.type == "armed_clash" and attack is not None:
                # "Gunmen attacked the post, sparking a gun battle": the battle was an answer to the assault.
                lead = replace(lead, trigger=replace(lead.trigger, type="armed_assault"))
            kinds = [lead]
            for hit in done:
                known = {other.trigger.type for other in kinds}
                generic = hit.trigger.type in _GENERAL and known & _GENERAL_BESIDE
                if hit.trigger.rank >= _SECOND_TYPE_RANK and hit.trigger.type not in known and not generic:
                    kinds.append(hit)
            for hit in kinds:
                value = CodeValue("incident_types", self._narrowed(occurrence, hit))
                drafts.append(self._draft(occurrence, Field.INCIDENT_TYPE, value, hit.first, hit.last, hit))
        seen: set[tuple[str, int]] = set()
        for hit in occurrence.hits:
            # Once a sentence: the next one may have another speaker.
            if hit.trigger.mode and (hit.trigger.mode, hit.sentence) not in seen and hit.stage != "planned":
                seen.add((hit.trigger.mode, hit.sentence))
                drafts.append(
                    self._draft(occurrence, Field.MODE, CodeValue("modes", hit.trigger.mode), hit.first, hit.last, hit)
                )
        if occurrence.kind is not MentionKind.AGGREGATE:
            stages = [hit for hit in occurrence.hits if hit.stage == "accomplished" and not hit.trigger.weak]
            hit = (stages or [h for h in occurrence.hits if not h.trigger.weak] or occurrence.hits)[0]
            drafts.append(
                self._draft(occurrence, Field.STAGE, CodeValue("stages", hit.stage), hit.first, hit.last, hit)
            )
        return drafts

    def _type_by_weapon(self, occurrence: Occurrence) -> list[Draft]:
        """A harm whose words tell no type, with a weapon beside it: "rockets wounded three people"."""
        for first, last, code in self._weapon_words(occurrence):
            kind = self._type_of_weapon(code)
            if kind:
                value = CodeValue("incident_types", kind)
                return [self._draft(occurrence, Field.INCIDENT_TYPE, value, first, last)]
        return []

    def _type_of_weapon(self, code: str) -> str:
        table = read_list("triggers")["types_of_weapons"]
        while code and code not in table:
            code = self._broader(code)
        return str(table.get(code, ""))

    def _narrowed(self, occurrence: Occurrence, hit: Hit) -> str:
        """ "Attack" and "kill" take the type that the weapon tells; a gun beside a bomb decides nothing."""
        if hit.trigger.type not in {_OTHER, "killing"}:
            return hit.trigger.type
        near = [
            (abs(first - hit.first), kind)
            for first, _, code in self._weapon_words(occurrence)
            if (kind := self._type_of_weapon(code)) and self.text.tokens[first].sentence == hit.sentence
        ]
        if near:
            return min(near)[1]
        armed = any(
            singular(self.text.lowers[agent.head]) in words("triggers", "armed_agents") for agent in self._agents(hit)
        )
        return "armed_assault" if armed else hit.trigger.type

    def _broader(self, code: str) -> str:
        scheme = load_codebook().scheme("weapons")
        return scheme.get_entry(code).broader if code in scheme else ""

    def _weapon_words(self, occurrence: Occurrence) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        tokens = {i for first, last in occurrence.ranges for i in range(first, last)}
        lowers = self.text.lowers
        index = max(tokens) if tokens else -1
        while index >= 0:
            if index in tokens and self.parse.tags[index] not in (Tag.VERB,):
                match = weapon_phrases().ending_at(lowers, index)
                if match is not None and self._is_weapon(match[0], index):
                    found.append((match[0], index + 1, match[1]))
                    index = match[0]
            index -= 1
        return sorted(found)

    def _is_weapon(self, first: int, index: int) -> bool:
        lowers = self.text.lowers
        following = lowers[index + 1] if index + 1 < len(lowers) else ""
        if following in {
            "squad",
            "disposal",
            "threat",
            "maker",
            "shelter",
            "scare",
            "experts",
            "control",
            "violence",
            "laws",
        }:
            return False
        before = lowers[first - 1] if first else ""
        return before not in {"no", "without"} and not (singular(lowers[index]) in {"car", "rock"} and before == "the")

    def weapons(self, occurrence: Occurrence) -> list[Draft]:
        """Weapons that the words of the occurrence name, one statement a code; "gun" says nothing beside "rifle"."""
        drafts: list[Draft] = []
        seen: set[str] = set()
        found = self._weapon_words(occurrence)
        broader = {self._broader(code) for _, _, code in found}
        for first, last, code in found:
            if code not in seen and code not in broader and self._violent_sentence(occurrence, first):
                seen.add(code)
                drafts.append(self._draft(occurrence, Field.WEAPON, CodeValue("weapons", code), first, last))
        if not seen:
            for hit in occurrence.hits:
                if hit.trigger.weapon and hit.stage != "planned":
                    value = CodeValue("weapons", hit.trigger.weapon)
                    return [self._draft(occurrence, Field.WEAPON, value, hit.first, hit.last, hit)]
        return drafts

    def _violent_sentence(self, occurrence: Occurrence, index: int) -> bool:
        sentence = self.text.tokens[index].sentence
        near = {sentence - 1, sentence, sentence + 1}
        return bool(near & occurrence.sentences)

    def perpetrators(self, occurrence: Occurrence) -> list[Draft]:
        """The agents of violent verbs, "by" phrases, possessors of attacks; and how many they were."""
        drafts: list[Draft] = []
        seen: set[str] = set()
        for hit in occurrence.hits:
            if hit.trigger.harm == "released" or self._answers(hit):
                continue
            for phrase in self._agents(hit):
                value = self._actor(phrase)
                if value is None:
                    continue
                number = phrase.quantity
                if number is not None and number.qualifier not in _VAGUE and phrase.person is not None:
                    counted = QuantityValue(
                        number, self.text.words(*phrase.person_words) if phrase.person_words else ""
                    )
                    drafts.append(
                        self._draft(occurrence, Field.PERPETRATOR_COUNT, counted, phrase.first, phrase.core_last, hit)
                    )
                key = value.lexicon_id or value.name.lower()
                unnamed = value.kind == "unidentified_armed_group" and not value.lexicon_id
                if unnamed:
                    key = "unnamed"  # "gunmen", "the attackers": other words for the same people
                if key not in seen:
                    seen.add(key)
                    stance = self._suspected(phrase, hit)
                    draft = self._draft(occurrence, Field.PERPETRATOR, value, phrase.first, phrase.last, hit)
                    drafts.append(replace(draft, stance=stance) if stance else draft)
        return drafts

    def _answers(self, hit: Hit) -> bool:
        """Whether the harm was done to the attackers: "police killed three of the attackers"."""
        if hit.verb is None or hit.verb.passive or not hit.trigger.harm:
            return False
        victim = object_of(self.parse, hit.verb)
        return victim is not None and victim.person is not None and victim.person.attacker

    def _suspected(self, phrase: Phrase, hit: Hit) -> Stance | None:
        lowers = self.text.lowers[max(phrase.first - 1, 0) : phrase.last]
        if any(word in {"suspected", "alleged", "allegedly"} for word in lowers):
            return Stance.ALLEGED
        return hit.stance if hit.stance is not Stance.REPORTED_AS_FACT else None

    def _agents(self, hit: Hit) -> list[Phrase]:
        parse = self.parse
        verb = hit.verb
        limit = self.text.sentence_of(hit.first).last
        if verb is not None:
            if verb.passive:
                return self._by_phrase(hit.last, limit)
            if hit.trigger.subject != "agent":
                return self._who_set_off(hit) or self._by_phrase(hit.last, limit)
            subject = subject_of(parse, verb)
            return [subject] if subject is not None and not self._is_event(subject) else []
        agents = self._by_phrase(hit.last, limit) or self._sides(hit, limit)
        phrase = hit.phrase
        if not agents and phrase is not None and phrase.first < hit.first:
            # "a Taliban attack", "the gunmen's raid": an actor inside the phrase before the noun.
            actor = self._expression(phrase.first, hit.first)
            if actor is not None:
                first, last = self.text.token_range(actor.span)
                return [Phrase(first, last, last - 1, last)]
            if hit.trigger.type in _OF_STATES:
                return [p for p in (self._national(phrase.first, hit.first),) if p is not None]
        if not agents and phrase is not None:
            carrier = self._carrier(phrase)
            subject = subject_of(parse, carrier) if carrier is not None and not carrier.passive else None
            return [subject] if subject is not None and not self._is_event(subject) else []
        return agents

    def _sides(self, hit: Hit, limit: int) -> list[Phrase]:
        """Both sides of "clashes between rebels and soldiers"."""
        if hit.trigger.type != "armed_clash" or hit.last >= limit or self.text.lowers[hit.last] != "between":
            return []
        side = self.parse.phrase_starting(hit.last + 1)
        if side is None or side.last >= limit or self.text.lowers[side.last] != "and":
            return [side] if side is not None else []
        other = self.parse.phrase_starting(side.last + 1)
        return [side, other] if other is not None else [side]

    def _who_set_off(self, hit: Hit) -> list[Phrase]:
        """ "Two men set off a bomb": the subject of a verb of exploding, where it is people and no bomb."""
        subject = subject_of(self.parse, hit.verb) if hit.verb is not None and hit.trigger.subject == "weapon" else None
        if subject is None or self._is_event(subject):
            return []
        people = subject.person is not None or self._expression(subject.first, subject.last) is not None
        return [subject] if people else []

    def _carrier(self, phrase: Phrase) -> VerbGroup | None:
        """The verb that does nothing but carry the noun: "have carried out | bomb and gun attacks"."""
        limit = self.text.sentence_of(phrase.first).first
        for index in range(phrase.first - 1, max(limit, phrase.first - 5) - 1, -1):
            group = self.parse.verb_at.get(index)
            if group is not None:
                return group if group.base in words("triggers", "light_verbs") else None
        return None

    def _national(self, first: int, last: int) -> Phrase | None:
        """A demonym before a strike: "an Israeli air strike" is of that state's forces."""
        for index in range(first, last):
            if country_of_demonym(self.text.tokens[index].text):
                return Phrase(index, index + 1, index, index + 1)
        return None

    def _is_event(self, phrase: Phrase) -> bool:
        """Whether a subject is the attack itself or its weapon: "an air strike killed", "the bomb killed"."""
        lowers = self.text.lowers
        events = noun_triggers().get(singular(lowers[phrase.head]), ())
        event = any(trigger.event and trigger.words[-1] == singular(lowers[phrase.head]) for trigger in events)
        return event or weapon_phrases().ending_at(lowers, phrase.head) is not None

    def _by_phrase(self, index: int, limit: int) -> list[Phrase]:
        for step in range(index, min(limit, index + 12)):
            if self.text.lowers[step] == "by":
                phrase = self.parse.phrase_starting(step + 1)
                return conjoined(self.parse, phrase) if phrase is not None else []
            carried = step in self.parse.verb_at and self.parse.verb_at[step].base in words("triggers", "light_verbs")
            if (step in self.parse.verb_at and not carried) or self.text.lowers[step] in {",", ";", "after", "when"}:
                return []
        return []

    def _expression(self, first: int, last: int) -> ActorExpression | None:
        """The actor named or described in tokens `first` to `last`; a name before a description."""
        span = self.text.span(first, last)
        inside = [a for a in self.actors if a.span.overlaps(span)]
        return max(inside, key=lambda a: (a.named, len(a.span)), default=None)

    def _actor(self, phrase: Phrase) -> ActorValue | None:
        if phrase.last == phrase.first + 1 and (country := country_of_demonym(self.text.tokens[phrase.first].text)):
            return ActorValue(f"Armed forces of {country_name(country)}", "military")
        expression = self._expression(phrase.first, phrase.core_last if phrase.of is None else phrase.last)
        if expression is not None:
            return expression.value
        if phrase.definite and self.text.lowers[phrase.head] in {"group", "organization", "organisation", "movement"}:
            return self._last_group(phrase)
        if phrase.person is not None and (phrase.person.attacker or phrase.person.fighter):
            return ActorValue(self.parse.words(phrase), "unidentified_armed_group")
        if phrase.person is not None and phrase.person.group in {"police", "military", "security_forces"}:
            kind = {"police": "police", "military": "military"}.get(phrase.person.group, "state_forces")
            return ActorValue(self.parse.words(phrase), kind)
        if phrase.person is not None and self.parse.tags[phrase.first] is not Tag.PRONOUN:
            return ActorValue(self.parse.words(phrase), "unknown")
        if phrase.name is not None and phrase.head not in self.place_tokens and not self._is_organization(phrase):
            return ActorValue(self.text.words(*phrase.name), "unknown")
        return None

    def _last_group(self, phrase: Phrase) -> ActorValue | None:
        """The group named last before "the group"."""
        start = self.parse.span(phrase).start
        before = [a for a in self.actors if a.named and a.span.end <= start and a.value.kind in _GROUPS]
        return before[-1].value if before else None

    def targets(self, occurrence: Occurrence) -> list[Draft]:
        """Objects of violent verbs and what attacks are "on" or "against": things by kind, people by group."""
        drafts: list[Draft] = []
        seen: set[str] = set()
        for hit in occurrence.hits:
            if hit.trigger.harm == "released" or (hit.trigger.harm and hit.verb is None and hit.trigger.rank == 0):
                continue
            for phrase in self._with_surroundings(self._objects(hit)):
                value = self._target(phrase)
                if value is not None and value.text.lower() not in seen:
                    seen.add(value.text.lower())
                    drafts.append(self._draft(occurrence, Field.TARGET, value, phrase.first, phrase.last, hit))
        return drafts

    def _objects(self, hit: Hit) -> list[Phrase]:
        parse, lowers = self.parse, self.text.lowers
        limit = self.text.sentence_of(hit.first).last
        verb = hit.verb
        found: list[Phrase] = []
        if verb is not None:
            if verb.passive:
                subject = subject_of(parse, verb)
                found = conjoined_before(parse, subject) if subject is not None else []
            elif hit.trigger.subject != "victim":
                behind = parse.phrase_starting(hit.last) if hit.last < limit else None
                direct = behind if hit.last > verb.last and behind is not None else object_of(parse, verb) or behind
                found = conjoined(parse, direct, things=True) if direct is not None else []
                if not any(self._target(phrase) for phrase in found):
                    found += self._behind_joint(max(hit.last, found[-1].last if found else 0), limit)
        elif hit.last < limit and lowers[hit.last] in _TARGET_JOINTS - {"in", "near"}:
            phrase = parse.phrase_starting(hit.last + 1)
            found = conjoined(parse, phrase, things=True) if phrase is not None else []
        elif hit.phrase is not None and hit.phrase.of is not None:
            found = [
                Phrase(
                    hit.phrase.of[0], hit.phrase.of[1], hit.phrase.of[1] - 1, hit.phrase.of[1], person=hit.phrase.person
                )
            ]
        if hit.trigger.type == "bombing" and not any(self._target(phrase) for phrase in found):
            found += self._beside_bomb(max(hit.last, verb.last if verb is not None else 0), limit)
        return found

    def _beside_bomb(self, index: int, limit: int) -> list[Phrase]:
        """What a bomb went off at: "exploded in front of | the town hall", "placed a bomb under | a bus"."""
        lowers = self.text.lowers
        for step in range(index, min(limit, index + 8)):
            for joint in read_list("triggers")["bomb_joints"]:
                parts = joint.split()
                if lowers[step : step + len(parts)] == parts:
                    phrase = self.parse.phrase_starting(step + len(parts))
                    return conjoined(self.parse, phrase, things=True) if phrase is not None else []
            if lowers[step] in {";", "and", "after", "when"}:
                break
        return []

    def _with_surroundings(self, phrases: list[Phrase]) -> list[Phrase]:
        """Things that are attacked, and the thing that they stand in: "a mosque inside | the police headquarters"."""
        found = list(phrases)
        for phrase in phrases:
            target = self._target(phrase)
            limit = self.text.sentence_of(phrase.first).last
            if target is None or target.human or phrase.last >= limit:
                continue
            if self.text.lowers[phrase.last] in {"inside", "in", "at", "within", "of"}:
                around = self.parse.phrase_starting(phrase.last + 1)
                outer = self._target(around) if around is not None else None
                if around is not None and outer is not None and not outer.human and outer.kind != "residential":
                    found.append(around)
        return found

    def _behind_joint(self, index: int, limit: int) -> list[Phrase]:
        if index < limit and self.text.lowers[index] in _TARGET_JOINTS:
            phrase = self.parse.phrase_starting(index + 1)
            return [phrase] if phrase is not None else []
        return []

    def _target(self, phrase: Phrase) -> TargetValue | None:
        lowers = self.text.lowers
        for index in range(phrase.core_last - 1, phrase.first - 1, -1):
            match = target_phrases().ending_at(lowers, index)
            if match is not None and match[0] >= phrase.first and index not in self.place_tokens:
                return TargetValue(self._plain(phrase), match[1])
            if self.parse.tags[index] is not Tag.NAME:
                break
        if (
            phrase.person is not None
            and not phrase.person.attacker
            and self.parse.tags[phrase.first] is not Tag.PRONOUN
        ):
            if phrase.person.generic and phrase.name is None:
                return None  # "people" are told by the casualty rows
            return TargetValue(self._plain(phrase), phrase.person.target, human=True)
        if phrase.name is not None and phrase.head not in self.place_tokens and not self._is_organization(phrase):
            return TargetValue(self.text.words(*phrase.name), "civilians", human=True)
        return None

    def _is_organization(self, phrase: Phrase) -> bool:
        return singular(self.text.lowers[phrase.head]) in words("people", "organizations") | words("people", "media")

    def _plain(self, phrase: Phrase) -> str:
        first = phrase.first
        numbers = [n for n in self.parse.numbers if phrase.first <= n.first and n.last < phrase.last]
        if numbers and numbers[0].first <= phrase.first + 1:
            first = numbers[0].last
        while first < phrase.last - 1 and self.text.lowers[first] in words("grammar", "determiners"):
            first += 1
        return self.text.words(first, phrase.last)

    def times(self, occurrence: Occurrence) -> list[Draft]:
        """How long it lasted; how often, for aggregates."""
        drafts: list[Draft] = []
        for expression in self.dates:
            first, last = self.text.token_range(expression.span)
            if not any(a <= first and last <= b for a, b in occurrence.ranges):
                continue
            if (
                not self._violent_sentence(occurrence, first)
                or self.text.tokens[first].sentence not in occurrence.sentences
            ):
                continue
            value = TextValue(expression.span.of(self.text.raw))
            if expression.anchoring is Anchoring.DURATION and occurrence.kind is not MentionKind.AGGREGATE:
                if any(
                    lower.startswith(("last", "continu", "rag", "went", "siege"))
                    for lower in self.text.lowers[max(first - 6, 0) : first]
                ):
                    drafts.append(self._draft(occurrence, Field.DURATION, value, first, last))
            elif expression.anchoring is Anchoring.SET and occurrence.kind is MentionKind.AGGREGATE:
                drafts.append(self._draft(occurrence, Field.FREQUENCY, value, first, last))
        return drafts
