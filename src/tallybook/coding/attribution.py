"""Who says what: speakers, the words that cite them, and the reach of what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tallybook.actors import ActorExpression
from tallybook.coding.arguments import subject_of
from tallybook.coding.base import Layer, Layers
from tallybook.coding.grammar import PARSE, Parse, Phrase, Tag, VerbGroup
from tallybook.coding.lexicons import read_list, singular, words
from tallybook.coding.tokens import Sentence
from tallybook.model import Span, Speaker, SpeakerKind, Stance

__all__ = [
    "ACTORS",
    "ATTRIBUTIONS",
    "Attribution",
    "AttributionFinder",
    "SpeakerResolver",
    "speaker_at",
    "stance_of",
    "with_channel",
]


_DOUBTFUL = frozenset(("may", "might", "could", "would"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Tokens `first` to `last` (exclusive) are said by `speaker`, named at `speaker_span`, in this stance."""

    first: int
    last: int
    speaker: Speaker
    speaker_span: Span
    stance: Stance
    cue: int  # the token of the verb or of "according"


ACTORS: Layer[tuple[ActorExpression, ...]] = Layer("actors")
ATTRIBUTIONS: Layer[tuple[Attribution, ...]] = Layer("attributions")


@cache
def _stance_of_verb() -> dict[str, Stance]:
    return {verb: Stance(code) for code, verbs in read_list("speech")["verbs"].items() for verb in verbs}


class AttributionFinder:
    """Finds speakers by verbs of saying and by "according to", and resolves "he" and surnames within the report."""

    name = "attributions"
    requires: tuple[Layer[Any], ...] = (PARSE, ACTORS)
    sets = ATTRIBUTIONS

    def run(self, layers: Layers) -> tuple[Attribution, ...]:
        parse = layers[PARSE]
        resolver = SpeakerResolver(parse, layers[ACTORS])
        found: list[Attribution] = []
        for sentence in parse.text.sentences:
            if sentence.is_title and parse.text.raw[: parse.text.tokens[sentence.last - 1].end].count(":") == 0:
                continue
            found.extend(_according(parse, resolver, sentence))
            for index in range(sentence.first, sentence.last):
                group = parse.verb_at.get(index)
                if group is not None:
                    attribution = _by_verb(parse, resolver, sentence, group)
                    if attribution is not None:
                        found.append(attribution)
        return tuple(found)


def speaker_at(attributions: tuple[Attribution, ...], first: int, last: int) -> Attribution | None:
    """The innermost attribution whose reach covers tokens `first` to `last`; the later one where two reach as far."""
    best: Attribution | None = None
    for attribution in attributions:
        covers = attribution.first <= first and last <= attribution.last
        if covers and (best is None or attribution.last - attribution.first <= best.last - best.first):
            best = attribution
    return best


