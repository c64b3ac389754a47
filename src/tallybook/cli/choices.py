"""Why values are published, what was known when, and the rules: plain data of these, and pages for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tallybook.exports import printable, readable, words_of_code
from tallybook.model import to_json

if TYPE_CHECKING:
    from tallybook.assembly import Evidence, Explanation, Rule, RuleSet, TollHistory
    from tallybook.model import Field
    from tallybook.service import AsOf

__all__ = [
    "as_of_line",
    "explanation_page",
    "explanation_records",
    "rule_page",
    "rule_set_page",
    "rule_sets_page",
    "toll_page",
    "toll_record",
]

_WORDS = 100  # characters of a quotation


def explanation_records(explanations: Iterable[Explanation]) -> list[dict[str, Any]]:
    """Explanations as JSON values, with the value in words and the number of voices on each side."""
    return [
        {
            **to_json(one),
            "text": readable(one.value),
            "voices_for": one.voices_for,
            "voices_against": one.voices_against,
        }
        for one in explanations
    ]


def explanation_page(
    incident: str, explanations: Iterable[Explanation], rejected: Iterable[Evidence] = ()
) -> RenderableType:
    """Each published value with its rule, and who says so and who says otherwise; every rule explained once.

    `rejected`: what people rejected, and no published value is beside.
    """
    explanations = list(explanations)
    parts: list[RenderableType] = [Text(f"INCIDENT {incident}", style="bold")]
    for one in explanations:
        head = Text(f"{words_of_code(one.field)}: ", style="bold").append(printable(readable(one.value)))
        parts += [Text(), head, Text(f"  rule: {one.rule}", style="dim")]
        parts += _side("for", one.voices_for, one.supporting)
        parts += _side("against", one.voices_against, one.opposing)
    rejected = list(rejected)
    if rejected:
        parts += [Text(), Text("Rejected", style="bold"), *(_line(one) for one in rejected)]
    parts += [Text(), Text("RULES", style="bold")]
    told = {one.rule: one for one in explanations}
    for name, one in sorted(told.items()):
        source = "" if one.source.startswith("Tallybook's own") else f" Source: {one.source}"
        parts.append(Padding(Text(f"{name}: {one.explanation}{source}"), (0, 0, 0, 2)))
    return Group(*parts)


def _side(word: str, voices: int, evidence: Iterable[Evidence]) -> Iterator[RenderableType]:
    evidence = list(evidence)
    if not evidence:
        return
    yield Text(f"  {word}: {_number(len(evidence), 'statement')} of {_number(voices, 'voice')}")
    yield from map(_line, evidence)


def _line(one: Evidence) -> RenderableType:
    words = printable(one.original_text)
    shown = words if len(words) <= _WORDS else f"{words[: _WORDS - 4].rstrip()} ..."
    speaker = "the report" if one.speaker is None else printable(str(one.speaker))
    when = f"published {one.published}" if one.published is not None else "publication date unknown"
    voice = one.report if one.voice == one.report else f"{one.report}, a copy of {one.voice}"
    line = Text(f"{printable(readable(one.value))}  ", style="bold").append(f'"{shown}"', style="italic not bold")
    line.append(f" - {speaker} ({words_of_code(one.placed)}), {words_of_code(one.stance)}", style="not bold")
    line.append(f", {when} [{voice}]", style="dim not bold")
    for word, people in (("accepted", one.accepted_by), ("rejected", one.rejected_by)):
        if people:
            line.append(f"; {word} by {printable(', '.join(people))}", style="not bold not dim")
    return Padding(line, (0, 0, 0, 4))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def toll_record(incident: str, rules: RuleSet, history: TollHistory) -> dict[str, Any]:
    """The history of a toll as JSON values."""
    return {
        "incident": incident,
        "rules": rules.to_plain(),
        "toll": [
            {
                "day": one.day.isoformat(),
                "reports": list(one.reports),
                "casualty_totals": [
                    {
                        "harm": total.harm,
                        "side": "attackers" if total.attackers else "victims",
                        **to_json(total.quantity),
                        "text": str(total.quantity),
                        "parts": total.parts.value,
                    }
                    for total in one.totals
                ],
            }
            for one in history.tolls
        ],
        "undated_reports": list(history.undated),
    }


def toll_page(record: Mapping[str, Any]) -> RenderableType:
    """What was known when, a line per day; `record` is what `toll_record` gives."""
    table = Table(box=None, pad_edge=False)
    for heading in ("As of", "Reports", "Victims", "Attackers"):
        table.add_column(heading, no_wrap=heading == "As of")
    reports = 0
    for one in record["toll"]:
        reports += len(one["reports"])
        sides = [
            ", ".join(
                f"{words_of_code(total['harm'])} {_figures(total)}"
                for total in one["casualty_totals"]
                if total["side"] == side
            )
            for side in ("victims", "attackers")
        ]
        table.add_row(one["day"], str(reports), *(Text(printable(side or "-")) for side in sides))
    parts: list[RenderableType] = [Text(f"INCIDENT {record['incident']}", style="bold"), table]
    undated = len(record["undated_reports"])
    if undated:
        parts.append(Text(f"{_number(undated, 'report')} without a publication date used at no date.", style="dim"))
    rule = record["rules"]["rules"]["casualties"]
    parts.append(Text(f"Figures as low/best/high. Rule set {printable(record['rules']['name'])}: {rule}.", style="dim"))
    return Group(*parts)


def _figures(total: Mapping[str, Any]) -> str:
    low, best, high = total["low"], total["best"], total["high"]
    if low is None and best is None and high is None:
        return "(number unknown)"
    if low == best == high:
        return str(best)
    figures = "/".join("?" if figure is None else str(figure) for figure in (low, best, high))
    return f"{figures} (parts exceed it)" if total["parts"] == "contradiction" else figures


def as_of_line(found: AsOf) -> str:
    """Which reports an incident as of a day rests on."""
    reports = len(found.view.reports)
    line = f"As of {found.day}: {_number(reports, 'report')} known by then"
    line += f", {found.later} published later" if found.later else ""
    line += f", {found.undated} without a publication date and not used" if found.undated else ""
    return line + "."


def rule_sets_page(sets: Iterable[RuleSet], rules: Mapping[Field, Iterable[str]]) -> RenderableType:
    """All rule sets, and for each field the rules that it may have."""
    parts: list[RenderableType] = [Text("Rule sets\n", style="bold"), _grid((one.name, one.about) for one in sets)]
    parts += [Text("\nRules by field, that of the default set first\n", style="bold")]
    parts.append(_grid((field.value, ", ".join(names)) for field, names in rules.items()))
    parts.append(Text("\nOne rule set or rule: tallybook rules NAME. Use one: --rules NAME, or TALLYBOOK_RULES."))
    return Group(*parts)


def rule_set_page(one: RuleSet) -> RenderableType:
    """The rules of one set."""
    head = Text(f"{printable(one.name)}: {printable(one.about)}\n", style="bold")
    return Group(head, _grid((field.value, f"{rule.name}: {rule.explanation}") for field, rule in one))


def rule_page(rule: Rule, fields: Iterable[Field]) -> RenderableType:
    """One rule: what it does, where it comes from, and for which fields it is."""
    lines = [("explanation", rule.explanation), ("source", rule.source), *rule.details]
    lines.append(("for", ", ".join(field.value for field in fields)))
    return Group(Text(f"{rule.name}\n", style="bold"), _grid(lines))


def _grid(rows: Iterable[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    for name, text in rows:
        grid.add_row(Text(printable(name)), Text(printable(text)))
    return Padding(grid, (0, 0, 0, 2))
