"""Which id each group of mentions gets, case by case; random histories are in the tests of properties."""

from __future__ import annotations

from tallybook.model import Incident, IncidentState
from tallybook.service.planning import Assignment, assign
from tallybook.store import Known

ACTIVE, REDIRECT, TOMBSTONE = IncidentState.ACTIVE, IncidentState.REDIRECT, IncidentState.TOMBSTONE


def _own(mention: str) -> str:
    return Incident.make((mention,)).id


def test_a_new_group_is_named_after_its_first_mention() -> None:
    assert assign([("b", "a")], []) == Assignment((_own("b"),))


def test_the_incident_created_first_goes_on_and_the_other_leads_to_it() -> None:
    older, younger = Known("x", 1, ACTIVE, "b", mentions=("b",)), Known("y", 2, ACTIVE, "a", mentions=("a",))
    assert assign([("a", "b")], [younger, older]) == Assignment(("x",), {"y": "x"})


def test_without_its_founder_the_largest_part_goes_on_and_of_equal_ones_the_first() -> None:
    known = Known("x", 1, ACTIVE, "gone", mentions=("a", "b", "c", "d", "e"))
    assert assign([("a", "b"), ("c", "d", "e")], [known]).ids == (_own("a"), "x")
    assert assign([("a", "b"), ("c", "d")], [known]).ids == ("x", _own("c"))
    assert assign([("a",), ("b", "c", "d", "e")], [Known("x", 1, ACTIVE, "a", mentions=known.mentions)]).ids[0] == "x"


def test_a_redirect_follows_its_founder_and_stands_again_where_nothing_else_does() -> None:
    kept, merged = Known("x", 1, ACTIVE, "a", mentions=("a", "b")), Known("y", 2, REDIRECT, "b", target="x")
    assert assign([("a", "b")], [kept, merged]) == Assignment(("x",), {"y": "x"})
    assert assign([("a",), ("b",)], [kept, merged]) == Assignment(("x", "y"))
    # What has lost its founder stays where it led.
    lost = Known("z", 3, REDIRECT, "gone", target="x")
    assert assign([("a",), ("b",)], [kept, lost]) == Assignment(("x", _own("b")), {"z": "x"})


def test_a_tombstone_stands_again_when_one_of_its_last_mentions_is_back() -> None:
    dead = Known("x", 1, TOMBSTONE, "gone", mentions=("a", "b"))
    assert assign([], [dead]) == Assignment((), {}, ("x",))
    assert assign([("b",)], [dead]) == Assignment(("x",))


def test_an_id_that_went_on_without_its_founder_is_not_given_twice() -> None:
    went_on = Known(_own("a"), 1, ACTIVE, "a", mentions=("b",))
    first, second = assign([("a",), ("b",)], [went_on]).ids
    assert second == went_on.id
    assert first not in {went_on.id, _own("b")}
    # The same again: names follow from what is there, not from chance.
    assert assign([("a",), ("b",)], [went_on]).ids == (first, second)
    again = Known(first, 2, ACTIVE, "a", mentions=("c",))
    assert assign([("a",), ("b",), ("c",)], [went_on, again]).ids[0] not in {went_on.id, first}
