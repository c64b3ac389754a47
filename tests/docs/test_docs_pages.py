"""Links lead somewhere, and what the pages say of fields, columns, rules, layers and settings is what the code has."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import typing
from dataclasses import fields
from pathlib import Path

import pytest

from tallybook.assembly import DEFAULT, RuleSet, assemble, read_rule_set, rule_sets, rules_of
from tallybook.assembly.placement import speaker_classes
from tallybook.codebook import load_codebook
from tallybook.exports import COLUMNS, report_record
from tallybook.model import (
    Coding,
    Field,
    Mention,
    MentionKind,
    Qualifier,
    Quantity,
    Report,
    Span,
    Value,
    kind_of,
    values,
)
from tallybook.service import doctor

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every table row of a page."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    from_headings = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return from_headings | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        assert linked.exists(), f"{target} in {path}"
        if anchor:
            assert anchor in anchors(linked.read_text("utf-8")), f"{target} in {path}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        links = re.findall(r"\]\(([^)\s#]+\.md)(?:#[\w-]+)?\)", path.read_text("utf-8"))
        waiting += [(path.parent / link).resolve() for link in links if not re.match(r"[a-z]+:", link)]
    missing = {path.resolve() for path in PAGES} - reached
    assert not missing, f"no page links to {sorted(str(path.relative_to(ROOT)) for path in missing)}"


def test_settings_are_documented_and_documented_settings_exist() -> None:
    variable = re.compile(r"\bTALLYBOOK_[A-Z]+\b")
    sources = [*(ROOT / "src").rglob("*.py"), ROOT / "run.py"]
    used = {name for path in sources for name in variable.findall(path.read_text("utf-8"))}
    assert used == set(variable.findall(page("docs/reference/settings.md")))


def test_every_note_is_documented() -> None:
    sources = (ROOT / "src/tallybook/coding").rglob("*.py")
    used = {code for path in sources for code in re.findall(r'\bNote\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert used
    assert {row[0].strip("`") for row in rows(page("docs/reference/notes.md"))[2:]} == used


def _record() -> dict[str, typing.Any]:
    report = Report.make("An invented report of an attack.")
    mention = Mention.make(report.id, MentionKind.REPORTED, Span(25, 31))
    coding = Coding(report.id, "test", "1", (mention,))
    return report_record(report, coding, assemble((mention,), ()))


def test_the_output_has_the_keys_that_the_page_says() -> None:
    text = page("docs/reference/output.md")
    record = _record()

    def documented(heading: str) -> set[str]:
        section = text.split(f"\n{heading}\n")[1].split("\n#")[0].split("\n\nAn entry")[0]
        return {name for row in rows(section) for name in re.findall(r"`(\w+)`", row[0])}

    assert documented("## jsonl") == set(record)
    assert documented("### report") == set(record["report"])
    assert documented("### incidents") == set(record["incidents"][0])
    assert documented("## csv") == set(COLUMNS)


def test_the_fields_and_values_are_those_of_the_model() -> None:
    text = page("docs/explanation/data-model.md")
    documented = {
        row[0].strip("`"): row[1].strip("`") for row in rows(text.split("## Fields")[1].split("## Values")[0])
    }
    assert {name for name in documented if name in set(Field)} == set(Field)
    kinds = {row[0].strip("`"): row[1] for row in rows(text.split("## Values")[1].split("## Quantities")[0])[2:]}
    known = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower(): kind for kind in typing.get_args(Value)}
    assert set(kinds) == set(known)
    assert set(list(documented.values())[2:]) == set(known)
    assert kind_of(values.TextValue("x")) == "text_value"
    for name, kind in known.items():
        assert {field.name for field in fields(kind)} <= set(re.findall(r"`(\w+)`", kinds[name])), name


def test_the_quantities_are_those_of_the_model() -> None:
    expected = {
        "four": Quantity.stated(4),
        "at least four": Quantity.stated(4, Qualifier.AT_LEAST),
        "more than four": Quantity.stated(4, Qualifier.MORE_THAN),
        "up to four": Quantity.stated(4, Qualifier.AT_MOST),
        "nearly 100": Quantity.stated(100, Qualifier.NEARLY),
        "about 100": Quantity.stated(100, Qualifier.ABOUT),
        "eight to 10": Quantity.between(8, 10),
        "dozens": Quantity.vague(*load_codebook().quantity_words()["dozens"]),
        "many": Quantity.vague(*load_codebook().quantity_words()["many"]),
        "no number": Quantity.unknown(),
    }
    table = rows(page("docs/explanation/data-model.md").split("## Quantities")[1])[2:]
    shown = {row[0]: tuple(None if cell == "unknown" else int(cell) for cell in row[1:]) for row in table}
    assert shown == {words: (one.low, one.best, one.high) for words, one in expected.items()}


def _tables(text: str) -> dict[str, list[tuple[str, ...]]]:
    """The tables of a page without their heads, by the first heading cell."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        head, _, *body = rows(table)
        found[" ".join((head[0], head[1]))] = [tuple(row) for row in body]
    return found


