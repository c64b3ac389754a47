"""Words that tell of violence, with how they are meant: done, tried, planned, possible, denied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tallybook.coding.arguments import clause
from tallybook.coding.base import Layer, Layers
from tallybook.coding.grammar import PARSE, Parse, Phrase, Tag, VerbGroup
from tallybook.coding.lexicons import Trigger, noun_triggers, read_list, singular, verb_triggers, word_forms, words
from tallybook.model import Stance

__all__ = ["HITS", "Hit", "TriggerFinder"]

_IF_REACH = 12  # words
_QUOTES = frozenset(('"', "”", "“", "'", "’"))
_GAP = 5  # words that may stand inside a phrasal trigger: "shot [the two brothers] dead"


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger in the text: tokens `first` to `last` (exclusive).

    `stage` is a code of the codebook, `stance` how the words themselves mean it (before any speaker is looked at).
    """

    first: int
    last: int
    trigger: Trigger
    sentence: int
    verb: VerbGroup | None = None
    phrase: Phrase | None = None
    stage: str = "accomplished"
    stance: Stance = Stance.REPORTED_AS_FACT
    negated: bool = False
    plural: bool = False
    adjective: bool = False  # "the jailed journalist": the harm was done before, to the people of `phrase`


HITS: Layer[tuple[Hit, ...]] = Layer("hits")


class TriggerFinder:
    """Finds the triggers of triggers.yaml, the longest at each place, and leaves out what is not violence."""

    name = "triggers"
    requires: tuple[Layer[Any], ...] = (PARSE,)
    sets = HITS

    def run(self, layers: Layers) -> tuple[Hit, ...]:
        parse = layers[PARSE]
        hits: list[Hit] = []
        taken: set[int] = set()
        for group in parse.verbs:
            hit = _verb_hit(parse, group)
            if hit is not None:
                hits.append(hit)
                taken.update(range(hit.first, hit.last))
        for index in range(len(parse.tags)):
            # A name in capitals may hold the noun: "the Peshawar School Massacre".
            if index not in taken and parse.tags[index] in (Tag.NOUN, Tag.NAME):
                hit = _noun_hit(parse, index)
                if hit is not None and not taken.intersection(range(hit.first, hit.last)):
                    hits.append(hit)
                    taken.update(range(hit.first, hit.last))
        hits.extend(_adjective_hits(parse, taken))
        hits.extend(_dead_hits(parse, taken))
        hits.extend(_state_hits(parse, taken))
        return tuple(sorted(hits, key=lambda hit: hit.first))


def _verb_hit(parse: Parse, group: VerbGroup) -> Hit | None:
    lowers = parse.text.lowers
    for trigger in verb_triggers().get(group.base, ()):
        last = _match_rest(lowers, group.verb + 1, trigger.words[1:], parse.text.sentence_of(group.verb).last)
        if last is None or _is_harmless(lowers, group.verb, trigger.words[0]):
            continue
        if trigger.harm == "injured" and words("triggers", "fatal") & set(lowers[max(group.first - 1, 0) : group.verb]):
            trigger = replace(trigger, harm="killed")  # noqa: PLW2901 - "fatally wounded"
        stage, stance = _modality(parse, group.first, group.verb, trigger)
        if group.modal in {"would", "should", "can", "could", "may", "might", "will", "must", "shall", "cannot"}:
            stage, stance = _modal(group.modal, stage)
        elif group.infinitive:
            stage, stance = _infinitive(parse, group, stage, stance)
        return Hit(
            group.verb if len(trigger.words) > 1 else group.first,
            last,
            trigger,
            parse.text.tokens[group.verb].sentence,
            verb=group,
            stage=stage,
            stance=stance,
            negated=group.negated,
        )
    return None


