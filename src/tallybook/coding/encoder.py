"""The trained encoder: reads a report once and says, of its words and sentences, what the heads have learned.

The weights are an int8 ONNX file beside its tokenizer and labels (docs/reference/model-card.md). They are loaded when
the first report is coded, so that commands which code nothing start without them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallybook.coding.base import Layer, Layers
from tallybook.coding.encoded import Encoded, Labels, read_labels, to_tokens
from tallybook.coding.tokens import TEXT, Text
from tallybook.coding.windows import Windows, cut, load_tokenizer, sentence_means
from tallybook.errors import CodingError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["ENCODED", "Encoder", "ReportEncoder", "session", "shipped", "shipped_labels", "threads_wanted", "weights"]

ENCODED: Layer[Encoded] = Layer("encoded")


def weights() -> Path:
    """The folder of the shipped weights."""
    return Path(str(files("tallybook.coding").joinpath("data/encoder")))


def threads_wanted() -> int:
    """What `TALLYBOOK_THREADS` says; 0 without it. Raises CodingError where it is no number of threads."""
    wanted = os.environ.get("TALLYBOOK_THREADS", "").strip() or "0"
    if not (wanted.isascii() and wanted.isdigit()):
        raise CodingError(f"TALLYBOOK_THREADS is {wanted!r}; give it a number of threads, such as 1, or leave it out.")
    return int(wanted)


def session(file: Path, threads: int = 0) -> InferenceSession:
    """An ONNX file, ready to run. `threads` 0 takes what `TALLYBOOK_THREADS` says, else as many as there are cores."""
    import onnxruntime  # noqa: PLC0415 (a tenth of a second that only coding needs)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or threads_wanted()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class Encoder:
    """One set of weights, loaded."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.labels: Labels = read_labels(folder / "labels.json")
        self.tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._session = session(folder / "encoder.onnx", threads)

    def windows(self, text: Text) -> Windows:
        """The report as the network reads it."""
        return cut(text, self.tokenizer)

    def run(self, windows: Windows) -> list[Any]:
        """The bare network: logits of tags, attributes, types and document."""
        given = {
            "ids": windows.ids,
            "mask": windows.mask,
            "sentence": windows.sentence,
            "pieces": windows.pieces,
            "pool": sentence_means(windows.sentence, windows.sentences),
        }
        return list(self._session.run(None, given))

    def read(self, text: Text) -> Encoded:
        """What the encoder says of a text."""
        windows = self.windows(text)
        return to_tokens(self.run(windows), windows, self.labels, len(text.tokens), len(text.sentences))


@cache
def shipped() -> Encoder:
    """The shipped weights, loaded once."""
    return Encoder(weights())


class ReportEncoder:
    """The component: what the encoder says of a report. `read` stands in for the shipped weights in training."""

    name = "encoder"
    requires: tuple[Layer[Any], ...] = (TEXT,)
    sets = ENCODED

    def __init__(self, read: Callable[[Text], Encoded] | None = None) -> None:
        self._read = read

    def run(self, layers: Layers) -> Encoded:
        read = self._read or shipped().read
        return read(layers[TEXT])


@cache
def shipped_labels() -> Labels:
    """The labels of the shipped weights."""
    return read_labels(weights() / "labels.json")
