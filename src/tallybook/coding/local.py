"""The local coder: the rules, and a trained encoder and judge on top of them. No network, no graphics card."""

from __future__ import annotations

import hashlib
from typing import Any

from tallybook.coding.base import Component, Layer, Layers
from tallybook.coding.building import RECORDS, Records, make_records
from tallybook.coding.encoded_scenes import EncodedSceneFinder
from tallybook.coding.encoder import ReportEncoder, threads_wanted, weights
from tallybook.coding.joining import JOINED, Joiner
from tallybook.coding.judging import Judge
from tallybook.coding.people_judging import PeopleJudge
from tallybook.coding.relations import RELATIONS
from tallybook.coding.rules import PipelineCoder, rule_components, rules_version
from tallybook.coding.speakers import QuoteReader, SpeakerReader
from tallybook.coding.summaries import SummaryReader
from tallybook.coding.victim_names import VictimNameReader

__all__ = ["LocalCoder", "local_components"]

LOCAL_VERSION = "1.5"  # changes with every change of the code that changes a coding


class JoinedRecordBuilder:
    """Makes the records of what judge and rules say together."""

    name = "records"
    requires: tuple[Layer[Any], ...] = (JOINED, RELATIONS)
    sets = RECORDS

    def run(self, layers: Layers) -> Records:
        joined = layers[JOINED]
        return make_records(layers, joined.occurrences, (*joined.drafts, *layers[RELATIONS]), joined.rows)


def local_components(judge: Judge | None = None, people: PeopleJudge | None = None) -> tuple[Component[Any], ...]:
    """The components of the local coder, in their order; `judge` and `people` take the place of the shipped ones."""
    return (
        *rule_components(ReportEncoder(), QuoteReader(), SpeakerReader(), SummaryReader(), EncodedSceneFinder()),
        VictimNameReader(),
        judge or Judge(),
        people or PeopleJudge(),
        Joiner(),
        JoinedRecordBuilder(),
    )


class LocalCoder(PipelineCoder):
    """Rules, encoder and judge."""

    def __init__(self) -> None:
        threads_wanted()  # a wrong setting is said once, not of every report
        version = f"{LOCAL_VERSION}+{_weights_digest()}+rules-{rules_version()}"
        super().__init__("local", version, local_components())


def _weights_digest() -> str:
    """Eight digits that change with the weights."""
    digest = hashlib.sha256()
    for file in sorted(weights().glob("*.onnx")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
