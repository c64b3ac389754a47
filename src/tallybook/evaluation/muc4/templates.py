"""MUC-4 templates as data: reading answer keys and system responses, and writing them again.

A file is a run of templates, each 25 numbered lines. A slot holds nothing (`-`), is inapplicable (`*`), or has one
filler a line; a filler is optional (`?`), may have alternatives (`A / B`) and a cross-reference (`VALUE: "STRING"`),
which may have alternatives too. Comments begin with `;`. A template whose number is `*` says that the message holds no
incident. Reading keeps all of that; what a system wrote against the rules is kept as far as it can be told apart.

Source: the task documentation of the Fourth Message Understanding Conference (1992), `template-doc-part1` version 7,
section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.muc4.slots import BY_LABEL, BY_NUMBER, SCORED, Kind, Slot

__all__ = ["DUMMY", "Fill", "Filler", "Template", "by_message", "format_templates", "parse_templates", "read_templates"]

_LABELS = "|".join(r"\s+".join(map(re.escape, label.split())) for label in BY_LABEL)
_LINE = re.compile(rf"^\s*\d+\.\s*(?P<label>{_LABELS})(?![A-Z])[ \t]*(?P<value>.*)$", re.IGNORECASE)
_STARS = re.compile(r"[*\s]*\*[*\s]*")
_COLUMN = 35


@dataclass(frozen=True, slots=True)
class Fill:
    """One alternative of a filler: its words, and whether they stand in double quotes (are taken from the text)."""

    text: str
    quoted: bool = False

    def __str__(self) -> str:
        return '"' + self.text.replace('"', '\\"') + '"' if self.quoted else self.text


# The cross-reference of a fill that refers to nothing: `GUN: "-"`.
DUMMY = Fill("-", quoted=True)


@dataclass(frozen=True, slots=True)
class Filler:
    """One filler of a slot: its alternatives, those of its cross-reference, and whether it may be left out."""

    fills: tuple[Fill, ...]
    reference: tuple[Fill, ...] = ()
    optional: bool = False

    def __str__(self) -> str:
        # Alternatives that hold a colon of their own are told apart by parentheses, as the answer keys do it.
        enclosed = len(self.fills) > 1 and any(
            re.search(r"[:/-]", fill.text) and not fill.quoted for fill in self.fills
        )
        shown = " / ".join(f"({fill})" if enclosed else str(fill) for fill in self.fills)
        tag = ": " + " / ".join(map(str, self.reference)) if self.reference else ""
        return ("? " if self.optional else "") + shown + tag


@dataclass(frozen=True, slots=True)
class Template:
    """One template. `slots` maps the numbers 2 to 24 to fillers, in the order of the file; a slot that is not in it is
    empty. `number` is "*" where the message is said to hold no incident. `comments` stood before or within it."""

    message: str
    number: str
    optional: bool = False
    slots: Mapping[int, tuple[Filler, ...]] = field(default_factory=dict)
    inapplicable: frozenset[int] = frozenset()
    comments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "slots", MappingProxyType({number: fills for number, fills in self.slots.items() if fills})
        )

    @property
    def irrelevant(self) -> bool:
        """Whether it says that the message holds no incident."""
        return self.number == "*"

    def get(self, slot: int) -> tuple[Filler, ...]:
        """The fillers of a slot by its number; none when it is empty or inapplicable."""
        return self.slots.get(slot, ())


def read_templates(path: Path) -> tuple[Template, ...]:
    """The templates of a key or response file. Raises CorpusMissingError and CorpusFormatError."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError as cause:
        raise CorpusMissingError(
            f"The templates at {path} cannot be read ({cause.strerror}); check the path."
        ) from cause
    templates = tuple(parse_templates(text))
    if not templates:
        raise CorpusFormatError(f"The file {path} holds no MUC-4 templates; is it an answer key or a response?")
    return templates


def by_message(templates: Iterable[Template]) -> dict[str, tuple[Template, ...]]:
    """The templates of each message, in the order of the file."""
    found: dict[str, list[Template]] = {}
    for template in templates:
        found.setdefault(template.message, []).append(template)
    return {message: tuple(some) for message, some in found.items()}


def parse_templates(text: str) -> Iterator[Template]:
    """The templates of a text. A line before the first slot 0 that is no comment is passed over."""
    lines: dict[int, list[str]] = {}
    comments: list[str] = []
    following: list[str] = []
    current: int | None = None
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith(";"):
            # What stands below the last slot is about the template that follows.
            (following if current == SCORED[-1].number else comments).append(stripped)
            continue
        match = _LINE.match(line)
        if match is None:
            if stripped and current is not None:
                lines[current].append(stripped)
            continue
        slot = BY_LABEL[" ".join(match["label"].upper().split())]
        if slot.number == 0 and lines:
            yield _template(lines, comments)
            lines, comments, following = {}, following, []
        current = slot.number
        lines.setdefault(current, []).append(match["value"].strip())
    if lines:
        yield _template(lines, comments + following)


