"""Train what tells people apart: a head of the shipped encoder, and the trees that weigh it with all else.

`python -m training.people --to FOLDER` takes the labelled reports of the training part of our gold. The encoder in the
folder stays as it is; it gets one more output, linear in two of its layers. The trees learn from what that head says of
reports that it was not trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from tallybook.coding.base import Layers, Pipeline
from tallybook.coding.encoded import token_means
from tallybook.coding.encoder import Encoder, ReportEncoder
from tallybook.coding.local import local_components
from tallybook.coding.people import ACTS, COLUMNS, GROUPS, HARMS, People, as_chances
from tallybook.coding.people_judging import PeopleJudge
from tallybook.coding.windows import sentence_means
from tallybook.evaluation.gold import labelled_reports
from tallybook.model import Report
from training.gold import Told, told_of
from training.judge import export
from training.own import own_told, read_own

LABELS = Path(__file__).with_name("gold.jsonl")
STATE = re.compile(r"/encoder/encoder/layer\.(\d+)/output/LayerNorm/LayerNormalization_output_0")
FOLDS = 4
STRENGTH = {"groups": 0.003, "acts": 0.001, "harms": 0.003}  # of the regressions: less is smoother
SIZE = {"groups": (200, 12), "acts": (250, 16)}  # trees, and leaves of each


@dataclass
class Case:
    """A report with its labels, and the vectors of its phrases: phrases x (mean, head) x states."""

    document: str
    layers: Layers
    told: list[Told]
    vectors: np.ndarray

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(self.document.encode()).hexdigest(), 16) % FOLDS


def labelled(*, trial: bool) -> Iterator[tuple[Report, Callable[[People], list[Told]]]]:
    """Reports, and what says of their phrases what the labels say: the training part of our gold, or own.yaml."""
    if trial:
        for example in read_own():
            yield example.report, lambda people, example=example: own_told(example, people.phrases)
        return
    for labels, report in labelled_reports(LABELS):
        yield report, lambda people, labels=labels: told_of(labels, people.phrases, people.text, people.rows)


def cases(folder: Path, *, trial: bool) -> Iterator[Case]:
    """The labelled reports, coded up to the point where people are judged."""
    encoder = Encoder(folder)
    network, names = with_states(folder / "encoder.onnx")
    components = local_components()
    last = next(number for number, one in enumerate(components) if isinstance(one, PeopleJudge))
    instead = ReportEncoder(encoder.read)
    pipeline = Pipeline([instead if isinstance(one, ReportEncoder) else one for one in components[:last]])
    for report, told_by in labelled(trial=trial):
        layers = pipeline.run(report)
        people = People(layers)
        windows = encoder.windows(people.text)
        given = {
            "ids": windows.ids, "mask": windows.mask, "sentence": windows.sentence, "pieces": windows.pieces,
            "pool": sentence_means(windows.sentence, windows.sentences),
        }  # fmt: skip
        states = [one.reshape(-1, one.shape[-1])[windows.pieces] for one in network.run(names, given)]
        by_token = token_means(np.concatenate(states, axis=1), windows, len(people.text.tokens))
        vectors = [
            np.concatenate((by_token[one.first : one.core_last].mean(axis=0), by_token[one.head]))
            for one in people.phrases
        ]
        width = 2 * by_token.shape[1]
        yield Case(report.document, layers, told_by(people), np.array(vectors, np.float32).reshape(-1, width))


def states_of(model: onnx.ModelProto) -> list[str]:
    """The layers that the head reads: the last, and the third from the end (the first of a smaller network)."""
    found = sorted(
        (int(match[1]), name) for node in model.graph.node for name in node.output if (match := STATE.fullmatch(name))
    )
    return [found[-1][1], found[max(0, len(found) - 3)][1]]


def with_states(file: Path) -> tuple[InferenceSession, list[str]]:
    """The network with the layers that the head reads as further outputs, and their names."""
    model = onnx.load(str(file))
    names = states_of(model)
    model.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in dict.fromkeys(names))
    return InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]), names


# --- the head


@dataclass
class Head:
    """Linear in the vectors of a phrase: `weights` states x COLUMNS, `bias` COLUMNS."""

    weights: np.ndarray
    bias: np.ndarray

    def chances(self, vectors: np.ndarray) -> np.ndarray:
        """Phrases x COLUMNS, as `phrase_chances` makes them of the network's output."""
        return as_chances(vectors @ self.weights + self.bias)


def head_of(some: Sequence[Case]) -> Head:
    """Regressions for the groups of people in rows, and for each act and harm of all phrases."""
    vectors = np.concatenate([one.vectors for one in some])
    told = [one for case in some for one in case.told]
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-3
    scaled = (vectors - mean) / spread
    weights, bias = np.zeros((vectors.shape[1], COLUMNS)), np.zeros(COLUMNS)
    bias[: len(GROUPS)] = -20.0  # a group that no label has
    known = np.array([bool(one.groups) for one in told])
    groups = [sorted(one.groups)[0] for one in told if one.groups]
    if len(set(groups)) > 2:  # with fewer, in a trial, there is one column for both
        model = LogisticRegression(C=STRENGTH["groups"], max_iter=400).fit(scaled[known], groups)
        columns = [GROUPS.index(one) for one in model.classes_]
        weights[:, columns], bias[columns] = model.coef_.T, model.intercept_
    labels = [("acts", one, [one in each.acts for each in told]) for one in ACTS]
    labels += [("harms", one, [one in each.harms for each in told]) for one in HARMS]
    sure = np.array([not one.unsure for one in told])
    for number, (kind, _, answers) in enumerate(labels, start=len(GROUPS)):
        counted = sure | np.array(answers)
        if len(set(np.array(answers)[counted])) > 1:
            model = LogisticRegression(C=STRENGTH[kind], max_iter=200).fit(scaled[counted], np.array(answers)[counted])
            weights[:, number], bias[number] = model.coef_[0], model.intercept_[0]
        else:
            bias[number] = -20.0
    weights = weights / spread[:, None]
    return Head(weights, bias - mean @ weights)


