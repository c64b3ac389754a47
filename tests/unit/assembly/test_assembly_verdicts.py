"""How people's verdicts count when values are chosen. The reports are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import Judged, explain, resolve, standing_verdicts
from tallybook.model import (
    CasualtyRow,
    CodeValue,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    Opinion,
    Quantity,
    Report,
    Resolution,
    Span,
    Stance,
    Statement,
    TotalRelation,
    Value,
    Verdict,
)

WORDS = "Raiders robbed the market of Examplia, it was told."
REPORTS = [Report.make(WORDS, document=f"report {number}") for number in range(4)]
ACCEPTED, REJECTED = Judged(("Ann",)), Judged((), ("Ann",))


def _state(report: int, field: Field, value: Value, at: int = 0, stance: Stance = Stance.REPORTED_AS_FACT) -> Statement:
    mention = Mention.make(REPORTS[report].id, MentionKind.REPORTED, Span(0, 7))
    return Statement.make(REPORTS[report], mention.id, field, value, Span(at, at + 7), stance)


def _killed(report: int, number: int, group: str = "civilians", at: int = 0, total: str = "") -> Statement:
    relation = TotalRelation.PART if total else None
    row = CasualtyRow("killed", group, Quantity.stated(number), total=total, total_relation=relation)
    return _state(report, Field.CASUALTIES, row, at)


def _on(report: int, day: int) -> Statement:
    return _state(report, Field.DATE, DateValue(DateRange.day(date(2020, 3, day))))


def _figures(resolutions: tuple[Resolution, ...]) -> list[tuple[str, int | None, bool]]:
    rows = [one.value for one in resolutions]
    return [(row.group, row.quantity.best, bool(row.total)) for row in rows if isinstance(row, CasualtyRow)]


def _said(*told: tuple[str, Opinion]) -> list[Verdict]:
    return [Verdict(number, number, "st_1", opinion, by) for number, (by, opinion) in enumerate(told, start=1)]


def test_the_last_verdict_of_each_person_counts() -> None:
    judged = standing_verdicts(_said(("Ann", Opinion.REJECTED), ("Ben", Opinion.ACCEPTED), ("Ann", Opinion.ACCEPTED)))
    assert judged == {"st_1": Judged(("Ben", "Ann"))}
    assert judged["st_1"].is_accepted
    disputed = standing_verdicts(_said(("Ann", Opinion.REJECTED), ("Ben", Opinion.ACCEPTED)))["st_1"]
    assert (disputed.is_accepted, disputed.is_rejected, disputed.is_disputed) == (False, False, True)


@given(st.lists(st.tuples(st.sampled_from(["Ann", "Ben", "Cid"]), st.sampled_from(Opinion)), max_size=8))
def test_the_order_in_which_verdicts_are_given_does_not_matter(told: list[tuple[str, Opinion]]) -> None:
    verdicts = _said(*told)
    assert standing_verdicts(reversed(verdicts)) == standing_verdicts(verdicts)


def test_of_dates_only_accepted_ones_can_be_chosen() -> None:
    told = [_on(0, 3), _on(1, 3), _on(2, 5)]
    (plain,) = resolve(told)
    assert plain.value == told[0].value
    (chosen,) = resolve(told, verdicts={told[2].id: ACCEPTED})
    assert (chosen.value, chosen.supporting) == (told[2].value, (told[2].id,))
    assert set(chosen.opposing) == {told[0].id, told[1].id}
    # What others say of the accepted day supports it.
    (chosen,) = resolve(told, verdicts={told[0].id: ACCEPTED})
    assert set(chosen.supporting) == {told[0].id, told[1].id}


def test_what_is_rejected_is_listed_against_and_never_for() -> None:
    told = [_on(0, 3), _on(1, 3), _on(2, 5)]
    (chosen,) = resolve(told, verdicts={told[0].id: REJECTED, told[1].id: REJECTED})
    assert chosen.value == told[2].value
    assert set(chosen.opposing) == {told[0].id, told[1].id}
    assert resolve(told, verdicts={one.id: REJECTED for one in told}) == ()
    explained = explain((chosen,), told, verdicts={told[0].id: REJECTED})
    assert {one.statement: one.rejected_by for one in explained[0].opposing} == {
        told[0].id: ("Ann",),
        told[1].id: (),
    }


def test_an_accepted_denial_publishes_nothing() -> None:
    denied = _state(0, Field.STAGE, CodeValue("stages", "planned"), stance=Stance.DENIED)
    other = _state(1, Field.STAGE, CodeValue("stages", "accomplished"))
    (chosen,) = resolve([denied, other], verdicts={denied.id: ACCEPTED})
    assert chosen.value == other.value


def test_in_a_list_accepted_values_come_first() -> None:
    def weapon(report: int, code: str) -> Statement:
        return _state(report, Field.WEAPON, CodeValue("weapons", code))

    told = [weapon(0, "firearm"), weapon(1, "firearm"), weapon(2, "grenade")]
    assert [one.value.code for one in resolve(told) if isinstance(one.value, CodeValue)] == ["firearm", "grenade"]
    found = resolve(told, verdicts={told[2].id: ACCEPTED})
    assert [one.value.code for one in found if isinstance(one.value, CodeValue)] == ["grenade", "firearm"]
    # Rejected by one report and told by another: the value stays, and the rejected words stand against it.
    found = resolve(told, verdicts={told[0].id: REJECTED})
    firearm = next(one for one in found if one.value == told[0].value)
    assert (firearm.supporting, firearm.opposing) == ((told[1].id,), (told[0].id,))


def test_an_accepted_figure_displaces_others_for_the_same_people() -> None:
    told = [_killed(0, 4), _killed(1, 4), _killed(2, 7)]
    assert _figures(resolve(told)) == [("civilians", 4, False)]
    (chosen,) = resolve(told, verdicts={told[2].id: ACCEPTED})
    assert _figures((chosen,)) == [("civilians", 7, False)]
    assert (chosen.supporting, set(chosen.opposing)) == ((told[2].id,), {told[0].id, told[1].id})


def test_the_account_of_an_accepted_row_is_the_one_that_is_published() -> None:
    # Two reports tell of civilians and police, a third one of civilians alone.
    told = [
        *(_killed(report, 4) for report in range(2)),
        *(_killed(report, 2, "police", 8) for report in range(2)),
        _killed(2, 7),
    ]
    found = resolve(told, verdicts={told[4].id: ACCEPTED})
    assert ("civilians", 7, False) in _figures(found)
    assert next(one for one in found if one.value == told[4].value).supporting == (told[4].id,)


def test_parts_of_a_corrected_total_become_parts_of_the_correction() -> None:
    total, right = _killed(0, 4), _killed(0, 5)
    part = _killed(0, 1, "police", 8, total.id)
    found = resolve([total, part, right], verdicts={total.id: REJECTED, right.id: ACCEPTED})
    rows = [one.value for one in found if isinstance(one.value, CasualtyRow)]
    assert [(row.group, row.quantity.best, row.total) for row in rows] == [
        ("civilians", 5, ""),
        ("police", 1, right.id),
    ]
    # Where nothing takes its place, the part stands alone.
    assert _figures(resolve([total, part], verdicts={total.id: REJECTED})) == [("police", 1, False)]


@pytest.mark.parametrize("judged", [ACCEPTED, REJECTED, Judged(("Ann",), ("Ben",))])
def test_every_statement_stays_on_one_side_of_a_single_value(judged: Judged) -> None:
    told = [_on(0, 3), _on(1, 3), _on(2, 5), _on(3, 6)]
    for one in told:
        (chosen,) = resolve(told, verdicts={one.id: judged})
        assert sorted((*chosen.supporting, *chosen.opposing)) == sorted(each.id for each in told)
        assert (one.id in chosen.supporting[:1]) or judged is not ACCEPTED
        assert one.id not in chosen.supporting or not judged.is_rejected


def test_what_people_disagree_on_is_as_if_nobody_had_said_anything() -> None:
    told = [_on(0, 3), _on(1, 3), _on(2, 5), _killed(0, 4), _killed(1, 5)]
    assert resolve(told, verdicts={one.id: Judged(("Ann",), ("Ben",)) for one in told}) == resolve(told)
