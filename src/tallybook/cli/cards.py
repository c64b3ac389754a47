"""Report records as cards for a person: plain data in, rich renderables out, no decisions of content.

All words come through `printable`, as `Text` that is never read as markup: a report cannot colour, move or hide
anything on the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tallybook.exports import printable, words_of_code, words_of_group

if TYPE_CHECKING:
    from tallybook.model import DateRange
    from tallybook.service import IncidentSummary

__all__ = ["incident_card", "incident_table", "report_card"]

_Record = Mapping[str, Any]
_SHOWN = 3  # statements listed per value before "and N more"; `--format json` and `show --evidence` list all
_NARROW_TABLE = 66  # columns; below, the table of casualties is written as lines
_WORDS = 160  # characters of a quotation on a card

# What a reader asks first, in this order; duration and count stand beside what they tell of.
_LINES = (
    ("What", ("incident_type", "mode", "stage", "weapon", "duration", "frequency")),
    ("Who", ("perpetrator", "perpetrator_count")),
    ("Whom", ("target",)),
    ("Where", ("place",)),
    ("When", ("date",)),
)
_FIELD_NAMES = {"incident_type": "type", "perpetrator_count": "number", "mention_relation": "relation"}


@dataclass(frozen=True, slots=True)
class _Style:
    """The marks of a card, and how many statements it lists per value (None: all, each with where it stands)."""

    open_quote: str
    close_quote: str
    dash: str
    rule: str
    shown: int | None

    @classmethod
    def of(cls, *, unicode: bool, evidence: bool) -> _Style:
        shown = None if evidence else _SHOWN
        return cls("“", "”", "–", "─", shown) if unicode else cls('"', '"', "-", "-", shown)

    def quote(self, words: str) -> str:
        shown = printable(words)
        cut = shown if len(shown) <= _WORDS else shown[: _WORDS - 4].rstrip() + " ..."
        return f"{self.open_quote}{cut}{self.close_quote}"


def report_card(record: _Record, *, unicode: bool = True, evidence: bool = False) -> RenderableType:
    """One report: its head, a card per incident, aggregates, statements about actors, notes.

    `record` is what `exports.report_record` gives. With `evidence` every statement is listed, not the first few.
    """
    style = _Style.of(unicode=unicode, evidence=evidence)
    parts: list[RenderableType] = [_report_head(record["report"])]
    homes = {mention["id"]: incident["id"] for incident in record["incidents"] for mention in incident["mentions"]}
    parts += [_incident(incident, style, homes) for incident in record["incidents"]]
    if not record["incidents"]:
        parts.append(_heading("NO INCIDENT", ""))
    for aggregate in record["aggregates"]:
        parts.append(_heading("AGGREGATE", "many occurrences taken together, no incident"))
        parts.append(_indented(_aggregate(aggregate, style)))
    if record["actor_statements"]:
        parts.append(_heading("ABOUT ACTORS", "statements on actors, no incident"))
        parts.append(_indented(_statements(record["actor_statements"], style)))
    if record["notes"]:
        parts.append(_heading("NOTES", ""))
        parts.append(_indented(_notes(record["notes"], style)))
    parts.append(Text())
    return Group(*parts)


def incident_card(incident: _Record, *, unicode: bool = True, evidence: bool = False) -> RenderableType:
    """One incident of a book: `exports.incident_record` with the heads of its `reports`."""
    heads = [_report_head(report) for report in incident["reports"]]
    return Group(*heads, _incident(incident, _Style.of(unicode=unicode, evidence=evidence), {}), Text())


def incident_table(summaries: Iterable[IncidentSummary]) -> RenderableType:
    """Incidents of a book, one line each."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Id", "Date", "Place", "What", "By", "Killed", "Injured", "Reports"):
        table.add_column(heading, no_wrap=heading == "Id", min_width=11 if heading == "Place" else None)
    for one in summaries:
        dates = "?" if one.date is None else _days(one.date.range) if one.date.range else "not resolved"
        place = ", ".join(part for part in (one.place.name if one.place else "?", *one.countries[:1]) if part)
        cells = [
            one.id[:12],
            dates,
            place,
            ", ".join(words_of_code(code) for code in one.types[:2]) or "?",
            ", ".join(one.perpetrators[:2]) or "?",
            str(one.killed),
            str(one.injured),
            str(one.reports),
        ]
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def _days(dates: DateRange) -> str:
    """A range in little room: its first day, with its grain where that is coarser."""
    first = dates.first.isoformat()
    return first if dates.first == dates.last else f"{first} ({words_of_code(dates.precision)})"


def _heading(kind: str, text: str) -> Text:
    line = Text("\n")
    line.append(kind, style="bold reverse" if kind.startswith(("INCIDENT", "BACKGROUND")) else "bold")
    return line.append(f"  {printable(text)}" if text else "", style="bold")


