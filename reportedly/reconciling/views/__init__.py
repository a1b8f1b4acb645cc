"""Coding views: the ledger counted by a named rule book. A view is computed, and never changes the ledger.

>>> from reportedly.reconciling.views import ACLED, UCDP
>>> len(UCDP.columns), len(ACLED.columns)
(49, 31)
"""

from reportedly.reconciling.views.acled import ACLED
from reportedly.reconciling.views.cell import Cell, Omitted, Row, Value, View
from reportedly.reconciling.views.own import own_view
from reportedly.reconciling.views.rulebook import RuleBook, RuleBookError, rule_book
from reportedly.reconciling.views.ucdp import UCDP

__all__ = [
    "ACLED",
    "UCDP",
    "Cell",
    "Omitted",
    "Row",
    "RuleBook",
    "RuleBookError",
    "Value",
    "View",
    "own_view",
    "rule_book",
]
