"""Words and codes as MUC-4 writes them."""

from __future__ import annotations

import re
import unicodedata

from tallybook.codebook import crosswalk

__all__ = ["mapped", "plain", "quoted"]


def mapped(scheme: str, codes: list[str], target_list: str) -> list[str]:
    """The codes of a list of MUC-4 that ours lead to, each once, the preferred one of each."""
    ways = crosswalk("muc4")
    found = [ways.map(scheme, code).find(target_list) for code in codes]
    return list(dict.fromkeys(target.code for target in found if target is not None))


def plain(text: str) -> str:
    """Text in capitals without accents, on one line."""
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).upper().split())


def quoted(text: str) -> str:
    """Words as a string fill."""
    return '"' + re.sub(r'[\\"]', "'", plain(text)) + '"'