def _indented(items: Iterable[RenderableType], by: int = 2) -> RenderableType:
    return Padding(Group(*items), (0, 0, 0, by))


def _report_head(report: _Record) -> Text:
    title = report["title"] or report["url"] or report["document"] or report["id"]
    head = Text("REPORT  ", style="bold").append(printable(title))
    published = report["published"]
    about = [
        report["source"]["name"] if report["source"] else "source unknown",
        f"published {_range(published)} ({report['published_basis']})" if published else "publication date unknown",
        report["url"] or report["document"],
    ]
    return head.append("\n        " + printable(", ".join(part for part in about if part)), style="dim")


def _range(dates: _Record) -> str:
    first, last = dates["first"], dates["last"]
    return str(first) if first == last else f"{first} to {last}"


def _incident(incident: _Record, style: _Style, homes: Mapping[str, str]) -> RenderableType:
    """The card of one incident; `homes` leads from mentions to the incidents shown with it."""
    values = incident["values"]
    kind = "INCIDENT" if incident["kind"] == "reported" else "BACKGROUND INCIDENT"
    parts: list[RenderableType] = [_heading(kind, _title(values)), Text(f"  {incident['id']}", style="dim")]
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=15, no_wrap=True, style="bold")
    grid.add_column(ratio=1)
    for label, fields in _LINES:
        for field in fields:
            for entry in values[field]:
                name = _FIELD_NAMES.get(field, field).replace("_", " ")
                first = label if field == fields[0] and entry is values[field][0] else f"  {name}"
                grid.add_row(first, Group(*_value(entry, style)))
    for index, entry in enumerate(values["responsibility"]):
        grid.add_row("" if index else "Responsibility", Group(*_value(entry, style)))
    for entry in values["mention_relation"]:
        relation, other = words_of_code(entry["value"]["relation"]), entry["value"]["other"]
        grid.add_row("Related", Text(printable(f"{relation} {homes.get(other, other)}")))
    parts.append(Padding(grid, (0, 0, 0, 2)))
    if values["casualties"]:
        parts.append(_indented(_casualties(values["casualties"], incident["casualty_totals"], style)))
    else:
        parts.append(Text("  Casualties: the report says nothing of any, which is not zero.", style="dim"))
    return Group(*parts)


def _title(values: _Record) -> str:
    pieces = [entry["text"] for field in ("incident_type", "mode") for entry in values[field][:1]]
    pieces += [entry["value"]["name"] for entry in values["place"][:1]]
    dates = values["date"][:1]
    pieces += [_range(entry["value"]["range"]) if entry["value"]["range"] else "date not resolved" for entry in dates]
    return ", ".join(pieces)


def _value(entry: _Record, style: _Style) -> Iterator[RenderableType]:
    yield Text(printable(entry["text"]))
    yield from _evidence(entry["supporting"], style)
    yield from _evidence(entry["opposing"], style, "against: ")


def _evidence(statements: Sequence[_Record], style: _Style, prefix: str = "") -> Iterator[RenderableType]:
    for statement in statements[: style.shown]:
        yield Padding(_said(statement, style, prefix), (0, 0, 0, 2))
    left = len(statements) - len(statements[: style.shown])
    if left:
        yield Padding(Text(f"{prefix}and {left} more", style="dim"), (0, 0, 0, 2))


def _said(statement: _Record, style: _Style, prefix: str = "") -> Text:
    line = Text(prefix, style="dim").append(style.quote(statement["original_text"]), style="italic")
    stance = words_of_code(statement["stance"])
    line.append(f" {style.dash} {_speaker(statement['speaker'])}, {stance}")
    if style.shown is None:
        span = statement["span"]
        line.append(f" [{statement['report']} {span['start']}-{span['end']}]", style="dim")
    return line


def _speaker(speaker: _Record | None) -> str:
    if speaker is None:
        return "the report"
    name, role = printable(speaker["name"]), printable(speaker["role"])
    who = f"{name} ({role})" if name and role else name or role
    return f"{who} via {printable(words_of_code(speaker['channel']))}" if speaker["channel"] else who


def _casualties(entries: Sequence[_Record], totals: Sequence[_Record], style: _Style) -> Iterator[RenderableType]:
    """The rows with their numbers, then the words behind each row by its number."""
    numbers = {
        statement["id"]: number
        for number, entry in enumerate(entries, start=1)
        for statement in (*entry["supporting"], *entry["opposing"])
    }
    yield Text("Casualties", style="bold").append(f"  {_totals(totals)}", style="not bold")
    yield _CasualtyRows(entries, numbers, style)
    if any(entry["value"]["total_relation"] == "open" for entry in entries):
        yield Text(
            "A mark like 4? in the last column: these may be among those of row 4; it is left open.", style="dim"
        )
    for number, entry in enumerate(entries, start=1):
        yield from _figures(entry, "supporting", style, f"[{number}] ")
        yield from _figures(entry, "opposing", style, f"[{number}] against: ")
    for total in totals:
        if total["parts"] == "contradiction":
            yield Text(
                f"The parts of {words_of_code(total['harm'])} ({total['side']}) exceed their total; please check.",
                style="bold",
            )


