"""Accuracy and speed, measured beside peers: `make bench`.

Accuracy is scored by the scorers that come with the development sets, in ../shared next to this checkout (or where
REPORTEDLY_SHARED points); where that folder is missing, those rows are skipped and named. Figures are compared with
bench/baseline.json: the run fails where one dropped. `python -m bench --update` raises the baseline, never lowers it.
"""
