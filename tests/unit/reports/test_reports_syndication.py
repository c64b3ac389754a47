"""Copies of one text and the voices they form. All texts here are fictional."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallybook.reports import syndication
from tallybook.reports.syndication import are_copies, find_voice, find_voices, sketch

STORY = """The blast tore through the front of the fictional Oldport market shortly after eight in the \
morning, when traders were setting up their stalls, the town's police chief told reporters at the \
scene on Sunday.

At least 9 people were killed and 23 others wounded, among them two children who had come with their mother to buy \
bread, said a doctor at the general hospital, where relatives crowded the corridors in search of the missing.

No group said that it had planted the bomb. The invented Free River Front, which has fought the government of \
Freedonia for eleven years, denied in a message to a radio station that its fighters had been anywhere near the \
coast that day.

Witnesses described a white van that stood beside the fish hall with its engine running for a quarter of an hour. \
"We thought that somebody was unloading ice," said a porter. Investigators took away parts of an axle and a \
battery.

The mayor declared three days of mourning and asked people to give blood. Schools will stay closed until Thursday, \
and the ferry to the islands will not run while divers search the harbour basin for debris from the explosion.
"""
# Another reporter on the same invented event: own words, the same quotation.
OWN_STORY = """Sirens woke the harbour quarter of Oldport on Sunday. When our reporter reached the fish hall, \
volunteers were already carrying the injured to taxis, because the only ambulance of the district \
had broken down a week before.

A bomb hidden in a van had gone off in front of the market. Doctors counted nine dead by noon; nurses spoke of \
more than twenty patients with burns, and of a shortage of plasters that the ministry had promised to end in \
winter.

"We thought that somebody was unloading ice," said a porter who had seen the vehicle arrive. He had told a guard \
about it. The guard shrugged, he remembers, and went to drink his coffee on the other side of the square as he did \
every day.

Who did it is unclear. In the tea houses people accuse the rebels from the river, others whisper about a quarrel \
over the rents of the stalls. The Free River Front says it was not involved. The police chief says he does not \
believe them.
"""
NOTICE = " ".join(f"Notice {number}: subscribe to our fictional letter, section {number * 7}." for number in range(12))

PINNED = (5191151590165237179, -4153330354880548639)


def invented(seed: int, words: int) -> str:
    """A text without sense that shares nothing with one of another seed."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    return " ".join(f"{dice.choice('bdfgklmnprst')}{dice.choice('aeiou')}{dice.randrange(10**6)}" for _ in range(words))


def cut(text: str, share: float) -> str:
    words = text.split(" ")
    return " ".join(words[: round(len(words) * (1 - share))])


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        f"Bomb kills nine in Oldport\n\nBy Ada Example\n\nOLDPORT, Freedonia (FNA) - {STORY}",
        f"Smoke over the market on Sunday. (Photo: Ben Sample)\n\n{STORY}\n\n{NOTICE}",
        cut(STORY, 0.4),
        f"Market attack\n\n{cut(STORY, 0.4)}\n\n{NOTICE}",
        STORY.upper().replace("\n\n", "\n   ").replace('"', "''"),
        STORY.replace('"', "”").replace("'", "’").replace("explosion", "explo\u00adsion"),
        STORY.replace("At least 9", "At least 12").replace("23 others", "31 others"),
        STORY.replace("shortly after", "just after").replace("crowded", "filled").replace("harbour", "harbor"),
    ],
    ids=["same", "headline", "caption and notice", "cut", "cut and notice", "capitals", "quotes", "new toll", "edited"],
)
def test_a_copy_is_a_copy_however_it_is_framed_and_its_sketch_leads_to_it(copy: str) -> None:
    assert are_copies(STORY, copy)
    assert are_copies(copy, STORY)
    assert set(sketch(STORY)) & set(sketch(copy))


@pytest.mark.parametrize(
    "other",
    [
        OWN_STORY,
        f"{OWN_STORY}\n\n{cut(STORY, 0.65)}",
        f"{cut(OWN_STORY, 0.5)} {cut(STORY, 0.65)} {invented(1, 300)}",
        cut(STORY, 0.8),
        f"{invented(2, 90)}\n\n{STORY[len(STORY) // 2 :]}",
        f"{invented(3, 400)}\n\n{STORY}",
        "",
        "A bomb went off in fictional Oldport.",
    ],
    ids=[
        "own words",
        "own, agency below",
        "quoted in the middle",
        "brief",
        "background",
        "far below",
        "empty",
        "short",
    ],
)
def test_another_text_on_the_same_event_is_not_a_copy(other: str) -> None:
    assert not are_copies(STORY, other)
    assert not are_copies(other, STORY)


def test_a_notice_below_two_stories_makes_no_copies() -> None:
    notice = f"{NOTICE} {invented(4, 60)}"
    assert not are_copies(f"{cut(STORY, 0.3)}\n\n{notice}", f"{OWN_STORY}\n\n{notice}")


def test_a_caption_under_every_picture_counts_once() -> None:
    caption = "People lay flowers at the fictional market of Oldport a day after the blast there. Photo: Cy Specimen\n"
    assert not are_copies(f"{caption * 12}{STORY}", f"{caption * 12}{OWN_STORY}")
    assert are_copies(f"{STORY}{STORY}", STORY)


def test_texts_without_spaces_between_words_are_compared_by_characters() -> None:
    dice = random.Random(5)  # noqa: S311 - no secret
    text, other = ("".join(chr(dice.randrange(0x4E00, 0x5E00)) for _ in range(200)) for _ in range(2))
    assert are_copies(text, text[:140])
    assert not are_copies(text, other)


