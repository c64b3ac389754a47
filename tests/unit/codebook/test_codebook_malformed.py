"""A malformed codebook is refused with the file and the entry in the message."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tallybook.codebook.loading import build_codebook, load_codebook, parse_quantities, parse_scheme
from tallybook.codebook.mapping import parse_crosswalk
from tallybook.codebook.reading import codebook_text
from tallybook.errors import InvalidCodebookError

ENTRY = """
  - id: red
    label: Red
    definition: The colour red.
    include: Crimson.
    exclude: Orange.
    example: The gate is red.
"""
SCHEME = "scheme: colours\ntitle: Colours\nabout: Colours.\nused_in: Nowhere.\nentries:" + ENTRY


def test_the_pattern_of_these_tests_is_well_formed() -> None:
    assert parse_scheme(SCHEME, "colours.yaml", "colours").codes == ("red",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    label: Red\n", "", r"The entry 'red' of colours\.yaml lacks 'label'"),
        (
            "    label: Red\n",
            "    label: ''\n",
            r"The label of 'red' in colours\.yaml must be a text that is not empty",
        ),
        ("    label: Red\n", "    label: 7\n", r"The label of 'red' in colours\.yaml must be a text"),
        ("    label: Red\n", "    label: Red\n    colour: x\n", r"The entry 'red' of colours\.yaml has an unknown key"),
        ("id: red", "id: Red Colour", r"needs an id of small letters"),
        ("id: red", "id: 7", r"needs an id of small letters"),
        (ENTRY, ENTRY + ENTRY, r"The entry 'red' stands twice in colours\.yaml"),
        (ENTRY, ENTRY.rstrip() + "\n    broader: blue\n", r"'red' of colours\.yaml has a broader code 'blue'"),
        (ENTRY, ENTRY.rstrip() + "\n    broader: red\n", r"The entry 'red' of colours\.yaml is broader than itself"),
        ("scheme: colours", "scheme: shapes", r"colours\.yaml calls its scheme 'shapes', not 'colours'"),
        ("title: Colours\n", "", r"The codebook file colours\.yaml lacks 'title'"),
        (
            "title: Colours\n",
            "title: Colours\ntitle: Colours\n",
            r"colours\.yaml, line 3 is malformed: the key 'title'",
        ),
        ("entries:" + ENTRY, "entries: []\n", r"The entries of colours\.yaml must be a list that is not empty"),
        (ENTRY, "\n  - red\n", r"The entry None of colours\.yaml must be a mapping"),
        ("scheme: colours", "scheme: [colours", r"colours\.yaml, line \d+ is malformed"),
    ],
)
def test_malformed_schemes(old: str, new: str, message: str) -> None:
    assert old in SCHEME
    with pytest.raises(InvalidCodebookError, match=message):
        parse_scheme(SCHEME.replace(old, new), "colours.yaml", "colours")


def test_a_file_that_is_no_mapping() -> None:
    with pytest.raises(InvalidCodebookError, match=r"colours\.yaml is malformed: it must be a mapping"):
        parse_scheme("- red", "colours.yaml", "colours")


QUANTITIES = "about: Words.\nentries:\n  - {id: dozens, words: [dozens], low: 24, high: 99, reason: Two dozen.}\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("low: 24", "low: '24'", "needs whole numbers"),
        ("low: 24", "low: true", "needs whole numbers"),
        ("low: 24", "low: 240", "needs 0 <= low <= high"),
        ("low: 24", "low: -1", "needs 0 <= low <= high"),
        ("high: 99, ", "", "lacks 'high'"),
        ("[dozens]", "[Dozens]", "not in lower case"),
        ("[dozens]", "[dozens, dozens]", "repeats 'word dozens'"),
        ("[dozens]", "[]", "must be a list that is not empty"),
        ("id: dozens", "id: Dozens", "needs an id of small letters"),
    ],
)
def test_malformed_quantities(old: str, new: str, message: str) -> None:
    assert parse_quantities(QUANTITIES, "q.yaml")[1][0].high == 99
    with pytest.raises(InvalidCodebookError, match=message) as caught:
        parse_quantities(QUANTITIES.replace(old, new), "q.yaml")
    assert "q.yaml" in str(caught.value)


def _changed(path: str, old: str, new: str) -> Callable[[str], str]:
    def read(wanted: str) -> str:
        text = codebook_text(wanted)
        if wanted == path:
            assert old in text
            return text.replace(old, new)
        return text

    return read


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        ("data/codebook.yaml", "version: 1.1.0", "version: '1.0'", "must be of the form"),
        ("data/codebook.yaml", "  - modes\n", "  - modes\n  - modes\n", "names a scheme twice"),
        ("data/codebook.yaml", "  - modes\n", "  - moods\n", r"data/moods\.yaml cannot be read"),
        ("data/weapons.yaml", "scheme: weapons", "scheme: weapon", r"data/weapons\.yaml calls its scheme 'weapon'"),
    ],
)
def test_malformed_codebooks(path: str, old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidCodebookError, match=message):
        build_codebook(_changed(path, old, new))


CROSSWALK = """
crosswalk: colours
title: Colours
about: Stages as colours.
sources: [none]
unchecked: [all]
loses: [all]
lists:
  colour:
    title: Colours
    codes: [red, {code: green, label: Green}, blue]
    not_reached:
      - codes: [blue]
        reason: Nothing is blue.
