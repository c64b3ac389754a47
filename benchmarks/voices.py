# ruff: noqa: T201, S311 - a script that prints is what this is; its dice are for samples, not for secrets
"""Measures how well copies of one text are told from other texts, and how many reports a second are grouped.

python benchmarks/voices.py [--pairs] [--write]

With --write the tables in docs/explanation/voices.md are replaced; with --pairs the pairs of reports as published that
are taken for copies are named by their document ids, for reading them beside each other.

The corpora are looked for in the folder TALLYBOOK_CORPORA (default ../shared/data): Wikinews, MUC-4 dev, tst1 and
tst2, and the incidents of gva. First table: texts of 150 words and more, changed in the ways named; "compared" is the
share that are_copies takes for copies of the unchanged text, "same key" the share whose sketches have a key in common,
"found" the share with both. Second table: reports as published, every pair that shares a key. Third: reports per second
of processor time, of find_voices, of one report after the other, and of long and hostile texts.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from pages import put_between

from tallybook.errors import CorpusMissingError
from tallybook.evaluation import corpus_path
from tallybook.evaluation.corpora import load_gva, load_muc4, load_wikinews
from tallybook.reports.syndication import BANDS, are_copies, find_voice, find_voices, sketch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tallybook.model import Report

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "voices.md"
MARKS = "<!-- {}: begin, written by benchmarks/voices.py -->", "<!-- {}: end -->"
FEWEST_WORDS = 150
LONGEST_HEADLINE = 20  # words; MUC texts have none and begin with their first paragraph
# 100 invented words, as a site prints them below a story.
NOTICE = (
    "Sign up for the newsletter of the fictional Oldport Gazette and get the news of the day in your inbox every "
    "morning at six. By signing up you agree to our terms of use and to our privacy notice. Copyright 2031 Oldport "
    "Gazette Company. All rights reserved. This material may not be published, broadcast, rewritten or redistributed "
    "without permission. Do you know more about this story? Call our desk at 555 0100 or write to us; we read every "
    "message. Most read today: bridge opens again, school wins cup, market to move in spring. Follow us for more "
    "stories from the valley and the coast."
)


@dataclass(frozen=True, slots=True)
class Case:
    """A way to change a text, and whether the result should count as a copy. `change` gets the text, another, dice."""

    name: str
    copy: bool
    change: Callable[[str, str, random.Random], str]


def cut(text: str, share: float) -> str:
    """The text without the last `share` of its words."""
    words = text.split(" ")
    return " ".join(words[: round(len(words) * (1 - share))])


def framed(text: str, other: str) -> str:
    """The text with another headline, a byline, a dateline and a caption before it, without its own headline."""
    first, _, rest = text.partition("\n")
    body = rest if rest and len(first.split()) <= LONGEST_HEADLINE else text
    headline = " ".join(other.split()[:9])
    return f"{headline}\n\nBy Ada Example, Staff\n\nOLDPORT - People stand on a bridge. (Photo: Ben Sample)\n\n{body}"


def edited(text: str, other: str, share: float, dice: random.Random) -> str:
    """The text with `share` of its words replaced by words of another one."""
    words, others = text.split(" "), other.split()
    for place in dice.sample(range(len(words)), round(len(words) * share)):
        words[place] = dice.choice(others)
    return " ".join(words)


def renumbered(text: str, dice: random.Random) -> str:
    """The text with every figure another one, as after a new count."""
    return " ".join(str(dice.randrange(2, 99)) if word.isdigit() else word for word in text.split(" "))


def middle(text: str, part: str) -> str:
    """`part` in the middle of `text`."""
    words = text.split(" ")
    half = len(words) // 2
    return " ".join([*words[:half], part, *words[half:]])


CASES = (
    Case("the same", True, lambda text, _, __: text),
    Case("another headline, byline, caption", True, lambda text, other, _: framed(text, other)),
    Case("cut by 20 %", True, lambda text, _, __: cut(text, 0.2)),
    Case("cut by 40 %", True, lambda text, _, __: cut(text, 0.4)),
    Case("5 % of the words changed", True, lambda text, other, dice: edited(text, other, 0.05, dice)),
    Case("10 % of the words changed", True, lambda text, other, dice: edited(text, other, 0.1, dice)),
    Case("notice of 100 words behind it", True, lambda text, _, __: f"{text}\n\n{NOTICE}"),
    Case("other figures", True, lambda text, _, dice: renumbered(text, dice)),
    Case(
        "other headline, cut by 20 %, 5 % changed, notice",
        True,
        lambda text, other, dice: f"{edited(cut(framed(text, other), 0.2), other, 0.05, dice)}\n\n{NOTICE}",
    ),
    Case(
        "other headline, cut by 40 %, 5 % changed, notice",
        True,
        lambda text, other, dice: f"{edited(cut(framed(text, other), 0.4), other, 0.05, dice)}\n\n{NOTICE}",
    ),
    Case("70 words quoted in another report", False, lambda text, other, _: middle(other, cut_to(text, 70))),
    Case("second half under another report", False, lambda text, other, _: f"{other}\n\n{second_half(text)}"),
)


def cut_to(text: str, words: int) -> str:
    """The first words of a text."""
    return " ".join(text.split(" ")[:words])


def second_half(text: str) -> str:
    """The second half of a text."""
    words = text.split(" ")
    return " ".join(words[len(words) // 2 :])


def changed_texts(name: str, texts: Sequence[str]) -> list[str]:
    """The rows of the first table for one corpus."""
    long = [text for text in texts if len(text.split()) >= FEWEST_WORDS]
    keys = [set(sketch(text)) for text in long]
    rows = []
    for case in CASES:
        dice = random.Random(f"{name} {case.name}")
        compared = keyed = both = 0
        for number, text in enumerate(long):
            other = long[(number + len(long) // 2) % len(long)]
            changed = case.change(text, other, dice)
            alike, met = are_copies(text, changed), not keys[number].isdisjoint(sketch(changed))
            compared, keyed, both = compared + alike, keyed + met, both + (alike and met)
        shares = " | ".join(f"{100 * count / len(long):.1f}" for count in (compared, keyed, both))
        rows.append(f"| {name} | {len(long)} | {case.name} | {'yes' if case.copy else 'no'} | {shares} |")
    return rows


def keyed_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every pair of texts that has a key in common, lower number first."""
    having: dict[int, list[int]] = {}
    for number, text in enumerate(texts):
        for key in sketch(text):
            having.setdefault(key, []).append(number)
    pairs = {pair for numbers in having.values() for pair in combinations(numbers, 2)}
    yield from sorted(pairs)


