"""The desk: the ledger in a browser, for those who work on a story and for those who read it.

It needs the extra `web`. `reportedly serve` starts it; `create_app` gives the application to any ASGI server.
"""

from reportedly.desk.application import create_app
from reportedly.desk.settings import Settings

__all__ = ["Settings", "create_app"]
