"""Crosswalks: what a code of the codebook is called in another schema, and what is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from tallybook.codebook.loading import load_codebook
from tallybook.codebook.reading import codebook_text, parse_yaml, take_list, take_mapping, take_text, take_texts
from tallybook.codebook.schema import Codebook, nearest
from tallybook.errors import InvalidCodebookError, UnknownCodeError

__all__ = [
    "Condition",
    "Correspondence",
    "Crosswalk",
    "Fit",
    "TargetCode",
    "TargetList",
    "crosswalk",
    "parse_crosswalk",
]


class Fit(StrEnum):
    """How a code of the other schema stands to ours."""

    EXACT = "exact"  # both mean the same
    BROADER = "broader"  # the other code covers more: detail is lost
    NARROWER = "narrower"  # the other code covers less: check that it holds
    CLOSE = "close"  # the two overlap
    NONE = "none"  # the other schema has nothing for it


@dataclass(frozen=True, slots=True)
class TargetCode:
    """A code of another schema. `checked` is False where it is known from second hand only."""

    list: str
    code: str
    label: str
    group: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True)
class TargetList:
    """A code list of another schema, with the codes that nothing of ours leads to and the reason for each."""

    name: str
    title: str
    codes: tuple[TargetCode, ...]
    not_reached: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """Other targets that hold when the incident also has one of some codes, for each scheme named in `beside`."""

    beside: Mapping[str, tuple[str, ...]]
    targets: tuple[TargetCode, ...]

    def holds(self, codes: frozenset[tuple[str, str]]) -> bool:
        """Whether `codes`, pairs of scheme and code, fulfil the condition."""
        return all(any((scheme, code) in codes for code in wanted) for scheme, wanted in self.beside.items())


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What one of our codes becomes. `targets` are in order of preference; empty with a `reason` where there is none.

    `loses` says what is lost for this code; empty where nothing is, or where the crosswalk as a whole says it.
    """

    scheme: str
    code: str
    fit: Fit
    targets: tuple[TargetCode, ...] = ()
    loses: str = ""
    reason: str = ""
    conditions: tuple[Condition, ...] = ()

    def find(self, target_list: str) -> TargetCode | None:
        """The preferred code in one list of the other schema, or None."""
        return next((target for target in self.targets if target.list == target_list), None)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The way from the codebook to one other schema."""

    name: str
    title: str
    about: str
    sources: tuple[str, ...]
    unchecked: tuple[str, ...]
    loses: tuple[str, ...]
    lists: Mapping[str, TargetList]
    correspondences: Mapping[str, Mapping[str, Correspondence]]

    @property
    def schemes(self) -> tuple[str, ...]:
        """The code lists of the codebook that this crosswalk maps."""
        return tuple(self.correspondences)

    def map(self, scheme: str, code: str, beside: Iterable[tuple[str, str]] = ()) -> Correspondence:
        """What a code becomes in the other schema.

        `beside` are further codes of the same incident, as pairs of scheme and code: a bombing whose mode is suicide
        is another ACLED sub-event than a bombing alone. The first condition that holds replaces the targets. Raises
        UnknownCodeError for a scheme that the crosswalk does not concern, and for a code that the codebook lacks.
        """
        codes = self.correspondences.get(scheme)
        if codes is None:
            hint = nearest(scheme, self.correspondences) or "."
            raise UnknownCodeError(f"The crosswalk {self.name!r} does not concern the code list {scheme!r}{hint}")
        found = codes.get(code)
        if found is None:
            hint = nearest(code, codes) or "."
            raise UnknownCodeError(f"The code list {scheme!r} has no code {code!r}{hint}")
        present = frozenset(beside)
        for condition in found.conditions:
            if condition.holds(present):
                return replace(found, targets=condition.targets)
        return found

    def get_target(self, target_list: str, code: str) -> TargetCode:
        """A code of the other schema. Raises UnknownCodeError."""
        known = self.lists.get(target_list)
        if known is None:
            hint = nearest(target_list, self.lists) or "."
            raise UnknownCodeError(f"The crosswalk {self.name!r} has no list {target_list!r}{hint}")
        for target in known.codes:
            if target.code == code:
                return target
        hint = nearest(code, [target.code for target in known.codes]) or "."
        raise UnknownCodeError(f"The list {target_list!r} of the crosswalk {self.name!r} has no code {code!r}{hint}")

    def codes_for(self, target_list: str, code: str) -> tuple[tuple[str, str], ...]:
        """Our codes, as pairs of scheme and code, that lead to a code of the other schema without conditions."""
        wanted = self.get_target(target_list, code)
        return tuple(
            (scheme, found.code)
            for scheme, codes in self.correspondences.items()
            for found in codes.values()
            if wanted in found.targets
        )


@cache
def crosswalk(name: str) -> Crosswalk:
    """The crosswalk "acled", "ucdp", "gtd", "plover" or "muc4". Raises UnknownCodeError for another name."""
    codebook = load_codebook()
    if name not in codebook.crosswalks:
        hint = nearest(name, codebook.crosswalks) or "."
        raise UnknownCodeError(f"There is no crosswalk {name!r}{hint}")
    file = f"crosswalks/{name}.yaml"
    return parse_crosswalk(codebook_text(file), file, name, codebook)


def parse_crosswalk(text: str, file: str, name: str, codebook: Codebook) -> Crosswalk:
    """The crosswalk in a YAML text. Raises InvalidCodebookError naming the file and the entry.

    Checked: every code exists on both sides; every code of a scheme that is mapped at all is mapped or has a reason;
    every code of the other schema is reached or has a reason.
    """
    required = {"crosswalk", "title", "about", "sources", "unchecked", "loses", "lists", "mappings"}
    plain = take_mapping(parse_yaml(text, file), f"The codebook file {file}", required, {"not_mapped", "shared"})
    if plain["crosswalk"] != name:
        raise InvalidCodebookError(
            f"The codebook file {file} calls its crosswalk {plain['crosswalk']!r}, not {name!r}."
        )
    lists = _parse_lists(plain["lists"], file)
    parser = _Parser(file, codebook, lists)
    correspondences = parser.correspondences(plain["mappings"], plain.get("not_mapped", {}))
    parser.check_reached(correspondences)
    return Crosswalk(
        name=name,
        title=take_text(plain["title"], f"The title in {file}"),
        about=take_text(plain["about"], f"The about text in {file}"),
        sources=take_texts(plain["sources"], f"The sources in {file}"),
        unchecked=take_texts(plain["unchecked"], f"The unchecked part of {file}"),
        loses=take_texts(plain["loses"], f"The losses in {file}"),
        lists=lists,
        correspondences=correspondences,
    )


def _parse_lists(plain: Any, file: str) -> Mapping[str, TargetList]:
    found: dict[str, TargetList] = {}
    if not isinstance(plain, dict) or not plain:
        raise InvalidCodebookError(f"The lists of {file} must be a mapping.")
    for name, item in plain.items():
        where = f"The list {name!r} of {file}"
        fields = take_mapping(item, where, {"title", "codes"}, {"not_reached"})
        codes: dict[str, TargetCode] = {}
        for code_plain in take_list(fields["codes"], f"{where}, codes,"):
            code = _parse_target_code(code_plain, name, where)
            if code.code in codes:
                raise InvalidCodebookError(f"{where} has the code {code.code!r} twice.")
            codes[code.code] = code
        not_reached = _reasons(fields.get("not_reached", []), f"{where}, not_reached,")
        for code_name in not_reached:
            if code_name not in codes:
                raise InvalidCodebookError(f"{where} gives a reason for {code_name!r}, which it does not have.")
        title = take_text(fields["title"], f"{where}, title,")
        found[name] = TargetList(name, title, tuple(codes.values()), MappingProxyType(not_reached))
    return MappingProxyType(found)


def _parse_target_code(plain: Any, list_name: str, where: str) -> TargetCode:
    if isinstance(plain, str):
        return TargetCode(list_name, plain, plain)
    fields = take_mapping(plain, f"A code of {where[0].lower()}{where[1:]}", {"code"}, {"label", "group", "checked"})
    code = take_text(fields["code"], f"{where}, code,")
    checked = fields.get("checked", True)
    if not isinstance(checked, bool):
        raise InvalidCodebookError(f"{where}, code {code!r}, needs true or false as checked.")
    return TargetCode(list_name, code, str(fields.get("label", code)), str(fields.get("group", "")), checked)


def _reasons(plain: Any, where: str) -> dict[str, str]:
    """`[{codes: [a, b], reason: r}]` as a reason for each code."""
    found: dict[str, str] = {}
    if not isinstance(plain, list):
        raise InvalidCodebookError(f"{where} must be a list.")
    for item in plain:
        fields = take_mapping(item, f"An item of {where[0].lower()}{where[1:]}", {"codes", "reason"}, set())
        reason = take_text(fields["reason"], f"{where} reason,")
        for code in take_texts(fields["codes"], f"{where} codes,"):
            if code in found:
                raise InvalidCodebookError(f"{where} names {code!r} twice.")
            found[code] = reason
    return found


@dataclass(frozen=True, slots=True)
class _Parser:
    file: str
    codebook: Codebook
    lists: Mapping[str, TargetList]

    def correspondences(self, mapped: Any, not_mapped: Any) -> Mapping[str, Mapping[str, Correspondence]]:
        if not isinstance(mapped, dict) or not isinstance(not_mapped, dict):
            raise InvalidCodebookError(f"The mappings of {self.file} must be mappings of schemes.")
        found: dict[str, Mapping[str, Correspondence]] = {}
        for scheme in [*mapped, *(name for name in not_mapped if name not in mapped)]:
            if scheme not in self.codebook.schemes:
                raise InvalidCodebookError(
                    f"The codebook file {self.file} maps the code list {scheme!r}, which is none."
                )
            found[scheme] = self._scheme(scheme, mapped.get(scheme, {}), not_mapped.get(scheme, []))
        return MappingProxyType(found)

    def _scheme(self, scheme: str, mapped: Any, not_mapped: Any) -> Mapping[str, Correspondence]:
        where = f"The mapping of {scheme} in {self.file}"
        if not isinstance(mapped, dict):
            raise InvalidCodebookError(f"{where} must be a mapping of codes.")
        reasons = _reasons(not_mapped, f"{where}, not_mapped,")
        codes = self.codebook.scheme(scheme).codes
        for code in [*mapped, *reasons]:
            if code not in codes:
                raise InvalidCodebookError(
                    f"{where} has a code {code!r}, which is none{nearest(str(code), codes) or '.'}"
                )
            if code in mapped and code in reasons:
                raise InvalidCodebookError(f"{where} both maps {code!r} and gives a reason for not mapping it.")
        found: dict[str, Correspondence] = {}
        for code in codes:
            if code in mapped:
                found[code] = self._one(scheme, code, mapped[code], f"{where}, code {code!r},")
            elif code in reasons:
                found[code] = Correspondence(scheme, code, Fit.NONE, reason=reasons[code])
            else:
                raise InvalidCodebookError(f"{where} neither maps {code!r} nor says why not.")
        return MappingProxyType(found)

    def _one(self, scheme: str, code: str, plain: Any, where: str) -> Correspondence:
        fields = take_mapping(plain, where, {"to", "fit"}, {"loses", "when"})
        if fields["fit"] not in (Fit.EXACT, Fit.BROADER, Fit.NARROWER, Fit.CLOSE):
            raise InvalidCodebookError(f"{where} has a fit {fields['fit']!r}, which is none.")
        fit = Fit(fields["fit"])
        loses = take_text(fields["loses"], f"{where} loses,") if "loses" in fields else ""
        if fit is not Fit.EXACT and not loses:
            raise InvalidCodebookError(f"{where} is not an exact fit and must say what it loses.")
        conditions = tuple(self._condition(item, where) for item in fields.get("when", []))
        return Correspondence(scheme, code, fit, self._targets(fields["to"], where), loses, conditions=conditions)

    def _condition(self, plain: Any, where: str) -> Condition:
        fields = take_mapping(plain, f"{where} when,", {"with", "to"}, set())
        beside: dict[str, tuple[str, ...]] = {}
        for scheme, codes in take_mapping(fields["with"], where, set(), set(self.codebook.schemes)).items():
            beside[scheme] = take_texts(codes, f"{where} with,")
            for code in beside[scheme]:
                if not self.codebook.has_code(scheme, code):
                    raise InvalidCodebookError(f"{where} has a condition on {code!r} of {scheme}, which is none.")
        if not beside:
            raise InvalidCodebookError(f"{where} has a condition that asks for nothing.")
        return Condition(MappingProxyType(beside), self._targets(fields["to"], where))

    def _targets(self, plain: Any, where: str) -> tuple[TargetCode, ...]:
        found: list[TargetCode] = []
        for list_name, codes in take_mapping(plain, f"{where} to,", set(), set(self.lists)).items():
            by_code = {target.code: target for target in self.lists[list_name].codes}
            for code in take_texts(codes if isinstance(codes, list) else [codes], f"{where} to,"):
                if code not in by_code:
                    raise InvalidCodebookError(f"{where} leads to {code!r} of {list_name}, which is none.")
                found.append(by_code[code])
        if not found:
            raise InvalidCodebookError(f"{where} leads nowhere.")
        return tuple(found)

    def check_reached(self, correspondences: Mapping[str, Mapping[str, Correspondence]]) -> None:
        reached: set[TargetCode] = set()
        for codes in correspondences.values():
            for found in codes.values():
                reached.update(found.targets)
                for condition in found.conditions:
                    reached.update(condition.targets)
        for target_list in self.lists.values():
            for target in target_list.codes:
                if (target in reached) == (target.code in target_list.not_reached):
                    problem = "is reached and has a reason for not being" if target in reached else "is not reached"
                    raise InvalidCodebookError(
                        f"The code {target.code!r} of the list {target_list.name!r} in {self.file} {problem}."
                    )