def _dead_hits(parse: Parse, taken: set[int]) -> list[Hit]:
    """ "Two people are dead", "the boy is now dead": what a form of "be" says of somebody."""
    found: list[Hit] = []
    lowers, tags = parse.text.lowers, parse.tags
    for index, word in enumerate(lowers):
        if word != "dead" or index in taken:
            continue
        first = index - 1
        while first > 0 and tags[first] is Tag.ADVERB:
            first -= 1
        if first < 1 or tags[first] is not Tag.BE or tags[first - 1] in (Tag.MODAL, Tag.TO):
            continue
        if tags[first - 1] is Tag.HAVE:
            first -= 1
        trigger = next(one for one in verb_triggers()["be"] if one.words == ("be", "dead"))
        group = VerbGroup(first, index + 1, index, "be", "past")
        stage, stance = _modality(parse, first, index, trigger)
        sentence = parse.text.tokens[index].sentence
        found.append(Hit(first, index + 1, trigger, sentence, verb=group, stage=stage, stance=stance))
    return found


def _state_hits(parse: Parse, taken: set[int]) -> list[Hit]:
    """ "Two are in critical condition", "a suspect was in custody": a state that a form of "be" tells of somebody."""
    found: list[Hit] = []
    lowers, tags = parse.text.lowers, parse.tags
    states = [one for one in verb_triggers()["be"] if one.subject == "victim" and one.words != ("be", "dead")]
    for index, tag in enumerate(tags):
        if tag is not Tag.BE or index in taken or index in parse.verb_at or tags[index - 1] in (Tag.MODAL, Tag.TO):
            continue
        sentence = parse.text.sentence_of(index)
        for trigger in states:
            last = _match_rest(lowers, index + 1, trigger.words[1:], sentence.last)
            if last is not None:
                group = VerbGroup(index, last, last - 1, "be", "past")
                found.append(Hit(index, last, trigger, sentence.index, verb=group))
                break
    return found


def _adjective_hits(parse: Parse, taken: set[int]) -> list[Hit]:
    """Participles before a named person: "jailed journalist Dana Oru". Weak: they recall, they do not report."""
    found: list[Hit] = []
    for phrase in parse.phrases:
        if phrase.name is None:
            continue
        for index in range(phrase.first, phrase.name[0]):
            participles = [base for base, form in word_forms(parse.text.lowers[index]) if form == "participle"]
            if parse.tags[index] is not Tag.ADJECTIVE or index in taken or not participles:
                continue
            plain = [t for t in verb_triggers().get(participles[0], ()) if t.harm and len(t.words) == 1]
            if plain:
                sentence = parse.text.tokens[index].sentence
                trigger = replace(plain[0], weak=True)
                found.append(Hit(index, index + 1, trigger, sentence, phrase=phrase, adjective=True))
                break
    return found


def _match_rest(lowers: list[str], index: int, rest: tuple[str, ...], limit: int) -> int | None:
    """Where a phrasal trigger ends whose further words are `rest`, with a gap before the first of them."""
    if not rest:
        return index
    for gap in range(_GAP + 1):
        start = index + gap
        if start + len(rest) > limit:
            return None
        if lowers[start - 1] in {",", ";"} and gap:
            return None
        if all(lowers[start + i] == word or singular(lowers[start + i]) == word for i, word in enumerate(rest)):
            return start + len(rest)
    return None


def _noun_hit(parse: Parse, index: int) -> Hit | None:
    lowers = parse.text.lowers
    for trigger in noun_triggers().get(singular(lowers[index]), ()):
        first = index - len(trigger.words) + 1
        if first < 0 or tuple(lowers[first:index]) != trigger.words[:-1]:
            continue
        if _is_harmless(lowers, index, trigger.words[-1], first):
            continue
        phrase = parse.phrase_at.get(index)
        # In a compound the last word tells what it is: "the attack helicopter", "a murder trial".
        if phrase is not None and phrase.core_last > index + 1 and parse.tags[index + 1] in (Tag.NOUN,):
            return None
        stage, stance = _modality(parse, phrase.first if phrase else first, index, trigger)
        return Hit(
            first,
            index + 1,
            trigger,
            parse.text.tokens[index].sentence,
            phrase=phrase,
            stage=stage,
            stance=stance,
            negated=phrase is not None and lowers[phrase.first] == "no",
            plural=lowers[index] != singular(lowers[index]) and trigger.event,
        )
    return None


