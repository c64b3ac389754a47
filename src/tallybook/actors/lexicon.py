"""The lexicon: who is known under which names, read from YAML files that a person can edit.

See docs/reference/actors.md for the fields of an entry.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tallybook.actors.tokens import fold, words_in
from tallybook.actors.trie import Trie
from tallybook.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["DATA", "Alias", "Collision", "Entry", "Lexicon", "load_yaml", "own_digest", "own_files", "read_plain"]

DATA = Path(__file__).parent / "data"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_REQUIRED = ("id", "name", "kind", "source")
_LISTS = ("aliases", "acronyms", "spellings", "needs_context", "countries", "allies")
_OPTIONAL = ("from", "to", "part_of", "splinter_of", "wikidata", "name_is_shared")


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor of the lexicon. Years are inclusive; `last` is None while the actor is active or the end unknown."""

    id: str
    name: str
    kind: str
    source: str
    countries: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    needs_context: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    part_of: str = ""
    splinter_of: str = ""
    allies: tuple[str, ...] = ()
    wikidata: str = ""
    name_is_shared: bool = False
    file: str = field(default="", compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the actor, the canonical one first."""
        return (self.name, *self.aliases, *self.spellings, *self.needs_context, *self.acronyms)

    def active_in(self, year: int) -> bool | None:
        """Whether the actor was active in `year`; None where the lexicon does not say."""
        if self.first is None and self.last is None:
            return None
        return (self.first or 0) <= year <= (self.last or 9999)


class Alias(NamedTuple):
    """One name of one entry as the finder sees it.

    `capitals` are the indices of the words that the lexicon writes with a capital; `acronym` the letters of an
    acronym without signs, else "".
    """

    entry: Entry
    surface: str
    keys: tuple[str, ...]
    capitals: tuple[int, ...]
    acronym: str = ""
    weak: bool = False  # counts only where the report speaks of the entry's country or names it otherwise


@dataclass(frozen=True, slots=True)
class Collision:
    """A name that several entries share, and whether country or years can tell them apart."""

    name: str
    ids: tuple[str, ...]
    resolvable: bool


class Lexicon:
    """The entries with their index of names. Read-only; load it once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        for entry in entries:
            if entry.id in self.entries:
                other = self.entries[entry.id].file
                raise LexiconError(f"{entry.file}, entry {entry.id!r}: the id is taken by an entry of {other}.")
            self.entries[entry.id] = entry
        self._check_links()
        self.trie: Trie[Alias] = Trie()
        self.aliases: list[Alias] = []
        for entry in self.entries.values():
            self._index(entry)

    @classmethod
    @lru_cache(maxsize=1)
    def load_default(cls) -> Lexicon:
        """The lexicon that comes with the package, and the user's own files, read once per process.

        Raises LexiconError.
        """
        return cls.load([*sorted(DATA.glob("*.yaml")), *own_files()])

    @classmethod
    def load(cls, paths: Iterable[Path]) -> Lexicon:
        """The lexicon of these files. Raises LexiconError, which names the file and the entry."""
        return cls(entry for path in paths for entry in _read_entries(path))

    def get(self, entry_id: str) -> Entry:
        """The entry with this id. Raises LexiconError."""
        entry = self.entries.get(entry_id)
        if entry is None:
            raise LexiconError(f"The lexicon of actors has no entry {entry_id!r}.")
        return entry

    def check_kinds(self, kinds: Collection[str]) -> None:
        """Raises LexiconError for the first entry whose kind is not one of `kinds`."""
        for entry in self.entries.values():
            if entry.kind not in kinds:
                raise LexiconError(f"{entry.file}, entry {entry.id!r}: there is no kind of actor {entry.kind!r}.")

    def collisions(self) -> tuple[Collision, ...]:
        """The names that more than one entry bears, in alphabetical order."""
        bearers: dict[tuple[str, ...], dict[str, Alias]] = {}
        for alias in self.aliases:
            bearers.setdefault(alias.keys, {})[alias.entry.id] = alias
        found = []
        for owners in bearers.values():
            if len(owners) > 1:
                entries = [alias.entry for alias in owners.values()]
                surface = next(iter(owners.values())).surface
                found.append(Collision(surface, tuple(sorted(owners)), _can_be_told_apart(entries)))
        return tuple(sorted(found, key=lambda collision: collision.name.casefold()))

    def _check_links(self) -> None:
        for entry in self.entries.values():
            for name, target in (("part_of", entry.part_of), ("splinter_of", entry.splinter_of)):
                if target and target not in self.entries:
                    raise LexiconError(f"{entry.file}, entry {entry.id!r}: {name} names {target!r}, which is no entry.")
            for target in entry.allies:
                if target not in self.entries:
                    raise LexiconError(f"{entry.file}, entry {entry.id!r}: allies names {target!r}, which is no entry.")

    def _index(self, entry: Entry) -> None:
        seen: set[tuple[tuple[str, ...], bool]] = set()
        weak = set(entry.needs_context)
        for surface in entry.names:
            words = words_in(surface)
            keys = tuple(map(fold, words))
            letters = surface in entry.acronyms
            if not keys or (keys, letters) in seen:
                continue
            seen.add((keys, letters))
            acronym = "".join(c for c in surface if c.isalnum()) if letters else ""
            capitals = tuple(index for index, word in enumerate(words) if word != word.lower())
            alias = Alias(entry, surface, keys, capitals, acronym, surface in weak)
            self.aliases.append(alias)
            self.trie.add(keys, alias)


def own_files() -> tuple[Path, ...]:
    """The files of the user's own entries: the file or the folder of YAML files that TALLYBOOK_ACTORS names.

    Raises LexiconError where it names nothing that is there.
    """
    wanted = os.environ.get("TALLYBOOK_ACTORS", "").strip()
    if not wanted:
        return ()
    path = Path(wanted)
    found = tuple(sorted(path.glob("*.yaml"))) if path.is_dir() else (path,)
    if not found or not all(one.is_file() for one in found):
        raise LexiconError(
            f"TALLYBOOK_ACTORS is {wanted!r}, where no YAML file is; give it a file or a folder of them."
        )
    return found


def own_digest() -> str:
    """Eight digits that change with the user's own entries; "" without any."""
    files = own_files()
    if not files:
        return ""
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:8]


