"""How well reports are put together: the measures of coreference, with what each true incident adds to them.

Every measure is a ratio of sums over true incidents, so that the bootstrap can draw incidents. What belongs to a
predicted group and not to one true incident (its share in a precision) is split among those of its reports.

Sources: MUC, Vilain et al. (1995); B-cubed, Bagga and Baldwin (1998); CEAF-e, Luo (2005), by the Hungarian method;
CoNLL F1 is their mean, Pradhan et al. (2012). Over-merge: predicted groups with reports of more than one true incident;
under-merge: true incidents with several reports that are spread over more than one group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from tallybook.evaluation.figures import Tally
from tallybook.evaluation.muc4.matching import best_matching

__all__ = ["cluster_tallies"]

Item = TypeVar("Item", bound=Hashable)

_Groups = Mapping[Hashable, list[Hashable]]
_Overlap = Mapping[tuple[Hashable, Hashable], int]
_ALIGNED = ("conll_f1", "ceaf_e_f1")


def cluster_tallies(
    true: Mapping[Item, Hashable],
    predicted: Mapping[Item, Hashable],
    prefix: str = "",
    *,
    aligned: bool = True,
) -> tuple[Tally, ...]:
    """The figures for groups of items: `true` and `predicted` give the group of each item, of the same items.

    The terms are in the order in which the true groups first come. `prefix` stands before the names. Without `aligned`,
    CEAF-e and with it CoNLL F1 are left out: the best alignment takes the cube of the number of groups that hang
    together, which is all of them for a method that chains everything.
    """
    golds: dict[Hashable, list[Hashable]] = defaultdict(list)
    systems: dict[Hashable, list[Hashable]] = defaultdict(list)
    for item, gold in true.items():
        golds[gold].append(item)
        systems[predicted[item]].append(item)
    terms = _Terms(golds)
    overlap: Counter[tuple[Hashable, Hashable]] = Counter((gold, predicted[item]) for item, gold in true.items())
    _count_overlaps(terms, golds, systems, overlap)
    _count_merges(terms, golds, systems, overlap)
    for gold, hit in (_entity_hits(golds, systems, overlap) if aligned else {}).items():
        terms.add("ceaf_p", gold, hit, 0.0)
        terms.add("ceaf_r", gold, hit, 0.0)
    tallies = _tallies(terms, prefix)
    return tallies if aligned else tuple(one for one in tallies if one.name.removeprefix(prefix) not in _ALIGNED)


class _Terms:
    """For each measure and each true group, what it adds above and below the fraction line."""

    def __init__(self, golds: Iterable[Hashable]) -> None:
        self._golds = tuple(golds)
        self._terms: dict[str, dict[Hashable, tuple[float, float]]] = {}

    def add(self, name: str, gold: Hashable, hits: float, of: float) -> None:
        entry = self._terms.setdefault(name, dict.fromkeys(self._golds, (0.0, 0.0)))
        above, below = entry[gold]
        entry[gold] = (above + hits, below + of)

    def ratio(self, name: str, called: str) -> Tally:
        entries = self._terms.get(name, dict.fromkeys(self._golds, (0.0, 0.0))).values()
        return Tally(called, tuple(hits for hits, _ in entries), tuple(of for _, of in entries))


def _count_overlaps(terms: _Terms, golds: _Groups, systems: _Groups, overlap: _Overlap) -> None:
    for (gold, system), both in overlap.items():
        of_gold, of_system = len(golds[gold]), len(systems[system])
        share = both / of_system  # of what the predicted group adds as a whole
        terms.add("b3_p", gold, both * both / of_system, both)
        terms.add("b3_r", gold, both * both / of_gold, both)
        terms.add("pair_p", gold, both * (both - 1) / 2, both * (of_system - 1) / 2)
        terms.add("pair_r", gold, both * (both - 1) / 2, 0.0)
        terms.add("muc_r", gold, both - 1, 0.0)
        terms.add("muc_p", gold, both - 1, share * (of_system - 1))
        terms.add("ceaf_p", gold, 0.0, share)
    for gold, items in golds.items():
        terms.add("pair_r", gold, 0.0, len(items) * (len(items) - 1) / 2)
        terms.add("muc_r", gold, 0.0, len(items) - 1)
        terms.add("ceaf_r", gold, 0.0, 1.0)


def _count_merges(terms: _Terms, golds: _Groups, systems: _Groups, overlap: _Overlap) -> None:
    parts: Counter[Hashable] = Counter(gold for gold, _ in overlap)
    mixed: Counter[Hashable] = Counter(system for _, system in overlap)
    for gold, items in golds.items():
        if len(items) > 1:
            terms.add("under", gold, parts[gold] > 1, 1)
    for (gold, system), both in overlap.items():
        share = both / len(systems[system])
        terms.add("over", gold, share * (mixed[system] > 1), share)
        if len(systems[system]) > 1:
            terms.add("over_joined", gold, share * (mixed[system] > 1), share)


def _entity_hits(golds: _Groups, systems: _Groups, overlap: _Overlap) -> dict[Hashable, float]:
    """The similarity of each true group with the predicted group that it is aligned to, in the best alignment."""
    beside: dict[Hashable, list[Hashable]] = defaultdict(list)
    for gold, system in overlap:
        beside["g", gold].append(("s", system))
        beside["s", system].append(("g", gold))
    seen: set[Hashable] = set()
    hits: dict[Hashable, float] = {}
    for start in golds:
        if ("g", start) in seen:
            continue
        waiting: list[Hashable] = [("g", start)]
        component: dict[Hashable, None] = {}
        while waiting:
            node = waiting.pop()
            if node not in component:
                component[node] = None
                waiting += beside[node]
        seen |= component.keys()
        some = [node[1] for node in component if isinstance(node, tuple) and node[0] == "g"]
        others = [node[1] for node in component if isinstance(node, tuple) and node[0] == "s"]
        like = [
            [2.0 * overlap.get((gold, system), 0) / (len(golds[gold]) + len(systems[system])) for system in others]
            for gold in some
        ]
        for row, column in best_matching(like):
            hits[some[row]] = like[row][column]
    return hits


def _tallies(terms: _Terms, prefix: str) -> tuple[Tally, ...]:
    def f1(name: str, called: str, averaged: tuple[Tally, ...] = ()) -> Tally:
        precision = terms.ratio(f"{name}_p", prefix + called)
        return Tally(precision.name, precision.hits, precision.of, terms.ratio(f"{name}_r", called), averaged)

    b_cubed, entity = f1("b3", "b_cubed_f1"), f1("ceaf", "ceaf_e_f1")
    return (
        b_cubed,
        terms.ratio("b3_p", f"{prefix}b_cubed_precision"),
        terms.ratio("b3_r", f"{prefix}b_cubed_recall"),
        f1("muc", "conll_f1", (b_cubed, entity)),
        f1("muc", "muc_f1"),
        entity,
        f1("pair", "pair_f1"),
        terms.ratio("over", f"{prefix}over_merge"),
        terms.ratio("over_joined", f"{prefix}over_merge_of_joined"),
        terms.ratio("under", f"{prefix}under_merge"),
    )
