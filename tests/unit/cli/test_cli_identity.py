"""merge, split, retract, refresh, history and diff on the command line, with a stand-in coder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_builders import TEXT, StandInCoder
from typer.testing import CliRunner, Result

from tallybook.cli import app
from tallybook.model import Decision, Judgement
from tallybook.store import Book

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1", "TALLYBOOK_NAME": "Ann"})


@pytest.fixture(autouse=True)
def _stand_in_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallybook.coding.get_coder", lambda _="rules": StandInCoder(), raising=False)


@pytest.fixture
def book(tmp_path: Path) -> str:
    """Two copies of a report at different addresses, each of two incidents."""
    lines = [json.dumps({"text": TEXT, "id": name}) for name in ("first", "second")]
    (tmp_path / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    path = str(tmp_path / "my.book")
    result = RUNNER.invoke(app, ["ingest", str(tmp_path / "reports.jsonl"), "--book", path, "--no-link"])
    assert result.exit_code == 0, result.stderr
    return path


def run(book: str, *words: str, code: int = 0) -> Result:
    result = RUNNER.invoke(app, [*words, "--book", book])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def attacks(book: str) -> list[str]:
    """The incidents that reports are about, in the order of their creation."""
    records = [json.loads(line) for line in run(book, "incidents", "--format", "jsonl").stdout.splitlines()]
    ids = {record["id"] for record in records if record["kind"] == "reported"}
    with Book.open(book) as opened, opened.published() as look:
        return sorted(ids, key=lambda id_: look.get_incident(id_).number)


def shown(book: str, incident: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(book, "show", incident, "--format", "json").stdout)
    return found


def test_a_merge_is_told_and_the_old_id_leads_on(book: str) -> None:
    first, second = attacks(book)
    merged = run(book, "merge", second, first, "--why", "one post, one day")
    assert f"{second} is merged into {first}\n" in merged.stdout
    assert "1 decision added" in merged.stderr
    assert attacks(book) == [first]
    card = run(book, "show", second)
    assert f"{second} was merged into {first}" in card.stderr
    assert first in card.stdout
    record = shown(book, second)
    assert (record["id"], record["asked"], record["retracted"]) == (first, second, [])


def test_a_split_takes_mentions_with_commas_or_one_by_one(book: str) -> None:
    first, second = attacks(book)
    run(book, "merge", first, second, "--why", "one post")
    mentions = [mention["id"] for mention in shown(book, first)["mentions"]]  # type: ignore[attr-defined]
    parted = run(book, "split", first, "--mentions", mentions[1][:12], "--why", "another post", "--by", "Ben")
    assert f"{second} is split from {first}\n" in parted.stdout
    refused = run(book, "split", first, "--mentions", ",".join(mentions), "--why", "another", code=2)
    assert "is not of the incident" in refused.stderr


def test_a_retracted_report_is_named_where_it_would_tell_more(book: str) -> None:
    first, second = attacks(book)
    run(book, "merge", first, second, "--why", "one post")
    report = shown(book, first)["reports"][1]["id"]  # type: ignore[index]
    done = run(book, "retract", report, "--why", "withdrawn by the paper")
    assert f"{first} has 1 mention less" in done.stdout
    assert "is withdrawn" in done.stdout  # the bombing of long ago that only this report recalls
    card = run(book, "show", first)
    assert f"Not counted: the report {report} was retracted by Ann on 20" in card.stderr
    assert "because: withdrawn by the paper." in card.stderr
    assert run(book, "retract", report, "--why", "again", code=2).stderr.startswith("tallybook: TB700")
    undone = run(book, "retract", report, "--undo", "--why", "it was another report")
    assert "stands again" in undone.stdout
    assert run(book, "show", first).stderr == ""


def test_an_incident_that_is_withdrawn_says_why(book: str) -> None:
    first = attacks(book)[0]
    report = shown(book, first)["reports"][0]["id"]  # type: ignore[index]
    run(book, "retract", report, "--why", "a hoax")
    gone = run(book, "show", first, code=1)
    assert gone.stderr.startswith("tallybook: TB508")
    assert "because: a hoax" in gone.stderr
    told = run(book, "history", first)
    assert f"{first}  is withdrawn" in told.stdout
    assert "retracted  by Ann: a hoax" in told.stdout


def test_the_history_shows_old_and_new_values_with_their_words(book: str) -> None:
    first, second = attacks(book)
    run(book, "merge", first, second, "--why", "one post")
    page = run(book, "history", first).stdout
    assert "created  by machine:refresh" in page
    assert "merged  by Ann: one post" in page
    events = [json.loads(line) for line in run(book, "history", first, "--format", "jsonl").stdout.splitlines()]
    assert [event["kind"] for event in events[:2]] == ["created", "merged"]
    assert set(events[0]) == {"id", "incident", "at", "by", "kind", "reason", "data", "run", "statements"}
    assert run(book, "history", second).stdout.startswith(f"{second}  was merged into {first}\n")


def test_the_difference_is_shown_as_a_page_and_as_lines(book: str) -> None:
    first, second = attacks(book)
    revision = run(book, "refresh").stderr.split()[-1].rstrip(".")
    assert run(book, "diff", "--since", revision).stderr == "Nothing is different.\n"
    run(book, "merge", first, second, "--why", "one post")
    page = run(book, "diff", "--since", revision).stdout
    assert f"{second}  merged into {first}\n" in page
    assert f"{first}  changed\n" in page
    assert "by Ann: one post" in page
    lines = run(book, "diff", "--since", "2020-01-01", "--format", "jsonl").stdout.splitlines()
    records = {record["incident"]: record for record in map(json.loads, lines)}
    assert records[second]["kind"] == "merged"
    assert records[first]["kind"] == "created"
    assert records[second]["reasons"][-1] == {"by": "Ann", "why": "one post"}
    assert run(book, "diff", "--since", "yesterday", code=2).stdout == ""


def test_refresh_publishes_decisions_of_programs_and_lists_what_is_to_review(book: str) -> None:
    first, second = attacks(book)
    run(book, "merge", first, second, "--why", "one post")
    left, right = [mention["id"] for mention in shown(book, first)["mentions"]]  # type: ignore[attr-defined]
    run(book, "split", first, "--mentions", right, "--why", "two posts")
    with Book.open(book) as opened:
        aggregate = next(one for one in opened.mentions() if one.kind == "aggregate")
        at = "2030-01-01T00:00:00+00:00"
        opened.add_decision(Decision.make(left, aggregate.id, Judgement.SAME, "machine:linking/1", at, score=0.75))
    done = run(book, "refresh")
    assert done.stderr.startswith("Nothing new; revision r")
    assert "To review: machine:linking/1 takes the mentions" in done.stderr
    assert "with score 0.75" in done.stderr
    assert "To review" in run(book, "incidents").stderr
    assert run(book, "refresh", "--full").stderr.startswith("Nothing new")


def test_a_decision_needs_a_person(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = attacks(book)
    assert "machine:x" in run(book, "merge", first, second, "--why", "why", "--by", "machine:x", code=2).stderr

    def nobody() -> str:
        raise OSError("no user")

    monkeypatch.setattr("getpass.getuser", nobody)
    unknown = RUNNER.invoke(app, ["merge", first, second, "--book", book, "--why", "x"], env={"TALLYBOOK_NAME": ""})
    assert (unknown.exit_code, unknown.stderr[:16]) == (2, "tallybook: TB700")
    assert "--by" in unknown.stderr
    monkeypatch.setattr("getpass.getuser", lambda: "cy")
    named = RUNNER.invoke(app, ["merge", first, second, "--book", book, "--why", "x"], env={"TALLYBOOK_NAME": ""})
    assert named.exit_code == 0
    with Book.open(book) as opened, opened.published() as look:
        assert [decision.by for _, decision in look.decisions().values()] == ["cy"]


def test_ingest_goes_on_when_persons_contradict_one_another(book: str, tmp_path: Path) -> None:
    lines = [json.dumps({"text": TEXT + f"Told for the {name} time.\n", "id": name}) for name in ("third", "fourth")]
    more = tmp_path / "more.jsonl"
    more.write_text(lines[0], "utf-8")
    RUNNER.invoke(app, ["ingest", str(more), "--book", book, "--no-link"])
    first, second, third = attacks(book)
    with Book.open(book) as opened:
        with opened.published() as look:
            a, b, c = (look.get_incident(id_).founder for id_ in (first, second, third))
        at = "2030-01-01T00:00:00+00:00"
        opened.add_decisions(
            Decision.make(left, right, judged, "Ann", at, "seen")
            for left, right, judged in ((a, b, Judgement.SAME), (b, c, Judgement.SAME), (a, c, Judgement.DIFFERENT))
        )
    more.write_text(lines[1], "utf-8")
    ingested = RUNNER.invoke(app, ["ingest", str(more), "--book", book])
    assert ingested.exit_code == 0, ingested.output
    assert len(attacks(book)) == 4
    run(book, "questions")
    assert "TB203" in run(book, "link", "--again").stderr