def _template(lines: Mapping[int, list[str]], comments: list[str]) -> Template:
    head = " ".join(lines.get(1, ())).strip()
    number, _, rest = head.partition(" ")
    slots = {slot.number: _fillers(slot, lines.get(slot.number, [])) for slot in SCORED}
    return Template(
        message=(" ".join(lines.get(0, ())).split() or [""])[0],
        number=number or "1",
        optional="OPTIONAL" in rest.upper(),
        slots=slots,
        inapplicable=frozenset(
            slot.number for slot in SCORED if any(_STARS.fullmatch(line) for line in lines.get(slot.number, ()))
        ),
        comments=tuple(comments),
    )


def _fillers(slot: Slot, lines: list[str]) -> tuple[Filler, ...]:
    found = (_filler(slot, line) for line in _whole(lines))
    return tuple(filler for filler in found if filler is not None)


def _whole(lines: list[str]) -> Iterator[str]:
    """The lines of a slot, those that were broken put together: a quote that is open, a slash or a colon at the end."""
    held = ""
    for line in lines:
        held = f"{held} {line}" if held else line
        is_open = (held.count('"') - held.count('\\"')) % 2 == 1
        if not is_open and not held.endswith(("/", ":")):
            yield held
            held = ""
    if held:
        yield held


def _filler(slot: Slot, line: str) -> Filler | None:
    optional = line.startswith("?")
    rest = line.lstrip("? \t").strip()
    if not rest or rest == "-" or _STARS.fullmatch(rest):
        return None
    left, right = (rest, "") if slot.kind in (Kind.DATE, Kind.LOCATION) else _split_reference(rest)
    fills = _alternatives(left)
    if not fills:
        return None
    return Filler(fills, _alternatives(right), optional)


def _split_reference(text: str) -> tuple[str, str]:
    """The parts before and after the first colon outside quotes."""
    position = 0
    while position < len(text):
        if text[position] == '"':
            position = _end_of_quote(text, position)
        elif text[position] == ":":
            return text[:position].strip(), text[position + 1 :].strip()
        else:
            position += 1
    return text, ""


def _end_of_quote(text: str, start: int) -> int:
    """The position after the quote that closes the one at `start`: one that an operator or nothing follows, as some
    systems write quotes within quotes without escaping them. The end of the text where there is none."""
    position = start + 1
    while position < len(text):
        if text[position] == "\\":
            position += 2
            continue
        if text[position] == '"' and (not (after := text[position + 1 :].lstrip()) or after[0] in "/:)"):
            return position + 1
        position += 1
    return len(text)


@lru_cache(maxsize=4096)
def _alternatives(text: str) -> tuple[Fill, ...]:
    """The alternatives between slashes that stand outside quotes and parentheses, but for those around all of them."""
    if text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    parts: list[str] = []
    start = position = depth = 0
    while position < len(text):
        character = text[position]
        if character == '"':
            position = _end_of_quote(text, position)
            continue
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "/" and depth <= 0:
            parts.append(text[start:position])
            start = position + 1
        position += 1
    parts.append(text[start:])
    fills = (_fill(part.strip()) for part in parts)
    return tuple(fill for fill in fills if fill is not None)


def _fill(text: str) -> Fill | None:
    if text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    if not text:
        return None
    if not text.startswith('"'):
        return Fill(" ".join(text.split()))
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return Fill(" ".join(inner.replace('\\"', '"').split()), quoted=True)


def _closes(text: str) -> int:
    """Where the parenthesis that opens the text is closed; -1 where it is not."""
    depth = 0
    for position, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return position
    return -1


def format_templates(templates: Iterable[Template]) -> str:
    """The templates as text in the layout of the answer keys. Reading it again gives equal templates."""
    return "\n".join(map(_formatted, templates))


def _formatted(template: Template) -> str:
    lines = [*template.comments, _row(0, template.message)]
    lines.append(_row(1, template.number + (" (OPTIONAL)" if template.optional else "")))
    for slot in SCORED:
        fillers = template.get(slot.number)
        if not fillers:
            lines.append(_row(slot.number, "*" if slot.number in template.inapplicable else "-"))
            continue
        lines.append(_row(slot.number, str(fillers[0])))
        lines.extend(" " * _COLUMN + str(filler) for filler in fillers[1:])
    return "\n".join(lines) + "\n"


def _row(number: int, value: str) -> str:
    return f"{f'{number}.':<4}{BY_NUMBER[number].label}".ljust(_COLUMN) + value
