"""The corpora that the model is trained on, by name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from tallybook.evaluation.corpora import corpus_path
from training.examples import Example
from training.hrdsattack import read_hrdsattack
from training.muc4 import read as read_muc4
from training.other_corpora import read_ceha, read_event_location, read_gva, read_polnear
from training.own import read_own


def load(names: Sequence[str], limit: int = 0) -> list[Example]:
    """The training parts of these corpora, `limit` examples of each (0: all)."""
    made: list[Example] = []
    for name in names:
        found = {
            "own": read_own,
            "muc4": lambda: read_muc4([corpus_path("muc4/dev")]),
            "muc4-tuning": lambda: read_muc4([corpus_path("muc4/tst1"), corpus_path("muc4/tst2")]),
            "hrdsattack": lambda: read_hrdsattack(corpus_path("hrdsattack/train.json")),
            "polnear": lambda: read_polnear(corpus_path("polnear/train")),
            "event_location": lambda: read_event_location(corpus_path("event_location/train.jsonl.gz")),
            "ceha": lambda: read_ceha(corpus_path("ceha/train-dev.jsonl.gz")),
            "gva": lambda: read_gva(corpus_path("gva/incidents.train.jsonl.gz")),
            "hrdsattack-tuning": lambda: read_hrdsattack(corpus_path("hrdsattack/dev.json")),
        }[name]()
        made += islice(found, limit or None)
    return made
