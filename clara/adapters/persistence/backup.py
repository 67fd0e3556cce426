"""An SQLite database copied while it is in use, and what a copy is examined for."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from clara.adapters.persistence import migrate
from clara.domain.errors import Conflict, Invalid, NotFound

_PAGES_AT_ONCE = 4_096
"""16 MiB with pages of 4 KiB; between slices progress is told and an interruption is heard."""
_PATIENCE_SECONDS = 30
_SCHEMA = f"SELECT version_num FROM {migrate.VERSION_TABLE}"  # noqa: S608 - a constant


class Facts(Struct, frozen=True, kw_only=True):
    """What tells at a glance whether this is the right copy. `newest_entry_at` is in microseconds
    since 1970, 0 when there is no entry."""

    schema: str
    size_bytes: int
    companies: int
    activity_entries: int
    newest_entry_at: int


def copy_database(source: Path, target: Path, told: Callable[[int, int], None]) -> None:
    """The state of one moment, while others go on writing; `told` of pages copied and of all.

    `target` becomes a single file, flushed to the disk, that only its owner may read. Raises
    `database_missing`, `backup_failed`.
    """
    if not source.is_file():
        raise NotFound("database_missing", f"There is no database at {source}.")
    target.touch(mode=0o600, exist_ok=False)
    try:
        with closing(_opened(source)) as read, closing(_opened(target)) as written:
            # One snapshot for all slices: without it, SQLite begins anew after each foreign commit.
            read.execute("BEGIN")
            read.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            read.backup(
                written,
                pages=_PAGES_AT_ONCE,
                progress=lambda _, left, pages: told(pages - left, pages),
                sleep=0,
            )
            written.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise Conflict("backup_failed", f"{source} could not be copied: {error}.") from error
    flush(target)


def examine(path: Path) -> Facts:
    """Read all of the database at `path`, which nobody else uses. Raises `database_damaged`."""
    try:
        with closing(_opened(path)) as driver:
            found = [row[0] for row in driver.execute("PRAGMA integrity_check(1)")]
            if found != ["ok"]:
                raise _damaged(path, found[0])
            schema = driver.execute(_SCHEMA).fetchone()
            companies = driver.execute("SELECT count(*) FROM companies").fetchone()
            entries = driver.execute("SELECT count(*), max(at) FROM audit_entries").fetchone()
    except sqlite3.Error as error:
        raise _damaged(path, str(error)) from error
    return Facts(
        schema=schema[0] if schema else "",
        size_bytes=path.stat().st_size,
        companies=companies[0],
        activity_entries=entries[0],
        newest_entry_at=entries[1] or 0,
    )


def settle(path: Path) -> None:
    """Write what is in the database's log back into its one file, as far as that can be done."""
    with suppress(sqlite3.Error), closing(_opened(path)) as driver:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _opened(path: Path) -> sqlite3.Connection:
    # Never made here: a typing error is no empty database.
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=_PATIENCE_SECONDS,
    )


def check_known(schema: str) -> None:
    """Raises `schema_unknown` for one that no version up to this one made."""
    if schema not in {path.stem for path in (migrate.FOLDER / "versions").glob("[0-9]*.py")}:
        raise Invalid(
            "schema_unknown",
            f"This version of Clara does not know the schema {schema}.",
            remedy="Use the version that made it, or a newer one.",
        )


def _damaged(path: Path, reason: str) -> Invalid:
    return Invalid("database_damaged", f"{path.name} is not a sound database: {reason}.")


def flush(path: Path) -> None:
    """Wait until the file, or the names in the folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
