"""The target slots of a MUC-4 template: physical targets from targets, human targets from casualty rows and targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tallybook.evaluation.muc4.fills import Grade, compare_strings
from tallybook.evaluation.muc4.mapping import Told, mapped_code, muc_country, rules, without_articles
from tallybook.evaluation.muc4.templates import DUMMY, Fill, Filler
from tallybook.model import CasualtyRow, Field, Qualifier, Quantity, TargetValue
from tallybook.places import country_of_demonym

__all__ = ["target_slots"]

_HELD = ("abducted", "arrested", "missing", "displaced")


@dataclass(slots=True)
class _Target:
    """A target as it is put together from several statements."""

    text: str
    name: str = ""
    kind: str = ""
    number: str = ""
    nation: str = ""
    effects: list[str] = field(default_factory=list)

    @property
    def reference(self) -> Fill:
        return Fill(self.name or self.text, quoted=True)


def target_slots(told: Told, kind: str, country: str) -> dict[int, tuple[Filler, ...]]:
    """The slots 12 to 24 of one mention. `kind` is the incident type, `country` where it happened."""
    humans, effects = _human_targets(told, kind, country)
    things = _physical_targets(told, country)
    return {
        12: _strings([thing.text for thing in things]),
        13: _tagged([(thing.kind, thing.reference) for thing in things]),
        14: _tagged([(thing.number, thing.reference) for thing in things]),
        15: _tagged([(thing.nation, thing.reference) for thing in things]),
        16: _tagged([(effect, thing.reference) for thing in things for effect in thing.effects]),
        18: _strings([human.name for human in humans if human.name]),
        19: tuple(
            Filler((Fill(human.text, quoted=True),), (human.reference,) if human.name else ())
            for human in humans
            if human.text and human.text != human.name
        ),
        20: _tagged([(human.kind, human.reference) for human in humans]),
        21: _tagged([(human.number, human.reference) for human in humans]),
        22: _tagged([(human.nation, human.reference) for human in humans]),
        23: _tagged([(effect, human.reference) for human in humans for effect in human.effects])
        + tuple(Filler((Fill(effect),), (DUMMY,)) for effect in dict.fromkeys(effects)),
    }


def _strings(texts: Sequence[str]) -> tuple[Filler, ...]:
    return tuple(Filler((Fill(text, quoted=True),)) for text in dict.fromkeys(texts))


def _tagged(pairs: Sequence[tuple[str, Fill]]) -> tuple[Filler, ...]:
    return tuple(Filler((Fill(value),), (reference,)) for value, reference in dict.fromkeys(pairs) if value)


def _physical_targets(told: Told, country: str) -> list[_Target]:
    things: list[_Target] = []
    for statement in told.of(Field.TARGET):
        value = statement.value
        text = without_articles(value.text) if isinstance(value, TargetValue) else ""
        if not isinstance(value, TargetValue) or value.human or not text or _find(things, text):
            continue
        things.append(
            _Target(
                text=text,
                kind=_by_words(text, "physical_words")
                or mapped_code("target_kinds", value.kind, "phys_type")
                or "OTHER",
                number=_number_in(statement.original_text),
                nation=_foreign(text, country),
                effects=[effect for effect in (mapped_code("damages", value.damage, "phys_effect"),) if effect],
            )
        )
    return things


def _human_targets(told: Told, kind: str, country: str) -> tuple[list[_Target], list[str]]:
    """The human targets, and the effects that name nobody ("no one was injured")."""
    humans: list[_Target] = []
    effects: list[str] = []
    for statement in told.of(Field.CASUALTIES):
        row = statement.value
        if not isinstance(row, CasualtyRow) or (row.harm in _HELD and kind != "KIDNAPPING"):
            continue
        if row.quantity.is_zero:
            effects += [f"NO {effect}" for effect in (mapped_code("harms", row.harm, "hum_effect"),) if effect]
            continue
        type_ = mapped_code("groups", row.group, "hum_type")
        if not type_:
            continue
        type_ = _human_type(without_articles(row.role), type_)
        for found in _of_row(row, type_, humans):
            effect = mapped_code("harms", row.harm, "hum_effect")
            if effect and effect not in found.effects:
                found.effects.append(effect)
            found.nation = found.nation or _foreign(found.text, country)
    for statement in told.of(Field.TARGET):
        target = statement.value
        if not isinstance(target, TargetValue) or not target.human:
            continue
        type_ = mapped_code("target_kinds", target.kind, "hum_type")
        text = without_articles(target.text)
        if not type_ or not text:
            continue
        type_ = _human_type(text, type_)
        known = _find(humans, text)
        if known is None:
            number = _number_in(statement.original_text)
            humans.append(_Target(text, kind=type_, number=number, nation=_foreign(text, country)))
        elif known.kind == "CIVILIAN":
            known.kind = type_
    return humans, effects


def _human_type(text: str, type_: str) -> str:
    """The type by the words of the text where they tell it, else by the code; former officials are told apart."""
    found = _by_words(text, "human_words") or type_
    words = re.findall(r"[a-z]+", text.lower())
    return str(rules()["former"].get(found, found)) if set(words) & set(rules()["former_words"]) else found


def _by_words(text: str, table: str) -> str:
    """What the last listed word of the noun phrase leads to, before what follows the noun; "" without any."""
    head = re.split(r"\b(?:OF|IN|AT|FROM|WHO|FOR|NEAR)\b", text)[0]
    found = [rules()[table][word] for word in re.findall(r"[a-z]+", head.lower()) if word in rules()[table]]
    return str(found[-1]) if found else ""


def _of_row(row: CasualtyRow, type_: str, humans: list[_Target]) -> list[_Target]:
    """The targets that a casualty row speaks of, made where they are not known yet."""
    text = without_articles(row.role)
    found = []
    for name in row.names or ("",):
        written = without_articles(name)
        known = _find(humans, written or text)
        if known is None:
            if not (written or text):
                continue
            number = "1" if written else _number(row.quantity, text)
            known = _Target(text, written, type_, number)
            humans.append(known)
        found.append(known)
    return found


def _find(targets: Sequence[_Target], text: str) -> _Target | None:
    """A target of the same words; or the same noun with fewer or more modifiers."""
    for target in targets:
        for known in (target.text, target.name):
            if known and max(compare_strings("", known, text), compare_strings("", text, known)) > Grade.INCORRECT:
                return target
    return None


def _number(quantity: Quantity, text: str) -> str:
    """A number as the task writes it: 6, 6-8, 6-, ~6; PLURAL or 1 by the words where none is told."""
    low, high = quantity.low, quantity.high
    if quantity.qualifier is Qualifier.EXACT and quantity.best is not None:
        return str(quantity.best)
    if quantity.qualifier is Qualifier.AT_LEAST and low is not None:
        return f"{low}-"
    if quantity.qualifier is Qualifier.MORE_THAN and low is not None:
        return f"{low - 1}-"
    if quantity.qualifier is Qualifier.RANGE and low is not None and high is not None:
        return f"{low}-{high}"
    if quantity.qualifier in (Qualifier.ABOUT, Qualifier.NEARLY) and quantity.best is not None:
        return f"~{quantity.best}"
    return "PLURAL" if _is_plural(text) else "1"


def _number_in(words: str) -> str:
    found = re.match(r"\W*(?:the\s+|his\s+|her\s+|their\s+)?(\w+)", words.lower())
    first = found[1] if found else ""
    if first.isdigit():
        return first
    if first in rules()["numbers"]:
        return str(rules()["numbers"][first])
    return "PLURAL" if _is_plural(without_articles(words)) else "1"


def _is_plural(text: str) -> bool:
    words = re.findall(r"[a-z]+", re.split(r"\b(?:OF|IN|AT|FROM|WHO|FOR)\b", text)[0].lower())
    if not words:
        return False
    return words[-1] in rules()["plurals"] or (words[-1].endswith("s") and not words[-1].endswith("ss"))


def _foreign(text: str, country: str) -> str:
    """The nation that a word of the text names, where it is not the country of the incident."""
    for word in re.findall(r"[A-Z][A-Z.]+", text):
        code = country_of_demonym(word.title()) or ("US" if word in ("U.S", "U.S.", "AMERICAN") else "")
        if code:
            return "" if code == country else muc_country(code)
    return ""
