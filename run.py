#!/usr/bin/env python3
"""Set everything up and run it, with nothing installed but Python 3.11 or newer.

    python3 run.py demo        code the sample reports
    python3 run.py test        run the tests (more words go to pytest)
    python3 run.py COMMAND     any other command of tallybook: code, ingest, show, --help, ...

The first call makes a virtual environment in the folder .run-venv (or the one that TALLYBOOK_VENV names) and installs
the package there, with the versions that uv.lock pins. Later calls start at once, unless the sources have changed.
"""

# This file also runs, far enough to say what is wrong, on Pythons that are too old; so it is written plainly.
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent


def fail(message: str) -> None:
    """Leave with one sentence."""
    sys.stderr.write(f"run.py: {message}\n")
    sys.exit(2)


def call(*command: str | Path, cwd: Path | None = None) -> int:
    """Run a command of this machine with the user's own words; its exit code."""
    return subprocess.call([str(word) for word in command], cwd=cwd)  # noqa: S603  # no shell; the words are the user's own


def use_a_new_enough_python() -> None:
    """Start again with a newer Python of this machine where this one is too old."""
    if sys.version_info[:2] >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        # A version manager may leave commands behind that only say that the version is not there.
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:  # noqa: S603  # found on PATH
            sys.exit(call(found, __file__, *sys.argv[1:]))
    fail(f"Tallybook needs Python 3.{OLDEST[1]} or newer, this is {sys.version.split()[0]}; install one of python.org.")


def make_environment(folder: Path) -> Path:
    """The Python of the virtual environment in `folder`, which is made where there is none or a broken one."""
    python = folder.joinpath(*(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
    if not python.exists() or call(python, "-c", "import pip"):
        sys.stderr.write(f"run.py: making a virtual environment in {folder}\n")
        if call(sys.executable, "-m", "venv", "--clear", folder):
            fail("Python could not make a virtual environment; on Debian and Ubuntu `apt install python3-venv` helps.")
    return python


def pins() -> list[str]:
    """The versions of uv.lock as pip constraints; packages that are locked to several versions are left to pip."""
    import tomllib  # noqa: PLC0415 (an older Python does not have it, and has to get as far as saying so)

    versions: dict[str, set[str]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]:
        if "version" in package and package["name"] != "tallybook":
            versions.setdefault(package["name"], set()).add(package["version"])
    return [f"{name}=={found.pop()}" for name, found in sorted(versions.items()) if len(found) == 1]


def test_tools() -> list[str]:
    """What the tests need besides the package, from pyproject.toml."""
    import tomllib  # noqa: PLC0415 (see pins)

    groups: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return groups["dev"]


def fingerprint() -> str:
    """A text that changes when the package has to be installed again."""
    digest = hashlib.sha256()
    inside = [*(ROOT / "src").rglob("*"), *(ROOT / "web-ui" / "src").rglob("*")]
    files = ("pyproject.toml", "uv.lock", "hatch_build.py", "web-ui/package-lock.json", "web-ui/vite.config.ts")
    for path in [*(ROOT / name for name in files), *sorted(inside)]:
        # What the installation itself makes there is no reason to install again.
        if path.is_file() and path.suffix != ".sqlite" and not {"__pycache__", "built"} & set(path.parts):
            about = path.stat()
            digest.update(f"{path.relative_to(ROOT)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def install(folder: Path, python: Path, tools: list[str]) -> None:
    """Install the package and `tools`, unless this very state is installed already."""
    installed, tooled = folder / "package.stamp", folder / "tools.stamp"
    now = fingerprint()
    stamp = tooled if tools else installed
    if stamp.exists() and stamp.read_text() == now:
        return
    sys.stderr.write(f"run.py: installing Tallybook{' and the test tools' if tools else ''}\n")
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pins()) + "\n")
    pip: tuple[str | Path, ...] = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    commands: list[tuple[str | Path, ...]] = [(*pip, "--constraint", constraints, f"{ROOT}[desk]", *tools)]
    if installed.exists() and installed.read_text() != now:
        # The version stays the same while the sources change, so pip must be told to put the new files in place.
        commands.append((*pip, "--force-reinstall", "--no-deps", ROOT))
    for command in commands:
        code = call(*command)
        if code:
            fail("The installation failed, see above; it needs a network connection or a package index that pip knows.")
    for done in (installed, stamp):
        done.write_text(now)


def main(words: list[str]) -> int:
    """Set up, then run what `words` ask for; its exit code."""
    use_a_new_enough_python()
    if not words:
        sys.stdout.write(__doc__ or "")
        return 2
    folder = ROOT / (os.environ.get("TALLYBOOK_VENV") or ".run-venv")
    python = make_environment(folder)
    testing = words[0] == "test"
    install(folder, python, test_tools() if testing else [])
    try:
        return (
            call(python, "-m", "pytest", *words[1:], cwd=ROOT) if testing else call(python, "-m", "tallybook", *words)
        )
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
