"""A backup: one tar file with the database, the files that people attached, and, at its end, what
should be in it. One that was cut off has no end, and is refused."""

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from clara.adapters.persistence.backup import Facts, flush
from clara.domain.errors import Conflict, Invalid

DATABASE = "clara.db"
BLOBS = "blobs"
_MANIFEST = "manifest.json"
_PIECE = 1 << 20
_MANIFEST_MAX_BYTES = 1 << 30
_BLOB = re.compile(r"[a-z]{1,20}_[0-9a-f]{32}/[0-9a-f]{64}")
"""The owner and the digest of the content, as `clara/adapters/blobs/folder.py` names them."""


class Kept(Struct, frozen=True):
    """One file: its name in the archive, and the SHA-256 of what is in it."""

    name: str
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """`secret_check` tells whether a secret is the one that the database was written under; `blobs`
    is None when they were left out."""

    format: int = 1
    version: str
    made_at: datetime
    secret_check: str
    facts: Facts
    database: Kept
    blobs: list[Kept] | None

    @property
    def files(self) -> tuple[Kept, ...]:
        return (self.database, *(self.blobs or ()))


def blobs_in(folder: Path) -> Iterable[tuple[str, Path]]:
    """Names and places of the blobs; drafts of uploads that go on are none."""
    for path in sorted(folder.glob("*/*")):
        name = path.relative_to(folder).as_posix()
        if _BLOB.fullmatch(name):
            yield name, path


def write_archive(
    target: Path, database: Path, blobs: Iterable[tuple[str, Path]] | None, about: Manifest
) -> Manifest:
    """`about`, with what was written. The file appears whole, on the disk, readable by its owner
    only. Raises `backup_exists`, and `OSError`."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _made(draft) as file, tarfile.open(fileobj=file, mode="w") as tar:
            kept = _added(tar, DATABASE, database)
            assert kept is not None, "the copy of the database is nobody else's"
            # A blob that was removed meanwhile is one that its owner no longer wants.
            found = None if blobs is None else [_added(tar, f"{BLOBS}/{n}", p) for n, p in blobs]
            written = msgspec.structs.replace(
                about,
                database=kept,
                blobs=None if found is None else [one for one in found if one is not None],
            )
            _add_text(tar, _MANIFEST, msgspec.json.encode(written))
        flush(draft)
        try:
            target.hardlink_to(draft)
        except FileExistsError as error:
            raise exists(target) from error
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    flush(target.parent)
    return written


def exists(target: Path) -> Conflict:
    """Nothing is ever written over a backup."""
    return Conflict("backup_exists", f"{target} is there already.", remedy="Choose another name.")


def unpack(archive: Path, folder: Path) -> Manifest:
    """Put what is in `archive` into the empty `folder`, checked. Raises `no_backup` for what is
    none, `backup_damaged` for one that is cut off or was changed, and `OSError`."""
    try:
        tar = tarfile.open(archive, mode="r:")  # noqa: SIM115 - closed below
    except tarfile.TarError as error:
        raise _none(archive) from error
    try:
        with tar:
            manifest, found = _unpacked_all(tar, archive, folder)
    except (tarfile.TarError, msgspec.DecodeError) as error:
        raise _damaged(archive) from error
    if manifest is None or found != {one.name: one.sha256 for one in manifest.files}:
        raise _damaged(archive)
    return manifest


def _unpacked_all(
    tar: tarfile.TarFile, archive: Path, folder: Path
) -> tuple[Manifest | None, dict[str, str]]:
    """The manifest, when it is there and last, and the digest of each file."""
    manifest, found = None, dict[str, str]()
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or manifest is not None:
            raise _none(archive)
        if member.name == _MANIFEST:
            manifest = msgspec.json.decode(content.read(_MANIFEST_MAX_BYTES), type=Manifest)
        else:
            found[member.name] = _unpacked(content, folder / _safe(archive, member.name))
    return manifest, found


def _made(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _added(tar: tarfile.TarFile, name: str, path: Path) -> Kept | None:
    """None when there is no such file any more."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        about = tarfile.TarInfo(name)
        about.size, about.mode = os.fstat(file.fileno()).st_size, 0o600
        read = _Digested(file)
        tar.addfile(about, read)
    return Kept(name, read.digest.hexdigest())


def _add_text(tar: tarfile.TarFile, name: str, text: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(text), 0o600
    tar.addfile(about, io.BytesIO(text))


class _Digested:
    """A file that knows the digest of what was read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _unpacked(content: IO[bytes], path: Path) -> str:
    """Its digest."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    read = _Digested(content)
    with _made(path) as file:
        while piece := read.read(_PIECE):
            file.write(piece)
    flush(path)
    return read.digest.hexdigest()


def _safe(archive: Path, name: str) -> str:
    """No name leads out of the folder. Raises `no_backup`."""
    if name == DATABASE or (
        name.startswith(f"{BLOBS}/") and _BLOB.fullmatch(name.removeprefix(f"{BLOBS}/"))
    ):
        return name
    raise _none(archive)


def _none(archive: Path) -> Invalid:
    return Invalid("no_backup", f"{archive} is no backup that `clara backup` made.")


def _damaged(archive: Path) -> Invalid:
    return Invalid(
        "backup_damaged",
        f"{archive} is cut off, or is not what was written.",
        remedy="Use another copy of it, or an older one.",
    )
