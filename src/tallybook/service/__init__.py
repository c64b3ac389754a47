"""The verbs of Tallybook, for the command line and for programs. What needs no book imports no database."""

from tallybook.service.coding import CodedReport, code_paths, code_reports
from tallybook.service.doctor import Check, doctor
from tallybook.service.dumps import dump_book, load_book
from tallybook.service.exporting import export_incidents, view_record
from tallybook.service.incidents import (
    IncidentFilter,
    IncidentList,
    IncidentSummary,
    IncidentView,
    get_incident,
    incident_views,
    list_incidents,
    summarise,
)
from tallybook.service.ingest import Manifest, Progress, ingest, ingest_reports
from tallybook.service.records import BookSummary, get_report, summarise_book

__all__ = [
    "BookSummary",
    "Check",
    "CodedReport",
    "IncidentFilter",
    "IncidentList",
    "IncidentSummary",
    "IncidentView",
    "Manifest",
    "Progress",
    "code_paths",
    "code_reports",
    "doctor",
    "dump_book",
    "export_incidents",
    "get_incident",
    "get_report",
    "incident_views",
    "ingest",
    "ingest_reports",
    "list_incidents",
    "load_book",
    "summarise",
    "summarise_book",
    "view_record",
]
