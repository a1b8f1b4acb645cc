"""How right the reading is, on each development set: whole, the half that was studied, the half only scored."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bench import sets
from reportedly.intake.html import article_on, page_text
from reportedly.reading.reader import quotes_in, read_article, tally_of_article
from reportedly.report.documents import quotes_document
from reportedly.report.rows import claims_rows


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `rising` figures may only rise, the others only fall."""

    name: str
    value: float
    studied: float | None = None
    unseen: float | None = None
    rising: bool = True


def _scored(folder: Path, gold: list[sets.Record], predicted: dict[str, list[sets.Record]]) -> sets.Record:
    with tempfile.TemporaryDirectory() as scratch:
        gold_file, predicted_file = Path(scratch, "gold.jsonl"), Path(scratch, "predicted.jsonl")
        gold_file.write_text("".join(json.dumps(g) + "\n" for g in gold), "utf-8")
        rows = [{"id": g["id"], "claims": predicted[g["id"]]} for g in gold]
        predicted_file.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
        command = [sys.executable, folder / "score" / "claims.py", gold_file, predicted_file, "--json"]
        command += ["--articles", folder / "data" / "articles"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: sets.Record = json.loads(done.stdout)
    return result


def on_articles(folder: Path) -> Iterable[Figure]:
    """Claims with claimant, place, date and verification; and articles without claims that got one."""
    gold = sorted(sets.records(folder / "data" / "articles.gold.jsonl"), key=lambda g: g["id"])
    predicted = {a.id: claims_rows(read_article(a)) for a in sets.articles(folder)}
    studied, unseen = sets.halves(len(gold), articles=True)
    whole, half, other = (
        _scored(folder, [gold[i] for i in part], predicted) for part in (range(len(gold)), studied, unseen)
    )
    names = {"claim found (kind + count)": "articles: claim found F1"}
    names |= {f"+ {k} right": f"articles: + {k} F1" for k in ("claimant", "place", "when", "verification")}
    for key, name in names.items():
        yield Figure(name, whole[key]["f1"], half[key]["f1"], other[key]["f1"])
    key = "no_claim_articles"
    yield Figure(
        "articles: without claims, got one",
        whole[key]["with_false_claims"],
        half[key]["with_false_claims"],
        other[key]["with_false_claims"],
        rising=False,
    )


def _split(
    gold: list[sets.Record], score: Callable[[list[sets.Record]], float], name: str, *, every: int = 1
) -> Figure:
    gold = [g for k in range(every) for g in gold[k::every]]  # the sets studied by every other line come in that order
    studied, unseen = sets.halves(len(gold))
    return Figure(name, score(gold), score([gold[i] for i in studied]), score([gold[i] for i in unseen]))


def on_counts(folder: Path, name: str) -> Iterable[Figure]:
    """Killed and wounded of one incident, both exact (rand-dev, gtd-dev)."""
    scorer = sets.scorer(folder, "counts")
    gold = sets.records(folder / "data" / f"{name}.jsonl")
    predicted = {}
    for record in gold:
        tally = tally_of_article(sets.dated(record))
        predicted[record["id"]] = {kind: tally[kind].best or tally[kind].low or 0 for kind in ("killed", "wounded")}
    yield _split(gold, lambda g: scorer.counts(g, predicted)["both.all"], f"{name}: both exact")


def on_muc(folder: Path) -> Iterable[Figure]:
    """Pairs of effect and number anywhere in an article, from the claims that `read` gives."""
    scorer = sets.scorer(folder, "counts")
    gold = sets.records(folder / "data" / "muc-dev.jsonl")
    predicted = {}
    for record in gold:
        rows = claims_rows(read_article(sets.dated(record)))
        pairs = {(r["kind"], r["count_low"] or r["count_high"]) for r in rows if r["kind"] in ("killed", "wounded")}
        predicted[record["id"]] = {"pairs": [p for p in pairs if p[1]]}
    for key, name in (("R", "recall"), ("P", "precision")):
        yield _split(
            gold,
            lambda g, key=key: scorer.pairs(g, predicted)[key],
            f"muc-dev: {name}",  # type: ignore[misc]
        )


def on_attribution(folder: Path) -> Iterable[Figure]:
    """Relations (source, cue, content) in general news."""
    scorer = sets.scorer(folder, "attribution")
    gold = sets.records(folder / "data" / "attribution-dev.jsonl")
    predicted = [quotes_document(a, quotes_in(a)) for a in map(sets.dated, gold)]
    names = {"speech": "speech cues", "direct": "direct", "accto": "according to", "": "all"}
    for key, name in names.items():
        field = f"relation_{key}" if key else "relation"
        yield _split(
            gold,
            lambda g, field=field: scorer.score(g, [p for p in predicted if p["id"] in {x["id"] for x in g}])[field][2],  # type: ignore[misc]
            f"attribution-dev: relation F1, {name}",
            every=2,
        )


def on_pages(folder: Path) -> Iterable[Figure]:
    """Words of the body on saved pages: F1 over tokens, of the whole text that the intake gives, averaged over pages.

    Headline, standfirst and captions, which the intake keeps and the given bodies do not have, count as wrong.
    """
    pages = sorted((folder / "data" / "pages").glob("*.html"))
    if not pages:
        print(f"bench: skipped pages: none in {folder / 'data' / 'pages'}", file=sys.stderr)
        return
    found = []
    for page in pages:
        ours = _tokens(article_on(page_text(page.read_bytes()))[0])
        given = _tokens(json.loads(page.with_suffix(".json").read_text("utf-8"))["body"])
        found.append(2 * (ours & given).total() / (ours.total() + given.total()))
    yield Figure("pages: body token F1", sum(found) / len(found))
    yield Figure("pages: body token F1, worst page", min(found))


def _tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))
