"""Words around a named actor: "Taliban fighters", "members of X", "a faction of the group"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.actors.expressions import Finding
from tallybook.actors.patterns import walk_left

if TYPE_CHECKING:
    from tallybook.actors.expressions import Reading

__all__ = ["drop_compounds", "find_followers", "find_members", "find_parts"]

# Cannot end an expression: "Taliban suicide bombers" but not "Taliban suicide".
_NEVER_LAST = frozenset(("armed", "suicide", "terror", "hit", "extremist", "unit"))
_MOST_FOLLOWERS = 3


def _is_group(finding: Finding) -> bool:
    """Whether it is a named actor other than a state's force."""
    return not finding.of_state if finding.entries else bool(finding.label)


def drop_compounds(reading: Reading) -> None:
    """Drops "Taliban-controlled" and the like: the name tells of a place or a thing there, and does not act."""
    tokens, words = reading.tokens, reading.words
    for finding in reading.findings:
        end = finding.end
        if end < len(tokens) and reading.hyphened(end - 1) and tokens.keys[end] in words.compound_words:
            finding.dropped = True
            reading.covered[finding.start : end] = b"\0" * (end - finding.start)
    reading.findings = [finding for finding in reading.findings if not finding.dropped]


def find_followers(reading: Reading) -> None:
    """Lengthens a name by the word behind it that says who of the actor acts."""
    tokens, words = reading.tokens, reading.words
    for finding in reading.findings:
        if not _is_group(finding) or tokens.bases[finding.end - 1]:
            continue
        end = finding.end
        while (
            end < len(tokens)
            and end - finding.end < _MOST_FOLLOWERS
            and reading.spaced(end - 1)
            and not reading.covered[end]
            and tokens.plain(end) in words.followers
            and (tokens.upper[end] or not tokens.surfaces[end][0].isupper())
        ):
            end += 1
            if tokens.bases[end - 1]:
                break
        while end > finding.end and tokens.keys[end - 1] in _NEVER_LAST:
            end -= 1
        if end < len(tokens) and end > finding.end and tokens.keys[end] in words.not_before and reading.spaced(end - 1):
            # "Taliban rebel leaders": what follows is not an actor; the name alone stands.
            end = end if tokens.keys[end - 1].endswith(("s", "men", "group", "movement")) else finding.end
        heads = (words.heads.exact((tokens.plain(index),)) for index in range(finding.end, end))
        finding.attacker = any(head.attacker for found in heads for head in found)
        reading.covered[finding.end : end] = b"\1" * (end - finding.end)
        finding.end = end


def find_members(reading: Reading) -> None:
    """Lengthens a name to the left over "members of", "fighters from the"."""
    tokens, words = reading.tokens, reading.words
    for finding in reading.findings:
        if not _is_group(finding):
            continue
        index = finding.start - 1
        if index > 1 and tokens.keys[index] == "the" and reading.spaced(index):
            index -= 1
        if index < 1 or tokens.keys[index] not in words.member_links or reading.covered[index]:
            continue
        if (
            not (reading.spaced(index) and reading.spaced(index - 1))
            or tokens.keys[index - 1] not in words.member_words
        ):
            continue
        if reading.covered[index - 1]:
            continue
        left, _ = walk_left(reading, index - 1)
        reading.covered[left : finding.start] = b"\1" * (finding.start - left)
        finding.start = left


def find_parts(reading: Reading) -> None:
    """Finds "a faction of X", "a splinter of the group" and "an X faction" as actors that are part of X."""
    tokens, words = reading.tokens, reading.words
    starts = {finding.start: finding for finding in reading.findings}
    ends = {finding.end: finding for finding in reading.findings}
    passed = 0
    for index in words.parts.starts(tokens):
        found = words.parts.longest(tokens, index) if index >= passed else None
        if found is None or any(reading.covered[index : found[0]]):
            continue
        end = found[0]
        part = _part_of(reading, index, end, starts) or _named_part(reading, index, end, ends)
        if part is not None:
            whole = part.part_of
            if whole is not None and part.start <= whole.start < part.end:
                whole.dropped = True
            reading.findings = [f for f in reading.findings if not part.start <= f.start < part.end or f is whole]
            reading.add(part)
            end = part.end
        passed = end


def _part_of(reading: Reading, start: int, end: int, starts: dict[int, Finding]) -> Finding | None:
    tokens, words = reading.tokens, reading.words
    if end >= len(tokens) - 1 or tokens.keys[end] not in words.part_links or not reading.spaced(end - 1):
        return None
    index = end + 1
    definite = tokens.keys[index] in ("the", "this", "that", "its")
    if definite:
        index += 1
    if index >= len(tokens) or not reading.spaced(index - 1):
        return None
    whole = starts.get(index)
    behind = index
    if whole is not None and _is_group(whole):
        behind = whole.end
    else:
        group = words.group_words.longest(tokens, index)
        whole = _last_group(reading, start) if definite and group is not None else None
        behind = group[0] if group is not None else index
    if whole is None:
        return None
    left, _ = walk_left(reading, start)
    return Finding(left, behind, part_of=whole)


def _named_part(reading: Reading, start: int, end: int, ends: dict[int, Finding]) -> Finding | None:
    whole = ends.get(start)
    if whole is None or not _is_group(whole) or not reading.spaced(start - 1):
        return None
    left, _ = walk_left(reading, whole.start)
    return Finding(left, end, part_of=whole)


def _last_group(reading: Reading, before: int) -> Finding | None:
    earlier = [finding for finding in reading.findings if finding.end <= before and _is_group(finding)]
    return max(earlier, key=lambda finding: finding.end, default=None)
