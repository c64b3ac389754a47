"""Corpora, metrics and confidence intervals: how good a coder is, measured so that others can repeat it."""

from tallybook.evaluation.corpora import corpora_folder, corpus_hash, corpus_path
from tallybook.evaluation.figures import Evaluation, Figure
from tallybook.evaluation.harness import CORPORA, evaluate_hrdsattack, run
from tallybook.evaluation.roundtrip import evaluate_roundtrip

__all__ = [
    "CORPORA",
    "Evaluation",
    "Figure",
    "corpora_folder",
    "corpus_hash",
    "corpus_path",
    "evaluate_hrdsattack",
    "evaluate_roundtrip",
    "run",
]
