"""Somebody who buys credits, and the work they pay for with them."""

import pytest

from tests.support.credits import Buyer
from tests.support.paid_work import PaidWork
from tests.support.world import World


@pytest.fixture
def buyer(world: World) -> Buyer:
    return Buyer(world, world.a.administrator)


@pytest.fixture
def work(buyer: Buyer) -> PaidWork:
    return PaidWork(buyer.world.core, buyer.person.user.id)
