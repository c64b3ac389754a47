"""What may be coded: code lists with definitions and examples, words for amounts, and crosswalks to other schemas.

The lists are YAML files in `data/`, the crosswalks YAML files in `crosswalks/`; `docs/codebook` is written from them.
"""

from tallybook.codebook.loading import load_codebook, quantity_words
from tallybook.codebook.mapping import Correspondence, Crosswalk, Fit, TargetCode, TargetList, crosswalk
from tallybook.codebook.plain import codebook_rows, codebook_to_plain
from tallybook.codebook.schema import Codebook, Entry, QuantityWord, Scheme, nearest

__all__ = [
    "Codebook",
    "Correspondence",
    "Crosswalk",
    "Entry",
    "Fit",
    "QuantityWord",
    "Scheme",
    "TargetCode",
    "TargetList",
    "codebook_rows",
    "codebook_to_plain",
    "crosswalk",
    "load_codebook",
    "nearest",
    "quantity_words",
]
