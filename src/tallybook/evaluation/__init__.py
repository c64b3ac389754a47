"""Corpora, metrics and confidence intervals: how good a coder is, measured so that others can repeat it."""

from tallybook.evaluation.comparing import Change, compare_runs, read_run
from tallybook.evaluation.corpora import corpora_folder, corpus_hash, corpus_path
from tallybook.evaluation.error_page import write_error_page
from tallybook.evaluation.figures import Evaluation, Figure
from tallybook.evaluation.harness import CORPORA, evaluate_hrdsattack, run
from tallybook.evaluation.muc4.measure import evaluate_muc4
from tallybook.evaluation.roundtrip import evaluate_roundtrip

__all__ = [
    "CORPORA",
    "Change",
    "Evaluation",
    "Figure",
    "compare_runs",
    "corpora_folder",
    "corpus_hash",
    "corpus_path",
    "evaluate_hrdsattack",
    "evaluate_muc4",
    "evaluate_roundtrip",
    "read_run",
    "run",
    "write_error_page",
]
