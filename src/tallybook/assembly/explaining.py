"""Why a value is published: the rule that chose it, and who says so and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.assembly.placement import place_speaker
from tallybook.assembly.ranking import NO_VOICES, Voices, voice_of
from tallybook.assembly.rules import rules_of
from tallybook.assembly.verdicts import NO_VERDICTS, Judged, Verdicts
from tallybook.errors import UnknownRuleError

if TYPE_CHECKING:
    from tallybook.model import DateRange, Field, Resolution, Speaker, Stance, Statement, Value

__all__ = ["Evidence", "Explanation", "evidence", "explain"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement for or against a value.

    `voice` is the report's id, or that of the voice which it is a copy of. `placed` is the class of the speaker in the
    order of who is better placed to know. `published` is when the report came out, None where that is not known.
    `accepted_by` and `rejected_by` are the people who said so in review.
    """

    statement: str
    report: str
    voice: str
    speaker: Speaker | None
    placed: str
    stance: Stance
    published: DateRange | None
    original_text: str
    value: Value
    accepted_by: tuple[str, ...] = ()
    rejected_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One published value: the name of the rule, what that does, and the statements; the first for it was chosen.

    `voices_for` and `voices_against` count independent voices. A voice may stand on both sides.
    """

    field: Field
    value: Value
    rule: str
    explanation: str
    source: str
    supporting: tuple[Evidence, ...]
    opposing: tuple[Evidence, ...]

    @property
    def voices_for(self) -> int:
        return len({one.voice for one in self.supporting})

    @property
    def voices_against(self) -> int:
        return len({one.voice for one in self.opposing})


def explain(
    resolutions: Iterable[Resolution],
    statements: Iterable[Statement],
    voices: Voices = NO_VOICES,
    verdicts: Verdicts = NO_VERDICTS,
) -> tuple[Explanation, ...]:
    """One explanation per resolution, in their order. `statements` are those of the incident, or more.

    Raises UnknownRuleError for a resolution by a rule that this version does not have.
    """
    by_id = {statement.id: statement for statement in statements}
    explained = []
    for resolution in resolutions:
        rule = rules_of(resolution.field).get(resolution.rule)
        if rule is None:
            raise UnknownRuleError(
                f"The field {resolution.field} was chosen by the rule {resolution.rule!r}, which this version does not "
                "have; assemble the incident again."
            )
        explained.append(
            Explanation(
                field=resolution.field,
                value=resolution.value,
                rule=rule.name,
                explanation=rule.explanation,
                source=rule.source,
                supporting=_evidence(resolution.supporting, by_id, voices, verdicts),
                opposing=_evidence(resolution.opposing, by_id, voices, verdicts),
            )
        )
    return tuple(explained)


def evidence(
    statements: Iterable[Statement], voices: Voices = NO_VOICES, verdicts: Verdicts = NO_VERDICTS
) -> tuple[Evidence, ...]:
    """Statements as evidence, in their order."""
    nobody = Judged()
    return tuple(
        Evidence(
            statement=one.id,
            report=one.report,
            voice=voice_of(one, voices),
            speaker=one.speaker,
            placed=place_speaker(one.speaker).id,
            stance=one.stance,
            published=one.published_at,
            original_text=one.original_text,
            value=one.value,
            accepted_by=verdicts.get(one.id, nobody).accepted_by,
            rejected_by=verdicts.get(one.id, nobody).rejected_by,
        )
        for one in statements
    )


def _evidence(
    ids: Sequence[str], by_id: dict[str, Statement], voices: Voices, verdicts: Verdicts
) -> tuple[Evidence, ...]:
    return evidence((by_id[one] for one in ids), voices, verdicts)
