"""What a trained network says of texts: kept for the second stage, which is trained on texts the first never saw."""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig

from tallybook.coding.encoded import Encoded, read_labels, to_tokens
from tallybook.coding.windows import cut, load_tokenizer, sentence_means
from training.corpora import load
from training.examples import Example
from training.model import ReportEncoder
from training.train import left_out


def load_model(folder: Path) -> ReportEncoder:
    """The network of a finished run."""
    config = BertConfig.from_json_file(str(folder / "config.json"))
    config._attn_implementation = "sdpa"
    model = ReportEncoder(config, read_labels(folder / "labels.json"))
    model.load_state_dict(torch.load(folder / "model.pt"))
    return model.eval()


def predict(model: ReportEncoder, tokenizer: Tokenizer, example: Example) -> Encoded:
    windows = cut(example.text, tokenizer)
    sentence = torch.from_numpy(windows.sentence)
    with torch.no_grad():
        outputs = model(
            torch.from_numpy(windows.ids),
            torch.from_numpy(windows.mask),
            sentence,
            torch.from_numpy(windows.pieces),
            torch.from_numpy(sentence_means(windows.sentence, windows.sentences)),
        )
    text = example.text
    return to_tokens(
        [one.float().numpy() for one in outputs], windows, model.labels, len(text.tokens), len(text.sentences)
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--corpora", required=True)
    parser.add_argument("--fold", default="", help="only the texts that this fold left out")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args(arguments)
    tokenizer = load_tokenizer(options.tokenizer)
    model = load_model(options.model)
    made = []
    for one in load(options.corpora.split(","), options.limit):
        if one.text.tokens and (not options.fold or left_out(one.document, options.fold)):
            made.append((one, predict(model, tokenizer, one)))
    options.to.write_bytes(pickle.dumps(made))
    print(len(made), "texts")


if __name__ == "__main__":
    main()
