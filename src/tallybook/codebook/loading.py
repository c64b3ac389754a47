"""Load the codebook from its YAML files, once per process."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from tallybook.codebook.reading import codebook_text, parse_yaml, take_list, take_mapping, take_text, take_texts
from tallybook.codebook.schema import Codebook, Entry, QuantityWord, Scheme
from tallybook.errors import InvalidCodebookError

__all__ = ["build_codebook", "load_codebook", "parse_quantities", "parse_scheme", "quantity_words"]

_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
_VERSION = re.compile(r"\d+\.\d+\.\d+\Z")
_ENTRY_TEXTS = ("label", "definition", "include", "exclude", "example")


@cache
def load_codebook() -> Codebook:
    """The codebook of this installation. Raises InvalidCodebookError for a malformed file."""
    return build_codebook(codebook_text)


def quantity_words() -> Mapping[str, tuple[int, int | None]]:
    """Each word for an amount ("dozens"), in lower case, with its low and its high bound (None: no limit)."""
    return load_codebook().quantity_words()


def build_codebook(read: Callable[[str], str]) -> Codebook:
    """A codebook from the files that `read` gives by name ("data/codebook.yaml"). Raises InvalidCodebookError."""
    file = "data/codebook.yaml"
    head = take_mapping(
        parse_yaml(read(file), file),
        f"The codebook file {file}",
        {"version", "title", "about", "schemes", "crosswalks"},
        set(),
    )
    version = take_text(head["version"], f"The version in {file}")
    if not _VERSION.match(version):
        raise InvalidCodebookError(f"The version in {file} must be of the form 1.0.0, not {version!r}.")
    names = take_texts(head["schemes"], f"The list of schemes in {file}")
    if len(set(names)) != len(names):
        raise InvalidCodebookError(f"The list of schemes in {file} names a scheme twice.")
    schemes: dict[str, Scheme] = {}
    for name in names:
        path = f"data/{name}.yaml"
        schemes[name] = parse_scheme(read(path), path, name)
    about, quantities = parse_quantities(read("data/quantities.yaml"), "data/quantities.yaml")
    return Codebook(
        version=version,
        title=take_text(head["title"], f"The title in {file}"),
        about=take_text(head["about"], f"The about text in {file}"),
        schemes=MappingProxyType(schemes),
        quantities_about=about,
        quantities=quantities,
        crosswalks=take_texts(head["crosswalks"], f"The list of crosswalks in {file}"),
    )


def parse_scheme(text: str, file: str, name: str) -> Scheme:
    """The scheme in a YAML text. Raises InvalidCodebookError naming the file and the entry."""
    plain = take_mapping(
        parse_yaml(text, file),
        f"The codebook file {file}",
        {"scheme", "title", "about", "used_in", "entries"},
        {"mirrors"},
    )
    if plain["scheme"] != name:
        raise InvalidCodebookError(f"The codebook file {file} calls its scheme {plain['scheme']!r}, not {name!r}.")
    entries = tuple(_parse_entry(item, file, name) for item in take_list(plain["entries"], f"The entries of {file}"))
    _check_entries(entries, file)
    return Scheme(
        name=name,
        title=take_text(plain["title"], f"The title in {file}"),
        about=take_text(plain["about"], f"The about text in {file}"),
        used_in=take_text(plain["used_in"], f"The used_in text in {file}"),
        entries=entries,
        mirrors=plain.get("mirrors", ""),
    )


def _parse_entry(item: Any, file: str, scheme: str) -> Entry:
    code = item.get("id") if isinstance(item, dict) else None
    where = f"The entry {code!r} of {file}"
    plain = take_mapping(item, where, {"id", *_ENTRY_TEXTS}, {"broader"})
    if not isinstance(code, str) or not _CODE.match(code):
        raise InvalidCodebookError(f"{where} needs an id of small letters, digits and underscores.")
    texts = {key: take_text(plain[key], f"The {key} of {code!r} in {file}") for key in _ENTRY_TEXTS}
    broader = take_text(plain["broader"], f"The broader code of {code!r} in {file}") if "broader" in plain else ""
    return Entry(scheme=scheme, id=code, broader=broader, **texts)


def _check_entries(entries: tuple[Entry, ...], file: str) -> None:
    broader = {entry.id: entry.broader for entry in entries}
    if len(broader) != len(entries):
        ids = [entry.id for entry in entries]
        twice = next(code for code in ids if ids.count(code) > 1)
        raise InvalidCodebookError(f"The entry {twice!r} stands twice in {file}.")
    for code, current in broader.items():
        seen = {code}
        while current:
            if current not in broader:
                raise InvalidCodebookError(
                    f"The entry {code!r} of {file} has a broader code {current!r}, which is none."
                )
            if current in seen:
                raise InvalidCodebookError(f"The entry {code!r} of {file} is broader than itself.")
            seen.add(current)
            current = broader[current]  # noqa: PLW2901 - a walk up from this code


def parse_quantities(text: str, file: str) -> tuple[str, tuple[QuantityWord, ...]]:
    """The about text and the words for amounts in a YAML text. Raises InvalidCodebookError."""
    plain = take_mapping(parse_yaml(text, file), f"The codebook file {file}", {"about", "entries"}, set())
    about = take_text(plain["about"], f"The about text in {file}")
    found: list[QuantityWord] = []
    seen: set[str] = set()
    for item in take_list(plain["entries"], f"The entries of {file}"):
        word = _parse_quantity(item, file)
        for name in (word.id, *(f"word {spelling}" for spelling in word.words)):
            if name in seen:
                raise InvalidCodebookError(f"The entry {word.id!r} of {file} repeats {name!r}.")
            seen.add(name)
        found.append(word)
    return about, tuple(found)


def _parse_quantity(item: Any, file: str) -> QuantityWord:
    code = item.get("id") if isinstance(item, dict) else None
    where = f"The entry {code!r} of {file}"
    plain = take_mapping(item, where, {"id", "words", "low", "high", "reason"}, set())
    if not isinstance(code, str) or not _CODE.match(code):
        raise InvalidCodebookError(f"{where} needs an id of small letters, digits and underscores.")
    words = take_texts(plain["words"], f"The words of {code!r} in {file}")
    if any(word != word.lower() for word in words):
        raise InvalidCodebookError(f"{where} has a word that is not in lower case.")
    low, high = plain["low"], plain["high"]
    if type(low) is not int or (high is not None and type(high) is not int):
        raise InvalidCodebookError(f"{where} needs whole numbers as bounds, or null as high.")
    if low < 0 or (high is not None and high < low):
        raise InvalidCodebookError(f"{where} needs 0 <= low <= high.")
    return QuantityWord(code, words, low, high, take_text(plain["reason"], f"The reason of {code!r} in {file}"))
