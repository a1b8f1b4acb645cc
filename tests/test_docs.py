"""What the documentation says is so: its code runs, its links lead somewhere, its command reference is current."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reportedly import read
from reportedly.claim import Claim
from reportedly.desk.settings import Settings
from reportedly.lexicon import rows
from reportedly.reading.chain import OWN_VOICE

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("C*.md"))]
COMMANDS = (
    *(
        "",
        "read",
        "tally",
        "quotes",
        "add",
        "watch",
        "find",
        "show",
        "import",
        "import losses",
        "series",
        "incidents",
        "incident",
        "findings",
        "decide",
        "view",
        "serve",
        "ledger",
    ),
    *(f"decide {name}" for name in ("same-incident", "other-incident", "same-party", "other-party")),
    *(f"ledger {name}" for name in ("verify", "checkpoint", "proof", "check", "backup", "restore", "reread", "stats")),
)


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


WEIGHTS = re.compile(r"(<!-- weights -->\n)(.*?)(<!-- /weights -->)", re.DOTALL)


def weights() -> str:
    """The table of weights on the page on reconciling."""
    lines = ["| sign | bits | what it says |", "|---|---|---|"]
    for row in rows("match_weights.csv"):
        bits = f"{float(row['bits']):+g}".replace("-", "−")
        lines.append(f"| `{row['sign']}` | {bits} | {row['text'].format(a='…', b='…')} |")
    return "\n".join(lines) + "\n"


def test_the_page_on_reconciling_has_todays_weights() -> None:
    found = WEIGHTS.search((ROOT / "docs" / "reconciling.md").read_text("utf-8"))
    assert found and found[2] == weights()


def failures() -> list[tuple[str, str]]:
    page = (ROOT / "docs" / "method.md").read_text("utf-8")
    table = re.search(r"<!-- failures -->\n(.*?)<!-- /failures -->", page, re.DOTALL)
    assert table
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()[2:]]
    return [(words, reads) for words, reads, _ in cells]


def told(claim: Claim) -> str:
    source = "the article" if claim.claimant.source == OWN_VOICE else claim.claimant.source
    return f"{claim.kind} {claim.count.text} ({source})"


@pytest.mark.parametrize(("words", "reads"), failures())
def test_the_method_tells_todays_failures(words: str, reads: str) -> None:
    claims = read(words, published="2024-03-18").claims
    assert ("; ".join(map(told, claims)) or "nothing") == reads, "better or worse: change the page"


def test_files_that_the_lexicon_page_names_exist() -> None:
    page = (ROOT / "docs" / "data.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+\.[ct]sv)`", page))
    assert len(named) > 40
    assert [n for n in sorted(named) if not (ROOT / "reportedly" / "lexicon" / n).is_file()] == []


_ENDLESS = ("reportedly watch", "reportedly serve")


def commands(page: Path) -> list[str]:
    """The lines of a page that a user could type: indented, with `reportedly` in them, without the remark behind.

    `watch` and `serve` are not among them: they have no end.
    """
    lines = re.findall(r"^    ((?:cat \S+ \| )?reportedly .*)$", page.read_text("utf-8"), re.MULTILINE)
    return [line.split(" #")[0].strip() for line in lines if not line.startswith(_ENDLESS)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sources that the pages speak of, each made from one short sample."""
    folder = tmp_path_factory.mktemp("desk")
    text = (ROOT / "samples" / "khartoum.txt").read_text("utf-8")
    body = text.split("---\n")[2].strip()
    (folder / "articles").mkdir()
    (folder / "articles" / "khartoum.txt").write_text(text, "utf-8")
    (folder / "article.txt").write_text(body, "utf-8")
    (folder / "rules.toml").write_text((ROOT / "samples" / "rules.toml").read_text("utf-8"), "utf-8")
    (folder / "batch.jsonl").write_text(json.dumps({"id": "one", "text": body}) + "\n", "utf-8")
    for name, figures in (("equipment", '"tank": 3'), ("personnel", '"personnel": 5'), ("correction", '"tank": -1')):
        (folder / f"{name}.json").write_text(f'[{{"date": "2022-03-01", {figures}}}]', "utf-8")
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    (folder / "page.html").write_text(f"<html><body><article>{paragraphs}</article></body></html>", "utf-8")
    return folder


@pytest.mark.parametrize("command", [c for page in PAGES for c in commands(page)])
def test_commands_of_the_pages_work(command: str, desk: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    call = ["sh", "-c", command]
    environment = {**os.environ, "PATH": path, "REPORTEDLY_DB": f"sqlite:///{desk}/ledger.db"}
    if "reportedly add" not in command:
        subprocess.run(["reportedly", "add", "articles/"], cwd=desk, env=environment, capture_output=True, check=True)
    if "reportedly series" in command:
        table = ["reportedly", "import", "losses", "equipment.json"]
        subprocess.run(table, cwd=desk, env=environment, capture_output=True, check=True)
    done = subprocess.run(call, cwd=desk, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_pages_have_commands() -> None:
    assert len(commands(ROOT / "README.md")) >= 6


def test_every_dependency_has_its_reason() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    declared = re.findall(r'^    "([a-z0-9-]+)[><=]', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert len(declared) > 8
    assert [name for name in declared if f"| {name} " not in told] == []


def test_every_setting_of_the_desk_is_told() -> None:
    told = (ROOT / "docs" / "desk.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`REPORTEDLY_{name.upper()}`" not in told] == []


if __name__ == "__main__":
    page = ROOT / "docs" / "reconciling.md"
    page.write_text(WEIGHTS.sub(lambda found: found[1] + weights() + found[3], page.read_text("utf-8")), "utf-8")
    (ROOT / "docs" / "cli.md").write_text(reference(), "utf-8")
