"""The power goes while SQLite writes, at moments by chance: at all of them in `make faults`."""

import random
from typing import Any

import pytest

from tests.faults.kind import Budget
from tests.faults.kinds.power_loss import KINDS
from tests.faults.power.disk import Disk, Fate
from tests.faults.power.recording import Did, Write, compiler
from tests.faults.stage import lent

SLICE = Budget(seconds=10, seed=7, is_slice=True)
(CUTS,) = KINDS
FILE, FOLDER = "/folder/file", "/folder"
needs_compiler = pytest.mark.skipif(compiler() is None, reason="nothing compiles the recorder")


def found(fate: Fate, *writes: Write) -> dict[str, bytes]:
    disk = Disk({FILE: b"old"})
    for write in writes:
        disk.happens(write)
    return disk.after_a_cut(fate, random.Random(7))


def test_what_was_waited_for_is_there_and_the_rest_is_anybodys_guess() -> None:
    new = Write(Did.WROTE, FILE, 0, b"new")
    synced = Write(Did.SYNCED, FILE, 0, b"")
    more = Write(Did.WROTE, FILE, 3, b"er")
    assert found(Fate.LOST, new) == {FILE: b"old"}
    assert found(Fate.LOST, new, synced, more) == {FILE: b"new"}
    assert found(Fate.KEPT, new, synced, more) == {FILE: b"newer"}
    assert found(Fate.KEPT, Write(Did.CUT, FILE, 1, b"")) == {FILE: b"o"}


def test_a_new_file_has_a_name_once_its_folder_was_waited_for() -> None:
    other = "/folder/other"
    written = Write(Did.WROTE, other, 0, b"x"), Write(Did.SYNCED, other, 0, b"")
    assert found(Fate.LOST, *written) == {FILE: b"old"}
    named = Write(Did.SYNCED, FOLDER, 0, b"")
    assert found(Fate.LOST, *written, named) == {FILE: b"old", other: b"x"}


@needs_compiler
def test_whenever_the_power_goes_what_was_acknowledged_is_there(templates: Any) -> None:
    with lent(templates):
        outcome = CUTS.run("sqlite", SLICE)
    assert outcome.is_clean, outcome
    assert outcome.cases >= 100


@needs_compiler
def test_commits_that_do_not_wait_for_the_disk_would_be_found_out(templates: Any) -> None:
    """The test above can fail."""
    with lent(templates):
        outcome = CUTS.control("sqlite", SLICE)
    assert outcome.lost > 0, outcome
    assert not outcome.broken, "what is lost is lost as a whole"