class SpeakerResolver:
    """Turns phrases into speakers; remembers who has spoken, for "he said" and for surnames."""

    def __init__(self, parse: Parse, actors: tuple[ActorExpression, ...]) -> None:
        self.parse = parse
        self.actors = actors
        self.people: dict[str, Speaker] = {}  # by surname, lower case
        self.last_person: Speaker | None = None
        self.last_group: Speaker | None = None

    def actor_in(self, span: Span) -> ActorExpression | None:
        """The named actor that a phrase speaks of."""
        return next((a for a in self.actors if a.named and span.overlaps(a.span)), None)

    def can_speak(self, phrase: Phrase) -> bool:
        """Whether a phrase may name a speaker, without remembering it."""
        lower = self.parse.text.lowers[phrase.head]
        if self.parse.tags[phrase.first] is Tag.PRONOUN:
            return lower in {"he", "she", "they"}
        roles = words("people", "speaking_roles")
        known = lower in roles or singular(lower) in roles or lower in self.people
        return known or phrase.name is not None or self._is_person(phrase)

    def speaker(self, phrase: Phrase) -> Speaker | None:
        """The speaker that a phrase names; None where the phrase is nobody who can speak."""
        lower = self.parse.text.lowers[phrase.head]
        if self.parse.tags[phrase.first] is Tag.PRONOUN:
            return self._by_pronoun(self.parse.text.lowers[phrase.first])
        actor = self.actor_in(self.parse.span(phrase))
        if actor is not None and (phrase.name is None or actor.span.contains(self.parse.text.span(*phrase.name))):
            known = lower in words("people", "speaking_roles")
            role = self.parse.words(phrase) if known else ""
            speaker = Speaker(name=actor.value.name, role=role, kind=SpeakerKind.ACTOR)
            self.last_group = speaker
            return speaker
        if phrase.name is not None and phrase.head < phrase.name[1]:
            return self._person(phrase, phrase.name)
        named = self._named_behind(phrase)
        if named is not None:
            return named
        role_word = lower if lower in words("people", "speaking_roles") else singular(lower)
        if role_word not in words("people", "speaking_roles") and not self._is_person(phrase):
            return self._surname(phrase)
        by_role = self._known_by_role(phrase, lower)
        if by_role is not None:
            self.last_person = by_role
            return by_role
        speaker = Speaker(role=self.plain(phrase), kind=self._kind(phrase, lower))
        if lower.endswith("s") or lower in {"police", "people"}:
            self.last_group = speaker
        else:
            self.last_person = speaker
        return speaker

    def _known_by_role(self, phrase: Phrase, lower: str) -> Speaker | None:
        """ "The spokesman" after "police spokesman Samuel Aru" is Samuel Aru."""
        if not phrase.definite or phrase.last - phrase.first != 2:
            return None
        named = [person for person in self.people.values() if person.name and lower in person.role.lower().split()]
        return named[-1] if named else None

    def _named_behind(self, phrase: Phrase) -> Speaker | None:
        """A name behind the role: "the security commissioner, Samuel Aru,"."""
        lowers = self.parse.text.lowers
        if phrase.last + 1 >= len(lowers) or lowers[phrase.last] != "," or phrase.person is None:
            return None
        following = self.parse.phrase_starting(phrase.last + 1)
        if following is None or following.name != (following.first, following.last) or lowers[following.last] != ",":
            return None
        speaker = self._person(following, following.name)
        if not speaker.role:
            speaker = replace(speaker, role=self.plain(phrase))
            self.people[lowers[following.last - 1]] = speaker
            self.last_person = speaker
        return speaker

    def _is_person(self, phrase: Phrase) -> bool:
        return phrase.person is not None and not phrase.person.attacker

    def _surname(self, phrase: Phrase) -> Speaker | None:
        known = self.people.get(self.parse.text.lowers[phrase.head])
        if known is not None:
            self.last_person = known
        return known

    def plain(self, phrase: Phrase) -> str:
        first = phrase.first
        while first < phrase.last - 1 and self.parse.text.lowers[first] in {"the", "a", "an", "one", "some"}:
            first += 1
        return self.parse.text.words(first, phrase.last)

    def _kind(self, phrase: Phrase, lower: str) -> SpeakerKind:
        if lower in words("people", "media"):
            return SpeakerKind.MEDIA
        if lower in words("people", "anonymous"):
            return SpeakerKind.ANONYMOUS
        if lower in words("people", "organizations"):
            return SpeakerKind.ORGANIZATION
        return SpeakerKind.PERSON if phrase.person is not None else SpeakerKind.ANONYMOUS

    def _by_pronoun(self, lower: str) -> Speaker | None:
        if lower in {"he", "she"}:
            return self.last_person
        if lower in {"they", "it"}:
            return self.last_group
        return None

    def _person(self, phrase: Phrase, name_range: tuple[int, int]) -> Speaker:
        text = self.parse.text
        first, last = name_range
        name = text.words(first, last)
        surname = text.lowers[last - 1]
        role = self._role_before(phrase, first) or self._apposition(phrase)
        known = self.people.get(surname)
        if known is not None and (last - first == 1 or known.name == name):
            speaker = known if known.role or not role else replace(known, role=role)
        elif not role and text.lowers[first] in words("people", "organizations") | words("people", "media"):
            speaker = Speaker(name=name, kind=SpeakerKind.ORGANIZATION)
        else:
            organization = singular(surname) in words("people", "organizations") | words("people", "media")
            speaker = Speaker(
                name=name, role=role, kind=SpeakerKind.ORGANIZATION if organization else SpeakerKind.PERSON
            )
        self.people[surname] = speaker
        if speaker.kind is SpeakerKind.PERSON:
            self.last_person = speaker
        else:
            self.last_group = speaker
        return speaker

    def _role_before(self, phrase: Phrase, name_first: int) -> str:
        first = phrase.first
        while first < name_first and self.parse.text.lowers[first] in {"the", "a", "an"}:
            first += 1
        return self.parse.text.words(first, name_first) if first < name_first else ""

    def _apposition(self, phrase: Phrase) -> str:
        """The words between commas behind a name: "Quell, a clerk at the provincial court,"."""
        text = self.parse.text
        limit = text.sentence_of(phrase.first).last
        if phrase.last >= limit or text.lowers[phrase.last] != ",":
            return ""
        end = phrase.last + 1
        while end < limit and text.lowers[end] not in {",", ";", "–", "—", "."}:
            end += 1
        inside = self.parse.phrase_at.get(phrase.last + 1)
        first = phrase.last + 1
        if end >= limit or inside is None or inside.first != first or end - first > 14:
            return ""
        head_known = (
            singular(text.lowers[inside.head]) in words("people", "speaking_roles") or inside.person is not None
        )
        # "A clerk at the court" describes whom it follows, whether or not the lists know clerks.
        if not head_known and text.lowers[first] not in {"a", "an"}:
            return ""
        while first < end - 1 and text.lowers[first] in {"the", "a", "an"}:
            first += 1
        return text.words(first, end)