def _figures(entry: _Record, side: str, style: _Style, prefix: str) -> Iterator[RenderableType]:
    """The words behind a row; where they give other figures than the row, these stand before them."""
    statements = entry[side]
    for statement in statements[: style.shown]:
        stated = statement["value"]["quantity"]
        other = stated != entry["value"]["quantity"]
        figures = "/".join(_figure(stated[end]) for end in ("low", "best", "high"))
        yield Padding(_said(statement, style, f"{prefix}{figures} " if other else prefix), (0, 0, 0, 2))
    yield from _evidence(statements[len(statements[: style.shown]) :], replace(style, shown=0), prefix)


@dataclass(frozen=True, slots=True)
class _CasualtyRows:
    """The rows as a table, or one below the other where the terminal is too narrow for one."""

    entries: Sequence[_Record]
    numbers: Mapping[str, int]
    style: _Style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        rows = [self._cells(number, entry["value"]) for number, entry in enumerate(self.entries, start=1)]
        if options.max_width < _NARROW_TABLE:
            for number, harm, who, low, best, high, wording, whole in rows:
                part = f", of {whole}" if whole else ""
                yield Text(f"[{number}] {harm}: {who}; low {low}, best {best}, high {high} ({wording}){part}")
            return
        table = Table(box=box.ASCII2 if self.style.rule == "-" else box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("#", no_wrap=True)
        table.add_column("Harm", overflow="fold")
        table.add_column("Who", overflow="fold", ratio=1)
        for heading in ("Low", "Best", "High"):
            table.add_column(heading, justify="right", no_wrap=True)
        for heading in ("Worded", "Of #"):
            table.add_column(heading, overflow="fold")
        for cells in rows:
            table.add_row(*(Text(cell) for cell in cells))
        yield table

    def _cells(self, number: int, row: _Record) -> tuple[str, ...]:
        quantity = row["quantity"]
        figures = (_figure(quantity[end]) for end in ("low", "best", "high"))
        wording = words_of_code(quantity["qualifier"])
        return (str(number), _harm(row), _who(row), *figures, wording, _part_of(row, self.numbers))


def _totals(totals: Sequence[_Record]) -> str:
    """What the rows come to, victims and attackers apart."""
    sides = []
    for side in ("victims", "attackers"):
        told = [f"{words_of_code(one['harm'])} {_amount(one)}" for one in totals if one["side"] == side]
        if told:
            sides.append(f"{side}: {', '.join(told)}")
    return "; ".join(sides)


def _amount(total: _Record) -> str:
    return "(number unknown)" if total["qualifier"] == "unknown" else printable(total["text"])


def _figure(number: int | None) -> str:
    return "?" if number is None else str(number)


def _harm(row: _Record) -> str:
    condition = f", {printable(row['condition'])}" if row["condition"] else ""
    return words_of_code(row["harm"]) + condition


def _who(row: _Record) -> str:
    group = words_of_group(row["group"])
    role = printable(row["role"])
    return f"{role} ({group})" if role and role.casefold() != group.casefold() else group


def _part_of(row: _Record, numbers: Mapping[str, int]) -> str:
    if not row["total"]:
        return ""
    number = numbers.get(row["total"], "?")
    return str(number) if row["total_relation"] == "part" else f"{number}?"


def _aggregate(aggregate: _Record, style: _Style) -> Iterator[RenderableType]:
    yield Text(style.quote(aggregate["anchor_text"]), style="italic")
    yield from _statements(aggregate["statements"], style)


def _statements(statements: Sequence[_Record], style: _Style) -> Iterator[RenderableType]:
    for statement in statements:
        field = words_of_code(statement["field"])
        label = f"{field}: " if statement["field"] not in {"actor_relation", "casualties"} else ""
        yield Text(label, style="bold").append(printable(statement["text"]), style="not bold")
        yield Padding(_said(statement, style), (0, 0, 0, 2))


def _notes(notes: Sequence[_Record], style: _Style) -> Iterator[RenderableType]:
    for note in notes:
        line = Text(f"{printable(note['code'])}: ", style="bold").append(printable(note["text"]), style="not bold")
        if note["original_text"]:
            line.append(f" {style.quote(note['original_text'])}", style="italic not bold")
        yield line
