"""Coded reports as plain data and as a table, one module per format; each says what it loses."""

from tallybook.exports.readable import printable, readable, words_of_code, words_of_group
from tallybook.exports.records import incident_record, report_head, report_record, statement_record
from tallybook.exports.table import COLUMNS, csv_cell, incident_row, incident_rows

__all__ = [
    "COLUMNS",
    "csv_cell",
    "incident_record",
    "incident_row",
    "incident_rows",
    "printable",
    "readable",
    "report_head",
    "report_record",
    "statement_record",
    "words_of_code",
    "words_of_group",
]
