"""Values of statements as short texts for people, and texts of reports made safe to show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallybook.model import (
    ActorRelation,
    ActorValue,
    CasualtyRow,
    CodeValue,
    DateRange,
    DateValue,
    MentionRelation,
    PlaceCandidate,
    PlaceValue,
    QuantityValue,
    ResponsibilityAct,
    ResponsibilityValue,
    TargetValue,
    TextValue,
    Value,
)
from tallybook.places import country_name

__all__ = ["printable", "readable", "words_of_code", "words_of_group"]

# Control characters move the cursor, change colours or titles of a terminal; bidirectional controls reorder what is
# shown; other format characters hide. The joiners U+200C and U+200D stay: words of many languages need them. White
# space is made plain first.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MANY = 6  # candidates listed before "and N more"


def printable(text: str) -> str:
    """`text` on one line, with every character that could act on a terminal written as its code (`\\x1b`)."""
    return _UNPRINTABLE.sub(lambda found: _escaped(found.group()), " ".join(text.split()))


def _escaped(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def words_of_code(code: str) -> str:
    """A code as words: "armed_assault" is "armed assault"."""
    return code.replace("_", " ")


def words_of_group(group: str) -> str:
    """A casualty group as words; the code for "not told" is just people."""
    return "people" if group == "unspecified" else words_of_code(group)


def readable(value: Value) -> str:
    """One line for one value, in words."""
    match value:
        case CodeValue():
            return words_of_code(value.code)
        case TextValue():
            return value.text
        case QuantityValue():
            return f"{value.quantity} {value.of}".strip()
        case ActorValue():
            return _actor(value)
        case TargetValue():
            told = ", ".join(words_of_code(code) for code in (value.kind, value.damage) if code)
            return f"{value.text} ({told})"
        case PlaceValue():
            return _place(value)
        case DateValue():
            return _date(value)
        case CasualtyRow():
            return _row(value)
        case ResponsibilityValue():
            return _responsibility(value)
        case ActorRelation():
            return f"{value.subject}: {words_of_code(value.relation)} {value.object}"
        case MentionRelation():
            return f"{words_of_code(value.relation)} {value.other}"


def _actor(actor: ActorValue) -> str:
    about = [words_of_code(actor.kind)]
    if actor.aliases:
        about.append("also " + ", ".join(actor.aliases))
    if actor.part_of:
        about.append(f"part of {actor.part_of}")
    return f"{actor.name} ({'; '.join(about)})"


def _place(value: PlaceValue) -> str:
    if value.place is not None:
        return f"{_entry(value.place, value.name)} ({words_of_code(value.precision.value)})"
    text = f"{value.name}: not resolved, {value.reason}"
    return f"{text}; it may be {_listed([_entry(one) for one in value.candidates])}" if value.candidates else text


def _entry(place: PlaceCandidate, as_written: str = "") -> str:
    names = [place.name or as_written, place.admin1, country_name(place.country) or place.country]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _date(value: DateValue) -> str:
    when = f", {words_of_code(value.time_of_day)}" if value.time_of_day else ""
    if value.range is not None:
        return f"{value.range} ({words_of_code(value.range.precision.value)}){when}"
    text = f"not resolved, {value.reason}{when}"
    return f"{text}; it may be {_listed(_days(value.candidates))}" if value.candidates else text


def _days(candidates: Sequence[DateRange]) -> list[str]:
    return [str(candidate) for candidate in candidates]


def _listed(items: Sequence[str]) -> str:
    shown = list(items[:_MANY])
    if len(items) > _MANY:
        shown.append(f"{len(items) - _MANY} more")
    return (
        shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + (" and " if len(items) > _MANY else " or ") + shown[-1]
    )


def _row(row: CasualtyRow) -> str:
    who = row.role or words_of_group(row.group)
    condition = f" ({row.condition})" if row.condition else ""
    return f"{words_of_code(row.harm)}: {row.quantity} {who}{condition}"


_ACTS = {
    ResponsibilityAct.CLAIMED: "claimed by",
    ResponsibilityAct.DENIED: "denied by",
    ResponsibilityAct.ACCUSED: "accused:",
    ResponsibilityAct.SUSPECTED: "suspected:",
    ResponsibilityAct.CLEARED: "cleared:",
}


def _responsibility(value: ResponsibilityValue) -> str:
    if value.actor is None:
        return "claimed by nobody so far"
    hedge = f"{value.hedge} " if value.hedge else ""
    channel = f", by {words_of_code(value.channel)}" if value.channel else ""
    part_of = f" (part of {value.actor.part_of})" if value.actor.part_of else ""
    return f"{hedge}{_ACTS[value.act]} {value.actor.name}{part_of}{channel}"
