"""Who fought whom in UCDP's terms: the type of violence, the two sides, and the dead of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tallybook.codebook import crosswalk
from tallybook.exports.countries import CountryCodes
from tallybook.exports.facts import Facts, Plain, figure, is_named

__all__ = ["Dyad", "deaths_by_column", "find_dyad"]

STATE_BASED, NON_STATE, ONE_SIDED = "1", "2", "3"
# Groups that cut across others: four teachers may be two of the three women.
_CROSS_CUTTING = frozenset(("children", "women", "foreigners"))
_STATE_GROUPS = frozenset(("police", "military", "security_forces"))


@dataclass(frozen=True, slots=True)
class Dyad:
    """The two sides of an event. `attackers` is the column of the perpetrators, "deaths_a" or "deaths_b"."""

    type_of_violence: str
    side_a: str
    side_b: str
    attackers: str
    government: str = ""  # the column of the government's side, empty where there is none
    gw_a: int | None = None
    gw_b: int | None = None

    @property
    def name(self) -> str:
        """The dyad as UCDP writes it."""
        return f"{self.side_a} - {self.side_b}"


def find_dyad(facts: Facts, country: CountryCodes | None) -> Dyad | str:
    """The sides of an incident, or the reason why there are none: a key of `ucdp.REASONS`."""
    actors = sorted(facts.values("perpetrator"), key=lambda actor: not is_named(actor))
    ways = crosswalk("ucdp")
    for actor in actors:
        found = ways.map("actor_kinds", _kind(actor), facts.pairs)
        side, kind = found.find("side"), found.find("type_of_violence")
        if side is None or side.code == "civilians":
            continue
        if kind is None:
            kind_code = _of_two(side.code, [one for one in actors if one is not actor])
            if not kind_code:
                continue
        else:
            kind_code = kind.code
        return _dyad(facts, country, actor, side.code, kind_code)
    return "no_side" if actors else "no_perpetrator"


def _kind(actor: Plain) -> str:
    """The kind of an actor. A group with a name is a side, also where the reports do not tell what kind of group."""
    unsure = actor["kind"] in ("unidentified_armed_group", "unknown")
    kind: str = "rebel_group" if unsure and is_named(actor) else actor["kind"]
    return kind


def _of_two(side: str, others: list[Plain]) -> str:
    """The type of violence where two that fought are both told of as perpetrators, empty where that is not so."""
    ways = crosswalk("ucdp")
    sides = {found.code for one in others if (found := ways.map("actor_kinds", _kind(one)).find("side"))}
    if side == "organized_group" and "organized_group" in sides and "government" not in sides:
        return NON_STATE
    return STATE_BASED if sides & {"government", "organized_group"} else ""


def _dyad(facts: Facts, country: CountryCodes | None, actor: Plain, side: str, kind: str) -> Dyad | str:
    government = f"Government of {country.name}" if country else "Government"
    number = country.gw if country else None
    if kind == ONE_SIDED:
        by_state = side == "government"
        name = government if by_state else actor["name"]
        return Dyad(kind, name, "Civilians", "deaths_a", "deaths_a" if by_state else "", number if by_state else None)
    other = _other_side(facts, actor)
    if kind == NON_STATE:
        return Dyad(kind, actor["name"], other, "deaths_a") if other else "no_other_side"
    if side == "government":
        return Dyad(kind, government, other, "deaths_a", "deaths_a", number) if other else "no_other_side"
    return Dyad(kind, government, actor["name"], "deaths_b", "deaths_a", number)


def _other_side(facts: Facts, actor: Plain) -> str:
    """The group that the actor fought, by a name of its own: another perpetrator or a target; empty without one."""
    for one in facts.values("perpetrator"):
        if one is not actor and one["name"] != actor["name"] and is_named(one) and one["kind"] != "individual":
            name: str = one["name"]
            return name
    for target in facts.values("target"):
        if target["kind"] == "armed_group" and is_named({"name": target["text"], "lexicon_id": ""}):
            text: str = target["text"]
            return text
    return ""


def deaths_by_column(facts: Facts, dyad: Dyad) -> dict[str, int]:
    """The best figures of the dead in UCDP's four columns; they sum to the best figure of the incident."""
    found = dict.fromkeys(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), 0)
    for group, number in _deaths_by_group(facts).items():
        found[_column(group, dyad)] += number
    return found


def _column(group: str, dyad: Dyad) -> str:
    if group == "attackers":
        return dyad.attackers
    if group in _STATE_GROUPS:
        return dyad.government or "deaths_unknown"
    if group == "armed_group":
        groups = {"deaths_a", "deaths_b"} - {dyad.government}
        if dyad.type_of_violence == STATE_BASED:
            return next(iter(groups))
        return "deaths_unknown"  # of two groups, or of one that was no side
    target = crosswalk("ucdp").map("groups", group).find("deaths")
    return target.code if target is not None else "deaths_unknown"


def _deaths_by_group(facts: Facts) -> Counter[str]:
    """The dead by group, attackers among them; of whom no group is told, they are unspecified."""
    found: Counter[str] = Counter()
    attackers = facts.total("killed", "attackers")
    if attackers:
        found["attackers"] = figure(attackers, "best") or 0
    victims = facts.total("killed", "victims")
    if victims:
        found += _victims_by_group(facts, victims)
    return found


def _victims_by_group(facts: Facts, total: Plain) -> Counter[str]:
    entries = [entry for entry in facts.record["values"]["casualties"] if entry["value"]["harm"] == "killed"]
    owners = {one["id"]: entry for entry in entries for one in (*entry["supporting"], *entry["opposing"])}
    best = figure(total, "best") or 0
    found: Counter[str] = Counter()
    for entry in entries:
        if not set(total["statements"]) & {statement["id"] for statement in entry["supporting"]}:
            continue
        whole = figure(entry["value"]["quantity"], "best") or 0
        parts = [one["value"] for one in entries if owners.get(one["value"]["total"]) is entry]
        sure = Counter[str]()
        for part in parts:
            apart = part["total_relation"] == "part" and not part["condition"]
            if apart and part["group"] not in _CROSS_CUTTING and part["group"] != "attackers":
                sure[part["group"]] += part["quantity"]["best"] or 0
        if sure.total() > whole:
            sure.clear()  # the parts contradict the total
        found += sure
        found[entry["value"]["group"]] += whole - sure.total()
    # Attackers taken off the victims' total, or open parts: what the groups have too many goes, what they lack is open.
    excess = found.total() - best
    for group in ("unspecified", *[group for group, _ in found.most_common() if group != "unspecified"]):
        taken = min(max(excess, 0), found[group])
        found[group] -= taken
        excess -= taken
    found["unspecified"] += max(-excess, 0)
    return found
