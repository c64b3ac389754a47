"""The reports of the corpora that our own gold labels, by the corpus's name."""

from __future__ import annotations

from collections.abc import Iterator

from tallybook.evaluation.corpora import corpus_path, load_gva, load_hrdsattack, load_muc4, load_wikinews
from tallybook.evaluation.timebank import read_documents
from tallybook.model import PublishedBasis, Report

__all__ = ["CORPORA", "reports_of"]

CORPORA = ("wikinews", "hrdsattack-train", "hrdsattack-dev", "timebank", "gva", "gva-train", "muc4-dev")
# The encoder learned days and towns from the incidents whose number is a multiple of this; they are for training only.
_TRAINED_ON = 5


def reports_of(corpus: str) -> Iterator[Report]:
    """The reports of one of CORPORA. Raises CorpusMissingError and CorpusFormatError."""
    if corpus == "wikinews":
        yield from load_wikinews(corpus_path("wikinews/wikinews_2019.csv"))
    elif corpus == "timebank":
        for one in read_documents(corpus_path("timebank")):
            yield Report.make(
                one.text,
                document=one.name,
                published=one.published,
                published_basis=PublishedBasis.DATA,
                language="en",
            )
    elif corpus in ("gva", "gva-train"):
        for incident in load_gva(corpus_path("gva/incidents.train.jsonl.gz")):
            if (int(incident.incident) % _TRAINED_ON == 0) == (corpus == "gva-train"):
                yield from incident.reports[:1]
    elif corpus == "muc4-dev":
        yield from load_muc4(corpus_path("muc4/dev"))
    else:
        part = corpus.removeprefix("hrdsattack-")
        for sample in load_hrdsattack(corpus_path(f"hrdsattack/{part}.json")):
            yield sample.report
