"""One incident record with the parts that a test is about; everything in it is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from tallybook.assembly import assemble
from tallybook.exports import full_record
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Qualifier,
    Quantity,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Source,
    Span,
    Stance,
    Statement,
    TargetValue,
    TextValue,
    Value,
)

__all__ = ["claim", "harmed", "incident", "place", "target"]

Told = tuple[Value, list[Value]]
TEXT = "This report is fictional. " + "It tells of an invented attack. " * 20
TRADERS = TargetValue("traders", "civilians", human=True)
GUNMEN = ActorValue("Dawn Front Brigade", "rebel_group")


def target(text: str, kind: str, *, human: bool = False) -> TargetValue:
    """A target."""
    return TargetValue(text, kind, human)


def place(precision: str = "town", latitude: float | None = 1.25, country: str = "KE") -> PlaceValue:
    """A place in Kenya, with an invented name."""
    kind = PlacePrecision(precision)
    entry = PlaceCandidate("Karsk", kind, country, "Ondry", "Drey", 7, latitude, 36.5)
    return PlaceValue("Karsk", kind, entry)


def _quantity(number: int | dict[str, Any]) -> Quantity:
    if isinstance(number, int):
        return Quantity.stated(number)
    return Quantity(number["low"], number["best"], number["high"], Qualifier(number["qualifier"]))


def harmed(
    harm: str,
    number: int | dict[str, Any],
    group: str = "unspecified",
    names: tuple[str, ...] = (),
    against: tuple[int, ...] | list[int] = (),
) -> Told:
    """A casualty row, with lower or higher figures that stand against it."""
    others: list[Value] = [CasualtyRow(harm, group, Quantity.stated(other)) for other in against]
    return CasualtyRow(harm, group, _quantity(number), names=names), others


def claim(act: str, name: str = "Dawn Front Brigade", channel: str = "") -> ResponsibilityValue:
    """An entry of responsibility."""
    return ResponsibilityValue(ResponsibilityAct(act), ActorValue(name, "rebel_group"), channel=channel)


def incident(
    types: tuple[str, ...] | list[str] = ("armed_assault",),
    modes: tuple[str, ...] | list[str] = (),
    weapons: tuple[str, ...] | list[str] = (),
    stages: tuple[str, ...] | list[str] = ("accomplished",),
    days: tuple[str, str] | None = ("2024-05-03", "2024-05-03"),
    duration: str = "",
    where: PlaceValue | None = place(),  # noqa: B008 (frozen)
    perpetrators: tuple[ActorValue, ...] | list[ActorValue] = (GUNMEN,),
    targets: tuple[TargetValue, ...] | list[TargetValue] = (TRADERS,),
    casualties: list[Told] | tuple[Told, ...] = (),
    responsibility: tuple[ResponsibilityValue, ...] | list[ResponsibilityValue] = (),
) -> dict[str, Any]:
    """The record of one incident of one report; every value has a statement of its own."""
    report = Report.make(TEXT, url="https://news.example.org/1", source=Source.make("Invented Gazette"), title="Attack")
    mention = Mention.make(report.id, MentionKind.REPORTED, Span(26, 31))
    told: list[tuple[Field, Value]] = [(Field.INCIDENT_TYPE, CodeValue("incident_types", code)) for code in types]
    told += [(Field.MODE, CodeValue("modes", code)) for code in modes]
    told += [(Field.WEAPON, CodeValue("weapons", code)) for code in weapons]
    told += [(Field.STAGE, CodeValue("stages", code)) for code in stages]
    told += [(Field.PERPETRATOR, actor) for actor in perpetrators]
    told += [(Field.TARGET, one) for one in targets]
    told += [(Field.RESPONSIBILITY, one) for one in responsibility]
    if days is not None:
        first, last = (date.fromisoformat(day) for day in days)
        told.append((Field.DATE, DateValue(DateRange.between(first, last))))
    if where is not None:
        told.append((Field.PLACE, where))
    if duration:
        told.append((Field.DURATION, TextValue(duration)))
    told += [(Field.CASUALTIES, value) for value, _ in casualties]
    statements = [
        Statement.make(report, mention.id, field, value, Span(number, number + 5), Stance.REPORTED_AS_FACT)
        for number, (field, value) in enumerate(told)
    ]
    (found,) = assemble([mention], statements)
    record = full_record(found, [mention], statements, [report])
    _set_against(record, report, mention, casualties)
    return record


def _set_against(record: dict[str, Any], report: Report, mention: Mention, casualties: Any) -> None:
    """Put other figures against the published rows, as assembly does with those of other reports."""
    from tallybook.exports import statement_record

    for number, (value, others) in enumerate(casualties):
        for other in others:
            span = Span(200 + number, 205 + number)
            said = Statement.make(report, mention.id, Field.CASUALTIES, other, span, Stance.REPORTED_AS_FACT)
            for entry in record["values"]["casualties"]:
                if (entry["value"]["harm"], entry["value"]["group"]) == (value.harm, value.group):
                    entry["opposing"].append(statement_record(said))
