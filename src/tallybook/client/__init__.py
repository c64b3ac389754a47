"""A desk's API from Python: what is listed, found and changed, as plain typed data."""

from tallybook.client.desk import Desk

__all__ = ["Desk"]
