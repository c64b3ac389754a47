"""The reports of the corpora that our own gold labels, by the corpus's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import corpus_path, load_gva, load_hrdsattack, load_muc4, load_wikinews
from tallybook.evaluation.timebank import read_documents
from tallybook.model import PublishedBasis, Report

__all__ = ["CORPORA", "LabelledText", "labelled_texts", "reports_of"]

CORPORA = ("wikinews", "hrdsattack-train", "hrdsattack-dev", "timebank", "gva", "gva-train", "muc4-dev")
# The encoder learned days and towns from the incidents whose number is a multiple of this; they are for training only.
_TRAINED_ON = 5


@dataclass(frozen=True, slots=True)
class LabelledText:
    """Which report labels were made for: its corpus, its name there, the hash of its text."""

    corpus: str
    document: str
    text_hash: str


def labelled_texts(wanted: Sequence[LabelledText]) -> list[Report | None]:
    """The report of each, None where its corpus is not here.

    Raises CorpusMissingError where no corpus is here, CorpusFormatError where a text is another than was labelled.
    """
    found: dict[tuple[str, str], Report] = {}
    missing: CorpusMissingError | None = None
    for corpus in dict.fromkeys(one.corpus for one in wanted):
        names = {one.document for one in wanted if one.corpus == corpus}
        try:
            found.update({(corpus, one.document): one for one in reports_of(corpus) if one.document in names})
        except CorpusMissingError as cause:
            missing = cause
    if not found and missing is not None:
        raise missing
    reports = [found.get((one.corpus, one.document)) for one in wanted]
    for one, report in zip(wanted, reports, strict=True):
        if report is not None and report.text_hash != one.text_hash:
            raise CorpusFormatError(
                f"The text of {one.document} in {one.corpus} is not the one that was labelled; get it as it was."
            )
    return reports


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
