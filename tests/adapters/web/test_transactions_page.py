"""The list of card transactions in the console: its address is its filter."""

import pytest

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from tests.adapters.web.browser import Browser
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import LastingStores
from tests.support.builders import row

pytestmark = pytest.mark.anyio

NASTY = '<script>alert(1)</script>"><img src=x>'


@pytest.fixture(scope="session")
def lasting_url(lasting_stores: LastingStores) -> str:
    """What is tried here does not depend on the store."""
    return lasting_stores.of("sqlite")


@pytest.fixture
def browser(doors: Doors) -> Browser:
    browser = Browser(doors.http)
    browser.be(doors.world.a.administrator)
    return browser


async def test_the_list_opens_with_totals_coverage_and_rows(browser: Browser) -> None:
    seen = await browser.open("/transactions")
    assert seen.status == 200, seen.text
