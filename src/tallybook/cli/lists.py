"""`tallybook codebook` and `rules`: what may be coded, and how published values are chosen."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["register"]


class _CodebookFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class _RulesFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    YAML = "yaml"


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(codebook)
    app.command()(rules)


def codebook(
    scheme: Annotated[str, typer.Argument(metavar="[LIST]", help="A code list, such as weapons.")] = "",
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="A code of that list, such as grenade.")] = "",
    codebook_format: Annotated[_CodebookFormat, typer.Option("--format", "-f", help="How to write it.")] = (
        _CodebookFormat.TEXT
    ),
) -> None:
    """Show the codebook: its lists, the codes of one list, or one code with its definition.

    \b
    Examples:
      tallybook codebook
      tallybook codebook weapons
      tallybook codebook weapons grenade
    """
    from tallybook.codebook import codebook_rows, codebook_to_plain

    if codebook_format is _CodebookFormat.JSON:
        sys.stdout.write(json.dumps(codebook_to_plain(scheme, code), indent=1) + "\n")
    elif codebook_format is _CodebookFormat.CSV:
        from tallybook.cli.writing import write_rows

        write_rows(codebook_rows(scheme, code))
    else:
        from tallybook.cli.terminal import show as show_page

        show_page(_page(codebook_to_plain(scheme, code), scheme, code))


def _page(plain: dict[str, Any], scheme: str, code: str) -> RenderableType:
    from tallybook.cli.pages import code_page, contents_page, scheme_page

    if code:
        return code_page(plain)
    return scheme_page(plain) if scheme else contents_page(plain)


def rules(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A rule set, a file that holds one, or a rule.")] = "",
    rules_format: Annotated[_RulesFormat, typer.Option("--format", "-f", help="How to write a rule set.")] = (
        _RulesFormat.TEXT
    ),
) -> None:
    """Show the rule sets by which published values are chosen, one of them, or one rule.

    \b
    Examples:
      tallybook rules
      tallybook rules acled
      tallybook rules ucdp_most_reliable
      tallybook rules default --format yaml > our-team.yaml
    """
    from tallybook.assembly import DEFAULT, read_rule_set, rule_sets, rules_of
    from tallybook.cli.choices import rule_page, rule_set_page, rule_sets_page
    from tallybook.cli.terminal import show as show_page
    from tallybook.errors import UsageError

    fields = [field for field, _ in DEFAULT]
    having = [field for field in fields if name in rules_of(field)]
    if rules_format is not _RulesFormat.TEXT:
        if not name or having:
            raise UsageError("--format json and yaml write one rule set; name one, such as default.")
        _write_rule_set(read_rule_set(name).to_plain(), rules_format)
    elif having:
        show_page(rule_page(rules_of(having[0])[name], having))
    elif name:
        show_page(rule_set_page(read_rule_set(name)))
    else:
        show_page(rule_sets_page(rule_sets().values(), {field: list(rules_of(field)) for field in fields}))


def _write_rule_set(plain: dict[str, Any], rules_format: _RulesFormat) -> None:
    import yaml

    if rules_format is _RulesFormat.JSON:
        sys.stdout.write(json.dumps(plain, indent=1) + "\n")
    else:
        sys.stdout.write(yaml.safe_dump(plain, sort_keys=False, width=100))
