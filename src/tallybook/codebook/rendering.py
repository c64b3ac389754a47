"""The documentation of the codebook, written from its files: `python -m tallybook.codebook.rendering docs/codebook`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tallybook.codebook.loading import load_codebook
from tallybook.codebook.mapping import Correspondence, Crosswalk, Fit, TargetCode, crosswalk
from tallybook.codebook.schema import Codebook, Entry, Scheme

__all__ = ["render_codebook", "write_codebook"]

_NOTICE = "<!-- Written from the codebook's files by `python -m tallybook.codebook.rendering`; edit those. -->"
_FIT_WORDS = {
    Fit.EXACT: "same meaning",
    Fit.BROADER: "covers more",
    Fit.NARROWER: "covers less",
    Fit.CLOSE: "overlaps",
    Fit.NONE: "none",
}


def render_codebook() -> dict[str, str]:
    """Markdown texts by file name: an index, a page per code list, one of quantity words, one per crosswalk."""
    codebook = load_codebook()
    crosswalks = [crosswalk(name) for name in codebook.crosswalks]
    pages = {"index.md": _index(codebook, crosswalks), "quantities.md": _quantities(codebook)}
    pages |= {_file(scheme.name): _scheme(scheme, crosswalks) for scheme in codebook.schemes.values()}
    pages |= {f"crosswalk-{item.name}.md": _crosswalk(item) for item in crosswalks}
    return pages


def write_codebook(folder: Path) -> tuple[str, ...]:
    """Write the pages into a folder, remove pages that are no longer written, and return the names that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = render_codebook()
    changed = []
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    for path in folder.glob("*.md"):
        if path.name not in pages and path.read_text(encoding="utf-8").startswith(_NOTICE):
            path.unlink()
            changed.append(path.name)
    return tuple(changed)


def _page(*parts: str) -> str:
    return "\n\n".join([_NOTICE, *(part for part in parts if part)]) + "\n"


def _file(scheme: str) -> str:
    return scheme.replace("_", "-") + ".md"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _index(codebook: Codebook, crosswalks: Sequence[Crosswalk]) -> str:
    schemes = [
        (f"[{scheme.title}]({_file(scheme.name)})", f"`{scheme.name}`", str(len(scheme)), scheme.used_in)
        for scheme in codebook.schemes.values()
    ]
    ways = [
        (f"[{item.title}](crosswalk-{item.name}.md)", f"`{item.name}`", ", ".join(item.schemes)) for item in crosswalks
    ]
    return _page(
        f"# {codebook.title}",
        f"Version {codebook.version}.",
        codebook.about,
        "On the command line, `tallybook codebook` prints the same.",
        "## Code lists",
        _table(("List", "Name", "Codes", "Used in"), schemes),
        'The bounds of words such as "dozens" are on a page of their own: [words for amounts](quantities.md).',
        "## Crosswalks",
        "What the codes become in other schemas, and what is lost on the way.",
        _table(("Schema", "Name", "Code lists"), ways),
    )


def _scheme(scheme: Scheme, crosswalks: Sequence[Crosswalk]) -> str:
    model = f"The list has the same members as `{scheme.mirrors}` of the data model." if scheme.mirrors else ""
    overview = _table(
        ("Code", "Label", "Definition"), ((f"[`{e.id}`](#{e.id})", e.label, e.definition) for e in scheme)
    )
    ways = [item for item in crosswalks if scheme.name in item.schemes]
    linked = ", ".join(f"[{item.title}](crosswalk-{item.name}.md#{scheme.name})" for item in ways)
    return _page(
        f"# {scheme.title}",
        f"Name: `{scheme.name}`. {scheme.used_in}",
        scheme.about,
        model,
        f"Mapped to {linked}." if linked else "",
        overview,
        *(_entry(entry, scheme) for entry in scheme),
    )


def _entry(entry: Entry, scheme: Scheme) -> str:
    narrower = scheme.narrower_codes(entry.id)
    lines = [f'<a id="{entry.id}"></a>', "", f"## {entry.label} (`{entry.id}`)", "", entry.definition, ""]
    lines += [f"- Include: {entry.include}", f"- Exclude: {entry.exclude}"]
    if entry.broader:
        lines.append(f"- Broader: `{entry.broader}`")
    if narrower:
        lines.append("- Narrower: " + ", ".join(f"`{code}`" for code in narrower))
    return "\n".join([*lines, "", f"> {entry.example}"])


def _quantities(codebook: Codebook) -> str:
    rows = (
        (", ".join(word.words), str(word.low), "no limit" if word.high is None else str(word.high), word.reason)
        for word in codebook.quantities
    )
    return _page(
        "# Words for amounts",
        codebook.quantities_about,
        _table(("Words", "Low", "High", "Reason"), rows),
    )


def _crosswalk(item: Crosswalk) -> str:
    return _page(
        f"# Crosswalk to {item.title}",
        item.about,
        "## What is lost",
        _bullets(item.loses),
        "## Where the other schema was read",
        _bullets(item.sources),
        "## What could not be checked",
        _bullets(item.unchecked),
        *(_mapping(scheme, tuple(codes.values())) for scheme, codes in item.correspondences.items()),
        "## The codes of the other schema",
        "A question mark behind a code: known from second hand only.",
        *(_target_list(item, name) for name in item.lists),
    )


def _mapping(scheme: str, found: Sequence[Correspondence]) -> str:
    rows = []
    for one in found:
        becomes = [_targets(one.targets)] if one.targets else ["-"]
        for condition in one.conditions:
            beside = " and ".join(f"{name} is {' or '.join(codes)}" for name, codes in condition.beside.items())
            becomes.append(f"if {beside}: {_targets(condition.targets)}")
        rows.append((f"`{one.code}`", "<br>".join(becomes), _FIT_WORDS[one.fit], one.loses or one.reason))
    table = _table(("Code", "Becomes", "Fit", "Lost, or why there is nothing"), rows)
    return f'<a id="{scheme}"></a>\n\n## {scheme}\n\n{table}'


def _targets(targets: Iterable[TargetCode]) -> str:
    return "; ".join(f"{target.list} {_named(target)}" for target in targets)


def _named(target: TargetCode) -> str:
    name = (
        target.code if target.label == target.code or target.code in target.label else f"{target.code} {target.label}"
    )
    if target.group and not target.code.startswith(f"{target.group}/"):
        name = f"{name} ({target.group})"
    return name if target.checked else f"{name} (?)"


def _target_list(item: Crosswalk, name: str) -> str:
    target_list = item.lists[name]
    rows = []
    for target in target_list.codes:
        ours = ", ".join(f"{scheme} `{code}`" for scheme, code in item.codes_for(name, target.code))
        rows.append((_named(target), ours or target_list.not_reached.get(target.code, "on a condition only")))
    return f"### {name}\n\n{target_list.title}.\n\n" + _table(("Code", "Reached from, or why not"), rows)


def main(arguments: Sequence[str]) -> int:
    """Write the pages into the folder named by the only argument."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m tallybook.codebook.rendering FOLDER\n")
        return 2
    changed = write_codebook(Path(arguments[0]))
    sys.stdout.write(f"{len(changed)} page(s) changed.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
