"""The rules that choose the published values of a field: several named rules per field, one of them the default.

A rule takes every statement of one field of one incident and gives resolutions. What a rule does not choose it lists
as opposing, and a statement that denies a value never supports it. A value that is only denied is not published,
except in the list of responsibility, where a denial is an entry of its own.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType

from tallybook.assembly import casualty_methods as methods
from tallybook.assembly import choosing, when_and_where
from tallybook.assembly.casualty_table import resolve_casualties
from tallybook.assembly.ranking import NO_VOICES, Voices, best_first
from tallybook.codebook.reading import parse_yaml
from tallybook.model import Field, Resolution, Statement

__all__ = ["Rule", "rules_of"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named way from the statements of one field to its resolutions.

    `source` says where it comes from: what another project's own rule is, how surely that is known, and what is our
    reading of it. `details` are (aspect, what the rule does there), for rules on casualties.
    """

    name: str
    explanation: str
    choose: Callable[..., tuple[Resolution, ...]]
    source: str = "Tallybook's own."
    details: tuple[tuple[str, str], ...] = ()

    def __call__(
        self, statements: Sequence[Statement], voices: Voices = NO_VOICES, firm: Collection[str] = ()
    ) -> tuple[Resolution, ...]:
        """The resolutions of `statements`, all of one field; they name this rule.

        `firm`: of casualty rows, the ids of those that people accepted, whose accounts stand above the others.
        """
        if firm:
            return self.choose(best_first(statements, voices), self.name, voices, firm=firm)
        return self.choose(best_first(statements, voices), self.name, voices)


_BEST_SAID = Rule(
    "best_said",
    "One value: the one said best, by stance (fact or confirmed, claimed, alleged, possible), then in the reporter's "
    "own voice, then most recently. Every other value is listed against it.",
    choosing.best_said,
)
_MOST_VOICED = Rule(
    "most_voiced",
    "One value: the one that most independent voices state, among those who say it as well by stance as anybody does; "
    "on a tie the one said best. Every other value is listed against it.",
    choosing.most_voiced,
)
_ALL_BEST_SAID_FIRST = Rule(
    "all_best_said_first",
    "Every value that anybody states, the one said best first. Denials of a value are listed against it.",
    choosing.all_best_said_first,
)
_ALL_MOST_VOICED_FIRST = Rule(
    "all_most_voiced_first",
    "Every value that anybody states, the one that most independent voices state first, on a tie the one said best. "
    "Denials of a value are listed against it.",
    choosing.all_most_voiced_first,
)
_NARROWEST_FIRST = Rule(
    "narrowest_most_voiced_first",
    "Every type that anybody states, the one that most independent voices state first, on a tie the one said best; but "
    "a type of the codebook that counts as a broader one, too, goes before that one.",
    choosing.narrowest_types_first,
)
_KEPT = Rule("all_kept", "Every value as it is stated.", choosing.all_kept)
_LISTS = (_ALL_MOST_VOICED_FIRST, _ALL_BEST_SAID_FIRST)
_SINGLE = (_MOST_VOICED, _BEST_SAID)


@cache
def _casualty_rules() -> tuple[Rule, ...]:
    file = "data/casualty_rules.yaml"
    text = importlib.resources.files("tallybook.assembly").joinpath(file).read_text("utf-8")
    return tuple(
        Rule(
            plain["name"],
            plain["explanation"],
            partial(resolve_casualties, method=getattr(methods, plain["method"])),
            plain["source"],
            tuple((aspect, plain[aspect]) for aspect in ("disagreement", "parts", "attackers", "vague")),
        )
        for plain in parse_yaml(text, file)["rules"]
    )


_BY_FIELD: dict[Field, tuple[Rule, ...]] = {
    Field.INCIDENT_TYPE: (_NARROWEST_FIRST, *_LISTS),
    Field.MODE: _LISTS,
    Field.STAGE: _SINGLE,
    Field.WEAPON: _LISTS,
    Field.PERPETRATOR: _LISTS[::-1],
    Field.PERPETRATOR_COUNT: (
        Rule(
            "most_voiced_count",
            "The lowest low and the highest high that anybody gives; the best figure is the one that most independent "
            "voices give, on a tie the one said best.",
            choosing.count_most_voiced,
        ),
        Rule(
            "widest_count",
            "The lowest low and the highest high that anybody gives; the best figure is the one said best.",
            choosing.count_best_said,
        ),
    ),
    Field.TARGET: _LISTS,
    Field.PLACE: (
        Rule(
            "finest_place_agreed_by_most",
            "In the country that most independent voices point to, the place that most of them allow, the finest of "
            "these; a coarser place that holds it supports it.",
            when_and_where.agreed_place,
        ),
        Rule(
            "finest_place_in_agreed_country",
            "The finest place that is resolved, in the country that most independent voices point to.",
            when_and_where.finest_place,
        ),
    ),
    Field.DATE: (
        Rule(
            "finest_date_agreed_by_most",
            "The date that most independent voices allow, the finest of these; no date after another voice has told of "
            "it. On a tie between voices the last date before the first report, of two neighbouring days the earlier. "
            "A coarser date that holds it supports it.",
            when_and_where.agreed_date,
        ),
        Rule("finest_date", "The finest date, of equally fine ones the one said best.", when_and_where.finest_date),
    ),
    Field.DURATION: _SINGLE,
    Field.FREQUENCY: _SINGLE,
    Field.RESPONSIBILITY: (
        Rule(
            "whole_list",
            "Every claim, denial, accusation and suspicion as an entry of its own; a denial stands against a claim and "
            "never erases it.",
            choosing.whole_list,
        ),
    ),
    Field.MENTION_RELATION: (_KEPT,),
}


@cache
def rules_of(field: Field) -> Mapping[str, Rule]:
    """The rules that a field may have, by name. A statement about actors belongs to no incident and has none."""
    rules = _casualty_rules() if field is Field.CASUALTIES else _BY_FIELD.get(field, ())
    return MappingProxyType({rule.name: rule for rule in rules})
