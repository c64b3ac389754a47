"""Events and differences of incidents as pages for a person, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tallybook.exports import printable, readable, statement_record, words_of_code
from tallybook.model import EventKind, value_from_json

if TYPE_CHECKING:
    from tallybook.model import IncidentEvent, Statement
    from tallybook.service import History, IncidentDiff, LinkQuestion

__all__ = ["diff_page", "diff_record", "event_lines", "event_record", "history_page", "questions_page"]

_SHOWN = 3  # statements per value; `--format jsonl` has all
_WORDS = 100  # characters of a quotation


def questions_page(questions: Sequence[LinkQuestion]) -> RenderableType:
    """Pairs of incidents that may be one, with what speaks for it and against."""
    if not questions:
        return Text("No open questions.")
    parts: list[RenderableType] = []
    for one in questions:
        parts.append(Text(f"{one.score:.2f}  {one.incidents[0]}  {one.incidents[1]}", style="bold"))
        parts.append(Padding(Text(printable(one.why)), (0, 0, 0, 6)))
    return Group(*parts)


def history_page(history: History) -> RenderableType:
    """What happened to one incident, oldest first, with the words behind each new value."""
    parts: list[RenderableType] = [
        Text(history.incident, style="bold").append(f"  {_state(history)}", style="not bold")
    ]
    parts += [Text(f"  {printable(words)}") for words in history.retracted]
    for event in history.events:
        head = Text(f"{_when(event.at)}  ").append(words_of_code(event.kind.value), style="bold")
        by = printable(f"by {event.by}" + (f": {event.reason}" if event.reason else ""))
        head.append(f"  {by}", style="not bold")
        parts.append(head)
        parts += [Padding(line, (0, 0, 0, 4)) for line in _details(event, history.statements)]
    return Group(*parts)


def _state(history: History) -> str:
    if history.leads_to:
        return f"was merged into {history.leads_to}"
    return {"active": "stands", "tombstone": "is withdrawn"}.get(history.state.value, history.state.value)


def _when(at: str) -> str:
    return at[:19].replace("T", " ")


def _details(event: IncidentEvent, statements: Mapping[str, Statement]) -> Iterator[Text]:
    data = event.data
    if event.kind is EventKind.STATUS_CHANGED:
        was, is_ = (words_of_code(data[side]) for side in ("old", "new"))
        yield Text("status: ").append(f"{was} -> {is_}", style="bold")
    for name, words in (("from", "from"), ("to", "to")):
        if data.get(name):
            others = data[name] if isinstance(data[name], list) else [data[name]]
            yield Text(f"{words} {', '.join(others)}")
    if data.get("mentions"):
        yield Text(f"mentions {', '.join(data['mentions'])}", style="dim")
    for field, sides in data.get("fields", {}).items():
        yield _field(field, sides)
        new = [entry for entry in sides["new"] if entry["value"] not in [old["value"] for old in sides["old"]]]
        for entry in new:
            yield from _evidence(entry["supporting"], statements)
            for line in _evidence(entry["opposing"], statements):
                yield Text("  against:").append(line)


def _field(field: str, sides: Mapping[str, Sequence[Mapping[str, Any]]]) -> Text:
    """Old -> new, without the entries that are in both."""
    old, new = ([entry["value"] for entry in sides[side]] for side in ("old", "new"))
    gone = [value for value in old if value not in new]
    came = [value for value in new if value not in old]
    both = gone or came
    words = [_words(values) for values in ((gone, came) if both else (old, new))]
    return Text(f"{words_of_code(field)}: ").append(printable(f"{words[0]} -> {words[1]}"), style="bold")


def _words(values: Iterable[dict[str, Any]]) -> str:
    return "; ".join(readable(value_from_json(value)) for value in values) or "nothing"


def _evidence(ids: Sequence[str], statements: Mapping[str, Statement]) -> Iterator[Text]:
    for id_ in ids[:_SHOWN]:
        if (statement := statements.get(id_)) is not None:
            words = printable(statement.original_text)[:_WORDS]
            speaker = printable(str(statement.speaker)) if statement.speaker else "the report"
            yield Text(f'  "{words}"', style="italic").append(
                f" - {speaker}, {words_of_code(statement.stance.value)} [{statement.report}]", style="not italic"
            )
    if len(ids) > _SHOWN:
        yield Text(f"  and {len(ids) - _SHOWN} more", style="dim")


def event_record(event: IncidentEvent, statements: Mapping[str, Statement]) -> dict[str, Any]:
    """One event as plain data, with the statements that its values rest on."""
    sides = [side for field in event.data.get("fields", {}).values() for side in field.values()]
    behind = [one for side in sides for entry in side for one in (*entry["supporting"], *entry["opposing"])]
    return {
        "id": event.id,
        "incident": event.incident,
        "at": event.at,
        "by": event.by,
        "kind": event.kind.value,
        "reason": event.reason,
        "data": dict(event.data),
        "run": event.run,
        "statements": [statement_record(statements[one]) for one in dict.fromkeys(behind) if one in statements],
    }


def event_lines(events: Iterable[IncidentEvent]) -> Iterator[str]:
    """What came of a decision, in a line per incident that appeared, vanished or moved."""
    for event in events:
        match event.kind:
            case EventKind.REDIRECTED:
                yield f"{event.incident} is merged into {event.data['to']}"
            case EventKind.CREATED | EventKind.RESTORED if event.data.get("from"):
                yield f"{event.incident} is split from {', '.join(event.data['from'])}"
            case EventKind.CREATED:
                yield f"{event.incident} is new"
            case EventKind.RESTORED:
                yield f"{event.incident} stands again"
            case EventKind.RETRACTED:
                yield f"{event.incident} is withdrawn"
            case EventKind.LEFT:
                number = len(event.data["mentions"])
                yield f"{event.incident} has {number} mention{'s' if number != 1 else ''} less"
            case EventKind.VALUES_CHANGED:
                yield f"{event.incident} has other values: {', '.join(map(words_of_code, event.data['fields']))}"
            case EventKind.STATUS_CHANGED:
                old, new = (words_of_code(event.data[side]) for side in ("old", "new"))
                yield f"{event.incident} was {old} and is {new}"
            case _:
                continue


def diff_page(diffs: Iterable[IncidentDiff]) -> RenderableType:
    """What is different, incident by incident."""
    parts: list[RenderableType] = []
    for diff in diffs:
        other = {"merged": f" into {diff.other}", "split": f" from {diff.other}"}.get(diff.kind.value, "")
        parts.append(Text(diff.incident, style="bold").append(f"  {diff.kind.value}{other}", style="not bold"))
        lines = [_field(field, {side: sides[side] for side in ("old", "new")}) for field, sides in diff.fields.items()]
        for name, mentions in (("more", diff.joined), ("less", diff.left)):
            if mentions:
                lines.append(Text(f"{name}: {', '.join(mentions)}", style="dim"))
        lines += [Text(printable(f"by {by}: {why}"), style="dim") for by, why in diff.reasons if why]
        parts += [Padding(line, (0, 0, 0, 4)) for line in lines]
    return Group(*parts)


def diff_record(diff: IncidentDiff) -> dict[str, Any]:
    """One difference as plain data."""
    return {
        "incident": diff.incident,
        "kind": diff.kind.value,
        "other": diff.other,
        "fields": {field: dict(sides) for field, sides in diff.fields.items()},
        "joined": list(diff.joined),
        "left": list(diff.left),
        "reasons": [{"by": by, "why": why} for by, why in diff.reasons],
        "events": list(diff.events),
    }
