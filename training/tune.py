"""The whole coder on MUC-4 from kept predictions: which thresholds give the best F, and the figures slot by slot."""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tallybook.coding import joining
from tallybook.coding.base import Layers
from tallybook.coding.encoded import read_labels
from tallybook.coding.judging import JUDGED, Judge
from tallybook.coding.local import JoinedRecordBuilder
from tallybook.coding.people_judging import PEOPLE, PeopleJudge
from tallybook.coding.rules import coding_of
from tallybook.evaluation.locating import Locator
from tallybook.evaluation.muc4 import mapping, score_messages
from tallybook.evaluation.muc4.measure import response_to
from tallybook.evaluation.muc4.modern import Terms, gtt, role_templates
from tallybook.evaluation.muc4.slots import SCORED
from training.judge import Case, cases, crossed, keys, rows, trees


def responses(some: Sequence[Case], judge: Callable[[str], Callable[[str, np.ndarray], np.ndarray]], labels, locator):
    made = {}
    for case in some:
        layers = Layers(case.example.report)
        layers._values.update(case.layers._values)
        if not hasattr(case, "judged"):
            case.judged = Judge(judge(case.example.document), labels).run(layers)
        layers._set(JUDGED, case.judged)
        layers._set(PEOPLE, PeopleJudge().run(layers))
        layers._set(joining.JOINED, joining.Joiner(labels).run(layers))
        coding = coding_of(layers, JoinedRecordBuilder().run(layers), "local", "training")
        made[case.example.document] = response_to(case.example.report, coding, locator)
    return made


def figures(some, templates, made):
    scored = score_messages({one.example.document: templates[one.example.document] for one in some}, made)
    total: dict[str, Terms] = {}
    for one in some:
        document = one.example.document
        for name, terms in gtt(
            role_templates(templates[document], one.example.report.text), role_templates(made[document])
        ).items():
            total[name] = total.get(name, Terms()) + terms
    return scored, total


def show(scored, total) -> None:
    row = scored.summary()["ALL TEMPLATES"]
    print(f"ALL TEMPLATES R {row.recall:.1f} P {row.precision:.1f} F {row.f():.2f}")
    for name in ("template-id", *(slot.name for slot in SCORED)):
        counts = scored.slot(name)
        print(
            f"  {name:20s} R {counts.recall:5.1f} P {counts.precision:5.1f}"
            f"  {counts.hits:6.1f} of {counts.pos}, {counts.act}"
        )
    print({name: round(terms.f1, 1) for name, terms in total.items()})


def sweep(dev, dev_keys, judge, labels, locator) -> None:
    """One threshold after the other, each set to the value with the best F on held-out texts, twice over."""

    def value() -> float:
        return figures(dev, dev_keys, responses(dev, judge, labels, locator))[0].summary()["ALL TEMPLATES"].f()

    best = value()
    print(f"before {best:.2f}", flush=True)
    for name in (
        "believed",
        "human_description",
        "human_name",
        "perpetrator_individual",
        "perpetrator_organization",
        "physical_target",
        "weapon",
        "believed",
    ):
        old = joining.BELIEVED if name == "believed" else joining.FILLER[name]
        for tried in (old - 0.1, old + 0.1, old - 0.2, old + 0.2):
            if not 0.1 <= tried <= 0.8:
                continue
            put(name, tried)
            if (found := value()) > best:
                best, old = found, tried
        put(name, old)
        print(f"  {name} {old:.2f}: {best:.2f}", flush=True)


def put(name: str, value: float) -> None:
    if name == "believed":
        joining.BELIEVED = value
        mapping.rules()["least_score"] = value  # type: ignore[index]
    else:
        joining.FILLER[name] = value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--predictions", type=Path, nargs="+", required=True, help="held-out texts of dev")
    parser.add_argument("--tuning", type=Path, required=True, help="TST1 and TST2")
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    labels = read_labels(options.labels)
    if options.cache and options.cache.exists():
        dev, tuning = pickle.loads(options.cache.read_bytes())
    else:
        dev, tuning = cases(options.predictions, labels), cases([options.tuning], labels)
        if options.cache:
            options.cache.write_bytes(pickle.dumps((dev, tuning)))
    dev_keys, tuning_keys = keys(["muc4/dev"]), keys(["muc4/tst1", "muc4/tst2"])
    data = rows(dev, dev_keys)
    judge = crossed(data)
    locator = Locator({}, ())
    if options.sweep:
        sweep(dev, dev_keys, judge, labels, locator)
    print("held-out dev")
    show(*figures(dev, dev_keys, responses(dev, judge, labels, locator)))
    whole = {name: trees(name).fit(features, answers) for name, (features, answers, _) in data.items()}
    print("TST1 + TST2")
    show(
        *figures(
            tuning,
            tuning_keys,
            responses(tuning, lambda _: lambda name, given: whole[name].predict_proba(given)[:, 1], labels, locator),
        )
    )


if __name__ == "__main__":
    main()
