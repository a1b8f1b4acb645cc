"""`python -m bench [--update] [--only NAME…]`: measure, print beside the peers, compare with the baseline."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import accuracy, incidents, ledger, sets, speed
from bench.accuracy import Figure

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
METHOD = HERE.parent / "docs" / "method.md"
MARKS = re.compile(r"(<!-- accuracy -->\n).*?(<!-- /accuracy -->)", re.DOTALL)
# Shares of the figure that noise alone may take from it.
SLACK = {"speed": 0.25, "memory": 0.10, "import": 0.50, "ledger": 0.50}

SETS: dict[str, Callable[[Path], Iterable[Figure]]] = {
    "articles": accuracy.on_articles,
    "rand-dev": lambda folder: accuracy.on_counts(folder, "rand-dev"),
    "gtd-dev": lambda folder: accuracy.on_counts(folder, "gtd-dev"),
    "muc-dev": accuracy.on_muc,
    "attribution-dev": accuracy.on_attribution,
    "pages": accuracy.on_pages,
    "incidents": incidents.on_all,
    "speed": speed.on_all,
    "ledger": ledger.on_all,
}


def _dropped(figure: Figure, baseline: dict[str, float]) -> bool:
    if figure.name not in baseline:
        return False
    was = baseline[figure.name]
    slack = SLACK.get(figure.name.split(":")[0], 0.0) * was + 0.0005
    return figure.value < was - slack if figure.rising else figure.value > was + slack


def _better(figure: Figure, was: float | None) -> float:
    if was is None:
        return figure.value
    return max(figure.value, was) if figure.rising else min(figure.value, was)


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if value < 10 and value != int(value) else f"{value:.1f}".removesuffix(".0")


def _markdown(measured: list[Figure], peers: dict[str, dict[str, float]]) -> str:
    """The table for docs/method.md."""
    lines = ["| figure | now | studied | unseen | asked | best peer |", "|---|---|---|---|---|---|"]
    for f in measured:
        peer = peers.get(f.name, {})
        cells = (f.value, f.studied, f.unseen, peer.get("must"), peer.get("peer"))
        lines.append(f"| {f.name} | {' | '.join(map(_shown, cells))} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, print, compare; 1 where a figure dropped below the baseline."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--update", action="store_true", help="raise the baseline to what was measured now")
    parser.add_argument("--only", nargs="+", choices=SETS, default=list(SETS), help="measure these alone")
    options = parser.parse_args()
    folder = sets.shared()
    if folder is None:
        print(f"bench: skipped {', '.join(options.only)}: no ../shared beside this checkout (or set REPORTEDLY_SHARED)")
        return 0
    peers = json.loads((HERE / "peers.json").read_text("utf-8"))
    baseline: dict[str, float] = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    table = Table("figure", title="Reportedly, measured now", title_justify="left")
    for column in ("now", "studied part", "unseen part", "must", "best peer", "baseline"):
        table.add_column(column, justify="right")
    dropped: list[str] = []
    measured: list[Figure] = []
    for name in options.only:
        print(f"measuring {name} …", file=sys.stderr)
        for figure in SETS[name](folder):
            measured.append(figure)
            peer = peers.get(figure.name, {})
            if _dropped(figure, baseline):
                dropped.append(figure.name)
            must = peer.get("must")
            reached = must is None or (figure.value >= must if figure.rising else figure.value <= must)
            table.add_row(
                figure.name,
                f"[{'green' if reached else 'red'}]{_shown(figure.value)}[/]",
                _shown(figure.studied),
                _shown(figure.unseen),
                _shown(must),
                _shown(peer.get("peer")),
                _shown(baseline.get(figure.name)),
            )
            if options.update:
                baseline[figure.name] = round(_better(figure, baseline.get(figure.name)), 4)
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    if options.update:
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", "utf-8")
        if options.only == list(SETS):
            METHOD.write_text(MARKS.sub(rf"\1{_markdown(measured, peers)}\2", METHOD.read_text("utf-8")), "utf-8")
    for name in dropped:
        print(f"bench: dropped below the baseline: {name}", file=sys.stderr)
    return 1 if dropped else 0


if __name__ == "__main__":
    sys.exit(main())
