"""Which reports are copies of one text: syndicated or nearly the same, and so one voice.

An agency story stands in ten papers with ten headlines and bylines, cut to the room there was, with a caption before
it and a notice behind it. Ten reports then say what one reporter found out. `are_copies` compares two texts, `sketch`
gives keys by which copies among very many texts are found without comparing all, `find_voice` places one new report
with one lookup, and `find_voices` groups reports at once. Nothing here reads or writes: lookups are handed in.

A later account of the same agency with a new death toll is mostly the same words and counts as a copy: it is one
source that speaks again, not a second witness. Its statements are its own and stay; which figure of one voice holds is
for assembly to say.

Method: MinHash over runs of four words (Broder 1997), in bands (Indyk and Motwani 1998; Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", chapter 3), then an exact comparison of the runs. The hashes are our own few lines of
NumPy over BLAKE2b, because keys are kept for years and the exact comparison needs the runs in their order anyway:
rensa 0.5 hashes with FxHash and asks for saved sketches to be made again after an upgrade, datasketch 2.0 brings SciPy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_VOICES_OF_A_KEY", "are_copies", "find_voice", "find_voices", "sketch"]

_Hashes = NDArray[np.uint64]

# Words in a run. Reports of one event that were written independently share many runs of three ("was taken to",
# "police said the") and few of four; each word that an editor changes breaks as many runs as a run has words.
RUN = 4
# Two rows a band find pairs that share a third of their runs; more rows find only whole copies, one row finds every
# pair that quotes the same sentence. BANDS is what makes a cut and edited copy with a notice behind it be found all
# the same; benchmarks/voices.py prints how often.
ROWS = 2
BANDS = 40

# About three sentences. Less than that is a line of a police statement, or a notice of a site.
FEWEST_SHARED_WORDS = 60
# Of each of the two texts. A paper that prints less than a third of a story, and one that takes a third of its own
# from an agency, have made a text of their own.
LEAST_SHARED = 1 / 3
# Of the words between the first and the last run in common: +2 for a word in common, -3 for another one. Where less
# than 3/5 is the same, each has told the story itself and both quote the same people.
_SAME, _OTHER = 2, -3
# The words in common begin near the top of both texts, behind no more than headline, byline, caption and one new
# paragraph. Editors cut from the end; what is the same only further down is the background that a paper repeats under
# each day's news, or what a site prints below every story.
LATEST_START_WORDS = 60
LATEST_START_SHARE = 0.25

# Pages without a story share their keys with every other such page of a site. A key leads to this many voices at
# most, and this many candidates, those with the most keys in common, are compared; so work grows with the number of
# reports.
MOST_VOICES_OF_A_KEY = 100
MOST_COMPARED = 10

# Scripts that are written without spaces count by characters. No word is longer than 40 characters, so that an
# embedded picture or a broken page is no single word of megabytes.
_WORD = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\\W_]{1,40}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_LONG_TEXT = 1_000_000  # characters; above, words are read one by one, below in a list, which is faster
_CHUNK = 8192  # runs that are hashed at a time: 80 rows of them take 5 MB


def _constants(seed: int, count: int) -> _Hashes:
    """`count` odd numbers by SplitMix64 (Steele, Lea and Flood 2014), which are the same everywhere."""
    mask, numbers = 2**64 - 1, []
    for _ in range(count):
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        mixed = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        numbers.append((mixed ^ (mixed >> 31)) | 1)
    return np.array(numbers, dtype=np.uint64)


# Changing any of these, RUN, ROWS, BANDS or _words makes all keys anew: those in a book must then be written again.
_OF_PLACE = _constants(1, RUN)
_FACTORS = _constants(2, ROWS * BANDS)[:, None]
_ADDED = _constants(3, ROWS * BANDS)[:, None]
_OF_ROW = _constants(4, ROWS)
_OF_BAND = _constants(5, BANDS)


def _mixed(numbers: _Hashes) -> _Hashes:
    """The numbers with their bits spread (the finalizer of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


@lru_cache(maxsize=2**16)
def _hash_of(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _words(text: str) -> Iterator[str]:
    """The words, without case, punctuation, quotation marks, soft hyphens and ways to write the same character."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if len(plain) <= _LONG_TEXT:
        return iter(_WORD.findall(plain))
    return (match.group() for match in _WORD.finditer(plain))


@dataclass(frozen=True, slots=True)
class _Runs:
    """A text as runs of words: each hash once, in the order of the text.

    A run that was there before is left out with the words that only such runs have, since a page that prints its
    caption under each of twelve pictures says it once. `starts` are the places of the runs among the `words` words that
    are left.
    """

    hashes: _Hashes
    starts: NDArray[np.intp]
    words: int

    @classmethod
    def read(cls, text: str) -> _Runs:
        hashes = _all_runs(text)
        first = np.sort(np.unique(hashes, return_index=True)[1])
        if len(first) == len(hashes):
            return cls(hashes, first, len(first) + RUN - 1 if len(first) else 0)
        kept = np.zeros(len(hashes) + RUN - 1, dtype=bool)
        for place in range(RUN):
            kept[first + place] = True
        number = np.cumsum(kept)
        return cls(hashes[first], number[first] - 1, int(number[-1]))

    def stretch(self, other: _Runs) -> tuple[int, int]:
        """Where the text begins to be that of `other`, and how many of its words from there on are; counted in words.

        It is the stretch with the highest sum of _SAME and _OTHER, as in local alignment (Smith and Waterman 1981),
        which leaves out a chance run in a headline or a notice far away.
        """
        both = self.starts[np.isin(self.hashes, other.hashes, assume_unique=True)]
        same = np.zeros(self.words, dtype=bool)
        for place in range(RUN):
            same[both + place] = True
        sums = np.concatenate(([0], np.cumsum(np.where(same, _SAME, _OTHER))))
        end = int(np.argmax(sums - np.minimum.accumulate(sums)))
        start = int(np.argmin(sums[: end + 1]))
        return start, int(np.count_nonzero(same[start:end]))

    def is_copied_in(self, other: _Runs) -> bool:
        """Whether enough of this text, from near its top, is in `other`."""
        start, shared = self.stretch(other)
        return (
            shared >= max(FEWEST_SHARED_WORDS, LEAST_SHARED * self.words)
            and start <= max(LATEST_START_WORDS, LATEST_START_SHARE * self.words)
        )  # fmt: skip


def _all_runs(text: str) -> _Hashes:
    """The hash of every run, in order, repeated ones too; empty for fewer words than a run has."""
    words = np.fromiter(map(_hash_of, _words(text)), dtype=np.uint64)
    count = max(0, len(words) - RUN + 1)
    runs = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_OF_PLACE):
        runs += words[place : place + count] * factor
    return _mixed(runs)


def sketch(text: str) -> tuple[int, ...]:
    """Keys of a text, signed 64-bit numbers; two copies have at least one in common with high probability.

    The same on every machine and in every process. (A character that a later version of Unicode adds may change the
    keys of texts that have it.) Texts too short to be a copy of anything have none.
    """
    runs = _all_runs(text)
    if len(runs) + RUN - 1 < FEWEST_SHARED_WORDS:
        return ()
    least = np.full(ROWS * BANDS, 2**64 - 1, dtype=np.uint64)
    for start in range(0, len(runs), _CHUNK):
        permuted = runs[start : start + _CHUNK] * _FACTORS
        permuted += _ADDED
        np.minimum(least, permuted.min(axis=1), out=least)
    bands = (_mixed(least).reshape(BANDS, ROWS) * _OF_ROW).sum(axis=1, dtype=np.uint64)
    return tuple(_mixed(bands + _OF_BAND).view(np.int64).tolist())


def are_copies(text: str, other: str) -> bool:
    """Whether two texts are one text, cut, edited or framed; exact and symmetric, no sketch.

    They are where at least FEWEST_SHARED_WORDS words and LEAST_SHARED of each text stand in runs that both have, in one
    stretch that is mostly the same and begins near the top of both. Headlines, bylines, captions, notices, case,
    quotation marks and white space do not matter. A text shorter than FEWEST_SHARED_WORDS is no copy, not even of
    itself: of so few words one cannot tell a copy from a phrase. That texts are the same to the letter is told by their
    hashes.
    """
    return _copied(_Runs.read(text), _Runs.read(other))


def _copied(text: _Runs, other: _Runs) -> bool:
    return text.is_copied_in(other) and other.is_copied_in(text)


def find_voice(
    text: str,
    lookup: Callable[[Sequence[int]], Iterable[str]],
    fetch: Callable[[str], str],
    *,
    keys: Sequence[int] | None = None,
) -> str | None:
    """The voice that a new report belongs to, as the id of its first report; None when it is a voice of its own.

    `lookup` is asked once, with the keys of the text. It gives the ids of the first reports of other voices that have
    any of them, never that of the report itself, an id as often as it has keys in common, in an order that does not
    change; of a key that more than MOST_VOICES_OF_A_KEY voices have it may leave out the rest. `fetch` gives the text
    of an id; it is called for those that are compared, MOST_COMPARED at most, most keys in common first. The first of
    them that is a copy is the voice. `keys` are those of `sketch(text)` where the caller has them. Of a report that is
    its own voice the caller keeps the keys, of a copy it does not: a text is compared with first reports alone, so that
    no chain of copies of copies leads from one story to another.
    """
    keys = sketch(text) if keys is None else keys
    found = Counter(lookup(keys)) if keys else Counter[str]()
    if not found:
        return None
    runs = _Runs.read(text)
    for voice, _ in found.most_common(MOST_COMPARED):
        if _copied(runs, _Runs.read(fetch(voice))):
            return voice
    return None


def find_voices(reports: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The voice of each report, given as id and text: the id of the first report, in the order given, that it copies.

    The same groups as those by `find_voice`, report after report. Holds the texts and 320 bytes for each; of an id that
    is given twice the first text counts.
    """
    texts: dict[str, str] = {}
    for report, text in reports:
        texts.setdefault(report, text)
    sketches = [np.array(sketch(text), dtype=np.int64) for text in texts.values()]
    shared = _repeated(sketches)
    voices: dict[str, str] = {}
    having: dict[int, list[int]] = {}
    order = list(texts)

    def lookup(keys: Sequence[int]) -> Iterator[str]:
        return (order[number] for number in sorted(number for key in keys for number in having.get(key, ())))

    for number, report in enumerate(order):
        # A key of one text alone leads nowhere; most are, and a table of all would be larger than the texts.
        keys = sketches[number][np.isin(sketches[number], shared)].tolist() if len(shared) else []
        voice = find_voice(texts[report], lookup, texts.__getitem__, keys=keys)
        voices[report] = voice or report
        if voice is None:
            for key in keys:
                known = having.setdefault(key, [])
                if len(known) < MOST_VOICES_OF_A_KEY:
                    known.append(number)
    return voices


def _repeated(sketches: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The keys that more than one text has."""
    keys, counts = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *sketches]), return_counts=True)
    return keys[counts > 1]
