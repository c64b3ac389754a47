"""The frozen records of Tallybook, in the order in which the data flows: see docs/explanation/data-model.md.

Ids are made by the `make` class methods from a documented key; a record read back from a store keeps the id it had.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tallybook.errors import InvalidValueError
from tallybook.model import values
from tallybook.model.ids import content_id, text_hash
from tallybook.model.serial import value_to_json
from tallybook.model.spans import OffsetMap, Span
from tallybook.model.values import DateRange, Value

__all__ = [
    "MACHINE",
    "Coding",
    "Decision",
    "Field",
    "Incident",
    "IncidentStatus",
    "Judgement",
    "Mention",
    "MentionKind",
    "Note",
    "PublishedBasis",
    "Report",
    "Resolution",
    "Retraction",
    "Source",
    "Speaker",
    "SpeakerKind",
    "Stance",
    "Statement",
    "Support",
]


class Stance(StrEnum):
    """How something is said. Definitions with examples are in the codebook."""

    REPORTED_AS_FACT = "reported_as_fact"
    CLAIMED = "claimed"
    DENIED = "denied"
    ALLEGED = "alleged"
    CONFIRMED = "confirmed"
    POSSIBLE = "possible"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"


class Field(StrEnum):
    """What a statement is about. Each field has one type of value."""

    INCIDENT_TYPE = "incident_type"
    MODE = "mode"
    STAGE = "stage"
    WEAPON = "weapon"
    PERPETRATOR = "perpetrator"
    PERPETRATOR_COUNT = "perpetrator_count"
    TARGET = "target"
    PLACE = "place"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"
    CASUALTIES = "casualties"
    RESPONSIBILITY = "responsibility"
    MENTION_RELATION = "mention_relation"
    ACTOR_RELATION = "actor_relation"  # belongs to no mention


_VALUE_TYPES: dict[Field, type] = {
    Field.INCIDENT_TYPE: values.CodeValue,
    Field.MODE: values.CodeValue,
    Field.STAGE: values.CodeValue,
    Field.WEAPON: values.CodeValue,
    Field.PERPETRATOR: values.ActorValue,
    Field.PERPETRATOR_COUNT: values.QuantityValue,
    Field.TARGET: values.TargetValue,
    Field.PLACE: values.PlaceValue,
    Field.DATE: values.DateValue,
    Field.DURATION: values.TextValue,
    Field.FREQUENCY: values.TextValue,
    Field.CASUALTIES: values.CasualtyRow,
    Field.RESPONSIBILITY: values.ResponsibilityValue,
    Field.MENTION_RELATION: values.MentionRelation,
    Field.ACTOR_RELATION: values.ActorRelation,
}


class MentionKind(StrEnum):
    """What a mention is in its report."""

    REPORTED = "reported"  # an occurrence that the report is about
    BACKGROUND = "background"  # an occurrence of its own that the report recalls
    AGGREGATE = "aggregate"  # many occurrences taken together; never becomes an incident


class PublishedBasis(StrEnum):
    """Where the publication date comes from; it is never invented."""

    UNKNOWN = "unknown"
    PAGE = "page"
    DATA = "data"
    OPTION = "option"
    TEXT = "text"  # a dateline in the text itself, with its year


@dataclass(frozen=True, slots=True)
class Source:
    """Who published: an outlet, agency or press office. Never the attacker, never the person quoted.

    Key: name, domain.
    """

    id: str
    name: str
    domain: str = ""

    @classmethod
    def make(cls, name: str, domain: str = "") -> Source:
        """A source with its content-derived id."""
        return cls(content_id("src", {"name": name, "domain": domain}), name, domain)


@dataclass(frozen=True, slots=True)
class Report:
    """One publication of one text.

    Key: url, document (the id that the data or corpus gives the report, else empty), published, text_hash. The same
    text at another address is another report; the same bytes read twice are one. `text` is what all spans count in;
    `offsets` leads from it back to the decoded input. The title, where it is known, stands in the text and `title_span`
    says where; `raw_hash` is the SHA-256 of the bytes that were read.
    """

    id: str
    text: str
    text_hash: str
    url: str = ""
    document: str = ""
    source: Source | None = None
    title: str = ""
    title_span: Span | None = None
    byline: str = ""
    published: DateRange | None = None
    published_basis: PublishedBasis = PublishedBasis.UNKNOWN
    language: str = ""  # ISO 639-1, or empty where it could not be told
    raw_hash: str = ""
    offsets: OffsetMap = field(default_factory=OffsetMap, repr=False)

    @classmethod
    def make(
        cls,
        text: str,
        *,
        url: str = "",
        document: str = "",
        source: Source | None = None,
        title: str = "",
        title_span: Span | None = None,
        byline: str = "",
        published: DateRange | None = None,
        published_basis: PublishedBasis = PublishedBasis.UNKNOWN,
        language: str = "",
        raw_hash: str = "",
        offsets: OffsetMap | None = None,
    ) -> Report:
        """A report with its content-derived id. Raises InvalidValueError for an empty text."""
        if not text.strip():
            raise InvalidValueError("A report needs a text.")
        if (published is None) != (published_basis is PublishedBasis.UNKNOWN):
            raise InvalidValueError("A publication date and where it comes from are given together, or neither.")
        hashed = text_hash(text)
        key = {"url": url, "document": document, "published": str(published or ""), "text_hash": hashed}
        return cls(
            id=content_id("rep", key),
            text=text,
            text_hash=hashed,
            url=url,
            document=document,
            source=source,
            title=title,
            title_span=title_span,
            byline=byline,
            published=published,
            published_basis=published_basis,
            language=language,
            raw_hash=raw_hash,
            offsets=offsets if offsets is not None else OffsetMap.identity(len(text)),
        )


class SpeakerKind(StrEnum):
    """What sort of voice a speaker is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ACTOR = "actor"  # an armed group or a force that takes part
    ANONYMOUS = "anonymous"  # "security sources", "witnesses"
    MEDIA = "media"  # another outlet


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is quoted or cited in the report: a name where there is one, and a role in the report's words."""

    name: str = ""
    role: str = ""
    kind: SpeakerKind = SpeakerKind.PERSON
    channel: str = ""  # how it was said: "Twitter", "statement", "telephone"

    def __post_init__(self) -> None:
        if not self.name and not self.role:
            raise InvalidValueError("A speaker needs a name or a role.")

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.name and self.role else self.name or self.role


