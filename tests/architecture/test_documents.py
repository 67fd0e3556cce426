"""What documents say of files is so."""

import re
import tomllib
from pathlib import Path

import pytest

from clara.version import VERSION

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if path.exists()
]
# `docs/x.md`, `clara/y.py`, `tests/z/`: something in backticks that begins with a folder of ours.
PATH = re.compile(r"`((?:clara|docs|tests|benchmarks|requirements|deploy|\.ci)/[\w./-]*)`")


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_path_a_document_names_exists(document: Path) -> None:
    named = PATH.findall(document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_path_a_docstring_names_exists() -> None:
    missing = [
        f"{source.relative_to(ROOT)} names {path}"
        for source in sorted((ROOT / "clara").rglob("*.py"))
        for path in PATH.findall(source.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    ]
    assert missing == []


def test_no_domain_module_is_called_by_a_name_that_says_nothing() -> None:
    empty = {"utils.py", "helpers.py", "common.py", "base.py", "types.py", "misc.py"}
    found = [p.relative_to(ROOT) for p in (ROOT / "clara").rglob("*.py") if p.name in empty]
    assert found == []
