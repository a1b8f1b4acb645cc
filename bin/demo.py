"""What `make demo` shows: the same days from two sides in full, each other sample in short, and a page."""

import sys
from pathlib import Path

from rich.console import Console
from rich.padding import Padding

from reportedly import Article, read_article
from reportedly.intake import articles
from reportedly.report import words
from reportedly.report.forms import as_html
from reportedly.report.table import print_reading

SAMPLES, PAGE = Path("samples"), Path("demo/report.html")
IN_FULL = ("border-raids-legions", "border-raids-moscow")
NEXT = f"""
All of it as a page:     {PAGE} (open it in a browser)
A sample in full:        .venv/bin/reportedly read samples/gaza-hospital.txt
Your own article:        .venv/bin/reportedly read article.txt --published 2024-03-18 --publisher "The Paper"
For a spreadsheet:       .venv/bin/reportedly read samples --format csv --out claims.csv
Totals of an article:    .venv/bin/reportedly tally samples
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
    print(NEXT)


if __name__ == "__main__":
    main()
