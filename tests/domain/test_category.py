"""Categories: every merchant category code has one, and people may name them in three languages."""

from collections import Counter
from typing import get_args

import iso18245
import pytest

from clara.domain.card_transactions.category import (
    CATEGORY_NUMBERS,
    Category,
    Language,
    category_named,
    category_of,
    checked_category,
    label,
)
from clara.domain.card_transactions.category_codes import CODES_BY_CATEGORY, codes_in
from clara.domain.card_transactions.category_names import ALIASES, LABELS
from clara.domain.errors import Invalid
from clara.domain.text import fold

REVIEWED_OTHER = {
    743: "wine producers",
    744: "champagne producers",
    763: "agricultural co-operatives",
    7221: "photographic studios",
    7230: "beauty and barber shops",
    7251: "shoe repair",
    7261: "funeral services",
    7273: "dating services",
    7277: "counselling: debt, marriage and personal",
    7296: "clothing rentals",
    7297: "massage parlours",
    7298: "health and beauty spas",
    7299: "personal services not elsewhere classified",
    7631: "watch and jewellery repair",
    9700: "automated referral service",
    9701: "card network's credential service",
    9702: "card network's emergency services",
    9950: "purchases within a company",
}


def test_every_known_code_has_a_category_or_a_reviewed_reason_to_have_none() -> None:
    known = {int(code.mcc) for code in iso18245.get_all_mccs()}
    left = {code for code in known if category_of(code) is Category.OTHER}
    assert left == set(REVIEWED_OTHER)
    assert len(left) / len(known) < 0.02


def test_no_code_belongs_to_two_categories() -> None:
    count = Counter(code for text in CODES_BY_CATEGORY.values() for code in codes_in(text))
    assert [code for code, times in count.items() if times > 1] == []


@pytest.mark.parametrize(
    ("mcc", "category"),
    [
        (3000, Category.TRAVEL),
        (3350, Category.TRAVEL),
        (3351, Category.TRAVEL),
        (3500, Category.TRAVEL),
        (3501, Category.LODGING),
        (3999, Category.LODGING),
        (4121, Category.TRANSPORTATION),
        (4511, Category.TRAVEL),
        (4814, Category.TELECOM_AND_UTILITIES),
        (5411, Category.GROCERIES),
        (5541, Category.FUEL),
        (5552, Category.FUEL),
        (5734, Category.SOFTWARE_AND_HARDWARE),
        (5812, Category.FOOD),
        (5943, Category.OFFICE_SUPPLIES),
        (6011, Category.CASH),
        (6300, Category.FINANCIAL_SERVICES),
        (7011, Category.LODGING),
        (7311, Category.ADVERTISING),
        (7995, Category.ENTERTAINMENT),
        (8062, Category.HEALTH),
        (8111, Category.PROFESSIONAL_SERVICES),
        (8220, Category.EDUCATION),
        (9311, Category.GOVERNMENT_AND_TAXES),
        (9402, Category.SHIPPING),
        (742, Category.PROFESSIONAL_SERVICES),
        (None, Category.OTHER),
        (0, Category.OTHER),
        (-1, Category.OTHER),
        (10_000, Category.OTHER),
        (1234, Category.OTHER),
    ],
)
def test_a_code_is_in_its_category(mcc: int | None, category: Category) -> None:
    assert category_of(mcc) is category


def test_stored_numbers_never_change() -> None:
    """A number here is on disk in every installation: extend this list, never reorder it."""
    assert [category.value for category, _ in sorted(CATEGORY_NUMBERS.items(), key=_number)] == [
        "TRAVEL",
        "LODGING",
        "FOOD",
        "GROCERIES",
        "TRANSPORTATION",
        "FUEL",
        "SOFTWARE_AND_HARDWARE",
        "ADVERTISING",
        "OFFICE_SUPPLIES",
        "PROFESSIONAL_SERVICES",
        "TELECOM_AND_UTILITIES",
        "SHIPPING",
        "HEALTH",
        "EDUCATION",
        "ENTERTAINMENT",
        "RETAIL",
        "CASH",
        "FINANCIAL_SERVICES",
        "GOVERNMENT_AND_TAXES",
        "BUILDING_AND_MAINTENANCE",
        "MEMBERSHIPS_AND_DONATIONS",
        "OTHER",
    ]


def _number(item: tuple[Category, int]) -> int:
    return item[1]


def test_every_category_has_codes_labels_and_aliases() -> None:
    names = {category.value for category in Category}
    assert set(LABELS) == set(ALIASES) == names
    assert set(CODES_BY_CATEGORY) == names - {"OTHER"}


@pytest.mark.parametrize("category", Category)
def test_a_category_is_found_by_its_code_and_its_labels(category: Category) -> None:
    assert category_named(category.value) is category
    assert category_named(category.value.lower().replace("_", " ")) is category
    for language in get_args(Language):
        assert category_named(label(category, language)) is category


def test_no_name_means_two_categories() -> None:
    owners: dict[str, set[str]] = {}
    for name in LABELS:
        for text in (name, *LABELS[name], *ALIASES[name].split(";")):
            owners.setdefault(fold(text), set()).add(name)
    assert {text: names for text, names in owners.items() if len(names) > 1} == {}
    assert "" not in owners


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("viajes", Category.TRAVEL),
        ("Viagens", Category.TRAVEL),
        ("  HOTELES ", Category.LODGING),
        ("hotéis", Category.LODGING),
        ("combustible", Category.FUEL),
        ("COMBUSTÍVEL", Category.FUEL),
        ("software", Category.SOFTWARE_AND_HARDWARE),
        ("publicidad", Category.ADVERTISING),
        ("papelería", Category.OFFICE_SUPPLIES),
        ("alimentação", Category.FOOD),
        ("impuestos", Category.GOVERNMENT_AND_TAXES),
    ],
)
def test_people_name_categories_in_three_languages(text: str, category: Category) -> None:
    assert category_named(text) is category
    assert checked_category(text) is category


@pytest.mark.parametrize("text", ["", " ", "viaj", "travel food", "x" * 10_000])
def test_an_unknown_category_is_answered_with_the_valid_ones(text: str) -> None:
    assert category_named(text) is None
    with pytest.raises(Invalid) as caught:
        checked_category(text)
    assert caught.value.code == "unknown_category"
    assert caught.value.details["valid"] == [category.value for category in Category]
    assert len(caught.value.message) < 200
