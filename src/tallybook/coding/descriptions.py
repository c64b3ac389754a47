"""What a report says of who its people are, wherever it says it: roles beside a name, and organizations they belong to.

"Ana Quell, 34, a reporter of the Larkfield Post" in one sentence makes a journalist of the "Quell" of another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from tallybook.actors import ActorExpression
from tallybook.coding.attribution import ACTORS
from tallybook.coding.base import Layer, Layers
from tallybook.coding.grammar import PARSE, Parse, Phrase, Tag
from tallybook.coding.lexicons import read_list

__all__ = ["DESCRIPTIONS", "Describer", "Descriptions"]

# Groups that tell nothing of what a person does.
_ANYBODY = frozenset(("unspecified", "women", "children", "foreigners", "civilians"))
_BE = frozenset(("is", "was", "’s", "'s"))
_OF = 8  # tokens behind a role in which its organization is named


class Descriptions:
    """The groups that the words of a report give to the persons that it names, and to people of an organization."""

    def __init__(self, parse: Parse, actors: Sequence[ActorExpression]) -> None:
        self._parse = parse
        self._lowers = parse.text.lowers
        self._by_actor: dict[int, str] = {}
        kinds = read_list("people")["of_actors"]
        for actor in actors:
            group = kinds.get(actor.value.kind) if actor.named else None
            if group is not None:
                self._by_actor.update(dict.fromkeys(range(*parse.text.token_range(actor.span)), group))
        told: dict[str, Counter[str]] = defaultdict(Counter)
        for phrase in parse.phrases:
            if phrase.name is not None:
                for group in self._beside(phrase):
                    told[self._surname(phrase)][group] += 1
        self._told = {name: _most(groups) for name, groups in told.items()}

    def of_name(self, phrase: Phrase) -> str:
        """The group that is told of the person of this name anywhere; "" where none is."""
        return self._told.get(self._surname(phrase), "") if phrase.name is not None else ""

    def of_organization(self, phrase: Phrase) -> str:
        """The group of the members of what a phrase names: "two members of the party", "army casualties"; else ""."""
        last = phrase.of[1] if phrase.of is not None else phrase.last
        return self._organization(phrase.first, last, but=phrase.name)

    def _surname(self, phrase: Phrase) -> str:
        return self._lowers[phrase.name[1] - 1] if phrase.name is not None else ""

    def _beside(self, phrase: Phrase) -> Iterator[str]:
        """The groups of the roles right before and behind a name."""
        if phrase.person is not None:
            yield self._role(phrase)
        sentence = self._parse.text.sentence_of(phrase.first)
        index = phrase.last
        if index + 1 < sentence.last and self._lowers[index] in ("(", ","):
            age = self._lowers[index + 1]
            if age.isdigit() and index + 2 < sentence.last and self._lowers[index + 2] in (",", ")"):
                index += 2
            if self._lowers[index] == ",":
                yield from self._description(index + 1)
        elif index < sentence.last and self._lowers[index] in _BE:
            yield from self._description(index + 1)
        before = phrase.first - 1
        if before > sentence.first and self._lowers[before] == ",":
            role = self._parse.phrase_ending(before)
            if role is not None and role.person is not None and role.name is None and role.quantity is None:
                yield self._role(role)

    def _description(self, index: int) -> Iterator[str]:
        """The group of a role without a name that begins at a token: "a reporter of the Larkfield Post"."""
        role = self._parse.phrase_starting(index)
        if role is None or self._parse.tags[index] is Tag.PRONOUN or role.quantity is not None:
            return
        if role.person is not None and role.name is None:
            yield self._role(role)
        elif role.name is None:
            yield self._organization(role.first, min(role.last + _OF, self._parse.text.sentence_of(index).last))

    def _role(self, phrase: Phrase) -> str:
        group = phrase.person.group if phrase.person is not None else "unspecified"
        if group in ("unspecified", "foreigners") or (phrase.person is not None and phrase.person.generic):
            end = min(phrase.last + _OF, self._parse.text.sentence_of(phrase.first).last)
            return self._organization(phrase.first, end, but=phrase.name) or group
        return group

    def _organization(self, first: int, last: int, but: tuple[int, int] | None = None) -> str:
        """The group of the first organization named in some tokens of one clause."""
        for index in range(first, last):
            if but is not None and but[0] <= index < but[1] and index not in self._by_actor:
                continue
            if (index > first and self._lowers[index] in (",", ";", "who", "which", "that")) or (
                index > first and self._parse.verb_at.get(index) is not None
            ):
                return ""
            if index in self._by_actor:
                return self._by_actor[index]
            for group, words in _organizations().items():
                if any(self._lowers[index : index + len(some)] == some for some in words):
                    return group
        return ""


DESCRIPTIONS: Layer[Descriptions] = Layer("descriptions")


class Describer:
    """The component: who the people of a report are said to be."""

    name = "descriptions"
    requires: tuple[Layer[Any], ...] = (PARSE, ACTORS)
    sets = DESCRIPTIONS

    def run(self, layers: Layers) -> Descriptions:
        actors = layers[ACTORS]
        return Descriptions(layers[PARSE], actors)


@cache
def _organizations() -> dict[str, tuple[list[str], ...]]:
    lists = read_list("people")["of_organizations"]
    return {group: tuple(one.split() for one in words) for group, words in lists.items()}


def _most(groups: Counter[str]) -> str:
    """The group told most often, one that tells what a person does before all others."""
    roles = Counter({group: count for group, count in groups.items() if group and group not in _ANYBODY})
    some = roles or Counter({group: count for group, count in groups.items() if group not in ("", "unspecified")})
    return some.most_common(1)[0][0] if some else ""
