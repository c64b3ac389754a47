"""What the judge believes and what the rules found, made into one set of drafts.

An incident that the judge believes takes over the occurrence of the rules that its sentences are about, or becomes one
of its own. No filler that the rules found is lost: what the judge believes too gets its score, what it does not
believe a low one, and what the rules have not found is added. So are a date and places where the rules have resolved
none; only the stage is the judge's. Occurrences that the judge does not speak of stay as the rules have them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tallybook.actors import ActorExpression
from tallybook.coding.attribution import ACTORS
from tallybook.coding.base import Layer, Layers
from tallybook.coding.candidates import ROLES as CANDIDATE_ROLES
from tallybook.coding.candidates import Entity, Span
from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.drafts import Draft
from tallybook.coding.encoded import Encoded, Labels
from tallybook.coding.encoder import ENCODED, shipped_labels
from tallybook.coding.grammar import PARSE
from tallybook.coding.judging import JUDGED, JudgedFiller, JudgedIncident
from tallybook.coding.label_codes import label_codes
from tallybook.coding.lexicons import Trigger, person_classes, singular
from tallybook.coding.lexicons import words as listed
from tallybook.coding.numbers import DATES, NUMBERS, Number
from tallybook.coding.occurrences import OCCURRENCES, PLACES, Occurrence, Occurrences
from tallybook.coding.people_judging import PEOPLE
from tallybook.coding.roles import ROLES
from tallybook.coding.scene_tags import SceneTags
from tallybook.coding.scenes import SCENES
from tallybook.coding.tokens import TEXT, Text
from tallybook.coding.triggers import HITS, Hit
from tallybook.coding.victim_names import VICTIM_NAMES, VictimName
from tallybook.model import (
    ActorValue,
    CodeValue,
    Field,
    MentionKind,
    Quantity,
    Stance,
    TargetValue,
    Value,
)

__all__ = ["JOINED", "Joined", "Joiner"]

# Scores from which an incident and a filler are believed: the best F on held-out texts of training (training/tune.py).
BELIEVED = 0.3
SECOND = 0.6  # of another incident in sentences that the rules take for one already
FILLER = dict.fromkeys(CANDIDATE_ROLES, 0.35)
_EFFECT = 0.45
_COUNTED = 0.5  # of people to be a casualty row, which is worse to get wrong than a target
_BY_STATE = "STATE-SPONSORED VIOLENCE"
_UNTOLD_KINDS = frozenset(("individual", "unidentified_armed_group", "paramilitary", "unknown"))
_NEXT_TO = 2  # words between a name and its description
_NO_CANDIDATE = 0.05  # the score of what the rules found and the encoder does not even consider
_PEOPLE = ("human_name", "human_description")
_ROLES_OF = {
    Field.PERPETRATOR: ("perpetrator_individual", "perpetrator_organization"),
    Field.TARGET: ("physical_target", *_PEOPLE),
    Field.WEAPON: ("weapon",),
    Field.CASUALTIES: _PEOPLE,
}


@dataclass(frozen=True)
class Joined:
    """The occurrences, drafts and rows to make records of."""

    occurrences: tuple[Occurrence, ...]
    drafts: tuple[Draft, ...]
    rows: tuple[RowDraft, ...]


JOINED: Layer[Joined] = Layer("joined")


class Joiner:
    """The component that joins what the judge believes with what the rules found."""

    name = "joiner"
    requires: tuple[Layer[Any], ...] = (
        TEXT, PARSE, ENCODED, JUDGED, ACTORS, DATES, NUMBERS, PLACES, HITS, OCCURRENCES,
        ROLES, SCENES, PEOPLE, VICTIM_NAMES,
    )  # fmt: skip
    sets = JOINED

    def __init__(self, labels: Labels | None = None) -> None:
        self._labels = labels

    def run(self, layers: Layers) -> Joined:
        return _Joining(layers, self._labels or shipped_labels()).run()


class _Joining:
    def __init__(self, layers: Layers, labels: Labels) -> None:
        self.text: Text = layers[TEXT]
        self.encoded: Encoded = layers[ENCODED]
        self.labels = labels
        self.judged: tuple[JudgedIncident, ...] = layers[JUDGED]
        self.actors: tuple[ActorExpression, ...] = layers[ACTORS]
        self.numbers: tuple[Number, ...] = layers[NUMBERS]
        self.hits: tuple[Hit, ...] = layers[HITS]
        self.found: Occurrences = layers[OCCURRENCES]
        self.rule_drafts = (*layers[ROLES], *layers[SCENES], *layers[PEOPLE].entries)
        self.rule_rows: tuple[RowDraft, ...] = layers[PEOPLE].rows
        self.victims: tuple[VictimName, ...] = layers[VICTIM_NAMES]
        self.harm_sentences: dict[str, set[int]] = defaultdict(set)
        for hit in self.hits:
            if not hit.negated:
                self.harm_sentences[hit.trigger.harm].add(hit.sentence)
        self.codes = self._codes_of()
        self.scenes = SceneTags(layers, labels)

    def run(self) -> Joined:
        taken: dict[int, JudgedIncident] = {}
        occurrences = list(self.found.all)
        drafts: list[Draft] = []
        rows: list[RowDraft] = []
        anchors = {(one.anchor.first, one.anchor.last) for one in occurrences}
        for incident in sorted(self.judged, key=lambda one: -one.score):
            if incident.score < BELIEVED:
                continue
            fillers = [one for one in incident.fillers if one.score >= FILLER[one.entity.role]]
            if not fillers:
                best = max(incident.fillers, key=lambda one: one.score, default=None)
                if best is None or best.score < FILLER[best.entity.role] / 2:
                    continue
                fillers = [best]
            occurrence = self._occurrence(incident, occurrences, taken)
            if occurrence is not None:
                fillers = [one for one in fillers if not self._is_of_another(one.best, occurrence)]
            if occurrence is None and (self._is_told(incident, occurrences, taken) or self._is_accident(incident)):
                continue
            if occurrence is None:
                hit = self._anchor(incident, fillers, anchors)
                if hit is None:
                    continue
                anchors.add((hit.first, hit.last))
                occurrence = self._made(incident, hit)
                occurrences.append(occurrence)
            taken[id(occurrence)] = incident
            drafts += self._incident(incident, occurrence)
            drafts += self._fillers(occurrence, fillers)
            rows += self._humans(occurrence, fillers, drafts)
            drafts += self.scenes.of_incident(incident, occurrence)
        drafts += self._rule_drafts(taken, drafts)
        drafts += self._named_victims(occurrences, taken, drafts)
        drafts += self.scenes.of_report(occurrences, drafts)
        return Joined(tuple(occurrences), tuple(drafts), (*rows, *self._rule_rows(taken)))

    # --- which occurrence an incident is

    def _covered(self, incident: JudgedIncident) -> frozenset[str]:
        return frozenset(label_codes()["types"][self.labels.types[incident.candidate.type]]["covers"])

    def _occurrence(
        self, incident: JudgedIncident, occurrences: Sequence[Occurrence], taken: dict[int, JudgedIncident]
    ) -> Occurrence | None:
        """The occurrence of the rules that tells of it: a type that fits, and the most of its sentences."""
        covered = self._covered(incident)
        weights = incident.candidate.weights
        best: tuple[float, Occurrence] | None = None
        for one in occurrences:
            if id(one) in taken or one.kind is MentionKind.AGGREGATE or not self.codes[id(one)] & covered:
                continue
            shared = float(sum(weights[index] for index in _about(one) & set(incident.candidate.sentences)))
            if shared > 0 and (best is None or shared > best[0]):
                best = (shared, one)
        return best[1] if best else None

    def _codes_of(self) -> dict[int, set[str]]:
        """The incident types that the rules give each occurrence."""
        codes: dict[int, set[str]] = defaultdict(set)
        for draft in self.rule_drafts:
            if draft.field is Field.INCIDENT_TYPE and isinstance(draft.value, CodeValue):
                codes[id(draft.occurrence)].add(draft.value.code)
        return codes

    def _is_of_another(self, span: Span, occurrence: Occurrence) -> bool:
        """Whether words stand where the rules read of another occurrence."""
        here = self.found.at(span.first)
        return here is not None and here is not occurrence and here.kind is not MentionKind.AGGREGATE

    def _is_told(
        self, incident: JudgedIncident, occurrences: Sequence[Occurrence], taken: dict[int, JudgedIncident]
    ) -> bool:
        """Whether the sentence that speaks most of it is about another occurrence already, and this adds nothing sure.

        One that stands in the words of a believed incident is that incident: our incidents have several types.
        """
        weights = incident.candidate.weights
        best = max(incident.candidate.sentences, key=lambda one: weights[one])
        here = [one for one in occurrences if best in _about(one) and one.kind is not MentionKind.AGGREGATE]
        return any(id(one) in taken for one in here) or (bool(here) and incident.score < SECOND)

    def _is_accident(self, incident: JudgedIncident) -> bool:
        """Whether words of accidents stand where it is told, and no word that is sure of violence."""
        near = {one + step for one in incident.candidate.sentences for step in (-1, 0, 1)}
        if any(hit.sentence in near and hit.trigger.type and not hit.trigger.weak for hit in self.hits):
            return False
        read = (one for one in self.text.sentences if one.index in near)
        told = {self.text.lowers[index] for one in read for index in range(one.first, one.last)}
        return bool(told & listed("triggers", "accidents"))

    def _anchor(
        self, incident: JudgedIncident, fillers: Sequence[JudgedFiller], anchors: set[tuple[int, int]]
    ) -> Hit | None:
        """The words that name an incident of its own: a trigger in its best sentence, else its surest filler."""
        weights = incident.candidate.weights
        wanted = sorted(incident.candidate.sentences, key=lambda one: -weights[one])
        covered = self._covered(incident)
        near = [hit for sentence in wanted for hit in self.hits if hit.sentence == sentence and not hit.negated]
        near.sort(key=lambda hit: hit.trigger.type not in covered)
        free = next((hit for hit in near if (hit.first, hit.last) not in anchors), None)
        if free is not None:
            return free
        for filler in sorted(fillers, key=lambda one: -one.score):
            span = filler.best
            if (span.first, span.last) not in anchors:
                return Hit(span.first, span.last, Trigger((), noun=True), span.sentence)
        return None

    def _made(self, incident: JudgedIncident, hit: Hit) -> Occurrence:
        sentences = set(incident.candidate.sentences)
        ranges = [(self.text.sentences[one].first, self.text.sentences[one].last) for one in sorted(sentences)]
        return Occurrence(MentionKind.REPORTED, [hit], sentences=sentences, ranges=ranges)

    # --- type, stage

    def _incident(self, incident: JudgedIncident, occurrence: Occurrence) -> Iterator[Draft]:
        covered = self._covered(incident)
        finer = next(
            (
                draft
                for draft in self.rule_drafts
                if draft.occurrence is occurrence
                and draft.field is Field.INCIDENT_TYPE
                and isinstance(draft.value, CodeValue)
                and draft.value.code in covered
            ),
            None,
        )
        hit = occurrence.anchor
        span = finer.span if finer else self.text.span(hit.first, hit.last)
        name = self.labels.types[incident.candidate.type]
        value = finer.value if finer else CodeValue("incident_types", label_codes()["types"][name]["code"])
        yield Draft(occurrence, Field.INCIDENT_TYPE, value, span, "judge", score=incident.score)
        weights = incident.candidate.weights
        stages = (self.encoded.stages * (weights**2)[:, None]).sum(axis=0)
        stage = label_codes()["stages"][self.labels.stages[int(np.argmax(stages))]]
        share = float(stages.max() / max(float(stages.sum()), 1e-6))
        yield Draft(occurrence, Field.STAGE, CodeValue("stages", stage), span, "judge", score=share)

    # --- fillers

    def _mean(self, name: str, spans: Sequence[Span]) -> Any:
        """The probabilities of one head over some spans, the surer spans counting more."""
        rows = [self.encoded.attributes[name][one.first : one.last].mean(axis=0) * one.score for one in spans]
        return np.sum(rows, axis=0) / max(sum(one.score for one in spans), 1e-6)

    def _label(self, name: str, spans: Sequence[Span]) -> str:
        return self.labels.attributes[name][int(np.argmax(self._mean(name, spans)))]

    def _fillers(self, occurrence: Occurrence, fillers: Sequence[JudgedFiller]) -> Iterator[Draft]:
        tables = label_codes()
        for filler in fillers:
            entity, best = filler.entity, filler.best
            span = self.text.span(best.first, best.last)
            words = self.text.words(best.first, best.last)
            value: ActorValue | TargetValue | CodeValue
            stance: Stance | None = None
            match entity.role:
                case "perpetrator_individual" | "perpetrator_organization":
                    field = Field.PERPETRATOR
                    value = self._actor(entity, best, words)
                    if entity.role == "perpetrator_organization":
                        told = Stance(tables["stances"][self._label("confidence", entity.spans)])
                        stance = told if told is not Stance.REPORTED_AS_FACT else None
                case "physical_target":
                    field = Field.TARGET
                    kind = tables["things"][self._label("physical_kind", entity.spans)]
                    value = TargetValue(words, kind, damage=self._damage(entity))
                case "weapon":
                    code = tables["weapons"].get(self._label("weapon", entity.spans))
                    if code is None:
                        continue
                    field, value = Field.WEAPON, CodeValue("weapons", code)
                case _:
                    continue
            if field is Field.PERPETRATOR and (
                self._is_apposition(filler, fillers) or self._is_harmed(occurrence, best)
            ):
                continue
            if not self._known(occurrence, field, entity):
                yield Draft(occurrence, field, value, span, "judge", stance=stance, score=filler.score)

    def _is_apposition(self, filler: JudgedFiller, fillers: Sequence[JudgedFiller]) -> bool:
        """Whether words only say what a perpetrator is that is named before: "the Harrow Front, a small group"."""
        first = filler.best.first
        before = first - 1
        while before > 0 and self.text.lowers[before] in label_codes()["articles"]:
            before -= 1
        if before == first - 1 or self.text.lowers[before] != ",":
            return False
        named = [span for other in fillers if other is not filler for span in other.entity.spans]
        return any(span.last == before for span in named)

    def _is_harmed(self, occurrence: Occurrence, span: Span) -> bool:
        """Whether the rules count the people of these words among those who were harmed."""
        return any(
            row.occurrence is occurrence
            and not row.attackers
            and row.phrase is not None
            and _overlaps((span,), row.phrase.first, row.phrase.core_last)
            for row in self.rule_rows
        )

    def _damage(self, entity: Entity) -> str:
        chances = self._mean("damage", entity.spans)
        best = int(np.argmax(chances))
        return str(label_codes()["damages"][self.labels.attributes["damage"][best]]) if chances[best] > _EFFECT else ""

    def _actor(self, entity: Entity, best: Span, words: str) -> ActorValue:
        """The actor that the lexicon or the actor patterns know at these words; else the words themselves."""
        over = [
            actor
            for actor in self.actors
            if (tokens := self.text.token_range(actor.span)) and tokens[0] < best.last and best.first < tokens[1]
        ]
        if entity.role == "perpetrator_organization":
            named = next((actor for actor in over if actor.value.lexicon_id), None)
            if named is not None:
                value = named.value
                return (
                    value
                    if words == value.name
                    else replace(value, aliases=tuple(dict.fromkeys((words, *value.aliases))))
                )
            kind = next((actor.value.kind for actor in over), "unidentified_armed_group")
            return ActorValue(words, self._kind(kind, entity))
        exact = next(
            (a for a in over if a.value.lexicon_id and a.span.of(self.text.raw) in (words, f"the {words}")), None
        )
        if exact is not None:
            return exact.value
        unnamed = next((actor for actor in over if not actor.value.lexicon_id), None)
        return ActorValue(words, self._kind(unnamed.value.kind if unnamed else "individual", entity))

    def _kind(self, kind: str, entity: Entity) -> str:
        """The kind of an actor without a name, unless the report makes it one of the state's."""
        by_state = self._label("category", entity.spans) == _BY_STATE
        return "state_forces" if by_state and kind in _UNTOLD_KINDS else kind

    # --- people

    def _humans(self, occurrence: Occurrence, fillers: Sequence[JudgedFiller], drafts: list[Draft]) -> list[RowDraft]:
        """Casualty rows of people with a harm, and targets for the others, which are added to `drafts`."""
        names = [one for one in fillers if one.entity.role == "human_name"]
        described = [one for one in fillers if one.entity.role == "human_description"]
        rows: list[RowDraft] = []
        used: set[int] = set()
        people: list[tuple[JudgedFiller | None, JudgedFiller | None]] = []
        for name in names:
            beside = self._description_of(name.entity, [one for one in described if id(one) not in used])
            if beside is not None:
                used.add(id(beside))
            people.append((name, beside))
        people += [(None, one) for one in described if id(one) not in used and not self._is_named(one, names)]
        for named, description in people:
            rows += self._person(occurrence, named, description, drafts)
        return rows

    def _description_of(self, entity: Entity, described: Sequence[JudgedFiller]) -> JudgedFiller | None:
        """The description that stands next to the name: "the mayor, Ana Mendez"."""
        best: tuple[int, JudgedFiller] | None = None
        for one in described:
            for span in one.entity.spans:
                for own in entity.spans:
                    if own.sentence != span.sentence:
                        continue
                    apart = max(own.first - span.last, span.first - own.last, 0)
                    if apart <= _NEXT_TO and (best is None or apart < best[0]):
                        best = (apart, one)
        return best[1] if best else None

    def _is_named(self, description: JudgedFiller, names: Sequence[JudgedFiller]) -> bool:
        """Whether a description of one person is likely another word for the only person of its kind that is named."""
        words = self.text.lowers[description.best.last - 1]
        if not names or words.endswith("s") or words in ("people", "men", "women", "children", "police"):
            return False
        kind = self._label("human_kind", description.entity.spans)
        same = [one for one in names if self._label("human_kind", one.entity.spans) == kind]
        return len(same) == 1

    def _person(
        self,
        occurrence: Occurrence,
        named: JudgedFiller | None,
        description: JudgedFiller | None,
        drafts: list[Draft],
    ) -> list[RowDraft]:
        fillers = [one for one in (named, description) if one is not None]
        spans = [span for one in fillers for span in one.entity.spans]
        lead = fillers[0].best
        words = [self.text.words(one.best.first, one.best.last) for one in fillers]
        codes = label_codes()["people"][self._label("human_kind", spans)]
        chances = self._mean("effect", spans)
        quantity = Quantity.stated(1) if named else self._quantity(lead)
        most = 1 if quantity.best == 1 else 2
        effects = [int(index) for index in np.argsort(-chances)[:most] if chances[index] > _EFFECT]
        names = self.labels.attributes["effect"]
        harms = list(dict.fromkeys(label_codes()["effects"].get(names[index], "") for index in effects))
        harms = [harm for harm in harms if harm and self._is_told_of(harm, spans)]
        score = min(one.score for one in fillers)
        if score < _COUNTED:
            harms = []
        told = [row for row in self.rule_rows if row.occurrence is occurrence and _overlaps(spans, row.first, row.last)]
        # Where the rules have counted anybody, another row may count people twice, or give them another harm.
        if any(row.occurrence is occurrence for row in self.rule_rows):
            harms = []
        # "Dozens" alone says how many, not who.
        counts = self.text.lowers[lead.last - 1] in listed("people", "transparent")
        known = any(self._known(occurrence, Field.TARGET, one.entity) for one in fillers)
        if not harms and not told and not known and not counts:
            value = TargetValue(words[0], codes["target"], human=True)
            span = self.text.span(lead.first, lead.last)
            drafts.append(Draft(occurrence, Field.TARGET, value, span, "judge", score=score))
        first = min(one.best.first for one in fillers) if self._close(fillers) else lead.first
        last = max(one.best.last for one in fillers) if self._close(fillers) else lead.last
        return [
            RowDraft(
                occurrence,
                harm,
                self._group(codes["group"], named, description),
                quantity,
                self._role(words, named),
                first,
                last,
                lead.first,
                names=(words[0],) if named else (),
                component="judge",
                score=score,
            )
            for harm in harms
        ]

    def _group(self, code: str, named: JudgedFiller | None, description: JudgedFiller | None) -> str:
        """The group of the network; where it knows no more than "civilian", that of the words or of the rules' rows."""
        if code != "civilians":
            return code
        told = person_classes().get(singular(self.text.lowers[description.best.last - 1])) if description else None
        if told is not None:
            return told.group
        surname = self.text.lowers[named.best.last - 1] if named else ""
        known = (row.group for row in self.rule_rows for name in row.names if name.lower().split()[-1] == surname)
        return next(known, "unspecified")

    def _named_victims(
        self, occurrences: Sequence[Occurrence], taken: dict[int, JudgedIncident], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """Targets for the victims whose names no row has; where the judge knows a name, it has judged already."""
        told = [one for one in occurrences if one.kind is not MentionKind.AGGREGATE]
        counted = {name for row in self.rule_rows for name in row.names}
        known = [draft.span for draft in drafts if draft.field is Field.TARGET]
        made: list[Draft] = []
        for victim in self.victims if told else ():
            first, last = victim.places[0]
            span = self.text.span(first, last)
            if any(name in victim.words for name in counted) or any(span.overlaps(one) for one in known):
                continue
            sentences = {self.text.tokens[place[0]].sentence for place in victim.places}
            occurrence = next((one for one in told if sentences & _about(one)), told[0])
            incident = taken.get(id(occurrence))
            if incident is not None and self._is_judged(incident, victim.places):
                continue
            value = TargetValue(victim.words, human=True)
            made.append(Draft(occurrence, Field.TARGET, value, span, "victim_names", score=victim.score))
        return made

    def _is_judged(self, incident: JudgedIncident, places: Sequence[tuple[int, int]]) -> bool:
        return any(
            filler.entity.role == "human_name" and _overlaps(filler.entity.spans, *place)
            for filler in incident.fillers
            for place in places
        )

    def _is_told_of(self, harm: str, spans: Sequence[Span]) -> bool:
        """Whether a word of this harm stands in or beside the sentences of these words: no death without one."""
        near = {sentence for span in spans for sentence in range(span.sentence - 1, span.sentence + 2)}
        return bool(near & self.harm_sentences.get(harm, set()))

    def _close(self, fillers: Sequence[JudgedFiller]) -> bool:
        return len({one.best.sentence for one in fillers}) == 1 and (
            max(one.best.last for one in fillers) - min(one.best.first for one in fillers) < 20
        )

    def _role(self, words: Sequence[str], named: JudgedFiller | None) -> str:
        if named is None:
            return words[0]
        return words[1] if len(words) > 1 else ""

    def _quantity(self, span: Span) -> Quantity:
        """How many: a row of the rules with these words, else a number before them, else unknown or one."""
        for row in self.rule_rows:
            if _overlaps((span,), row.first, row.last) and not row.quantity.is_unknown:
                return row.quantity
        for number in self.numbers:
            if number.first < span.last and number.last >= span.first - 1 and number.first >= span.first - 4:
                return number.quantity
        head = self.text.lowers[span.last - 1]
        is_one = singular(head) == head and head not in listed("people", "collectives")
        return Quantity.stated(1) if is_one else Quantity.unknown()

    # --- what the rules found

    def _score_at(self, incident: JudgedIncident, field: Field, first: int, last: int) -> float:
        """How much the judge believes in a filler of this field at these words; low where it has no such candidate."""
        roles = _ROLES_OF[field]
        scores = [
            filler.score
            for filler in incident.fillers
            if filler.entity.role in roles and _overlaps(filler.entity.spans, first, last)
        ]
        return max(scores, default=_NO_CANDIDATE)

    def _with_damage(self, incident: JudgedIncident, value: Value, first: int, last: int) -> Value:
        """A thing that the rules found, with the damage that the encoder reads at its words."""
        if not isinstance(value, TargetValue) or value.human:
            return value
        for filler in incident.fillers:
            here = _overlaps(filler.entity.spans, first, last)
            if here and filler.entity.role == "physical_target" and filler.score >= FILLER["physical_target"]:
                return replace(value, damage=self._damage(filler.entity))
        return value

    def _known(self, occurrence: Occurrence, field: Field, entity: Entity) -> bool:
        """Whether the rules have found this filler, so that it is not stated twice."""
        for draft in self.rule_drafts:
            if draft.occurrence is occurrence and draft.field is field:
                first, last = self.text.token_range(draft.span)
                if _overlaps(entity.spans, first, last):
                    return True
        return False

    def _rule_drafts(self, taken: dict[int, JudgedIncident], made: Iterable[Draft]) -> list[Draft]:
        """Those of believed occurrences with the judge's scores, without what it states at the same words."""
        scenes = {(id(one.occurrence), one.field) for one in made if one.field in (Field.DATE, Field.PLACE)}
        kept = []
        for draft in self._doubted(taken):
            incident = taken.get(id(draft.occurrence))
            if self.scenes.denies(draft):
                continue
            if incident is None:
                kept.append(draft)
            elif draft.field in _ROLES_OF:
                first, last = self.text.token_range(draft.span)
                score = self._score_at(incident, draft.field, first, last)
                if draft.field is Field.WEAPON and self._is_act(draft.occurrence, first, last):
                    score = incident.score  # "shot" is no word for a weapon and still says that there was one
                kept.append(replace(draft, value=self._with_damage(incident, draft.value, first, last), score=score))
            elif draft.field is not Field.STAGE and (id(draft.occurrence), draft.field) not in scenes:
                kept.append(draft)
        return kept

    def _is_act(self, occurrence: Occurrence | None, first: int, last: int) -> bool:
        """Whether these words are a word of the act itself."""
        hits = occurrence.hits if occurrence is not None else []
        return any(hit.first == first and hit.last == last for hit in hits)

    def _doubted(self, taken: dict[int, JudgedIncident]) -> Iterator[Draft]:
        """The drafts of the rules; types that the judge can judge, and does not believe, get its low score."""
        for draft in self.rule_drafts:
            if draft.field is not Field.INCIDENT_TYPE or id(draft.occurrence) in taken or draft.occurrence is None:
                yield draft
                continue
            code = draft.value.code if isinstance(draft.value, CodeValue) else ""
            fitting = [one for one in self.judged if code in self._covered(one)]
            about = _about(draft.occurrence)
            scores = [one.score for one in fitting if about.intersection(one.candidate.sentences)]
            judged = any(code in entry["covers"] for entry in label_codes()["types"].values())
            yield replace(draft, score=min(max(scores, default=0.0), BELIEVED / 2)) if judged else draft

    def _rule_rows(self, taken: dict[int, JudgedIncident]) -> list[RowDraft]:
        """The rows of the rules; those of believed occurrences with the judge's scores."""
        for row in self.rule_rows:
            incident = taken.get(id(row.occurrence))
            if incident is not None and not row.quantity.is_zero:
                row.score = self._score_at(incident, Field.CASUALTIES, row.first, row.last)
        return list(self.rule_rows)


def _overlaps(spans: Iterable[Span], first: int, last: int) -> bool:
    """Whether any of the spans has a token of `first` to `last` (exclusive)."""
    return any(span.first < last and first < span.last for span in spans)


def _about(occurrence: Occurrence) -> set[int]:
    """The sentences that tell of an occurrence of the rules."""
    return {*occurrence.sentences, occurrence.anchor.sentence}
