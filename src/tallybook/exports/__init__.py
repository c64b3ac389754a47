"""Coded reports as plain data and in the formats of others, one module per format; each says what it loses.

`registry` has the formats. It is not imported here: it needs the word lists that tell names of persons.
"""

from tallybook.exports.base import Export, ExportOptions, Loss, LossReport
from tallybook.exports.readable import printable, readable, words_of_code, words_of_group
from tallybook.exports.records import full_record, incident_record, report_head, report_record, statement_record
from tallybook.exports.table import COLUMNS, csv_cell, incident_row, incident_rows

__all__ = [
    "COLUMNS",
    "Export",
    "ExportOptions",
    "Loss",
    "LossReport",
    "csv_cell",
    "full_record",
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
