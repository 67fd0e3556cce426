"""The folder through which processes of one machine put their figures together.

Each process writes files with its pid in their names, and holds a lock for as long as it lives: the
operating system lets go of it however the process ends. What a dead one counted still counts; how
full it was, does not.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from pathlib import Path

from clara.domain.errors import Invalid

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_FILE = re.compile(r"(?:(gauge_live\w+|gauge_\w+|counter|histogram|summary)_)?(\d+)\.(?:db|alive)")

_held: dict[Path, int] = {}


def share_figures(folder: str, *, anew: bool) -> None:
    """From here on this process, and those that it starts, write into `folder`. With `anew` what dead
    ones left is removed. Raises `folder_not_usable`."""
    place = Path(folder).absolute()
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if anew:
            for path, _ in _of_dead(place):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise Invalid(
            "folder_not_usable",
            f"{folder} can't hold the metrics: {error.strerror}.",
            remedy="Set CLARA_METRICS_FOLDER to a folder that you may write in.",
        ) from error
    os.environ[_VARIABLE] = str(place)


def shared_folder() -> Path | None:
    """None where the figures are this process's own."""
    place = os.environ.get(_VARIABLE)
    return Path(place) if place else None


def attend(folder: Path) -> None:
    """Show that this process lives, until it ends. To be done before it writes."""
    lock = folder / f"{os.getpid()}.alive"
    while lock not in _held:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            _held[lock] = descriptor
        else:  # taken for a dead one's, and removed in between
            os.close(descriptor)


def forget_dead(folder: Path) -> None:
    """Remove what processes that are gone said of their present."""
    for path, is_present in _of_dead(folder):
        if is_present:
            path.unlink(missing_ok=True)


def _of_dead(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Files of processes that are gone, and whether each is about the present alone."""
    living: dict[str, bool] = {}
    for path in sorted(folder.iterdir()):
        found = _FILE.fullmatch(path.name)
        if found is None:
            continue
        kind, pid = found.groups()
        if pid not in living:
            living[pid] = int(pid) == os.getpid() or _is_held(folder / f"{pid}.alive")
        if not living[pid]:
            yield path, kind is None or kind.startswith("gauge_live")


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
