"""Review at the desk: every act by a form and by the API, who may do it, what is refused, and how it is taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from review_book import Told, make_review_book
from tallybook.model import DateValue, Field, IncidentStatus, value_to_json
from tallybook.service import IncidentView, get_incident
from tallybook.web import DeskSettings, create_app
from tallybook.web.viewer import Role, Viewer

BASE = "http://localhost"


class At:
    """A desk with its book; `post` follows no redirect."""

    def __init__(self, client: TestClient, path: Path, reports: dict[str, Told]) -> None:
        self.client, self.path, self.reports = client, path, reports

    def post(self, address: str, **fields: Any) -> Any:
        return self.client.post(address, data=fields, follow_redirects=False)

    def api(self, name: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1/acts/{name}", json=body)

    def incident(self, report: str) -> str:
        told = self.reports[report]
        desk: Any = self.client.app.state.desk  # type: ignore[attr-defined]
        with desk.book.published() as look:
            return str(look.incidents_of([told.mentions[0].id])[told.mentions[0].id])

    def waiting(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get("/api/v1/review", params={"kind": kind}).json()["items"]
        return found

    def last_act(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get("/api/v1/acts", params={"limit": 1}).json()["acts"][0]
        return found


@pytest.fixture
def at(tmp_path: Path) -> Iterator[At]:
    reports = make_review_book(tmp_path / "a.book")
    with TestClient(create_app(DeskSettings(tmp_path / "a.book", person="Ann")), base_url=BASE) as client:
        _with_token(client)
        yield At(client, tmp_path / "a.book", reports)


def _with_token(client: TestClient) -> None:
    """Send the token of the desk's own forms with everything, where the desk has one."""
    token = re.search(r'<meta name="csrf" content="([^"]+)"', client.get("/review").text)
    if token is not None:
        client.headers["x-csrf-token"] = token[1]


class As:
    """Middleware that makes everybody one person."""

    def __init__(self, app: Any, viewer: Viewer | None) -> None:
        self.app, self.viewer = app, viewer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["viewer"] = self.viewer
        await self.app(scope, receive, send)


def _as(at: At, viewer: Viewer | None) -> TestClient:
    """The desk of the book for another person."""
    app = create_app(DeskSettings(at.path, person="Ann"))
    app.user_middleware.append(_middleware(viewer))
    return TestClient(app, base_url=BASE)


def _middleware(viewer: Viewer | None) -> Any:
    from starlette.middleware import Middleware

    return Middleware(As, viewer=viewer)


# The queue ------------------------------------------------------------------------------------------------------------


def test_everything_that_waits_has_a_card(at: At) -> None:
    text = at.client.get("/review").text
    for name in ("Contradictions", "Changed since", "Second codings", "Same incident?", "Not resolved", "Low scores"):
        assert f'<span class="badge">{name}</span>' in text
    counts = at.client.get("/api/v1/review", params={"limit": 0}).json()["counts"]
    assert all(count >= 1 for count in counts.values())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("uncertain_link", ["the same town, one day apart", "Same incident", "Not the same", "Killed"]),
        ("contradiction", ["Accepted by", "Ben", "Rejected by", "Eve"]),
        ("failed_resolution", ["Which is meant?", "14 March 2031", "Ondry", "Cannot be known"]),
        ("new_reports", ["Still stands", "more reports tell of it"]),
        ("low_score", ["score of 0.20", "Accept", "Reject", "Correct"]),
        ("adjudicate", ["The record", "Ben", "Choose this"]),
    ],
)
def test_a_card_shows_what_is_needed_to_decide(at: At, kind: str, words: list[str]) -> None:
    text = unescape(at.client.get("/review", params={"kind": kind}).text)
    for one in words:
        assert one in text


def test_an_empty_kind_says_so(at: At) -> None:
    statement = at.waiting("low_score")[0]["statement"]
    at.api("accept", statements=[statement])
    assert "Nothing of this kind waits" in at.client.get("/review?kind=low_score").text


def test_hostile_words_of_a_report_stay_words(at: At) -> None:
    statement = at.reports["hostile"].statements[-1].id
    for address in (
        "/review",
        f"/review/correct?statement={statement}",
        f"/review/add?report={at.reports['hostile'].report.id}",
    ):
        text = at.client.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "{{ 7 * 7 }}" in unescape(text)


# Acts by forms --------------------------------------------------------------------------------------------------------


