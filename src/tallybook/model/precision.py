"""How exactly a date or a place is known, with the codes that ACLED, UCDP GED and PLOVER give it.

Sources: ACLED codebook (time_precision, geo_precision), UCDP GED codebook (date_prec, where_prec), PLOVER manual
(location resolution). A code that a scheme has no room for is None: the record cannot be exported there as it is.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["DatePrecision", "PlacePrecision"]


class DatePrecision(StrEnum):
    """The grain of a date range, finest first."""

    DAY = "day"
    FEW_DAYS = "few_days"  # 2 to 6 days
    WEEK = "week"  # 7 days
    MONTH = "month"  # 8 to 31 days
    YEAR = "year"  # more than a month, at most a year
    LONGER = "longer"  # more than a year

    @classmethod
    def of_days(cls, days: int) -> DatePrecision:
        """The precision of a range of `days` days, both ends counted (366 days is a leap year)."""
        for limit, precision in ((1, cls.DAY), (6, cls.FEW_DAYS), (7, cls.WEEK), (31, cls.MONTH), (366, cls.YEAR)):
            if days <= limit:
                return precision
        return cls.LONGER

    @property
    def acled(self) -> int | None:
        """ACLED time_precision: 1 day, 2 week, 3 month; ACLED records nothing coarser."""
        codes = {self.DAY: 1, self.FEW_DAYS: 2, self.WEEK: 2, self.MONTH: 3}
        return codes.get(self)

    @property
    def ucdp(self) -> int | None:
        """UCDP date_prec: 1 day, 2 two to six days, 3 week, 4 month, 5 more than a month up to a year."""
        codes = {self.DAY: 1, self.FEW_DAYS: 2, self.WEEK: 3, self.MONTH: 4, self.YEAR: 5}
        return codes.get(self)


class PlacePrecision(StrEnum):
    """What a place name pins down, finest first."""

    FACILITY = "facility"  # a building, a road, a market
    NEIGHBOURHOOD = "neighbourhood"
    TOWN = "town"  # a populated place
    NEAR_TOWN = "near_town"  # within about 25 km of a known point
    ADMIN2 = "admin2"  # district, county
    ADMIN1 = "admin1"  # province, state
    REGION = "region"  # a landscape or an area without borders: the Sahel, a border area, a mountain range
    COUNTRY = "country"
    INTERNATIONAL = "international"  # waters or air space of no country

    @property
    def acled(self) -> int | None:
        """ACLED geo_precision: 1 named town, 2 near it or part of a region, 3 larger region; no coarser code."""
        codes = {
            self.FACILITY: 1,
            self.NEIGHBOURHOOD: 1,
            self.TOWN: 1,
            self.NEAR_TOWN: 2,
            self.ADMIN2: 2,
            self.ADMIN1: 3,
            self.REGION: 3,
        }
        return codes.get(self)

    @property
    def ucdp(self) -> int:
        """UCDP where_prec: 1 exact, 2 within 25 km, 3 ADM2, 4 ADM1, 5 landscape term, 6 country, 7 international."""
        codes = {
            self.FACILITY: 1,
            self.NEIGHBOURHOOD: 1,
            self.TOWN: 1,
            self.NEAR_TOWN: 2,
            self.ADMIN2: 3,
            self.ADMIN1: 4,
            self.REGION: 5,
            self.COUNTRY: 6,
            self.INTERNATIONAL: 7,
        }
        return codes[self]

    @property
    def plover(self) -> int | None:
        """PLOVER location resolution: 5 below the city, 4 city, 3 district, 2 province, 1 country."""
        codes = {
            self.FACILITY: 5,
            self.NEIGHBOURHOOD: 5,
            self.TOWN: 4,
            self.NEAR_TOWN: 3,
            self.ADMIN2: 3,
            self.ADMIN1: 2,
            self.REGION: 1,
            self.COUNTRY: 1,
        }
        return codes.get(self)
