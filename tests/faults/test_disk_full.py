"""A disk that fills up while Clara works, once: many times in `make faults`."""

import errno
import sqlite3
from contextlib import closing
from typing import Any

import asyncpg
import pytest

from clara.adapters.blobs.failures import unavailable
from clara.adapters.persistence.failures import translated
from clara.domain import errors
from tests.faults.full.small_disk import can_mount
from tests.faults.kind import Budget, Kind
from tests.faults.kinds.disk_full import WITHOUT_ROOM
from tests.faults.stage import lent

SLICE = Budget(seconds=5, seed=7, is_slice=True)

needs_a_small_disk = pytest.mark.skipif(not can_mount(), reason="only root may mount one")


def no_room_in_sqlite() -> sqlite3.Error:
    with closing(sqlite3.connect(":memory:")) as store:
        store.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as caught:
            store.execute("CREATE TABLE of_a_page_more (x)")
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(translated(no_room_in_sqlite()), id="sqlite"),
        pytest.param(translated(asyncpg.DiskFullError()), id="postgresql"),
        pytest.param(unavailable(OSError(errno.ENOSPC, "")), id="files"),
    ],
)
def test_a_full_disk_has_a_code_of_its_own(error: errors.ClaraError) -> None:
    assert (error.kind, error.code) == (errors.Kind.UNAVAILABLE, "storage_full")


def test_a_disk_that_fails_otherwise_has_another() -> None:
    assert unavailable(OSError(errno.EIO, "")).code == "blobs_unavailable"


@needs_a_small_disk
@pytest.mark.parametrize(
    ("kind", "store"),
    [
        pytest.param(kind, store, id=f"{kind.name} {store}")
        for kind in WITHOUT_ROOM
        for store in kind.stores
    ],
)
def test_without_room_nothing_is_lost_and_with_room_all_goes_on(
    kind: Kind, store: str, templates: Any
) -> None:
    with lent(templates):
        outcome = kind.run(store, SLICE)
    assert outcome.is_clean, outcome
    assert outcome.cases > 0


@needs_a_small_disk
@pytest.mark.parametrize("kind", WITHOUT_ROOM, ids=lambda kind: kind.name)
def test_a_refusal_that_is_hidden_would_be_found_out(kind: Kind, templates: Any) -> None:
    """The test above can fail."""
    with lent(templates):
        outcome = kind.control("sqlite", SLICE)
    assert outcome.lost > 0, outcome