def test_accepting_goes_back_to_the_queue_and_offers_to_undo(at: At) -> None:
    statement = at.reports["hostile"].statements[-1].id
    answer = at.post("/review/acts/accept", statement=statement, next="/review?kind=low_score", then="item-0a")
    assert answer.status_code == 303
    act = at.last_act()
    assert answer.headers["location"] == f"/review?kind=low_score&done={act['id']}#item-0a"
    assert (act["kind"], act["by"], act["words"]) == ("accept", "Ann", "Ann accepted the casualties")
    page = at.client.get(answer.headers["location"].partition("#")[0]).text
    assert "You accepted the casualties." in page
    assert f'name="act" value="{act["id"]}"' in page


def test_what_was_taken_back_waits_again(at: At) -> None:
    statement = at.reports["hostile"].statements[-1].id
    at.post("/review/acts/accept", statement=statement)
    assert at.waiting("low_score") == []
    at.post("/review/acts/undo", act=at.last_act()["id"])
    assert [one["statement"] for one in at.waiting("low_score")] == [statement]


def test_rejecting_without_a_reason_keeps_what_was_sent(at: At) -> None:
    statement = at.reports["hostile"].statements[-1].id
    answer = at.post("/review/acts/reject", statement=statement, why=" ", next="/review")
    assert answer.status_code == 400
    assert "needs a reason" in answer.text
    assert f'name="statement" value="{statement}"' in answer.text
    done = at.post("/review/acts/reject", statement=statement, why="not so", next="/review")
    assert done.status_code == 303
    assert at.last_act()["why"] == "not so"


def test_two_incidents_are_joined_and_that_is_taken_back(at: At) -> None:
    one, two = at.incident("one"), at.incident("two")
    assert at.post("/review/acts/merge", incident=[one, two], why="the same bomb").status_code == 303
    assert at.waiting("uncertain_link") == []
    assert at.incident("one") == at.incident("two")
    act = at.last_act()
    assert at.post("/review/acts/undo", act=act["id"]).status_code == 303
    assert at.incident("one") != at.incident("two")
    assert len(at.waiting("uncertain_link")) == 1


def test_two_incidents_are_kept_apart(at: At) -> None:
    one, two = at.incident("one"), at.incident("two")
    assert at.post("/review/acts/apart", incident=[one, two], why="another day").status_code == 303
    assert at.waiting("uncertain_link") == []


def test_an_incident_is_split_on_a_page_of_its_own(at: At) -> None:
    incident = at.incident("confirmed")
    mention = at.reports["more"].mentions[0].id
    assert mention in at.client.get(f"/review/split?incident={incident}").text
    assert at.post("/review/acts/split", incident=incident, mention=mention, why="another bomb").status_code == 303
    assert at.incident("confirmed") != at.incident("more")


def _days(view: IncidentView) -> str:
    return ", ".join(str(one.range) for one in view.incident.values(Field.DATE) if isinstance(one, DateValue))


def test_a_date_and_a_place_are_resolved_to_a_candidate(at: At) -> None:
    date, place = at.reports["lost"].statements[1:]
    assert at.post("/review/acts/resolve", statement=date.id, choice="0", why="the Friday before").status_code == 303
    assert (
        at.post("/review/acts/resolve", statement=place.id, choice="1", why="the paper is from there").status_code
        == 303
    )
    view = get_incident(at.path, at.incident("lost"))
    assert _days(view) == "2031-03-14"
    assert "Drey" in str(view.incident.values(Field.PLACE))
    assert at.waiting("failed_resolution") == []
    # The machine's value is kept beside it.
    assert {date.id, place.id} <= {one.id for one in view.statements}


def test_another_day_is_typed_and_a_wrong_one_is_told_of(at: At) -> None:
    date = at.reports["lost"].statements[1].id
    wrong = at.post("/review/acts/resolve", statement=date, choice="other", date_first="Friday", why="so")
    assert (wrong.status_code, "2024-03-05, not as" in unescape(wrong.text)) == (400, True)
    assert (
        at.post("/review/acts/resolve", statement=date, choice="other", date_first="2031-03-07", why="so").status_code
        == 303
    )
    assert _days(get_incident(at.path, at.incident("lost"))) == "2031-03-07"


