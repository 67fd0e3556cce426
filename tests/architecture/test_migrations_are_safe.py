"""Migrations run below servers of the version before: they add, wait for nobody long, and remove only
what no version uses any more (docs/operations.md, Upgrades). Their PostgreSQL is put before squawk."""

import importlib
import io
import json
import re
import subprocess
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations

from clara.adapters.persistence import migrate
from clara.version import VERSION

ROOT = Path(__file__).parents[2]
SQUAWK = Path(sysconfig.get_path("scripts")) / "squawk"
MIGRATIONS = [path.stem for path in sorted((migrate.FOLDER / "versions").glob("[0-9]*.py"))]
IRRELEVANT = (
    "prefer-bigint-over-int",  # numbers within a company and of pages are small
    "prefer-bigint-over-smallint",  # codes of a few kinds, in covering indexes
    "require-lock-timeout",  # the connection has one: clara/adapters/persistence/migrations/env.py
    "require-statement-timeout",  # making an index on a large table may take what it takes
)
BEFORE_THE_FIRST_RELEASE = {"0002_accounts": {"require-concurrent-index-creation"}}
"""Nobody had data then."""
REMOVING = {
    *("ban-drop-table", "ban-drop-column", "renaming-table", "renaming-column"),
    *("ban-drop-not-null", "adding-required-field", "changing-column-type"),
}
"""Breaks the version before, unless `UNUSED_SINCE` of the migration names the release since which
no code uses what goes: one that is out, before the one that this migration comes with."""


def sql_of(upgrade: Callable[[], None]) -> str:
    """What PostgreSQL is told."""
    text = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql",
        opts={"as_sql": True, "output_buffer": text},
    )
    with Operations.context(context), context.begin_transaction():
        upgrade()
    return text.getvalue()


def found_in(sql: str) -> set[str]:
    """Names of squawk's rules that it breaks."""
    told = subprocess.run(
        [SQUAWK, "--reporter", "json", "--pg-version", "15", "--exclude", ",".join(IRRELEVANT)],
        input=sql,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert told.returncode in (0, 1), told.stderr
    return {one["rule_name"] for one in json.loads(told.stdout)}


def broken_by(migration: ModuleType | SimpleNamespace, released: Iterable[str]) -> set[str]:
    found = found_in(sql_of(migration.upgrade))
    unused_since = getattr(migration, "UNUSED_SINCE", None)
    return found - REMOVING if unused_since in released else found


def earlier_releases(changelog: str) -> list[str]:
    """Versions that are out, without the one that is being made."""
    headings = re.findall(r"^## \[?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    return [version for version in headings if version != VERSION]


@pytest.mark.parametrize("name", MIGRATIONS)
def test_the_version_before_goes_on_while_a_migration_runs_and_after_it(name: str) -> None:
    migration = importlib.import_module(f"clara.adapters.persistence.migrations.versions.{name}")
    released = earlier_releases((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert broken_by(migration, released) == BEFORE_THE_FIRST_RELEASE.get(name, set())


def new_table() -> None:
    op.create_table("things", sa.Column("id", sa.Text(), primary_key=True))
    op.create_index("ix_things_id", "things", ["id"])


def added_column() -> None:
    op.add_column("cards", sa.Column("colour", sa.Text(), nullable=True))
    op.add_column("cards", sa.Column("size", sa.BigInteger(), nullable=False, server_default="0"))


def concurrent_index() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_cards_x", "cards", ["status"], postgresql_concurrently=True, if_not_exists=True)  # fmt: skip


def checked_later() -> None:
    op.execute("ALTER TABLE cards ADD CONSTRAINT ck_cards_x CHECK (number > 0) NOT VALID")


@pytest.mark.parametrize("upgrade", [new_table, added_column, concurrent_index, checked_later])
def test_what_only_adds_is_allowed(upgrade: Callable[[], None]) -> None:
    assert broken_by(SimpleNamespace(upgrade=upgrade), []) == set()


HARMFUL: dict[str, Callable[[], None]] = {
    "adding-required-field": lambda: op.add_column(
        "cards", sa.Column("colour", sa.Text(), nullable=False)
    ),
    "require-concurrent-index-creation": lambda: op.create_index("ix_x", "cards", ["status"]),
    "ban-drop-column": lambda: op.drop_column("cards", "name"),
    "ban-drop-table": lambda: op.drop_table("cards"),
    "renaming-column": lambda: op.alter_column("cards", "name", new_column_name="title"),
    "renaming-table": lambda: op.rename_table("cards", "plastic"),
    "changing-column-type": lambda: op.alter_column("cards", "name", type_=sa.LargeBinary()),
    "adding-not-nullable-field": lambda: op.alter_column("cards", "name", nullable=False),
    "adding-foreign-key-constraint": lambda: op.create_foreign_key(
        "fk_x", "cards", "companies", ["company_number"], ["number"]
    ),
    "constraint-missing-not-valid": lambda: op.create_check_constraint("ck_x", "cards", "true"),
    "disallowed-unique-constraint": lambda: op.create_unique_constraint("uq_x", "cards", ["name"]),
}


@pytest.mark.parametrize("rule", HARMFUL)
def test_what_would_stop_or_break_the_version_before_is_found(rule: str) -> None:
    assert rule in broken_by(SimpleNamespace(upgrade=HARMFUL[rule]), [])


def test_what_no_release_has_used_for_a_while_may_go() -> None:
    changelog = f"# Changes\n\n## {VERSION}\n\n## 0.0.2\n\n## [0.0.1] - 2026\n"
    released = earlier_releases(changelog)
    assert released == ["0.0.2", "0.0.1"]

    def drops(since: str | None) -> set[str]:
        upgrade = HARMFUL["ban-drop-column"]
        return broken_by(SimpleNamespace(upgrade=upgrade, UNUSED_SINCE=since), released)

    assert drops("0.0.2") == set()
    assert drops(VERSION) == drops(None) == {"ban-drop-column"}
