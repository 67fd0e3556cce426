"""Many servers in one process, where each would take all that is in memory for its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from clara import doors


@contextmanager
def unfrozen() -> Iterator[None]:
    """No server that starts in here collects garbage once and for all: that is for a process of its
    own, and takes longer the more tests there have been."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doors, "_freeze", lambda: None)
        yield
