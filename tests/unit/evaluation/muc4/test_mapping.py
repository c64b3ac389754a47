"""From our record to MUC-4 templates, on invented reports: fictional places, groups and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from tallybook.evaluation.muc4.mapping import mapped_code, muc_country, muc_date, templates_of, without_articles
from tallybook.evaluation.muc4.templates import Template, format_templates, parse_templates
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Qualifier,
    Quantity,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
    Statement,
    TargetValue,
    Value,
)

_TEXT = (
    "Two masked men of the Grey Heron Front (GHF) threw a bomb at the Grain Bank in Oldport on 3 March and shot at "
    "six Italian clerks, the police said yesterday. The cashier Ada Quill was killed; at least four clerks were "
    "injured. No child was hurt. On Friday the house of a mayor burned."
)
_PUBLISHED = DateRange.day(date(1990, 3, 5))


def _exactly(number: int) -> Quantity:
    return Quantity(number, number, number, Qualifier.EXACT)


@dataclass
class Draft:
    """A report with one mention, to which statements are added by the words they stand at."""

    text: str = _TEXT
    kind: MentionKind = MentionKind.REPORTED
    statements: list[Statement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.report = Report.make(
            self.text, document="INVENTED-0001", published=_PUBLISHED, published_basis=PublishedBasis.DATA
        )
        self.mention = Mention.make(self.report.id, self.kind, Span(0, 3))

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def add(
        self,
        field: Field,
        words: str,
        value: Value,
        stance: Stance = Stance.REPORTED_AS_FACT,
        speaker: Speaker | None = None,
    ) -> Draft:
        spoken = self.span("the police") if speaker else None
        made = Statement.make(
            self.report,
            self.mention.id,
            field,
            value,
            self.span(words),
            stance,
            speaker,
            spoken,
        )
        self.statements.append(made)
        return self

    def templates(self, country: str = "SV") -> tuple[Template, ...]:
        coding = Coding(self.report.id, "test", "1", (self.mention,), tuple(self.statements))
        return templates_of(self.report, coding, country)

    def slots(self, country: str = "SV") -> dict[int, list[str]]:
        (template,) = self.templates(country)
        assert tuple(parse_templates(format_templates([template]))) == (template,)
        return {number: [str(filler) for filler in fillers] for number, fillers in template.slots.items()}


def _type(draft: Draft, code: str = "bombing") -> Draft:
    return draft.add(Field.INCIDENT_TYPE, "bomb", CodeValue("incident_types", code))


def _town(name: str, country: str, precision: PlacePrecision = PlacePrecision.TOWN) -> PlaceValue:
    return PlaceValue(name, precision, PlaceCandidate(name, precision, country))


def _bank(draft: Draft) -> Draft:
    return draft.add(Field.TARGET, "the Grain Bank", TargetValue("Grain Bank", "business"))


def test_a_whole_record_becomes_a_template() -> None:
    police = Speaker(role="police", kind=SpeakerKind.ORGANIZATION)
    front = ActorValue("Grey Heron Front", "rebel_group", "grey-heron-front", ("GHF",))
    day = DateRange.day(date(1990, 3, 3))
    draft = _bank(_type(Draft()))
    draft.add(Field.WEAPON, "a bomb", CodeValue("weapons", "bomb"))
    draft.add(Field.WEAPON, "shot at", CodeValue("weapons", "firearm"))
    draft.add(Field.STAGE, "threw", CodeValue("stages", "accomplished"))
    draft.add(Field.DATE, "3 March", DateValue(day, month=3, day=3))
    draft.add(Field.PLACE, "Oldport", _town("Oldport", "SV"))
    draft.add(Field.PERPETRATOR, "Two masked men", ActorValue("masked men", "unidentified_armed_group"))
    draft.add(Field.PERPETRATOR, "Grey Heron Front", front, Stance.ALLEGED, police)
    draft.add(Field.TARGET, "six Italian clerks", TargetValue("Italian clerks", "civilians", human=True))
    draft.add(
        Field.CASUALTIES,
        "The cashier Ada Quill was killed",
        CasualtyRow("killed", "civilians", _exactly(1), role="cashier", names=("Ada Quill",)),
    )
    at_least = Quantity(4, 4, None, Qualifier.AT_LEAST)
    draft.add(Field.CASUALTIES, "at least four clerks", CasualtyRow("injured", "civilians", at_least, role="clerks"))
    draft.add(Field.CASUALTIES, "No child was hurt", CasualtyRow("injured", "children", _exactly(0), role="child"))
    assert draft.slots() == {
        2: ["03 MAR 90"],
        3: ["EL SALVADOR: OLDPORT (CITY)"],
        4: ["BOMBING"],
        5: ["ACCOMPLISHED"],
        6: ['"BOMB"'],
        7: ['BOMB: "BOMB"'],
        8: ["TERRORIST ACT"],
        9: ['"MASKED MEN"'],
        10: ['"GHF"'],
        11: ['SUSPECTED OR ACCUSED BY AUTHORITIES: "GHF"'],
        12: ['"GRAIN BANK"'],
        13: ['FINANCIAL: "GRAIN BANK"'],
        14: ['1: "GRAIN BANK"'],
        18: ['"ADA QUILL"'],
        19: ['"CASHIER": "ADA QUILL"', '"CLERKS"'],
        20: ['CIVILIAN: "ADA QUILL"', 'CIVILIAN: "CLERKS"'],
        21: ['1: "ADA QUILL"', '4-: "CLERKS"'],
        23: ['DEATH: "ADA QUILL"', 'INJURY: "CLERKS"', 'NO INJURY: "-"'],
    }


def test_an_act_gives_the_type_of_the_instrument_alone() -> None:
    draft = _bank(_type(Draft(), "armed_assault")).add(Field.WEAPON, "shot at", CodeValue("weapons", "firearm"))
    slots = draft.slots()
    assert slots[4] == ["ATTACK"]
    assert 6 not in slots
    assert slots[7] == ['GUN: "-"']


def test_kidnapping_has_no_instrument_and_no_physical_target() -> None:
    draft = _bank(_type(Draft(), "abduction")).add(Field.WEAPON, "a bomb", CodeValue("weapons", "bomb"))
    draft.add(Field.TARGET, "six Italian clerks", TargetValue("Italian clerks", "civilians", human=True))
    (template,) = draft.templates()
    assert template.inapplicable == {6, 7, *range(12, 18)}
    assert not {6, 7, 12, 13} & set(template.slots)
    assert [str(filler) for filler in template.get(22)] == ['ITALY: "ITALIAN CLERKS"']
    assert [str(filler) for filler in template.get(21)] == ['6: "ITALIAN CLERKS"']


def test_claims_say_how_sure_an_organization_is() -> None:
    front = ActorValue("Grey Heron Front", "rebel_group", "grey-heron-front")
    draft = _bank(_type(Draft()))
    draft.add(Field.PERPETRATOR, "Grey Heron Front", front)
    assert draft.slots()[11] == ['REPORTED AS FACT: "GREY HERON FRONT"']
    draft.add(Field.RESPONSIBILITY, "Grey Heron Front", ResponsibilityValue(ResponsibilityAct.CLAIMED, front))
    assert draft.slots()[11] == ['CLAIMED OR ADMITTED: "GREY HERON FRONT"']


def test_the_state_is_told_from_others() -> None:
    draft = _bank(_type(Draft())).add(Field.PERPETRATOR, "the police", ActorValue("the police", "police"))
    slots = draft.slots()
    assert slots[8] == ["STATE-SPONSORED VIOLENCE"]
    assert slots[10] == ['"POLICE"']


@pytest.mark.parametrize(
    ("words", "range_", "expected"),
    [
        ("3 March", DateRange.day(date(1990, 3, 3)), "03 MAR 90"),
        ("3 March", DateRange.between(date(1990, 3, 1), date(1990, 3, 4)), "01 MAR 90 - 04 MAR 90"),
        ("3 March", DateRange.between(date(1990, 3, 1), date(1990, 3, 9)), "01 MAR 90 - 05 MAR 90"),
        ("On Friday", DateRange.day(date(1990, 3, 2)), "- 05 MAR 90"),
        ("3 March", DateRange.between(date(1989, 1, 1), date(1989, 12, 31)), "- 05 MAR 90"),
    ],
)
def test_dates(words: str, range_: DateRange, expected: str) -> None:
    draft = Draft().add(Field.DATE, words, DateValue(range_))
    assert muc_date(draft.statements, _PUBLISHED) == expected


def test_without_any_date_there_is_none() -> None:
    assert muc_date([], None) == ""
    assert muc_date([], _PUBLISHED) == "- 05 MAR 90"


def test_places_go_from_the_coarse_to_the_fine_and_stay_in_one_country() -> None:
    draft = _bank(_type(Draft()))
    draft.add(Field.PLACE, "Oldport", _town("Oldport Department", "SV", PlacePrecision.ADMIN1))
    draft.add(Field.PLACE, "Grain", _town("Grain", "SV"))
    draft.add(Field.PLACE, "Bank", _town("Bank", "FR"))
    draft.add(Field.PLACE, "Heron", _town("Heron", "SV", PlacePrecision.NEIGHBOURHOOD))
    assert draft.slots()[3] == ["EL SALVADOR: OLDPORT (DEPARTMENT): GRAIN (CITY): HERON (NEIGHBORHOOD)"]


def test_the_report_gives_the_country_where_the_mention_has_no_place() -> None:
    assert _bank(_type(Draft())).slots("CO")[3] == ["COLOMBIA"]
    assert 3 not in _bank(_type(Draft())).slots("")


def _stances() -> Sequence[Stance]:
    return (Stance.DENIED, Stance.HYPOTHETICAL, Stance.PLANNED)


@pytest.mark.parametrize("stance", _stances())
def test_what_is_not_told_as_real_is_no_template(stance: Stance) -> None:
    draft = _bank(Draft()).add(Field.INCIDENT_TYPE, "bomb", CodeValue("incident_types", "bombing"), stance)
    assert [template.number for template in draft.templates()] == ["*"]


def test_what_the_task_does_not_ask_for_is_no_template() -> None:
    aggregate = _bank(_type(Draft(kind=MentionKind.AGGREGATE)))
    abroad = _bank(_type(Draft())).add(Field.PLACE, "Oldport", _town("Oldport", "FR"))
    old = _bank(_type(Draft())).add(Field.DATE, "3 March", DateValue(DateRange.day(date(1989, 3, 3))))
    empty = _type(Draft())
    soldiers = _type(Draft(), "armed_clash").add(
        Field.TARGET, "six Italian clerks", TargetValue("soldiers", "military", human=True)
    )
    for draft in (aggregate, old, empty, soldiers):
        assert [template.number for template in draft.templates()] == ["*"]
    assert [template.number for template in abroad.templates("")] == ["*"]


def test_background_without_a_date_is_not_recent() -> None:
    draft = _bank(_type(Draft(kind=MentionKind.BACKGROUND)))
    assert draft.templates()[0].irrelevant
    draft.add(Field.DATE, "3 March", DateValue(DateRange.day(date(1990, 3, 3))))
    assert not draft.templates()[0].irrelevant


def test_mentions_of_one_type_place_and_date_make_one_template() -> None:
    draft = _bank(_type(Draft()))
    other = Mention.make(draft.report.id, MentionKind.REPORTED, draft.span("burned"))
    house = TargetValue("house of a mayor", "residential")
    again = (
        Statement.make(
            draft.report,
            other.id,
            Field.INCIDENT_TYPE,
            CodeValue("incident_types", "bombing"),
            draft.span("burned"),
            Stance.REPORTED_AS_FACT,
        ),
        Statement.make(
            draft.report, other.id, Field.TARGET, house, draft.span("the house of a mayor"), Stance.REPORTED_AS_FACT
        ),
    )
    coding = Coding(draft.report.id, "test", "1", (draft.mention, other), (*draft.statements, *again))
    (template,) = templates_of(draft.report, coding, "SV")
    assert [str(filler) for filler in template.get(12)] == ['"GRAIN BANK"', '"HOUSE OF A MAYOR"']
    assert template.get(8) == ()  # the nature of a perpetrator who is not told of cannot be determined


@pytest.mark.parametrize(
    ("quantity", "role", "expected"),
    [
        (Quantity(4, None, 8, Qualifier.RANGE), "clerks", '4-8: "CLERKS"'),
        (Quantity(5, None, None, Qualifier.MORE_THAN), "clerks", '4-: "CLERKS"'),
        (Quantity(90, 100, 110, Qualifier.ABOUT), "clerks", '~100: "CLERKS"'),
        (Quantity(), "clerks", 'PLURAL: "CLERKS"'),
        (Quantity(), "clerk of the bank", '1: "CLERK OF THE BANK"'),
    ],
)
def test_numbers(quantity: Quantity, role: str, expected: str) -> None:
    draft = _bank(_type(Draft())).add(
        Field.CASUALTIES, "clerks", CasualtyRow("injured", "civilians", quantity, role=role)
    )
    assert draft.slots()[21] == [expected]


def test_codes_without_a_correspondence_become_nothing() -> None:
    assert mapped_code("incident_types", "bombing", "incident_type") == "BOMBING"
    assert mapped_code("harms", "missing", "hum_effect") == ""
    assert mapped_code("modes", "ambush", "incident_type") == ""


def test_words_as_the_keys_give_them() -> None:
    assert without_articles("the six Jésuit priests,") == "JESUIT PRIESTS"
    assert without_articles("the") == "THE"
    assert muc_country("US") == "UNITED STATES"
    assert muc_country("SV") == "EL SALVADOR"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("former mayor", "government", "FORMER GOVERNMENT OFFICIAL"),
        ("judge", "government", "LEGAL OR JUDICIAL"),
        ("guards of the mayor", "civilians", "SECURITY GUARD"),
        ("retired soldiers", "military", "FORMER ACTIVE MILITARY"),
        ("shepherds", "civilians", "CIVILIAN"),
    ],
)
def test_words_tell_types_that_codes_do_not(text: str, kind: str, expected: str) -> None:
    draft = _bank(_type(Draft())).add(Field.TARGET, "six Italian clerks", TargetValue(text, kind, human=True))
    assert [filler.partition(":")[0] for filler in draft.slots()[20]] == [expected]
