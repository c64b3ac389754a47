"""MUC-4: templates of terrorist incidents, the score of the 1992 conference, and the metrics that are used since."""

from tallybook.evaluation.muc4.scorer import Counts, Pair, Score, f_measure, score_message, score_messages
from tallybook.evaluation.muc4.slots import SLOTS, Kind, Slot
from tallybook.evaluation.muc4.templates import (
    Fill,
    Filler,
    Template,
    by_message,
    format_templates,
    parse_templates,
    read_templates,
)

__all__ = [
    "SLOTS",
    "Counts",
    "Fill",
    "Filler",
    "Kind",
    "Pair",
    "Score",
    "Slot",
    "Template",
    "by_message",
    "f_measure",
    "format_templates",
    "parse_templates",
    "read_templates",
    "score_message",
    "score_messages",
]
