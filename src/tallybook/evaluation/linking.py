"""Linking on gun violence: are the reports of one incident put together, and what does the joined incident say?

Every report of the corpus is coded on its own; all mentions of all reports are linked at once; and the group of each
report is that of the mention that it is mainly about (`main_incident`, which looks at no other report). A report
without any mention stands alone.

The corpus is cut into five parts by the day of the incident, so that incidents of one day are in one part. A pair of
mentions is scored by weights that were learned without the parts of either of the two. Everything else is shipped as it
is: the table of words was counted without this corpus.

Baselines on the same coded reports: `day_city`, the same day and the same town; `phoenix`, one a day for source actor,
target and type, as the Phoenix data sets remove duplicates; `text`, the cosine of rare words alone, joined above the
threshold that is best for the other parts.

Incident figures: the incident that holds most of the reports of a true one answers for it, assembled by the default
rules; a value counts where at least one report of the true incident states it, as for single reports (`gva`).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from tallybook.assembly import assemble
from tallybook.coding.base import Coder
from tallybook.evaluation.cluster_scores import cluster_tallies
from tallybook.evaluation.corpora import GvaIncident, corpus_hash, corpus_path, load_gva
from tallybook.evaluation.figures import Evaluation, Tally, estimate
from tallybook.evaluation.gva import DEFAULT, NEAR_KM, Gold
from tallybook.evaluation.incident_answers import everybody, main_incident
from tallybook.evaluation.measuring import split_name
from tallybook.evaluation.stated import states_day, states_number, states_place
from tallybook.linking import (
    JOIN,
    LINKING_VERSION,
    PairModel,
    Pairs,
    Profile,
    Table,
    WordTable,
    cluster,
    find_pairs,
    fit,
    levels_of,
    load_words,
    profiles,
    scored_pairs,
)
from tallybook.model import Coding, DateValue, Decision, DisjointSets, Field, Incident, Judgement, PlaceValue
from tallybook.places import great_circle_km

__all__ = ["FOLDS", "Accounts", "evaluate_linking", "learn", "read_accounts"]

FOLDS = 5
_THRESHOLDS = tuple(number / 100 for number in range(10, 95, 5))


@dataclass(frozen=True, slots=True)
class Accounts:
    """The coded corpus. `of` gives the number of each profile's incident, `main` whether its report is about it.

    `codings` has the codings of each incident's reports, in their order. `seconds` is the time of the coder.
    """

    incidents: tuple[GvaIncident, ...]
    codings: tuple[tuple[Coding, ...], ...]
    profiles: tuple[Profile, ...]
    of: NDArray[np.int64]
    main: NDArray[np.bool_]
    seconds: float


def read_accounts(path: Path | None, coder: Coder, words: WordTable, limit: int | None = None) -> Accounts:
    """Code the reports of the corpus and make profiles of their mentions; `limit` takes the first incidents only.

    Raises CorpusMissingError and CorpusFormatError.
    """
    incidents = tuple(islice((one for one in load_gva(path or corpus_path(DEFAULT)) if one.reports), limit))
    started = perf_counter()
    codings = tuple(tuple(coder.code(report) for report in incident.reports) for incident in incidents)
    seconds = perf_counter() - started
    return _accounts(incidents, codings, words, seconds)


def _accounts(
    incidents: tuple[GvaIncident, ...], codings: tuple[tuple[Coding, ...], ...], words: WordTable, seconds: float
) -> Accounts:
    found: list[Profile] = []
    of: list[int] = []
    main: list[bool] = []
    for number, (incident, coded) in enumerate(zip(incidents, codings, strict=True)):
        for report, coding in zip(incident.reports, coded, strict=True):
            chosen = main_incident(coding)
            for profile in profiles(report, coding.mentions, coding.statements, words):
                found.append(profile)
                of.append(number)
                main.append(chosen is not None and profile.mention == chosen.mentions[0])
    return Accounts(incidents, codings, tuple(found), np.array(of, np.int64), np.array(main, bool), seconds)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The pairs that blocking finds, with their levels, and which of them can be learned from."""

    pairs: Pairs
    levels: NDArray[np.int8]
    same: NDArray[np.bool_]
    usable: NDArray[np.bool_]  # between two main mentions: of others the corpus does not say what they are


