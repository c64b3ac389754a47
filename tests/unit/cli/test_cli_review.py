"""What the command line says of review. The reports and attacks are invented."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from tallybook.cli import app
from tallybook.model import Field
from tallybook.service import get_incident, list_incidents
from tallybook.service.reviewing import accept, reject, set_status

TEXT = (
    "Two gunmen attacked a police station in Nairobi on 3 March 2020, police said. "
    "Three officers were killed and five civilians were injured."
)
RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


def _said(*arguments: str) -> str:
    done = RUNNER.invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_explanations_say_who_accepted_and_who_rejected_and_the_history_who_changed_a_status(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    book = tmp_path / "my.book"
    _said("ingest", str(tmp_path / "report.txt"), "--book", str(book))
    id_ = list_incidents(book).incidents[0].id
    told = get_incident(book, id_).statements
    kept = next(one for one in told if one.field is Field.PLACE)
    wrong = next(one for one in told if one.field is Field.CASUALTIES)
    accept(book, kept.id, by="Ann")
    reject(book, wrong.id, by="Ben", why="other officers")
    set_status(book, id_, "in_review", by="Cid", why="to be checked")
    page = _said("show", id_, "--explain", "--book", str(book))
    assert "accepted by Ann" in page
    assert "Rejected" in page
    assert "rejected by Ben" in page
    events = _said("history", id_, "--book", str(book))
    assert "by Cid: to be checked" in events
    assert "status: machine -> in review" in events
