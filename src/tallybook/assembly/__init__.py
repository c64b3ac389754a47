"""Statements of one incident to its fields: one named rule per field, every rule's choice with its evidence."""

from tallybook.assembly.assemble import assemble, resolve
from tallybook.assembly.casualties import CasualtyTotal, casualty_total, casualty_totals
from tallybook.assembly.grouping import group_mentions
from tallybook.assembly.rules import RULES, Rule

__all__ = [
    "RULES",
    "CasualtyTotal",
    "Rule",
    "assemble",
    "casualty_total",
    "casualty_totals",
    "group_mentions",
    "resolve",
]