def _compared(accounts: Accounts) -> _Compared:
    pairs = find_pairs(accounts.profiles)
    levels = levels_of(Table(accounts.profiles), pairs.left, pairs.right)
    same = accounts.of[pairs.left] == accounts.of[pairs.right]
    return _Compared(pairs, levels, same, accounts.main[pairs.left] & accounts.main[pairs.right])


def learn(accounts: Accounts, version: str) -> PairModel:
    """The weights of linking from all of the corpus."""
    compared = _compared(accounts)
    return fit(compared.levels[compared.usable], compared.same[compared.usable], version)


def evaluate_linking(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """The figures of linking and its baselines, in per cent; the bootstrap draws incidents.

    `seconds` is the time of coding and linking together. Raises CorpusMissingError and CorpusFormatError.
    """
    file = path or corpus_path(DEFAULT)
    accounts = read_accounts(path, coder, load_words(), limit)
    started = perf_counter()
    folds = _folds(accounts)
    compared = _compared(accounts)
    group_of = _linked(accounts, folds, compared)
    seconds = accounts.seconds + perf_counter() - started
    tallies = (*measure(accounts, folds, group_of, compared.pairs), _pairs_found(accounts, compared))
    return Evaluation(
        corpus="linking",
        split=split_name(file),
        reports=sum(len(incident.reports) for incident in accounts.incidents),
        coder=coder.name,
        coder_version=f"{coder.version}, linking {LINKING_VERSION}",
        corpus_hash=corpus_hash([file]),
        seconds=seconds,
        figures=estimate(tallies),
        documents=tuple(incident.incident for incident in accounts.incidents),
        tallies=tallies,
    )


def measure(accounts: Accounts, folds: NDArray[np.int64], group_of: Sequence[int], pairs: Pairs) -> tuple[Tally, ...]:
    """Every figure, with terms for each incident in the order of `accounts.incidents`; `pairs` as blocking finds."""
    true: dict[str, Hashable] = {
        report.id: number for number, incident in enumerate(accounts.incidents) for report in incident.reports
    }
    rows = {profile.report: row for row, profile in enumerate(accounts.profiles) if accounts.main[row]}

    def groups(of_row: Mapping[int, Hashable]) -> dict[str, Hashable]:
        # Whatever has no group of its own stands alone, under its own id.
        return {report: of_row.get(rows[report], report) if report in rows else report for report in true}

    linked = groups({row: ("group", group_of[row]) for row in rows.values()})
    return (
        *cluster_tallies(true, linked),
        *cluster_tallies(true, groups(_day_city(accounts)), "day_city_", aligned=False),
        *cluster_tallies(true, groups(_phoenix(accounts)), "phoenix_", aligned=False),
        *cluster_tallies(true, groups(_text(accounts, folds, pairs)), "text_", aligned=False),
        *_incident_tallies(accounts, group_of, linked),
    )


# Linking -------------------------------------------------------------------------------------------------------------


def _folds(accounts: Accounts) -> NDArray[np.int64]:
    """The part of each incident: runs of days with about as many reports each."""
    days = [str(incident.gold.get("date") or "") for incident in accounts.incidents]
    reports = Counter[str]()
    for day, incident in zip(days, accounts.incidents, strict=True):
        reports[day] += len(incident.reports)
    total, before = sum(reports.values()), 0
    fold: dict[str, int] = {}
    for day in sorted(reports):
        fold[day] = min(FOLDS - 1, FOLDS * before // max(total, 1))
        before += reports[day]
    return np.array([fold[day] for day in days], np.int64)


def _pairs_found(accounts: Accounts, compared: _Compared) -> Tally:
    """Of the pairs of reports on one incident, those that blocking finds, by what their reports are mainly about."""
    found = Counter(accounts.of[compared.pairs.left[compared.same & compared.usable]].tolist())
    mains = Counter(accounts.of[accounts.main].tolist())
    every = [mains[number] * (mains[number] - 1) / 2 for number in range(len(accounts.incidents))]
    return Tally("pairs_compared", tuple(float(found[number]) for number in range(len(every))), tuple(every))


def _linked(accounts: Accounts, folds: NDArray[np.int64], compared: _Compared) -> list[int]:
    """The group of each profile; each pair is scored by weights learned without the parts of its two incidents."""
    part = folds[accounts.of]
    one, other = part[compared.pairs.left], part[compared.pairs.right]
    odds = np.full(len(one), -math.inf)
    for first in range(FOLDS):
        for second in range(first, FOLDS):
            held = ((one == first) & (other == second)) | ((one == second) & (other == first))
            kept = compared.usable & ~np.isin(one, (first, second)) & ~np.isin(other, (first, second))
            if held.any():
                model = fit(compared.levels[kept], compared.same[kept], f"without {first} and {second}")
                odds[held] = model.log_odds(compared.levels[held])
    return _grouped(accounts, compared.pairs, odds)


def _grouped(accounts: Accounts, pairs: Pairs, odds: NDArray[np.float64]) -> list[int]:
    numbers: dict[str, int] = {}
    reports = [numbers.setdefault(one.report, len(numbers)) for one in accounts.profiles]
    joins, _ = cluster(len(accounts.profiles), scored_pairs(pairs, odds), least=JOIN, told_apart=reports)
    return _roots(len(accounts.profiles), ((join.pair.left, join.pair.right) for join in joins))


def _roots(count: int, joined: Iterable[tuple[int, int]]) -> list[int]:
    """The smallest member of the group of each of `count` items."""
    sets = DisjointSets[int]()
    for one, other in joined:
        sets.join(one, other)
    return [sets.root(item) for item in range(count)]


# Baselines -----------------------------------------------------------------------------------------------------------


def _day_city(accounts: Accounts) -> dict[int, Hashable]:
    found: dict[int, Hashable] = {}
    for row in np.flatnonzero(accounts.main).tolist():
        profile = accounts.profiles[row]
        if profile.dates and profile.dates[0].length == 1 and profile.places and profile.places[0].geonames_id:
            found[row] = (profile.dates[0].first, profile.places[0].geonames_id)
    return found


def _phoenix(accounts: Accounts) -> dict[int, Hashable]:
    found: dict[int, Hashable] = {}
    for row in np.flatnonzero(accounts.main).tolist():
        profile = accounts.profiles[row]
        if profile.dates and profile.dates[0].length == 1:
            found[row] = (profile.dates[0].first, profile.actors, profile.targets, profile.types)
    return found


def _text(accounts: Accounts, folds: NDArray[np.int64], pairs: Pairs) -> dict[int, Hashable]:
    """Cosine of rare words, joined above a threshold; each part with the threshold that is best on the others."""
    rows: list[int] = np.flatnonzero(accounts.main).tolist()
    words = [{**accounts.profiles[row].lead_words, **accounts.profiles[row].words} for row in rows]
    length = [math.sqrt(sum(worth * worth for worth in one.values())) or 1.0 for one in words]
    place = {row: number for number, row in enumerate(rows)}
    both = accounts.main[pairs.left] & accounts.main[pairs.right]
    edges = []
    for a, b in zip(pairs.left[both].tolist(), pairs.right[both].tolist(), strict=True):
        i, j = place[a], place[b]
        dot = sum(worth * worth for word, worth in words[i].items() if word in words[j])
        edges.append((i, j, dot / (length[i] * length[j])))
    parts: list[int] = folds[accounts.of[rows]].tolist()
    true: list[int] = accounts.of[rows].tolist()
    groups = {
        threshold: _roots(len(rows), ((i, j) for i, j, like in edges if like >= threshold)) for threshold in _THRESHOLDS
    }
    best = {fold: _best_threshold(groups, true, [part != fold for part in parts]) for fold in range(FOLDS)}
    return {row: ("text", groups[best[parts[number]]][number]) for number, row in enumerate(rows)}


def _best_threshold(groups: Mapping[float, Sequence[int]], true: Sequence[int], learned: Sequence[bool]) -> float:
    kept = [number for number, taken in enumerate(learned) if taken]

    def b_cubed(threshold: float) -> float:
        found = groups[threshold]
        tallies = cluster_tallies(
            {number: true[number] for number in kept}, {number: found[number] for number in kept}, aligned=False
        )
        return tallies[0].value

    return max(_THRESHOLDS, key=b_cubed)


# Incidents -----------------------------------------------------------------------------------------------------------


def _incident_tallies(accounts: Accounts, group_of: Sequence[int], linked: Mapping[str, Hashable]) -> tuple[Tally, ...]:
    answers = _answers(accounts, group_of, linked)
    terms: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for incident, answer in zip(accounts.incidents, answers, strict=True):
        one = _counted(incident, answer)
        for name in _INCIDENT_FIGURES:
            terms[name].append(one.get(name, (0.0, 0.0)))
    return tuple(
        Tally(f"incident_{name}", tuple(h for h, _ in terms[name]), tuple(o for _, o in terms[name]))
        for name in _INCIDENT_FIGURES
        if any(o for _, o in terms[name])
    )


_INCIDENT_FIGURES = ("killed_exact", "killed_any", "injured_exact", "injured_any", "date_exact", "place_25km")


def _answers(accounts: Accounts, group_of: Sequence[int], linked: Mapping[str, Hashable]) -> list[Incident | None]:
    """For each true incident the assembled one that holds most of its reports; None where no report has a mention."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for row, group in enumerate(group_of):
        members["group", group].append(row)
    coding_of = {coding.report: coding for coded in accounts.codings for coding in coded}
    assembled: dict[Hashable, Incident | None] = {}
    found: list[Incident | None] = []
    for incident in accounts.incidents:
        counts: Counter[Hashable] = Counter(linked[report.id] for report in incident.reports)
        most = next((one for one, _ in counts.most_common() if one in members), None)
        if most is not None and most not in assembled:
            assembled[most] = _assembled([accounts.profiles[row] for row in members[most]], coding_of)
        found.append(assembled[most] if most is not None else None)
    return found


def _assembled(together: Sequence[Profile], coding_of: Mapping[str, Coding]) -> Incident | None:
    wanted = {profile.mention for profile in together}
    codings = [coding_of[report] for report in dict.fromkeys(profile.report for profile in together)]
    mentions = [mention for coding in codings for mention in coding.mentions if mention.id in wanted]
    statements = [one for coding in codings for one in coding.statements if one.mention in wanted]
    first = mentions[0].id
    decisions = [
        Decision.make(first, mention.id, Judgement.SAME, "machine:linking", "2000-01-01T00:00:00+00:00")
        for mention in mentions[1:]
    ]
    return next(iter(assemble(mentions, statements, decisions)), None)


def _counted(incident: GvaIncident, answer: Incident | None) -> dict[str, tuple[float, float]]:
    gold = Gold.read(incident.gold, incident.incident)
    terms: dict[str, tuple[float, float]] = {}
    for harm, number in (("killed", gold.killed), ("injured", gold.injured)):
        said = everybody(answer, harm) if answer is not None else None
        terms[f"{harm}_any"] = (float((said or 0) == number), 1.0)
        if number and any(states_number(report.text, number, harm) for report in incident.reports):
            terms[f"{harm}_exact"] = (float(said == number), 1.0)
    if gold.day is not None and any(states_day(one.text, gold.day, one.published) for one in incident.reports):
        terms["date_exact"] = (float(_is_day(answer, gold.day)), 1.0)
    if gold.point is not None and any(states_place(report.text, gold.town) for report in incident.reports):
        terms["place_25km"] = (float(_is_near(answer, gold.point)), 1.0)
    return terms


def _is_day(answer: Incident | None, day: date) -> bool:
    found = [value.range for value in answer.values(Field.DATE) if isinstance(value, DateValue)] if answer else []
    return bool(found) and found[0] is not None and found[0].first == found[0].last == day


def _is_near(answer: Incident | None, point: tuple[float, float]) -> bool:
    found = [value.place for value in answer.values(Field.PLACE) if isinstance(value, PlaceValue)] if answer else []
    place = found[0] if found else None
    return place is not None and great_circle_km(*point, place.latitude, place.longitude) <= NEAR_KM
