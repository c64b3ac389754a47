"""The exception tree of Tallybook. Every class has a stable code that tools and people may rely on.

    TallybookError                      TB000
    ├── InputError                      TB100  something the user gave cannot be read
    │   ├── EmptyInputError             TB101
    │   ├── BinaryInputError            TB102
    │   ├── TooLargeError               TB103
    │   ├── EncodingError               TB104
    │   ├── BadRecordError              TB105
    │   ├── UnreadablePathError         TB106
    │   ├── UnsupportedFormatError      TB107
    │   ├── NoTextError                 TB108
    │   └── BadDateError                TB109
    ├── ModelError                      TB200  a record would break a rule of the data model
    │   ├── InvalidSpanError            TB201
    │   ├── InvalidValueError           TB202
    │   └── ContradictionError          TB203
    ├── CodebookError                   TB300
    │   ├── UnknownCodeError            TB301
    │   └── InvalidCodebookError        TB302
    ├── LexiconError                    TB310  a lexicon or gazetteer file is missing or malformed
    ├── CodingError                     TB400
    │   └── PipelineOrderError          TB401
    ├── LinkingError                    TB410  what links mentions is missing or malformed
    ├── AssemblyError                   TB450  values cannot be chosen as asked
    │   ├── UnknownRuleError            TB451
    │   └── InvalidRuleSetError         TB452
    ├── StoreError                      TB500
    │   ├── BookNotFoundError           TB501
    │   ├── NotABookError               TB502
    │   ├── BookTooNewError             TB503
    │   ├── DiskFullError               TB504
    │   ├── BookLockedError             TB505
    │   ├── ReadOnlyBookError           TB506
    │   ├── RecordNotFoundError         TB507
    │   ├── IncidentWithdrawnError      TB508
    │   ├── DumpError                   TB510
    │   └── BookExistsError             TB511
    ├── EvaluationError                 TB600
    │   ├── CorpusMissingError          TB601
    │   └── CorpusFormatError           TB602
    ├── UsageError                      TB700  options that do not fit together
    ├── AccessError                     TB750  the desk refuses who asks, or how
    │   ├── NotSignedInError            TB751
    │   ├── ForbiddenError              TB752
    │   ├── TooManyRequestsError        TB753
    │   └── DeskUnreachableError        TB759  the client finds no desk at its address
    ├── ExportError                     TB800  an export cannot be written
    │   └── OutputExistsError           TB801
    └── MissingExtraError               TB900

A message is one sentence: what is wrong, where, and what to do about it.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AccessError",
    "AssemblyError",
    "BadDateError",
    "BadRecordError",
    "BinaryInputError",
    "BookExistsError",
    "BookLockedError",
    "BookNotFoundError",
    "BookTooNewError",
    "CodebookError",
    "CodingError",
    "ContradictionError",
    "CorpusFormatError",
    "CorpusMissingError",
    "DeskUnreachableError",
    "DiskFullError",
    "DumpError",
    "EmptyInputError",
    "EncodingError",
    "EvaluationError",
    "ExportError",
    "ForbiddenError",
    "IncidentWithdrawnError",
    "InputError",
    "InvalidCodebookError",
    "InvalidRuleSetError",
    "InvalidSpanError",
    "InvalidValueError",
    "LexiconError",
    "LinkingError",
    "MissingExtraError",
    "ModelError",
    "NoTextError",
    "NotABookError",
    "NotSignedInError",
    "OutputExistsError",
    "PipelineOrderError",
    "ReadOnlyBookError",
    "RecordNotFoundError",
    "StoreError",
    "TallybookError",
    "TooLargeError",
    "TooManyRequestsError",
    "UnknownCodeError",
    "UnknownRuleError",
    "UnreadablePathError",
    "UnsupportedFormatError",
    "UsageError",
]


class TallybookError(Exception):
    """Root of the tree. `str(error)` is one sentence for a person; `code` is stable."""

    code: ClassVar[str] = "TB000"


class InputError(TallybookError):
    """Something the user gave cannot be read."""

    code = "TB100"


class EmptyInputError(InputError):
    """A file or record has no characters other than white space."""

    code = "TB101"


class BinaryInputError(InputError):
    """The bytes are not text."""

    code = "TB102"


class TooLargeError(InputError):
    """The input exceeds a documented limit of size or depth."""

    code = "TB103"


class EncodingError(InputError):
    """The bytes are text in no encoding that was declared or can be recognised."""

    code = "TB104"


class BadRecordError(InputError):
    """One record of a file of many is malformed; the others are read."""

    code = "TB105"


class UnreadablePathError(InputError):
    """The path does not exist or may not be read."""

    code = "TB106"


class UnsupportedFormatError(InputError):
    """No reader knows this kind of file."""

    code = "TB107"


class NoTextError(InputError):
    """A page was read but holds no article text."""

    code = "TB108"


class BadDateError(InputError):
    """A date given by the user or the data is not a date."""

    code = "TB109"


class ModelError(TallybookError):
    """A record would break a rule of the data model."""

    code = "TB200"


class InvalidSpanError(ModelError):
    """A span is reversed, negative or outside its text."""

    code = "TB201"


class InvalidValueError(ModelError):
    """A value is outside its domain (a low above its high, an empty name)."""

    code = "TB202"


class ContradictionError(ModelError):
    """Decisions contradict one another; a person has to look."""

    code = "TB203"


class CodebookError(TallybookError):
    """The codebook refuses something."""

    code = "TB300"


class UnknownCodeError(CodebookError):
    """A code that the codebook does not have."""

    code = "TB301"


class InvalidCodebookError(CodebookError):
    """A codebook file is malformed."""

    code = "TB302"


class LexiconError(TallybookError):
    """A lexicon or gazetteer file is missing or malformed."""

    code = "TB310"


class CodingError(TallybookError):
    """A coder cannot work."""

    code = "TB400"


class PipelineOrderError(CodingError):
    """A component needs something that no earlier component sets."""

    code = "TB401"


class LinkingError(TallybookError):
    """What links mentions (the shipped weights, the table of words) cannot be used as it is."""

    code = "TB410"


class AssemblyError(TallybookError):
    """Published values cannot be chosen as asked."""

    code = "TB450"


class UnknownRuleError(AssemblyError):
    """A rule, a rule set or a field that does not exist."""

    code = "TB451"


class InvalidRuleSetError(AssemblyError):
    """A rule set is malformed or cannot be read."""

    code = "TB452"


class StoreError(TallybookError):
    """The book cannot be opened, read or written."""

    code = "TB500"


class BookNotFoundError(StoreError):
    """There is no book at this path."""

    code = "TB501"


class NotABookError(StoreError):
    """The file exists but is not a Tallybook book, or is damaged."""

    code = "TB502"


class BookTooNewError(StoreError):
    """The book was written by a newer version of Tallybook."""

    code = "TB503"


class DiskFullError(StoreError):
    """No space is left; what was stored before is kept."""

    code = "TB504"


class BookLockedError(StoreError):
    """Another process holds the book for longer than the time allowed."""

    code = "TB505"


class ReadOnlyBookError(StoreError):
    """The book may be read but not written."""

    code = "TB506"


class RecordNotFoundError(StoreError):
    """No record has this id."""

    code = "TB507"


class IncidentWithdrawnError(StoreError):
    """No mention of this incident is left; its id stays, with the reason."""

    code = "TB508"


class DumpError(StoreError):
    """A dump is missing, damaged or changed, or cannot be written."""

    code = "TB510"


class BookExistsError(StoreError):
    """Something is where a new book would be made."""

    code = "TB511"


class EvaluationError(TallybookError):
    """A measurement cannot be made."""

    code = "TB600"


class CorpusMissingError(EvaluationError):
    """The corpus is not where it was looked for."""

    code = "TB601"


class CorpusFormatError(EvaluationError):
    """A corpus file is not in its documented layout."""

    code = "TB602"


class UsageError(TallybookError):
    """Options that do not fit together."""

    code = "TB700"


class AccessError(TallybookError):
    """The desk refuses who asks, or how."""

    code = "TB750"


class NotSignedInError(AccessError):
    """Nobody is signed in, or the password, session or token is not valid."""

    code = "TB751"


class ForbiddenError(AccessError):
    """The role of who asks does not allow this."""

    code = "TB752"


class TooManyRequestsError(AccessError):
    """Too much was asked in too short a time. `wait`: seconds after which it may be asked again."""

    code = "TB753"

    def __init__(self, message: str, wait: float = 1.0) -> None:
        super().__init__(message)
        self.wait = wait


class DeskUnreachableError(AccessError):
    """No desk answers at the address that a client was given."""

    code = "TB759"


class ExportError(TallybookError):
    """An export cannot be written."""

    code = "TB800"


class OutputExistsError(ExportError):
    """A file is where an export would be written."""

    code = "TB801"


class MissingExtraError(TallybookError):
    """A package is needed that is installed only on request."""

    code = "TB900"
