"""A disk of a few megabytes, in memory, that is filled to the last byte."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_FILLER = "filler"
_PIECE = 64 * 1024


@contextmanager
def mounted(megabytes: int) -> Iterator[Path]:
    """Raises `CalledProcessError` for who may not mount."""
    with tempfile.TemporaryDirectory() as name:
        how = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", name]
        subprocess.run(how, check=True, capture_output=True)
        try:
            yield Path(name)
        finally:
            # Whoever still has a file open there keeps nobody.
            subprocess.run(["umount", "--lazy", name], check=True)


@cache
def can_mount() -> bool:
    """Whether this is root, with the right to."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    try:
        with mounted(1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def fill(disk: Path) -> None:
    """There is no room left."""
    with (disk / _FILLER).open("ab", buffering=0) as file:
        for size in (_PIECE, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def make_room(disk: Path) -> None:
    (disk / _FILLER).unlink()
