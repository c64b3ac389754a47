"""From a bare name to ranked entries with reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.actors import resolve_name


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Shining Path", "shining-path"),
        ("SENDERO LUMINOSO", "shining-path"),
        ("Shining Path (SL)", "shining-path"),
        ("Army of National Liberation", "eln-colombia"),
        ("Hizbulla", "hezbollah"),
        ("Lashkar-i-Tayyeba", "lashkar-e-taiba"),
        ("Movement for Emancipation of Niger Delta", "movement-for-the-emancipation-of-the-niger-delta"),
    ],
)
def test_best_candidate(name: str, entry: str) -> None:
    best = resolve_name(name)[0]
    assert best.entry.id == entry
    assert best.reasons
    assert best.score > 0.7


def test_country_and_year_rank_namesakes_and_give_their_reasons() -> None:
    by_country = resolve_name("ERP", country="AR")
    assert by_country[0].entry.id == "erp-argentina"
    assert "erp-el-salvador" in [c.entry.id for c in by_country]
    assert "acts in AR" in by_country[0].reasons
    assert "not known to act in AR" in by_country[1].reasons
    assert resolve_name("ERP", year=1989)[0].entry.id == "erp-el-salvador"
    assert "not active in 1989" in resolve_name("ERP", year=1989)[1].reasons


def test_unknown_name_has_no_candidates() -> None:
    assert resolve_name("Dunwater Chess Club") == ()
    assert resolve_name("") == ()
    assert resolve_name("()") == ()


@given(st.text(max_size=60), st.sampled_from(["", "PK", "CO"]), st.one_of(st.none(), st.integers(1900, 2100)))
def test_scores_are_ordered_and_in_range(name: str, country: str, year: int | None) -> None:
    scores = [candidate.score for candidate in resolve_name(name, country, year)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
