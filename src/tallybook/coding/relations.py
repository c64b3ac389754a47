"""Statements about actors, not about an incident: who split from whom, who is designated, who is said to plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tallybook.actors import ActorExpression
from tallybook.coding.arguments import subject_of
from tallybook.coding.attribution import ACTORS, ATTRIBUTIONS, speaker_at
from tallybook.coding.base import Layer, Layers
from tallybook.coding.drafts import Draft
from tallybook.coding.grammar import PARSE, Parse, Phrase
from tallybook.coding.lexicons import read_list, words
from tallybook.model import ActorRelation, Field, Span, Speaker, SpeakerKind, Stance

__all__ = ["RELATIONS", "RelationFinder"]

RELATIONS: Layer[tuple[Draft, ...]] = Layer("relations")


@dataclass(frozen=True, slots=True)
class _Allegation:
    """A relation that somebody alleges, kept so that a later denial finds it."""

    value: ActorRelation
    speaker: Speaker | None


class RelationFinder:
    """Finds relations between named actors, designations, and allegations of planning with their denials."""

    name = "relations"
    requires: tuple[Layer[Any], ...] = (PARSE, ACTORS, ATTRIBUTIONS)
    sets = RELATIONS

    def run(self, layers: Layers) -> tuple[Draft, ...]:
        finder = _Finder(layers)
        drafts: list[Draft] = []
        for sentence in layers[PARSE].text.sentences:
            drafts.extend(finder.links(sentence.first, sentence.last))
            drafts.extend(finder.designations(sentence.first, sentence.last))
            drafts.extend(finder.plans(sentence.first, sentence.last))
            drafts.extend(finder.denials(sentence.first, sentence.last))
        return tuple(drafts)


class _Finder:
    def __init__(self, layers: Layers) -> None:
        self.parse: Parse = layers[PARSE]
        self.text = self.parse.text
        self.attributions = layers[ATTRIBUTIONS]
        self.named: list[tuple[int, int, ActorExpression]] = [
            (*self.text.token_range(a.span), a) for a in layers[ACTORS] if a.named
        ]
        self.allegation: _Allegation | None = None

    def _before(self, index: int, limit: int) -> ActorExpression | None:
        found = [a for first, last, a in self.named if limit <= first and last <= index and self._is_group(a)]
        return found[0] if found else None

    def _behind(self, index: int, limit: int) -> ActorExpression | None:
        return next((a for first, last, a in self.named if index <= first and last <= limit), None)

    def _is_group(self, actor: ActorExpression) -> bool:
        return actor.value.kind not in {
            "police",
            "military",
            "state_forces",
            "government",
            "international_organization",
        }

    def links(self, first: int, last: int) -> list[Draft]:
        """ "X, a breakaway from and close allies of Y"; "X is affiliated with Y"."""
        lowers = self.text.lowers
        drafts: list[Draft] = []
        if sum(1 for start, end, _ in self.named if first <= start and end <= last) < 2:
            return []
        for relation, phrases in read_list("discourse")["relations"].items():
            for phrase in phrases:
                parts = phrase.split()
                index = self._find(parts, first, last)
                if index is None:
                    continue
                subject = self._before(index, first)
                target = self._behind(index + len(parts), min(last, index + len(parts) + 8))
                if subject is None or target is None or subject.value.name == target.value.name:
                    continue
                start, _ = self.text.token_range(subject.span)
                _, end = self.text.token_range(target.span)
                value = ActorRelation(subject.value.name, relation, target.value.name)
                if not any(d.value == value for d in drafts) and lowers[index - 1] not in {"not", "no"}:
                    drafts.append(self._draft(value, self.text.span(start, end)))
        return drafts

    def _find(self, parts: list[str], first: int, last: int) -> int | None:
        """Where the words stand; the last one may be shared by a later phrase: "a breakaway from and allies of"."""
        lowers = self.text.lowers
        for index in range(first, last - len(parts) + 1):
            if lowers[index : index + len(parts)] == parts:
                return index
        return None

    def _draft(self, value: ActorRelation, span: Span, stance: Stance | None = None) -> Draft:
        return Draft(None, Field.ACTOR_RELATION, value, span, "relations", stance=stance)

    def designations(self, first: int, last: int) -> list[Draft]:
        """ "X, designated by Y as a terrorist organization"; "Y has designated X a terrorist group"."""
        lowers = self.text.lowers
        sentence = " ".join(lowers[first:last])
        if not any(noun in sentence for noun in read_list("discourse")["designation_as"]):
            return []
        for index in range(first, last):
            if lowers[index] not in words("discourse", "designation"):
                continue
            window = " ".join(lowers[index : min(last, index + 14)])
            if not any(noun in window for noun in read_list("discourse")["designation_as"]):
                continue
            group = self.parse.verb_at.get(index)
            if "by" in lowers[index : index + 3]:
                by = lowers.index("by", index)
                agent = self.parse.phrase_starting(by + 1)
                subject = self._before(index, first)
            else:
                agent = subject_of(self.parse, group) if group is not None else None
                subject = self._behind(index, last)
            if agent is None or subject is None:
                continue
            start = min(self.text.token_range(subject.span)[0], agent.first, index)
            end = self._end_of_designation(index, last)
            value = ActorRelation(subject.value.name, "designated_terrorist_by", self._plain(agent))
            return [self._draft(value, self.text.span(start, max(end, agent.last)))]
        return []

    def _end_of_designation(self, index: int, last: int) -> int:
        nouns = {word for noun in read_list("discourse")["designation_as"] for word in noun.split()}
        end = index + 1
        for step in range(index, min(last, index + 14)):
            if self.text.lowers[step] in nouns:
                end = step + 1
        return end

    def _plain(self, phrase: Phrase) -> str:
        first = phrase.first
        while first < phrase.last - 1 and self.text.lowers[first] in words("grammar", "determiners"):
            first += 1
        return self.text.words(first, phrase.last)

    def plans(self, first: int, last: int) -> list[Draft]:
        """ "Pakistan claims that X's leaders are planning attacks in strongholds on the Afghan side of the border"."""
        lowers = self.text.lowers
        for index in range(first, last):
            if lowers[index] not in words("discourse", "planning") or index not in self.parse.verb_at:
                continue
            group = self.parse.verb_at[index]
            subject = self._before(index, first)
            ground = self._ground(index, last)
            if subject is None or ground is None or group.negated:
                continue
            outer = speaker_at(self.attributions, index, index + 1)
            value = ActorRelation(subject.value.name, "planned_from", ground[0])
            start, _ = self.text.token_range(subject.span)
            stance = Stance.ALLEGED if outer is not None else None
            self.allegation = _Allegation(value, outer.speaker if outer else None)
            return [self._draft(value, self.text.span(start, ground[1]), stance)]
        return []

    def _ground(self, index: int, last: int) -> tuple[str, int] | None:
        """The soil from which attacks are planned: (words, last token)."""
        lowers = self.text.lowers
        for step in range(last - 1, index, -1):
            if lowers[step] in words("discourse", "soil"):
                start = step
                while start > index and (
                    self.parse.phrase_at.get(start - 1) is not None or lowers[start - 1] in {"of", "side"}
                ):
                    start -= 1
                while start < step and lowers[start] in {"the", "a", "in", "on"}:
                    start += 1
                return self.text.words(start, step + 1), step + 1
        return None

    def denials(self, first: int, last: int) -> list[Draft]:
        """ "Kabul dismissed the allegations": the relation alleged before, denied by this speaker."""
        lowers = self.text.lowers
        if self.allegation is None:
            return []
        for index in range(first, last):
            group = self.parse.verb_at.get(index)
            if group is None or group.base not in words("speech", "deny_verbs") or group.negated or group.passive:
                continue
            if not any(
                lowers[step] in words("speech", "allegation_nouns") for step in range(index, min(last, index + 6))
            ):
                continue
            subject = subject_of(self.parse, group)
            if subject is None:
                continue
            speaker = Speaker(role=self.parse.words(subject), kind=SpeakerKind.ORGANIZATION)
            end = next(
                s for s in range(index, min(last, index + 6)) if lowers[s] in words("speech", "allegation_nouns")
            )
            draft = Draft(
                None,
                Field.ACTOR_RELATION,
                self.allegation.value,
                self.text.span(subject.first, end + 1),
                "relations",
                stance=Stance.DENIED,
                speaker=speaker,
                speaker_span=self.parse.span(subject),
            )
            self.allegation = None
            return [draft]
        return []
