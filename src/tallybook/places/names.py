"""How place names are compared: one plain form for the many ways in which one name is written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["article_free", "normalise"]

# Letters that Unicode does not decompose into a Latin letter and a mark.
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ħ": "h",
        "ŋ": "ng",
        "&": " and ",
    }
)
_DROPPED = re.compile("[\u0300-\u036f'’‘‛ʼʻʿʾʹ`´\u200b-\u200f.]+")
_OTHER = re.compile(r"[^0-9a-z]+")
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_ARTICLES = frozenset({"al", "el", "ar", "as", "ash", "an", "at", "ad", "az", "ath", "adh", "aţ", "the", "ul", "es"})


@lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """The form in which names are stored and looked up.

    Lower case, without accents, apostrophes and full stops; hyphens and other marks become single spaces; "Saint",
    "Mount" and "Fort" are written as their abbreviations. Letters of other scripts vanish: the gazetteer is Latin.
    """
    if name.isascii():
        folded = name.lower().replace("&", " and ")
    else:
        # Decomposed twice: lower-casing a composed capital (İ) can bring a mark of its own.
        folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    words = _OTHER.sub(" ", _DROPPED.sub("", folded)).split()
    return " ".join([_SHORT.get(word, word) for word in words])


def article_free(key: str) -> str:
    """A normalised name without the Arabic or English article it begins with ("al qamishli"); itself otherwise."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in _ARTICLES else key
