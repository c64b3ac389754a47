"""Plain text: paragraphs, titles, boilerplate, dates, offsets."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_samples import BODY, COPIED_PAGE, TITLE, WIRE, share_mapped, wrongly_mapped

from tallybook.errors import EmptyInputError, TallybookError, TooLargeError
from tallybook.model import DatePrecision, PublishedBasis
from tallybook.reports import ReadOptions, find_dateline, find_editorial_tags, parse_published, report_from_text


def test_a_page_copied_as_text_gives_its_title_once_and_its_article_alone() -> None:
    report = report_from_text(COPIED_PAGE)
    assert report.text.split("\n\n") == [TITLE, *BODY]
    assert report.title == TITLE
    assert report.title_span is not None
    assert report.title_span.of(report.text) == TITLE
    assert not wrongly_mapped(report, COPIED_PAGE)
    assert share_mapped(report) == 1.0
    assert report.language == "en"


def test_evidence_leads_back_to_the_words_in_the_file() -> None:
    report = report_from_text(COPIED_PAGE)
    words = "three attackers"
    start = report.offsets.raw_offset(report.text.index(words))
    assert start is not None
    assert COPIED_PAGE[start : start + len(words)] == words


def test_without_a_date_in_it_a_text_has_no_publication_date() -> None:
    report = report_from_text(COPIED_PAGE)
    assert report.published is None
    assert report.published_basis is PublishedBasis.UNKNOWN


def test_the_option_gives_the_date_and_keeps_its_precision() -> None:
    report = report_from_text(COPIED_PAGE, ReadOptions(published=parse_published("2031-02"), source="Fictional Herald"))
    assert report.published is not None
    assert report.published.precision is DatePrecision.MONTH
    assert report.published_basis is PublishedBasis.OPTION
    assert report.source is not None
    assert report.source.name == "Fictional Herald"


def test_hard_wrapped_lines_become_paragraphs() -> None:
    paragraphs = report_from_text(WIRE).text.split("\n\n")
    assert len(paragraphs) == 2
    assert paragraphs[0].endswith("IN THE MOUNTAINS OF NORTHERN VELMORA.")
    assert "NON-GOVERNMENT AREA" in paragraphs[1]
    assert "THE SAME UNIT SAID. THE ARMY" in paragraphs[1]


def test_indented_first_lines_begin_paragraphs_without_blank_lines() -> None:
    text = (
        "   The army said on Monday that its soldiers had found the bodies of two\n"
        "farmers near the river.\n"
        "   Residents said that the two had been taken from their homes by armed\n"
        "men last week.\n"
    )
    assert [paragraph[:8] for paragraph in report_from_text(text).text.split("\n\n")] == ["The army", "Resident"]


def test_list_items_and_headings_stay_by_themselves() -> None:
    text = (
        "Attacks in Velmora this month\n\n"
        "The council counted the following attacks in its report of the last month of the year:\n\n"
        "- two bombs in the market\n"
        "- one shooting at the bridge\n"
        "- a kidnapping of a teacher\n"
    )
    assert report_from_text(text).text.split("\n\n")[2:] == [
        "- two bombs in the market",
        "- one shooting at the bridge",
        "- a kidnapping of a teacher",
    ]


def test_one_line_a_paragraph_without_blank_lines() -> None:
    report = report_from_text("\n".join(BODY))
    assert report.text.split("\n\n") == BODY
    assert report.title == ""


@pytest.mark.parametrize("first", [BODY[0], "The bomb exploded at noon."])
def test_a_sentence_is_not_a_title(first: str) -> None:
    assert report_from_text(f"{first}\n\n{BODY[1]}").title == ""


def test_a_heading_of_comments_before_any_article_ends_nothing() -> None:
    report = report_from_text("Comments\n\n" + "\n\n".join(BODY))
    assert report.text.split("\n\n") == BODY


def test_a_box_of_related_articles_in_the_middle_does_not_end_the_article() -> None:
    report = report_from_text("\n\n".join([BODY[0], "Related articles", BODY[1], BODY[2]]))
    assert report.text.split("\n\n") == BODY


def test_a_tail_of_headlines_is_dropped() -> None:
    tail = ["Related Articles", "Minister visits Velmora", "Rain expected in the north", "Football results"]
    assert report_from_text("\n\n".join([*BODY, *tail])).text.split("\n\n") == BODY


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell after the attack on the pipeline, and the government promised to protect workers there.",
        "Email accounts of four journalists were broken into before they were arrested on Sunday, their lawyer said.",
        "Comments by the general, who threatened to shell the town, were broadcast on state radio on the same evening.",
        "Read more than a year later in court, the letter in which the group claimed the bombing was four pages long.",
    ],
)
def test_sentences_that_begin_like_boilerplate_stay(sentence: str) -> None:
    assert sentence in report_from_text("\n\n".join([BODY[0], sentence])).text


def test_a_text_of_nothing_but_boilerplate_is_kept_rather_than_lost() -> None:
    assert report_from_text("Share this article").text == "Share this article"


def test_a_dateline_with_its_year_gives_date_and_source() -> None:
    text = "VELMORA, Feb. 18, 2031 (Fictional Press) — " + BODY[0]
    report = report_from_text(text)
    assert report.published is not None
    assert report.published.first == date(2031, 2, 18)
    assert report.published_basis is PublishedBasis.TEXT
    assert report.source is not None
    assert report.source.name == "Fictional Press"
    assert report.text.startswith("VELMORA, Feb. 18")


@pytest.mark.parametrize("line", ["Friday, January 4, 2031", "Published: 4 January 2031", "Posted on January 4, 2031"])
def test_a_line_that_is_only_a_date_gives_the_date(line: str) -> None:
    report = report_from_text(f"{TITLE}\n\n{line}\n\n{BODY[0]}\n\n{BODY[1]}")
    assert report.published is not None
    assert report.published.first == date(2031, 1, 4)
    assert report.published_basis is PublishedBasis.TEXT


@pytest.mark.parametrize("line", ["Updated: 4 January 2031", "January 4", "2031", "1,200"])
def test_other_lines_with_numbers_give_none(line: str) -> None:
    assert report_from_text(f"{TITLE}\n\n{line}\n\n{BODY[0]}\n\n{BODY[1]}").published is None


def test_a_dateline_tells_its_parts() -> None:
    found = find_dateline("PORT ELDA (ELDONIA), 12 NOV (AGENCY [AG]) -- [TEXT] A BOMB WENT OFF.")
    assert found is not None
    assert found.date is None
    assert found.source == "AGENCY [AG]"
    assert found.place.of("PORT ELDA (ELDONIA), 12 NOV") == "PORT ELDA (ELDONIA)"
    assert find_dateline("The mayor, 42, said -- after the attack -- that he would stay.") is None


def test_editorial_tags_are_known_and_stay_in_the_text() -> None:
    report = report_from_text(WIRE)
    assert [span.of(report.text) for span in find_editorial_tags(report.text)] == ["[REPORT]", "[TEXT]"]


def test_upper_case_english_is_english_and_short_text_is_left_open() -> None:
    assert report_from_text(WIRE).language == "en"
    assert report_from_text("2 KILLED").language == ""
    assert (
        report_from_text(
            "El ejército informó que dos soldados murieron en un ataque contra un puesto militar."
        ).language
        == "es"
    )


def test_controls_and_bidirectional_marks_go_and_offsets_stay() -> None:
    raw = (
        "Two men\x00 were \u202ekilled\u202c near\u00a0the \u2067old\u2069 bridge"
        "\x1b[31m on\u3000Monday,\r\nthen \ufeffquiet."
    )
    report = report_from_text(raw)
    assert report.text == "Two men were killed near the old bridge[31m on Monday, then quiet."
    assert not wrongly_mapped(report, raw)
    assert share_mapped(report) == 1.0


def test_a_zero_width_non_joiner_is_part_of_its_word() -> None:
    assert report_from_text("می\u200cخواهم").text == "می\u200cخواهم"


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x00", "\u200b\n\u2060", "-----\n=====\n"])
def test_a_text_without_words_is_empty(text: str) -> None:
    with pytest.raises(EmptyInputError):
        report_from_text(text)


def test_a_text_longer_than_a_report_is_refused() -> None:
    with pytest.raises(TooLargeError):
        report_from_text("word " * 300, ReadOptions(max_text=1_000))


@given(st.text(max_size=400))
def test_any_text_gives_a_report_with_an_exact_map_or_an_error(raw: str) -> None:
    try:
        report = report_from_text(raw)
    except TallybookError:
        return
    assert not wrongly_mapped(report, raw)
    assert share_mapped(report) == 1.0
    report.text.encode("utf-8")


@given(
    st.lists(
        st.text(st.sampled_from("abcDE .,-\t\u00a0’\n\r\u2028[]()0123\x00\u202e"), min_size=1, max_size=90), max_size=25
    )
)
def test_line_shaped_text_keeps_every_word_in_order(lines: list[str]) -> None:
    raw = "\n".join(lines)
    try:
        report = report_from_text(raw)
    except TallybookError:
        return
    assert not wrongly_mapped(report, raw)
    places = [report.offsets.raw_offset(i) for i, character in enumerate(report.text) if not character.isspace()]
    assert None not in places
    known = [place for place in places if place is not None]
    assert known == sorted(known)
    assert "  " not in report.text


def test_short_lines_that_are_sentences_are_paragraphs() -> None:
    lines = [
        "A bomb exploded in Velmora at noon.",
        "Two people were hurt by it.",
        "Nobody has claimed the attack so far.",
    ]
    assert report_from_text("\n".join(lines)).text.split("\n\n") == lines


def test_a_title_without_a_blank_line_below_is_a_title() -> None:
    report = report_from_text("\n".join([TITLE, *BODY]))
    assert report.text.split("\n\n") == [TITLE, *BODY]
    assert report.title == TITLE


def test_a_byline_is_known_and_is_no_title() -> None:
    for text in (f"By A. N. Writer\n\n{BODY[0]}\n\n{BODY[1]}", f"{TITLE}\n\nBy A. N. Writer\n\n{BODY[0]}"):
        report = report_from_text(text)
        assert report.byline == "A. N. Writer"
        assert report.title in {"", TITLE}


def test_a_date_line_is_no_title() -> None:
    assert report_from_text(f"Friday, January 4, 2031\n\n{BODY[0]}\n\n{BODY[1]}").title == ""


def test_a_few_names_in_another_alphabet_do_not_change_the_language() -> None:
    text = f"{BODY[0]} The town is called Велмора by its people, and its river Белая Вода. {BODY[1]}"
    assert report_from_text(text).language == "en"
    assert report_from_text("Взрыв произошёл в понедельник у моста через реку Velmora, погибли два человека.").language


def test_a_year_of_two_digits_is_no_year_outside_message_files() -> None:
    assert report_from_text(WIRE).published is None
    found = find_dateline(WIRE.strip(), century=1900)
    assert found is not None
    assert found.date is not None
    assert found.date.first == date(1931, 1, 3)
