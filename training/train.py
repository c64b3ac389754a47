"""Train the encoder. `python -m training.train --out FOLDER` resumes where an interrupted run stopped."""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from tallybook.coding.encoded import ARC, SITE_OFFSET
from tallybook.coding.windows import load_tokenizer
from training.corpora import load
from training.labels import LABELS
from training.model import ReportEncoder, start
from training.tensors import LEFT_OUT, Tensors, tensors_of

SEED = 13
BATCH = 4  # texts a step
BLOCK = 20  # messages that stay in one fold


def losses(model: ReportEncoder, one: Tensors) -> dict[str, torch.Tensor]:
    """The loss of each head that the example has targets for."""
    labels = model.labels
    tags, attributes, types, document, arcs = (value.float() for value in model(*one.arguments()))
    made: dict[str, torch.Tensor] = {}
    weight = torch.tensor([1.0, 2.0, 2.0])
    own = (one.tags >= 0).any(0)
    if own.any():
        made["tags"] = own.sum() * nn.functional.cross_entropy(
            tags[:, own].reshape(-1, 3), one.tags[:, own].reshape(-1), weight, ignore_index=LEFT_OUT
        )
    column = 0
    for name, values in labels.attributes.items():
        target = one.attributes[:, column : column + len(values)]
        rows = target[:, 0] >= 0
        if rows.any():
            given = attributes[rows, column : column + len(values)]
            if name in labels.many:
                loss = nn.functional.binary_cross_entropy_with_logits(given, target[rows].float()) * 2
            else:
                loss = nn.functional.cross_entropy(given, target[rows].argmax(1))
            made["attributes"] = made.get("attributes", torch.zeros(())) + 0.15 * loss
        column += len(values)
    if one.types is not None:
        made["types"] = 2 * masked(types, one.types, 2.0)
    if one.acts:
        made["sites"] = site_loss(arcs, one)
    count = len(labels.types)
    if (one.classes[:count] >= 0).any():
        made["document"] = masked(document[:count], one.classes[:count], 1.0)
    column = count
    for name, values in labels.classes.items():
        target = one.classes[column : column + len(values)]
        if target[0] >= 0:
            given = document[column : column + len(values)]
            if name in labels.many:
                made[name] = 0.5 * masked(given, target, 1.0)
            else:
                made[name] = 0.3 * nn.functional.cross_entropy(given[None], target.argmax()[None])
        column += len(values)
    return made


def site_loss(arcs: torch.Tensor, one: Tensors) -> torch.Tensor:
    """The loss of the places of all acts of an example."""
    total = torch.zeros(())
    for words, around, sites in one.acts:
        if len(words) and len(around):
            given = site_scores(arcs[words], arcs[around])
            total = total + nn.functional.binary_cross_entropy_with_logits(
                given, sites.expand_as(given), pos_weight=torch.tensor(2.0)
            )
    return total / 2


def site_scores(acts: torch.Tensor, arcs: torch.Tensor) -> torch.Tensor:
    """For each piece of an act the logits of all pieces to be part of the place where it happened."""
    return acts[:, :ARC] @ arcs[:, ARC:].T / ARC**0.5 - SITE_OFFSET


