"""A tag for every word: closed lists, a table of verb forms, capitals where they tell, and the neighbours."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from tallybook.coding.lexicons import is_word, person_classes, read_list, singular, word_forms, words
from tallybook.coding.numbers import Number
from tallybook.coding.tokens import Text

__all__ = ["Tag", "tag_words"]


class Tag(StrEnum):
    """Word classes, as coarse as the rules need them."""

    NOUN = "N"
    NAME = "NP"
    ADJECTIVE = "J"
    NUMBER = "CD"
    DETERMINER = "D"
    VERB = "V"
    GERUND = "G"
    ADVERB = "R"
    PREPOSITION = "P"
    CONJUNCTION = "C"
    PRONOUN = "PR"
    RELATIVE = "WH"
    THAT = "TH"
    TO = "TO"
    BE = "BE"
    HAVE = "HV"
    DO = "DO"
    MODAL = "MD"
    NEGATION = "NG"
    POSSESSIVE = "POS"
    DATE = "DT"
    MARK = "."


_BEFORE_NOUN = frozenset((Tag.DETERMINER, Tag.ADJECTIVE, Tag.POSSESSIVE, Tag.PREPOSITION, Tag.NUMBER))


@cache
def _closed() -> dict[str, Tag]:
    lists = (
        ("prepositions", Tag.PREPOSITION),
        ("conjunctions", Tag.CONJUNCTION),
        ("adverbs", Tag.ADVERB),
        ("adjectives", Tag.ADJECTIVE),
        ("pronouns", Tag.PRONOUN),
        ("determiners", Tag.DETERMINER),
        ("modals", Tag.MODAL),
        ("negations", Tag.NEGATION),
        ("be", Tag.BE),
        ("have", Tag.HAVE),
        ("do", Tag.DO),
        ("relatives", Tag.RELATIVE),
    )
    # Later lists win: "who" is a relative before it is a pronoun, "no" a determiner before a negation is asked for.
    table = {word: tag for name, tag in lists for word in words("grammar", name)}
    table.update({"that": Tag.THAT, "to": Tag.TO, "no": Tag.DETERMINER, "’s": Tag.POSSESSIVE, "'s": Tag.POSSESSIVE})
    # Subordinators begin a clause of their own even where the list of prepositions has them too.
    table.update(
        dict.fromkeys(("and", "or", "but", "nor", "while", "although", "though", "if", "when"), Tag.CONJUNCTION)
    )
    return table


def tag_words(text: Text, number_at: dict[int, Number]) -> list[Tag]:
    tags: list[Tag] = []
    for sentence in text.sentences:
        capitals = [t for t in text.tokens[sentence.first : sentence.last] if t.text[0].isalpha() and len(t.text) > 3]
        # In a headline, capitals tell nothing of names.
        title_case = len(capitals) > 2 and sum(t.text[0].isupper() for t in capitals) > 0.7 * len(capitals)
        for index in range(sentence.first, sentence.last):
            if index in number_at:
                tags.append(Tag.NUMBER)
            else:
                tags.append(_tag_of(text, tags, index, sentence.first, title_case=title_case or text.upper_case))
    return tags


def _tag_of(text: Text, tags: list[Tag], index: int, first: int, *, title_case: bool) -> Tag:
    token = text.tokens[index]
    lower = token.lower
    if not token.is_word and lower not in _closed():
        return Tag.POSSESSIVE if index > first and _is_plural_possessive(text, index) else Tag.MARK
    before = tags[index - 1] if index > first else Tag.MARK
    is_name = token.text[0].isupper() and index > first and not title_case
    closed = _closed().get(lower)
    if closed is not None and not (is_name and closed is Tag.ADJECTIVE):
        if lower in {"all", "both", "each"} and before in (Tag.BE, Tag.HAVE, Tag.MODAL):
            return Tag.ADVERB  # "were all injured"
        return _closed_tag(text, closed, index)
    if is_name:
        return Tag.NAME
    if lower.isdigit():
        return Tag.NUMBER
    if token.text[0].isupper() and (title_case or index == first) and len(lower) > 2 and not is_word(lower):
        return Tag.NAME
    if (
        lower.endswith("ly")
        and len(lower) > 4
        and lower not in {"family", "assembly", "july", "supply", "italy", "ally"}
    ):
        return Tag.ADVERB
    return _open_tag(text, index, before, first=first, title_case=title_case)


def _open_tag(text: Text, index: int, before: Tag, *, first: int, title_case: bool) -> Tag:
    """The tag of a word that no closed list has and no capital tells."""
    token = text.tokens[index]
    lower = token.lower
    readings = word_forms(lower)
    if readings:
        verbal = _verb_tag(text, index, before, readings)
        if verbal is not None:
            return verbal
    elif lower.endswith("ing") and len(lower) > 5 and before not in _BEFORE_NOUN:
        return Tag.GERUND
    elif lower.endswith("ed") and len(lower) > 4 and before not in (Tag.DETERMINER, Tag.ADJECTIVE, Tag.NUMBER):
        return Tag.VERB
    if token.text[0].isupper() and index == first and not title_case and lower not in person_classes():
        following = text.tokens[index + 1].text if index + 1 < len(text.tokens) else ""
        return Tag.NAME if following[:1].isupper() or following in {"’s", "'s"} else Tag.NOUN
    return Tag.NOUN


def _is_plural_possessive(text: Text, index: int) -> bool:
    """The bare mark of "the lawyers' association", not one that closes a quotation."""
    token, before = text.tokens[index], text.tokens[index - 1]
    if token.text not in {"'", "’"} or before.end != token.start or not before.lower.endswith("s"):
        return False
    following = text.tokens[index + 1] if index + 1 < len(text.tokens) else None
    opened = text.raw.count("‘", max(0, token.start - 200), token.start)
    return following is not None and following.text.islower() and following.start == token.end + 1 and not opened


def _closed_tag(text: Text, closed: Tag, index: int) -> Tag:
    lower = text.lowers[index]
    following = text.lowers[index + 1] if index + 1 < len(text.lowers) else ""
    if lower in {"other", "others"}:
        return Tag.NOUN if lower == "others" else Tag.ADJECTIVE
    if lower in {"her", "his", "their", "its"}:
        return Tag.DETERMINER
    if closed is Tag.CONJUNCTION and lower == "once":
        return Tag.ADVERB
    if lower == "dead" and following not in {"man", "men", "woman", "body", "bodies", "people", "soldiers"}:
        return Tag.ADVERB
    return closed


def _verb_tag(text: Text, index: int, before: Tag, readings: tuple[tuple[str, str], ...]) -> Tag | None:
    """VERB, GERUND or ADJECTIVE for a word that can be a verb; None where it is rather a noun."""
    kinds = {kind for _, kind in readings}
    if "gerund" in kinds:
        return _gerund_tag(text, index, before)
    if kinds & {"past", "participle"}:
        return _past_tag(text, index, before, kinds)
    if before in (Tag.TO, Tag.MODAL, Tag.NEGATION, Tag.DO):
        return Tag.VERB
    if before in _BEFORE_NOUN or before in (Tag.GERUND, Tag.VERB):
        return None
    return _present_tag(text, index, before, kinds)


def _gerund_tag(text: Text, index: int, before: Tag) -> Tag | None:
    if before in (Tag.DETERMINER, Tag.ADJECTIVE, Tag.POSSESSIVE, Tag.NUMBER):
        return None
    following = text.lowers[index + 1] if index + 1 < len(text.lowers) else ""
    if following in words("grammar", "behind_gerund_nouns"):
        return None  # "a shooting victim"
    if before is Tag.NOUN and not _starts_phrase(text, index + 1) and following not in {"in", "at", "for"}:
        return None  # "the mosque bombing", "a car bombing"
    return Tag.GERUND


def _past_tag(text: Text, index: int, before: Tag, kinds: set[str]) -> Tag | None:
    carries_on = _continues_phrase(text, index + 1)
    if before in (Tag.DETERMINER, Tag.ADJECTIVE, Tag.POSSESSIVE, Tag.NUMBER) and carries_on:
        return Tag.ADJECTIVE
    if before is Tag.PREPOSITION and carries_on and not _starts_object(text, index + 1):
        return Tag.ADJECTIVE
    if text.lowers[index] in words("grammar", "noun_first") and before in _BEFORE_NOUN:
        return None
    if before in (Tag.DETERMINER, Tag.POSSESSIVE) and "past" in kinds:
        return Tag.NOUN  # "the killed", "the accused"
    return Tag.VERB


def _present_tag(text: Text, index: int, before: Tag, kinds: set[str]) -> Tag | None:
    lower = text.lowers[index]
    following = text.lowers[index + 1] if index + 1 < len(text.lowers) else ""
    if lower in words("grammar", "noun_first"):
        # A noun or a verb by its company: "militants attack an outpost" has an object behind it.
        has_object = before in (Tag.NOUN, Tag.NAME, Tag.PRONOUN, Tag.ADVERB) and _starts_object(text, index + 1)
        plural_subject = text.lowers[index - 1].endswith(("s", "men", "people", "n", "police"))
        if has_object and ("third" in kinds or plural_subject):
            return Tag.VERB
        if before is Tag.PRONOUN or before is Tag.RELATIVE:
            return Tag.VERB
        says = "third" in kinds and (following == "that" or following in words("speech", "responsibility_nouns"))
        return Tag.VERB if says else None
    if "third" not in kinds and before is Tag.NOUN and not _plural(text.lowers[index - 1]):
        return None
    return None if before is Tag.MARK and "base" in kinds else Tag.VERB


def _plural(lower: str) -> bool:
    return lower.endswith(("s", "men")) or lower in {"people", "police", "children", "women"}


def _starts_phrase(text: Text, index: int) -> bool:
    """Whether a noun phrase seems to begin at `index`."""
    if index >= len(text.tokens):
        return False
    token = text.tokens[index]
    if not token.is_word:
        return False
    tag = _closed().get(token.lower)
    return tag in (None, Tag.DETERMINER, Tag.ADJECTIVE) or token.lower in {"at", "nearly", "almost", "more", "some"}


def _starts_object(text: Text, index: int) -> bool:
    """Whether an object seems to begin at `index`: a determiner, a number, a name, not a further noun of a compound."""
    if index >= len(text.tokens):
        return False
    token = text.tokens[index]
    if not token.is_word:
        return False
    tag = _closed().get(token.lower)
    if tag is Tag.DETERMINER or token.text[0].isdigit() or (token.text[0].isupper() and not text.upper_case):
        return True
    following = text.lowers[index + 1] if index + 1 < len(text.lowers) else ""
    return (
        token.lower in read_list("quantities")["units"]
        or (token.lower == "at" and following == "least")
        or (token.lower in person_classes() or singular(token.lower) in person_classes() or tag is Tag.ADJECTIVE)
    )


def _continues_phrase(text: Text, index: int) -> bool:
    """Whether the word at `index` carries a noun phrase on: "the wounded | soldiers"."""
    if index >= len(text.tokens):
        return False
    token = text.tokens[index]
    if not token.is_word:
        return False
    tag = _closed().get(token.lower)
    if tag is not None:
        return tag is Tag.ADJECTIVE
    kinds = {kind for _, kind in word_forms(token.lower)}
    return not (kinds & {"past", "participle"}) or token.lower in words("grammar", "noun_first")
