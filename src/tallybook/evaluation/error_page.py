"""The error page: one HTML file that shows each report with gold and predicted spans and values side by side.

The file needs no network and holds no script. Whatever comes from a corpus is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from tallybook.errors import UsageError
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.shown import Mark, Shown, ValuePair

__all__ = ["MOST_REPORTS", "error_page", "write_error_page"]

# A browser shows a page of this size at once; the corpora's reports are up to some 10 kB each, shown twice.
MOST_REPORTS = 300
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 1rem 2rem; color: #1b1b1b; background: #fff; }
section { border-top: 1px solid #bbb; padding: .5rem 0 1rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: #ffe08a; } mark.only { outline: 2px solid #b3261e; background: #ffd9d4; }
mark small { color: #444; } table { border-collapse: collapse; }
th, td { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top; } tr.wrong td { color: #b3261e; }
"""


def write_error_page(path: Path, evaluation: Evaluation) -> int:
    """Write the error page of an evaluation to `path`; gives the number of reports on it.

    Raises UsageError where the measurement keeps no texts or the file cannot be written.
    """
    if not evaluation.shown:
        raise UsageError(f"The measurement of {evaluation.corpus} keeps no texts to show; leave --errors out.")
    try:
        path.write_text(error_page(evaluation), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The error page cannot be written to {path}: {error.strerror}; choose another file."
        ) from error
    return min(MOST_REPORTS, sum(one.wrong for one in evaluation.shown))


def error_page(evaluation: Evaluation) -> str:
    """The page as HTML: figures first, then the reports with a difference, in the order of the corpus."""
    wrong = [one for one in evaluation.shown if one.wrong]
    title = escape(f"{evaluation.corpus} {evaluation.split}, coder {evaluation.coder} {evaluation.coder_version}")
    rest = f" The first {MOST_REPORTS} are shown." if len(wrong) > MOST_REPORTS else ""
    figures = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in evaluation.rows())
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<table>\n<tr><th>measure</th><th>value</th><th>95 % interval</th><th>counts</th></tr>\n{figures}</table>\n"
        f"<p>{len(wrong)} of {len(evaluation.shown)} reports differ from the corpus.{rest}"
        " Outlined words stand on one side only.</p>\n"
        f"{''.join(_section(one) for one in wrong[:MOST_REPORTS])}</body>\n</html>\n"
    )


def _section(shown: Shown) -> str:
    values = "".join(_row(pair) for pair in shown.values)
    table = f"<table>\n<tr><th></th><th>gold</th><th>predicted</th></tr>\n{values}</table>\n" if values else ""
    if shown.gold or shown.predicted:
        sides = (
            '<div class="sides">\n'
            f'<div><h3>gold</h3><div class="text">{_marked(shown.text, shown.gold, shown.predicted)}</div></div>\n'
            f'<div><h3>predicted</h3><div class="text">{_marked(shown.text, shown.predicted, shown.gold)}</div></div>\n'
            "</div>\n"
        )
    else:
        sides = f'<div class="text">{escape(shown.text)}</div>\n'
    return f"<section>\n<h2>{escape(shown.document)}</h2>\n{table}{sides}</section>\n"


def _row(pair: ValuePair) -> str:
    kind = ' class="wrong"' if pair.right is False else ""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (pair.name, pair.gold or "–", pair.predicted or "–"))
    return f"<tr{kind}>{cells}</tr>\n"


def _marked(text: str, marks: Iterable[Mark], others: Sequence[Mark]) -> str:
    """The text with its marks. Marks that overlap are cut at each other's ends, so that the elements nest nowhere."""
    inside = [mark for mark in marks if mark.span.start < len(text)]
    cuts = {0, len(text)}
    for mark in inside:
        cuts |= {mark.span.start, min(mark.span.end, len(text))}
    shared = {(other.span, other.label) for other in others}
    pieces = []
    for start, end in pairwise(sorted(cuts)):
        over = [mark for mark in inside if mark.span.start <= start and end <= mark.span.end]
        words = escape(text[start:end])
        if not over:
            pieces.append(words)
            continue
        only = "" if all((mark.span, mark.label) in shared for mark in over) else ' class="only"'
        labels = "".join(f"<small> {escape(mark.label)}</small>" for mark in over if mark.span.end == end)
        pieces.append(f"<mark{only}>{words}{labels}</mark>")
    return "".join(pieces)
