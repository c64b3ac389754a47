"""Words to actors: a lexicon of armed groups and forces, and what finds them in a report."""

from tallybook.actors.context import country_actor, in_countries
from tallybook.actors.expressions import STATE_KINDS, ActorExpression
from tallybook.actors.find import find_actors
from tallybook.actors.lexicon import Collision, Entry, Lexicon, own_digest
from tallybook.actors.resolve import NameCandidate, resolve_name

__all__ = [
    "STATE_KINDS",
    "ActorExpression",
    "Collision",
    "Entry",
    "Lexicon",
    "NameCandidate",
    "country_actor",
    "find_actors",
    "in_countries",
    "own_digest",
    "resolve_name",
]
