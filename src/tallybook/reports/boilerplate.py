"""What surrounds an article on a page, told by general phrases: comment forms, share bars, sign-ups, notices, tails.

The phrases are data (data/boilerplate.yaml). A phrase drops a paragraph only when the paragraph is short and says
nothing else; a heading such as "Leave a Reply" ends the article only when an article stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tallybook.reports.mapped import Paragraph
from tallybook.reports.wordlists import load_list

__all__ = ["drop_boilerplate", "kind_of_boilerplate"]

_EDGES = " \t.,:;!?*»«›‹→>|\"'()[]-–—…•·"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_COUNTED = re.compile(
    r"\d+ (comments?|shares?|views|likes|min read|minutes? read|replies)|(comments?|shares?|views|likes) \(?\d+\)?"
)
# An article stands before the comment form when at least this much running text does.
_ARTICLE_WORDS = 12
# A box of related articles has teasers, an article that goes on has more.
_MOST_BEHIND = 0.15
_ARTICLE_SENTENCE = re.compile(r"[.!?]['\"”’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Phrases:
    kind: str
    words: int
    exact: frozenset[str]
    starts: tuple[str, ...]
    contains: tuple[str, ...]
    only: frozenset[str]

    @classmethod
    def read(cls, kind: str, entry: Mapping[str, Any]) -> _Phrases:
        return cls(
            kind,
            int(entry.get("words", 0)),
            frozenset(str(word) for word in entry.get("is", ())),
            tuple(str(word) for word in entry.get("starts", ())),
            tuple(str(word) for word in entry.get("contains", ())),
            frozenset(str(word) for word in entry.get("only", ())),
        )

    def match(self, plain: str, bare: str, words: int) -> bool:
        """Whether the paragraph `plain` (`bare` without punctuation at its ends) is one of these phrases."""
        if bare in self.exact:
            return True
        if (
            self.only
            and words <= 24
            and all(word.strip(_EDGES) in self.only or not word.strip(_EDGES) for word in plain.split())
        ):
            return True
        if words > self.words:
            return False
        return any(self._begins(plain, phrase) for phrase in self.starts) or any(
            word in plain for word in self.contains
        )

    @staticmethod
    def _begins(plain: str, phrase: str) -> bool:
        after = plain[len(phrase) : len(phrase) + 1]
        return plain.startswith(phrase) and not (after.isalpha() and phrase[-1].isalpha())


@cache
def _phrases() -> tuple[tuple[_Phrases, ...], tuple[_Phrases, ...]]:
    lists = load_list("boilerplate")
    ends, lines = (
        tuple(_Phrases.read(kind, entry) for kind, entry in lists[name].items()) for name in ("ends", "lines")
    )
    return ends, lines


def kind_of_boilerplate(text: str) -> tuple[str, bool]:
    """The list of data/boilerplate.yaml that `text` is in and whether it ends an article; ("", False) for none."""
    if len(text) > 1_000:
        return "", False
    plain = " ".join(text.translate(_QUOTES).lower().split()).lstrip(_EDGES)
    bare = plain.rstrip(_EDGES)
    if not bare:
        return "rule", False
    words = len(plain.split())
    ends, lines = _phrases()
    for group, closing in ((ends, True), (lines, False)):
        for phrases in group:
            if phrases.match(plain, bare, words):
                return phrases.kind, closing
    if _COUNTED.fullmatch(bare):
        return ("comments", True) if "comment" in bare or "repl" in bare else ("share", False)
    return "", False


def drop_boilerplate(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs of the article alone. Where nothing would be left, all of them: better a page than no report."""
    words = [paragraph.words if _is_running_text(paragraph) else 0 for paragraph in paragraphs]
    total = sum(words)
    before = 0
    kept: list[Paragraph] = []
    for paragraph, running in zip(paragraphs, words, strict=True):
        kind, closing = kind_of_boilerplate(paragraph.text)
        # A box of related articles in the middle of a page has the rest of the article behind it; comments have not.
        if closing and before and (kind == "comments" or total - before <= before * _MOST_BEHIND):
            break
        if not kind:
            kept.append(paragraph)
            before += running
    return tuple(kept) or tuple(paragraphs)


def _is_running_text(paragraph: Paragraph) -> bool:
    return paragraph.words >= _ARTICLE_WORDS and bool(_ARTICLE_SENTENCE.search(paragraph.text))