@dataclass(frozen=True, slots=True)
class Mention:
    """One report's account of one occurrence, or of many taken together.

    Key: report, anchor, kind. `anchor` is the span of the words that name the occurrence first.
    """

    id: str
    report: str
    kind: MentionKind
    anchor: Span

    @classmethod
    def make(cls, report: str, kind: MentionKind, anchor: Span) -> Mention:
        """A mention with its content-derived id."""
        key = {"report": report, "anchor": [anchor.start, anchor.end], "kind": kind.value}
        return cls(content_id("men", key), report, kind, anchor)


@dataclass(frozen=True, slots=True)
class Statement:
    """One value, as one report gives it: where the words stand, who says it and how.

    Key: report, mention, field, value, span, speaker (name, role, kind, channel), speaker_span,
    stance. Not in the key:
    `original_text` and `published_at`, which follow from the report. `mention` is empty for a statement about actors.
    `speaker` is None for the reporter's own voice.
    """

    id: str
    report: str
    mention: str
    field: Field
    value: Value
    original_text: str
    span: Span
    stance: Stance
    speaker: Speaker | None = None
    speaker_span: Span | None = None
    published_at: DateRange | None = None

    @classmethod
    def make(
        cls,
        report: Report,
        mention: str,
        field: Field,
        value: Value,
        span: Span,
        stance: Stance,
        speaker: Speaker | None = None,
        speaker_span: Span | None = None,
    ) -> Statement:
        """A statement with its content-derived id and the words at `span`.

        Raises InvalidSpanError when a span is outside the text, InvalidValueError for a speaker without a span or the
        reverse, and for a value of another type than the field's.
        """
        if not isinstance(value, _VALUE_TYPES[field]):
            raise InvalidValueError(f"The field {field} takes a {_VALUE_TYPES[field].__name__}, not {value!r}.")
        if (speaker is None) != (speaker_span is None):
            raise InvalidValueError("A speaker is given together with the span that names it, or neither.")
        if speaker_span is not None:
            speaker_span.of(report.text)
        key = {
            "report": report.id,
            "mention": mention,
            "field": field.value,
            "value": value_to_json(value),
            "span": [span.start, span.end],
            "speaker": [speaker.name, speaker.role, speaker.kind.value, speaker.channel] if speaker else None,
            "speaker_span": [speaker_span.start, speaker_span.end] if speaker_span else None,
            "stance": stance.value,
        }
        return cls(
            id=content_id("st", key),
            report=report.id,
            mention=mention,
            field=field,
            value=value,
            original_text=span.of(report.text),
            span=span,
            stance=stance,
            speaker=speaker,
            speaker_span=speaker_span,
            published_at=report.published,
        )


