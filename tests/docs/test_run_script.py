"""The script that sets everything up: what it installs, when it installs again, what it says."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """run.py in a small project of its own."""
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def test_without_words_it_says_what_it_does() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "run.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "python3 run.py demo" in done.stdout


def test_versions_are_pinned_and_tools_are_those_of_the_project(script: ModuleType) -> None:
    pins = script.pins()
    assert any(pin.startswith("trafilatura==") for pin in pins)
    assert not any(pin.startswith("tallybook") for pin in pins)
    assert len({pin.split("==")[0] for pin in pins}) == len(pins)
    assert any(tool.startswith("pytest") for tool in script.test_tools())


def test_it_installs_again_only_when_the_sources_change(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[tuple[object, ...]] = []

    def note(*command: object) -> int:
        calls.append(command)
        return 0

    monkeypatch.setattr(script, "call", note)
    folder = tmp_path / "environment"
    folder.mkdir()
    for tools in ([], [], ["pytest"], []):
        script.install(folder, Path("python"), tools)
    assert len(calls) == 2
    assert calls[0][-1] == f"{tmp_path}[desk]"
    assert calls[1][-1] == "pytest"
    source = tmp_path / "src/a.py"
    source.write_text("changed = True\n")
    script.install(folder, Path("python"), [])
    assert "--force-reinstall" in calls[-1]
    assert (folder / "constraints.txt").read_text().startswith("alembic==")


def test_a_failed_installation_is_tried_again(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(script, "call", lambda *_: 1)
    with pytest.raises(SystemExit) as left:
        script.install(tmp_path, Path("python"), [])
    assert left.value.code == 2
    assert not (tmp_path / "package.stamp").exists()


def test_a_python_that_is_too_old_is_told(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "OLDEST", (4, 99))
    with pytest.raises(SystemExit):
        script.use_a_new_enough_python()
    assert "needs Python" in capsys.readouterr().err


def test_ci_is_an_executable_that_stops_at_the_first_failure() -> None:
    path = ROOT / ".ci/run"
    assert os.access(path, os.X_OK)
    text = path.read_text("utf-8")
    assert "set -euo pipefail" in text
    for tool in ("ruff", "mypy", "lint-imports", "tests/docs"):
        assert tool in text
