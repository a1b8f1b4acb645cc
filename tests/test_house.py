"""What must hold everywhere in the house."""

import ast
import csv
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "reportedly"
_PACKAGES = {"argon2": "argon2-cffi"}  # what a module comes in, where that is not its name
LEXICON = sorted(p for p in (ROOT / "lexicon").iterdir() if p.suffix in {".csv", ".tsv"})


@pytest.mark.parametrize("path", LEXICON, ids=lambda p: p.name)
def test_a_lexicon_file_says_what_it_is_and_has_no_row_twice(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    table = [line for line in lines if line.strip() and not line.startswith("#")]
    header, *facts = csv.reader(table, delimiter="\t" if path.suffix == ".tsv" else ",")
    assert all(len(fact) == len(header) for fact in facts)
    twice = {tuple(f) for f in facts if facts.count(f) > 1} if len(facts) < 3000 else set()
    assert not twice


def test_a_module_answers_one_question() -> None:
    """Past some 450 lines a second question has crept in."""
    assert [p.name for p in ROOT.rglob("*.py") if len(p.read_text("utf-8").splitlines()) > 450] == []


def imported(path: Path) -> set[str]:
    """The packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
    return {name.split(".")[0] for name in found}


def test_what_is_imported_is_declared() -> None:
    declared = set(
        re.findall(r'^    "([a-z0-9-]+)[><=]', (ROOT.parent / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    )
    modules = set().union(*(imported(path) for path in ROOT.rglob("*.py"))) - sys.stdlib_module_names - {"reportedly"}
    used = {_PACKAGES.get(module, module.replace("_", "-")) for module in modules}
    assert used - declared == set()


def column(name: str, header: str) -> set[str]:
    lines = [line for line in (ROOT / "lexicon" / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    return {row[header] for row in csv.DictReader(lines)}


def test_every_category_of_equipment_has_its_place_in_the_crosswalk() -> None:
    assert column("equipment.csv", "category") <= column("equipment_categories.csv", "category")


def test_every_lexicon_file_is_read_somewhere() -> None:
    code = "".join(p.read_text("utf-8") for p in ROOT.rglob("*.py"))
    assert [p.name for p in LEXICON if p.name not in code] == ["equipment_categories.csv"]


def test_the_project_speaks_of_itself_alone() -> None:
    for path in ROOT.rglob("*.py"):
        assert "/work/" not in path.read_text("utf-8"), path