def test_a_published_incident_that_changed_still_stands(at: At) -> None:
    incident = at.waiting("new_reports")[0]["incident"]
    assert at.post("/review/acts/status", incident=incident, status="confirmed").status_code == 303
    assert at.waiting("new_reports") == []
    assert at.last_act()["words"] == "Ann found that it is still confirmed"
    again = at.post("/review/acts/status", incident=incident, status="confirmed")
    assert "already" in again.text
    assert at.post("/review/acts/undo", act=at.last_act()["id"]).status_code == 303
    assert len(at.waiting("new_reports")) == 1


def test_a_report_is_retracted_and_counts_again(at: At) -> None:
    report = at.reports["two"].report.id
    assert at.post("/review/acts/retract", report=report, why="withdrawn by the paper").status_code == 303
    assert at.post("/review/acts/retract", report=report, again="yes", why="it stands").status_code == 303
    assert at.last_act()["words"] == "Ann let a report count again"


def test_one_side_of_a_second_coding_is_chosen(at: At) -> None:
    assert len(at.waiting("adjudicate")) == 1
    text = at.client.get("/review?kind=adjudicate").text
    forms = re.findall(r'<form method="post" action="/review/acts/accept".*?</form>', text, re.DOTALL)
    assert len(forms) >= 2
    for form in forms:
        at.post("/review/acts/accept", statement=re.findall(r'name="statement" value="([^"]+)"', form))
    assert at.waiting("adjudicate") == []


def test_the_list_of_acts_tells_who_when_why(at: At) -> None:
    figure = at.reports["hostile"].statements[-1].id
    at.post("/review/acts/reject", statement=figure, why="<b>never</b>")
    text = at.client.get("/review/acts").text
    assert "<bdi>Ann</bdi> rejected the casualties" in text
    assert "&lt;b&gt;never&lt;/b&gt;" in text
    assert "Take back" in text
    assert "set the status to confirmed" in at.client.get(f"/review/acts?incident={at.incident('confirmed')}").text


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "javascript:1"])
def test_an_act_leads_to_no_other_site(at: At, next_: str) -> None:
    statement = at.reports["hostile"].statements[-1].id
    answer = at.post("/review/acts/accept", statement=statement, next=next_)
    assert answer.headers["location"].startswith("/review?done=")


# Correcting and adding ------------------------------------------------------------------------------------------------


def _figure(**other: str) -> dict[str, str]:
    return {
        "do": "save",
        "harm": "killed",
        "group": "civilians",
        "best": "4",
        "qualifier": "exact",
        "words": "Three people",
        "which": "2",
        "stance": "reported_as_fact",
        "why": "counted again",
        **other,
    }


def test_a_figure_is_corrected_with_other_words(at: At) -> None:
    told = at.reports["hostile"]
    old = told.statements[-1]
    shown = at.client.get(f"/review/correct?statement={old.id}").text
    assert ">\nThree people</textarea>" in shown
    assert f'action="/review/correct?statement={old.id}"' in shown
    answer = at.post(f"/review/correct?statement={old.id}", **_figure(next="/review"))
    assert answer.status_code == 303
    added = at.last_act()["data"]["added"][0]
    view = get_incident(at.path, at.incident("hostile"))
    new = view.statement(added)
    assert new.span == told.span("Three people", 2)
    assert str(view.incident.values(Field.CASUALTIES)[0].quantity) == "4"  # type: ignore[union-attr]
    assert view.statement(old.id) == old


