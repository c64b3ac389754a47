"""The casualty table: totals, parts, disagreeing figures, victims apart from attackers."""

from __future__ import annotations

from datetime import date

from assembly_builders import casualties, mention, report
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import assemble, casualty_total, casualty_totals, get_rule_set, resolve
from tallybook.model import (
    CasualtyRow,
    PartsCheck,
    Qualifier,
    Quantity,
    Stance,
    Statement,
    TotalRelation,
)

EARLY, LATE = report("early", date(2024, 3, 2)), report("late", date(2024, 3, 5))
E, L = mention(EARLY), mention(LATE)


def rows(*statements: Statement) -> list[CasualtyRow]:
    return [entry.value for entry in resolve(statements) if isinstance(entry.value, CasualtyRow)]


def figures(quantity: Quantity) -> tuple[int | None, int | None, int | None]:
    return (quantity.low, quantity.best, quantity.high)


def test_a_total_is_not_added_to_its_parts() -> None:
    total = casualties(EARLY, E, 4, qualifier=Qualifier.AT_LEAST)
    police = casualties(EARLY, E, 3, group="police", total=total, at=20, speaker="the governor")
    soldier = casualties(EARLY, E, 1, group="military", total=total, at=40, speaker="the governor")
    incident = assemble([E], [total, police, soldier])[0]
    killed = casualty_total(incident, "killed")
    assert killed.quantity == Quantity.stated(4, Qualifier.AT_LEAST)
    assert killed.parts is PartsCheck.COMPLETE
    assert killed.statements == (total.id,)
    assert len(incident.resolutions) == 3


def test_victims_and_attackers_are_apart() -> None:
    victims = casualties(EARLY, E, 5, group="civilians")
    attackers = casualties(EARLY, E, 3, group="attackers", at=20)
    bomber = casualties(
        EARLY,
        E,
        1,
        group="attackers",
        total=attackers,
        relation=TotalRelation.OPEN,
        qualifier=Qualifier.AT_LEAST,
        at=40,
    )
    resolutions = resolve([victims, attackers, bomber])
    assert casualty_total(resolutions, "killed").quantity == Quantity.stated(5)
    assert casualty_total(resolutions, "killed", attackers=True).quantity == Quantity.stated(3)


def test_attackers_within_a_total_of_everybody_are_taken_off_it() -> None:
    everybody = casualties(EARLY, E, 20)
    attackers = casualties(EARLY, E, 3, group="attackers", total=everybody, at=20)
    resolutions = resolve([everybody, attackers])
    assert casualty_total(resolutions, "killed").quantity == Quantity.stated(17)
    assert casualty_total(resolutions, "killed", attackers=True).quantity == Quantity.stated(3)


def test_killed_who_are_part_of_the_abducted_are_still_killed() -> None:
    abducted = casualties(EARLY, E, 12, harm="abducted")
    killed = casualties(EARLY, E, 2, total=abducted, at=20)
    resolutions = resolve([abducted, killed])
    assert casualty_total(resolutions, "killed").quantity == Quantity.stated(2)
    assert casualty_total(resolutions, "abducted").quantity == Quantity.stated(12)


def test_disagreeing_figures_keep_the_widest_ends_and_take_the_best_said() -> None:
    reporter = casualties(EARLY, E, 6)
    officials = casualties(LATE, L, 4, speaker="officials")
    witnesses = casualties(LATE, L, 11, at=20, stance=Stance.ALLEGED, speaker="witnesses")
    (entry,) = resolve([officials, witnesses, reporter], get_rule_set("best_said"))
    assert isinstance(entry.value, CasualtyRow)
    assert figures(entry.value.quantity) == (4, 6, 11)
    assert entry.value.quantity.qualifier is Qualifier.RANGE
    assert entry.supporting == (reporter.id,)
    assert set(entry.opposing) == {officials.id, witnesses.id}


def test_the_latest_figure_is_best_and_a_denied_one_does_not_count() -> None:
    early = casualties(EARLY, E, 6)
    late = casualties(LATE, L, 9)
    denied = casualties(LATE, L, 40, stance=Stance.DENIED, speaker="the army", at=20)
    (entry,) = resolve([early, late, denied])
    assert isinstance(entry.value, CasualtyRow)
    assert figures(entry.value.quantity) == (6, 9, 9)
    assert denied.id in entry.opposing


def test_an_open_end_of_the_best_figure_stays_open() -> None:
    headline = casualties(EARLY, E, 4)
    body = casualties(EARLY, E, 4, qualifier=Qualifier.AT_LEAST, at=20)
    assert [figures(row.quantity) for row in rows(headline, body)] == [(4, 4, None)]


def test_a_figure_without_a_number_changes_nothing_and_is_never_zero() -> None:
    unknown = casualties(LATE, L, Quantity.unknown(), harm="injured")
    assert casualty_total(resolve([unknown]), "injured").quantity.is_unknown
    known = casualties(EARLY, E, 7, harm="injured")
    assert casualty_total(resolve([unknown, known]), "injured").quantity == Quantity.stated(7)
    assert casualty_total(resolve([known]), "killed").quantity.is_unknown


def test_parts_that_exceed_their_total_are_flagged_and_kept() -> None:
    total = casualties(EARLY, E, 4)
    parts = [
        casualties(EARLY, E, 3, group=group, total=total, at=at) for at, group in ((20, "police"), (40, "civilians"))
    ]
    result = casualty_total(resolve([total, *parts]), "killed")
    assert result.parts is PartsCheck.CONTRADICTION
    assert result.quantity == Quantity.stated(4)