def _can_be_told_apart(entries: list[Entry]) -> bool:
    for i, one in enumerate(entries):
        for other in entries[i + 1 :]:
            if set(one.countries) - set(other.countries) and set(other.countries) - set(one.countries):
                continue
            if (one.last or 9999) < (other.first or 0) or (other.last or 9999) < (one.first or 0):
                continue
            return False
    return True


def load_yaml(path: Path) -> Any:
    """The plain data of a YAML file, every scalar as text. Raises LexiconError.

    Text only: the loaders that guess types read the country code NO as false, and are three times slower.
    """
    import yaml  # noqa: PLC0415  only who needs a lexicon pays for the parser

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: the file cannot be read ({error}).") from error
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506  this loader makes nothing but text, lists and mappings
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: the file is not valid YAML ({' '.join(str(error).split())}).") from error


_LINE = re.compile(r"(- |  )([a-z_]+): (.+)")
_PLAIN = re.compile(r"[\w(][^\"\\:#{}\[\],&*!|>%@`\n]*")
_ITEM = re.compile(r'\s*(?:"([^"\\]*)"|([\w(][^\"\\:#{}\[\],&*!|>%@`]*))\s*(?:,|$)')


def read_plain(path: Path) -> list[dict[str, Any]] | None:
    """The entries of a file that uses only the plainest YAML; None for any other file, which the parser reads.

    The lexicon is read whenever a command starts, and the parser takes ten times as long.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: the file cannot be read ({error}).") from error
    rows: list[dict[str, Any]] = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        lead, name, words = match.groups()
        value = _plain_value(words)
        if lead == "- ":
            rows.append({})
        if value is None or not rows or name in rows[-1]:
            return None
        rows[-1][name] = value
    return rows


def _plain_value(words: str) -> str | list[str] | None:
    if _PLAIN.fullmatch(words):
        return words if words == words.strip() else None
    if words.startswith("https://") and not any(c in words for c in " #"):
        return words
    if words[0] == '"' == words[-1] and len(words) > 2 and not any(c in words[1:-1] for c in '"\\'):
        return words[1:-1]
    if words[0] != "[" or words[-1] != "]":
        return None
    if '"' not in words:
        items = words[1:-1].split(", ")
        return items if all(_PLAIN.fullmatch(item) and item[-1] != " " for item in items) else None
    found: list[str] = []
    position, inner = 0, words[1:-1]
    while position < len(inner):
        item = _ITEM.match(inner, position)
        if item is None:
            return None
        found.append(item.group(1) if item.group(1) is not None else item.group(2).strip())
        position = item.end()
    return found


def _read_entries(path: Path) -> list[Entry]:
    rows = read_plain(path)
    if rows is None:
        rows = load_yaml(path)
    if not isinstance(rows, list):
        raise LexiconError(f"{path}: a lexicon file holds a list of entries.")
    return [_read_entry(row, path.name, number) for number, row in enumerate(rows, 1)]


def _read_entry(row: Any, file: str, number: int) -> Entry:
    if not isinstance(row, dict):
        raise LexiconError(f"{file}, entry {number}: an entry is a mapping of fields.")
    where = f"{file}, entry {row.get('id') or number!r}"
    unknown = row.keys() - {*_REQUIRED, *_LISTS, *_OPTIONAL}
    if unknown:
        raise LexiconError(f"{where}: there is no field {sorted(unknown)[0]!r}.")
    for name, value in row.items():
        fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if not (fits if name in _LISTS else isinstance(value, str)):
            expected = "a list of texts" if name in _LISTS else "one text"
            raise LexiconError(f"{where}: {name} must be {expected}.")
    for name in _REQUIRED:
        if not row.get(name):
            raise LexiconError(f"{where}: the field {name!r} is missing.")
    if not _SLUG.fullmatch(row["id"]):
        raise LexiconError(f"{where}: an id has small letters, digits and hyphens only.")
    for country in row.get("countries", ()):
        if not _COUNTRY.fullmatch(country):
            raise LexiconError(f"{where}: {country!r} is not a two-letter country code.")
    first, last = (_read_year(row.get(name, ""), name, where) for name in ("from", "to"))
    if first is not None and last is not None and last < first:
        raise LexiconError(f"{where}: the year {last} in 'to' is before the year {first} in 'from'.")
    lists: dict[str, tuple[str, ...]] = {name: tuple(row.get(name, ())) for name in _LISTS}
    return Entry(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        source=row["source"],
        first=first,
        last=last,
        name_is_shared=row.get("name_is_shared", "") == "true",
        file=file,
        part_of=row.get("part_of", ""),
        splinter_of=row.get("splinter_of", ""),
        wikidata=row.get("wikidata", ""),
        **lists,
    )


def _read_year(text: str, name: str, where: str) -> int | None:
    if not text:
        return None
    if not _YEAR.fullmatch(text):
        raise LexiconError(f"{where}: {name} must be a year such as 1987, or be left out.")
    return int(text)
