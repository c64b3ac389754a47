"""The language of a text, by py3langid (naive Bayes over byte n-grams; Lui and Baldwin 2012), or "" when unsure."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

__all__ = ["find_language", "language_code"]

# Read on CoNLL-style short texts: below about forty letters a headline in one language passes for another.
FEWEST_LETTERS = 40
LEAST_CONFIDENCE = 0.7
SAMPLE = 4_000  # characters; more does not change the answer

_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


@cache
def _identifier() -> Any:
    # Loaded on first use: the model takes 0.4 s and about 100 MB.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def find_language(text: str) -> str:
    """The ISO 639-1 code of the language of `text`; empty for a text too short or too mixed to tell.

    Upper-case text is lowered before: its byte n-grams are those of no language otherwise.
    """
    sample = text[:SAMPLE].lower()
    if 2 * len(_NOT_LATIN.findall(sample)) < sum(character.isalpha() for character in sample):
        # A few names in another alphabet weigh more bytes than their share of the words.
        sample = _NOT_LATIN.sub("", sample)
    if sum(character.isalpha() for character in sample) < FEWEST_LETTERS:
        return ""
    code, confidence = _identifier().classify(sample)
    return str(code) if confidence >= LEAST_CONFIDENCE and len(code) == 2 else ""


def language_code(given: str) -> str:
    """The two-letter code of a language as data or a page writes it ("en-GB", "es_MX"); empty where it is none."""
    match = _CODE.fullmatch(given.strip())
    return match.group(1).lower() if match else ""