@dataclass(frozen=True, slots=True)
class Support:
    """Which coder found a statement. Two coders that agree are two supports of one statement.

    Key: statement, coder, version. `score` is between 0 and 1, or None for a coder that gives none (a person, a rule).
    """

    id: str
    statement: str
    coder: str
    version: str
    component: str = ""
    score: float | None = None

    @classmethod
    def make(cls, statement: str, coder: str, version: str, component: str = "", score: float | None = None) -> Support:
        """A support with its content-derived id. Raises InvalidValueError for a score outside 0 to 1."""
        if score is not None and not 0 <= score <= 1:
            raise InvalidValueError(f"A score is between 0 and 1, not {score}.")
        key = {"statement": statement, "coder": coder, "version": version}
        return cls(content_id("sup", key), statement, coder, version, component, score)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know of how a report was coded: a refusal with its reason, an open question."""

    code: str  # stable, listed in docs/reference/notes.md
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder made of one report: the narrow interface of every coder, Report in and this out."""

    report: str
    coder: str
    version: str
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    supports: tuple[Support, ...] = ()
    notes: tuple[Note, ...] = ()


MACHINE = "machine:"
"""How `by` begins where a program decided or published, such as "machine:linking/1": all else is a person's name."""


class Judgement(StrEnum):
    """What a decision says of two mentions."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decision:
    """These two mentions are, or are not, the same incident. Decisions are only ever added.

    Key: left, right (in sorted order), judgement, by, decided_at. `decided_at` is an ISO 8601 instant in UTC, given by
    the caller: the model has no clock.
    """

    id: str
    left: str
    right: str
    judgement: Judgement
    by: str
    decided_at: str
    why: str = ""
    score: float | None = None

    @property
    def by_machine(self) -> bool:
        """Whether a program decided; what a person decides counts more."""
        return self.by.startswith(MACHINE)

    @classmethod
    def make(
        cls,
        left: str,
        right: str,
        judgement: Judgement,
        by: str,
        decided_at: str,
        why: str = "",
        score: float | None = None,
    ) -> Decision:
        """A decision with its content-derived id. Raises InvalidValueError for a mention paired with itself."""
        if left == right:
            raise InvalidValueError("A decision is about two different mentions.")
        left, right = sorted((left, right))
        key = {"left": left, "right": right, "judgement": judgement.value, "by": by, "decided_at": decided_at}
        return cls(content_id("dec", key), left, right, judgement, by, decided_at, why, score)


@dataclass(frozen=True, slots=True)
class Retraction:
    """What a report says no longer counts (`withdrawn`), or counts again. Retractions are only ever added.

    The last one of a report says how it stands. `decided_at` is an ISO 8601 instant in UTC, given by the caller.
    """

    report: str
    withdrawn: bool
    by: str
    decided_at: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One field of an incident: the value, the named rule that chose it, the statements for it and against it."""

    field: Field
    value: Value
    rule: str
    supporting: tuple[str, ...]
    opposing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.supporting:
            raise InvalidValueError(f"A resolution of {self.field} lists the statements behind it.")


class IncidentStatus(StrEnum):
    """How far people have looked at an incident, and what they think of it."""

    MACHINE = "machine"  # nobody has looked at it
    IN_REVIEW = "in_review"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"  # the accounts, or the reviewers, disagree on whether or how it happened
    DISCOUNTED = "discounted"  # those who looked find that it did not happen, or not like this
    PUBLISHED = "published"  # confirmed, and released to the public


@dataclass(frozen=True, slots=True)
class Incident:
    """The mentions that decisions join, and what is published of them. Recomputed at any time, never edited.

    Key: the id of the earliest mention, so that the id stays when another report joins the incident.
    """

    id: str
    mentions: tuple[str, ...]
    resolutions: tuple[Resolution, ...] = ()
    status: IncidentStatus = IncidentStatus.MACHINE

    @classmethod
    def make(
        cls,
        mentions: tuple[str, ...],
        resolutions: tuple[Resolution, ...] = (),
        status: IncidentStatus = IncidentStatus.MACHINE,
    ) -> Incident:
        """An incident whose id follows from its first mention. Raises InvalidValueError when it has none."""
        if not mentions:
            raise InvalidValueError("An incident has at least one mention.")
        return cls(content_id("inc", {"mention": mentions[0]}), mentions, resolutions, status)

    def values(self, field: Field) -> tuple[Value, ...]:
        """The published values of one field, in the order of the resolutions."""
        return tuple(resolution.value for resolution in self.resolutions if resolution.field is field)