def test_a_condition_or_children_do_not_use_up_the_total() -> None:
    total = casualties(EARLY, E, 5, harm="injured")
    everyone = casualties(EARLY, E, 5, harm="injured", group="civilians", total=total, at=20)
    critical = casualties(EARLY, E, 1, harm="injured", condition="critical", total=total, at=40)
    children = casualties(EARLY, E, 2, harm="injured", group="children", total=total, at=60)
    result = casualty_total(resolve([total, everyone, critical, children]), "injured")
    assert result.quantity == Quantity.stated(5)
    assert result.parts is not PartsCheck.CONTRADICTION


def test_rows_that_stand_alone_in_one_report_add_up() -> None:
    soldiers = casualties(EARLY, E, 2, group="military")
    villagers = casualties(EARLY, E, 5, group="civilians", at=20)
    assert casualty_total(resolve([soldiers, villagers]), "killed").quantity == Quantity.stated(7)


def test_a_wider_figure_of_another_report_is_not_added_to_a_narrower_one() -> None:
    everybody = casualties(EARLY, E, 4)
    police = casualties(LATE, L, 3, group="police")
    first, second = rows(everybody, police)
    assert casualty_total(resolve([everybody, police]), "killed").quantity == Quantity.stated(4)
    assert (first.total, second.total, second.total_relation) == ("", everybody.id, TotalRelation.OPEN)


def test_a_row_alone_in_one_report_joins_the_same_part_of_another() -> None:
    total = casualties(EARLY, E, 4)
    part = casualties(EARLY, E, 3, group="police", total=total, at=20)
    alone = casualties(LATE, L, 3, group="police")
    found = rows(total, part, alone)
    assert [(row.group, row.total) for row in found] == [("unspecified", ""), ("police", total.id)]


def test_totals_list_each_harm_and_side_once() -> None:
    statements = [
        casualties(EARLY, E, 2, group="attackers"),
        casualties(EARLY, E, 5, at=20),
        casualties(EARLY, E, 9, harm="injured", at=40),
    ]
    found = [(total.harm, total.attackers, total.quantity.best) for total in casualty_totals(resolve(statements))]
    assert found == [("killed", False, 5), ("killed", True, 2), ("injured", False, 9)]


QUANTITIES = st.one_of(
    st.integers(0, 200).map(Quantity.stated),
    st.integers(1, 200).map(lambda number: Quantity.stated(number, Qualifier.AT_LEAST)),
    st.integers(1, 200).map(lambda number: Quantity.stated(number, Qualifier.AT_MOST)),
    st.integers(1, 200).map(lambda number: Quantity.stated(number, Qualifier.ABOUT)),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda ends: Quantity.between(min(ends), max(ends))),
    st.just(Quantity.vague(24, 99)),
    st.just(Quantity.unknown()),
)


@given(quantities=st.lists(QUANTITIES, min_size=1, max_size=6))
def test_the_published_figure_spans_all_that_were_given(quantities: list[Quantity]) -> None:
    statements = [
        casualties(*((EARLY, E), (LATE, L))[index % 2], quantity, at=20 * index)
        for index, quantity in enumerate(quantities)
    ]
    (row,) = rows(*statements)
    published = row.quantity
    known = [quantity for quantity in quantities if not quantity.is_unknown]
    assert published.is_unknown is not bool(known)
    if published.low is not None:
        assert all(quantity.low is None or published.low <= quantity.low for quantity in known)
    if published.high is not None:
        assert all(quantity.high is None or published.high >= quantity.high for quantity in known)
    assert published.best is None or published.best in {quantity.best for quantity in known}


@given(total=QUANTITIES, parts=st.lists(st.tuples(QUANTITIES, st.sampled_from(["police", "military", "civilians"]))))
def test_parts_never_change_a_total(total: Quantity, parts: list[tuple[Quantity, str]]) -> None:
    whole = casualties(EARLY, E, total)
    rest = [
        casualties(EARLY, E, part, group=group, total=whole, at=20 * at + 20) for at, (part, group) in enumerate(parts)
    ]
    assert casualty_total(resolve([whole, *rest]), "killed").quantity == total


@given(total=QUANTITIES, attackers=QUANTITIES, relation=st.sampled_from(TotalRelation))
def test_taking_attackers_off_gives_a_quantity_that_the_total_can_hold(
    total: Quantity, attackers: Quantity, relation: TotalRelation
) -> None:
    whole = casualties(EARLY, E, total)
    part = casualties(EARLY, E, attackers, group="attackers", total=whole, relation=relation, at=20)
    victims = casualty_total(resolve([whole, part]), "killed").quantity
    if total.high is not None and victims.high is not None:
        assert victims.high <= total.high
    if total.low is not None and victims.low is not None:
        assert victims.low <= total.low


def test_people_who_are_named_one_by_one_are_counted() -> None:
    ana = casualties(EARLY, E, 1, names=("Ana Quell",))
    bo = casualties(EARLY, E, 1, names=("Bo Lind",), at=20)
    again = casualties(EARLY, E, 1, names=("Quell",), at=40)
    (row,) = rows(ana, bo, again)
    assert row.quantity == Quantity.stated(2)
    assert row.names == ("Ana Quell", "Bo Lind", "Quell")


def test_names_never_lower_a_stated_number() -> None:
    three = casualties(EARLY, E, 3)
    ana = casualties(LATE, L, 1, names=("Ana Quell",))
    (row,) = rows(three, ana)
    assert row.quantity.high == 3
