"""Who fought whom in ACLED's terms: names of actors, their types, and the interaction of the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tallybook.codebook import crosswalk
from tallybook.exports.facts import Facts, is_named

__all__ = ["INTERS", "Side", "attacker_sides", "interaction", "target_sides"]

# The eight types in the order of the numbers that they had before they became words.
INTERS = (
    *("State forces", "Rebel group", "Political militia", "Identity militia"),
    *("Rioters", "Protesters", "Civilians", "External/Other forces"),
)
CIVILIANS = "Civilians"
UNIDENTIFIED = "Unidentified Armed Group"

# What ACLED calls actors without a name of their own; "({})" is filled with the country.
_GENERIC = {
    "state_forces": "Security Forces of {}",
    "police": "Police Forces of {}",
    "military": "Military Forces of {}",
    "intelligence": "Intelligence Forces of {}",
    "government": "Government of {}",
    "rioters": "Rioters ({})",
    "protesters": "Protesters ({})",
    "civilians": "Civilians ({})",
    "communal_militia": "Unidentified Communal Militia ({})",
    "criminal_group": "Unidentified Gang ({})",
    "private_security": "Private Security Forces ({})",
}
_ARMED_TARGETS = {
    "police": ("Police Forces of {}", "State forces"),
    "military": ("Military Forces of {}", "State forces"),
    "security_forces": ("Security Forces of {}", "State forces"),
    "armed_group": ("Unidentified Armed Group ({})", "Political militia"),
}
# Civilians whose work ACLED keeps as an associated actor.
_ASSOCIATED = {
    "government": "Government of {}",
    "diplomatic": "Diplomats ({})",
    "political_party": "Political Party ({})",
    "judicial": "Judges ({})",
    "educational": "Teachers ({})",
    "medical": "Health Workers ({})",
    "media": "Journalists ({})",
    "humanitarian": "Aid Workers ({})",
    "human_rights_defenders": "Human Rights Defenders ({})",
    "prisoners": "Prisoners ({})",
    "refugees": "Refugees/IDPs ({})",
    "commercial_vehicle": "Drivers ({})",
}
# Attacks on such things are attacks on nobody, unless people are told of.
_THINGS = frozenset(("infrastructure", "utilities", "telecommunications", "other", "unknown"))


@dataclass(frozen=True, slots=True)
class Side:
    """One actor: its name, its type, the actors associated with it. `guessed`: the incident does not tell of it."""

    name: str
    inter: str
    associated: tuple[str, ...] = ()
    guessed: bool = False


def unidentified(country: str) -> Side:
    """The actor that ACLED writes where nobody knows who it was."""
    return Side(f"{UNIDENTIFIED} ({country})", "Political militia", guessed=True)


def attacker_sides(facts: Facts, country: str) -> list[Side]:
    """The perpetrators, each name once, those with a name of their own first.

    "Gunmen" beside a named group are its people as a rule, and no further actor.
    """
    actors = facts.values("perpetrator")
    named = [actor for actor in actors if _has_name(actor)]
    others = [actor for actor in actors if not _has_name(actor)]
    if named:
        others = [actor for actor in others if actor["kind"] not in ("unidentified_armed_group", "unknown")]
    found: dict[str, Side] = {}
    for actor in named + others:
        side = _attacker(actor, country)
        found.setdefault(side.name, side)
    return list(found.values())


def _has_name(actor: Mapping[str, Any]) -> bool:
    """Whether ACLED would write the actor's own name; it names no private persons as actors."""
    return is_named(actor) and actor["kind"] != "individual"


def _attacker(actor: Mapping[str, Any], country: str) -> Side:
    kind = actor["kind"]
    target = crosswalk("acled").map("actor_kinds", kind).find("inter")
    inter = target.code if target is not None else "Political militia"
    generic = _GENERIC.get(kind, f"{UNIDENTIFIED} ({{}})").format(country)
    name = actor["name"] if _has_name(actor) else generic
    return Side(name, inter, guessed=target is None)


def target_sides(facts: Facts, country: str) -> list[Side]:
    """Who was attacked: forces and groups, protesters, and civilians as one, with their work as associated actors."""
    found: dict[str, Side] = {}
    associated: list[str] = []
    civilians = False
    for target in facts.values("target"):
        kind = target["kind"]
        if kind in _ARMED_TARGETS:
            name, inter = _ARMED_TARGETS[kind]
            found.setdefault(name, Side(name.format(country), inter))
        elif kind == "protesters":
            found.setdefault(kind, Side(f"Protesters ({country})", "Protesters"))
        elif target["human"] or kind not in _THINGS:
            civilians = True
            associated += [_ASSOCIATED[kind].format(country)] if kind in _ASSOCIATED else []
    if civilians:
        side = Side(f"Civilians ({country})", CIVILIANS, tuple(dict.fromkeys(associated)))
        found.setdefault(CIVILIANS, side)
    return list(found.values())


def interaction(first: str, second: str) -> str:
    """The words for two types, the lower old number first; the one exception is how ACLED writes it."""
    if not first or not second:
        return f"{first or second} only"
    ordered = sorted((first, second), key=INTERS.index)
    if ordered == [CIVILIANS, "External/Other forces"]:
        ordered.reverse()
    return "-".join(ordered)
