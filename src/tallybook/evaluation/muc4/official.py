"""Reading the score reports of 1992: the history of each template and the totals, as the program wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from tallybook.errors import CorpusFormatError, CorpusMissingError

__all__ = ["OfficialReport", "OfficialRow", "OfficialTemplate", "read_official"]

_HEAD = re.compile(r"^(\S+)\s+key: (\S+)\s+response: (\S+)\s*(?:\[(\w+)\])?")
_ROW = re.compile(
    r"^([A-Za-z][\w/ -]*?)\s+(\d+)\s+(\d+)\|\s*(\d+)\s*(\d+)\s*(\d+)\|\s*(\d+)\s*(\d+)\|\s*(\d+)\s*(\d+)\s*(\d+)\|"
)
_F = re.compile(r"^F-MEASURES\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)")


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """One row: possible, actual, correct, partial, incorrect, those two by a person's judgement, spurious, missing,
    noncommittal."""

    pos: int
    act: int
    cor: int
    par: int
    inc: int
    icr: int
    ipa: int
    spu: int
    mis: int
    non: int


@dataclass(frozen=True, slots=True)
class OfficialTemplate:
    """One pair of the history: `key` and `response` are template numbers, "*", or "" where nothing was paired."""

    message: str
    key: str
    response: str
    remark: str
    rows: dict[str, OfficialRow]


@dataclass(frozen=True, slots=True)
class OfficialReport:
    """A whole report: the history, the rows of the totals by name, and F for P&R, 2P&R and P&2R."""

    templates: tuple[OfficialTemplate, ...]
    totals: dict[str, OfficialRow]
    f: tuple[float, float, float]


def read_official(path: Path) -> OfficialReport:
    """Read one report. Raises CorpusMissingError and CorpusFormatError."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError as cause:
        raise CorpusMissingError(
            f"The score report {path} cannot be read ({cause.strerror}); check the path."
        ) from cause
    history, _, total = text.partition("* * * TOTAL SLOT SCORES * * *")
    figures = [match for line in total.splitlines() if (match := _F.match(line))]
    if not figures:
        raise CorpusFormatError(f"The file {path} is not a MUC-4 score report: it has no F-measures.")
    first, second, third = (float(value) for value in figures[-1].groups())
    return OfficialReport(tuple(_templates(history)), dict(_rows(total)), (first, second, third))


def _templates(text: str) -> Iterator[OfficialTemplate]:
    heads = list(re.finditer(_HEAD.pattern, text, re.MULTILINE))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        part = text[head.end() : following.start() if following else None]
        key, response = (("" if name == "<NONE>" else name) for name in (head[2], head[3]))
        yield OfficialTemplate(head[1], key, response, head[4] or "", dict(_rows(part)))


def _rows(text: str) -> Iterator[tuple[str, OfficialRow]]:
    for line in text.splitlines():
        match = _ROW.match(line)
        if match:
            numbers = [int(value) for value in match.groups()[1:]]
            yield match[1].strip(), OfficialRow(*numbers[: len(fields(OfficialRow))])