def _according(parse: Parse, resolver: SpeakerResolver, sentence: Sentence) -> list[Attribution]:
    found: list[Attribution] = []
    lowers = parse.text.lowers
    for index in range(sentence.first, sentence.last - 2):
        if lowers[index] == "according" and lowers[index + 1] == "to":
            phrase = parse.phrase_starting(index + 2)
            speaker = _cited(parse, resolver, phrase)
            if phrase is not None and speaker is not None:
                speaker = with_channel(parse, speaker, index, sentence.last)
                found.append(
                    Attribution(
                        sentence.first, sentence.last, speaker, parse.span(phrase), Stance.REPORTED_AS_FACT, index
                    )
                )
    return found


def _cited(parse: Parse, resolver: SpeakerResolver, phrase: Phrase | None) -> Speaker | None:
    """Whoever stands behind "according to" is a source, whatever kind of thing it is."""
    if phrase is None:
        return None
    return resolver.speaker(phrase) or Speaker(role=parse.words(phrase), kind=SpeakerKind.ORGANIZATION)


def _by_verb(parse: Parse, resolver: SpeakerResolver, sentence: Sentence, group: VerbGroup) -> Attribution | None:
    if group.base not in _stance_of_verb() or group.negated or group.infinitive:
        return None
    passive_voice = group.passive and not _is_inverted(parse, group)
    subject = _by_agent(parse, group) if passive_voice else subject_of(parse, group)
    inverted = _inverted_subject(parse, resolver, group, sentence) if not passive_voice else None
    if inverted is not None:
        subject = inverted
    if subject is None:
        return None
    speaker = resolver.speaker(subject)
    if speaker is None and _is_voice(parse, subject, group):
        speaker = Speaker(role=resolver.plain(subject), kind=SpeakerKind.ORGANIZATION)
        resolver.last_group = speaker
    if speaker is None or not _takes_content(parse, group, sentence, inverted is not None):
        return None
    first, last = _reach(parse, group, subject, sentence, inverted is not None)
    if group.form == "gerund" and group.base not in {
        "say",
        "add",
        "claim",
        "describe",
        "deny",
        "insist",
        "allege",
        "warn",
    }:
        return None
    speaker = with_channel(parse, speaker, group.verb, sentence.last)
    return Attribution(first, last, speaker, parse.span(subject), stance_of(group), group.verb)


def _is_voice(parse: Parse, subject: Phrase, group: VerbGroup) -> bool:
    """Whoever "said" has spoken; with other verbs a capital or country may speak: "Islamabad accused"."""
    if group.base in {"say", "add", "announce", "confirm"} and parse.tags[subject.head] is Tag.NOUN:
        return True
    return parse.text.tokens[subject.head].text[0].isupper() and not parse.text.upper_case and group.form != "gerund"


