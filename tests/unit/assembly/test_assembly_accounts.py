"""Several independent voices on one incident: what the default rule and the rules of other projects publish."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from assembly_builders import casualties, mention, on, report, say, town
from hypothesis import given
from hypothesis import strategies as st

from tallybook.assembly import (
    RuleSet,
    casualty_total,
    casualty_totals,
    get_rule_set,
    resolve,
    rule_sets,
    rules_of,
)
from tallybook.model import (
    CasualtyRow,
    CodeValue,
    Field,
    PartsCheck,
    Qualifier,
    Quantity,
    Report,
    Resolution,
    Span,
    Stance,
    Statement,
    TotalRelation,
    Value,
)

DAYS = [date(2024, 3, 2) + timedelta(days=step) for step in range(10)]
ONE_DAY = [report(f"report {number}", DAYS[0]) for number in range(10)]
DAILY = [report(f"daily {number}", day) for number, day in enumerate(DAYS)]


def killed(of: Report, number: int | Quantity, **more: object) -> Statement:
    return casualties(of, mention(of), number, **more)  # type: ignore[arg-type]


def total(statements: list[Statement], name: str = "default", harm: str = "killed") -> Quantity:
    return casualty_total(resolve(statements, get_rule_set(name)), harm).quantity


def ends(quantity: Quantity) -> tuple[int | None, int | None, int | None]:
    return (quantity.low, quantity.best, quantity.high)


def test_one_slip_in_ten_reports_widens_the_bounds_and_is_not_published() -> None:
    statements = [killed(of, 4) for of in ONE_DAY[:9]] + [killed(DAILY[5], 14)]
    assert ends(total(statements)) == (4, 4, 14)
    (entry,) = resolve(statements)
    assert entry.opposing == (statements[-1].id,)


def test_of_two_voices_the_later_one_is_published_within_a_week_and_the_earlier_one_beyond() -> None:
    late = report("a year on", date(2025, 3, 2))
    assert total([killed(DAILY[0], 4), killed(DAILY[2], 6)]).best == 6
    assert total([killed(DAILY[0], 4), killed(late, 6)]).best == 4


def test_a_toll_that_grows_day_by_day_is_taken_from_the_last_day() -> None:
    growing = [killed(DAILY[0], 4), killed(ONE_DAY[1], 4), killed(DAILY[1], 7), killed(DAILY[2], 9)]
    assert total(growing).best == 9
    assert total([*growing, killed(DAILY[3], 4)]).best == 4  # it does not grow
    early = [killed(of, 4) for of in ONE_DAY[:3]]
    assert total([*early, killed(DAILY[1], 7)]).best == 4  # one higher figure may be a slip
    assert total([*early, killed(DAILY[1], 7), killed(DAILY[2], 7)]).best == 7


def test_a_copy_counts_once() -> None:
    copies = [killed(of, 4) for of in ONE_DAY[:3]]
    others = [killed(of, 7) for of in ONE_DAY[3:5]]
    voices = {of.id: "an agency" for of in ONE_DAY[:3]}
    assert casualty_total(resolve(copies + others), "killed").quantity.best == 4
    assert casualty_total(resolve(copies + others, voices=voices), "killed").quantity.best == 7


def test_a_figure_said_outright_goes_before_one_added_up() -> None:
    added = [killed(ONE_DAY[0], 3, group="civilians"), killed(ONE_DAY[0], 2, group="military", at=20)]
    outright = killed(ONE_DAY[1], 4)
    assert total([*added, outright]).best == 4
    rows = {row.group: row for row in table([*added, outright])}
    assert rows["civilians"].total_relation is TotalRelation.OPEN


def table(statements: list[Statement], name: str = "default") -> list[CasualtyRow]:
    return [one.value for one in resolve(statements, get_rule_set(name)) if isinstance(one.value, CasualtyRow)]


def test_rows_of_two_reports_are_not_added_unless_nobody_can_be_in_both() -> None:
    police, civilians = killed(ONE_DAY[0], 3, group="police"), killed(ONE_DAY[1], 5, group="protesters")
    assert total([police, civilians]).best == 8
    assert total([police, killed(ONE_DAY[1], 5, group="security_forces")]).best == 5
    assert total([police, civilians, killed(ONE_DAY[2], 5, group="protesters")]).best == 5  # two voices bear it out


def test_one_report_counts_the_attacker_among_four_dead_and_another_beside_three() -> None:
    apart = [killed(ONE_DAY[0], 3), killed(ONE_DAY[0], 1, group="attackers", at=20)]
    together = killed(DAILY[1], 4)
    found = resolve([*apart, together])
    assert casualty_total(found, "killed").quantity.best == 3
    assert casualty_total(found, "killed", attackers=True).quantity.best == 1


def test_attackers_inside_the_total_of_another_report_are_taken_off_it() -> None:
    whole = killed(DAILY[1], 5)
    inside = killed(DAILY[1], 1, group="attackers", total=whole, at=20)
    agreeing = [killed(of, 5) for of in ONE_DAY[:2]]
    found = resolve([whole, inside, *agreeing])
    assert casualty_total(found, "killed").quantity.best == 4
    assert casualty_total(found, "killed", attackers=True).quantity.best == 1


def test_one_wounded_and_later_one_dead_are_left_open() -> None:
    wounded = casualties(DAILY[0], mention(DAILY[0]), 1, harm="injured")
    dead = killed(DAILY[2], 1)
    found = resolve([wounded, dead])
    assert casualty_total(found, "killed").quantity == Quantity.stated(1)
    assert casualty_total(found, "injured").quantity.is_unknown
    both = [dead, casualties(DAILY[2], mention(DAILY[2]), 1, harm="injured", at=20)]
    assert casualty_total(resolve([wounded, *both]), "injured").quantity == Quantity.stated(1)


def test_wounded_of_whom_one_voice_alone_tells_may_be_the_dead_of_the_others() -> None:
    dead = [killed(of, 2) for of in DAILY[:3]]
    wounded = casualties(DAILY[1], mention(DAILY[1]), 1, harm="injured", at=20)
    assert casualty_total(resolve([*dead[:2], wounded]), "injured").quantity == Quantity.stated(1)  # one silent voice
    rows = resolve([*dead, wounded])
    assert casualty_total(rows, "injured").quantity.is_unknown
    (row,) = [one.value for one in rows if isinstance(one.value, CasualtyRow) and one.value.harm == "injured"]
    assert row.quantity == Quantity.stated(1)
    assert row.total_relation is TotalRelation.OPEN
    more = casualties(DAILY[1], mention(DAILY[1]), 9, harm="injured", at=20)
    assert casualty_total(resolve([*dead, more]), "injured").quantity == Quantity.stated(9)


def test_parts_of_another_report_that_exceed_the_chosen_total_are_not_silent() -> None:
    chosen = [killed(of, 4) for of in ONE_DAY[:2]]
    whole = killed(ONE_DAY[2], 4, qualifier=Qualifier.EXACT)
    parts = [killed(ONE_DAY[2], 3, group=group, total=whole, at=at) for at, group in ((20, "police"), (40, "military"))]
    found = casualty_total(resolve([*chosen, whole, *parts]), "killed")
    assert found.quantity == Quantity.stated(4)
    assert found.parts is PartsCheck.CONTRADICTION


@pytest.mark.parametrize(
    ("name", "figures", "expected"),
    [
        ("acled", (9, 4, 6), (4, 4, 9)),  # nobody bears anybody out: the lowest
        ("acled", (9, 4, 9), (4, 9, 9)),  # two voices give nine
        ("ucdp", (9, 4, 6), (4, 4, 9)),  # equally reliable: the lower one
        ("ucdp", (9, 9, 4), (4, 9, 9)),
        ("gtd", (9, 4, 6), (4, 6, 9)),  # the latest
        ("ibc", (9, 4, 6), (4, None, 9)),
        ("ibc", (4, 4, 4), (4, 4, 4)),
        ("best_said", (9, 9, 6), (6, 6, 9)),
    ],
)
def test_three_voices_on_three_days(name: str, figures: tuple[int, int, int], expected: tuple[int | None, ...]) -> None:
    statements = [killed(of, figure) for of, figure in zip(DAILY, figures, strict=False)]
    assert ends(total(statements, name)) == expected


def test_gtd_takes_the_majority_of_one_day_and_the_lowest_without_one() -> None:
    assert total([killed(of, figure) for of, figure in zip(ONE_DAY, (5, 7, 7), strict=False)], "gtd").best == 7
    assert total([killed(of, figure) for of, figure in zip(ONE_DAY, (5, 7, 9), strict=False)], "gtd").best == 5


def test_ucdp_takes_the_better_placed_speaker_of_two() -> None:
    hospital = killed(ONE_DAY[0], 9, speaker="the hospital")
    witness = killed(ONE_DAY[1], 4, speaker="a witness")
    assert total([hospital, witness], "ucdp").best == 9
    assert total([hospital, witness], "acled").best == 4


def test_a_single_voice_gives_iraq_body_count_no_minimum() -> None:
    assert ends(total([killed(ONE_DAY[0], 4)], "ibc")) == (None, None, 4)
    voices = {of.id: "an agency" for of in ONE_DAY[:2]}
    copies = [killed(of, 4) for of in ONE_DAY[:2]]
    assert casualty_total(resolve(copies, get_rule_set("ibc"), voices), "killed").quantity.low is None


VAGUE = "Several dozen, hundreds, tens and many more; a few were told of, several too. Invented."


@pytest.mark.parametrize(
    ("words", "bounds", "newer", "older"),
    [
        ("several", (3, 9), 3, 10),
        ("hundreds", (200, 999), 100, 100),
        ("tens", (20, 99), 10, 10),
        ("many", (1, None), 3, 10),
    ],
)
def test_acled_has_figures_for_words(words: str, bounds: tuple[int, int | None], newer: int, older: int) -> None:
    of = Report.make(VAGUE, document="vague")
    start = VAGUE.index(f" {words}") + 1
    value = CasualtyRow("killed", "unspecified", Quantity.vague(*bounds))
    span = Span(start, start + len(words))
    said = Statement.make(of, mention(of).id, Field.CASUALTIES, value, span, Stance.REPORTED_AS_FACT)
    assert (total([said], "acled").best, total([said], "acled_older").best) == (newer, older)
    assert total([said]).best is None


def test_no_number_stays_unknown_under_every_rule() -> None:
    for name in rule_sets():
        assert total([killed(ONE_DAY[0], Quantity.unknown()), killed(ONE_DAY[1], Quantity.unknown())], name).is_unknown


def test_no_incident_is_dated_after_somebody_else_has_told_of_it() -> None:
    told = say(DAILY[1], mention(DAILY[1]), Field.DATE, on(DAYS[0]))
    arrest = say(DAILY[8], mention(DAILY[8]), Field.DATE, on(DAYS[8]))
    (entry,) = resolve([told, arrest])
    assert entry.value == told.value


def test_on_a_tie_the_date_just_before_the_first_report_is_published_of_neighbouring_days_the_earlier() -> None:
    def dated(of: Report, day: date) -> Statement:
        return say(of, mention(of), Field.DATE, on(day))

    def published(*told: Statement) -> object:
        (entry,) = resolve(told)
        return entry.value

    first, second = DAILY[5], DAILY[6]
    assert published(dated(first, DAYS[1]), dated(second, DAYS[4])) == on(DAYS[4])
    assert published(dated(first, DAYS[5]), dated(second, DAYS[4])) == on(DAYS[4])
    assert published(dated(first, DAYS[5]), dated(second, DAYS[4]), dated(DAILY[7], DAYS[5])) == on(DAYS[5])


def test_a_place_that_two_voices_name_goes_before_the_finer_one_of_a_third() -> None:
    towns = [say(of, mention(of), Field.PLACE, town("Karsk", "KE", "Garissa")) for of in ONE_DAY[:2]]
    other = say(DAILY[5], mention(DAILY[5]), Field.PLACE, town("Velmar", "KE", "Tana River"))
    (entry,) = resolve([*towns, other])
    assert entry.value == towns[0].value


def test_the_type_of_most_voices_comes_first_and_a_narrower_one_before_its_broader() -> None:
    def types(of: Report, *codes: str) -> list[Statement]:
        about = mention(of)
        return [
            say(of, about, Field.INCIDENT_TYPE, CodeValue("incident_types", code), at=10 * at)
            for at, code in enumerate(codes)
        ]

    told = [*types(ONE_DAY[0], "killing", "assassination"), *types(ONE_DAY[1], "killing"), *types(DAILY[3], "arson")]
    codes = [entry.value.code for entry in resolve(told) if isinstance(entry.value, CodeValue)]
    assert codes == ["assassination", "killing", "arson"]


GROUPS = ["unspecified", "unspecified", "police", "civilians", "children", "attackers"]
QUANTITIES = st.one_of(
    st.integers(0, 9).map(Quantity.stated),
    st.integers(1, 9).map(lambda number: Quantity.stated(number, Qualifier.AT_LEAST)),
    st.integers(1, 9).map(lambda number: Quantity.stated(number, Qualifier.AT_MOST)),
    st.just(Quantity.between(2, 5)),
    st.just(Quantity.vague(24, 99)),
    st.just(Quantity.unknown()),
)


@st.composite
def told_of(draw: st.DrawFn) -> list[Statement]:
    """Casualty rows of up to four reports, some of them parts of others of their report."""
    statements: list[Statement] = []
    for of in DAILY[: draw(st.integers(1, 4))]:
        mine: list[Statement] = []
        for position in range(draw(st.integers(1, 4))):
            whole = draw(st.sampled_from([None, *mine]))
            mine.append(
                killed(
                    of,
                    draw(QUANTITIES),
                    harm=draw(st.sampled_from(["killed", "injured"])),
                    group=draw(st.sampled_from(GROUPS)),
                    total=whole,
                    relation=draw(st.sampled_from(TotalRelation)),
                    at=20 * position,
                    stance=draw(st.sampled_from([Stance.REPORTED_AS_FACT, Stance.ALLEGED, Stance.DENIED])),
                    speaker=draw(st.sampled_from(["", "police", "witnesses"])),
                )
            )
        statements += mine
    return statements


def copied(statements: list[Statement]) -> list[Statement]:
    """The statements as a copy of their report, published later, would have them."""
    news = {one.report: report(f"copy of {one.report}", DAYS[9]) for one in statements}
    ids: dict[str, str] = {}
    found = []
    for one in statements:
        value: Value = one.value
        if isinstance(value, CasualtyRow) and value.total:
            relation = value.total_relation
            value = CasualtyRow(
                value.harm, value.group, value.quantity, total=ids[value.total], total_relation=relation
            )
        of = news[one.report]
        copy = Statement.make(of, mention(of).id, one.field, value, one.span, one.stance, one.speaker, one.speaker_span)
        ids[one.id] = copy.id
        found.append(copy)
    return found


def figures(resolutions: tuple[Resolution, ...]) -> list[tuple[object, ...]]:
    return [(one.harm, one.attackers, one.quantity, one.parts) for one in casualty_totals(resolutions)]


@pytest.mark.parametrize("name", sorted(rule_sets()))
@given(statements=told_of(), chance=st.randoms(use_true_random=False))
def test_under_every_rule_set_the_order_does_not_matter_and_every_row_has_support(
    name: str, statements: list[Statement], chance: object
) -> None:
    rules = get_rule_set(name)
    found = resolve(statements, rules)
    shuffled = statements[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled, rules) == found
    by_id = {one.id: one for one in statements}
    for entry in found:
        assert entry.supporting
        assert not set(entry.supporting) & set(entry.opposing)
        assert all(by_id[one].stance is not Stance.DENIED for one in entry.supporting)
        assert entry.rule in rules_of(entry.field)


@pytest.mark.parametrize("name", sorted(rule_sets()))
@given(statements=told_of())
def test_nothing_that_is_said_is_lost(name: str, statements: list[Statement]) -> None:
    found = resolve(statements, get_rule_set(name))
    listed = [one for entry in found for one in (*entry.supporting, *entry.opposing)]
    assert len(listed) == len(set(listed))
    held = {one.id for one in statements if one.stance is not Stance.DENIED}
    assert held <= set(listed)


@pytest.mark.parametrize("name", sorted(rule_sets()))
@given(statements=told_of(), copies=st.integers(1, 4))
def test_a_copy_of_a_voice_changes_no_figure(name: str, statements: list[Statement], copies: int) -> None:
    rules = get_rule_set(name)
    reports = list(dict.fromkeys(one.report for one in statements))[:copies]
    again = copied([one for one in statements if one.report in reports])
    originals = dict(zip(dict.fromkeys(one.report for one in again), reports, strict=True))
    assert figures(resolve([*statements, *again], rules, originals)) == figures(resolve(statements, rules))


@given(statements=told_of())
def test_totals_beyond_their_parts_are_flagged(statements: list[Statement]) -> None:
    found = resolve(statements)
    rows = {
        one.id: entry.value for entry in found for one in statements if one.id in (*entry.supporting, *entry.opposing)
    }
    for entry in found:
        part = entry.value
        assert isinstance(part, CasualtyRow)
        whole = rows.get(part.total)
        counted = part.total_relation is TotalRelation.PART and isinstance(whole, CasualtyRow) and not whole.total
        if not counted or not isinstance(whole, CasualtyRow) or (whole.harm, whole.quantity.high) != (part.harm, 0):
            continue
        if part.quantity.floor > 0 and whole is not part:
            side = casualty_total(found, part.harm, attackers=whole.group == "attackers")
            assert side.parts is PartsCheck.CONTRADICTION


@given(statements=told_of())
def test_one_report_alone_is_told_the_same_by_every_choice_between_voices(statements: list[Statement]) -> None:
    first = [one for one in statements if one.report == statements[0].report]
    default = figures(resolve(first))
    for name in ("best_said", "ucdp", "gtd"):
        assert figures(resolve(first, get_rule_set(name))) == default


def test_a_rule_set_for_one_field_leaves_the_others() -> None:
    ours = RuleSet.make("ours", {Field.CASUALTIES: "ibc_minimum_maximum"})
    assert set(ours.rules) - set(get_rule_set("default").rules) == {(Field.CASUALTIES, "ibc_minimum_maximum")}


def test_an_open_figure_speaks_for_a_higher_one_that_comes_later() -> None:
    open_five = Quantity(5, 5, None, Qualifier.AT_LEAST)
    # That an account tells attackers apart decides a tie.
    first, second = (casualties(DAILY[at], mention(DAILY[at]), 3, group="attackers", at=20) for at in (0, 1))
    assert total([killed(DAILY[0], open_five), first, killed(DAILY[1], 6)]).best == 6
    assert total([killed(DAILY[1], open_five), second, killed(DAILY[0], 6)]).best == 5
    assert total([killed(DAILY[0], 5), first, killed(DAILY[1], 6)]).best == 5
