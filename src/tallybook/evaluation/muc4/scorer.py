"""The MUC-4 score: pairing of templates, alignment of fillers, and the tables of the official reports.

Per slot, fillers of a response are matched one to one with fillers of the key so that the sum of their grades is
greatest. What is left on both sides is paired and incorrect; what is left of the response alone is spurious, of the key
alone missing, unless it is optional there.

    possible POS = COR + PAR + INC + MIS        recall REC = (COR + PAR / 2) / POS
    actual   ACT = COR + PAR + INC + SPU        precision PRE = (COR + PAR / 2) / ACT
    overgeneration OVG = SPU / ACT              F = (b^2 + 1) P R / (b^2 P + R)

with b = 1 for P&R, 1/2 for 2P&R (precision counts more) and 2 for P&2R.

Source: Chinchor, MUC-4 evaluation metrics, Proceedings of the Fourth Message Understanding Conference (1992), and the
scoring guidelines of the conference, version 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tallybook.evaluation.muc4.fills import Grade, compare
from tallybook.evaluation.muc4.matching import best_matching
from tallybook.evaluation.muc4.slots import SCORED, SLOTS, Slot
from tallybook.evaluation.muc4.templates import Filler, Template

__all__ = ["TEMPLATE_ROW", "Counts", "Pair", "Score", "f_measure", "pair_templates", "score_message", "score_messages"]

TEMPLATE_ROW = SLOTS[1].name
# Two templates are of the same incident when their types match and one of these slots does (scoring guidelines, 3.2.1):
# a perpetrator correctly, a target partially at least. The guidelines let a partial match on a perpetrator do as well,
# but only a person gave those, after the program had paired the templates.
_PERPETRATORS = ("perp-ind-id", "perp-org-id")
_TARGETS = ("phys-tgt-id", "phys-tgt-type", "hum-tgt-name", "hum-tgt-desc", "hum-tgt-type")


@dataclass(frozen=True, slots=True)
class Counts:
    """What one slot, or many, came to."""

    cor: int = 0
    par: int = 0
    inc: int = 0
    spu: int = 0
    mis: int = 0
    non: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.cor + other.cor,
            self.par + other.par,
            self.inc + other.inc,
            self.spu + other.spu,
            self.mis + other.mis,
            self.non + other.non,
        )

    @property
    def pos(self) -> int:
        """How many fillers the key asks for."""
        return self.cor + self.par + self.inc + self.mis

    @property
    def act(self) -> int:
        """How many fillers the response gives."""
        return self.cor + self.par + self.inc + self.spu

    @property
    def hits(self) -> float:
        """Correct ones, and partially correct ones by half."""
        return self.cor + self.par / 2

    @property
    def recall(self) -> float:
        """In per cent; 0 where nothing was possible."""
        return 100 * self.hits / self.pos if self.pos else 0.0

    @property
    def precision(self) -> float:
        """In per cent; 0 where nothing was given."""
        return 100 * self.hits / self.act if self.act else 0.0

    @property
    def overgeneration(self) -> float:
        """In per cent; 0 where nothing was given."""
        return 100 * self.spu / self.act if self.act else 0.0

    def f(self, beta: float = 1.0) -> float:
        """The F-measure in per cent."""
        return f_measure(self.recall, self.precision, beta)


def f_measure(recall: float, precision: float, beta: float = 1.0) -> float:
    """F of recall and precision; `beta` above 1 makes recall count more."""
    below = beta**2 * precision + recall
    return (beta**2 + 1) * precision * recall / below if below else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A key template with the response template it was paired with; one of them is None where there was no partner.

    `rows` has the counts of each slot by its short name, the template's own row included.
    """

    message: str
    key: Template | None
    response: Template | None
    rows: Mapping[str, Counts] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        """All slots together, without the template's own row."""
        return sum((counts for name, counts in self.rows.items() if name != TEMPLATE_ROW), Counts())


