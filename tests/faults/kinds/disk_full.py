"""A disk that fills up while Clara works: of the database, of files, of what comes in, of letters."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from tests.faults.full import database, files, letters
from tests.faults.full.small_disk import can_mount
from tests.faults.kind import BOTH, Kind, Outcome
from tests.faults.sabotage import sabotaged
from tests.faults.stage import on_a_site


def _kind(
    name: str,
    stores: tuple[str, ...],
    sentence: str,
    fault: Callable[..., Coroutine[Any, Any, Outcome]],
    **how: bool,
) -> Kind:
    run, control = (on_a_site(partial(fault, swallows=one, **how)) for one in (False, True))
    return Kind(name, stores, sentence, run, control)


WITHOUT_ROOM = (
    _kind(
        "disk-full-of-the-database",
        BOTH,
        "On a full disk nothing changes and everything is read; with room again nothing is missing.",
        database.fills_up,
    ),
    _kind(
        "disk-full-of-files",
        ("sqlite",),
        "A file that finds no room is refused, and leaves nothing.",
        files.fills_up,
        is_incoming=False,
    ),
    _kind(
        "disk-full-of-uploads",
        ("sqlite",),
        "A file that finds no room on its way in is refused, and leaves nothing.",
        files.fills_up,
        is_incoming=True,
    ),
    Kind(
        "disk-full-of-letters",
        ("sqlite",),
        "A letter that finds no room is delivered later, once.",
        on_a_site(letters.fills_up),
        sabotaged(on_a_site(letters.fills_up), letters.careless),
    ),
)
KINDS = WITHOUT_ROOM if can_mount() else ()
"""None where nobody may mount a small disk."""
