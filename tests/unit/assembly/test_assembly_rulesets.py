"""Rule sets: named ones, sets from files, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from assembly_builders import casualties, mention, report

from tallybook.assembly import (
    DEFAULT,
    RuleSet,
    assemble,
    get_rule_set,
    read_rule_set,
    rule_sets,
    rules_of,
)
from tallybook.errors import InvalidRuleSetError, UnknownRuleError
from tallybook.model import Field

EARLY, LATE = report("early", date(2024, 3, 2)), report("late", date(2024, 3, 5))
E, L = mention(EARLY), mention(LATE)


@pytest.mark.parametrize("name", sorted(rule_sets()))
def test_a_rule_set_is_the_same_after_json_and_yaml(name: str) -> None:
    rules = get_rule_set(name)
    assert RuleSet.from_plain(json.loads(json.dumps(rules.to_plain()))) == rules
    assert RuleSet.from_plain(yaml.safe_load(yaml.safe_dump(rules.to_plain()))) == rules


def test_every_rule_belongs_to_a_field_and_tells_what_it_does() -> None:
    for field, _ in DEFAULT:
        for name, rule in rules_of(field).items():
            assert rule.name == name
            assert name.isidentifier()
            assert rule.explanation.endswith(".")
            assert rule.source.endswith(".")
    assert all(len(rule.details) == 4 for rule in rules_of(Field.CASUALTIES).values())
    assert not rules_of(Field.ACTOR_RELATION)


def test_every_rule_but_those_of_other_projects_is_in_a_set() -> None:
    used = {(field, rule) for one in rule_sets().values() for field, rule in one.rules}
    assert {(Field.CASUALTIES, name) for name in rules_of(Field.CASUALTIES)} <= used


def test_a_file_names_only_what_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("name: ours\nbase: best_said\nrules: {casualties: ucdp_most_reliable}\n", "utf-8")
    rules = read_rule_set(path)
    assert rules.rule(Field.CASUALTIES).name == "ucdp_most_reliable"
    assert rules.rule(Field.STAGE).name == "best_said"
    assert set(rules.rules) - set(get_rule_set("best_said").rules) == {(Field.CASUALTIES, "ucdp_most_reliable")}


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"name": "x", "rules": {"casualties": "acled_lowest"}}, "did you mean 'acled_lowest_vague_ten'"),
        ({"name": "x", "rules": {"casualty": "agreed_account"}}, "did you mean 'casualties'"),
        ({"name": "x", "rules": {"actor_relation": "all_kept"}}, "actor_relation"),
        ({"name": "x", "rules": {}, "base": "akled"}, "did you mean 'acled'"),
        ({"name": "x", "rules": {}, "bases": "acled"}, "did you mean 'base'"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(plain: dict[str, object], words: str) -> None:
    with pytest.raises(UnknownRuleError, match=words) as caught:
        RuleSet.from_plain(plain)
    assert caught.value.code == "TB451"


@pytest.mark.parametrize(
    "text", ["", "- a\n", "name: x\n", "name: x\nrules: [a]\n", "{", "name: x\nrules: {date: 3}\n"]
)
def test_files_of_another_shape_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidRuleSetError) as caught:
        read_rule_set(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_and_a_name_that_does_not_exist_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRuleSetError, match=r"gone\.yaml"):
        read_rule_set(tmp_path / "gone.yaml")
    with pytest.raises(UnknownRuleError, match="did you mean 'default'"):
        read_rule_set("defualt")
    with pytest.raises(UnknownRuleError, match="there are"):
        get_rule_set("zzzz")


def test_a_set_needs_a_rule_for_every_field_in_order() -> None:
    with pytest.raises(UnknownRuleError, match="no rule for the field"):
        RuleSet("short", DEFAULT.rules[:-1])
    with pytest.raises(UnknownRuleError, match="order"):
        RuleSet("turned", DEFAULT.rules[::-1])
    with pytest.raises(UnknownRuleError, match="belongs to no incident"):
        DEFAULT.rule(Field.ACTOR_RELATION)


def test_assembling_takes_rules_and_voices() -> None:
    from tallybook.model import Decision, Judgement

    same = Decision.make(E.id, L.id, Judgement.SAME, "reviewer", "2024-05-01T10:00:00Z")
    statements = [casualties(EARLY, E, 4), casualties(LATE, L, 6)]
    (incident,) = assemble([E, L], statements, [same], get_rule_set("ibc"), {EARLY.id: "one", LATE.id: "one"})
    (entry,) = incident.resolutions
    assert entry.rule == "ibc_minimum_maximum"
    assert entry.value.quantity.low is None  # type: ignore[union-attr]
