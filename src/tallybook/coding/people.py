"""Everything that is known of the people of a report when it is judged what befell whom, as rows of numbers.

Rules read one sentence at a time and know the words they were given. What speaks for a phrase being a row of the
casualty table, and for its group, is gathered here from all of them, from the encoder and from the rest of the report,
and weighed by two sets of decision trees (`people_judging`) that were trained on labelled reports (training/people.py).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from tallybook.coding.arguments import by_agent, object_of, subject_of
from tallybook.coding.attribution import ACTORS, ATTRIBUTIONS, speaker_at
from tallybook.coding.base import Layer, Layers
from tallybook.coding.casualties import CASUALTIES, ROWS
from tallybook.coding.casualty_groups import country_by_places, is_foreign, is_over_violence, is_young
from tallybook.coding.casualty_links import gender_of
from tallybook.coding.casualty_rows import RowDraft
from tallybook.coding.descriptions import DESCRIPTIONS
from tallybook.coding.encoded import Encoded, Floats, sigmoid, softmax
from tallybook.coding.encoder import ENCODED, shipped_labels
from tallybook.coding.grammar import PARSE, Parse, Phrase, Tag
from tallybook.coding.judging import JUDGED
from tallybook.coding.label_codes import label_codes
from tallybook.coding.lexicons import read_list, word_forms, words
from tallybook.coding.names import NAMES
from tallybook.coding.occurrences import OCCURRENCES, PLACES, Occurrence, Occurrences
from tallybook.coding.responsibility import RESPONSIBILITY
from tallybook.coding.roles import ROLES
from tallybook.coding.triggers import HITS, Hit
from tallybook.model import Field, MentionKind, ResponsibilityValue, Stance

__all__ = ["ACTS", "COLUMNS", "GROUPS", "HARMS", "NEEDED", "People", "as_chances", "people_phrases", "phrase_chances"]

HARMS = ("killed", "injured", "abducted", "arrested", "released", "missing", "tortured")
GROUPS = (
    *("attackers", "civilians", "police", "military", "security_forces", "armed_group", "officials", "politicians"),
    *("journalists", "aid_workers", "health_workers", "teachers_students", "religious", "human_rights_defenders"),
    *("protesters", "prisoners", "peacekeepers", "foreigners", "children", "women", "unspecified"),
)
NEEDED: tuple[Layer[Any], ...] = (
    PARSE, ENCODED, ACTORS, ATTRIBUTIONS, PLACES, HITS, OCCURRENCES, ROWS, CASUALTIES, RESPONSIBILITY, ROLES,
    JUDGED, NAMES, DESCRIPTIONS,
)  # fmt: skip
_BEFORE = ("by", "of", "from", "with", "for", "against", "to", "and", ",", "the", "in", "including")
_BEHIND = ("was", "were", "who", "had", "and", ",", "has", "(", "’s", "said", "of", "whom")
_FAR = 40.0  # tokens: as far as no word of a harm at all
ACTS = ("claimed", "denied", "accused", "suspected", "cleared")
# Of the lists in `_cues` those that tell of each act.
_CUES_OF_ACT = {
    "claimed": frozenset((0,)),
    "denied": frozenset((1,)),
    "accused": frozenset((2, 4, 5)),
    "suspected": frozenset((3, 5)),
    "cleared": frozenset((6,)),
}
COLUMNS = len(GROUPS) + len(ACTS) + len(HARMS)  # labels of the encoder's head for people
_WE = frozenset(("we", "our", "us", "i", "my"))
_SUSPECTED = frozenset(("suspected", "alleged", "presumed", "accused", "supposed"))


def people_phrases(parse: Parse) -> tuple[Phrase, ...]:
    """The noun phrases that can speak of people: with a class of people, a number or a name; in their order."""
    return tuple(one for one in parse.phrases if one.person is not None or one.quantity is not None or one.name)


def phrase_chances(logits: Floats, phrases: Sequence[Phrase]) -> Floats:
    """What the encoder makes of each phrase: phrases x COLUMNS, as probabilities (of groups, of acts, of harms).

    `logits` has two columns a label: of one the mean over the phrase counts, of the other that at the head.
    """
    if not phrases or not logits.shape[1]:
        return np.zeros((len(phrases), COLUMNS), dtype=np.float32)
    means = np.stack([logits[one.first : one.core_last, :COLUMNS].mean(axis=0) for one in phrases])
    values = means + logits[[one.head for one in phrases], COLUMNS:]
    return as_chances(values)


def as_chances(values: Floats) -> Floats:
    """Logits of the labels, phrases x COLUMNS, as probabilities: one group of all, each act and harm by itself."""
    return np.concatenate((softmax(values[:, : len(GROUPS)]), sigmoid(values[:, len(GROUPS) :])), axis=1)


class _Parts(NamedTuple):
    """The first tokens of what stands around a verb; -1 where there is none."""

    subject: int
    thing: int
    agent: int


class People:
    """The phrases of a report that may be people, with what is known of each."""

    def __init__(self, layers: Layers, chances: Floats | None = None) -> None:
        self.parse: Parse = layers[PARSE]
        self.text = self.parse.text
        self.encoded: Encoded = layers[ENCODED]
        self.hits: tuple[Hit, ...] = layers[HITS]
        self.occurrences: Occurrences = layers[OCCURRENCES]
        self.rows: tuple[RowDraft, ...] = layers[CASUALTIES]
        self.phrases = people_phrases(self.parse)
        self.chances = phrase_chances(self.encoded.people, self.phrases) if chances is None else chances
        places = layers[PLACES]
        self.home = country_by_places(places)
        tokens = self.text.token_range
        covered = self.text.covered
        self.place_tokens = covered(one.span for one in places if one.role != "in_name")
        self.actor_tokens = covered(one.span for one in layers[ACTORS] if one.named)
        self.speaker_tokens = covered(one.speaker_span for one in layers[ATTRIBUTIONS])
        self.names = layers[NAMES]
        self.held: dict[str, set[int]] = defaultdict(set)
        for draft in layers[RESPONSIBILITY]:
            if isinstance(draft.value, ResponsibilityValue) and draft.value.actor is not None:
                self.held[draft.value.act.value].update(range(*tokens(draft.span)))
        self.by_phrase: dict[int, list[RowDraft]] = defaultdict(list)
        for row in self.rows:
            if row.phrase is not None:
                self.by_phrase[row.phrase.first].append(row)
        self.heads = [self.text.lowers[one.head] for one in self.phrases]
        self.same_head: dict[str, list[int]] = defaultdict(list)
        for index, head in enumerate(self.heads):
            self.same_head[head].append(index)
        self.attributions = layers[ATTRIBUTIONS]
        self.by_sentence: dict[int, list[Hit]] = defaultdict(list)
        for hit in self.hits:
            self.by_sentence[hit.sentence].append(hit)
        self.held_tokens = set().union(*self.held.values()) if self.held else set()
        self.held_phrases = {
            act: [
                index
                for index, one in enumerate(self.phrases)
                if any(token in self.held[act] for token in range(one.first, one.core_last))
            ]
            for act in ACTS
        }
        ours = sum(word in _WE for word in self.text.lowers)
        self.first_person = 100.0 * ours / max(1, len(self.text.lowers))
        self.perpetrators = covered(one.span for one in layers[ROLES] if one.field is Field.PERPETRATOR)
        self.by_lexicon = covered(one.span for one in layers[ACTORS] if one.named and one.value.lexicon_id)
        self.blamed = [
            (span.first, span.last, filler.score * incident.score)
            for incident in layers[JUDGED]
            for filler in incident.fillers
            if filler.entity.role.startswith("perpetrator")
            for span in filler.entity.spans
        ]
        self.quantities = [self._quantity(one) for one in self.phrases]
        self.groups = [self._group(one) for one in self.phrases]
        self.told = Counter(self.groups)
        self.descriptions = layers[DESCRIPTIONS]
        self._parts_of: dict[int, _Parts] = {}

    def rows_of(self, index: int) -> list[RowDraft]:
        """The rows that the rules made of a phrase."""
        return self.by_phrase.get(self.phrases[index].first, [])

    def occurrence_of(self, index: int) -> Occurrence | None:
        """The occurrence that a phrase stands in."""
        return self.occurrences.at(self.phrases[index].first)

    # --- what is known of any phrase

    def _own(self, index: int) -> list[float]:
        phrase, lowers, encoded = self.phrases[index], self.text.lowers, self.encoded
        inside = slice(phrase.first, phrase.core_last)
        token = self.text.tokens[phrase.first]
        sentence = self.text.sentences[token.sentence]
        low, best, high = self.quantities[index]
        occurrence = self.occurrence_of(index)
        before = lowers[phrase.first - 1] if phrase.first > sentence.first else ""
        behind = lowers[phrase.last] if phrase.last < sentence.last else ""
        person = phrase.person
        mine = set(range(phrase.first, phrase.core_last))
        same = self.same_head[self.heads[index]]
        values: list[float] = [
            float(person is not None),
            float(person is not None and person.generic),
            float(person is not None and person.attacker),
            float(person is not None and person.fighter),
            float(GROUPS.index(self.groups[index])),
            float(phrase.name is not None),
            float(self.names.is_person(phrase)),
            float(phrase.quantity is not None),
            float(phrase.definite),
            float(phrase.of is not None),
            float(phrase.core_last - phrase.first),
            -1.0 if best is None else math.log1p(best),
            float(low is None),
            float(high is None),
            float(self.parse.tags[phrase.first] is Tag.PRONOUN),
            float(lowers[phrase.first] in ("a", "an", "another")),
            float(lowers[phrase.first] == "the"),
            float(_BEFORE.index(before) if before in _BEFORE else -1),
            float(_BEHIND.index(behind) if behind in _BEHIND else -1),
            float(token.sentence),
            token.sentence / len(self.text.sentences),
            float(len(self.text.sentences)),
            float(sentence.is_title),
            float(bool(mine & self.speaker_tokens)),
            float(bool(mine & self.place_tokens)),
            float(bool(mine & self.actor_tokens)),
            float(same.index(index)),
            float(len(same)),
            -1.0 if occurrence is None else float(list(MentionKind).index(occurrence.kind)),
            float(occurrence is not None and occurrence is self.occurrences.all[0]),
            float(len(self.occurrences.all)),
        ]
        values += [float(bool(mine & self.held[act])) for act in ACTS]
        for name in ("effect", "human_kind"):
            values += encoded.attributes[name][inside].mean(axis=0).tolist()
        values += encoded.inside[inside].mean(axis=0).tolist()
        values += encoded.types[token.sentence].tolist()
        values += encoded.stages[token.sentence].tolist()
        values += [float(encoded.document.max()), float(len(self.rows_of(index)))]
        return [*values, *self.chances[index, len(GROUPS) :].tolist()]

    def _parts(self, hit: Hit) -> _Parts:
        """What stands around the verb of a trigger."""
        if id(hit) not in self._parts_of:
            self._parts_of[id(hit)] = self._read_parts(hit)
        return self._parts_of[id(hit)]

    def _read_parts(self, hit: Hit) -> _Parts:
        if hit.verb is None:
            return _Parts(-1, -1, -1)
        subject, thing = subject_of(self.parse, hit.verb), object_of(self.parse, hit.verb)
        agent = by_agent(self.parse, hit.verb, 8) if hit.verb.passive else None
        return _Parts(_first(subject), _first(thing), _first(agent))

    # --- who is held responsible

    def actor_pairs(self) -> list[tuple[int, str]]:
        """Each phrase that can be told apart from others, with each act of responsibility."""
        made = []
        for index, phrase in enumerate(self.phrases):
            mine = range(phrase.first, phrase.core_last)
            if phrase.name is not None or any(one in self.actor_tokens or one in self.held_tokens for one in mine):
                made += [(index, act) for act in ACTS]
        return made

    def act_features(self, pairs: Sequence[tuple[int, str]]) -> Floats:
        """What the second model sees of each phrase and act of responsibility: pairs x features."""
        own = {index: self._own(index) + self._as_actor(index) for index in {index for index, _ in pairs}}
        held = {act: [self.heads[one] for one in self.held_phrases[act]] for act in ACTS}
        rows = []
        for index, act in pairs:
            phrase, head = self.phrases[index], self.heads[index]
            mine = set(range(phrase.first, phrase.core_last))
            before = bisect_left(self.held_phrases[act], index)
            own_entry = index in self.held_phrases[act][before : before + 1]
            told = held[act][:before]
            others = held[act][before + own_entry :]
            rows.append(
                own[index]
                + [
                    float(ACTS.index(act)),
                    float(self.chances[index, len(GROUPS) + ACTS.index(act)]),
                    float(bool(mine & self.held[act])),
                    float(head in told or head in others),
                    float(head in told),
                    float(len(self.held_phrases[act])),
                ]
            )
        return np.array(rows, dtype=np.float32)

    def _as_actor(self, index: int) -> list[float]:
        phrase, lowers = self.phrases[index], self.text.lowers
        sentence = self.text.sentence_of(phrase.first)
        mine = set(range(phrase.first, phrase.core_last))
        said = speaker_at(self.attributions, phrase.first, phrase.core_last)
        own_voice = said is not None and self.text.token_range(said.speaker_span)[1] - 1 == phrase.head
        same = said is not None and head_of(said.speaker.name or said.speaker.role) == self.heads[index]
        before = lowers[max(sentence.first, phrase.first - 3) : phrase.core_last]
        parts = [(hit, self._parts(hit)) for hit in self.by_sentence.get(self.text.tokens[phrase.first].sentence, [])]
        values = [
            float(said is not None),
            -1.0 if said is None else float(list(Stance).index(said.stance)),
            float(own_voice),
            float(same),
            float(any(word in _SUSPECTED for word in before)),
            self.first_person,
            max(
                (score for first, last, score in self.blamed if first < phrase.core_last and phrase.first < last),
                default=0.0,
            ),
            float(bool(mine & self.perpetrators)),
            float(bool(mine & self.by_lexicon)),
            float(len(parts)),
            float(
                any(two.subject == phrase.first and hit.verb is not None and not hit.verb.passive for hit, two in parts)
            ),
            float(any(two.subject == phrase.first and hit.verb is not None and hit.verb.passive for hit, two in parts)),
            float(any(two.thing == phrase.first for _, two in parts)),
            float(any(two.agent == phrase.first for _, two in parts)),
            min((float(hit.first - phrase.last) for hit, _ in parts if hit.first >= phrase.last), default=_FAR),
            min((float(phrase.first - hit.last) for hit, _ in parts if hit.last <= phrase.first), default=_FAR),
            float(any(hit.trigger.harm == "arrested" for hit, _ in parts)),
        ]
        ahead, back = [_FAR] * len(_cues()), [_FAR] * len(_cues())
        for token in range(sentence.first, sentence.last):
            for cue in _cues_of(lowers[token]):
                if token >= phrase.last:
                    ahead[cue] = min(ahead[cue], float(token - phrase.last))
                elif token < phrase.first:
                    back[cue] = float(phrase.first - token)
        return [*values, *ahead, *back]

    def cue_near(self, index: int, act: str, reach: int) -> tuple[int, ...]:
        """The token nearest to a phrase that tells of such an act or of violence; () where none is near."""
        phrase = self.phrases[index]
        sentence = self.text.sentence_of(phrase.first)
        wanted = _CUES_OF_ACT[act]
        found = [one for one in range(sentence.first, sentence.last) if _cues_of(self.text.lowers[one]) & wanted]
        found += [hit.first for hit in self.by_sentence.get(self.text.tokens[phrase.first].sentence, [])]
        near = min(found, key=lambda one: abs(one - phrase.head), default=phrase.head)
        return (near,) if abs(near - phrase.head) <= reach else ()

    # --- who they are

    def group_features(self, index: int, harm: str, given: str = "") -> Floats:
        """What the first model sees of the people of a phrase, whom `harm` befell, and each group: groups x features.

        `given` is the group of the rules, by default that of their row of this phrase.
        """
        phrase, encoded = self.phrases[index], self.encoded
        inside = slice(phrase.first, phrase.core_last)
        kinds = encoded.attributes["human_kind"][inside].mean(axis=0)
        rows = [row for row in self.rows_of(index) if row.harm == harm] or self.rows_of(index)
        given = given or (rows[0].group if rows else "")
        person = phrase.person
        named, member = self.descriptions.of_name(phrase), self.descriptions.of_organization(phrase)
        beside = Counter(self.groups[one] for one in self.same_head[self.heads[index]] if one != index)
        sentence = self.text.tokens[phrase.first].sentence
        near = Counter(
            self.groups[one]
            for one in range(max(0, index - 4), min(len(self.phrases), index + 5))
            if one != index and self.text.tokens[self.phrases[one].first].sentence == sentence
        )
        mine = set(range(phrase.first, phrase.core_last))
        young = is_young(self.parse, phrase)
        occurrence = self.occurrence_of(index)
        common = [
            float(HARMS.index(harm)) if harm in HARMS else -1.0,
            float(person is not None),
            float(person is not None and person.generic),
            float(person is not None and person.attacker),
            float(person is not None and person.fighter),
            float(self.names.is_person(phrase)),
            float(phrase.quantity is not None),
            float(self.quantities[index] == (1, 1, 1)),
            float(bool(rows)),
            float(bool(rows) and rows[0].attackers),
            -1.0 if young is None else float(young),
            float(is_foreign(self.parse, phrase, self.home)),
            float(gender_of(self.parse, phrase) == "female"),
            float(occurrence is not None and is_over_violence(occurrence)),
            *(float(bool(mine & self.held[act])) for act in ("accused", "suspected")),
            *encoded.attributes["effect"][inside].mean(axis=0).tolist(),
            *encoded.inside[inside].mean(axis=0).tolist(),
            *kinds.tolist(),
            *self.chances[index, : len(GROUPS)].tolist(),
        ]
        made = []
        for number, group in enumerate(GROUPS):
            mapped = [kinds[one] for one in _kinds_of().get(group, ())]
            made.append(
                [
                    float(number),
                    float(self.groups[index] == group),
                    float(given == group),
                    float(named == group),
                    float(member == group),
                    float(sum(mapped)),
                    float(beside[group]),
                    float(near[group]),
                    self.told[group] / max(1, len(self.phrases)),
                    float(self.chances[index, number]),
                    *common,
                ]
            )
        return np.array(made, dtype=np.float32)

    def _group(self, phrase: Phrase) -> str:
        """The group of the words alone."""
        return phrase.person.group if phrase.person is not None and phrase.person.group in GROUPS else "unspecified"

    def _quantity(self, phrase: Phrase) -> tuple[int | None, int | None, int | None]:
        if phrase.quantity is not None:
            return phrase.quantity.low, phrase.quantity.best, phrase.quantity.high
        return (1, 1, 1) if phrase.name is not None else (None, None, None)


@cache
def _kinds_of() -> dict[str, tuple[int, ...]]:
    """For each group the encoder's kinds of people that mean it."""
    found: dict[str, list[int]] = defaultdict(list)
    names = shipped_labels().attributes["human_kind"]
    for name, entry in label_codes()["people"].items():
        found[entry["group"]].append(names.index(name))
    return {group: tuple(numbers) for group, numbers in found.items()}


def _first(phrase: Phrase | None) -> int:
    return -1 if phrase is None else phrase.first


def head_of(name: str) -> str:
    """The last word of a name in lower case."""
    return name.lower().split()[-1] if name.split() else ""


@cache
def _cues() -> tuple[frozenset[str], ...]:
    """Words around which people are held responsible, as base forms: of claims, denials, charges, courts, speech."""
    speech = read_list("speech")
    return (
        frozenset(speech["claim_verbs"]),
        frozenset(speech["deny_verbs"]),
        frozenset(speech["accuse_verbs"]),
        frozenset(speech["suspect_verbs"]),
        frozenset(speech["responsibility_nouns"]) | words("justice", "responsible"),
        words("justice", "charge") | words("justice", "convict") | words("justice", "arrest"),
        words("justice", "clear"),
        words("justice", "crimes"),
        frozenset(speech["verbs"]["reported_as_fact"]),
    )


@cache
def _cues_of(word: str) -> frozenset[int]:
    """Which of the cues a word is, in any form of it."""
    forms = {word, *(base for base, _ in word_forms(word))}
    return frozenset(number for number, some in enumerate(_cues()) if forms & some)
