"""The development sets: where they are, and how Reportedly's answers are put in their scorers' form."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from reportedly.article import Article

Record = dict[str, Any]


def shared() -> Path | None:
    """The folder with data/ and score/, or None where this machine has none."""
    folder = Path(os.environ.get("REPORTEDLY_SHARED", Path(__file__).parents[2] / "shared"))
    return folder if (folder / "score").is_dir() else None


def scorer(folder: Path, name: str) -> ModuleType:
    """One of the scorers, as a module."""
    spec = importlib.util.spec_from_file_location(f"score_{name}", folder / "score" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(path: Path) -> list[Record]:
    """A JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def halves(count: int, *, articles: bool = False) -> tuple[list[int], list[int]]:
    """Positions of the part whose errors were read while rules were written, and of the part that was only scored.

    Of the articles, every eighth was never read; of the other sets, the second half.
    """
    order = range(count)
    unseen = [i for i in order if i % 8 == 7] if articles else list(order[count // 2 :])
    return [i for i in order if i not in set(unseen)], unseen


def articles(folder: Path) -> list[Article]:
    """data/articles, in order of their ids."""
    found = []
    for path in sorted((folder / "data" / "articles").glob("*.txt")):
        about = json.loads(path.with_suffix(".json").read_text("utf-8"))
        published = about.get("published")
        found.append(
            Article(
                path.read_text("utf-8"),
                id=path.stem,
                title=about.get("title"),
                publisher=about.get("publisher"),
                published=date.fromisoformat(published) if published else None,
            )
        )
    return found


def dated(record: Record) -> Article:
    """An article of the count sets: their own year or the dateline's date where there is one."""
    return Article(record["text"], id=record["id"])


def texts(folder: Path, name: str) -> Iterator[Article]:
    """The texts of one of the .jsonl sets."""
    for record in records(folder / "data" / f"{name}.jsonl"):
        yield dated(record)
