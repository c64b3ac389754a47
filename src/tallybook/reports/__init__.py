"""Bytes to reports: readers, main text, publication date, normalising with a map of offsets."""

from tallybook.reports.dateline import Dateline, find_dateline, find_editorial_tags
from tallybook.reports.language import find_language
from tallybook.reports.options import FIELDS, FORMATS, MAX_BYTES, ReadOptions, Skipped
from tallybook.reports.page import report_from_html
from tallybook.reports.paths import read_bytes, read_paths
from tallybook.reports.published import parse_published
from tallybook.reports.text import report_from_text

__all__ = [
    "FIELDS",
    "FORMATS",
    "MAX_BYTES",
    "Dateline",
    "ReadOptions",
    "Skipped",
    "find_dateline",
    "find_editorial_tags",
    "find_language",
    "parse_published",
    "read_bytes",
    "read_paths",
    "report_from_html",
    "report_from_text",
]