def _is_harmless(lowers: list[str], index: int, word: str, first: int | None = None) -> bool:
    lists = read_list("triggers")["not_violence"]
    after = lowers[index + 1] if index + 1 < len(lowers) else ""
    start = first if first is not None else index
    before = lowers[start - 1] if start else ""
    return after in lists["followed_by"].get(word, ()) or before in lists["preceded_by"].get(word, ())


def _modal(modal: str, stage: str) -> tuple[str, Stance]:
    if modal in {"may", "might"}:
        return stage, Stance.POSSIBLE
    if modal in {"will", "shall"}:
        return "planned", Stance.PLANNED
    return stage, Stance.HYPOTHETICAL


def _infinitive(parse: Parse, group: VerbGroup, stage: str, stance: Stance) -> tuple[str, Stance]:
    """An infinitive takes its meaning from the word before it: "tried to kill", "to avenge", "vowed to attack"."""
    before = parse.text.lowers[max(group.first - 3, 0) : group.first]
    governing = " ".join(before)
    hedges = read_list("speech")["hedges"]
    if any(word in before for word in hedges["attempted"]) or any(
        phrase in governing for phrase in hedges["attempted"]
    ):
        return "attempted", stance
    if any(word in before for word in ("threatened", "threatening", "threatens", "threaten", "threat", "threats")):
        return "threatened", Stance.PLANNED
    if any(
        word in before for word in ("said", "believed", "reported", "thought", "alleged", "known", "appears", "seems")
    ):
        return stage, Stance.ALLEGED if "known" not in before else stance
    if before and before[-1] in {"managed", "began", "started", "continued", "proceeded", "went", "came"}:
        return stage, stance
    return "planned", Stance.PLANNED


def _modality(parse: Parse, first: int, index: int, trigger: Trigger) -> tuple[str, Stance]:
    """The stage and stance that the words of the same clause give to the trigger at `index`."""
    lowers = parse.text.lowers
    start, _ = clause(parse, index)
    start = max(start, first - 6)
    hedges = read_list("speech")["hedges"]
    stage = trigger.stage or "accomplished"
    stance = Stance.REPORTED_AS_FACT
    near = lowers[max(start, first - 3) : index]
    if stage == "accomplished" and any(word in hedges["attempted"] for word in near):
        stage = "attempted"
    if any(word in hedges["alleged"] for word in near):
        stance = Stance.ALLEGED
    if any(word in hedges["possible"] for word in near):
        stance = Stance.POSSIBLE
    governing = lowers[max(start, first - 4) : first]
    if trigger.noun and any(word in hedges["plotted"] for word in governing):
        stage, stance = "planned", Stance.PLANNED
    before = lowers[max(parse.text.sentence_of(index).first, index - _IF_REACH) : index]
    if ")" in before:
        before = before[len(before) - before[::-1].index(")") :]  # an "if" inside parentheses governs nothing outside
    if "if" in before or "unless" in before or _is_asked(parse, index):
        stance = Stance.HYPOTHETICAL
    return stage, stance


def _is_asked(parse: Parse, index: int) -> bool:
    """Whether a sentence asks if something happened: "Did the rebels kill him?", not "Who killed him?"."""
    sentence, lowers = parse.text.sentence_of(index), parse.text.lowers
    first, last = sentence.first, sentence.last
    while first < last and lowers[last - 1] in _QUOTES:
        last -= 1
    if first == last or lowers[last - 1] != "?":
        return False
    while lowers[first] in _QUOTES:
        first += 1
    return lowers[first] in words("speech", "asking")
