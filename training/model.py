"""The network: an encoder over windows, a small transformer over the sentences of the whole report, and the heads.

A sentence is the mean of its word pieces. The transformer lets each sentence see the whole report; what it makes of a
sentence is added to the pieces of that sentence before the heads judge them.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import BertConfig, BertModel

from tallybook.coding.encoded import ARC, Labels

HIDDEN = 384


def positions(count: int, width: int) -> torch.Tensor:
    """Sinusoidal positions, so that reports of any length can be read. Shape: count x width."""
    place = torch.arange(count, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, width, 2, dtype=torch.float32) * (-9.21034 / width))
    return torch.cat((torch.sin(place * rate), torch.cos(place * rate)), dim=1)


class ReportEncoder(nn.Module):
    """All heads over one report. Inputs are those of `tallybook.coding.windows.Windows`."""

    def __init__(self, config: BertConfig, labels: Labels, layers: int = 2) -> None:
        super().__init__()
        self.labels = labels
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        layer = nn.TransformerEncoderLayer(width, 6, 2 * width, 0.1, "gelu", batch_first=True, norm_first=True)
        self.report = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.join = nn.Linear(2 * width, width)
        self.mix = nn.Sequential(nn.GELU(), nn.Dropout(0.1))
        self.tags = nn.Linear(width, 3 * len(labels.tags))
        self.attributes = nn.Linear(width, sum(map(len, labels.attributes.values())))
        self.sentence = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(0.1))
        self.types = nn.Linear(width, len(labels.types) + len(labels.stages))
        self.arcs = nn.Linear(width, 2 * ARC)
        self.attend = nn.Linear(width, 1)
        self.document = nn.Linear(2 * width, len(labels.types) + sum(map(len, labels.classes.values())))
        self.register_buffer("places", positions(4096, width), persistent=False)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, sentence: torch.Tensor, pieces: torch.Tensor, pool: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """`sentence` is that of each place in the windows, row after row; `pieces` the places that count; `pool`,
        sentences x places, holds the weights of the means.
        """
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        flat = states.reshape(-1, states.shape[-1])
        # Reports differ in their number of sentences: in bfloat16 each number would have kernels made for it anew.
        with torch.autocast("cpu", enabled=False):
            means = pool @ flat.float()
            seen = self.report((means + 0.3 * self.places[: means.shape[0]])[None])[0]
            told = self.sentence(torch.cat((means, seen), dim=1))
            weights = torch.softmax(self.attend(told), dim=0)
            whole = self.document(torch.cat(((weights * told).sum(0), told.max(0).values)))
            types = self.types(told)
        mixed = self.mix(self.join(torch.cat((flat, seen[sentence].to(flat.dtype)), dim=1)))
        tags = self.tags(mixed)[pieces].reshape(-1, len(self.labels.tags), 3)
        return tags, self.attributes(mixed)[pieces], types, whole, self.arcs(mixed)[pieces]


def tiny_config() -> BertConfig:
    """A network that is good for nothing and trains in seconds, to try the whole way."""
    return BertConfig(
        hidden_size=96, num_hidden_layers=1, num_attention_heads=4, intermediate_size=192, max_position_embeddings=512
    )


def start(weights: Path | None, labels: Labels) -> ReportEncoder:
    """The network with the starting weights of a folder; None: a tiny one.

    The folder has config.json and model.safetensors, or the model.pt of a run whose labels were the first of ours.
    """
    if weights is None:
        return ReportEncoder(tiny_config(), labels)
    config = BertConfig.from_json_file(str(weights / "config.json"))
    config._attn_implementation = "sdpa"
    config.attention_probs_dropout_prob = 0.0  # its masks cost more than all the rest on a CPU
    model = ReportEncoder(config, labels)
    if (weights / "model.pt").exists():
        take_over(model, torch.load(weights / "model.pt"))
        return model
    state = load_file(str(weights / "model.safetensors"))
    missing, _ = model.encoder.load_state_dict(state, strict=False)
    if [one for one in missing if "position_ids" not in one]:
        raise ValueError(f"The starting weights in {weights} lack {missing[0]}.")
    return model


def take_over(model: ReportEncoder, state: dict[str, torch.Tensor]) -> None:
    """Weights of a network with fewer labels: heads that have grown keep what their first rows knew."""
    own = model.state_dict()
    for name, values in state.items():
        if name in own:
            own[name][tuple(slice(size) for size in values.shape)] = values
    model.load_state_dict(own)
