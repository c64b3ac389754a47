"""`tallybook evaluate`: how good a coder is on a corpus, measured so that others can repeat it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tallybook.cli.options import Coder
from tallybook.cli.terminal import complain
from tallybook.errors import UsageError

__all__ = ["register"]

_PROBLEMS = 5  # shown on a page; --json has all


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(evaluate)


def evaluate(
    corpus: Annotated[
        str,
        typer.Argument(
            metavar="CORPUS",
            help="muc4, hrdsattack, gold, gva, gvdb, polnear, event_location, geoparsing, timebank, actors, linking, "
            "ceha, webpages, or roundtrip.",
        ),
    ],
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="Its file or folder, where it is not in the usual place.")
    ] = None,
    coder: Coder = "local",
    texts: Annotated[
        list[Path] | None,
        typer.Option("--texts", metavar="PATH", help="muc4: a file or folder of messages; may be given several times."),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(
            "--key", metavar="PATH", help="muc4: an answer key or a folder of them; may be given several times."
        ),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures to this file as well.")
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="RUN", help="An earlier --json FILE: show what changed, with intervals."),
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option("--errors", metavar="FILE", help="Write a web page of the reports that differ from the corpus."),
    ] = None,
) -> None:
    """Measure a coder on a corpus. Corpora are looked for in the folder that TALLYBOOK_CORPORA names.

    \b
    Examples:
      tallybook evaluate hrdsattack
      tallybook evaluate muc4 --texts messages/ --key key.v1
      tallybook evaluate roundtrip --json figures.json
      tallybook evaluate timebank --compare figures-before.json --errors errors.html
    """
    from tallybook.cli.pages import changes_page, figures_page
    from tallybook.cli.terminal import show as show_page
    from tallybook.coding import get_coder
    from tallybook.evaluation import compare_runs, evaluate_muc4, read_run, run, write_error_page

    earlier = read_run(compare) if compare else None
    if (texts or key) and corpus != "muc4":
        raise UsageError(f"--texts and --key are for muc4; give the path of {corpus} as an argument.")
    measured = evaluate_muc4(texts, key, get_coder(coder)) if texts or key else run(corpus, path, get_coder(coder))
    if json_file:
        try:
            json_file.write_text(json.dumps(measured.to_json(), indent=1) + "\n", "utf-8")
        except OSError as error:
            raise UsageError(
                f"The figures cannot be written to {json_file}: {error.strerror}; choose another file."
            ) from error
    title = (
        f"{measured.corpus} {measured.split}: {measured.reports} reports, coder {measured.coder} "
        f"{measured.coder_version}, {measured.reports_per_second:.1f} reports per second"
    )
    show_page(figures_page(title, measured.rows()))
    if earlier is not None:
        show_page(changes_page(f"Compared with {compare}", [one.row() for one in compare_runs(earlier, measured)]))
    if errors:
        shown = write_error_page(errors, measured)
        complain(f"{errors} shows {shown} {'report' if shown == 1 else 'reports'} on which coder and corpus differ.")
    for problem in measured.problems[:_PROBLEMS]:
        complain(problem)
