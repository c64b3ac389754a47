"""Statements of one incident to its fields: one named rule per field, every rule's choice with its evidence."""

from tallybook.assembly.assemble import assemble, resolve, resolve_again
from tallybook.assembly.casualty_totals import CasualtyTotal, casualty_total, casualty_totals
from tallybook.assembly.explaining import Evidence, Explanation, evidence, explain
from tallybook.assembly.grouping import Joined, group_mentions, join_mentions, standing_decisions
from tallybook.assembly.ranking import NO_VOICES, Voices
from tallybook.assembly.rules import Rule, rules_of
from tallybook.assembly.rulesets import DEFAULT, RULES, RuleSet, get_rule_set, read_rule_set, rule_sets
from tallybook.assembly.tolls import Toll, TollHistory, known_reports, toll_history
from tallybook.assembly.verdicts import NO_VERDICTS, Judged, Verdicts, same_people, standing_verdicts

__all__ = [
    "DEFAULT",
    "NO_VERDICTS",
    "NO_VOICES",
    "RULES",
    "CasualtyTotal",
    "Evidence",
    "Explanation",
    "Joined",
    "Judged",
    "Rule",
    "RuleSet",
    "Toll",
    "TollHistory",
    "Verdicts",
    "Voices",
    "assemble",
    "casualty_total",
    "casualty_totals",
    "evidence",
    "explain",
    "get_rule_set",
    "group_mentions",
    "join_mentions",
    "known_reports",
    "read_rule_set",
    "resolve",
    "resolve_again",
    "rule_sets",
    "rules_of",
    "same_people",
    "standing_decisions",
    "standing_verdicts",
    "toll_history",
]
