"""Our own labelled reports (own.yaml) as examples: what the trial run is trained on, and what anybody may add to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from tallybook.coding.grammar import Phrase
from tallybook.coding.label_codes import label_codes
from tallybook.coding.tokens import segment
from tallybook.evaluation.muc4.templates import Fill, Filler, Template
from tallybook.model import Report, Span
from training.examples import Example, Labelled
from training.gold import Told
from training.muc4 import STRING_SLOTS

FILE = Path(__file__).with_name("own.yaml")
_SPAN = re.compile(r"\[(\w+) (\d+)([^|\]]*)\|([^\]]+)\]")


def read_own(path: Path = FILE) -> Iterator[Example]:
    """The reports of a file in the form of own.yaml."""
    for entry in yaml.safe_load(path.read_text("utf-8")):
        plain, spans = "", []
        last = 0
        marked = entry["text"]
        for match in _SPAN.finditer(marked):
            plain += marked[last : match.start()]
            spans.append((len(plain), len(plain) + len(match[4]), match[1], int(match[2]), match[3].split()))
            plain += match[4]
            last = match.end()
        plain += marked[last:]
        report = Report.make(plain, document=entry["id"], language="en")
        text = segment(report)
        made = Example("own", entry["id"], report, text, frozenset((*STRING_SLOTS.values(), "place", "date")))
        for start, end, role, number, attributes in spans:
            first, behind = text.token_range(Span(start, end))
            given: dict[str, Any] = {}
            for attribute in attributes:
                name, _, value = attribute.partition("=")
                given.setdefault(name, []).append(value.replace("_", " "))
            made.spans.append(Labelled(first, behind, role, number, given))
        for number, incident in enumerate(entry["incidents"]):
            sentences = sorted({text.tokens[one.first].sentence for one in made.spans if one.template == number})
            made.templates.append({**incident, "sentences": sentences, "optional": False})
            made.doc_types[incident["type"]] = 1
        made.judged_types = True
        yield made


def own_told(example: Example, phrases: Sequence[Phrase]) -> list[Told]:
    """What the labels of a report of our own say of each phrase."""
    codes = label_codes()
    told = [Told() for _ in phrases]
    for phrase, one in zip(phrases, told, strict=True):
        for span in example.spans:
            if span.first < phrase.core_last and phrase.first < span.last:
                given: dict[str, Any] = span.attributes
                one.groups |= {codes["people"][kind]["group"] for kind in given.get("human_kind", ())}
                one.harms |= {
                    codes["effects"][effect] for effect in given.get("effect", ()) if effect in codes["effects"]
                }
                if span.role.startswith("perpetrator"):
                    claimed = "CLAIMED OR ADMITTED" in given.get("confidence", ())
                    one.acts.add("claimed" if claimed else "accused")
        if not one.harms:
            one.groups.clear()
    return told


def own_templates(example: Example) -> tuple[Template, ...]:
    """The incidents of a report of our own as templates, for what is learned from templates."""
    made = []
    for number, told in enumerate(example.templates):
        slots: dict[int, tuple[Filler, ...]] = {4: (Filler((Fill(str(told["type"])),)),)}
        for slot, role in STRING_SLOTS.items():
            words = [
                example.text.words(one.first, one.last)
                for one in example.spans
                if one.template == number and one.role == role
            ]
            slots[slot] = tuple(Filler((Fill(one.upper(), quoted=True),)) for one in words)
        made.append(Template(example.document, str(number), slots=slots))
    return tuple(made)
