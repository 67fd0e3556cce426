from dataclasses import dataclass

from msgspec import Struct

from clara.application.use_case import Effect, UseCase
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.category_list import CategoryDetail, CategoryList
from clara.domain.credentials.actor import Actor


class ListCategoriesCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class ListCategories(UseCase[ListCategoriesCommand, CategoryList]):
    """List the spending categories: their names in English, Spanish and Portuguese, and the
    merchant category codes (ISO 18245) of each. They are the same for every company.

    No errors of its own.
    """

    name = "category.list"
    tool = "list_categories"
    title = "List spending categories"
    action = "categories.listed"
    effect = Effect.READ
    command = ListCategoriesCommand
    result = CategoryList

    async def __call__(self, actor: Actor, command: ListCategoriesCommand) -> CategoryList:
        return CategoryList(items=tuple(map(CategoryDetail.of, Category)))
