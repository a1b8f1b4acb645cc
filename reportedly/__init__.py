"""Reportedly: a claims desk for conflict reporting.

>>> from reportedly import read
>>> reading = read("At least 12 soldiers were killed in Kherson on Monday, the regional governor said.")
>>> reading.claims[0].count.low
12
"""

__version__ = "0.1.0"