def test_words_count_in_code_points(at: At) -> None:
    told = at.reports["hostile"]
    span = told.span("e\u0301mpty 👩‍🌾")
    words = {"words": "e\u0301mpty 👩‍🌾", "which": "1", "start": str(span.start), "end": str(span.end)}
    at.post(f"/review/correct?statement={told.statements[-1].id}", **_figure(**words))
    added = at.last_act()["data"]["added"][0]
    assert get_incident(at.path, at.incident("hostile")).statement(added).span == span


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": "no such words"}, "do not stand in the report"),
        ({"which": "9"}, "so that there is no occurrence 9"),
        ({"best": "many"}, "is a whole number"),
        ({"harm": "vanished"}, "has no code 'vanished'"),
        ({"why": ""}, "needs a reason"),
        ({"speaker": "A. Nobody"}, "Of the speaker: Give the words"),
        ({"low": "9", "best": "4", "qualifier": "range"}, "low <= best"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(at: At, wrong: dict[str, str], sentence: str) -> None:
    statement = at.reports["hostile"].statements[-1].id
    answer = at.post(f"/review/correct?statement={statement}", **_figure(role="<the> millers", **wrong))
    assert answer.status_code == 400
    text = unescape(answer.text)
    assert sentence in text
    assert 'value="<the> millers"' in text


def test_a_place_is_looked_up_and_chosen(at: At) -> None:
    place = at.reports["lost"].statements[2].id
    fields = {
        "place_name": "Karsk",
        "place_search": "Mosul",
        "words": "Karsk",
        "stance": "reported_as_fact",
        "why": "so",
    }
    shown = at.post(f"/review/correct?statement={place}", do="lookup", **fields)
    key = re.search(r'name="place" value="(\d+)"', shown.text)
    assert key is not None
    assert "(admin1)" in shown.text or "(town)" in shown.text
    assert at.post(f"/review/correct?statement={place}", do="save", place=key[1], **fields).status_code == 303
    assert "IQ" in str(get_incident(at.path, at.incident("lost")).incident.values(Field.PLACE))


def test_a_value_is_added_to_a_mention(at: At) -> None:
    told = at.reports["hostile"]
    address = f"/review/value?mention={told.mentions[0].id}"
    assert "Kind of target" in at.client.get(f"{address}&field=target").text
    fields = {"field": "target", "target_text": "the mill", "target_kind": "unknown", "words": "the mill"}
    chosen = at.post(address, do="choose", **fields)
    assert "Kind of target" in chosen.text
    answer = at.post(address, do="save", stance="reported_as_fact", why="it is told", **fields)
    assert answer.status_code == 303
    assert get_incident(at.path, at.incident("hostile")).incident.values(Field.TARGET)


def _draft_of(text: str) -> str:
    found = re.search(r'name="draft" value="([^"]*)"', text)
    assert found is not None
    return unescape(found[1])


def test_an_incident_is_added_by_hand_step_by_step(at: At) -> None:
    report = at.reports["hostile"].report.id
    address = f"/review/add?report={report}"
    marked = at.post(address, do="incident", anchor_words="had fled", anchor_which="1")
    assert f'action="{address}"' in marked.text
    draft = _draft_of(marked.text)
    value = {"field": "incident_type", "code": "other_attack", "words": "had fled", "stance": "reported_as_fact"}
    with_value = at.post(address, do="add", draft=draft, to="0", **value)
    draft = _draft_of(with_value.text)
    refused = at.post(address, do="submit", draft=draft, why="")
    assert refused.status_code == 400
    assert _draft_of(refused.text) == draft
    done = at.post(address, do="submit", draft=draft, why="nobody found it")
    assert done.status_code == 303
    assert at.last_act()["words"] == "Ann added an incident"


def test_a_draft_that_was_meddled_with_is_refused(at: At) -> None:
    report = at.reports["hostile"].report.id
    for draft in ("{", '{"incidents": [{"anchor": {"start": 0, "end": 999999}}]}', '{"other": 1}'):
        answer = at.post(f"/review/add?report={report}", do="submit", draft=draft, why="so")
        assert answer.status_code == 400
        assert "begin again" in answer.text


def test_a_figure_is_part_of_none_that_is_not_there(at: At) -> None:
    statement = at.reports["hostile"].statements[-1].id
    answer = at.post(f"/review/correct?statement={statement}", **_figure(total="st_0", total_relation="part"))
    assert (answer.status_code, "among those of the same incident" in answer.text) == (400, True)


@pytest.mark.parametrize("number", ["9" * 5000, "²", "-1", "1.5"])
def test_numbers_that_are_none_are_told_of(at: At, number: str) -> None:
    statement = at.reports["hostile"].statements[-1].id
    for field in ("best", "start"):
        answer = at.post(f"/review/correct?statement={statement}", **_figure(**{field: number, "why": ""}))
        assert answer.status_code == 400
    assert at.post("/review/acts/undo", act=number).status_code == 400
    date = at.reports["lost"].statements[1].id
    assert at.post("/review/acts/resolve", statement=date, choice=number, why="so").status_code == 400


# Two coders -----------------------------------------------------------------------------------------------------------


def test_a_report_is_coded_a_second_time_from_the_text_alone(at: At) -> None:
    report = at.reports["one"].report.id
    assert at.post("/review/second", report=report, coder="Ann").status_code == 303
    again = at.post("/review/second", report=report, coder="Ann")
    assert "already" in again.text
    assert f'value="{report}"' in again.text
    address = f"/review/second/{report}"
    blind = at.client.get(address).text
    assert "You see the text alone" in blind
    for statement in at.reports["one"].statements:
        assert statement.id not in blind
    draft = _draft_of(at.post(address, do="incident", anchor_words="bomb").text)
    killed = _figure(words="4 people", which="1", do="add", draft=draft, to="0", field="casualties")
    draft = _draft_of(at.post(address, **killed).text)
    assert at.post(address, do="submit", draft=draft).status_code == 303
    assert "Change your coding" in at.client.get("/review/second").text
    assert "4 people" in at.client.get(address).text
    assert "Krippendorff" in at.client.get("/review/agreement").text
    told = at.client.get("/api/v1/agreement").json()
    assert told["casualties"]["pairs"] >= 1


def test_a_report_that_nobody_asked_for_is_not_coded(at: At) -> None:
    answer = at.client.get(f"/review/second/{at.reports['two'].report.id}")
    assert (answer.status_code, "an editor assigns" in answer.text) == (400, True)


def test_what_others_saw_is_hidden_from_one_who_is_still_to_code_it(at: At) -> None:
    at.post("/review/second", report=at.reports["twice"].report.id, coder="Ann")
    text = at.client.get("/review?kind=adjudicate").text
    assert "You are asked to code this report yourself" in text
    assert "Choose this" not in text


# The API --------------------------------------------------------------------------------------------------------------


def test_acts_of_the_api(at: At) -> None:
    told = at.reports["hostile"]
    figure = told.statements[-1]
    value = value_to_json(figure.value) | {"quantity": {"low": 5, "best": 5, "high": 5, "qualifier": "exact"}}
    done = at.api("correct", statement=figure.id, value=value, why="five")
    assert (done.status_code, done.json()["words"]) == (201, "Ann corrected the casualties")
    assert at.api("undo", act=done.json()["id"]).status_code == 201
    assert at.api("accept", statements=[figure.id]).status_code == 201
    assert at.api("reject", statements=[figure.id], why="no").status_code == 201
    one, two = at.incident("one"), at.incident("two")
    assert at.api("apart", incidents=[one, two], why="no").status_code == 201
    assert at.api("undo", act=at.last_act()["id"]).status_code == 201
    assert at.api("merge", incidents=[one, two], why="yes").status_code == 201
    both = at.incident("one")
    mention = at.reports["two"].mentions[0].id
    assert at.api("split", incident=both, mentions=[mention], why="no").status_code == 201
    assert at.api("status", incident=at.incident("one"), status="in_review").status_code == 201
    assert at.api("retract", report=at.reports["two"].report.id, why="no").status_code == 201
    new = {"field": "weapon", "value": {"kind_of_value": "code_value", "scheme": "weapons", "code": "firearm"}}
    span = told.span("Gunmen")
    new["span"] = {"start": span.start, "end": span.end}
    added = at.api("add-value", mention=told.mentions[0].id, value=new, why="gunmen")
    assert added.status_code == 201, added.text
    anchor = told.span("had fled")
    incident = {"anchor": {"start": anchor.start, "end": anchor.end}, "values": [new]}
    assert at.api("add-incident", report=told.report.id, incident=incident, why="missed").status_code == 201


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (
            "code",
            {"value": {"kind_of_value": "code_value", "scheme": "weapons", "code": "spoon"}},
            "has no code 'spoon'",
        ),
        ("kind", {"value": {"kind_of_value": "spoon"}}, "no kind of value"),
        ("span", {"span": {"start": 1, "end": 100000}}, "text"),
        ("field", {"field": "date"}, "takes a DateValue"),
        ("half", {"value": {"kind_of_value": "text_value", "text": "\ud800"}}, "cannot be kept"),
        ("large", {"value": {"kind_of_value": "text_value", "text": 10**40}}, "cannot be kept"),
    ],
)
def test_a_wrong_value_is_one_clear_sentence(at: At, name: str, change: dict[str, Any], sentence: str) -> None:
    del name
    value: dict[str, Any] = {
        "field": "weapon",
        "value": {"kind_of_value": "code_value", "scheme": "weapons", "code": "firearm"},
        "span": {"start": 0, "end": 4},
        **change,
    }
    body = {"mention": at.reports["hostile"].mentions[0].id, "value": value, "why": "so"}
    headers = {"content-type": "application/json"}
    answer = at.client.post("/api/v1/acts/add-value", content=json.dumps(body), headers=headers)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]["message"]


