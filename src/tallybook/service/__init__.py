"""The verbs of Tallybook, for the command line and for programs. What needs no book imports no database."""

from tallybook.service.choices import AsOf, explanations, rejected, toll, view_as_of
from tallybook.service.clock import parse_since
from tallybook.service.coding import CodedReport, code_paths, code_reports
from tallybook.service.current import words_of_retraction
from tallybook.service.deciding import Decided, keep_apart, merge, retract, split
from tallybook.service.doctor import Check, doctor
from tallybook.service.dumps import dump_book, load_book
from tallybook.service.exporting import export_incidents, view_record
from tallybook.service.history import DiffKind, History, IncidentDiff, diff, history
from tallybook.service.incidents import (
    IncidentFilter,
    IncidentList,
    IncidentSummary,
    IncidentView,
    decision_questions,
    get_incident,
    incident_views,
    list_incidents,
    summarise,
    views_of,
)
from tallybook.service.ingest import Manifest, Progress, ingest, ingest_reports
from tallybook.service.linking import Linked, LinkQuestion, link_book, link_questions
from tallybook.service.listing import ListedIncident, summaries
from tallybook.service.planning import Questions
from tallybook.service.records import BookSummary, get_report, summarise_book
from tallybook.service.refresh import Refreshed, refresh

__all__ = [
    "AsOf",
    "BookSummary",
    "Check",
    "CodedReport",
    "Decided",
    "DiffKind",
    "History",
    "IncidentDiff",
    "IncidentFilter",
    "IncidentList",
    "IncidentSummary",
    "IncidentView",
    "LinkQuestion",
    "Linked",
    "ListedIncident",
    "Manifest",
    "Progress",
    "Questions",
    "Refreshed",
    "code_paths",
    "code_reports",
    "decision_questions",
    "diff",
    "doctor",
    "dump_book",
    "explanations",
    "export_incidents",
    "get_incident",
    "get_report",
    "history",
    "incident_views",
    "ingest",
    "ingest_reports",
    "keep_apart",
    "link_book",
    "link_questions",
    "list_incidents",
    "load_book",
    "merge",
    "parse_since",
    "refresh",
    "rejected",
    "retract",
    "split",
    "summaries",
    "summarise",
    "summarise_book",
    "toll",
    "view_as_of",
    "view_record",
    "views_of",
    "words_of_retraction",
]
