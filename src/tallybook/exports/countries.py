"""Numbers and regions of countries in the schemas of others, from `data/countries.tsv`, which names its sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tallybook.errors import ExportError
from tallybook.places import country_name

__all__ = ["GTD_REGIONS", "CountryCodes", "country_codes", "ucdp_region"]

GTD_REGIONS = {
    1: "North America",
    2: "Central America & Caribbean",
    3: "South America",
    4: "East Asia",
    5: "Southeast Asia",
    6: "South Asia",
    7: "Central Asia",
    8: "Western Europe",
    9: "Eastern Europe",
    10: "Middle East & North Africa",
    11: "Sub-Saharan Africa",
    12: "Australasia & Oceania",
}


@dataclass(frozen=True, slots=True)
class CountryCodes:
    """A country in the schemas of others. Numbers are None and texts empty where there is none or none is known."""

    code: str  # ISO 3166-1 alpha-2, or XK
    name: str
    iso3: str
    iso_number: int | None
    cow: int | None
    gw: int | None
    acled_region: str
    gtd_region: int | None


@cache
def _table() -> dict[str, CountryCodes]:
    found: dict[str, CountryCodes] = {}
    text = files("tallybook.exports").joinpath("data", "countries.tsv").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        try:
            code, iso3, iso_number, cow, gw, acled_region, gtd_region = line.split("\t")
            numbers = [int(cell) if cell else None for cell in (iso_number, cow, gw, gtd_region)]
        except ValueError as error:
            raise ExportError(f"Line {number} of exports/data/countries.tsv is malformed: {error}.") from error
        iso_n, cow_n, gw_n, gtd_n = numbers
        found[code] = CountryCodes(code, country_name(code), iso3, iso_n, cow_n, gw_n, acled_region, gtd_n)
    return found


def country_codes(code: str) -> CountryCodes | None:
    """The country of a code of ISO 3166-1 alpha-2, None for a code that is none."""
    return _table().get(code.upper())


# The first number of each range of Gleditsch and Ward: they are handed out by region.
_GW_REGIONS = ((2, "Americas"), (200, "Europe"), (400, "Africa"), (630, "Middle East"), (700, "Asia"))


def ucdp_region(gw: int | None) -> str:
    """The region that UCDP names for a country with this number, empty without one."""
    if gw is None:
        return ""
    return [name for first, name in _GW_REGIONS if gw >= first][-1]
