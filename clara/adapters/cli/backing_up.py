"""`clara backup`"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.errors import Invalid
from clara.version import VERSION

if TYPE_CHECKING:
    from clara.adapters.persistence.archive import Manifest
    from clara.adapters.persistence.backup import Facts
    from clara.settings import Settings


def add(commands: Any) -> None:
    backup = commands.add_parser(
        "backup",
        help="copy an SQLite installation into one file, while it is in use",
        description="Copy the SQLite database, and the folder of attachments unless --no-blobs is"
        " given, into one new file, while servers go on. The copy is checked. The secret"
        " (CLARA_SECRET_KEY or var/secret_key) is not in it: keep it somewhere else.",
    )
    backup.add_argument("file", type=Path, metavar="FILE", help="as backups/2026-11-20.tar")
    backup.add_argument("--no-blobs", action="store_true", help="leave attachments out")
    backup.set_defaults(run=_backup)


def _backup(given: argparse.Namespace, product: Product) -> int:
    settings = product.settings()
    database, target = sqlite_file(settings), given.file
    try:
        written = _written(settings, database, target, with_blobs=not given.no_blobs)
    except OSError as error:
        raise Invalid("backup_not_written", f"{target}: {error.strerror}.") from error
    print(f"{target}: {target.stat().st_size:,} bytes, {summary(written.facts)}")
    print(f"Attachments: {contents(written)}. Your secret is not in it.")
    return 0


def _written(settings: "Settings", database: Path, target: Path, *, with_blobs: bool) -> "Manifest":
    from clara.adapters.persistence import archive
    from clara.adapters.persistence.backup import copy_database, examine

    if target.exists():
        raise archive.exists(target)
    # Beside the target: that is where room has to be.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".clara-backup-") as folder:
        copy = Path(folder) / archive.DATABASE
        copy_database(database, copy, _told)
        about = archive.Manifest(
            version=VERSION,
            made_at=datetime.now(UTC),
            secret_check=secret_check(settings.key(SECRET_CHECK)),
            facts=examine(copy),
            database=archive.Kept(archive.DATABASE, ""),
            blobs=None,
        )
        kept = blobs_folder(settings) if with_blobs else None
        # After the database: what it names was there before it did.
        blobs = None if kept is None else archive.blobs_in(kept)
        return archive.write_archive(target, copy, blobs, about)


SECRET_CHECK = "check of a backup"  # noqa: S105 - a purpose, not a secret


def secret_check(key: bytes) -> str:
    """What tells two secrets apart and says nothing else of them."""
    return key.hex()[:16]


def sqlite_file(settings: "Settings") -> Path:
    """Raises `backup_by_postgresql`."""
    from clara.adapters.persistence.migrate import sqlite_path

    path = sqlite_path(settings.database_url)
    if path is None:
        raise Invalid(
            "backup_by_postgresql",
            "A PostgreSQL database is backed up and restored with PostgreSQL's own tools: pg_dump and"
            " pg_restore, or base backups with the write-ahead log.",
            remedy="docs/operations.md says how, under Backups.",
        )
    return path


def blobs_folder(settings: "Settings") -> Path | None:
    """None where attachments are kept in a bucket."""
    scheme, _, path = settings.blobs_url.partition(":")
    return Path(path) if scheme == "folder" else None


def summary(facts: "Facts") -> str:
    newest = datetime.fromtimestamp(facts.newest_entry_at / 1e6, UTC)
    last = f", the last of {newest:%Y-%m-%d %H:%M:%S} UTC" if facts.newest_entry_at else ""
    return (
        f"schema {facts.schema}, companies: {facts.companies:,},"
        f" entries in the activity log: {facts.activity_entries:,}{last}"
    )


def contents(manifest: "Manifest") -> str:
    return "left out" if manifest.blobs is None else f"{len(manifest.blobs):,}"


def _told(done: int, pages: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rCopying: {100 * done // pages} % " if done < pages else "\r\033[K")
        sys.stderr.flush()
