"""The word lists of the rule coder, read once from `coding/lexicon/*.yaml`.

The lists are read with every scalar as text, so that "no" and "on" stay words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tallybook.errors import LexiconError

__all__ = ["PersonClass", "Trigger", "is_word", "lexicon_digest", "read_list", "verb_forms", "word_forms", "words"]


@cache
def read_list(name: str) -> dict[str, Any]:
    """The file `lexicon/NAME.yaml` as plain lists and mappings of texts."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        content = resources.files("tallybook.coding").joinpath("lexicon", f"{name}.yaml").read_text("utf-8")
        loaded = yaml.load(content, loader)  # noqa: S506 - a base loader makes texts, lists and mappings only
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"The word list {name}.yaml cannot be read ({error}); install Tallybook again.") from error
    if not isinstance(loaded, dict):
        raise LexiconError(f"The word list {name}.yaml is not a mapping; install Tallybook again.")
    return loaded


@cache
def lexicon_digest() -> str:
    """Eight hexadecimal digits that change with any change of the word lists."""
    folder = resources.files("tallybook.coding").joinpath("lexicon")
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith((".yaml", ".txt"))), key=lambda file: file.name
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


@cache
def words(file: str, entry: str) -> frozenset[str]:
    """One flat list of words."""
    return frozenset(read_list(file)[entry])


@dataclass(frozen=True, slots=True)
class VerbForms:
    """The inflected forms of one verb."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


_VOWELS = frozenset("aeiou")


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _doubles(base: str) -> bool:
    """Whether a short verb doubles its last consonant: stab, gun, rob, but not rain, march, tow."""
    syllables = sum(1 for i, c in enumerate(base) if c in _VOWELS and (i == 0 or base[i - 1] not in _VOWELS))
    return (
        len(base) >= 3
        and syllables == 1
        and base[-1] not in "aeiouwxy"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
    )


def _stem(base: str) -> str:
    return base + base[-1] if _doubles(base) else base


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return _stem(base) + "ed"


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith("ee"):
        return base[:-1] + "ing"
    return _stem(base) + "ing"


@cache
def _irregular() -> dict[str, list[VerbForms]]:
    table: dict[str, list[VerbForms]] = {}
    for line in read_list("grammar")["irregular_verbs"]:
        base, past, participle, *rest = line.split()
        gerund = rest[0] if rest else _gerund(base)
        table.setdefault(base, []).append(VerbForms(base, _third(base), past, participle, gerund))
    return table


@cache
def verb_forms(base: str) -> tuple[VerbForms, ...]:
    """All paradigms of a verb: usually one, two for "burned/burnt"."""
    irregular = _irregular().get(base)
    if irregular:
        return tuple(irregular)
    return (VerbForms(base, _third(base), _past(base), _past(base), _gerund(base)),)


@cache
def _verb_table() -> dict[str, tuple[tuple[str, str], ...]]:
    """From a form to its (base, kind) readings; kinds: base, third, past, participle, gerund."""
    table: dict[str, dict[tuple[str, str], None]] = {}
    bases = [*read_list("grammar")["verbs"], *_irregular()]
    for entry in read_list("triggers")["verbs"]:
        bases.extend(pattern.split()[0] for pattern in entry["words"])
    for group in read_list("speech")["verbs"].values():
        bases.extend(pattern.split()[0] for pattern in group)
    bases.extend(base for entry in ("charge", "convict", "clear", "confess") for base in read_list("justice")[entry])
    for base in dict.fromkeys(bases):
        for forms in verb_forms(base):
            for kind in ("base", "third", "past", "participle", "gerund"):
                table.setdefault(getattr(forms, kind), {})[base, kind] = None
    return {form: tuple(readings) for form, readings in table.items()}


def word_forms(word: str) -> tuple[tuple[str, str], ...]:
    """The verb readings of a lower-case word: (base, kind) pairs, empty for a word that is no known verb."""
    return _verb_table().get(word, ())


@cache
def vocabulary() -> frozenset[str]:
    """English words in lower case; where capitals do not tell a name, a word that is not among them does."""
    text = resources.files("tallybook.coding").joinpath("lexicon", "vocabulary.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


def is_word(lower: str) -> bool:
    """Whether a lower-case word, or each part of a compound, is English: in the vocabulary, a plural, a verb form."""
    return all(
        not part.isalpha()
        or part in vocabulary()
        or singular(part) in vocabulary()
        or part in person_classes()
        or singular(part) in person_classes()
        or bool(word_forms(part))
        for part in lower.split("-")
    )


_IRREGULAR_NOUNS = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "people",
    "police": "police",
    "knives": "knife",
    "lives": "life",
    "wives": "wife",
    "bodies": "body",
    "personnel": "personnel",
    "mosques": "mosque",
    "axes": "axe",
    "gunmen": "gunman",
    "crises": "crisis",
    "buses": "bus",
    "news": "news",
    "premises": "premises",
}


@cache
def singular(word: str) -> str:
    """The singular of a lower-case noun, by the regular rules of English."""
    known = _IRREGULAR_NOUNS.get(word)
    if known:
        return known
    for ending in ("men", "women"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + ending.replace("men", "man").replace("women", "woman")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class PersonClass:
    """What a noun for people tells: the casualty group, the target kind, and whether it names attackers or fighters."""

    group: str
    target: str
    generic: bool = False
    attacker: bool = False
    fighter: bool = False


@cache
def person_classes() -> dict[str, PersonClass]:
    """From a lower-case singular noun, or a phrase of several words, to its class."""
    table: dict[str, PersonClass] = {}
    for entry in read_list("people")["groups"]:
        found = PersonClass(
            entry["group"],
            entry["target"],
            generic=entry.get("generic") == "true",
            attacker=entry.get("attacker") == "true",
            fighter=entry.get("fighter") == "true",
        )
        for word in entry["words"]:
            table.setdefault(singular(word) if " " not in word else word, found)
            table.setdefault(word, found)
    return table


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a word or phrase tells of violence: see the head of triggers.yaml."""

    words: tuple[str, ...]
    noun: bool
    type: str = ""
    mode: str = ""
    presumed: bool = False
    weapon: str = ""
    harm: str = ""
    self_harm: str = ""
    stage: str = ""
    subject: str = "agent"
    rank: int = 5
    weak: bool = False
    event: bool = False
    accident: bool = False


