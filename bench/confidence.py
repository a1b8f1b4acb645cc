"""`python -m bench.confidence`: count how often claims of each sort are right, and write lexicon/confidence.csv.

Counted on the articles whose errors were read, with one right and one wrong claim added to each sort, so that a sort
seldom met is trusted neither wholly nor not at all.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from bench import sets
from reportedly.claim import Kind
from reportedly.reading.confidence import sort_of
from reportedly.reading.reader import read_article
from reportedly.report.rows import claims_rows

TARGET = Path(__file__).parents[1] / "reportedly" / "lexicon" / "confidence.csv"
HEAD = (
    "# How often claims of a kind and sort were right on annotated articles; written by `python -m bench.confidence`.\n"
    "kind,sort,share,right,found\n"
)


def main() -> int:
    """Count and write; 1 where the sets are not at hand."""
    folder = sets.shared()
    if folder is None:
        print("bench: no annotated articles at hand", file=sys.stderr)
        return 1
    scorer = sets.scorer(folder, "claims")
    gold = {g["id"]: g["claims"] for g in sets.records(folder / "data" / "articles.gold.jsonl")}
    articles = sets.articles(folder)
    studied, _ = sets.halves(len(articles), articles=True)
    right: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for article in (articles[i] for i in studied):
        reading = read_article(article)
        predicted, text = claims_rows(reading), scorer.Text(article.text)
        weights = [[scorer.weight(g, p, text) for p in predicted] for g in gold[article.id]]
        matched = {b for _, b in scorer.assign(weights)} if weights and predicted else set()
        for number, claim in enumerate(reading.claims):
            sort = claim.kind.value, sort_of(claim.count, claim.number is not None)
            found[sort] += 1
            right[sort] += number in matched
    lines = []
    for sort in ((kind.value, sort) for kind in Kind for sort in ("number", "single", "vague")):
        share = (right[sort] + 1) / (found[sort] + 2)
        lines.append(f"{sort[0]},{sort[1]},{share:.2f},{right[sort]},{found[sort]}\n")
    TARGET.write_text(HEAD + "".join(lines), "utf-8")
    print(TARGET.read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
