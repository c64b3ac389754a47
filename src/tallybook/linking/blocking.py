"""Which pairs of mentions are worth comparing: those that share a key that is not too common, or enough rare words."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallybook.linking.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tallybook.linking.profiles import Profile

    Rows = NDArray[np.int64]

__all__ = ["MOST_AT_A_KEY", "SHARED_WORTH", "Pairs", "find_pairs"]

# A key at which more mentions meet tells nothing apart, and comparing them all would cost the square of their number.
MOST_AT_A_KEY = 128
# Pairs that meet at words alone must share words of this worth together: two or three rare ones.
SHARED_WORTH = 9.0
_CHUNK = 4_000_000  # meetings held in memory at once


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of mentions by their index, `left < right`, each pair once; and how many keys were left out."""

    left: Rows
    right: Rows
    too_common: int


@dataclass(frozen=True, slots=True)
class _Postings:
    """Who stands at which key: rows sorted by key, then by mention."""

    begin: Rows  # of each key, with the end of the last behind it
    mention: Rows
    worth: NDArray[np.float64]  # of the row's key
    own: NDArray[np.bool_]
    too_common: int


def find_pairs(profiles: Sequence[Profile], new: Sequence[bool] | None = None) -> Pairs:
    """The pairs to compare: of two reports, and with `new` only those of which at least one is new.

    Grows with the number of mentions, not with its square: keys with more than `MOST_AT_A_KEY` mentions are left out
    and counted.
    """
    postings = _postings(profiles)
    fresh = np.ones(len(profiles), bool) if new is None else np.asarray(new, bool)
    numbers: dict[str, int] = {}
    report = np.array([numbers.setdefault(one.report, len(numbers)) for one in profiles], np.int64)
    lefts: list[Rows] = []
    rights: list[Rows] = []
    for left, right in _meetings(postings, len(profiles)):
        wanted = (fresh[left] | fresh[right]) & (report[left] != report[right])
        lefts.append(left[wanted])
        rights.append(right[wanted])
    empty = np.empty(0, np.int64)
    return Pairs(np.concatenate(lefts or [empty]), np.concatenate(rights or [empty]), postings.too_common)


def _postings(profiles: Sequence[Profile]) -> _Postings:
    numbers: dict[str, int] = {}
    # Flat arrays: a list of rows of a hundred thousand mentions would take a gigabyte.
    key_rows, mention_rows, worth_rows, own_rows = array("q"), array("q"), array("d"), array("b")
    for number, profile in enumerate(profiles):
        for key in keys_of(profile):
            key_rows.append(numbers.setdefault(key.name, len(numbers)))
            mention_rows.append(number)
            worth_rows.append(key.worth)
            own_rows.append(key.own)
    keys, mention = np.array(key_rows, np.int64), np.array(mention_rows, np.int64)
    worth, own = np.array(worth_rows, np.float64), np.array(own_rows, bool)
    size = np.bincount(keys, minlength=len(numbers))
    kept = size[keys] <= MOST_AT_A_KEY
    too_common = int((size > MOST_AT_A_KEY).sum())
    keys, mention, worth, own = keys[kept], mention[kept], worth[kept], own[kept]
    order = np.lexsort((mention, keys))
    begin = np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=len(numbers)))))
    return _Postings(begin, mention[order], worth[order], own[order], too_common)


def _meetings(postings: _Postings, mentions: int) -> Iterator[tuple[Rows, Rows]]:
    """The pairs, a range of left mentions at a time."""
    key_of_row = np.repeat(np.arange(len(postings.begin) - 1), np.diff(postings.begin))
    # Behind each row, the rest of its key's rows are the mentions that it meets.
    behind = postings.begin[key_of_row + 1] - np.arange(len(key_of_row)) - 1
    by_mention = np.argsort(postings.mention, kind="stable")
    met = np.cumsum(behind[by_mention])
    first = 0
    while first < len(by_mention):
        last = int(np.searchsorted(met, (met[first - 1] if first else 0) + _CHUNK, side="right"))
        last = max(last, first + 1)
        if last < len(by_mention):  # whole mentions only
            edge = postings.mention[by_mention[last]]
            while last < len(by_mention) and postings.mention[by_mention[last]] == edge:
                last += 1
        yield _pairs_of(postings, by_mention[first:last], behind, mentions)
        first = last


def _pairs_of(postings: _Postings, rows: Rows, behind: Rows, mentions: int) -> tuple[Rows, Rows]:
    counts = behind[rows]
    left_row = np.repeat(rows, counts)
    step = np.arange(len(left_row)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    right_row = left_row + step
    code = postings.mention[left_row] * mentions + postings.mention[right_row]
    timed = postings.worth[left_row] == 0.0
    meets = timed & (postings.own[left_row] | postings.own[right_row])
    distinct, at = np.unique(code, return_inverse=True)
    shared = np.bincount(at, weights=postings.worth[left_row], minlength=len(distinct))
    here = np.bincount(at, weights=meets, minlength=len(distinct)) > 0
    wanted = distinct[(shared >= SHARED_WORTH) | here]
    return wanted // mentions, wanted % mentions
