"""A text as a row of tokens and a string with one letter per token, so that rules are expressions over letters.

The letters of words come from the word lists (see `lexicon.LETTERS`); the others are

    d  one or two digits        c  another number          y  a year         z  four digits that may be a year
    o  ordinal (17th, third)    n  number in words         a  '90            j  the 1990s, the nineties
    I  2023-02-17               /  17/02/2023              J  a time of day  k  a month name that may be another word
    M  month                    W  weekday                 w  Fri            K  Fridays
    «» brackets                 ' possessive s             !  end of a sentence       P  end of a paragraph
    x  anything else
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tallybook.dates.lexicon import Entry, Lexicon
from tallybook.dates.scan import TOKEN

__all__ = ["Tokens", "tokenise"]

_MARKS = {
    ",": ",",
    ".": "!",
    ";": "!",
    "!": "!",
    "?": "!",
    "(": "«",
    ")": "»",
    "[": "«",
    "]": "»",
    "-": "-",
    "–": "-",
    "&": "&",
}
_OTHER = Entry("x")
_POSSESSIVE = Entry("'")
_BREAK = Entry("P")
# Before a doubtful month these letters make it a month: in May, since March, last April, of June, mid-March.
_MONTH_FOLLOWS = frozenset("iNLXfmsDBR<>-")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel rows: where each token stands, its lower-case form and what it is; `letters` has one letter each."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    lowers: Sequence[str]
    entries: Sequence[Entry]
    letters: str
    upper: bool

    def capital(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[self.starts[index]].isupper()


def is_upper(text: str) -> bool:
    """Whether the text is set in capitals throughout, as agency dispatches once were."""
    sample = text[:1000]
    capitals = sum(map(str.isupper, sample))
    return text.isupper() or (capitals > 20 and capitals > 4 * sum(map(str.islower, sample)))


def tokenise(text: str, lexicon: Lexicon) -> Tokens:
    """The tokens of `text`; white space and unknown marks are no tokens."""
    starts: list[int] = []
    ends: list[int] = []
    lowers: list[str] = []
    entries: list[Entry] = []
    words, abbreviations = lexicon.words, lexicon.abbreviations
    taken = 0
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if start < taken:
            continue  # the full stop of an abbreviation
        lower = match.group().lower().replace("’", "'")
        kind = match.lastgroup
        if kind == "word":
            entry = words.get(lower, _OTHER)
            if lower in abbreviations and text[end : end + 1] == ".":
                end = taken = end + 1
        else:
            entry = _entry(str(kind), lower)
        starts.append(start)
        ends.append(end)
        lowers.append(lower)
        entries.append(entry)
    starts, ends, lowers, entries = _join_phrases(lexicon, starts, ends, lowers, entries)
    draft = Tokens(text, starts, ends, lowers, entries, "".join([entry.letter for entry in entries]), is_upper(text))
    return _settle(draft, lexicon)


def _entry(kind: str, lower: str) -> Entry:
    if kind == "mark":
        return Entry(_MARKS.get(lower, "x"))
    if kind == "number":
        return _number_entry(lower)
    if kind == "decade":
        digits = re.sub(r"\D", "", lower)
        return Entry("j", int(digits))
    if kind == "ordinal":
        return Entry("o", int(lower[:-2]))
    if kind == "short_year":
        return Entry("a", int(lower[1:]))
    letters = {"iso": Entry("I"), "numeric": Entry("/"), "clock": Entry("J"), "break": _BREAK}
    return _POSSESSIVE if kind == "possessive" else letters.get(kind, _OTHER)


def _number_entry(digits: str) -> Entry:
    if len(digits) <= 2:
        return Entry("d", int(digits), int(digits))
    if len(digits) > 4 or not digits.isascii():
        return _OTHER
    number = int(digits)
    return Entry("z" if len(digits) == 4 and 1500 <= number <= 2099 else "c", number, number)


def _join_phrases(
    lexicon: Lexicon, starts: list[int], ends: list[int], lowers: list[str], entries: list[Entry]
) -> tuple[list[int], list[int], list[str], list[Entry]]:
    """The rows with each phrase of the word lists as one token."""
    phrases = lexicon.phrases
    found: list[tuple[int, int, Entry]] = []
    free = 0
    for index, pair in enumerate(pairwise(lowers)):
        rows = phrases.get(pair)
        if rows is None or index < free:
            continue
        for form, entry in rows:
            if tuple(lowers[index : index + len(form)]) == form:
                free = index + len(form)
                found.append((index, free, entry))
                break
    # From the end, so that the positions found before stay true.
    for first, last, entry in reversed(found):
        starts[first:last] = [starts[first]]
        ends[first:last] = [ends[last - 1]]
        lowers[first:last] = [" ".join(lowers[first:last])]
        entries[first:last] = [entry]
    return starts, ends, lowers, entries


def _settle(tokens: Tokens, lexicon: Lexicon) -> Tokens:
    """Decide the words whose class depends on their neighbours: months that are also verbs, numbers that are years."""
    letters = list(tokens.letters)
    for index, letter in enumerate(letters):
        if letter == "M":
            letters[index] = _month_letter(tokens, lexicon, index)
        elif letter == "z":
            letters[index] = _year_letter(tokens, lexicon, letters, index)
        elif letter == "d" and index >= 2 and _in_name(tokens, index):
            letters[index] = "x"
    return Tokens(
        tokens.text, tokens.starts, tokens.ends, tokens.lowers, tokens.entries, "".join(letters), tokens.upper
    )


def _in_name(tokens: Tokens, index: int) -> bool:
    """Whether the number is glued to a word as in M-19, which names a group, a weapon or a road."""
    return (
        tokens.text[tokens.ends[index - 1] - 1] == "-"
        and tokens.ends[index - 1] == tokens.starts[index]
        and tokens.ends[index - 2] == tokens.starts[index - 1]
        and tokens.letters[index - 2] in "xA"
    )


def _month_letter(tokens: Tokens, lexicon: Lexicon, index: int) -> str:
    lower = tokens.lowers[index]
    following = tokens.lowers[index + 1] if index + 1 < len(tokens.lowers) else ""
    after = tokens.letters[index + 1 : index + 3]
    before = tokens.letters[index - 1 : index]
    if following in lexicon.lists["not_before"] and tokens.capital(index + 1) and after[:1] == "x":
        return "x"
    if lower not in lexicon.doubtful:
        return "M"
    capital = tokens.capital(index)
    if lower == "may" and following in lexicon.lists["modal_complements"] and before not in "iN":
        return "x"
    if not capital:
        return "k" if "z" in after else "x"
    if "z" in after[:1] or after == ",z":
        return "M"
    name_follows = not tokens.upper and after[:1] == "x" and tokens.capital(index + 1)
    if name_follows:
        return "x"
    supported = bool(before) and before in _MONTH_FOLLOWS and not (tokens.upper and before in "RDB")
    supported = supported or (before in ("&", ",", "-") and tokens.letters[index - 2 : index - 1] == "M")
    attributive = before in ("h", "A") and after[:1] == "x" and not tokens.upper
    return "M" if supported or attributive else "k"


def _year_letter(tokens: Tokens, lexicon: Lexicon, letters: list[str], index: int) -> str:
    lowers, number = tokens.lowers, tokens.entries[index].number
    before = lowers[index - 1] if index else ""
    after = lowers[index + 1] if index + 1 < len(lowers) else ""
    previous = letters[index - 1] if index else "!"
    if previous in "Mk" or (previous in ",f" and index >= 2 and letters[index - 2] in "dooMk"):
        return "y"
    # "In 2015 police ..." dates; "killed 2015 police" and "in 2000 houses" count.
    dating = before in ("in", "since") and 1900 <= number <= 2049 and number % 100
    if before in lexicon.lists["not_before_year"] or (after in lexicon.lists["counted_nouns"] and not dating):
        return "c"
    plain = tokens.letters[index + 1 : index + 2] == "x" and not tokens.capital(index + 1)
    if not 1700 <= number <= 2099 or (number % 100 == 0 and plain and after.endswith("s")):
        return "z"
    return "y" if _year_by_neighbours(tokens, lexicon, letters, index, singular=plain) else "z"


def _year_by_neighbours(tokens: Tokens, lexicon: Lexicon, letters: list[str], index: int, *, singular: bool) -> bool:
    """Whether the words round a number that could be a year are those of a year."""
    before = tokens.lowers[index - 1] if index else ""
    after = tokens.lowers[index + 1] if index + 1 < len(tokens.lowers) else ""
    previous, following = letters[index - 1] if index else "!", tokens.letters[index + 1 : index + 3]
    if before in lexicon.lists["before_year"] or previous in "mSY<>LsyZ" or following[:1] == "'":
        return True
    if previous == "-" and index >= 2 and letters[index - 2] in "ymS":
        return True
    if previous == "«" and following[:1] in ("»", "-", ","):
        return True
    if previous in "hA'" and following[:1] in ("x", "S", "o", "H"):
        return True
    if following == "-z" and 0 < tokens.entries[index + 2].number - tokens.entries[index].number < 100:
        return True
    # "Its 1990 invasion", "both 1990 and 1991": a singular noun or another such number follows.
    modern = 1900 <= tokens.entries[index].number <= 2049
    return modern and (following == "&z" or (singular and not after.endswith("s") and previous not in "-$"))
