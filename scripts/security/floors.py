"""No lock holds a version with a weakness that security/floors.toml knows."""

import tomllib
from collections.abc import Iterator

import pysqlite3
from packaging.version import Version

from scripts.security import locks

FLOORS = locks.ROOT / "security" / "floors.toml"


def main() -> list[str]:
    """What is below a floor, as sentences."""
    known = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    held = [(lock, one) for lock in locks.locks() for one in locks.entries(lock)]
    found = [
        f"{lock.relative_to(locks.ROOT)} has {one.name} {one.version}: {weakness}"
        for lock, one in held
        for weakness in _weaknesses(one.name, one.version, known["floor"])
    ]
    sqlite = known["sqlite"]
    if Version(pysqlite3.sqlite_version) < Version(sqlite["floor"]):
        found.append(f"SQLite is {pysqlite3.sqlite_version}: {sqlite['weakness']}")
    return found


def _weaknesses(name: str, version: str, floors: list[dict[str, str]]) -> Iterator[str]:
    for floor in floors:
        if floor["package"] == name and Version(version) < Version(floor["floor"]):
            yield f"{floor['advisory']}, {floor['weakness']} (mended in {floor['floor']})"
