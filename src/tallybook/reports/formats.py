"""Which format some bytes are in: by what they hold first, by the name of the file where that leaves it open."""

from __future__ import annotations

import json
import re

from tallybook.errors import UnsupportedFormatError
from tallybook.reports.markup import looks_like_markup
from tallybook.reports.muc import is_answer_key, is_muc
from tallybook.reports.wordlists import load_list

__all__ = ["is_json_lines", "suffix_of", "text_format"]

_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
}  # fmt: skip
_TABLES = frozenset({".csv", ".tsv"})
_ROOT = re.compile(
    r"\s*(?:<\?[^>]*>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>|\s)*<\s*([a-zA-Z][\w:.-]*)", re.I | re.S
)
_HEAD = 8_192


def suffix_of(name: str) -> str:
    """The suffix of a file's name in lower case, that before ".gz" where it ends so."""
    base = name.rsplit("/", 1)[-1].lower().removesuffix(".gz")
    return f".{base.rsplit('.', 1)[1]}" if "." in base.lstrip(".") else ""


def is_json_lines(head: bytes, name: str = "") -> bool:
    """Whether a file that begins with `head` has one JSON record a line: read line by line, it may be of any size."""
    suffix = suffix_of(name)
    if _SUFFIXES.get(suffix) == "jsonl":
        return True
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix == ".json" or not start.startswith(b"{"):
        return False
    line, ending, rest = start.partition(b"\n")
    if not ending:
        return False
    try:
        return isinstance(json.loads(line), dict) and (not rest.strip() or rest.lstrip().startswith(b"{"))
    except (ValueError, RecursionError):
        return False


def text_format(text: str, name: str, where: str) -> str:
    """The format of a decoded file: "html", "json", "muc" or "text".

    Raises UnsupportedFormatError for XML that is no page, tables, and answer keys of the MUC corpora.
    """
    if is_muc(text):
        return "muc"
    if is_answer_key(text):
        raise UnsupportedFormatError(f"{where} holds answers of annotators, not reports; give the file of messages.")
    suffix = suffix_of(name)
    if suffix in _TABLES:
        raise UnsupportedFormatError(f"{where} is a table; turn its rows into JSONL, one record a line.")
    known = _SUFFIXES.get(suffix, "")
    start = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _markup_format(text, start, known, where)
    if known in {"html", "json"}:
        return known
    return "json" if start[:1] in {"{", "["} and _is_json(text) else "text"


def _markup_format(text: str, start: str, known: str, where: str) -> str:
    match = _ROOT.match(start)
    root = match.group(1).lower() if match else ""
    if known == "html" or root in load_list("pages")["roots"]:
        return "html"
    declared = start.lower().startswith(("<?xml", "<!doctype"))
    if declared or (root and f"</{root}" in text[-200:].lower()):
        raise UnsupportedFormatError(f"{where} is XML ({root or 'without a root element'}), not a page or a text.")
    return "html" if looks_like_markup(start) else "text"


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False