def _trigger(entry: dict[str, Any], pattern: str, noun: bool) -> Trigger:
    return Trigger(
        words=tuple(pattern.split()),
        noun=noun,
        type=entry.get("type", ""),
        mode=entry.get("mode", ""),
        presumed=entry.get("presumed") == "true",
        weapon=entry.get("weapon", ""),
        harm=entry.get("harm", ""),
        self_harm=entry.get("self_harm", ""),
        stage=entry.get("stage", ""),
        subject=entry.get("subject", "agent"),
        rank=int(entry.get("rank", "5")),
        weak=entry.get("weak") == "true",
        event=entry.get("event") == "true",
        accident=entry.get("accident") == "true",
    )


@cache
def verb_triggers() -> dict[str, tuple[Trigger, ...]]:
    """From the base form of a trigger's first word to the triggers that begin with it, longest first."""
    return _trigger_table("verbs", noun=False)


@cache
def noun_triggers() -> dict[str, tuple[Trigger, ...]]:
    """From the singular of a trigger's last word to the triggers that end with it, longest first."""
    return _trigger_table("nouns", noun=True)


def _trigger_table(section: str, *, noun: bool) -> dict[str, tuple[Trigger, ...]]:
    table: dict[str, list[Trigger]] = {}
    for entry in read_list("triggers")[section]:
        for pattern in entry["words"]:
            trigger = _trigger(entry, pattern, noun)
            table.setdefault(singular(trigger.words[-1]) if noun else trigger.words[0], []).append(trigger)
    return {key: tuple(sorted(found, key=lambda t: (-len(t.words), -t.rank))) for key, found in table.items()}


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases of a list, found by their last word's singular: the longest phrase that ends at a token wins."""

    by_last: dict[str, tuple[tuple[tuple[str, ...], str], ...]]

    @classmethod
    def of(cls, entries: dict[str, str]) -> PhraseTable:
        """From phrases to codes."""
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, code in entries.items():
            parts = tuple(phrase.split())
            table.setdefault(singular(parts[-1]), []).append(((*parts[:-1], singular(parts[-1])), code))
        return cls({last: tuple(sorted(found, key=lambda item: -len(item[0]))) for last, found in table.items()})

    def ending_at(self, lowers: list[str], index: int) -> tuple[int, str] | None:
        """(first index, code) of the longest phrase whose last word stands at `index` of the lower-case words."""
        last = singular(lowers[index])
        for parts, code in self.by_last.get(last, ()):
            first = index - len(parts) + 1
            if first >= 0 and tuple(lowers[first:index]) == parts[:-1]:
                return first, code
        return None


@cache
def weapon_phrases() -> PhraseTable:
    """Weapons in the report's words, to codes of the codebook."""
    return PhraseTable.of(
        {word: entry["code"] for entry in read_list("triggers")["weapons"] for word in entry["words"]}
    )


@cache
def target_phrases() -> PhraseTable:
    """Things that are attacked, to target kinds of the codebook."""
    entries: dict[str, str] = {}
    for entry in read_list("triggers")["targets"]:
        for word in entry["words"]:
            entries.setdefault(word, entry["kind"])
    return PhraseTable.of(entries)


@cache
def person_phrases() -> PhraseTable:
    """Nouns for people, to themselves: the key of `person_classes`."""
    return PhraseTable.of({word: word if " " in word else singular(word) for word in person_classes()})
