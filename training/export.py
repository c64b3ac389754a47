"""The trained network as an int8 ONNX file, with its tokenizer and labels."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from tallybook.coding.windows import MOST_SENTENCES
from training.predict import load_model

INPUTS = ["ids", "mask", "sentence", "pieces", "pool"]
OUTPUTS = ["tags", "attributes", "types", "document", "arcs"]


class Traceable(nn.Module):
    """The layers over the sentences, written out: torch's own attention fixes the number of sentences when traced."""

    def __init__(self, layers: nn.TransformerEncoder) -> None:
        super().__init__()
        self.layers = layers.layers

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            states = states + self.attend(layer.self_attn, layer.norm1(states))
            states = states + layer.linear2(nn.functional.gelu(layer.linear1(layer.norm2(states))))
        return states

    @staticmethod
    def attend(attention: nn.MultiheadAttention, states: torch.Tensor) -> torch.Tensor:
        heads, width = attention.num_heads, states.shape[-1]
        joined = nn.functional.linear(states, attention.in_proj_weight, attention.in_proj_bias)
        query, key, value = (
            part.reshape(1, -1, heads, width // heads).transpose(1, 2) for part in joined.chunk(3, dim=-1)
        )
        weights = torch.softmax(query @ key.transpose(2, 3) / (width // heads) ** 0.5, dim=-1)
        seen = (weights @ value).transpose(1, 2).reshape(1, -1, width)
        return attention.out_proj(seen)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args(arguments)
    options.to.mkdir(parents=True, exist_ok=True)
    model = load_model(options.model)
    model.encoder.config._attn_implementation = "eager"
    model.report = Traceable(model.report)
    model.places = model.places[:MOST_SENTENCES]
    ids = torch.randint(1000, 2000, (2, 64))
    sentence = torch.arange(128) // 26
    example = (ids, torch.ones_like(ids), sentence, torch.arange(1, 120), torch.softmax(torch.rand(5, 128), 1))
    axes = {
        "ids": {0: "windows", 1: "length"},
        "mask": {0: "windows", 1: "length"},
        "sentence": {0: "places"},
        "pieces": {0: "pieces"},
        "pool": {0: "sentences", 1: "places"},
        "tags": {0: "pieces"},
        "attributes": {0: "pieces"},
        "types": {0: "sentences"},
        "arcs": {0: "pieces"},
    }
    whole = options.to / "whole.onnx"
    with torch.no_grad():
        torch.onnx.export(
            model.eval(),
            example,
            str(whole),
            input_names=INPUTS,
            output_names=OUTPUTS,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    quantize_dynamic(str(whole), str(options.to / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    shutil.copy(options.tokenizer, options.to / "tokenizer.json")
    shutil.copy(options.model / "labels.json", options.to / "labels.json")


if __name__ == "__main__":
    main()