def test_the_api_of_second_codings(at: At) -> None:
    report = at.reports["one"].report.id
    asked = at.client.post("/api/v1/assignments", json={"report": report, "coder": "Ann"})
    assert (asked.status_code, asked.json()["state"]) == (201, "open")
    blind = at.client.get(f"/api/v1/assignments/{report}").json()
    assert set(blind) == {"assignment", "text", "title", "published", "language", "coding"}
    assert blind["coding"] is None
    span = at.reports["one"].span("bomb")
    body = {"incidents": [{"anchor": {"start": span.start, "end": span.end}, "values": []}]}
    done = at.client.post(f"/api/v1/assignments/{report}/submit", json=body)
    assert (done.status_code, done.json()["coder"]) == (200, "Ann")
    assert (
        at.client.get(f"/api/v1/assignments/{report}").json()["coding"]["incidents"][0]["anchor"]
        == body["incidents"][0]["anchor"]
    )
    assert len(at.client.get("/api/v1/assignments").json()) == 2


# Who may --------------------------------------------------------------------------------------------------------------

_CODERS = {"accept": {"statements": ["st_0"]}, "reject": {"statements": ["st_0"]}, "undo": {"act": 1}}
_EDITORS: dict[str, dict[str, Any]] = {
    "merge": {"incidents": ["inc_1", "inc_2"]},
    "apart": {"incidents": ["inc_1", "inc_2"]},
    "split": {"incident": "inc_1", "mentions": ["men_1"]},
    "status": {"incident": "inc_1", "status": IncidentStatus.CONFIRMED},
    "retract": {"report": "rep_1"},
}


