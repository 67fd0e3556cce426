"""What Clara runs with is locked, without known weaknesses, allowed and listed."""

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts.security import floors, licences, locks, sbom

LOCKS = pytest.mark.parametrize(
    "lock", locks.locks(), ids=lambda path: path.relative_to(locks.ROOT).as_posix()
)


@LOCKS
def test_every_lock_has_hashes_and_no_address(lock: Path) -> None:
    held = locks.entries(lock)
    assert held
    assert [one.name for one in held if not one.hashes] == []
    assert "://" not in lock.read_text(encoding="utf-8")


def test_no_lock_is_below_a_floor() -> None:
    assert floors.main() == []


def test_an_older_version_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = locks.ROOT / "requirements" / "old.txt"
    h11 = locks.Locked("h11", "0.14.0", "", ("sha256:00",))
    other = locks.Locked("h11", "0.16.0", "", ("sha256:00",))
    monkeypatch.setattr(locks, "locks", lambda: [lock])
    monkeypatch.setattr(locks, "entries", lambda _: [h11, other])
    found = floors.main()
    assert len(found) == 1
    assert found[0].startswith("requirements/old.txt has h11 0.14.0: CVE-2025-43859")


def test_a_lock_is_read_as_it_is_written(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    one, two = "a" * 64, "b" * 64
    lock.write_text(
        f"A_b.c==1.2 ; sys_platform == 'win32' \\\n    --hash=sha256:{one} \\\n"
        f"    --hash=sha256:{two}\n    # via something\n"
    )
    assert locks.entries(lock) == [
        locks.Locked("a-b-c", "1.2", "sys_platform == 'win32'", (f"sha256:{one}", f"sha256:{two}"))
    ]
    lock.write_text("anything>=1\n")
    with pytest.raises(ValueError, match="no pinned version"):
        locks.entries(lock)


def test_every_licence_is_known_and_allowed() -> None:
    assert licences.main() == []


def test_a_licence_is_allowed_by_name_by_expression_or_by_exception() -> None:
    rules = licences.table()
    assert licences.is_allowed("any", "MIT", rules)
    assert licences.is_allowed("any", "GPL-3.0-only OR MIT", rules)
    assert not licences.is_allowed("any", "MIT AND GPL-3.0-only", rules)
    assert not licences.is_allowed("any", "LGPL-3.0-only", rules)
    assert licences.is_allowed("psycopg", "LGPL-3.0-only", rules)
    assert not licences.is_allowed("psycopg", "GPL-3.0-only", rules)
    assert licences.licence_of("nobody-made-this", rules) is None


def test_every_exception_is_used_and_has_its_reason() -> None:
    rules = licences.table()
    held = {one.name for one in locks.entries(locks.RUN)}
    for one in (*rules["exception"], *rules["told"]):
        assert one["package"] in held, one["package"]
        assert len(one["reason"]) > 20
    for one in rules["exception"]:
        assert licences.licence_of(one["package"], rules) == one["licence"]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return sbom.write(tmp_path_factory.mktemp("bill") / "sbom.json")


def test_the_bill_of_materials_holds_every_run_dependency(bill: dict[str, Any]) -> None:
    parts = {(locks.canonical(one["name"]), one["version"]): one for one in bill["components"]}
    held = locks.entries(locks.RUN)
    assert parts.keys() == {(one.name, one.version) for one in held}
    for one in held:
        part = parts[one.name, one.version]
        said = {
            f"sha256:{found['content']}"
            for reference in part["externalReferences"]
            for found in reference.get("hashes", ())
        }
        assert said == {*one.hashes}, one.name
        assert part["licenses"][0]["expression"], one.name
    assert bill["metadata"]["component"]["name"] == "clara"


def test_the_bill_of_materials_is_cyclonedx(bill: dict[str, Any]) -> None:
    # All are written alike; all of them take seconds.
    bill = {**bill, "components": bill["components"][:5], "dependencies": []}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None
