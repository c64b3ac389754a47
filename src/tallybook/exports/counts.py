"""What several formats lose: each kind is counted in one way, under one code."""

from __future__ import annotations

from collections.abc import Collection

from tallybook.exports.base import Losses
from tallybook.exports.facts import Facts, figure

__all__ = [
    "count_against",
    "count_bounds",
    "count_by_group",
    "count_common",
    "count_names",
    "count_other_harms",
    "count_suspected",
]


def count_against(facts: Facts, losses: Losses, fate: str = "no column") -> None:
    """Count statements that stand against a published value; `fate` says what becomes of them."""
    told = [entry for entries in facts.record["values"].values() for entry in entries]
    against = sum(len(entry["opposing"]) for entry in told)
    losses.add("against", f"a statement stands against the published value: {fate}", facts.id, against)


def count_names(facts: Facts, losses: Losses, fate: str = "no column") -> None:
    """Count the people who are named among the casualties."""
    named = sum(len(value["names"]) for value in facts.values("casualties"))
    losses.add("casualty_names", f"a person is named among the casualties: {fate}", facts.id, named)


def count_suspected(facts: Facts, losses: Losses, written: str) -> None:
    """Count perpetrators who are only suspected, and yet are `written` like others."""
    suspected = sum(facts.is_suspected(entry) for entry in facts.record["values"]["perpetrator"])
    losses.add("suspected", f"a perpetrator is only suspected: written as the {written}", facts.id, suspected)


def count_bounds(facts: Facts, losses: Losses, harms: Collection[str], fate: str) -> None:
    """Count totals of these harms of which one number tells too little: with bounds, or without any number."""
    totals = [total for total in facts.record["casualty_totals"] if total["harm"] in harms]
    bounded = sum(total["low"] != total["best"] or total["high"] != total["best"] for total in totals)
    losses.add("bounds", "a number of people has bounds: the best figure is written, or the lowest", facts.id, bounded)
    unknown = sum(figure(total, "best") is None for total in totals)
    losses.add("no_number", f"people were harmed without a number: {fate}", facts.id, unknown)


def count_other_harms(facts: Facts, losses: Losses, held: Collection[str], text: str) -> None:
    """Count totals of harms that the format does not hold; `text` says which those are and what becomes of them."""
    harmed = sum(total["harm"] not in held for total in facts.record["casualty_totals"])
    losses.add("other_harms", text, facts.id, harmed)


def count_by_group(facts: Facts, losses: Losses) -> None:
    """Count casualties told by group, where only attackers are held apart."""
    groups = sum(value["group"] not in ("unspecified", "attackers") for value in facts.values("casualties"))
    losses.add("by_group", "the harmed are told by group: only attackers have columns", facts.id, groups)


def count_common(
    facts: Facts, losses: Losses, *, denials: bool = False, claims: bool = False, accusations: bool = False
) -> None:
    """Count what no format with one row per incident holds. `denials`, `claims`, `accusations`: the format has them."""
    id_ = facts.id
    values = facts.record["values"]
    count_against(facts, losses)
    told = [entry for entries in values.values() for entry in entries]
    said = sum(bool(one["speaker"]) for entry in told for one in entry["supporting"])
    losses.add("speakers", "a statement has a speaker: no column", id_, said)
    count_names(facts, losses)
    if facts.record["kind"] == "background":
        losses.add("background", "reports only recall the incident: it is written like one that they are about", id_)
    for value in facts.values("responsibility"):
        if value["act"] == "denied" and not denials:
            losses.add("denials", "a denial of responsibility: no column", id_)
        elif value["act"] == "claimed" and not claims:
            losses.add("claims", "a claim of responsibility: no column", id_)
        elif value["act"] in ("accused", "suspected", "cleared") and not accusations:
            losses.add("accusations", "somebody is accused, suspected or cleared: no column", id_)
