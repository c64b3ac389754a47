"""The shape of the codebook: schemes (code lists), their entries, and the words for amounts."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tallybook.errors import UnknownCodeError

__all__ = ["Codebook", "Entry", "QuantityWord", "Scheme", "nearest"]


def nearest(wrong: str, known: Iterable[str]) -> str:
    """ "; did you mean 'x'?" for the nearest known name, or an empty text when none is near."""
    folded = {_fold(name): name for name in known}
    wanted = _fold(wrong)
    found = [wanted] if wanted in folded else difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return f"; did you mean {folded[found[0]]!r}?" if found else ""


def _fold(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: what it means, what belongs to it, what does not, and an invented example.

    `broader` is the code of the same scheme that every use of this one counts as too, or empty.
    """

    scheme: str
    id: str
    label: str
    definition: str
    include: str
    exclude: str
    example: str
    broader: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One code list. `mirrors` names the enumeration of the data model with the same members, or is empty."""

    name: str
    title: str
    about: str
    used_in: str
    entries: tuple[Entry, ...]
    mirrors: str = ""
    _by_id: Mapping[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = MappingProxyType({entry.id: entry for entry in self.entries})
        object.__setattr__(self, "_by_id", by_id)

    @property
    def codes(self) -> tuple[str, ...]:
        """The ids of all entries, in the order of the file."""
        return tuple(entry.id for entry in self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_id

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def get_entry(self, code: str) -> Entry:
        """The entry of a code. Raises UnknownCodeError, which suggests the nearest code."""
        entry = self._by_id.get(code)
        if entry is None:
            raise UnknownCodeError(
                f"The code list {self.name!r} has no code {code!r}{nearest(code, self.codes) or '.'}"
            )
        return entry

    def broader_codes(self, code: str) -> tuple[str, ...]:
        """The broader codes of a code, nearest first, without the code itself."""
        found: list[str] = []
        current = self.get_entry(code).broader
        while current:
            found.append(current)
            current = self.get_entry(current).broader
        return tuple(found)

    def narrower_codes(self, code: str) -> tuple[str, ...]:
        """The codes whose broader code is this one, in the order of the file."""
        self.get_entry(code)
        return tuple(entry.id for entry in self.entries if entry.broader == code)


@dataclass(frozen=True, slots=True)
class QuantityWord:
    """A word for an amount: the least and the most that it allows (`high` None: no limit), and why."""

    id: str
    words: tuple[str, ...]
    low: int
    high: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """Everything that may be coded, in one version (semantic versioning, see codebook.yaml)."""

    version: str
    title: str
    about: str
    schemes: Mapping[str, Scheme]
    quantities_about: str
    quantities: tuple[QuantityWord, ...]
    crosswalks: tuple[str, ...]

    def scheme(self, name: str) -> Scheme:
        """The code list of this name. Raises UnknownCodeError, which suggests the nearest name."""
        scheme = self.schemes.get(name)
        if scheme is None:
            raise UnknownCodeError(f"The codebook has no code list {name!r}{nearest(name, self.schemes) or '.'}")
        return scheme

    def get_entry(self, scheme: str, code: str) -> Entry:
        """The entry of a code. Raises UnknownCodeError, which suggests the nearest scheme or code."""
        return self.scheme(scheme).get_entry(code)

    def has_code(self, scheme: str, code: str) -> bool:
        """Whether the codebook has this code in this list."""
        return scheme in self.schemes and code in self.schemes[scheme]

    def quantity_words(self) -> Mapping[str, tuple[int, int | None]]:
        """Each word for an amount, in lower case, with its low and high bound."""
        return MappingProxyType({word: (item.low, item.high) for item in self.quantities for word in item.words})
