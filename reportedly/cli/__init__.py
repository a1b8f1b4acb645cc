"""The command line."""

from reportedly.cli import keeping, reading, reconciling, series, serving, trusting, views, watching
from reportedly.cli.application import app, main

__all__ = ["app", "keeping", "main", "reading", "reconciling", "series", "serving", "trusting", "views", "watching"]
