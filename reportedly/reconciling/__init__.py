"""The claims of many articles put together: incidents, echoes, series, findings, coding views.

>>> import tempfile
>>> from reportedly import Article, Ledger
>>> with tempfile.TemporaryDirectory() as folder, Ledger.open(f"sqlite:///{folder}/ledger.db") as ledger:
...     for n, said in enumerate(("police said", "a hospital official said", "according to police")):
...         text = f"Eleven people were killed in Kherson on 12 March 2024, {said}."
...         _ = ledger.add(Article(text, id=f"paper-{n}"))
...     _ = bring_up_to_date(ledger)
...     [(len(one.members), len(one.originals)) for one in incidents(ledger)]
[(3, 2)]
"""

from reportedly.reconciling.incident import Incident, Member, Reason
from reportedly.reconciling.incidents import Order, claim_named, incident, incidents, incidents_of, summaries
from reportedly.reconciling.store import bring_up_to_date, rebuild
from reportedly.reconciling.summary import Summary

__all__ = [
    "Incident",
    "Member",
    "Order",
    "Reason",
    "Summary",
    "bring_up_to_date",
    "claim_named",
    "incident",
    "incidents",
    "incidents_of",
    "rebuild",
    "summaries",
]
