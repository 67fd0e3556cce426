"""Our categories as reference data: what people call them and which codes they hold."""

from msgspec import Struct

from clara.domain.accounts.language import Language
from clara.domain.card_transactions.category import Category, label
from clara.domain.card_transactions.category_codes import CODES_BY_CATEGORY


class CategoryDetail(Struct, frozen=True, kw_only=True):
    """`mcc` are codes and ranges of codes of ISO 18245, as `5812` or `3000-3500`. OTHER has none:
    it is every code that no other category holds."""

    category: Category
    labels: dict[Language, str]
    mcc: tuple[str, ...]

    @classmethod
    def of(cls, category: Category) -> "CategoryDetail":
        return cls(
            category=category,
            labels={language: label(category, language.value) for language in Language},
            mcc=tuple(CODES_BY_CATEGORY.get(category, "").split()),
        )


class CategoryList(Struct, frozen=True, kw_only=True):
    """Every category, in the order they are declared."""

    items: tuple[CategoryDetail, ...]
