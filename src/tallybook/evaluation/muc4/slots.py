"""The 24 slots of a MUC-4 template: their names, what kind of fill each takes, and which slot a cross-reference names.

Source: the task documentation of the Fourth Message Understanding Conference (1992), `template-doc-part1` version 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["BY_LABEL", "BY_NUMBER", "SCORED", "SLOTS", "Kind", "Slot"]


class Kind(StrEnum):
    """How a slot is filled, and so how two fills of it are compared."""

    MESSAGE = "message"
    TEMPLATE = "template"
    DATE = "date"
    LOCATION = "location"
    SET = "set"
    STRING = "string"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot. `name` is the short name of the official score reports; `references` are the numbers of the slots whose
    fills its cross-references may name."""

    number: int
    label: str
    name: str
    kind: Kind
    references: tuple[int, ...] = ()

    @property
    def group(self) -> str:
        """The part of the template the slot belongs to: message, inc, perp, phys-tgt or hum-tgt."""
        parts = {"INCIDENT": "inc", "PERP": "perp", "PHYS TGT": "phys-tgt", "HUM TGT": "hum-tgt"}
        return parts.get(self.label.partition(":")[0], "message")


SLOTS = (
    Slot(0, "MESSAGE: ID", "message-id", Kind.MESSAGE),
    Slot(1, "MESSAGE: TEMPLATE", "template-id", Kind.TEMPLATE),
    Slot(2, "INCIDENT: DATE", "inc-date", Kind.DATE),
    Slot(3, "INCIDENT: LOCATION", "inc-loc", Kind.LOCATION),
    Slot(4, "INCIDENT: TYPE", "inc-type", Kind.SET),
    Slot(5, "INCIDENT: STAGE OF EXECUTION", "inc-stage", Kind.SET),
    Slot(6, "INCIDENT: INSTRUMENT ID", "inc-instr-id", Kind.STRING),
    Slot(7, "INCIDENT: INSTRUMENT TYPE", "inc-instr-type", Kind.SET, (6,)),
    Slot(8, "PERP: INCIDENT CATEGORY", "perp-inc-cat", Kind.SET),
    Slot(9, "PERP: INDIVIDUAL ID", "perp-ind-id", Kind.STRING),
    Slot(10, "PERP: ORGANIZATION ID", "perp-org-id", Kind.STRING),
    Slot(11, "PERP: ORGANIZATION CONFIDENCE", "perp-org-conf", Kind.SET, (10,)),
    Slot(12, "PHYS TGT: ID", "phys-tgt-id", Kind.STRING),
    Slot(13, "PHYS TGT: TYPE", "phys-tgt-type", Kind.SET, (12,)),
    Slot(14, "PHYS TGT: NUMBER", "phys-tgt-num", Kind.NUMBER, (12,)),
    Slot(15, "PHYS TGT: FOREIGN NATION", "phys-tgt-nation", Kind.SET, (12,)),
    Slot(16, "PHYS TGT: EFFECT OF INCIDENT", "phys-tgt-effect", Kind.SET, (12,)),
    Slot(17, "PHYS TGT: TOTAL NUMBER", "phys-tgt-total-num", Kind.NUMBER),
    Slot(18, "HUM TGT: NAME", "hum-tgt-name", Kind.STRING),
    Slot(19, "HUM TGT: DESCRIPTION", "hum-tgt-desc", Kind.STRING, (18,)),
    Slot(20, "HUM TGT: TYPE", "hum-tgt-type", Kind.SET, (18, 19)),
    Slot(21, "HUM TGT: NUMBER", "hum-tgt-num", Kind.NUMBER, (18, 19)),
    Slot(22, "HUM TGT: FOREIGN NATION", "hum-tgt-nation", Kind.SET, (18, 19)),
    Slot(23, "HUM TGT: EFFECT OF INCIDENT", "hum-tgt-effect", Kind.SET, (18, 19)),
    Slot(24, "HUM TGT: TOTAL NUMBER", "hum-tgt-total-num", Kind.NUMBER),
)
BY_NUMBER = {slot.number: slot for slot in SLOTS}
BY_LABEL = {slot.label: slot for slot in SLOTS}
# Slot 1 is counted in a row of its own and is not part of the totals; slot 0 is never scored.
SCORED = SLOTS[2:]
