"""Reading official score reports, and how close the scorer comes to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallybook.errors import CorpusFormatError, CorpusMissingError, UsageError
from tallybook.evaluation.corpora import corpus_path
from tallybook.evaluation.muc4.fidelity import BEGIN, END, agreement, compare_systems, main, tables
from tallybook.evaluation.muc4.official import OfficialRow, read_official

from .helpers import KEY

_REPORT = """Report of all-templates scores

INVENTED-0001\t     key: 1  response: 3

SLOT\t\t      POS ACT|COR PAR INC|ICR IPA|SPU MIS NON|REC PRE OVG FAL
-----------------------------+-----------+-------+-----------+---------------
template-id\t        1   1|  1   0   0|  0   0|  0   0   0|100 100   0
inc-date\t        1   1|  0   1   0|  0   1|  0   0   0| 50  50   0

INVENTED-0001\t     key: 2  response: <NONE>\t\t     [optional]

 * * * TOTAL SLOT SCORES * * *

inc-date\t        1   1|  0   1   0|  0   1|  0   0   0| 50  50   0
ALL TEMPLATES\t     21 100|12 1   3|  0   1|84 5 1340| 60  13  36
\t\t\t\t\t\t     P&R      2P&R      P&2R
F-MEASURES\t\t\t\t\t    20.66     14.75     34.48
"""


def test_a_report_is_read_with_its_history(tmp_path: Path) -> None:
    (tmp_path / "report").write_text(_REPORT, "utf-8")
    report = read_official(tmp_path / "report")
    assert [(one.key, one.response, one.remark) for one in report.templates] == [("1", "3", ""), ("2", "", "optional")]
    assert report.templates[0].rows["inc-date"] == OfficialRow(1, 1, 0, 1, 0, 0, 1, 0, 0, 0)
    assert report.totals["ALL TEMPLATES"] == OfficialRow(21, 100, 12, 1, 3, 0, 1, 84, 5, 1340)
    assert report.f == (20.66, 14.75, 34.48)


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("nothing", "utf-8")
    with pytest.raises(CorpusFormatError):
        read_official(tmp_path / "report")
    with pytest.raises(CorpusMissingError):
        read_official(tmp_path / "none")
    with pytest.raises(CorpusMissingError):
        compare_systems(tmp_path)


def test_the_tables_are_written_between_the_markers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    system = tmp_path / "official-1992-tst3" / "INVENTED"
    system.mkdir(parents=True)
    (tmp_path / "key-tst3.v2").write_text(KEY, "utf-8")
    (system / "response.tst3").write_text(KEY, "utf-8")
    (system / "scores.tst3-pass1.nrad").write_text(_REPORT.replace("inc-date", "inc-date"), "utf-8")
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    with pytest.raises(KeyError):
        main([str(tmp_path)])  # this report lacks the rows of most slots
    rows = "".join(f"{name}\t 1 1| 1 0 0| 0 0| 0 0 0|\n" for name in _slot_names())
    (system / "scores.tst3-pass1.nrad").write_text(_REPORT + rows, "utf-8")
    main([str(tmp_path), "--page", str(page)])
    written = page.read_text("utf-8")
    assert "INVENTED" in capsys.readouterr().out
    assert "| INVENTED |" in written
    assert "old" not in written
    assert written.startswith("before")
    with pytest.raises(UsageError):
        main([str(tmp_path), "--page", str(tmp_path / "key-tst3.v2")])


def _slot_names() -> list[str]:
    from tallybook.evaluation.muc4.slots import SCORED

    return [slot.name for slot in SCORED]


@pytest.mark.corpora
def test_the_scorer_is_close_to_the_official_one() -> None:
    try:
        folder = corpus_path("muc4/scorer-check")
    except CorpusMissingError as error:
        pytest.skip(str(error))
    systems = compare_systems(folder)
    found = agreement(systems)
    assert len(systems) == 17
    assert found.mean <= 1.5
    assert found.worst <= 4.0
    assert found.rank_correlation >= 0.98
    assert f"{found.mean:.2f}" in tables(systems)