def test_the_rules_of_assembly_are_those_of_the_code() -> None:
    shown = _tables(page("docs/explanation/assembly.md"))
    assert shown["field rule"] == [(f"`{field}`", f"`{rule.name}`", rule.explanation) for field, rule in DEFAULT]
    casualties = rules_of(Field.CASUALTIES).values()
    assert shown["casualty rule what it does"] == [
        (f"`{rule.name}`", rule.explanation, rule.source) for rule in casualties
    ]
    assert shown["casualty rule disagreement"] == [
        (f"`{rule.name}`", *(text for _, text in rule.details)) for rule in casualties
    ]
    others = {
        (f"`{name}`", f"`{field}`", rule.explanation)
        for field, usual in DEFAULT
        for name, rule in rules_of(field).items()
        if field is not Field.CASUALTIES and rule is not usual
    }
    assert {(row[0], field, row[2]) for row in shown["rule for"] for field in row[1].split(", ")} == others


def _other_rules(rules: RuleSet) -> list[Field]:
    """The fields for which the set has another rule than the default one."""
    return [field for field, rule in rules.rules if (field, rule) not in DEFAULT.rules]


def test_the_rule_sets_and_speakers_are_those_of_the_code() -> None:
    shown = _tables(page("docs/explanation/assembly.md"))
    assert shown["rule set what it is"] == [
        (f"`{name}`", one.about, ", ".join(f"`{field}`" for field in _other_rules(one)) or "nothing")
        for name, one in rule_sets().items()
    ]
    assert [row[1:] for row in shown["place speakers"]] == [(f"`{one.id}`", one.reason) for one in speaker_classes()]


def test_the_rule_set_of_the_page_is_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", page("docs/explanation/assembly.md"), re.DOTALL | re.MULTILINE)
    (tmp_path / "ours.yaml").write_text(block, "utf-8")
    found = read_rule_set(tmp_path / "ours.yaml")
    assert _other_rules(found) == [Field.DATE, Field.CASUALTIES]


def test_the_layers_are_those_that_are_checked_and_every_room_is_described() -> None:
    text = page("docs/explanation/architecture.md")
    contract = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {path.parent.name for path in (ROOT / "src/tallybook").glob("*/__init__.py")} | {"errors"}
    layers = [re.findall(r"\w+", layer) for layer in contract]
    existing = [[room for room in layer if room in rooms] for layer in layers]
    drawn = re.search(r"^    cli .*?errors$", text, re.DOTALL | re.MULTILINE)
    assert drawn is not None
    assert [sorted(re.findall(r"\w+", layer)) for layer in drawn.group().split(">")] == [
        sorted(layer) for layer in existing if layer
    ]
    described = {name for row in rows(text) for name in re.findall(r"`(\w+)`", row[0])}
    assert described == rooms


def test_the_glossary_is_in_order() -> None:
    words = [row[0] for row in rows(page("docs/glossary.md"))[2:]]
    assert words == sorted(words)
    assert len(words) == len(set(words))


def test_the_python_of_the_how_to_runs(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", page("docs/how-to/use-the-results.md"), re.DOTALL | re.MULTILINE)
    assert blocks
    subprocess.run([sys.executable, "-m", "tallybook", "demo", "--save", "samples"], cwd=tmp_path, check=True)
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "inc_" in done.stdout


def test_samples_say_that_they_are_fictional() -> None:
    folder = ROOT / "src/tallybook/cli/samples"
    assert "FICTIONAL" in (folder / "README.md").read_text("utf-8")
    for path in folder.iterdir():
        text = path.read_text("utf-8")
        reports = text.splitlines() if path.suffix == ".jsonl" else [text]
        assert all(re.search("FICTIONAL|FICTICIO", report) for report in reports), path.name
    listed = {row[0].strip("`") for row in rows((folder / "README.md").read_text("utf-8"))[2:]}
    assert listed == {path.name for path in folder.iterdir()} - {"README.md"}


def test_the_installation_is_well() -> None:
    assert [check for check in doctor() if not check.ok] == []
