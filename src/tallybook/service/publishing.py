"""Published values: by which rules and from which voices, and what changed between two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallybook.model import DisjointSets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tallybook.assembly import RuleSet
    from tallybook.assembly.recording import Record

__all__ = ["changed_fields", "names_of_rules", "voices_of"]


def names_of_rules(rules: RuleSet) -> dict[str, str]:
    """The name of the rule of each field."""
    return {field.value: rule.name for field, rule in rules}


def changed_fields(old: Record, new: Record) -> dict[str, dict[str, Any]]:
    """The fields whose published values differ: each with its `old` and its `new` resolutions.

    More evidence for the same values is no change of them.
    """
    return {
        field: {"old": old.get(field, []), "new": new.get(field, [])}
        for field in sorted(old.keys() | new.keys())
        if [entry["value"] for entry in old.get(field, [])] != [entry["value"] for entry in new.get(field, [])]
    }


def voices_of(reports: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The voice of each report, given with what it shares with others of its voice (see `Published.sources`).

    Reports of one source are one voice, and so are copies of one text; a voice is named after its first report by id.
    """
    voices = DisjointSets[str]()
    first: dict[str, str] = {}
    for report, names in reports.items():
        for name in filter(None, names):
            voices.join(report, first.setdefault(name, report))
    return {report: voices.root(report) for report in sorted(reports)}