def _by_agent(parse: Parse, group: VerbGroup) -> Phrase | None:
    index = group.last
    if index < len(parse.tags) and parse.text.lowers[index] == "by":
        return parse.phrase_starting(index + 1)
    return None


def _is_inverted(parse: Parse, group: VerbGroup) -> bool:
    """Whether "said" stands before its subject: "..., said the minister."."""
    return group.first == group.verb and group.base in {"say", "add", "explain", "declare", "tell", "write"}


def _inverted_subject(parse: Parse, resolver: SpeakerResolver, group: VerbGroup, sentence: Sentence) -> Phrase | None:
    if group.first != group.verb or group.verb == sentence.first:
        return None
    if parse.text.lowers[group.verb - 1] not in {",", '"', "”", "’", "'"}:
        return None
    phrase = parse.phrase_starting(group.last)
    if phrase is None or group.form not in {"past", "participle"} or not resolver.can_speak(phrase):
        return None
    # What is said stands before the comma: without a verb there, the words between the commas are an insertion.
    if group.base == "tell" or not any(i in parse.verb_at for i in range(sentence.first, group.verb)):
        return None
    # The subject ends the sentence or is followed by a comma or a preposition, never by a verb of its own.
    behind = phrase.last
    if behind < sentence.last and parse.tags[behind] in (Tag.VERB, Tag.BE, Tag.HAVE, Tag.MODAL):
        return None
    return phrase


def _takes_content(parse: Parse, group: VerbGroup, sentence: Sentence, inverted: bool) -> bool:
    """Whether the verb has something said: a clause or a quotation, not only an object ("reported for duty")."""
    if inverted or group.base in {
        "say",
        "add",
        "describe",
        "tell",
        "confirm",
        "announce",
        "deny",
        "claim",
        "insist",
        "allege",
    }:
        return True
    following = parse.text.lowers[group.last : group.last + 4]
    if "that" in following or '"' in following or "“" in following or ":" in following:
        return True
    return any(
        group.last <= index and parse.verb_at[index].form != "gerund"
        for index in range(group.last, sentence.last)
        if index in parse.verb_at
    )


def _reach(parse: Parse, group: VerbGroup, subject: Phrase, sentence: Sentence, inverted: bool) -> tuple[int, int]:
    """The tokens that the speaker answers for: behind the verb, or the whole sentence where the verb stands late."""
    before = range(sentence.first, min(subject.first, group.first))
    mark = min(subject.first, group.first) - 1
    comma_before = mark >= sentence.first and parse.text.lowers[mark] in {",", '"', "”", "’"}
    if inverted or (comma_before and any(i in parse.verb_at for i in before) and group.form != "gerund"):
        starts_late = any(parse.text.lowers[i] in {"after", "when", "while", "as", "although"} for i in before[:1])
        if not starts_late:
            return sentence.first, sentence.last
    last = sentence.last
    for index in range(group.last, sentence.last):
        if parse.text.lowers[index] == ";" or (
            parse.text.lowers[index] in {"but", "although", "while"} and parse.text.lowers[index - 1] == ","
        ):
            last = index
            break
    return group.last, last


@cache
def _channels() -> list[tuple[tuple[str, ...], str]]:
    pairs = [(tuple(phrase.split()), code) for phrase, code in read_list("speech")["nouns"].items() if code]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def stance_of(group: VerbGroup | None) -> Stance:
    """The stance that a verb of saying gives to what is said; a fact where there is none, or an unknown one."""
    if group is None:
        return Stance.REPORTED_AS_FACT
    if group.modal in _DOUBTFUL or group.negated:
        return Stance.POSSIBLE
    return _stance_of_verb().get(group.base, Stance.REPORTED_AS_FACT)


def with_channel(parse: Parse, speaker: Speaker, cue: int, limit: int) -> Speaker:
    """The speaker with the channel that stands within a few words of the cue: "said on Twitter", "in a statement"."""
    lowers = parse.text.lowers
    window = range(cue, min(limit, cue + 10))
    for phrase, code in _channels():
        for index in window:
            if tuple(lowers[index : index + len(phrase)]) == phrase and any(
                lowers[i] in {"on", "in", "by", "via", "through"} for i in range(max(cue, index - 4), index)
            ):
                return replace(speaker, channel=code)
    return speaker if not speaker.channel else replace(speaker, channel="")