def test_a_sketch_is_numbers_of_64_bits_and_none_for_a_short_text() -> None:
    keys = sketch(STORY)
    assert len(set(keys)) == syndication.BANDS
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert sketch("") == sketch(invented(6, syndication.FEWEST_SHARED_WORDS - 1)) == ()
    assert sketch(invented(6, syndication.FEWEST_SHARED_WORDS)) != ()


def test_a_sketch_is_the_same_in_another_process_and_as_it_was() -> None:
    code = "import sys; from tallybook.reports.syndication import sketch; print(sketch(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, STORY],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    assert done.stdout.strip() == str(sketch(STORY))
    # Keys are kept in books: a change of these numbers asks for a migration.
    assert sketch(STORY)[:2] == PINNED


def test_a_long_text_is_read_in_parts_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    text = invented(7, 3000)
    keys = sketch(text)
    monkeypatch.setattr(syndication, "_CHUNK", 100)
    monkeypatch.setattr(syndication, "_LONG_TEXT", 100)
    assert sketch(text) == keys
    assert are_copies(text, cut(text, 0.3))


words = st.text(alphabet="abc é\n\u4e2d'", max_size=400)


@settings(max_examples=50, deadline=None)
@given(words, words)
def test_comparing_is_symmetric(left: str, right: str) -> None:
    assert are_copies(left, right) == are_copies(right, left)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(80, 300), st.floats(0, 1), st.floats(0, 1))
def test_comparing_parts_of_one_text_is_symmetric(seed: int, count: int, left: float, right: float) -> None:
    text = invented(seed, count)
    parts = cut(text, left), cut(text, right) + " " + invented(seed + 1, 40)
    assert are_copies(*parts) == are_copies(*reversed(parts))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([STORY, cut(STORY, 0.3), OWN_STORY, f"{NOTICE}\n{STORY}", "", "short"]), max_size=8))
def test_voices_are_named_after_their_first_report_and_the_same_one_by_one(texts: list[str]) -> None:
    reports = [(f"r{number}", text) for number, text in enumerate(texts)]
    voices = find_voices(iter(reports))
    assert voices == find_voices(reports) == one_by_one(reports)
    order = [report for report, _ in reports]
    assert list(voices) == order
    assert all(voices[voice] == voice for voice in voices.values())
    assert all(order.index(voice) <= order.index(report) for report, voice in voices.items())
    known = dict(reports)
    assert all(voice == report or are_copies(known[voice], known[report]) for report, voice in voices.items())


def one_by_one(reports: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The voices by `find_voice`, with a table of keys as a book has one."""
    having: list[tuple[int, str]] = []
    texts = dict(reports)
    voices: dict[str, str] = {}

    def lookup(keys: Sequence[int]) -> list[str]:
        return [known for key in keys for kept, known in having if kept == key]

    for report, text in reports:
        voice = find_voice(text, lookup, texts.__getitem__)
        voices[report] = voice or report
        if voice is None:
            having += [(key, report) for key in sketch(text)]
    return voices


def test_ten_papers_are_one_voice_and_the_own_reporter_another() -> None:
    papers = [
        (f"paper-{number}", f"Headline {number}\n\nBy Dee {number}\n\n{cut(STORY, number / 30)}")
        for number in range(10)
    ]
    voices = find_voices([papers[0], ("own", OWN_STORY), *papers[1:]])
    assert voices == {"own": "own"} | {name: "paper-0" for name, _ in papers}


def test_short_texts_are_voices_of_their_own() -> None:
    assert find_voices([("a", ""), ("b", ""), ("c", "Short."), ("d", "Short.")]) == {name: name for name in "abcd"}


def test_of_an_id_given_twice_the_first_text_counts() -> None:
    assert find_voices([("a", OWN_STORY), ("b", STORY), ("a", STORY)]) == {"a": "a", "b": "b"}


def test_a_chain_of_copies_does_not_lead_from_one_story_to_another() -> None:
    # Each text has the last two thirds of the one before it at its top, so neighbours are copies.
    text = invented(8, 1200).split(" ")
    chain = [(f"r{number}", " ".join(text[number * 50 : number * 50 + 300])) for number in range(15)]
    assert all(are_copies(left[1], right[1]) for left, right in pairwise(chain))
    voices = find_voices(chain)
    assert len(set(voices.values())) > 2
    assert voices["r14"] != "r0"


def test_one_report_costs_one_lookup_and_a_limited_number_of_texts() -> None:
    lookups: list[int] = []
    fetched: list[str] = []

    def lookup(keys: Sequence[int]) -> Iterable[str]:
        lookups.append(len(keys))
        return [*(f"other-{number}" for number in range(500)), "copy", "copy"]

    def fetch(report: str) -> str:
        fetched.append(report)
        return STORY if report == "copy" else OWN_STORY

    assert find_voice(STORY, lookup, fetch) == "copy"
    assert fetched == ["copy"], "most keys in common is compared first"
    assert find_voice(invented(9, 100), lookup, fetch, keys=[1, 2]) is None
    assert len(fetched) == 1 + syndication.MOST_COMPARED
    assert lookups == [syndication.BANDS, 2]
    assert find_voice("short", lookup, fetch) is None
    assert len(lookups) == 2, "a text without keys is not looked up"


def test_a_notice_shared_by_very_many_texts_is_compared_a_limited_number_of_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0
    copied = syndication._copied

    def counting(text: syndication._Runs, other: syndication._Runs) -> bool:
        nonlocal compared
        compared += 1
        return copied(text, other)

    monkeypatch.setattr(syndication, "_copied", counting)
    notice = invented(10, 200)
    count = 150
    pages = [(str(number), f"{invented(100 + number, 100)} {notice}") for number in range(count)]
    assert len(set(find_voices(pages).values())) == count
    assert 0 < compared <= count * syndication.MOST_COMPARED
