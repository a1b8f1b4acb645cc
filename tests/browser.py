"""The desk in a real browser: a server on this machine, and headless Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

SHOTS = Path(__file__).parents[1] / "build" / "screenshots"
NARROW, WIDE = 360, 1440


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, else Playwright's own. Skips where there is neither, but not where CI must not miss it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except BrowserError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium here: apt-get install chromium ({str(error).splitlines()[0]})")
        yield browser
        browser.close()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An application on a free port of this machine."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


class Watched:
    """A page that must not complain: what it reports to the console is kept, and `quiet` wants none of it."""

    def __init__(self, browser: Browser, base: str, width: int = WIDE, scheme: str = "light") -> None:
        self.base = base
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path, wait_until="networkidle")
        return self.page

    def sign_in(self, name: str, password: str) -> None:
        page = self.open("/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_load_state("networkidle")

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    def quiet(self) -> None:
        assert self.complaints == []
