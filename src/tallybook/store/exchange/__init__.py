"""Dumps: a whole book as files that any program can read, and that make the same book again."""

from tallybook.store.exchange.dumping import dump_book
from tallybook.store.exchange.loading import load_book
from tallybook.store.exchange.manifest import FORMATS, Manifest, Part

__all__ = ["FORMATS", "Manifest", "Part", "dump_book", "load_book"]
