"""The codebook as plain values (texts, numbers, lists, mappings), for the command line and for exports."""

from __future__ import annotations

from typing import Any

from tallybook.codebook.loading import load_codebook
from tallybook.codebook.schema import Codebook, Entry, Scheme

__all__ = ["codebook_rows", "codebook_to_plain"]

_COLUMNS = ("scheme", "code", "label", "definition", "include", "exclude", "example", "broader")


def codebook_to_plain(scheme: str = "", code: str = "", codebook: Codebook | None = None) -> dict[str, Any]:
    """The codebook, one code list of it, or one code, as JSON values.

    Without arguments: `{version, title, about, schemes: [...], quantities: {...}, crosswalks: [...]}`, where each
    scheme is given as with `scheme` alone: `{version, scheme, title, about, used_in, mirrors, entries: [...]}`. With
    both: `{version, scheme, code, label, definition, include, exclude, example, broader, broader_codes,
    narrower_codes}`. The name "quantities" gives the words for amounts. Raises UnknownCodeError.
    """
    codebook = codebook or load_codebook()
    version = {"version": codebook.version}
    if scheme == "quantities" and not code:
        return version | _quantities(codebook)
    if scheme and code:
        found = codebook.scheme(scheme)
        more = {
            "broader_codes": list(found.broader_codes(code)),
            "narrower_codes": list(found.narrower_codes(code)),
        }
        return version | _entry(found.get_entry(code)) | more
    if scheme:
        return version | _scheme(codebook.scheme(scheme))
    return {
        "version": codebook.version,
        "title": codebook.title,
        "about": codebook.about,
        "schemes": [_scheme(item) for item in codebook.schemes.values()],
        "quantities": _quantities(codebook),
        "crosswalks": list(codebook.crosswalks),
    }


def codebook_rows(scheme: str = "", code: str = "", codebook: Codebook | None = None) -> list[dict[str, str]]:
    """One flat row per code, for tables and CSV: scheme, code, label, definition, include, exclude, example, broader.

    Raises UnknownCodeError.
    """
    codebook = codebook or load_codebook()
    if scheme and code:
        return [_entry(codebook.get_entry(scheme, code))]
    schemes = [codebook.scheme(scheme)] if scheme else list(codebook.schemes.values())
    return [_entry(entry) for item in schemes for entry in item]


def _entry(entry: Entry) -> dict[str, str]:
    return {column: entry.id if column == "code" else str(getattr(entry, column)) for column in _COLUMNS}


def _scheme(scheme: Scheme) -> dict[str, Any]:
    return {
        "scheme": scheme.name,
        "title": scheme.title,
        "about": scheme.about,
        "used_in": scheme.used_in,
        "mirrors": scheme.mirrors,
        "entries": [_entry(entry) for entry in scheme],
    }


def _quantities(codebook: Codebook) -> dict[str, Any]:
    return {
        "scheme": "quantities",
        "about": codebook.quantities_about,
        "entries": [
            {"code": word.id, "words": list(word.words), "low": word.low, "high": word.high, "reason": word.reason}
            for word in codebook.quantities
        ],
    }