def put_into(file: Path, head: Head) -> None:
    """Write the head into the network, as its output `people`: pieces x 2 COLUMNS (of the mean, of the head word)."""
    model = onnx.load(str(file))
    graph, states = model.graph, states_of(model)
    for old in [one for one in graph.output if one.name == "people"]:
        graph.output.remove(old)
    for nodes in (graph.node, graph.initializer):
        for old in [one for one in nodes if one.name.startswith("/people/")]:
            nodes.remove(old)
    half = head.weights.shape[0] // 2
    joined = np.concatenate((head.weights[:half], head.weights[half:]), axis=1).astype(np.float32)
    bias = np.concatenate((head.bias, np.zeros(COLUMNS))).astype(np.float32)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.array([-1, half // len(states)], np.int64), "/people/flat"),
            numpy_helper.from_array(joined, "/people/weights"),
            numpy_helper.from_array(bias, "/people/bias"),
        ]
    )
    names = []
    for number, state in enumerate(states):
        graph.node.append(
            helper.make_node("Reshape", [state, "/people/flat"], [f"/people/flat_{number}"], f"/people/r{number}")
        )
        names.append(f"/people/pieces_{number}")
        graph.node.append(
            helper.make_node("Gather", [f"/people/flat_{number}", "pieces"], [names[-1]], f"/people/g{number}", axis=0)
        )
    graph.node.append(helper.make_node("Concat", names, ["/people/states"], "/people/concat", axis=1))
    graph.node.append(
        helper.make_node("Gemm", ["/people/states", "/people/weights", "/people/bias"], ["people"], "/people/gemm")
    )
    graph.output.append(helper.make_tensor_value_info("people", TensorProto.FLOAT, ["pieces", 2 * COLUMNS]))
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString())


# --- the trees


def examples(case: Case, chances: np.ndarray) -> dict[str, tuple[list[Any], list[int]]]:
    """Features and answers for both models."""
    people = People(case.layers, chances)
    told = case.told
    made: dict[str, tuple[list[Any], list[int]]] = {name: ([], []) for name in SIZE}
    pairs = people.actor_pairs()
    heads = {(people.heads[index], act) for index, each in enumerate(told) for act in each.acts}
    for (index, act), row in zip(pairs, people.act_features(pairs) if pairs else (), strict=True):
        yes = act in told[index].acts
        if yes or (people.heads[index], act) not in heads:  # the same one told again teaches nothing
            made["acts"][0].append(row)
            made["acts"][1].append(int(yes))
    for index, each in enumerate(told):
        for harm in sorted(each.harms):
            made["groups"][0].extend(people.group_features(index, harm))
            made["groups"][1].extend(int(group in each.groups) for group in GROUPS)
    return made


def trees(name: str) -> HistGradientBoostingClassifier:
    count, leaves = SIZE[name]
    return HistGradientBoostingClassifier(
        max_iter=count, learning_rate=0.05, max_leaf_nodes=leaves, min_samples_leaf=20, l2_regularization=5.0,
        max_features=0.3, random_state=0,
    )  # fmt: skip


def crossed(some: Sequence[Case]) -> dict[str, list[np.ndarray]]:
    """For each report what heads say that were trained on the other folds."""
    made = {}
    for fold in range(FOLDS):
        rest = [one for one in some if one.fold != fold]
        head = head_of(rest if rest else some)
        made.update({one.document: head.chances(one.vectors) for one in some if one.fold == fold})
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True, help="the folder with encoder.onnx")
    parser.add_argument("--trial", action="store_true", help="with own.yaml alone")
    options = parser.parse_args(arguments)
    some = list(cases(options.to, trial=options.trial))
    held = crossed(some)
    made = {one.document: examples(one, held[one.document]) for one in some}
    for name in SIZE:
        features = np.array([row for one in some for row in made[one.document][name][0]], np.float32)
        answers = np.array([row for one in some for row in made[one.document][name][1]])
        folds = np.array([one.fold for one in some for _ in made[one.document][name][1]])
        given = np.zeros(len(answers))
        for fold in range(FOLDS):
            if (folds == fold).any():
                model = trees(name).fit(features[folds != fold], answers[folds != fold])
                given[folds == fold] = model.predict_proba(features[folds == fold])[:, -1]
        print(
            name,
            features.shape,
            f"yes {answers.mean():.3f}",
            f"average precision {average_precision_score(answers, given):.3f}",
            flush=True,
        )
        export(trees(name).fit(features, answers), features.shape[1], options.to / f"{name}.onnx")
    put_into(options.to / "encoder.onnx", head_of(some))


if __name__ == "__main__":
    main()
