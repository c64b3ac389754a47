"""What linking needs: the table of common words, and what each level of agreement is worth.

python -m training.linking words              writes src/tallybook/linking/data/words.tsv
python -m training.linking weights            writes src/tallybook/linking/data/weights.json

The words are counted over the training parts of every corpus but the one that linking is measured on, so that its
figures are of reports that no part of linking has seen; no label is needed for it. The weights are learned from all of
that one; `tallybook evaluate linking` learns them again without the incidents that it measures on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tallybook.coding import get_coder
from tallybook.evaluation.ceha import read_records
from tallybook.evaluation.corpora import corpus_path, load_hrdsattack, load_muc4, load_wikinews
from tallybook.evaluation.geoparsing import read_documents
from tallybook.evaluation.gvdb import read_articles as read_gvdb
from tallybook.evaluation.linking import learn, read_accounts
from tallybook.evaluation.polnear import read_articles as read_polnear
from tallybook.linking import LINKING_VERSION, WordTable, load_words, words_of

DATA = Path(__file__).resolve().parent.parent / "src" / "tallybook" / "linking" / "data"


def texts() -> Iterator[str]:
    """The texts that words are counted in."""
    yield from (report.text for report in load_muc4(corpus_path("muc4/dev")))
    yield from (sample.report.text for sample in load_hrdsattack(corpus_path("hrdsattack/train.json")))
    yield from (report.text for report in load_wikinews(corpus_path("wikinews/wikinews_2019.csv")))
    yield from (article.report.text for article in read_gvdb(corpus_path("gvdb/dev.json")))
    yield from (record.report.text for record in read_records(corpus_path("ceha/train-dev.jsonl.gz")))
    yield from (article.report.text for article in read_polnear(corpus_path("polnear/train")))
    for name in ("lgl.xml", "TR-News.xml", "GeoVirus.xml"):
        yield from (document.text for document in read_documents(corpus_path(f"geoparsing/{name}")))


def main() -> None:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("words", "weights"))
    parser.add_argument("--to", type=Path, default=DATA)
    options = parser.parse_args()
    if options.what == "words":
        table = WordTable.of(words_of(text) for text in texts())
        (options.to / "words.tsv").write_text(table.to_text(), encoding="utf-8")
        print(f"{table.reports} texts, {len(table.counts)} words")
        return
    accounts = read_accounts(None, get_coder("local"), load_words())
    model = learn(accounts, LINKING_VERSION)
    (options.to / "weights.json").write_text(json.dumps(model.to_json(), indent=1) + "\n", encoding="utf-8")
    print(f"{len(accounts.profiles)} mentions")


if __name__ == "__main__":
    main()