def masked(given: torch.Tensor, target: torch.Tensor, positive: float) -> torch.Tensor:
    """Binary cross entropy over the targets that count."""
    loss = nn.functional.binary_cross_entropy_with_logits(
        given, target.clamp(min=0).float(), pos_weight=torch.tensor(positive), reduction="none"
    )
    counts = (target >= 0).float()
    return (loss * counts).sum() / counts.sum().clamp(min=1)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="starting weights; without them a tiny network, for a trial")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--fold", default="", help="2/5: leave out the second fifth of the MUC-4 and HRDsAttack texts")
    parser.add_argument("--corpora", default="muc4,hrdsattack")
    parser.add_argument("--limit", type=int, default=0, help="examples a corpus, for a trial")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-4)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "labels.json").write_text(json.dumps(asdict(LABELS), indent=1))
    tokenizer = load_tokenizer(options.tokenizer)
    kept = [one for one in load(options.corpora.split(","), options.limit) if not left_out(one.document, options.fold)]
    data = [made for one in kept if (made := tensors_of(one, tokenizer, LABELS))]
    print(len(data), "examples", flush=True)
    training = Training(start(options.weights, LABELS), data, options.epochs, options.rate)
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        training.restore(torch.load(checkpoint, weights_only=False))
    while training.epoch < options.epochs:
        training.run_epoch()
        torch.save(training.state(), checkpoint)
    training.model.encoder.config.to_json_file(str(options.out / "config.json"))
    torch.save(training.model.state_dict(), options.out / "model.pt")
    checkpoint.unlink()


class Training:
    """A network on its way, epoch by epoch."""

    def __init__(self, model: ReportEncoder, data: list[Tensors], epochs: int, rate: float) -> None:
        self.model, self.data, self.epoch = model, data, 0
        # The vocabulary is half of all weights and few texts move few of its words: it stays as it came.
        model.encoder.embeddings.requires_grad_(False)
        named = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
        slow = [value for name, value in named if name.startswith("encoder.")]
        fast = [value for name, value in named if not name.startswith("encoder.")]
        self.values = [*slow, *fast]
        self.optimizer = torch.optim.AdamW(
            [{"params": slow, "lr": rate}, {"params": fast, "lr": 4 * rate}], weight_decay=0.01
        )
        steps = epochs * math.ceil(len(data) / BATCH)
        warm = max(1, steps // 16)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min((step + 1) / warm, max(0.02, 1 - (step - warm) / max(1, steps - warm)))
        )

    def state(self) -> dict[str, object]:
        """All that is needed to go on after this epoch."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "epoch": self.epoch,
        }

    def restore(self, saved: dict[str, object]) -> None:
        self.model.load_state_dict(saved["model"])  # type: ignore[arg-type]
        self.optimizer.load_state_dict(saved["optimizer"])  # type: ignore[arg-type]
        self.schedule.load_state_dict(saved["schedule"])  # type: ignore[arg-type]
        self.epoch = int(saved["epoch"])  # type: ignore[call-overload]

    def run_epoch(self) -> None:
        """Once over all texts, in an order that depends on the epoch alone."""
        self.model.train()
        order = list(range(len(self.data)))
        random.Random(SEED + self.epoch).shuffle(order)  # noqa: S311  # no secret
        totals: dict[str, list[float]] = {}
        started = time.time()
        for index in range(0, len(order), BATCH):
            for number in order[index : index + BATCH]:
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    parts = losses(self.model, self.data[number])
                if not parts:
                    continue
                (sum(parts.values()) / BATCH).backward()  # type: ignore[union-attr]
                for name, value in parts.items():
                    totals.setdefault(name, []).append(float(value.detach()))
            nn.utils.clip_grad_norm_(self.values, 1.0)
            self.optimizer.step()
            self.schedule.step()
            self.optimizer.zero_grad()
            if index % (BATCH * 50) == 0:
                print(f"  {index}/{len(order)} {time.time() - started:.0f}s", file=sys.stderr, flush=True)
        self.epoch += 1
        shown = {name: round(sum(values) / len(values), 4) for name, values in totals.items()}
        print(f"epoch {self.epoch} {time.time() - started:.0f}s {shown}", flush=True)


def left_out(document: str, fold: str) -> bool:
    """Whether a fold leaves this text out."""
    if not fold:
        return False
    number, count = map(int, fold.split("/"))
    return fold_of(document, count) == number - 1


def fold_of(document: str, count: int) -> int:
    """The fold of a text. Neighbouring messages tell of the same days, so blocks of twenty stay together."""
    return (int("".join(filter(str.isdigit, document.rsplit("-", maxsplit=1)[-1]))) // BLOCK) % count


if __name__ == "__main__":
    main()
