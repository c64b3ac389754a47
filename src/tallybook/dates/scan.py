"""The tokens that the word lists and the texts are cut into."""

from __future__ import annotations

import re

__all__ = ["TOKEN"]

TOKEN = re.compile(
    r"""
    (?P<break>\n[^\S\n]*\n\s*)
  | (?P<word>[^\W\d_]++)(?![\d_])
  | (?P<possessive>['’]s\b)
  | (?P<iso>(?:1\d|20)\d\d(?P<bar>[-/])\d{1,2}(?P=bar)\d{1,2}(?:T\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?(?![\w/]|-\d))
  | (?P<numeric>\d{1,2}(?P<dot>[-/.])\d{1,2}(?P=dot)(?:\d{4}|\d\d)(?![\w/]|[-.]\d))
  | (?P<clock>\d{1,2}(?::\d\d)+(?!\d)(?:\s?[AaPp]\.?[Mm]\b\.?)?|\d{1,2}(?:\.\d\d)?\s?[AaPp]\.?[Mm]\b\.?)
  | (?P<decade>(?:\d{3}|['’‘]\d)0['’]?s\b)
  | (?P<ordinal>\d{1,2}(?:st|nd|rd|th|ST|ND|RD|TH)\b)
  | (?P<amount>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+)
  | (?P<short_year>['’‘]\d\d\b)
  | (?P<number>\d++)(?![^\W_])
  | (?P<other>[^\W_][\w]*)
  | (?P<mark>[-,.;:!?()\[\]–—/&$£€\#"“”'])
    """,
    re.VERBOSE,
)
