"""Rule sets: which rule chooses which field. Named ones come with Tallybook, others from a small file."""

from __future__ import annotations

import importlib.resources
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from tallybook.assembly.rules import Rule, rules_of
from tallybook.codebook.reading import parse_yaml
from tallybook.codebook.schema import nearest
from tallybook.errors import InvalidRuleSetError, UnknownRuleError
from tallybook.model import Field

__all__ = ["DEFAULT", "RuleSet", "get_rule_set", "read_rule_set", "rule_sets"]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """For every field of an incident the name of one of its rules (`rules_of`), in the order of `Field`.

    Make one with `RuleSet.make`, which takes the fields that differ from another set. Raises UnknownRuleError for a
    name that a field does not have, with the nearest one, and for a field that is missing.
    """

    name: str
    rules: tuple[tuple[Field, str], ...]
    about: str = ""

    def __post_init__(self) -> None:
        missing = [field for field in Field if rules_of(field) and field not in dict(self.rules)]
        if missing:
            raise UnknownRuleError(f"The rule set {self.name!r} has no rule for the field {missing[0]}; name one.")
        for field, rule in self.rules:
            if rule not in rules_of(field):
                known = ", ".join(rules_of(field)) or "none, it is no field of an incident"
                raise UnknownRuleError(
                    f"The rule set {self.name!r} names the rule {rule!r} for the field {field}, which has no such rule"
                    f"{nearest(rule, rules_of(field)) or f' (it has: {known}).'}"
                )
        if [field for field, _ in self.rules] != [field for field in Field if rules_of(field)]:
            raise UnknownRuleError(f"The rule set {self.name!r} names a field twice or not in the order of the fields.")

    @classmethod
    def make(cls, name: str, rules: Mapping[Field, str], about: str = "", base: RuleSet | None = None) -> RuleSet:
        """A rule set from the fields in `rules`; the others have the rule of `base`, by default `DEFAULT`."""
        base = DEFAULT if base is None else base
        unknown = next((field for field in rules if not rules_of(field)), None)
        if unknown is not None:
            raise UnknownRuleError(
                f"The rule set {name!r} names the field {unknown}, which is no field of an incident."
            )
        return cls(name, tuple((field, rules.get(field, rule)) for field, rule in base.rules), about)

    def rule(self, field: Field) -> Rule:
        """The rule of a field. Raises UnknownRuleError for statements about actors, which belong to no incident."""
        for known, rule in self.rules:
            if known is field:
                return rules_of(field)[rule]
        raise UnknownRuleError(f"The field {field} belongs to no incident and has no rule.")

    def __iter__(self) -> Iterator[tuple[Field, Rule]]:
        return ((field, rules_of(field)[rule]) for field, rule in self.rules)

    def to_plain(self) -> dict[str, Any]:
        """The set as a mapping that `from_plain` reads, and YAML and JSON can hold."""
        return {"name": self.name, "about": self.about, "rules": {field.value: rule for field, rule in self.rules}}

    @classmethod
    def from_plain(cls, plain: Any, where: str = "The rule set") -> RuleSet:
        """The set in a mapping with `name` and `rules`, and, if it likes, `about` and `base` (the name of a set).

        Raises InvalidRuleSetError for another shape, and UnknownRuleError for unknown fields, rules and bases; `where`
        begins the message.
        """
        if not isinstance(plain, dict) or not isinstance(plain.get("rules"), dict) or not plain.get("name"):
            raise InvalidRuleSetError(
                f"{where} must be a mapping with a name and, under rules, the name of a rule for each field to change."
            )
        _refuse_unknown(plain, ("name", "about", "base", "rules"), f"{where} has the key")
        _refuse_unknown(plain["rules"], [field.value for field in Field if rules_of(field)], f"{where} has the field")
        texts = (plain["name"], plain.get("about", ""), plain.get("base", "default"), *plain["rules"].values())
        wrong = next((text for text in texts if not isinstance(text, str)), None)
        if wrong is not None:
            raise InvalidRuleSetError(f"{where} has {wrong!r} where a text is needed.")
        base = get_rule_set(plain.get("base", "default"))
        rules = {Field(field): rule for field, rule in plain["rules"].items()}
        return cls.make(plain["name"], rules, plain.get("about", ""), base)


def _refuse_unknown(names: Iterable[Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for name in names:
        if name not in known:
            hint = nearest(str(name), known) or f" (there are: {', '.join(known)})."
            raise UnknownRuleError(f"{where} {name!r}, which does not exist{hint}")


def _load_default() -> RuleSet:
    plain = _plain_sets()[0]
    rules = {Field(field): rule for field, rule in plain["rules"].items()}
    return RuleSet(plain["name"], tuple((field, rules[field]) for field in Field if field in rules), plain["about"])


@cache
def _plain_sets() -> list[dict[str, Any]]:
    file = "data/rule_sets.yaml"
    text = importlib.resources.files("tallybook.assembly").joinpath(file).read_text("utf-8")
    sets: list[dict[str, Any]] = parse_yaml(text, file)["sets"]
    return sets


DEFAULT = _load_default()


@cache
def rule_sets() -> Mapping[str, RuleSet]:
    """The rule sets that come with Tallybook, by name, the default first."""
    others = [
        RuleSet.make(plain["name"], {Field(field): rule for field, rule in plain["rules"].items()}, plain["about"])
        for plain in _plain_sets()[1:]
    ]
    return MappingProxyType({one.name: one for one in (DEFAULT, *others)})


def get_rule_set(name: str) -> RuleSet:
    """The rule set of this name. Raises UnknownRuleError, which suggests the nearest name."""
    found = rule_sets().get(name)
    if found is None:
        hint = nearest(name, rule_sets()) or f" (there are: {', '.join(rule_sets())})."
        raise UnknownRuleError(f"There is no rule set {name!r}{hint}")
    return found


def read_rule_set(name_or_file: str | os.PathLike[str]) -> RuleSet:
    """The rule set of this name, or the one in the YAML or JSON file at this path.

    A name that Tallybook knows goes before a file. Raises UnknownRuleError where there is neither, InvalidRuleSetError
    for a file that cannot be read or holds no rule set.
    """
    given = os.fspath(name_or_file)
    path = Path(given)
    if given in rule_sets() or not (path.suffix in {".yaml", ".yml", ".json"} or path.exists()):
        return get_rule_set(given)
    try:
        plain = yaml.safe_load(path.read_text("utf-8"))  # JSON is YAML
    except (OSError, UnicodeDecodeError) as cause:
        raise InvalidRuleSetError(f"The rule set {given} cannot be read ({cause}); check the path.") from cause
    except yaml.YAMLError as cause:
        raise InvalidRuleSetError(f"The rule set {given} is neither YAML nor JSON; check what is in it.") from cause
    return RuleSet.from_plain(plain, f"The rule set {given}")
