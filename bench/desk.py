"""The desk under load: two workers on loopback, a ledger of 100,000 claims, visitors at a steady rate.

Requests go out when they are due, whether or not those before have been answered (an open loop), so that a slow answer
counts as slow for all who wait behind it. `python -m bench.desk [CLAIMS] [REQUESTS]`.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import httpx2

from bench.accuracy import Figure
from bench.incidents import keep, reports
from reportedly.ledger import Ledger
from reportedly.reconciling import Order, rebuild, summaries

CLAIMS, REQUESTS, RATE, WORKERS = 100_000, 10_000, 50, 2
_CLAIMS_AN_INCIDENT = 27  # as they are made, copies included
_PAGES = ("article", "incident", "search")
_WORDS = (
    "killed > 100",
    "kind:wounded figure > 10",
    "country:ua",
    "police",
    "killed < 5 place:Kherson",
    "soldiers",
    "captured > 3",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: which page, its status, and how long after it was due it had come, in milliseconds."""

    page: str
    status: int
    milliseconds: float


def filled(address: str, claims: int) -> None:
    """A ledger of so many claims of made-up incidents, put together."""
    with Ledger.open(address) as ledger:
        keep(ledger, reports(claims // _CLAIMS_AN_INCIDENT, seed=5))
        rebuild(ledger)


def paths(address: str, many: int) -> list[tuple[str, str]]:
    """Pages to ask for: articles, incidents and searches in turn, seldom the same twice."""
    chance = random.Random(3)
    with Ledger.open(address) as ledger:
        incidents = [line.id for line in summaries(ledger, order=Order.REPORTED, limit=2_000)]
        articles = [kept.article.number for kept in ledger.claims("killed > 0", limit=2_000)]
    asked = []
    for n in range(many):
        page = _PAGES[n % 3]
        if page == "article":
            path = f"/articles/{chance.choice(articles)}"
        elif page == "incident":
            path = f"/incidents/{chance.choice(incidents)}"
        else:
            path = f"/search?q={chance.choice(_WORDS).replace(' ', '+')}+figure+>+{chance.randint(0, 400)}"
        asked.append((page, path))
    return asked


@contextmanager
def serving(address: str, workers: int) -> Iterator[tuple[str, int]]:
    """The desk on a free port of this machine: its address, and the number of its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = os.environ | {"REPORTEDLY_ADMIN": "bench", "REPORTEDLY_ADMIN_PASSWORD": "not a secret here"}
    command = [sys.executable, "-m", "reportedly.cli", "serve", "--db", address, "--port", str(port)]
    server = subprocess.Popen([*command, "--workers", str(workers)], env=told, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                if httpx2.get(url, timeout=5).status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield url, server.pid
    finally:
        server.terminate()
        server.wait(20)


async def load(url: str, asked: Sequence[tuple[str, str]], rate: float) -> list[Answer]:
    """Ask for pages at a rate, in requests a second."""
    limits = httpx2.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=30) as client:
        begun = time.perf_counter()

        async def one(n: int, page: str, path: str) -> Answer:
            due = begun + n / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                status = (await client.get(path)).status_code
            except httpx2.HTTPError:
                status = 0
            return Answer(page, status, 1000 * (time.perf_counter() - due))

        return await asyncio.gather(*(one(n, *what) for n, what in enumerate(asked)))


def memory(pid: int) -> float:
    """Megabytes that a process and its children hold by themselves (proportional set size)."""
    children = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal() and _parent(p) == pid]
    total = 0.0
    for one in (pid, *children):
        rollup = (Path("/proc") / str(one) / "smaps_rollup").read_text("ascii").splitlines()
        total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024
    return total


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text("ascii").rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return None


def on_all(claims: int = CLAIMS, requests: int = REQUESTS) -> Iterator[Figure]:
    """Slowest answer but one in twenty for each page, errors, and how much the memory grew in the second half."""
    with tempfile.TemporaryDirectory(prefix="reportedly-desk-") as folder:
        address = f"sqlite:///{folder}/ledger.db"
        filled(address, claims)
        asked = paths(address, requests)
        with serving(address, WORKERS) as (url, pid):
            asyncio.run(load(url, asked[:300], RATE))  # the first requests import and compile
            half = len(asked) // 2
            answers = asyncio.run(load(url, asked[:half], RATE))
            between = memory(pid)
            answers += asyncio.run(load(url, asked[half:], RATE))
            after = memory(pid)
    for page in _PAGES:
        times = [one.milliseconds for one in answers if one.page == page]
        yield Figure(f"desk: {page} page, p95 ms at {RATE} requests a second", quantiles(times, n=20)[-1], rising=False)
    wrong = Counter(one.status for one in answers if one.status != 200)
    yield Figure(f"desk: errors in {len(answers):,} requests", sum(wrong.values()), rising=False)
    yield Figure("desk: MB of memory, two workers", after, rising=False)
    yield Figure("desk: MB grown in the second half", after - between, rising=False)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    for figure in on_all(*numbers):
        print(f"{figure.name:60} {figure.value:,.1f}", flush=True)
