"""The commands in the documentation print what the pages say, and every command and option is there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.main import get_command

from tallybook.cli import app

ROOT = Path(__file__).resolve().parents[2]


def _updater() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_docs", ROOT / "scripts" / "update_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


UPDATER = _updater()
PAGES = [str(path.relative_to(ROOT)) for path in UPDATER.pages()]


def test_the_readme_the_tutorial_and_the_reference_hold_commands() -> None:
    assert {"README.md", "docs/tutorial.md", "docs/reference/commands.md"} <= set(PAGES)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_says(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    now = UPDATER.updated(text)
    assert UPDATER.steady(now) == UPDATER.steady(text), "run: python scripts/update_docs.py"


def _commands(group: Any = None, before: str = "") -> dict[str, Any]:
    """Commands by name, those of groups too: `people add`."""
    found: dict[str, Any] = {}
    group = group or get_command(app)
    for name, command in group.commands.items():
        found[before + name] = command
        if hasattr(command, "commands"):
            found |= _commands(command, f"{before}{name} ")
    return found


@pytest.mark.parametrize("command", sorted(_commands()))
def test_every_command_and_option_is_in_the_reference(command: str) -> None:
    reference = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    _, heading, section = reference.partition(f"\n## tallybook {command}\n")
    assert heading, f"docs/reference/commands.md has no section on {command}"
    section = section.split("\n## ")[0]
    for parameter in _commands()[command].params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("-"):
                assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), f"{command} {option}"


def test_every_block_of_a_page_that_is_run_begins_with_a_command() -> None:
    for page in PAGES:
        for block in re.findall(
            r"^```console run\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
        ):
            assert block.startswith("$ ")
            assert UPDATER.commands(block)


def test_the_two_commands_of_the_readme_are_those_of_the_script() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    script = (ROOT / "run.py").read_text("utf-8")
    for command in ("python3 run.py demo", "python3 run.py test"):
        assert f"```sh\n{command}\n```" in readme
        assert command in script
    assert "python3 run.py test" in (ROOT / ".ci/run").read_text("utf-8")
