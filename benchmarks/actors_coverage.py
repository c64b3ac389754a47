# ruff: noqa: T201  a script that a person runs: printing is what it is for
"""How many groups of another project's list of armed groups the lexicon knows, and how fast the finder is.

Corpus: `petrarch2_dicts/Phoenix.MilNonState.actors.txt` of the corpora folder (TALLYBOOK_CORPORA, else
`../shared/data` beside the project). A group counts as found when the best candidate for one of its names scores
at least 0.8, as "near" when it scores less. Run: `uv run python benchmarks/actors_coverage.py [--missing]`.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from tallybook.actors import Lexicon, find_actors, resolve_name

ROOT = Path(__file__).resolve().parents[1]
FOUND = 0.8
# Invented; repeated to about 500 words for the timing.
SAMPLE = (
    "Unidentified gunmen on motorcycles killed two police officers in the port district on Monday, officials said. "
    "The Pakistani Taliban claimed the attack, while a faction of the group denied it. The Colombian army said that "
    "members of the ELN had fired on soldiers near a bridge. Nobody has claimed the bombing of the market, in which a "
    "group of armed men threw grenades. Fighting between rebels and government troops went on for hours. "
)


def corpora() -> Path:
    return Path(os.environ.get("TALLYBOOK_CORPORA", ROOT.parent / "shared" / "data"))


def read_groups(path: Path) -> list[list[str]]:
    """The names of each actor of the file, persons among them, since the file does not mark them."""
    groups: list[list[str]] = []
    current: list[str] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        bare = line.split("#")[0].strip()
        if not bare or bare.startswith("["):
            continue
        if bare.startswith("+"):
            current.append(_name(bare[1:]))
        else:
            current = [_name(bare)]
            groups.append(current)
    return groups


def _name(words: str) -> str:
    return " ".join(re.sub(r"\[.*?\]", "", words).replace("_", " ").split())


def main() -> int:
    path = corpora() / "petrarch2_dicts" / "Phoenix.MilNonState.actors.txt"
    lexicon = Lexicon.load_default()
    if path.exists():
        groups = read_groups(path)
        scores = [max((c.score for name in names for c in resolve_name(name)[:1]), default=0.0) for names in groups]
        names = [name for group in groups for name in group]
        known = sum(bool((best := resolve_name(name)[:1]) and best[0].score >= FOUND) for name in names)
        found = sum(score >= FOUND for score in scores)
        print(f"entries of the lexicon: {len(lexicon.entries)}, names: {len(lexicon.aliases)}")
        print(f"groups: {len(groups)}, found: {found} ({found / len(groups):.1%})")
        print(f"near only: {sum(0 < score < FOUND for score in scores)}, none: {sum(score == 0 for score in scores)}")
        print(f"names: {len(names)}, found: {known} ({known / len(names):.1%})")
        if "--missing" in sys.argv:
            for group, score in zip(groups, scores, strict=True):
                if score < FOUND:
                    print(f"  {score:.2f} {group[0]}")
    else:
        print(f"skipped: {path} is absent; set TALLYBOOK_CORPORA to the folder of corpora")
    text = SAMPLE * (500 // len(SAMPLE.split()) + 1)
    find_actors(text)
    begin = time.process_time()
    rounds = 100
    for _ in range(rounds):
        find_actors(text)
    took = (time.process_time() - begin) / rounds * 1000
    print(f"find_actors: {took:.2f} ms for {len(text.split())} words")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
