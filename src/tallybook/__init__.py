"""Tallybook: news reports of political violence in, an auditable record of incidents out."""

from tallybook._version import __version__

__all__ = ["__version__"]
