"""security/asvs.toml is whole, and what it names exists."""

import ast
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

from scripts.security import ledger, locks

REQUIREMENTS = ledger.requirements()
# How many requirements of level 1 and of level 2 each chapter of ASVS 5.0.0 has.
STANDARD = {
    "V1": (8, 19), "V2": (4, 7), "V3": (8, 11), "V4": (2, 8), "V5": (4, 5), "V6": (13, 22),
    "V7": (6, 12), "V8": (4, 3), "V9": (4, 3), "V10": (5, 24), "V11": (3, 11), "V12": (3, 6),
    "V13": (1, 12), "V14": (2, 7), "V15": (3, 10), "V16": (0, 16), "V17": (0, 7),
}  # fmt: skip
ID = re.compile(r"V(\d+)\.(\d+)\.(\d+)")

each = pytest.mark.parametrize("one", REQUIREMENTS, ids=lambda one: str(one["id"]))


def test_every_requirement_of_both_levels_is_here_once() -> None:
    ids = [one["id"] for one in REQUIREMENTS]
    places = [tuple(map(int, ID.fullmatch(one).groups())) for one in ids]  # type: ignore[union-attr]
    assert len(set(ids)) == len(ids) == 70 + 183
    assert places == sorted(places)
    counted = Counter((ledger.chapter_of(one), one["level"]) for one in REQUIREMENTS)
    assert {c: (counted[c, 1], counted[c, 2]) for c in ledger.CHAPTERS} == STANDARD


@each
def test_a_requirement_says_what_it_rests_on(one: dict[str, Any]) -> None:
    known = {"id", "level", "title", "status", "tests", "documents", "reason", "remark"}
    assert one.keys() <= known
    assert one["title"]
    assert one["status"] in ledger.STATUSES
    match one["status"]:
        case "met":
            assert one.get("tests") or one.get("documents")
        case "partly":
            assert one.get("tests") or one.get("documents")
            assert len(one["remark"]) >= 20
        case "missing":
            assert len(one["remark"]) >= 20
        case "not_applicable":
            assert len(one["reason"]) >= 20
            assert not one.keys() & {"tests", "documents"}


@each
def test_what_a_requirement_names_exists(one: dict[str, Any]) -> None:
    assert [test for test in one.get("tests", []) if not _is_test(test)] == []
    assert [place for place in one.get("documents", []) if not _is_place(place)] == []


def test_a_test_or_document_that_does_not_exist_is_noticed() -> None:
    here = "tests/security/test_ledger.py"
    assert _is_test(f"{here}::test_what_a_requirement_names_exists")
    assert not _is_test(f"{here}::test_that_was_renamed")
    assert not _is_test(f"{here}::_is_test")
    assert not _is_test("tests/security/test_nothing.py::test_what_a_requirement_names_exists")
    assert _is_place("docs/security.md#what-is-checked")
    assert not _is_place("docs/security.md#what-was-removed")
    assert not _is_place("docs/nothing.md#what-is-checked")


def test_the_document_shows_where_it_stands() -> None:
    document = ledger.DOCUMENT.read_text(encoding="utf-8")
    assert document == ledger.shown(document), "run: .venv/bin/python -m scripts.security asvs"
    assert "| V6 Authentication |" in document


def _is_test(named: str) -> bool:
    path, _, name = named.partition("::")
    return name.startswith("test_") and name in _tests_of(path)


@cache
def _tests_of(path: str) -> frozenset[str]:
    file = locks.ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, functions))


def _is_place(named: str) -> bool:
    path, _, anchor = named.partition("#")
    return anchor in _anchors_of(path)


@cache
def _anchors_of(path: str) -> frozenset[str]:
    """As GitHub makes them of headings."""
    file = locks.ROOT / path
    if not file.is_file():
        return frozenset()
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings)
