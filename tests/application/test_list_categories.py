"""The categories as reference data: what is told is what rows are filed under."""

import pytest

from clara.application.card_transactions.list_categories import (
    ListCategories,
    ListCategoriesCommand,
)
from clara.domain.accounts.language import Language
from clara.domain.card_transactions.category import Category, category_named, category_of
from clara.domain.card_transactions.category_codes import codes_in
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def test_every_category_has_the_names_and_codes_it_is_known_by(world: World) -> None:
    done = await world.send(ListCategories, ListCategoriesCommand(), world.a.employee)
    items = done.result.items
    assert [one.category for one in items] == list(Category)
    for one in items:
        assert set(one.labels) == set(Language)
        assert {category_named(label) for label in one.labels.values()} == {one.category}
        for code in codes_in(" ".join(one.mcc)):
            assert category_of(code) is one.category
    told = {code for one in items for code in codes_in(" ".join(one.mcc))}
    filed = {code for code in range(10_000) if category_of(code) is not Category.OTHER}
    assert told == filed
