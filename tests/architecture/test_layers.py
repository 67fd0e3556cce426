"""Who may know whom, and that the core takes time, chance and settings from nobody but its ports."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAIN = sorted((ROOT / "clara" / "domain").rglob("*.py"))
APPLICATION = sorted((ROOT / "clara" / "application").rglob("*.py"))
ADAPTERS = sorted((ROOT / "clara" / "adapters").rglob("*.py"))

PURE = {"msgspec", "iso18245"}
"""Beyond the standard library, the domain takes structures and a table of merchant codes."""


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield node.lineno, node.module or ""


def foreign(path: Path, *allowed: str) -> list[str]:
    """Imports outside the standard library, `PURE` and the packages allowed."""
    found = []
    for line, name in imported(path):
        top = name.partition(".")[0]
        is_ours = any(name == one or name.startswith(f"{one}.") for one in allowed)
        if not is_ours and (top == "clara" or top not in sys.stdlib_module_names | PURE):
            found.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    return found


def test_there_is_something_to_look_at() -> None:
    assert len(DOMAIN) > 40
    assert len(APPLICATION) > 20
    assert len(ADAPTERS) > 40


def test_the_domain_knows_only_itself() -> None:
    assert [one for path in DOMAIN for one in foreign(path, "clara.domain")] == []


def test_the_application_knows_itself_and_the_domain() -> None:
    allowed = ("clara.domain", "clara.application", "clara.version")
    assert [one for path in APPLICATION for one in foreign(path, *allowed)] == []


def test_driven_adapters_do_not_know_the_doors() -> None:
    doors = ("clara.adapters.http", "clara.adapters.mcp", "clara.bootstrap", "clara.doors")
    driven = (
        *("client_documents", "identity", "limits", "mail", "payments", "persistence"),
        *("statements", "system"),
    )
    inside = [path for path in ADAPTERS if path.parts[-2] in driven]
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in inside
        for line, name in imported(path)
        if name.startswith(doors)
    ]
    assert inside
    assert found == []


def test_nothing_but_the_command_line_knows_the_composition_root() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in [*DOMAIN, *APPLICATION, *ADAPTERS]
        for line, name in imported(path)
        if name in ("clara.bootstrap", "clara.doors") and "cli" not in path.parts
    ]
    assert found == []


FORBIDDEN = {
    "now": "the time",
    "utcnow": "the time",
    "today": "the time",
    "perf_counter": "the time",
    "monotonic": "the time",
    "time_ns": "the time",
    "uuid4": "chance",
    "uuid1": "chance",
    "urandom": "chance",
    "token_hex": "chance",
    "token_bytes": "chance",
    "randbelow": "chance",
    "environ": "the environment",
    "getenv": "the environment",
}
MODULES = {"random", "secrets", "uuid", "time"}
SEEDED = ROOT / "clara" / "application" / "demo" / "dice.py"
"""The one place that may import `random`: the demo's dice, thrown from a given seed."""


def taken(path: Path) -> list[str]:
    """Where a file of the core takes what only its ports may give."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN:
            owner = ast.unparse(node.value)
            # `self.clock.now()` is the port itself, a value's own `now` was handed in, and so was
            # a day.
            is_port = (owner == "self" or owner.endswith("clock")) and node.attr == "now"
            is_given = node.attr == "today" and not owner.endswith(("date", "datetime"))
            if not (is_port or is_given):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} takes {FORBIDDEN[node.attr]}")
        elif isinstance(node, ast.Name) and node.id in FORBIDDEN.keys() - {"now", "today"}:
            found.append(f"{path.relative_to(ROOT)}:{node.lineno} takes {FORBIDDEN[node.id]}")
    if path != SEEDED:
        found += [
            f"{path.relative_to(ROOT)}:{line}" for line, name in imported(path) if name in MODULES
        ]
    return found


@pytest.mark.parametrize("layer", ["domain", "application"])
def test_the_core_takes_no_time_no_chance_and_no_settings(layer: str) -> None:
    files = DOMAIN if layer == "domain" else APPLICATION
    assert [one for path in files for one in taken(path)] == []


def test_the_domain_never_touches_floats_of_money() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in DOMAIN
        if path.name in ("money.py", "totals.py", "summary.py", "card.py", "counting.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert found == []


def test_use_cases_never_commit_nor_write_the_log() -> None:
    words = ("commit", "rollback")
    # Of operations, and of what they leave for later.
    runners = {
        ROOT / "clara/application" / name
        for name in (
            *("runner.py", "in_time.py", "tasks/steps.py"),
            "issuer_news/telling_issuers.py",
        )
    }
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in APPLICATION
        if path not in runners
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in words
    ]
    assert found == []
