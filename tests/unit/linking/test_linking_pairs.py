"""Which accounts are compared, on which levels they agree, and what that is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from linking_builders import a_profile, on, town

from tallybook.errors import LinkingError
from tallybook.linking import COMPARISONS, PairModel, Table, find_pairs, fit, keys_of, levels_of, load_model
from tallybook.linking import blocking as blocking_module
from tallybook.linking.profiles import Days, Point, Profile
from tallybook.model import PlacePrecision

COLUMN = {one.name: number for number, one in enumerate(COMPARISONS)}


def met(*accounts: Profile) -> list[tuple[int, int]]:
    pairs = find_pairs(accounts)
    return list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def level(comparison: str, one: Profile, other: Profile) -> str:
    found = levels_of(Table([one, other]), np.array([0]), np.array([1]))
    return COMPARISONS[COLUMN[comparison]].levels[int(found[0, COLUMN[comparison]])]


def test_day_and_town_meet_without_a_word_in_common() -> None:
    one = a_profile("a", days=(on("2020-03-04"),), places=(town(1.00, 36.00),), words="alpha beta")
    near = a_profile("b", days=(on("2020-03-05"),), places=(town(1.15, 36.10),), words="gamma")
    far = a_profile("c", days=(on("2020-03-04"),), places=(town(4.0, 38.0, admin1="06"),), words="delta")
    later = a_profile("d", days=(on("2020-03-20"),), places=(town(1.00, 36.00),), words="epsilon")
    assert met(one, near, far, later) == [(0, 1)]


@pytest.mark.parametrize(
    "coarse",
    [
        a_profile("b", days=(on("2020-03-01", "2020-03-31"),), places=(town(1.0, 36.0),)),
        a_profile("b", days=(on("2020-03-04"),), places=(Point(PlacePrecision.ADMIN1, "KE", "05", 1, 1.5, 36.5),)),
        a_profile("b", days=(on("2020-03-04"),), places=(Point(PlacePrecision.COUNTRY, "KE", "", 2, 0.0, 38.0),)),
        a_profile(
            "b",
            days=(on("2020-02-24", "2020-03-08"),),
            places=(Point(PlacePrecision.ADMIN1, "KE", "05", 1, 1.5, 36.5),),
        ),
        a_profile("b", days=(), places=(town(1.0, 36.0),)),
        a_profile("b", days=(on("2020-03-04"),), places=()),
    ],
    ids=["month", "province", "country", "fortnight and province", "no date", "no place"],
)
def test_a_coarser_account_meets_a_finer_one(coarse: Profile) -> None:
    fine = a_profile("a", days=(on("2020-03-04"),), places=(town(1.0, 36.0),))
    assert met(fine, coarse) == [(0, 1)]


def test_rare_words_meet_whatever_the_day_and_the_place() -> None:
    one = a_profile("a", days=(on("2020-03-04"),), places=(town(1.0, 36.0),), words="korani sulwe")
    trial = a_profile("b", days=(on("2021-11-02"),), places=(town(-4.0, 39.6, admin1="07"),), words="korani sulwe")
    other = a_profile("c", days=(on("2021-11-02"),), places=(town(5.0, 30.0, "SS"),), words="korani")
    assert met(one, trial, other) == [(0, 1)]


def test_a_key_of_too_many_is_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking_module, "MOST_AT_A_KEY", 3)
    accounts = [a_profile(f"m{n}", words="korani sulwe") for n in range(4)]
    pairs = find_pairs(accounts)
    assert (len(pairs.left), pairs.too_common) == (0, 2)


def test_only_pairs_with_a_new_account() -> None:
    accounts = [a_profile(f"m{n}", words="korani sulwe") for n in range(3)]
    pairs = find_pairs(accounts, [False, False, True])
    assert list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == [(0, 2), (1, 2)]


def test_no_accounts_no_pairs() -> None:
    assert met() == []


days = st.builds(lambda first, length: Days(first, first + length), st.integers(737_000, 737_040), st.integers(0, 40))
places = st.builds(
    lambda lat, lon, kind: Point(kind, "KE", "05" if lat < 1 else "06", 1, lat, lon),
    st.floats(0, 2),
    st.floats(36, 38),
    st.sampled_from([PlacePrecision.TOWN, PlacePrecision.ADMIN1, PlacePrecision.COUNTRY]),
)
accounts_of = st.lists(
    st.builds(
        lambda mention, when, where, words: a_profile(
            f"m{mention}", days=tuple(when), places=tuple(where), words=" ".join(words)
        ),
        st.integers(0, 10**6),
        st.lists(days, max_size=2),
        st.lists(places, max_size=2),
        st.lists(st.sampled_from(["korani", "sulwe", "tabalo", "merish", "odango"]), max_size=4, unique=True),
    ),
    max_size=12,
    unique_by=lambda one: one.mention,
)


@given(accounts_of, st.integers(1, 40))
def test_pairs_do_not_depend_on_how_they_are_cut_up(accounts: list[Profile], chunk: int) -> None:
    whole = met(*accounts)
    before, blocking_module._CHUNK = blocking_module._CHUNK, chunk
    try:
        assert met(*accounts) == whole
    finally:
        blocking_module._CHUNK = before
    # What a plain reading of the keys gives.
    keys = [list(keys_of(one)) for one in accounts]
    plain = []
    for left in range(len(accounts)):
        for right in range(left + 1, len(accounts)):
            others = {key.name: key for key in keys[right]}
            both = [(key, others[key.name]) for key in keys[left] if key.name in others]
            timed = any(not one.worth and (one.own or other.own) for one, other in both)
            if timed or sum(one.worth for one, _ in both) >= blocking_module.SHARED_WORTH:
                plain.append((left, right))
    assert whole == plain


def test_levels_say_what_agrees() -> None:
    one = a_profile("a", days=(on("2020-03-04"),), places=(town(1.0, 36.0),), words="korani sulwe", killed=3)
    two = a_profile("b", days=(on("2020-03-05"),), places=(town(1.0, 36.0),), words="korani tabalo", killed=4)
    assert level("day", one, two) == "a day apart"
    assert level("place", one, two) == "within 3 km"
    assert level("area", one, two) == "the same first-level area"
    assert level("words", one, two) == "4 to 8"
    assert level("killed", one, two) == "one apart"
    assert level("injured", one, two) == "unknown"
    assert level("names", one, two) == "unknown"
    assert level("published", one, two) == "unknown"


def test_what_came_out_before_the_act_cannot_tell_of_it() -> None:
    early = a_profile("a", published=on("2020-03-01"))
    act = a_profile("b", days=(on("2020-03-20"),), published=on("2020-03-21"))
    assert level("foreseen", early, act) == "by over 10 days"
    assert level("foreseen", act, a_profile("c", published=on("2020-03-25"), days=(on("2020-03-20"),))) == "no"


def test_another_country_speaks_against_and_unknown_does_not() -> None:
    one = a_profile("a", places=(town(1.0, 36.0),))
    abroad = a_profile("b", places=(town(1.0, 36.0, "UG", "9"),))
    assert level("area", one, abroad) == "another country"
    assert level("area", one, a_profile("c")) == "unknown"
    weights = load_model().weights[COLUMN["area"]]
    names = COMPARISONS[COLUMN["area"]].levels
    assert weights[names.index("another country")] < 0.0 == weights[names.index("unknown")]


def test_shipped_weights_never_fall_with_more_agreement() -> None:
    for one, weights in zip(COMPARISONS, load_model().weights, strict=True):
        ordered = weights[1:] if one.unknown else weights
        assert list(ordered) == sorted(ordered), one.name
        assert weights[0] == 0.0
        assert ordered[-1] >= 0.0


def test_fit_finds_what_tells_apart_and_reads_back() -> None:
    generator = np.random.default_rng(1)
    levels = np.zeros((2_000, len(COMPARISONS)), np.int8)
    levels[:, COLUMN["names"]] = generator.integers(0, 5, 2_000)
    chances = np.array([0.1, 0.02, 0.5, 0.9, 0.95])[levels[:, COLUMN["names"]]]
    model = fit(levels, generator.random(2_000) < chances, "test")
    weights = model.weights[COLUMN["names"]]
    assert weights[1] < weights[0] < weights[2] < weights[3] <= weights[4]
    odds = model.log_odds(levels)
    for stage, chance in enumerate((0.1, 0.02, 0.5, 0.9)):
        found = 1 / (1 + np.exp(-odds[levels[:, COLUMN["names"]] == stage][0]))
        assert found == pytest.approx(chance, abs=0.08)
    assert PairModel.from_json(model.to_json()) == model


def test_fit_on_nothing_is_a_model_that_knows_nothing() -> None:
    model = fit(np.empty((0, len(COMPARISONS)), np.int8), np.empty(0, bool), "test")
    assert model.start == 0.0
    assert {
        weight for one, told in zip(COMPARISONS, model.weights, strict=True) for weight in told if one.name != "area"
    } == {0.0}


def test_explanation_adds_up_to_the_score() -> None:
    one = a_profile("a", days=(on("2020-03-04"),), places=(town(1.0, 36.0),), words="korani sulwe", killed=3)
    two = a_profile("b", days=(on("2020-03-04"),), places=(town(1.0, 36.0),), words="korani sulwe", killed=3)
    model = load_model()
    levels = levels_of(Table([one, two]), np.array([0]), np.array([1]))
    found = model.explain(levels[0].tolist())
    assert model.start + sum(part.weight for part in found) == pytest.approx(float(model.log_odds(levels)[0]))
    assert [abs(part.weight) for part in found] == sorted((abs(part.weight) for part in found), reverse=True)


def test_weights_of_other_comparisons_are_refused() -> None:
    with pytest.raises(LinkingError, match="install Tallybook anew"):
        PairModel.from_json({"version": "9", "start": 0.0, "comparisons": {}})
    with pytest.raises(LinkingError, match="not those of this"):
        PairModel("9", 0.0, ((0.0,),))
