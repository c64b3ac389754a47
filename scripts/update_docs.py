"""Run the commands in README.md and docs/, and write what they print back into the pages.

    python scripts/update_docs.py            rewrite what has changed
    python scripts/update_docs.py --check    change nothing; exit code 1 and a difference where a page is out of date

A block that begins with ```console run holds commands, each behind "$ " (its further lines behind "> "), and their
output. The commands of one page run in order, in an empty folder of their own, with `tallybook` on the PATH. The id of
an incident in a command is replaced by the first id that the command before it printed, because ids change when the
coder does.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH = "90"
_BLOCK = re.compile(r"^```console run\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INCIDENT = re.compile(r"\binc_[0-9a-f]{4,20}\b")
_SECONDS = re.compile(r"\b\d+\.\d seconds")


def pages() -> list[Path]:
    """The pages that hold commands."""
    candidates = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in candidates if path.exists() and _BLOCK.search(path.read_text("utf-8"))]


def updated(page: str) -> str:
    """The text of a page with the output of its commands as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        shell = _Shell(Path(folder))
        return _BLOCK.sub(lambda block: f"```console run\n{shell.run_block(block.group(1))}```", page)


def commands(block: str) -> list[str]:
    """The commands of a block: each begins behind "$ " and goes on in the lines behind "> " that follow."""
    found: list[list[str]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:]])
        elif line.startswith("> ") and found:
            found[-1].append(line[2:])
    return ["\n".join(lines) for lines in found]


class _Shell:
    """Runs the commands of one page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._printed = ""
        bin_folder = str(Path(sys.executable).parent)
        # A wide open environment would let the settings of whoever runs this into the documentation.
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR", "LANG") if name in os.environ}
        path = os.pathsep.join((bin_folder, os.environ.get("PATH", "")))
        self._environment = {
            **kept,
            "PATH": path,
            "COLUMNS": WIDTH,
            "NO_COLOR": "1",
            "HOME": str(folder),
            "PYTHONUTF8": "1",
        }

    def run_block(self, block: str) -> str:
        lines = []
        for command in commands(block):
            fresh = self._with_known_id(command)
            lines.append("$ " + fresh.replace("\n", "\n> ") + "\n")
            lines.append(self._run(fresh))
        return "".join(lines)

    def _with_known_id(self, command: str) -> str:
        known = _INCIDENT.search(self._printed)
        if known is None or _INCIDENT.search(command) is None:
            return command
        return _INCIDENT.sub(known.group(), command)

    def _run(self, command: str) -> str:
        done = subprocess.run(  # noqa: S602 (the commands are those of our own pages)
            command,
            shell=True,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if "Traceback" in done.stdout or done.returncode not in (0, 1):
            raise RuntimeError(f"{command!r} ended with {done.returncode}:\n{done.stdout}")
        self._printed = done.stdout
        return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def steady(page: str) -> str:
    """A page without what differs from run to run."""
    return _SECONDS.sub("0.0 seconds", page)


def main() -> int:
    """Rewrite or check the pages named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description="Run the commands in the documentation.")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is out of date")
    parser.add_argument("pages", nargs="*", type=Path)
    options = parser.parse_args()
    stale = 0
    for path in options.pages or pages():
        before = path.read_text("utf-8")
        after = updated(before)
        if steady(after) == steady(before):
            continue
        stale += 1
        if options.check:
            name = str(path.resolve().relative_to(ROOT))
            lines = difflib.unified_diff(
                before.splitlines(), after.splitlines(), name, f"{name} as it is now", lineterm=""
            )
            sys.stdout.write("\n".join(lines) + "\n")
        else:
            path.write_text(after, "utf-8")
            sys.stdout.write(f"{path}: updated\n")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
