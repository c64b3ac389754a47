"""Which mentions tell of the same incident: blocking, an explained pair score, clusters from decisions."""

from tallybook.linking.blocking import MOST_AT_A_KEY, Pairs, find_pairs
from tallybook.linking.clusters import Join, Scored, cluster
from tallybook.linking.comparisons import COMPARISONS, Comparison, Table, levels_of
from tallybook.linking.fitting import fit
from tallybook.linking.keys import Key, keys_of, sought_keys, stored_keys
from tallybook.linking.linker import ASK, JOIN, LINKING_VERSION, Links, Proposal, link, scored_pairs
from tallybook.linking.profiles import Days, Point, Profile, profiles
from tallybook.linking.scoring import Contribution, PairModel, chance, load_model
from tallybook.linking.words import WordTable, load_words, words_of

__all__ = [
    "ASK",
    "COMPARISONS",
    "JOIN",
    "LINKING_VERSION",
    "MOST_AT_A_KEY",
    "Comparison",
    "Contribution",
    "Days",
    "Join",
    "Key",
    "Links",
    "PairModel",
    "Pairs",
    "Point",
    "Profile",
    "Proposal",
    "Scored",
    "Table",
    "WordTable",
    "chance",
    "cluster",
    "find_pairs",
    "fit",
    "keys_of",
    "levels_of",
    "link",
    "load_model",
    "load_words",
    "profiles",
    "scored_pairs",
    "sought_keys",
    "stored_keys",
    "words_of",
]
