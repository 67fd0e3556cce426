"""Categories of spending: our own names for groups of merchant category codes (MCC)."""

from enum import StrEnum
from typing import Literal

from clara.domain.card_transactions.category_codes import CODES_BY_CATEGORY, codes_in
from clara.domain.card_transactions.category_names import ALIASES, LABELS
from clara.domain.errors import Invalid
from clara.domain.text import fold

Language = Literal["en", "es", "pt"]


class Category(StrEnum):
    """Append only: a category's place is the number it is stored under."""

    TRAVEL = "TRAVEL"
    LODGING = "LODGING"
    FOOD = "FOOD"
    GROCERIES = "GROCERIES"
    TRANSPORTATION = "TRANSPORTATION"
    FUEL = "FUEL"
    SOFTWARE_AND_HARDWARE = "SOFTWARE_AND_HARDWARE"
    ADVERTISING = "ADVERTISING"
    OFFICE_SUPPLIES = "OFFICE_SUPPLIES"
    PROFESSIONAL_SERVICES = "PROFESSIONAL_SERVICES"
    TELECOM_AND_UTILITIES = "TELECOM_AND_UTILITIES"
    SHIPPING = "SHIPPING"
    HEALTH = "HEALTH"
    EDUCATION = "EDUCATION"
    ENTERTAINMENT = "ENTERTAINMENT"
    RETAIL = "RETAIL"
    CASH = "CASH"
    FINANCIAL_SERVICES = "FINANCIAL_SERVICES"
    GOVERNMENT_AND_TAXES = "GOVERNMENT_AND_TAXES"
    BUILDING_AND_MAINTENANCE = "BUILDING_AND_MAINTENANCE"
    MEMBERSHIPS_AND_DONATIONS = "MEMBERSHIPS_AND_DONATIONS"
    OTHER = "OTHER"


CATEGORY_NUMBERS = {category: number for number, category in enumerate(Category)}
"""Their places in storage: append only, never reorder."""

_LANGUAGES: dict[str, int] = {"en": 0, "es": 1, "pt": 2}
_BY_CODE = {
    code: Category(name) for name, text in CODES_BY_CATEGORY.items() for code in codes_in(text)
}
_BY_NAME = {
    fold(name): category
    for category in Category
    for name in (category.value, *LABELS[category], *ALIASES[category].split(";"))
}


def category_of(mcc: int | None) -> Category:
    """The category of an ISO 18245 code; OTHER when there is none or nobody has assigned it."""
    return _BY_CODE.get(mcc, Category.OTHER) if mcc is not None else Category.OTHER


def label(category: Category, language: Language) -> str:
    """What people call `category` in English, Spanish or Portuguese."""
    return LABELS[category][_LANGUAGES[language]]


def category_named(text: str) -> Category | None:
    """The category that `text` names: its code, its label or an alias in any of the languages.
    Case and accents do not matter. None when it names none."""
    return _BY_NAME.get(fold(text[:80]))


def checked_category(text: str) -> Category:
    """Like `category_named`, but raises `unknown_category`, with the valid ones in `details`."""
    category = category_named(text)
    if category is None:
        raise Invalid(
            "unknown_category",
            f"'{text[:40]}' is not a category; use one of those in `details.valid`.",
            details={"valid": [known.value for known in Category]},
        )
    return category
