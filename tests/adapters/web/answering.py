"""A server on SQLite for the tests of one file, whose analyst answers at once."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.adapters.web.browser import Browser
from tests.conftest import Templates
from tests.parity.support.doors import Doors, opened_doors
from tests.support.builders import row
from tests.support.credits import Buyer

HOSTILE = "<script>alert(1)</script>"
"""A merchant of company a, this month."""


@pytest.fixture(scope="module")
def answering_url(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    template = templates.of("sqlite", with_houses=False)
    with template.store(tmp_path_factory.mktemp("answering")) as url:
        yield url


@pytest.fixture(scope="module")
async def answering(answering_url: str, anyio_backend: str) -> AsyncIterator[Doors]:
    settings = {"tasks_at_once": 2, "webhook_private_addresses": "on"}
    async with opened_doors(answering_url, **settings) as doors:
        world = doors.world
        await Buyer(world, world.a.administrator).is_given(500)
        await world.add_rows(world.a.company, row("9000", days_ago=1, merchant=HOSTILE))
        yield doors


@pytest.fixture
def browser(answering: Doors) -> Browser:
    """The administrator's."""
    browser = Browser(answering.http)
    browser.be(answering.world.a.administrator)
    return browser
