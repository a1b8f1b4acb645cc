"""What the documentation says is so: its code runs, its links lead somewhere, its command reference is current."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("C*.md"))]
COMMANDS = ("", "read", "tally", "quotes")


def help_of(command: str) -> str:
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    call = [sys.executable, "-m", "reportedly", *command.split(), "--help"]
    done = subprocess.run(call, check=True, capture_output=True, text=True, env=environment)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def reference() -> str:
    parts = ["# Commands\n\nAs the commands themselves tell it. Written by `python tests/test_docs.py`.\n"]
    for command in COMMANDS:
        name = f"reportedly {command}".strip()
        parts.append(f"## {name}\n\n```text\n{help_of(command)}\n```\n")
    return "\n".join(parts)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_code_in_the_pages_runs(page: Path) -> None:
    for block in re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        exec(compile(block, str(page), "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_command_reference_is_current() -> None:
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == reference()


def test_every_dependency_has_its_reason() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    declared = re.findall(r'^    "([a-z0-9-]+)[><=]', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert len(declared) > 8
    assert [name for name in declared if f"| {name} " not in told] == []


if __name__ == "__main__":
    (ROOT / "docs" / "cli.md").write_text(reference(), "utf-8")
