"""What `make demo` shows: the same days from two sides, the other samples in short, what several tell of, a page."""

import sys
from pathlib import Path

from rich.console import Console
from rich.padding import Padding

from reportedly import Article, Ledger, read_article
from reportedly.claim import Reading
from reportedly.intake import Metadata, Problem, arrivals, articles
from reportedly.reconciling import Order, bring_up_to_date, incidents, summaries
from reportedly.reconciling.findings import findings_in
from reportedly.report import words
from reportedly.report.forms import as_html
from reportedly.report.reconciled import print_incidents
from reportedly.report.table import print_reading

SAMPLES, PAGE = Path("samples"), Path("demo/report.html")
LEDGER = "sqlite:///demo/ledger.db"
TOLD_TWICE = 2  # incidents that several articles tell of
IN_FULL = ("border-raids-legions", "border-raids-moscow")
NEXT = f"""
All of it as a page:     {PAGE} (open it in a browser)
A sample in full:        .venv/bin/reportedly read samples/gaza-hospital.txt
Your own article:        .venv/bin/reportedly read article.txt --published 2024-03-18 --publisher "The Paper"
For a spreadsheet:       .venv/bin/reportedly read samples --format csv --out claims.csv
Totals of an article:    .venv/bin/reportedly tally samples
One happening in full:   .venv/bin/reportedly incident {{incident}} --db {LEDGER}
Who said what:           .venv/bin/reportedly quotes samples/olenivka.txt"""


def main() -> None:
    """Read the samples once and show them."""
    readings = [read_article(found) for found in articles([SAMPLES]) if isinstance(found, Article)]
    width = None if sys.stdout.isatty() else 100
    console = Console(width=width, highlight=False, emoji=False, markup=False)
    for reading in readings:
        if reading.article.id in IN_FULL:
            print_reading(reading, console)
    console.print("The other samples in short", style="bold underline")
    for reading in readings:
        if reading.article.id not in IN_FULL:
            console.print(words.heading(reading.article))
            console.print(Padding(" · ".join(words.label(reading)), (0, 0, 0, 2), style="dim", expand=False))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("".join(as_html(readings)), "utf-8")
    console.print("\nPut together: what several of them tell of\n", style="bold underline")
    print(NEXT.format(incident=put_together(readings, console)))


def put_together(readings: list[Reading], console: Console) -> str:
    """Keep the readings in a ledger and show the incidents of several articles; gives the id of the first."""
    read = {reading.article.id: reading for reading in readings}
    for old in PAGE.parent.glob("ledger.db*"):  # the samples may have changed since last time
        old.unlink()
    with Ledger.open(LEDGER, create=True) as ledger:
        kept = (one for one in arrivals([SAMPLES], Metadata()) if not isinstance(one, Problem))
        for _ in ledger.add_all(kept, reader=lambda article: read[article.id]):
            pass
        bring_up_to_date(ledger)
        lines = [line for line in summaries(ledger, order=Order.REPORTED) if line.articles > 1][:TOLD_TWICE]
        print_incidents([(one, findings_in(ledger, one)) for one in incidents(ledger, lines)], console)
    return lines[0].id[:8]


if __name__ == "__main__":
    main()
