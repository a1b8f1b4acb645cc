"""What `make demo` shows: the same days from two sides, the other samples in short, what several tell of, a page.

It leaves a ledger for `reportedly serve --demo`, with accounts, and with things done at the desk.
"""

import sys
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.padding import Padding

from reportedly import Article, Ledger, read_article
from reportedly.claim import Reading
from reportedly.desk.accounts import account
from reportedly.desk.accounts.role import Role
from reportedly.desk.asking import letter
from reportedly.desk.settings import Settings
from reportedly.intake import Metadata, Problem, arrivals, articles
from reportedly.ledger import acts
from reportedly.ledger.replies import today
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
The desk in a browser:   .venv/bin/reportedly serve --demo (then http://127.0.0.1:8000)
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
        work(ledger)
        lines = [line for line in summaries(ledger, order=Order.REPORTED) if line.articles > 1][:TOLD_TWICE]
        print_incidents([(one, findings_in(ledger, one)) for one in incidents(ledger, lines)], console)
    return lines[0].id[:8]


def work(ledger: Ledger) -> None:
    """Accounts to sign in with, and some of what people do at a desk."""
    for role in Role:
        account.make(ledger.engine, role.value, role, password="demo demo demo")
    (toll,), (raid,), (strike,) = (
        [kept.name for kept in ledger.claims(query, limit=1)]
        for query in ("killed = 39", "killed = 613", "killed = 471")
    )
    acts.check(ledger, toll, "unverified", by="analyst", note="An example of a verification: nothing was checked here.")
    ledger.decide(toll, "accepted", by="editor", reason="an example of a decision")
    acts.comment(ledger, strike, "An example of a comment, which only the desk sees.", by="analyst")
    acts.assign(ledger, strike, "analyst", by="editor")
    party, deadline = "Russian Ministry of Defense", today() + timedelta(days=3)
    text = letter(Settings(), [ledger.history(raid)[-1]], party, deadline)
    about = {"to": "press@ministry.example", "channel": "email", "text": text, "by": "analyst"}
    acts.request_reply(ledger, party, [raid], deadline=deadline, **about)


if __name__ == "__main__":
    main()
