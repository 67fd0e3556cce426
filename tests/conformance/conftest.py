"""One server per file of tests."""

from collections.abc import Iterator

import pytest

from tests.conformance.serving import Served, serving
from tests.conftest import Templates


@pytest.fixture(scope="module")
def served(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """On SQLite: the protocol does not depend on the store."""
    template = templates.of("sqlite", with_houses=True)
    house, _ = templates.houses("sqlite")
    with serving(template, house, tmp_path_factory.mktemp("conformance")) as started:
        yield started
