"""A shop on each store, whose processes die where a test wants them to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.shop import Processes, Shop, started


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    with started() as processes:
        yield processes


@pytest.fixture
def shop(store: str, templates: Any, tmp_path: Path, processes: Processes) -> Iterator[Shop]:
    template = templates.of(store, with_houses=True)
    with template.store(tmp_path) as url:
        yield Shop(url, templates.houses(store)[0], tmp_path, processes)
