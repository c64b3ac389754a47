"""YAML files of the codebook to checked plain values. Every complaint names the file and the entry."""

from __future__ import annotations

import importlib.resources
from collections.abc import Hashable
from typing import Any

import yaml

from tallybook.errors import InvalidCodebookError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: the same result, about ten times slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

__all__ = ["codebook_text", "parse_yaml", "take_list", "take_mapping", "take_text", "take_texts"]


class _UniqueKeyLoader(_Loader):
    """Refuses a mapping that has a key twice; YAML itself would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def codebook_text(path: str) -> str:
    """The text of a file of the installed codebook, "data/weapons.yaml" for instance."""
    try:
        return importlib.resources.files("tallybook.codebook").joinpath(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidCodebookError(f"The codebook file {path} cannot be read; install Tallybook again.") from error


def parse_yaml(text: str, file: str) -> dict[str, Any]:
    """The mapping that a YAML text holds. Raises InvalidCodebookError naming file and line."""
    try:
        parsed = yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where is not None else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise InvalidCodebookError(f"The codebook file {file}{line} is malformed: {problem}.") from error
    if not isinstance(parsed, dict):
        raise InvalidCodebookError(f"The codebook file {file} is malformed: it must be a mapping.")
    return parsed


def take_mapping(value: Any, where: str, required: set[str], optional: set[str]) -> dict[str, Any]:
    """`value` as a mapping with all `required` keys and no others but `optional` ones."""
    if not isinstance(value, dict):
        raise InvalidCodebookError(f"{where} must be a mapping.")
    missing = sorted(required - value.keys())
    if missing:
        raise InvalidCodebookError(f"{where} lacks {missing[0]!r}.")
    unknown = sorted(str(key) for key in value.keys() - required - optional)
    if unknown:
        raise InvalidCodebookError(f"{where} has an unknown key {unknown[0]!r}.")
    return value


def take_list(value: Any, where: str) -> list[Any]:
    """`value` as a list that is not empty."""
    if not isinstance(value, list) or not value:
        raise InvalidCodebookError(f"{where} must be a list that is not empty.")
    return value


def take_text(value: Any, where: str) -> str:
    """`value` as a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidCodebookError(f"{where} must be a text that is not empty.")
    return value.strip()


def take_texts(value: Any, where: str) -> tuple[str, ...]:
    """`value` as a list of texts, none of which is empty."""
    return tuple(take_text(item, where) for item in take_list(value, where))
