"""Whose forces "the army" and "the police" are, by what else a report speaks of; and countries that act."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tallybook.actors.expressions import STATE_KINDS
from tallybook.actors.tokens import fold, keys_of
from tallybook.actors.words import load_words
from tallybook.model import ActorValue, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.actors.expressions import ActorExpression

__all__ = ["country_actor", "in_countries"]

_BEHIND = 4  # characters between a force and the place it is in: " in ", " of "
_LEAST_SHARE = 0.4  # of the places of a report that lie in the country that it is about


def in_countries(
    found: Sequence[ActorExpression], places: Sequence[tuple[Span, str]], country: str = ""
) -> tuple[ActorExpression, ...]:
    """The expressions, with forces that the words give no country given the one that they belong to in this report.

    `places` are the places of the report, each with its country (ISO 3166-1 alpha-2). A force belongs to the country of
    a place in its words or right behind them ("Karachi police", "police in Karachi"), else to `country` or the country
    that the report is about, which is that of most places, else to that of the last force of its kind that was named
    with one. Such an expression is still not `named`, and its `reason` says how the country was found; where places of
    many countries stand side by side it stays without one.
    """
    home = country or _home(places)
    made = []
    last: dict[str, str] = {}
    for one in found:
        force = one
        if one.named and one.value.lexicon_id == f"{one.value.lexicon_id[:2]}-{one.value.kind}":
            last[one.value.kind] = one.value.lexicon_id[:2].upper()
        elif one.value.kind in STATE_KINDS and not (one.named or one.candidates or one.value.part_of):
            near = next((code for span, code in places if _is_beside(one.span, span)), "")
            told = ((near, "place beside it"), (home, "report"), (last.get(one.value.kind, ""), "force named before"))
            code, reason = next((pair for pair in told if pair[0]), ("", ""))
            if code:
                force = replace(one, value=_force(code, one.value), reason=f"country of the {reason}")
        made.append(force)
    return _with_all_names(made)


def country_actor(words: str) -> ActorValue | None:
    """The government of the country that some words are the name of ("Iran", "the United States"); None of others."""
    keys = keys_of(words)
    keys = keys[1:] if keys[:1] == ("the",) else keys
    codes = {code for one in load_words().countries.exact(keys) if not one.demonym for code in one.codes}
    if len(codes) != 1:
        return None
    return _force(codes.pop(), ActorValue(words, "government"))


def _home(places: Sequence[tuple[Span, str]]) -> str:
    counts = Counter(code for _, code in places if code)
    if not counts:
        return ""
    code, most = max(counts.items(), key=lambda one: (one[1], one[0]))
    return code if most >= _LEAST_SHARE * counts.total() else ""


def _is_beside(force: Span, place: Span) -> bool:
    return force.overlaps(place) or 0 <= place.start - force.end <= _BEHIND


def _force(code: str, value: ActorValue) -> ActorValue:
    words = load_words()
    name = words.force_names[value.kind].format(country=words.country_names.get(code, code))
    return ActorValue(name, value.kind, lexicon_id=f"{code.lower()}-{value.kind}", aliases=(value.name,))


def _with_all_names(found: Sequence[ActorExpression]) -> tuple[ActorExpression, ...]:
    """Each force under all the names that the report has for it, as every expression of one actor is."""
    used: dict[str, dict[str, str]] = {}
    for one in found:
        for alias in one.value.aliases:
            used.setdefault(one.value.lexicon_id, {}).setdefault(fold(alias), alias)
    return tuple(
        replace(one, value=replace(one.value, aliases=tuple(used[one.value.lexicon_id].values())))
        if one.value.lexicon_id in used
        else one
        for one in found
    )