@dataclass(frozen=True, slots=True)
class Score:
    """The pairs of a whole run, with the rows of the official summary."""

    pairs: tuple[Pair, ...]

    def slot(self, name: str) -> Counts:
        """One row of the table of slots, by its short name."""
        return sum((pair.rows.get(name, Counts()) for pair in self.pairs), Counts())

    def group(self, name: str) -> Counts:
        """All slots of inc, perp, phys-tgt or hum-tgt."""
        return sum((self.slot(slot.name) for slot in SCORED if slot.group == name), Counts())

    def summary(self) -> dict[str, Counts]:
        """The rows MATCHED/MISSING, MATCHED/SPURIOUS, MATCHED ONLY and ALL TEMPLATES.

        Missing templates count in the first and last, spurious ones in the second and last.
        """
        matched = sum((pair.total for pair in self.pairs if pair.key and pair.response), Counts())
        missing = sum((pair.total for pair in self.pairs if pair.response is None), Counts())
        spurious = sum((pair.total for pair in self.pairs if pair.key is None), Counts())
        return {
            "MATCHED/MISSING": matched + missing,
            "MATCHED/SPURIOUS": matched + spurious,
            "MATCHED ONLY": matched,
            "ALL TEMPLATES": matched + missing + spurious,
        }


@lru_cache(maxsize=200_000)
def _align(slot: Slot, key: tuple[Filler, ...], response: tuple[Filler, ...]) -> Counts:
    grades = [[compare(slot, wanted, given) for given in response] for wanted in key]
    # Of two matchings of equal worth the one that uses fewer optional fillers leaves fewer missing.
    weights = [
        [grade + (0.0 if wanted.optional else 0.01) * bool(grade) for grade in row]
        for wanted, row in zip(key, grades, strict=True)
    ]
    matched = best_matching(weights)
    correct = sum(grades[row][column] is Grade.CORRECT for row, column in matched)
    used = {row for row, _ in matched}
    left = [filler for row, filler in enumerate(key) if row not in used]
    spare = len(response) - len(matched)
    incorrect = min(len(left), spare)
    required = sum(not filler.optional for filler in left)
    return Counts(
        cor=correct,
        par=len(matched) - correct,
        inc=incorrect,
        spu=spare - incorrect,
        mis=max(0, required - spare),
        non=int(not key and not response),
    )


def _score_pair(key: Template, response: Template) -> dict[str, Counts]:
    return {slot.name: _align(slot, key.get(slot.number), response.get(slot.number)) for slot in SCORED}


def _affinity(rows: Mapping[str, Counts]) -> float:
    """How well two templates go together: the recall of the one in the other; 0 where they may not be paired."""
    if not rows["inc-type"].hits:
        return 0.0
    if not any(rows[name].cor for name in _PERPETRATORS) and not any(rows[name].hits for name in _TARGETS):
        return 0.0
    return sum(rows.values(), Counts()).recall


def pair_templates(keys: Sequence[Template], responses: Sequence[Template]) -> tuple[tuple[int, int], ...]:
    """Which key template goes with which response template of one message: pairs of positions.

    The matching in which the recalls of the pairs sum up to most. Matching by recall agrees better with the mappings
    of 1992 than matching by hits or by F does.
    """
    return best_matching([[_affinity(_score_pair(key, response)) for response in responses] for key in keys])


def score_message(message: str, keys: Sequence[Template], responses: Sequence[Template]) -> tuple[Pair, ...]:
    """The pairs of one message. Templates that say "no incident" are left out on both sides first.

    An optional key template without a partner counts nothing.
    """
    keys = [key for key in keys if not key.irrelevant]
    responses = [response for response in responses if not response.irrelevant]
    matched = pair_templates(keys, responses)
    nothing = Template(message, "")
    pairs = [
        Pair(message, keys[row], responses[column], _with_row(Counts(cor=1), keys[row], responses[column]))
        for row, column in matched
    ]
    for row, key in enumerate(keys):
        if not key.optional and all(row != other for other, _ in matched):
            pairs.append(Pair(message, key, None, _with_row(Counts(mis=1), key, nothing)))
    for column, response in enumerate(responses):
        if all(column != other for _, other in matched):
            pairs.append(Pair(message, None, response, _with_row(Counts(spu=1), nothing, response)))
    return tuple(pairs)


def _with_row(own: Counts, key: Template, response: Template) -> dict[str, Counts]:
    return {TEMPLATE_ROW: own, **_score_pair(key, response)}


def score_messages(keys: Mapping[str, Sequence[Template]], responses: Mapping[str, Sequence[Template]]) -> Score:
    """The score of a whole run: every message of the key, with or without a response to it."""
    pairs: list[Pair] = []
    for message, templates in keys.items():
        pairs.extend(score_message(message, templates, responses.get(message, ())))
    return Score(tuple(pairs))
