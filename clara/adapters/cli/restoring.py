"""`clara restore`"""

import argparse
import shutil
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.backing_up import (
    SECRET_CHECK,
    blobs_folder,
    contents,
    secret_check,
    sqlite_file,
    summary,
)
from clara.adapters.cli.product import Product
from clara.domain.errors import Conflict, Invalid

if TYPE_CHECKING:
    from clara.adapters.persistence.archive import Manifest
    from clara.settings import Settings

_BESIDE = ("", "-wal", "-shm", "-tasks", "-tasks-wal", "-tasks-shm")
"""Files of one database. The queue of tasks is made again from it."""


def add(commands: Any) -> None:
    restore = commands.add_parser(
        "restore",
        help="put a backup of an SQLite installation in place",
        description="Check a file that `clara backup` made and put what is in it where the settings"
        " say. No server may run. A database that is there is kept beside, under another name, and"
        " only with --replace.",
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="put a database aside that is there"
    )
    restore.set_defaults(run=_restore)


def _restore(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.listening import only_server

    settings = product.settings()
    database = sqlite_file(settings)
    try:
        with only_server(settings):
            restored, aside = _restored(settings, given.file, database, replaces=given.replace)
    except OSError as error:
        raise Invalid(
            "not_restored", f"{error.filename or given.file}: {error.strerror}."
        ) from error
    if aside is not None:
        print(f"What was there is {aside} now.")
    print(f"{database}: {summary(restored.facts)}; made {restored.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    print(f"Attachments: {contents(restored)}. {_advice(settings, restored)}")
    return 0


def _restored(
    settings: "Settings", file: Path, database: Path, *, replaces: bool
) -> tuple["Manifest", Path | None]:
    """What the backup says of itself, and where the database is that was there. Nothing is touched
    before all of the backup is found sound."""
    from clara.adapters.persistence import archive
    from clara.adapters.persistence.backup import check_known, examine, flush

    if database.exists() and not replaces:
        raise Conflict(
            "database_exists",
            f"{database} is there already.",
            remedy="Add --replace to put it aside, or name another with CLARA_DATABASE_URL.",
        )
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=".clara-restore-") as made:
        folder = Path(made)
        manifest = archive.unpack(file, folder)
        check_known(examine(folder / archive.DATABASE).schema)
        _put_blobs(settings, folder / archive.BLOBS, manifest)
        aside = _put_aside(database)
        (folder / archive.DATABASE).rename(database)
        flush(database.parent)
    return manifest, aside


def _put_blobs(settings: "Settings", folder: Path, manifest: "Manifest") -> None:
    """Beside those that are there: one name is always one content."""
    from clara.adapters.persistence.archive import blobs_in
    from clara.adapters.persistence.backup import flush

    if not manifest.blobs:
        return
    kept = blobs_folder(settings)
    if kept is None:
        raise Invalid(
            "blobs_need_folder",
            "The backup has attachments from a folder, and CLARA_BLOBS_URL names a bucket.",
            remedy="Restore with CLARA_BLOBS_URL=folder:var/blobs, then copy that into the bucket.",
        )
    for name, path in blobs_in(folder):
        place = kept / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Another disk, perhaps: copied there under a name that is none, then given its own.
        draft = place.with_name(f".{place.name}.draft")
        shutil.copyfile(path, draft)
        draft.chmod(0o600)
        flush(draft)
        draft.rename(place)
        flush(place.parent)


def _put_aside(database: Path) -> Path | None:
    from clara.adapters.persistence.backup import settle

    if not database.exists():
        return None
    settle(database)
    name = f"{database.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    for ending in _BESIDE:
        with suppress(FileNotFoundError):
            database.with_name(database.name + ending).rename(database.with_name(name + ending))
    return database.with_name(name)


def _advice(settings: "Settings", restored: "Manifest") -> str:
    from clara.adapters.persistence.migrate import HEAD

    keys = (settings.key(SECRET_CHECK), *settings.previous_keys(SECRET_CHECK))
    if restored.secret_check not in map(secret_check, keys):
        print(
            "The secret here is not the backup's: letters that wait, webhook secrets and authenticator"
            " apps can't be read. Set CLARA_SECRET_KEY to the one of then, or add it to"
            " CLARA_PREVIOUS_SECRET_KEYS.",
            file=sys.stderr,
        )
    if restored.facts.schema != HEAD:
        return "Now: clara migrate, then clara doctor --invariants"
    return "Now: clara doctor --invariants"
