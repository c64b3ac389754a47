"""The word lists behind the patterns: state forces, descriptions and countries, read once from data/words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tallybook.actors.lexicon import DATA, load_yaml
from tallybook.actors.tokens import keys_of
from tallybook.actors.trie import Trie
from tallybook.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["CountryWord", "Head", "Words", "load_words"]


@dataclass(frozen=True, slots=True)
class CountryWord:
    """A country's name or demonym. `codes` are several where the word is shared ("Congolese")."""

    codes: tuple[str, ...]
    capitals: str  # "US": must be written so, since "us" is a pronoun; else empty
    demonym: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The word that makes a phrase an actor. See data/words/descriptions.yaml for the flags."""

    kind: str
    attacker: bool = False
    singular: bool = False
    needs_modifier: bool = False
    words: int = 1


@dataclass(frozen=True)
class Words:
    """All word lists, folded."""

    country_names: Mapping[str, str]
    countries: Trie[CountryWord]
    forces: Trie[Head]
    force_names: Mapping[str, str]
    need_country: frozenset[tuple[str, ...]]
    need_article: frozenset[tuple[str, ...]]
    force_modifiers: frozenset[str]
    units: frozenset[str]
    force_not_before: frozenset[str]
    not_places: frozenset[str]
    exceptions: Trie[bool]
    heads: Trie[Head]
    modifiers: frozenset[str]
    marking: frozenset[str]
    collectives: frozenset[str]
    numbers: frozenset[str]
    number_links: frozenset[str]
    determiners: frozenset[str]
    not_before: frozenset[str]
    followers: frozenset[str]
    member_words: frozenset[str]
    member_links: frozenset[str]
    parts: Trie[bool]
    part_links: frozenset[str]
    group_words: Trie[bool]
    acronym_words: frozenset[str]
    organisation_kinds: Mapping[str, str]
    not_organisations: Trie[bool]
    name_links: frozenset[str]
    after_singular: frozenset[str]
    compound_words: frozenset[str]
    party_words: frozenset[str]
    plain_starts: frozenset[str]
    marking_behind: frozenset[str]
    armed_names: Trie[Head]
    armed_starts: frozenset[str]
    armed_links: frozenset[str]
    light: frozenset[str]
    sounds: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The word lists that come with the package. Raises LexiconError for a file that is not as described in it."""
    folder = DATA / "words"
    names, countries = _read_countries(folder / "countries.tsv")
    forces = _mapping(folder / "forces.yaml")
    described = _mapping(folder / "descriptions.yaml")
    try:
        return _build(names, countries, forces, described)
    except (KeyError, TypeError, AttributeError) as error:
        raise LexiconError(
            f"{folder}: a word list is missing or has another form than its comment says ({error!r})."
        ) from error


def _build(
    names: Mapping[str, str], countries: Trie[CountryWord], forces: dict[str, Any], described: dict[str, Any]
) -> Words:
    force_trie: Trie[Head] = Trie()
    for kind, phrases in forces["words"].items():
        for phrase in phrases:
            force_trie.add(keys_of(phrase), Head(kind, words=len(keys_of(phrase))))
    head_trie: Trie[Head] = Trie()
    for group in described["heads"]:
        flags = {flag: group.get(flag) == "true" for flag in ("attacker", "singular", "needs_modifier")}
        for phrase in group["words"]:
            head_trie.add(keys_of(phrase), Head(group["kind"], words=len(keys_of(phrase)), **flags))
    armed_names: Trie[Head] = Trie()
    for kind, phrases in described["armed_names"].items():
        for phrase in phrases:
            armed_names.add(keys_of(phrase), Head(kind))
    return Words(
        country_names=names,
        countries=countries,
        forces=force_trie,
        force_names=forces["names"],
        need_country=frozenset(keys_of(phrase) for phrase in forces["need_country"]),
        need_article=frozenset(keys_of(phrase) for phrase in forces["need_article"]),
        units=_set(forces["units"]),
        force_modifiers=_set(forces["modifiers"]),
        force_not_before=_set(forces["not_before"]),
        not_places=_set(forces["not_places"]),
        exceptions=_phrases(forces["exceptions"]),
        heads=head_trie,
        modifiers=_set(described["modifiers"]),
        marking=_set(described["marking_modifiers"]),
        collectives=_set(described["collectives"]),
        numbers=_set(described["numbers"]),
        number_links=_set(described["number_links"]),
        determiners=_set(described["determiners"]),
        not_before=_set(described["not_before"]),
        followers=_set(described["followers"]),
        member_words=_set(described["member_words"]),
        member_links=_set(described["member_links"]),
        parts=_phrases(described["part_words"]),
        part_links=_set(described["part_links"]),
        group_words=_phrases(described["group_words"]),
        acronym_words=_set(described["acronym_words"]),
        organisation_kinds={word: kind for kind, words in described["organisation_words"].items() for word in words},
        not_organisations=_phrases(described["not_organisations"]),
        name_links=_set(described["name_links"]),
        after_singular=_set(described["after_singular"]),
        compound_words=_set(described["compound_words"]),
        armed_names=armed_names,
        armed_starts=_set(described["armed_starts"]),
        armed_links=_set(described["armed_links"]),
        plain_starts=_set(described["plain_starts"]),
        marking_behind=_set(described["marking_behind"]),
        party_words=_set(described["party_words"]),
        light=_set(described["light_words"]),
        sounds=tuple((old, new) for old, new in described["sounds"]),
    )


def _set(words: Iterable[str]) -> frozenset[str]:
    keys = [keys_of(word) for word in words]
    for word in keys:
        if len(word) != 1:
            raise TypeError(f"{' '.join(word)!r} stands in a list of single words")
    return frozenset(word[0] for word in keys)


def _phrases(phrases: Iterable[str]) -> Trie[bool]:
    trie: Trie[bool] = Trie()
    for phrase in phrases:
        trie.add(keys_of(phrase), True)
    return trie


def _mapping(path: Path) -> dict[str, Any]:
    found = load_yaml(path)
    if not isinstance(found, dict):
        raise LexiconError(f"{path}: a file of word lists holds a mapping from the list's name to its words.")
    return found


def _read_countries(path: Path) -> tuple[dict[str, str], Trie[CountryWord]]:
    names: dict[str, str] = {}
    nouns: set[str] = set()
    bearers: dict[str, list[str]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LexiconError(f"{path}: the file cannot be read ({error}).") from error
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) != 3 or len(fields[0]) != 2:
            raise LexiconError(f"{path}, line {number}: a line has a code, names and demonyms, with tabs between.")
        code, own, demonyms = fields
        names[code] = own.split(";")[0]
        for word in [*own.split(";"), *demonyms.split(";")]:
            if word.strip() and code not in bearers.setdefault(word.strip(), []):
                bearers[word.strip()].append(code)
        nouns.update(word.strip() for word in own.split(";"))
    trie: Trie[CountryWord] = Trie()
    for word, codes in bearers.items():
        trie.add(keys_of(word), CountryWord(tuple(codes), word if word.isupper() else "", word not in nouns))
    return names, trie