def published_pairs(name: str, reports: Sequence[tuple[str, str, str]], show: bool) -> str:
    """The row of the second table for one corpus, given as id, incident (or empty) and text."""
    texts = [text for _, _, text in reports]
    compared = same = other = 0
    for left, right in keyed_pairs(texts):
        compared += 1
        if not are_copies(texts[left], texts[right]):
            continue
        one = bool(reports[left][1]) and reports[left][1] == reports[right][1]
        same, other = same + one, other + (not one)
        if show:
            print(f"{name} {'one incident' if one else 'other'}: {reports[left][0]} {reports[right][0]}")
    voices = len(set(find_voices((str(number), text) for number, text in enumerate(texts)).values()))
    pairs = list(incident_pairs(reports))
    missed = sum(are_copies(*pair) and set(sketch(pair[0])).isdisjoint(sketch(pair[1])) for pair in pairs)
    of_incidents = (f"{len(pairs):,}", str(missed)) if pairs else ("-", "-")
    return (
        f"| {name} | {len(reports):,} | {of_incidents[0]} | {compared:,} | {same} | {other} | {of_incidents[1]} | "
        f"{voices:,} |"
    )


def incident_pairs(reports: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """The texts of every two reports on one incident."""
    groups: dict[str, list[str]] = {}
    for _, incident, text in reports:
        if incident:
            groups.setdefault(incident, []).append(text)
    for group in groups.values():
        yield from combinations(group, 2)


def speeds(texts: Sequence[str]) -> list[str]:
    """The rows of the third table."""
    rows = []

    def row(what: str, count: int, work: Callable[[], object]) -> None:
        started = process_time()
        work()
        seconds = process_time() - started
        rows.append(f"| {what} | {count:,} | {seconds:.1f} | {count / seconds:,.0f} |")

    named = [(str(number), text) for number, text in enumerate(texts)]
    row("sketch", len(texts), lambda: [sketch(text) for text in texts])
    row("are_copies, of neighbours", len(texts) - 1, lambda: [are_copies(*pair) for pair in pairwise(texts)])
    row("find_voices", len(texts), lambda: find_voices(named))
    row("find_voice, one after the other", len(texts), lambda: one_by_one(named))
    dice = random.Random("speed")
    ten = [(f"{name} {turn}", edited(text, texts[0], 0.02, dice)) for name, text in named[::20] for turn in range(10)]
    row("find_voices, ten papers for each story", len(ten), lambda: find_voices(ten))
    for count in (500, 1_000, 2_000):
        pages = [(str(number), f"{page(dice, 100)}\n{NOTICE}\n{page(dice, 100)}") for number in range(count)]
        row("find_voices, one notice in the middle of all", count, lambda pages=pages: find_voices(pages))  # type: ignore[misc]
    row("sketch, 10 MB", 1, lambda: sketch(page(random.Random("long"), 1_500_000)))
    return rows


def one_by_one(reports: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The voices as a book finds them: report after report, with a table of keys."""
    having: dict[int, list[str]] = {}
    texts, voices = {}, {}
    for report, text in reports:
        keys = sketch(text)
        voice = find_voice(
            text, lambda keys: (known for key in keys for known in having.get(key, ())), texts.__getitem__, keys=keys
        )
        voices[report] = voice or report
        if voice is None:
            texts[report] = text
            for key in keys:
                having.setdefault(key, []).append(report)
    return voices


def page(dice: random.Random, words: int) -> str:
    """Words without sense."""
    return " ".join(f"w{dice.randrange(20_000)}" for _ in range(words))


def corpora() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Name and reports (id, incident, text) of each corpus that is there."""

    def plain(reports: Iterable[Report]) -> list[tuple[str, str, str]]:
        return [(report.document or report.id, "", report.text) for report in reports]

    def muc() -> list[tuple[str, str, str]]:
        return [row for part in ("dev", "tst1", "tst2") for row in plain(load_muc4(corpus_path(f"muc4/{part}")))]

    def gva() -> list[tuple[str, str, str]]:
        return [
            (report.document or report.id, one.incident, report.text)
            for one in load_gva(corpus_path("gva/incidents.train.jsonl.gz"))
            for report in one.reports
        ]

    loaders = {
        "wikinews": lambda: plain(load_wikinews(corpus_path("wikinews/wikinews_2019.csv"))),
        "muc4": muc,
        "gva": gva,
    }
    for name, load in loaders.items():
        try:
            yield name, load()
        except CorpusMissingError as missing:
            print(f"{name} left out: {missing}", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", action="store_true", help="name the pairs of reports that are taken for copies")
    parser.add_argument("--write", action="store_true", help=f"write the tables into {PAGE.name}")
    options = parser.parse_args(arguments)
    loaded = dict(corpora())
    texts = [text for reports in loaded.values() for _, _, text in reports]
    if not texts:
        return 1

    def changed() -> list[str]:
        return [row for name in loaded if name != "gva" for row in changed_texts(name, [r[2] for r in loaded[name]])]

    def published() -> list[str]:
        return [published_pairs(name, reports, options.pairs) for name, reports in loaded.items()]

    tables: dict[str, tuple[str, Callable[[], list[str]]]] = {
        "changed texts": (
            "| corpus | texts | changed | a copy | compared | same key | found |\n|---|---|---|---|---|---|---|",
            changed,
        ),
        "published reports": (
            "| corpus | reports | pairs on one incident | pairs with a key in common | copies, one incident | "
            "copies, else | copies without a key in common | voices |\n|---|---|---|---|---|---|---|---|",
            published,
        ),
        "speed": ("| what | reports | seconds | a second |\n|---|---|---|---|", lambda: speeds(texts)),
    }
    for name, (head, measure) in tables.items():
        table = "\n".join([head, *measure()])
        print(f"\n{name} ({BANDS} keys a text)\n{table}", flush=True)
        if options.write:
            put_between(PAGE, MARKS[0].format(name), MARKS[1].format(name), table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
