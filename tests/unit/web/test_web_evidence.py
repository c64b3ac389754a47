"""The words that statements rest on, marked in the text of a report."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tallybook.web.marking import Block, Words, folded, marked
from tallybook.web.templating import environment

_TEXTS = st.text(st.sampled_from("ab <>&\"'\n\t\u05d0\u0301\U0001f331\r"), min_size=1, max_size=60)
_SPANS = st.lists(st.tuples(st.integers(-3, 65), st.integers(-3, 65)), max_size=12)
_VOID = {"br", "img", "input", "meta", "link"}


class _Read(HTMLParser):
    """The text of a page outside summaries, what is marked where, and whether the elements nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.marked: list[tuple[int, str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in _VOID
        found = dict(attrs)
        self.open.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "summary" for tag, _ in self.open):
            return
        for tag, found in self.open:
            if tag == "a":
                self.marked.append((len(self.text), data, tuple(str(found["data-st"]).split())))
        self.text += data


def _page(blocks: tuple[Block, ...]) -> _Read:
    module = environment.get_template("evidence.html").module
    read = _Read()
    read.feed(str(module.text(folded(blocks), {}, "en")))  # type: ignore[attr-defined]
    read.close()
    assert not read.open
    return read


@given(_TEXTS, _SPANS)
def test_marked_text_is_the_text_of_the_report_for_any_spans(text: str, spans: list[tuple[int, int]]) -> None:
    words = [Words(start, end, f"st_{number}") for number, (start, end) in enumerate(spans)]
    blocks = marked(text, words)
    assert "".join(piece.text for block in blocks for piece in block.pieces) == text
    page = _page(blocks)
    # The parser reads a carriage return as it stands; browsers would as a line break, so reports have none.
    assert page.text == text


@given(_TEXTS, _SPANS)
def test_each_character_lists_exactly_the_statements_that_rest_on_it(text: str, spans: list[tuple[int, int]]) -> None:
    words = [Words(start, end, f"st_{number}") for number, (start, end) in enumerate(spans)]
    page = _page(marked(text, words))
    found: dict[int, set[str]] = {}
    for start, data, ids in page.marked:
        for place in range(start, start + len(data)):
            found[place] = set(ids)
    expected = {
        place: {one.id for one in words if one.start <= place < one.end}
        for place in range(len(text))
        if any(one.start <= place < one.end for one in words)
    }
    assert found == expected


@given(_TEXTS, _SPANS)
def test_each_statement_with_words_in_the_text_has_one_anchor(text: str, spans: list[tuple[int, int]]) -> None:
    words = [Words(start, end, f"st_{number}") for number, (start, end) in enumerate(spans)]
    inside = [one.id for one in words if max(one.start, 0) < min(one.end, len(text))]
    assert sorted(_page(marked(text, words)).ids) == sorted(inside)


def test_paragraphs_without_evidence_fold_only_where_several_follow_one_another() -> None:
    text = "\n\n".join(("head", "one", "two", "three", "the words", "four"))
    start = text.index("the words")
    runs = folded(marked(text, [Words(start, start + 9, "st_1")]))
    assert [(fold, len(blocks)) for fold, blocks in runs] == [(False, 1), (True, 3), (False, 1), (False, 1)]


def test_words_that_cross_paragraphs_are_marked_in_both() -> None:
    blocks = marked("one two\n\nthree", [Words(4, 12, "st_1")])
    assert [[piece.text for piece in block.pieces if piece.ids] for block in blocks] == [["two\n\n"], ["thr"]]
    assert [piece.begun for block in blocks for piece in block.pieces if piece.ids] == [("st_1",), ()]
