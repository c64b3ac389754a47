"""Train the judge: two sets of decision trees over features of candidates, on texts the encoder was not trained on.

`python -m training.judge --predictions A.pkl B.pkl --labels labels.json --to FOLDER`
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

from tallybook.coding.base import Layers, Pipeline
from tallybook.coding.candidates import IncidentCandidate
from tallybook.coding.encoded import Encoded, Labels, read_labels
from tallybook.coding.encoder import ReportEncoder
from tallybook.coding.judging import Evidence, Judge, best_span, filler_features, incident_features
from tallybook.coding.rules import rule_components
from tallybook.coding.tokens import Text
from tallybook.coding.victim_names import VictimNameReader
from tallybook.evaluation.corpora import corpus_path
from tallybook.evaluation.muc4 import by_message, read_templates
from tallybook.evaluation.muc4.fills import Grade, compare_strings
from tallybook.evaluation.muc4.mapping import plain, without_articles
from tallybook.evaluation.muc4.templates import Template
from training.examples import Example
from training.muc4 import STRING_SLOTS
from training.own import own_templates
from training.train import SEED, fold_of

FOLDS = 4
SLOT_OF = {role: slot for slot, role in STRING_SLOTS.items()}


def keys(folders: Sequence[str]) -> dict[str, tuple[Template, ...]]:
    return by_message(
        [one for folder in folders for file in sorted(corpus_path(folder).glob("key*")) for one in read_templates(file)]
    )


class Case:
    """A text with its candidates and their features."""

    def __init__(self, example: Example, layers: Layers, evidence: Evidence) -> None:
        self.example, self.layers, self.evidence = example, layers, evidence
        self.incidents = [np.array([incident_features(evidence, one)], np.float32) for one in evidence.incidents]
        self.fillers = [filler_features(evidence, one) for one in evidence.incidents] if evidence.entities else []


def cases(files: Sequence[Path], labels: Labels) -> list[Case]:
    """The MUC-4 texts of these files of predictions, read by the rules too."""
    made: list[Case] = []
    for file in files:
        for example, encoded in pickle.loads(file.read_bytes()):
            if example.corpus in ("muc4", "own"):
                made.append(case(example, encoded, labels))
    return made


def case(example: Example, encoded: Encoded, labels: Labels) -> Case:
    def read(_: Text) -> Encoded:
        return encoded

    layers = Pipeline((*rule_components(ReportEncoder(read)), VictimNameReader())).run(example.report)
    return Case(example, layers, Judge(labels=labels).evidence(layers))


def assigned(case: Case, gold: Sequence[Template]) -> dict[int, int]:
    """Which candidate is which template: of the same type, by the sentences that both speak of; each once."""
    pairs = []
    for number, (template, told) in enumerate(zip(gold, case.example.templates, strict=True)):
        for index, candidate in enumerate(case.evidence.incidents):
            if case.evidence.labels.types[candidate.type] not in template.get(4)[0].fills[0].text:
                continue
            own = {one for one in told["sentences"] if one < len(candidate.weights)}  # type: ignore[attr-defined]
            both, either = own & set(candidate.sentences), own | set(candidate.sentences)
            weight = sum(float(candidate.weights[one]) for one in own) / max(1, len(own))
            pairs.append((0.01 + weight + 0.5 * len(both) / max(1, len(either)), number, index))
    taken: dict[int, int] = {}
    for _, number, index in sorted(pairs, reverse=True):
        if index not in taken and number not in taken.values():
            taken[index] = number
    return taken


def right_fillers(case: Case, candidate: IncidentCandidate, template: Template) -> set[int]:
    """The entities that the template has in their roles: for each filler of the key the one that is most like it.

    Where several entities name one filler, the others are not right: each of them would be one answer too many.
    """
    text = case.evidence.text
    right: set[int] = set()
    for role, slot in SLOT_OF.items():
        for filler in template.get(slot):
            best: tuple[int, float, int] | None = None
            for index, entity in enumerate(case.evidence.entities):
                if entity.role != role or index in right:
                    continue
                span = best_span(entity, candidate.weights)
                given = without_articles(plain(text.words(span.first, span.last)))
                grade = max(compare_strings("", without_articles(fill.text), given) for fill in filler.fills)
                score = max(one.score * float(candidate.weights[one.sentence]) for one in entity.spans)
                if grade > Grade.INCORRECT and (best is None or (grade, score) > best[:2]):
                    best = (grade, score, index)
            if best is not None:
                right.add(best[2])
    return right


def rows(
    some: Sequence[Case], templates: dict[str, tuple[Template, ...]]
) -> dict[str, tuple[np.ndarray, np.ndarray, list[str]]]:
    """Features, answers and documents for both models. An optional template teaches neither yes nor no."""
    made: dict[str, list[tuple[np.ndarray, int, str]]] = {"incidents": [], "fillers": []}
    for one in some:
        gold = [template for template in templates[one.example.document] if not template.irrelevant]
        taken = assigned(one, gold)
        for index in range(len(one.evidence.incidents)):
            template = gold[taken[index]] if index in taken else None
            document = one.example.document
            if template is None or not template.optional:
                made["incidents"].append((one.incidents[index][0], int(template is not None), document))
            if template is not None and one.evidence.entities:
                right = right_fillers(one, one.evidence.incidents[index], template)
                for number, features in enumerate(one.fillers[index]):
                    made["fillers"].append((features, int(number in right), document))
    return {
        name: (
            np.array([row[0] for row in some_rows]),
            np.array([row[1] for row in some_rows]),
            [row[2] for row in some_rows],
        )
        for name, some_rows in made.items()
    }


def trees(name: str) -> HistGradientBoostingClassifier:
    size = {"incidents": 80, "fillers": 160}[name]
    return HistGradientBoostingClassifier(
        max_iter=size,
        learning_rate=0.06,
        max_leaf_nodes=10,
        min_samples_leaf=25,
        l2_regularization=5.0,
        max_features=0.5,
        random_state=SEED,
    )


def crossed(
    data: dict[str, tuple[np.ndarray, np.ndarray, list[str]]],
) -> Callable[[str], Callable[[str, np.ndarray], np.ndarray]]:
    """Models for held-out texts: for a document those that were trained without its fold."""
    models: dict[tuple[str, int], HistGradientBoostingClassifier] = {}
    for name, (features, answers, documents) in data.items():
        folds = np.array([fold_of(one, FOLDS) for one in documents])
        given = np.zeros(len(answers))
        for fold in range(FOLDS):
            models[name, fold] = trees(name).fit(features[folds != fold], answers[folds != fold])
            if (folds == fold).any():
                given[folds == fold] = models[name, fold].predict_proba(features[folds == fold])[:, 1]
        print(
            name,
            features.shape,
            f"yes {answers.mean():.3f}",
            f"average precision {average_precision_score(answers, given):.3f}",
        )

    def for_document(document: str) -> Callable[[str, np.ndarray], np.ndarray]:
        fold = fold_of(document, FOLDS)
        return lambda name, features: models[name, fold].predict_proba(features)[:, 1]

    return for_document


def export(model: HistGradientBoostingClassifier, width: int, to: Path) -> None:
    """The trees as an ONNX file: `features` (rows x width) in, `chance` (rows x 1; the probability of yes) out."""
    table: dict[str, list[float]] = {name: [] for name in (
        "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids",
        "nodes_falsenodeids", "target_treeids", "target_nodeids", "target_ids", "target_weights",
    )}  # fmt: skip
    for tree, (predictor,) in enumerate(model._predictors):
        for number, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            values = (
                tree, number, int(node["feature_idx"]), float(node["num_threshold"]), "LEAF" if leaf else "BRANCH_LEQ",
                0 if leaf else int(node["left"]), 0 if leaf else int(node["right"]),
            )  # fmt: skip
            for name, value in zip(list(table)[:7], values, strict=True):
                table[name].append(value)
            if leaf:
                for name, value in zip(list(table)[7:], (tree, number, 0, float(node["value"])), strict=True):
                    table[name].append(value)
    ensemble = helper.make_node(
        "TreeEnsembleRegressor", ["features"], ["sum"], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM",
        base_values=[float(np.ravel(model._baseline_prediction)[0])], **table,
    )  # fmt: skip
    graph = helper.make_graph(
        [ensemble, helper.make_node("Sigmoid", ["sum"], ["chance"])],
        to.stem,
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("chance", TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    to.write_bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--predictions", type=Path, nargs="+", required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args(arguments)
    labels = read_labels(options.labels)
    some = cases(options.predictions, labels)
    data = rows(
        some,
        keys(["muc4/dev"])
        if some[0].example.corpus == "muc4"
        else {one.example.document: own_templates(one.example) for one in some},
    )
    crossed(data)
    options.to.mkdir(parents=True, exist_ok=True)
    for name, (features, answers, _) in data.items():
        export(trees(name).fit(features, answers), features.shape[1], options.to / f"{name}.onnx")


if __name__ == "__main__":
    main()
