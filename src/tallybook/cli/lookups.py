"""`tallybook place`, `actor` and `date`: what a few words are taken to mean, and what else they might."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallybook.cli.options import Published
from tallybook.errors import UsageError

if TYPE_CHECKING:
    from tallybook.dates import DateExpression
    from tallybook.model import DateRange, DateValue, PlaceCandidate, PlaceValue

__all__ = ["register"]

_MOST = 12  # candidates that are printed
_LONGEST = 400  # characters of the words
_CLOSE = 0.05  # scores that differ by less are as good as the same

Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Country = Annotated[str, typer.Option(metavar="CODE", help="The country that it is about, as PK (ISO 3166-1).")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(place)
    app.command()(actor)
    app.command()(date)


def place(
    words: Annotated[str, typer.Argument(metavar="WORDS", help='A place as reports word it: "15 km south of Mosul".')],
    country: Country = "",
    as_json: Json = False,
) -> None:
    """Show which place some words mean, with the other candidates and the reasons.

    \b
    Examples:
      tallybook place Tripoli
      tallybook place Hyderabad --country PK
      tallybook place "15 km south of Mosul"
    """
    from tallybook.places import Gazetteer, country_name, find_places

    _check(words)
    if country and not country_name(country):
        raise UsageError(f"{country!r} is no country code; give two letters of ISO 3166-1, such as PK.")
    gazetteer = Gazetteer.open_default()
    named = gazetteer.find(words, country)
    lead = "In " if named else "It happened "
    text = f"{lead}{words}{', ' + country_name(country) if country else ''}."
    found = [one.value for one in find_places(text, gazetteer) if one.span.start < len(lead) + len(words)]
    read = found[0] if found else None
    rows = [
        {
            "name": one.name,
            "kind": one.kind.value,
            "country": one.country,
            "admin1": one.admin1,
            "admin2": one.admin2,
            "geonames_id": one.geonames_id,
            "latitude": one.latitude,
            "longitude": one.longitude,
            "score": round(one.score, 3),
            "why": _why(one, number, named, country),
        }
        for number, one in enumerate(named[:_MOST])
    ]
    if as_json:
        chosen = None if read is None or read.place is None else read.place.geonames_id
        _write({"words": words, "country": country, "read_as": _place_read(read), "chosen": chosen, "candidates": rows})
    else:
        _tell(f"{words}: {_place_read(read)}")
        for one, row in zip(named, rows, strict=False):
            where = ", ".join(part for part in (one.admin2, one.admin1, country_name(one.country)) if part)
            at = "" if one.latitude is None else f" at {one.latitude:.3f}, {one.longitude:.3f}"
            _tell(f"- {one.name} ({one.kind.value}; {where}){at}: {row['why']}")
        if len(named) > _MOST:
            _tell(f"- and {len(named) - _MOST} more")
    if read is None and not rows:
        raise typer.Exit(1)


def _why(one: PlaceCandidate, number: int, named: Sequence[PlaceCandidate], country: str) -> str:
    asked = f"in {country.upper()}, as asked" if country else ""
    if len(named) == 1:
        return "; ".join(part for part in ("the only place of this name", asked) if part)
    if number == 0:
        told = "the most prominent of this name"
    else:
        behind = named[0].score - one.score
        told = "about as prominent as the first" if behind < _CLOSE else f"less prominent by {behind:.2f}"
    return "; ".join(part for part in (told, asked) if part)


def _place_read(read: PlaceValue | None) -> str:
    """What a report with these words alone would be read as."""
    if read is None:
        return "no place that is known"
    if read.place is None:
        return f"{read.precision.value}, not resolved: {read.reason}"
    where = ", ".join(part for part in (read.place.name, read.place.admin1, read.place.country) if part)
    return f"{read.precision.value}, {where}"


def actor(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="A name as reports write it.")],
    country: Country = "",
    year: Annotated[int | None, typer.Option(metavar="YEAR", min=1800, max=2200, help="The year of the act.")] = None,
    as_json: Json = False,
) -> None:
    """Show which actor of the lexicon a name means, with the other candidates and the reasons.

    \b
    Examples:
      tallybook actor Taliban --country PK
      tallybook actor "Farabundo Marti National Liberation Front"
      tallybook actor ELN --year 1985
    """
    from tallybook.actors import country_actor, find_actors, in_countries, resolve_name

    _check(words)
    found = resolve_name(words, country.upper(), year)[:_MOST]
    rows = [
        {
            "id": one.entry.id,
            "name": one.entry.name,
            "kind": one.entry.kind,
            "countries": list(one.entry.countries),
            "first_year": one.entry.first,
            "last_year": one.entry.last,
            "wikidata": one.entry.wikidata,
            "source": one.entry.source,
            "score": round(one.score, 3),
            "why": "; ".join(one.reasons),
        }
        for one in found
    ]
    described = [] if rows else [one.value for one in in_countries(find_actors(words), [], country.upper())]
    if not rows and not described and (government := country_actor(words)) is not None:
        described = [government]
    if as_json:
        kinds = [{"name": one.name, "kind": one.kind, "id": one.lexicon_id} for one in described]
        _write({"words": words, "candidates": rows, "described": kinds})
    else:
        for one in found:
            entry = one.entry
            years = f"{entry.first or '?'} to {entry.last or 'now'}"
            told = "; ".join((entry.id, entry.kind, ", ".join(entry.countries), years))
            _tell(f"- {entry.name} ({told}), score {one.score:.2f}: {'; '.join(one.reasons)}. {entry.source}")
        for other in described:
            told = f"{other.name} ({other.lexicon_id})" if other.lexicon_id else other.name
            _tell(f"no entry of the lexicon; read as {other.kind}: {told}")
        if not rows and not described:
            _tell(f"{words}: no actor that is known")
    if not rows and not described:
        raise typer.Exit(1)


def date(
    words: Annotated[str, typer.Argument(metavar="WORDS", help='A time as reports word it: "late Friday".')],
    published: Published = "",
    incident: Annotated[
        str, typer.Option(metavar="DATE", help='The day of another incident, for "two weeks earlier".')
    ] = "",
    as_json: Json = False,
) -> None:
    """Show which days some words mean, at the grain that they have, or why they stay open.

    \b
    Examples:
      tallybook date "late Friday (Feb 17)" --published 2023-02-18
      tallybook date "two weeks earlier" --incident 2023-02-17
      tallybook date "Eid al-Fitr" --published 2023-05-01
    """
    from tallybook.dates import Anchoring, find_dates, resolve_against
    from tallybook.reports import parse_published

    _check(words)
    day = parse_published(published) if published else None
    anchor = parse_published(incident) if incident else None
    rows = []
    for found in find_dates(words, day):
        value = found.value
        if anchor is not None and found.anchoring is Anchoring.INCIDENT:
            value = resolve_against(found, anchor)
        rows.append(_date_row(words, found, value))
    if as_json:
        _write({"words": words, "published": published, "incident": incident, "dates": rows})
    elif not rows:
        _tell(f"{words}: no words of time that are known")
    else:
        for row in rows:
            meant = (
                f"{row['first']} to {row['last']} ({row['precision']})" if row["first"] else f"open: {row['reason']}"
            )
            also = f"; {row['time_of_day']}" if row["time_of_day"] else ""
            fit = f"; days that fit: {', '.join(row['candidates'])}" if row["candidates"] else ""
            _tell(f"{row['words']}: {meant}{also}{fit}; counted from {row['anchoring']}")
    if not rows:
        raise typer.Exit(1)


def _date_row(words: str, found: DateExpression, value: DateValue) -> dict[str, Any]:
    told: DateRange | None = value.range
    return {
        "words": found.span.of(words),
        "first": told.first.isoformat() if told else "",
        "last": told.last.isoformat() if told else "",
        "precision": told.precision.value if told else "",
        "time_of_day": value.time_of_day,
        "anchoring": found.anchoring.value,
        "reason": value.reason,
        "candidates": [one.first.isoformat() for one in value.candidates],
    }


def _check(words: str) -> None:
    if not words.strip() or len(words) > _LONGEST:
        raise UsageError(f"Give between 1 and {_LONGEST} characters of words.")


def _tell(line: str) -> None:
    from tallybook.exports import printable

    typer.echo(printable(line))


def _write(plain: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
