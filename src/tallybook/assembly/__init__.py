"""Statements of one incident to its fields: one named rule per field, every rule's choice with its evidence."""

from tallybook.assembly.assemble import assemble, resolve
from tallybook.assembly.casualties import CasualtyTotal, casualty_total, casualty_totals
from tallybook.assembly.grouping import Joined, group_mentions, join_mentions, standing_decisions
from tallybook.assembly.rules import RULES, Rule

__all__ = [
    "RULES",
    "CasualtyTotal",
    "Joined",
    "Rule",
    "assemble",
    "casualty_total",
    "casualty_totals",
    "group_mentions",
    "join_mentions",
    "resolve",
    "standing_decisions",
]