@pytest.mark.parametrize("name", [*_CODERS, *_EDITORS])
@pytest.mark.parametrize("role", [None, Role.READER, Role.CODER])
def test_roles_are_needed_by_form_and_by_api(at: At, name: str, role: Role | None) -> None:
    viewer = Viewer("Cy", role) if role else None
    with _as(at, viewer) as client:
        by_api = client.post(f"/api/v1/acts/{name}", json={**_CODERS, **_EDITORS}[name])
        by_form = client.post(f"/review/acts/{name}", data={"next": "/review"}, follow_redirects=False)
    refused = 401 if role is None else 403
    if role is Role.CODER and name in _CODERS:
        assert by_api.status_code not in {401, 403} or name == "undo"
    else:
        assert (by_api.status_code, by_form.status_code) == (refused, refused)


def test_only_an_editor_takes_back_what_an_editor_did(at: At) -> None:
    act = at.api("merge", incidents=[at.incident("one"), at.incident("two")], why="one bomb").json()["id"]
    with _as(at, Viewer("Cy", Role.CODER)) as client:
        assert client.post("/api/v1/acts/undo", json={"act": act}).status_code == 403
        assert client.post("/review/acts/undo", data={"act": act}).status_code == 403
    with _as(at, Viewer("Di", Role.EDITOR)) as client:
        assert client.post("/api/v1/acts/undo", json={"act": act}).status_code == 201


def test_a_reader_sees_the_queue_and_no_forms_to_correct(at: At) -> None:
    with _as(at, Viewer("Cy", Role.READER)) as client:
        shown = client.get("/review")
        assert shown.status_code == 200
        assert "<button formaction" not in shown.text
        assert client.get("/review/acts").status_code == 200
        assert client.get(f"/review/correct?statement={at.reports['one'].statements[0].id}").status_code == 403
        assert client.get("/review/second").status_code == 403


def test_other_pages_show_the_controls_of_review_to_those_who_may() -> None:
    from types import SimpleNamespace as Made

    from tallybook.web.templating import environment

    template = environment.from_string(
        '{% import "review_controls.html" as review with context %}'
        "{{ review.statement('st_1') }}{{ review.mention('men_1') }}"
        "{{ review.incident(it) }}{{ review.report('rep_1') }}"
    )
    it = Made(id="inc_1", status=IncidentStatus.MACHINE, mentions=("men_1", "men_2"))
    url = Made(path="/incidents/inc_1", query="print=1")

    def shown(role: Role) -> str:
        return template.render(request=Made(url=url), csrf="t<", viewer=Viewer("Cy", role), it=it)

    assert shown(Role.READER).strip() == ""
    coder, editor = shown(Role.CODER), shown(Role.EDITOR)
    assert 'formaction="/review/acts/reject"' in coder
    assert 'name="csrf" value="t&lt;"' in coder
    assert "/review/acts/status" not in coder
    assert "/review/acts/status" in editor
    assert "/review/split?incident=inc_1" in editor
    assert 'name="next" value="/incidents/inc_1?print=1"' in editor
