"""The packages of requirements/*.txt, as uv writes them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
RUN = REQUIREMENTS / "run.txt"

_ENTRY = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>.*))?")
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One package of a lock. `marker` says on which systems it is installed; empty: on all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locks() -> list[Path]:
    """Every lock of the repository: the project's own and those of clients that tests run."""
    return [
        *sorted(REQUIREMENTS.glob("*.txt")),
        *sorted((ROOT / "tests").rglob("requirements.txt")),
    ]


def entries(lock: Path) -> list[Locked]:
    """Raises ValueError for an entry that is no pinned version."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [_locked(line, lock) for line in lines if line]


def _locked(line: str, lock: Path) -> Locked:
    said, *_ = line.partition("--hash=")
    found = _ENTRY.fullmatch(said.strip())
    if found is None:
        raise ValueError(f"{lock.name} has {said.strip()!r}, which is no pinned version")
    return Locked(
        name=canonical(found["name"]),
        version=found["version"],
        marker=found["marker"] or "",
        hashes=tuple(_HASH.findall(line)),
    )


def canonical(name: str) -> str:
    """As names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
