"""What faults came to: a table for people, and the same for programs."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.kind import Kind, Outcome

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
_BUILD = ROOT / "build"
_BEGIN, _END = "<!-- faults: begin -->", "<!-- faults: end -->"
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_HEAD = (
    "| kind | what holds | store | cases | lost | doubled | broken | without what it needs |\n"
    "|---|---|---|---:|---:|---:|---:|---|"
)


@dataclass(frozen=True)
class Line:
    """A kind on a store: with the product as it is, and as its control has it. `failure` is an
    exception that ended either."""

    kind: Kind
    store: str
    found: Outcome | None
    control: Outcome | None
    failure: str | None = None

    @property
    def holds(self) -> bool:
        return self.found is not None and self.found.is_clean and self.can_fail

    @property
    def can_fail(self) -> bool:
        return self.control is not None and not self.control.is_clean


def table(lines: Sequence[Line]) -> str:
    return "\n".join([_HEAD, *map(_row, lines)])


def _row(line: Line) -> str:
    name, found = _NAMES.get(line.store, line.store), line.found
    if found is None:
        return f"| {line.kind.name} | {line.kind.sentence} | {name} | {line.failure} | | | | |"
    counts = f"{found.cases} | {found.lost} | {found.doubled} | {len(found.broken)}"
    harm = _harm(line.control)
    return f"| {line.kind.name} | {line.kind.sentence} | {name} | {counts} | {harm} |"


def _harm(control: Outcome | None) -> str:
    """What a control found."""
    if control is None:
        return "not run"
    parts = [
        *([f"{control.lost} lost"] if control.lost else []),
        *([f"{control.doubled} doubled"] if control.doubled else []),
        *control.broken[:1],
    ]
    return ", ".join(parts) or "**nothing**"


def summary(lines: Sequence[Line]) -> str:
    found = [line.found for line in lines if line.found is not None]
    kinds = len({line.kind.name for line in lines})
    cases = sum(one.cases for one in found)
    lost, doubled = sum(one.lost for one in found), sum(one.doubled for one in found)
    return f"{kinds} kinds of faults, {cases} cases, {lost} lost, {doubled} doubled"


def write(lines: Sequence[Line], command: str) -> None:
    """`build/faults.json` and `build/faults.md`."""
    _BUILD.mkdir(exist_ok=True)
    said = [
        {
            "kind": line.kind.name,
            "store": line.store,
            "holds": line.holds,
            "found": asdict(line.found) if line.found else None,
            "control": asdict(line.control) if line.control else None,
            "failure": line.failure,
        }
        for line in lines
    ]
    whole = {"command": command, "at": _now(), "lines": said}
    (_BUILD / "faults.json").write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    (_BUILD / "faults.md").write_text(section(lines, command) + "\n")


def section(lines: Sequence[Line], command: str) -> str:
    return f"`{command}`, {_now()}: {summary(lines)}.\n\n{table(lines)}"


def write_page(lines: Sequence[Line], command: str) -> None:
    """The table of `docs/reliability.md`, between its marks."""
    marks = re.compile(f"{re.escape(_BEGIN)}.*{re.escape(_END)}", re.DOTALL)
    text = f"{_BEGIN}\n{section(lines, command)}\n{_END}"
    PAGE.write_text(marks.sub(lambda _: text, PAGE.read_text()))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")
