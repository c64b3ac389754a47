"""Pairing templates and counting, on invented templates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallybook.evaluation.muc4.scorer import Counts, f_measure, pair_templates, score_message, score_messages
from tallybook.evaluation.muc4.slots import SCORED
from tallybook.evaluation.muc4.templates import Filler, by_message

from .helpers import template, templates


def test_the_key_against_itself_is_perfect() -> None:
    key = by_message(templates())
    # A response has one alternative a filler, and must not mark fillers as optional.
    first = templates()[0]
    response = replace(
        first,
        slots={
            number: tuple(Filler(filler.fills[:1], filler.reference[:1]) for filler in fillers)
            for number, fillers in first.slots.items()
        },
    )
    score = score_messages(key, {"INVENTED-0001": (response,)})
    total = score.summary()["ALL TEMPLATES"]
    assert (total.recall, total.precision, total.f()) == (100, 100, 100)
    assert total.pos == sum(len(fillers) for fillers in first.slots.values())
    assert score.slot("template-id") == Counts(cor=1)


def test_no_answer_misses_what_is_not_optional() -> None:
    score = score_messages(by_message(templates()), {})
    total = score.summary()["ALL TEMPLATES"]
    first = templates()[0]
    required = sum(not filler.optional for fillers in first.slots.values() for filler in fillers)
    assert (total.pos, total.act, total.mis) == (required, 0, required)
    assert score.slot("template-id") == Counts(mis=1)


def test_leftovers_are_incorrect_then_spurious_or_missing() -> None:
    key = template(s4="BOMBING", s12='"GRAIN BANK"\n"CAFE"\n"TOWER"')
    response = template(s4="BOMBING", s12='"GRAIN BANK"\n"FERRY"')
    (pair,) = score_message("INVENTED-0001", [key], [response])
    assert pair.rows["phys-tgt-id"] == Counts(cor=1, inc=1, mis=1)
    (pair,) = score_message("INVENTED-0001", [response], [key])
    assert pair.rows["phys-tgt-id"] == Counts(cor=1, inc=1, spu=1)


def test_an_optional_filler_is_missed_by_nobody() -> None:
    key = template(s4="BOMBING", s12='"GRAIN BANK"\n? "CAFE"')
    right = template(s4="BOMBING", s12='"GRAIN BANK"')
    (pair,) = score_message("INVENTED-0001", [key], [right])
    assert pair.rows["phys-tgt-id"] == Counts(cor=1)
    wrong = template(s4="BOMBING", s12='"GRAIN BANK"\n"FERRY"')
    (pair,) = score_message("INVENTED-0001", [key], [wrong])
    assert pair.rows["phys-tgt-id"] == Counts(cor=1, inc=1)


def test_templates_pair_only_where_type_and_content_match() -> None:
    key = template(s4="BOMBING", s3="NORLAND", s12='"GRAIN BANK"')
    assert pair_templates([key], [template(s4="BOMBING", s12='"GRAIN BANK"')]) == ((0, 0),)
    assert pair_templates([key], [template(s4="ATTACK", s12='"BANK"')]) == ((0, 0),)
    assert pair_templates([key], [template(s4="ROBBERY", s12='"GRAIN BANK"')]) == ()
    assert pair_templates([key], [template(s4="BOMBING", s3="NORLAND", s12='"FERRY"')]) == ()


def test_the_best_pairing_is_taken_and_the_rest_is_spurious() -> None:
    keys = [template(number="1", s4="BOMBING", s12='"GRAIN BANK"'), template(number="2", s4="BOMBING", s12='"CAFE"')]
    responses = [
        template(number="7", s4="BOMBING", s12='"CAFE"'),
        template(number="8", s4="BOMBING", s12='"FERRY"'),
        template(number="9", s4="BOMBING", s12='"GRAIN BANK"'),
    ]
    pairs = score_message("INVENTED-0001", keys, responses)
    assert [(pair.key and pair.key.number, pair.response and pair.response.number) for pair in pairs] == [
        ("1", "9"),
        ("2", "7"),
        (None, "8"),
    ]
    assert pairs[2].total == Counts(spu=2, non=21)


def test_rows_of_the_summary_add_up() -> None:
    keys = by_message([template(s4="BOMBING", s12='"CAFE"'), template(number="2", s4="ARSON", s12='"TOWER"')])
    responses = by_message([template(s4="BOMBING", s12='"CAFE"'), template(number="2", s4="ROBBERY", s12='"FERRY"')])
    score = score_messages(keys, responses)
    summary = score.summary()
    assert (summary["MATCHED ONLY"].pos, summary["MATCHED ONLY"].act) == (2, 2)
    assert (summary["MATCHED/MISSING"].pos, summary["MATCHED/MISSING"].act) == (4, 2)
    assert (summary["MATCHED/SPURIOUS"].pos, summary["MATCHED/SPURIOUS"].act) == (2, 4)
    assert (summary["ALL TEMPLATES"].pos, summary["ALL TEMPLATES"].act) == (4, 4)
    assert score.group("inc").cor == 1
    assert score.group("phys-tgt").overgeneration == 50


def test_an_answer_to_an_irrelevant_message_is_spurious() -> None:
    keys = by_message(templates())
    score = score_messages(
        {"INVENTED-0002": keys["INVENTED-0002"]}, by_message([template("INVENTED-0002", s4="ARSON")])
    )
    assert score.summary()["ALL TEMPLATES"].spu == 1


def test_f_weighs_recall_or_precision() -> None:
    assert f_measure(50, 100) == pytest.approx(66.667, abs=0.001)
    assert f_measure(50, 100, 0.5) > f_measure(50, 100) > f_measure(50, 100, 2)
    assert f_measure(0, 0) == 0


_VALUES = st.lists(st.sampled_from(['"CAFE"', '"GRAIN BANK"', '"BANK"', '? "FERRY"', '"TOWER" / "PYLON"']), max_size=4)


@given(_VALUES, _VALUES)
def test_every_filler_is_counted_once(key: list[str], response: list[str]) -> None:
    given_response = [value.partition(" /")[0].lstrip("? ") for value in response]
    wanted = template(s4="BOMBING", s10='"GHF"', s12="\n".join(key) or "-")
    answer = template(s4="BOMBING", s10='"GHF"', s12="\n".join(given_response) or "-")
    (pair,) = score_message("INVENTED-0001", [wanted], [answer])
    counts = pair.rows["phys-tgt-id"]
    required = sum(not value.startswith("?") for value in key)
    assert counts.act == len(response)
    assert required <= counts.pos <= len(key)
    assert set(pair.rows) == {slot.name for slot in SCORED} | {"template-id"}
