"""Which casualty groups of the codebook hold others, so that figures of two reports are not added blindly."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ATTACKERS", "CROSS_CUTTING", "EVERYBODY", "breadth", "may_be_the_same", "may_hold"]

ATTACKERS = "attackers"
EVERYBODY = "unspecified"

_HOLDS: Mapping[str, frozenset[str]] = {
    "security_forces": frozenset({"police", "military"}),
    "civilians": frozenset(
        {
            "politicians",
            "journalists",
            "aid_workers",
            "health_workers",
            "teachers_students",
            "religious",
            "human_rights_defenders",
            "protesters",
            "children",
            "women",
        }
    ),
}
# Groups that cut across all others: a child is also a civilian, a protester, a foreigner.
CROSS_CUTTING = frozenset({"children", "women", "foreigners"})


def breadth(group: str) -> int:
    """0 for everybody, 1 for a group that holds others, 2 for one that holds none, 3 for one that cuts across."""
    if group == EVERYBODY:
        return 0
    if group in _HOLDS:
        return 1
    return 3 if group in CROSS_CUTTING else 2


def may_hold(wider: str, narrower: str) -> bool:
    """Whether people of the group `narrower` may all be among people of the group `wider`; attackers never are."""
    if ATTACKERS in {wider, narrower} or wider == narrower:
        return False
    if wider == EVERYBODY:
        return True
    if narrower == EVERYBODY:
        return False
    cuts_across = narrower in CROSS_CUTTING and wider not in CROSS_CUTTING
    return cuts_across or narrower in _HOLDS.get(wider, frozenset())


def may_be_the_same(one: str, other: str) -> bool:
    """Whether two groups can name the same people: one group, one inside the other, or both cut across all others."""
    both_cut = one in CROSS_CUTTING and other in CROSS_CUTTING
    return one == other or both_cut or may_hold(one, other) or may_hold(other, one)