mappings:
  stages:
    accomplished: {to: {colour: red}, fit: exact}
    attempted:
      to: {colour: green}
      fit: close
      loses: Nearly everything.
      when: [{with: {modes: [suicide]}, to: {colour: red}}]
not_mapped:
  stages:
    - codes: [threatened, planned]
      reason: No colour.
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("crosswalk: colours", "crosswalk: colour", "calls its crosswalk 'colour'"),
        ("title: Colours\nabout", "about", "lacks 'title'"),
        ("[threatened, planned]", "[threatened]", "neither maps 'planned' nor says why not"),
        ("[threatened, planned]", "[threatened, planned, attempted]", "both maps 'attempted' and gives a reason"),
        ("[threatened, planned]", "[threatened, planned, planned]", "names 'planned' twice"),
        ("[threatened, planned]", "[threatened, plannned]", r"'plannned', which is none; did you mean 'planned'"),
        ("{to: {colour: red}, fit: exact}", "{to: {colour: rot}, fit: exact}", "leads to 'rot' of colour"),
        ("{to: {colour: red}, fit: exact}", "{to: {shape: red}, fit: exact}", "unknown key 'shape'"),
        ("{to: {colour: red}, fit: exact}", "{to: {}, fit: exact}", "leads nowhere"),
        ("{to: {colour: red}, fit: exact}", "{to: {colour: red}, fit: so-so}", "fit 'so-so', which is none"),
        ("{to: {colour: red}, fit: exact}", "{to: {colour: red}, fit: broader}", "must say what it loses"),
        (
            "colour: green}",
            "colour: [green, blue]}",
            "'blue' of the list 'colour' in c.yaml is reached and has a reason",
        ),
        ("to: {colour: green}", "to: {colour: red}", "'green' of the list 'colour' in c.yaml is not reached"),
        ("codes: [red, ", "codes: [red, red, ", "has the code 'red' twice"),
        ("label: Green}", "label: Green, checked: maybe}", "needs true or false"),
        ("codes: [blue]", "codes: [pink]", "gives a reason for 'pink'"),
        ("modes: [suicide]", "modes: [bravado]", "condition on 'bravado' of modes"),
        ("modes: [suicide]", "moods: [suicide]", "unknown key 'moods'"),
        ("with: {modes: [suicide]}", "with: {}", "asks for nothing"),
        ("  stages:\n    accomplished", "  phases:\n    accomplished", "maps the code list 'phases'"),
        ("    attempted:", "    accomplished:", "the key 'accomplished' stands twice"),
    ],
)
def test_malformed_crosswalks(old: str, new: str, message: str) -> None:
    book = load_codebook()
    assert parse_crosswalk(CROSSWALK, "c.yaml", "colours", book).map("stages", "attempted").targets[0].code == "green"
    assert old in CROSSWALK
    with pytest.raises(InvalidCodebookError, match=message) as caught:
        parse_crosswalk(CROSSWALK.replace(old, new), "c.yaml", "colours", book)
    assert "c.yaml" in str(caught.value)
