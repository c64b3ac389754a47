"""Web pages: main text, title, date, source, and the way back to the page's source."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports_samples import BODY, TITLE, page, share_mapped, wrongly_mapped

from tallybook.errors import EmptyInputError, NoTextError, TallybookError, TooLargeError
from tallybook.model import DatePrecision, PublishedBasis
from tallybook.reports import ReadOptions, parse_published, report_from_html


def test_a_page_gives_its_article_and_what_it_says_of_itself() -> None:
    raw = page()
    report = report_from_html(raw)
    assert report.text.split("\n\n") == [TITLE, *BODY]
    assert report.title_span is not None
    assert report.title_span.of(report.text) == TITLE
    assert report.source is not None
    assert (report.source.name, report.source.domain) == ("The Fictional Herald", "herald.example")
    assert report.url == "https://www.herald.example/velmora-attack"
    assert report.language == "en"
    assert not wrongly_mapped(report, raw)
    assert share_mapped(report) == 1.0


def test_the_date_is_the_day_that_the_page_writes_in_its_own_time_zone() -> None:
    report = report_from_html(page())
    assert report.published is not None
    assert report.published.first == date(2031, 2, 18)
    assert report.published_basis is PublishedBasis.PAGE


def test_evidence_leads_back_to_the_source_of_the_page() -> None:
    raw = page(
        body=f"<p>First, <b>a strong</b> claim &amp; a caf&eacute; in&nbsp;town.</p><p>{BODY[0]}</p><p>{BODY[1]}</p>"
    )
    report = report_from_html(raw)
    assert "a strong claim & a café in town." in report.text
    assert not wrongly_mapped(report, raw)
    for words in ("strong", "claim", "town.", "police post"):
        start = report.offsets.raw_offset(report.text.index(words))
        assert start is not None
        assert raw[start : start + len(words)] == words
    accent = report.offsets.raw_offset(report.text.index("é"))
    assert accent is not None
    assert raw[accent:].startswith("&eacute;")


def test_the_option_wins_over_the_page() -> None:
    options = ReadOptions(published=parse_published("2030"), source="Wire", url="https://other.example/1")
    report = report_from_html(page(), options)
    assert report.published is not None
    assert report.published.precision is DatePrecision.YEAR
    assert report.published_basis is PublishedBasis.OPTION
    assert report.url == "https://other.example/1"
    assert report.source is not None
    assert (report.source.name, report.source.domain) == ("Wire", "other.example")


def test_a_month_on_the_page_stays_a_month() -> None:
    report = report_from_html(page(head='<meta property="article:published_time" content="2023-02">'))
    assert report.published is not None
    assert report.published.precision is DatePrecision.MONTH
    assert report.published.first == date(2023, 2, 1)


def test_a_date_line_with_a_month_alone_gives_a_month() -> None:
    body = '<p class="date">February 2023</p>' + "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    report = report_from_html(page(head="", body=body))
    assert report.published is None or report.published.precision is DatePrecision.MONTH


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-02-18T10:00:00Z"}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": ["WebPage"]}, {"@type": "Article",'
        ' "datePublished": "2023-02-18"}]}</script>',
        '<meta name="DC.date.issued" content="2023-02-18">',
        '<meta itemprop="datePublished" content="2023-02-18">',
        '<script type="application/ld+json">{broken</script><meta name="pubdate" content="20230218">',
    ],
)
def test_dates_that_pages_declare(head: str) -> None:
    report = report_from_html(page(head=head))
    assert report.published is not None
    assert report.published.first == date(2023, 2, 18)


@pytest.mark.parametrize(
    "head", ["", '<meta name="pubdate" content="yesterday">', '<meta property="article:modified_time" content="soon">']
)
def test_a_page_without_a_date_has_none(head: str) -> None:
    # The year of the copyright line is no date of publication.
    report = report_from_html(page(head=head))
    assert report.published is None
    assert report.published_basis is PublishedBasis.UNKNOWN


def test_scripts_and_forms_are_not_read() -> None:
    text = report_from_html(page()).text
    assert "script words" not in text
    assert "email address" not in text


def test_a_short_page_is_read() -> None:
    report = report_from_html("<html><body><p>Two people were killed in Velmora on Monday.</p></body></html>")
    assert report.text == "Two people were killed in Velmora on Monday."


def test_broken_html_is_read_as_far_as_it_goes() -> None:
    broken = (
        page().replace("</p>", "").replace("</article>", "<b><i></div></span").replace("</body></html>", "<p title='")
    )
    report = report_from_html(broken)
    assert BODY[0] in report.text
    assert not wrongly_mapped(report, broken)


@pytest.mark.parametrize(
    "source", ["<html><head><title>Only a title</title></head><body></body></html>", "<div></div>"]
)
def test_a_page_without_text_is_refused(source: str) -> None:
    with pytest.raises(NoTextError):
        report_from_html(source)


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(EmptyInputError):
        report_from_html(b" \n ")


def test_a_declared_charset_is_used() -> None:
    raw = page().replace("utf-8", "windows-1251").replace(BODY[2], "Взрыв произошёл в понедельник у моста.")
    report = report_from_html(raw.replace("“", '"').replace("”", '"').replace("©", "(c)").encode("windows-1251"))
    assert "Взрыв произошёл" in report.text


def test_deep_nesting_is_refused_and_deep_lists_of_open_paragraphs_are_not() -> None:
    with pytest.raises(TooLargeError):
        report_from_html("<div>" * 100_000 + "text")
    assert BODY[0] in report_from_html(f"<html><body>{'<p>' * 3_000}{BODY[0]}</body></html>").text


def test_declared_entities_do_not_multiply() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE html [<!ENTITY l0 "lol">{entities}]><html><body><p>{BODY[0]} &l11;</p></body></html>'
    report = report_from_html(bomb)
    assert len(report.text) < 1_000


@pytest.mark.parametrize(
    "hostile",
    [
        "<" * 50_000,
        "<a " * 50_000,
        '<a b="' * 30_000,
        "<!--" * 30_000,
        "<svg>" * 900 + "text",
        "<script>" * 20_000,
        "&" * 50_000,
        "<p>" + "&amp" * 20_000,
        "<html><body><p>" + "x" * 300_000,
    ],
)
@pytest.mark.slow
def test_hostile_pages_end_soon_in_a_report_or_an_error(hostile: str) -> None:
    try:
        report = report_from_html(hostile)
    except TallybookError:
        return
    assert not wrongly_mapped(report, hostile)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "<p>",
                    "</p>",
                    "<div>",
                    "</div>",
                    "<b>",
                    "&nbsp;",
                    "&eacute;",
                    "&#x202e;",
                    "&lt;",
                    "<br/>",
                    "<!-- x -->",
                ),
                *("<a href='>'>", "</a>", "words of a report ", "Two were killed. ", "\n", "\x00", "é", "<", ">", '"'),
                *("<script>no</script>", BODY[0]),
            ]
        ),
        max_size=30,
    )
)
def test_tag_soup_gives_an_exact_map_or_an_error(pieces: list[str]) -> None:
    raw = "".join(pieces)
    try:
        report = report_from_html(raw)
    except TallybookError:
        return
    assert not wrongly_mapped(report, raw)


def test_cells_of_a_table_lead_back_to_the_page() -> None:
    rows = "".join(f"<tr><td>District {n}</td><td>{n} killed</td><td>{n + 3} hurt</td></tr>" for n in range(1, 9))
    raw = page(body=f"<p>{BODY[0]}</p><p>{BODY[1]}</p><table>{rows}</table>")
    report = report_from_html(raw)
    assert "7 killed" in report.text
    assert not wrongly_mapped(report, raw)
    start = report.offsets.raw_offset(report.text.index("7 killed"))
    assert start is not None
    assert raw[start:].startswith("7 killed</td><td>10 hurt")


def test_a_page_of_too_many_elements_is_refused() -> None:
    with pytest.raises(TooLargeError):
        report_from_html("<p>a</p>" * 100_001)
