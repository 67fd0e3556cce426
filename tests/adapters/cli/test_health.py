"""`clara doctor` and `clara audit verify`: what is wrong is named, and ends with 1."""

import pytest

from clara.adapters.cli.findings import private, sqlite
from tests.adapters.cli.conftest import Installation

SECOND, THIRD = (f"company_number = 1 AND sequence = {place}" for place in (2, 3))
NEVER_SEALED = """
    INSERT INTO audit_entries (company_number, id, at, action, outcome, door, body)
    SELECT 1, 'audit_late', 1, action, outcome, door, body FROM audit_entries LIMIT 1
"""


def log_some(here: Installation) -> None:
    """Three entries in the company's log, sealed."""
    for number in range(3):
        ended = here.clara(
            *("token", "create", "--company", here.company, "--kind", "api"),
            *("--email", "demo.employee@example.com", "--name", f"Key {number}"),
        )
        assert ended.code == 0


@pytest.mark.parametrize(
    ("version", "is_healthy"),
    [
        ("3.51.3", True),
        ("3.53.4", True),
        ("4.0.0", True),
        ("3.51.2", False),
        ("3.40.1", False),
        ("3.7.0", False),
        ("3.9.10", False),
    ],
)
def test_sqlite_below_its_floor_is_not_healthy(version: str, is_healthy: bool) -> None:
    finding = sqlite(version)
    assert finding.is_healthy is is_healthy
    assert f"SQLite {version}" in finding.sentence
    assert ("below 3.51.3" in finding.sentence) is not is_healthy


@pytest.mark.parametrize(
    ("mode", "is_healthy", "may_be_read"),
    [
        (0o600, True, False),
        (0o400, True, False),
        (0o640, False, False),
        (0o604, False, False),
        (0o644, True, True),
        (0o664, False, True),
    ],
)
def test_files_with_secrets_are_their_owners(
    bare: Installation, mode: int, is_healthy: bool, may_be_read: bool
) -> None:
    path = bare.folder / "secret"
    path.touch()
    path.chmod(mode)
    finding = private(path, may_be_read=may_be_read)
    assert finding.is_healthy is is_healthy
    assert ("chmod 600" in finding.sentence) is not is_healthy


def test_a_sound_installation_is_healthy(here: Installation) -> None:
    ended = here.clara("doctor", "--invariants", "--json")
    assert ended.code == 0
    assert [one for one in ended.json if not one["is_healthy"]] == []
    sentences = "\n".join(one["sentence"] for one in ended.json)
    for word in ("Python 3.", "SQLite 3.", "secret_key has mode 0600", "schema", "Sums of"):
        assert word in sentences


def test_an_open_secret_is_not_healthy(here: Installation) -> None:
    (here.folder / "var/secret_key").chmod(0o644)
    ended = here.clara("doctor")
    assert ended.code == 1
    assert "BAD  var/secret_key has mode 0644" in ended.out


def test_a_missing_schema_is_not_healthy(bare: Installation) -> None:
    ended = bare.clara("doctor")
    assert ended.code == 1
    assert "run clara migrate" in ended.out


def test_a_broken_invariant_is_not_healthy(here: Installation) -> None:
    here.query("UPDATE cards SET status = 'LOCKED' WHERE status = 'ACTIVE'")
    ended = here.clara("doctor", "--invariants")
    assert ended.code == 1
    assert "BAD  A card is LOCKED exactly while a lock on it is not lifted. Broken" in ended.out


def test_an_untouched_log_is_intact(here: Installation) -> None:
    log_some(here)
    ended = here.clara("audit", "verify")
    assert ended.code == 0
    assert ended.out.splitlines()[1].endswith(f"({here.company}): intact, 3 entries")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            "UPDATE audit_entries SET body = CAST(replace(body, 'api', 'mcp') AS BLOB) WHERE "
            + SECOND,
            "entry number 2, audit_",
        ),
        (
            "DELETE FROM audit_entries WHERE " + SECOND,
            "number 2 is missing",
        ),
        (
            "DELETE FROM audit_entries WHERE " + THIRD,
            "number 3 is missing",
        ),
        (
            "UPDATE audit_entries SET sequence = NULL, hash = NULL, at = 1 WHERE " + THIRD,
            "number 3 is missing",
        ),
        (
            NEVER_SEALED,
            "1 entries behind number 3 are unsealed",
        ),
    ],
)
def test_the_first_entry_that_is_wrong_is_named(
    here: Installation, damage: str, sentence: str
) -> None:
    log_some(here)
    here.query(damage)
    ended = here.clara("audit", "verify", "--company", here.company)
    assert ended.code == 1
    assert sentence in ended.out
    assert here.clara("doctor").code == 1
