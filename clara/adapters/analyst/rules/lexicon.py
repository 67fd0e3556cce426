"""What words mean, per language: data files of this package and, after them, an operator's."""

import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

from msgspec import Struct

from clara.adapters.analyst.rules.tokens import keys
from clara.domain.accounts.language import Language
from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.category_names import ALIASES, LABELS
from clara.domain.errors import Invalid
from clara.domain.money import CURRENCIES

SHIPPED = Path(__file__).parent / "lexicon"
OF_FILES = SHIPPED / "attachments"
"""What words mean besides, when files came with the question."""

Phrase = tuple[str, ...]

_PLAIN = frozenset(
    """stop ask how_much total how_many spend purchase list anything company by breakdown which top
    more least less by_count by_spend compare than change trend average share duplicates recurring
    unusual near_limit over_limit locked unused receipts missing matched new statement distinct how
    how_to why advice forecast negation not_held action greeting this last past next same since ago
    between range_to and of article also_a_word above below at_least at_most or_more or_less half
    ending what_on against mine percent rows earlier until_now limit_noun nears passes roughly
    weekdays
    file reconcile ours we_lack they_lack owing either_side differing
    summarise""".split()
)
_WITH_VALUE = {
    "dimension": {"category", "merchant", "cardholder", "card", "currency"},
    "each": {"day", "week", "month"},
    "policy": {"weekend", "cash", "split"},
    "measure": {"refunds", "fees", "net"},
    "status": {status.value for status in CardTransactionStatus},
    "action": {"lock_card", "unlock_card", "export_transactions", "import_transactions"},
    "unit": set(
        "day week month bimester quarter four_months year semester fortnight weekend billing".split()
    ),
    "period": set(
        """today yesterday day_before_yesterday week_before_last month_before_last year_to_date
        month_to_date quarter_to_date recently year_earlier previous
        week_over_period month_over_period quarter_over_period year_over_period""".split()
    ),
    "month": {str(number) for number in range(1, 13)},
    "weekday": {str(number) for number in range(7)},
    "ordinal": {"1", "2", "3", "4"},
    "currency": CURRENCIES | {"$", "dollar", "peso"},
    "category": {category.value for category in Category},
}
_FILES_ALONE = frozenset({"file", "statement", "receipts"})
_PHRASES_ALONE = frozenset({"we_lack", "they_lack", "differing", "dimension.cardholder"})
_WHOLE = re.compile(r"[1-9][0-9]{0,8}")


class Lexicon(Struct, frozen=True):
    """`meanings` are the tags of each phrase; `longest` how many words a phrase that begins with a
    word may have."""

    language: Language
    meanings: dict[Phrase, frozenset[str]]
    longest: dict[str, int]
    words: frozenset[str]
    """Every word of every phrase."""


def load(folder: Path | None = None, *, has_files: bool = False) -> dict[Language, Lexicon]:
    """The lexicons of all languages, for questions with files or without. `folder` may hold `en.toml`, `es.toml` and `pt.toml` with
    phrases of an operator's own, which are added.

    Raises `invalid_lexicon` for a file that is no TOML and for a meaning that nobody knows.
    """
    shipped = [SHIPPED, OF_FILES] if has_files else [SHIPPED]
    return {
        language: _lexicon(language, [*shipped, *([folder] if folder else [])])
        for language in Language
    }


def _lexicon(language: Language, folders: list[Path]) -> Lexicon:
    meanings: dict[Phrase, set[str]] = defaultdict(set)
    for category, phrase in _categories():
        meanings[phrase].add(category)
    # A language knows better: "delivery" is shipping in English and a meal in Portuguese.
    shared = {phrase: set(tags) for phrase, tags in meanings.items()}
    for folder in folders:
        path, is_of_files = folder / f"{language.value}.toml", folder == OF_FILES
        for tag, phrases in _shipped(path) if folder in (SHIPPED, OF_FILES) else _phrases(path):
            is_category = tag.startswith("category.")
            for phrase in phrases:
                if is_category:
                    meanings[phrase] -= shared.pop(phrase, set())
                if is_of_files and _is_of_files_alone(tag, phrase):
                    meanings[phrase].clear()
                meanings[phrase].add(tag)
    longest: dict[str, int] = {}
    for phrase in meanings:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return Lexicon(
        language,
        {phrase: frozenset(tags) for phrase, tags in meanings.items()},
        longest,
        frozenset(word for phrase in meanings for word in phrase),
    )


@cache
def _categories() -> tuple[tuple[str, Phrase], ...]:
    """What categories are called in any language."""
    return tuple(
        (f"category.{category.value}", keys(text))
        for category in Category
        for text in (*LABELS[category], *ALIASES[category].split(";"))
    )


def _phrases(path: Path) -> list[tuple[str, list[Phrase]]]:
    return [
        (tag, [phrase for text in phrases.split(";") if (phrase := keys(text))])
        for tag, phrases in _read(path).items()
    ]


_shipped = cache(_phrases)
"""Files of this package do not change while it runs."""


def _is_of_files_alone(tag: str, phrase: Phrase) -> bool:
    """Whether a phrase means nothing else where files came: "this statement" is no period then, "the
    file" no deed, and "who owes us" asks for receipts."""
    return tag in _FILES_ALONE or (len(phrase) > 1 and tag in _PHRASES_ALONE)


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid("invalid_lexicon", f"{path.name} is not TOML: {error}.") from error
    for tag, phrases in table.items():
        if not _is_known(tag) or not isinstance(phrases, str):
            raise Invalid(
                "invalid_lexicon",
                f"{path.name}: '{tag[:40]}' is not a meaning with its phrases in one text.",
                remedy='Write lines like "category.FUEL" = "charging; charging station".',
            )
    return table


def _is_known(tag: str) -> bool:
    kind, dot, value = tag.partition(".")
    if not dot:
        return tag in _PLAIN
    if kind in ("number", "times"):
        return bool(_WHOLE.fullmatch(value))
    return value in _WITH_VALUE.get(kind, ())
