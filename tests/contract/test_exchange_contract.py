"""A dump makes the same book again, whatever is in it, in either format and across the two."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_strategies import WORDS, codings, reports

from tallybook.model import Coding, Decision, Judgement, Mention, MentionKind, Note, Report, Span
from tallybook.store import Book, RunState
from tallybook.store.exchange import FORMATS, dump_book, load_book

SCORES = st.none() | st.floats(0, 1)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _round_trip(book: Book, folder: Path) -> None:
    """From the book to both formats, from each of them to both again, and from those once more."""
    first = {name: folder / f"first-{name}" for name in FORMATS}
    for name in FORMATS:
        dump_book(book, first[name], name)
    for name in FORMATS:
        load_book(first[name], folder / f"from-{name}.book")
        with Book.open(folder / f"from-{name}.book") as copy:
            assert list(copy.reports()) == list(book.reports())
            assert list(copy.codings(every_version=True)) == list(book.codings(every_version=True))
            with copy.published() as its_look, book.published() as look:
                assert its_look.decisions() == look.decisions()
            assert copy.runs() == book.runs()
            for other in FORMATS:
                dump_book(copy, folder / f"{name}-{other}", other)
                assert _contents(folder / f"{name}-{other}") == _contents(first[other])


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_dump_makes_the_same_book_again(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as made, Book.open(Path(made) / "first.book", create=True) as book:
        run = book.start_run(
            started_at="2024-01-01T00:00:00+00:00",
            tallybook=data.draw(WORDS),
            coder="rules",
            version="1",
            paths=data.draw(st.lists(WORDS, max_size=3)),
        )
        mentions: list[str] = []
        for report in data.draw(st.lists(reports(), max_size=3)):
            for version in ("1", "2"):
                coding = data.draw(codings(report, version=version))
                # A report that is drawn twice keeps its first codings.
                if book.add_coded(report, coding, coded_at=data.draw(WORDS), run=data.draw(st.none() | st.just(run))):
                    mentions += [mention.id for mention in coding.mentions]
        for left, right in pairwise(dict.fromkeys(mentions)):
            judgement = data.draw(st.sampled_from(Judgement))
            made_at = "2024-02-01T00:00:00+00:00"
            book.add_decision(
                Decision.make(left, right, judgement, data.draw(WORDS), made_at, data.draw(WORDS), data.draw(SCORES))
            )
        book.add_skip(run, data.draw(WORDS), "TB102", data.draw(WORDS))
        if data.draw(st.booleans()):
            seconds = data.draw(st.floats(0, 1e9))
            book.finish_run(
                run, finished_at="2024-01-02", state=RunState.FINISHED, already_there=0, failed=0, seconds=seconds
            )
        _round_trip(book, Path(made))


AWKWARD = {
    "emoji": "A bomb 💣 exploded, 👩‍🚒 said.",
    "right to left": "انفجرت قنبلة \u202bbomb\u202c \u2066x\u2069 \u200f.",
    "NUL": "A bomb\x00 exploded.",
    "line ends": "A bomb\r\nexploded\rin\nthe\u2028market\u2029of\u0085Examplia\x0b\x0c.",
    "quotes": 'A "bomb" \\ \\u0041 exploded </script>\x7f\x1b[31m.',
    "combining": "Z\u0301algo\u0300\u0301\u0302 bomb, e\u0301 and é.",
    "outside the first plane": "\U0010ffff \U00010000 \ufffe \uffff \ufeff bomb.",
    "a very long line": "A bomb exploded. " * 60_000,
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_awkward_text_comes_through(tmp_path: Path, text: str) -> None:
    report = Report.make(text, title=text[:30], url=text[:30], byline=text[:30])
    mention = Mention.make(report.id, MentionKind.REPORTED, Span(0, 1))
    coding = Coding(report.id, "rules", "1", (mention,), notes=(Note("N", text[:50], Span(0, len(text))),))
    with Book.open(tmp_path / "first.book", create=True) as book:
        book.add_coded(report, coding)
        _round_trip(book, tmp_path)


def test_an_empty_book_comes_through(tmp_path: Path) -> None:
    with Book.open(tmp_path / "first.book", create=True) as book:
        _round_trip(book, tmp_path)
