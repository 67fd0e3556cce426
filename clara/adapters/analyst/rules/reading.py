"""Everything that the grammars found in a question, before it is decided what is asked."""

from msgspec import Struct

from clara.adapters.analyst.rules.amounts import AmountReader, Amounts
from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.cards import named_cards
from clara.adapters.analyst.rules.groupings import Groupings, find_groupings
from clara.adapters.analyst.rules.lexicon import Lexicon
from clara.adapters.analyst.rules.names import NameIndex
from clara.adapters.analyst.rules.names_in import Mentioned, as_people, mentioned
from clara.adapters.analyst.rules.period_reading import Found
from clara.adapters.analyst.rules.periods import find_periods
from clara.adapters.analyst.rules.sentence import Unit, cut
from clara.adapters.analyst.rules.spelling import corrected, misspelled
from clara.adapters.analyst.rules.tokens import Token
from clara.application.analysis.ports import Question
from clara.domain.analysis.plan import Dimension, Measure
from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from clara.domain.card_transactions.category import Category
from clara.domain.companies.company import Role

_MOST_ROWS = 100
_RANKED = ("top", "least", "purchase", "last", "past", "spend")


class Reading(Struct, kw_only=True):
    """A question, read. `units` that no grammar used still wait for an intent that accepts them."""

    units: list[Unit]
    periods: list[Found]
    amounts: Amounts
    has_mixed_amounts: bool
    names: Mentioned
    slips: tuple[tuple[str, str], ...]
    """Words that were mistyped, and what they were taken for."""
    card_ids: tuple[str, ...]
    unknown_card: Unit | None
    currency: str | None
    categories: tuple[Category, ...]
    statuses: tuple[CardTransactionStatus, ...]
    measure: Measure | None
    groupings: Groupings
    limit: int | None
    has_attachments: bool
    is_own: bool
    """Whether the asker sees their own cards alone, so that "my" says nothing more."""

    @property
    def tags(self) -> frozenset[str]:
        """What the unused units may mean."""
        return frozenset().union(*(unit.tags for unit in self.units if not unit.used))

    def has(self, *tags: str) -> bool:
        return not self.tags.isdisjoint(tags)

    @property
    def named_dimension(self) -> Dimension | None:
        """What two or more names of one kind have in common."""
        several = {
            Dimension.MERCHANT: self.names.merchants,
            Dimension.CARDHOLDER: self.names.cardholders,
            Dimension.CATEGORY: self.categories,
        }
        return next((one for one, names in several.items() if len(names) > 1), None)

    @property
    def has_filter(self) -> bool:
        return bool(self.names.any or self.card_ids or self.categories or self.amounts.any)


def read(
    tokens: list[Token], question: Question, lexicon: Lexicon, index: NameIndex, calendar: Calendar
) -> Reading:
    """Reads `tokens` as sentences of the lexicon's language.

    Raises `Impossible` for days and amounts that cannot be.
    """
    slips = misspelled(tokens, lexicon, index)
    units = cut(corrected(tokens, slips), lexicon, index)
    as_people(units, index)
    card_ids, unknown_card = named_cards(units, question.names)
    amounts = AmountReader(units, question.seat.currency)
    amounts.compared()
    periods = find_periods(units, index, calendar, lexicon.language)
    bounds = amounts.written()
    names = mentioned(units, index)
    limit = _limit(units)
    groupings = find_groupings(units)
    return Reading(
        units=units,
        periods=periods,
        amounts=bounds,
        has_mixed_amounts=amounts.is_mixed,
        names=names,
        slips=tuple((tokens[place].text, meant) for place, meant in slips.items()),
        card_ids=card_ids,
        unknown_card=unknown_card,
        currency=amounts.currency_filter(),
        statuses=_statuses(units),
        measure=_measure(units),
        categories=_categories(units, has_merchant=bool(names.merchants)),
        groupings=groupings,
        limit=limit,
        has_attachments=question.has_attachments,
        is_own=question.seat.role is Role.EMPLOYEE,
    )


def _categories(units: list[Unit], *, has_merchant: bool) -> tuple[Category, ...]:
    """Categories whose words mean nothing else; others wait for what is asked. "Uber rides" are
    charges of Uber's, and "rides" alone a category; "shops" nobody counts or ranks are one too."""
    beside = {"dimension.merchant"} if has_merchant else {"dimension.merchant", "purchase"}
    found = []
    for unit in units:
        tags = unit.tags - beside
        if not unit.used and tags and all(tag.startswith("category.") for tag in tags):
            found += [Category(tag.removeprefix("category.")) for tag in tags]
            unit.used = True
    return tuple(dict.fromkeys(found))


def _statuses(units: list[Unit]) -> tuple[CardTransactionStatus, ...]:
    """Pending receipts are missing ones, and say nothing of the status."""
    found = []
    are_missing = any(unit.has("receipts") for unit in units)
    for unit in units:
        if not unit.used and (status := unit.value("status")):
            unit.used = True
            if are_missing and status == CardTransactionStatus.AUTHORIZED:
                continue
            found.append(CardTransactionStatus(status))
    return tuple(dict.fromkeys(found))


def _measure(units: list[Unit]) -> Measure | None:
    """The first one that is named; another one beside it stays unexplained, unless it is the
    refunds that a net sum is net of."""
    named = [unit for unit in units if not unit.used and unit.value("measure")]
    found = next((unit.value("measure") for unit in named), None)
    explained = {found}
    if any(unit.value("measure") == Measure.NET for unit in named):
        found, explained = Measure.NET, {Measure.NET, Measure.REFUNDS}
    for unit in named:
        unit.used = unit.value("measure") in explained
    return Measure(found) if found else None


def _limit(units: list[Unit]) -> int | None:
    """ "Top 10", "the five largest", "las 3 categorías con mayor gasto", "the last 20 charges"."""
    for place, unit in enumerate(units):
        number = unit.number
        if unit.used or number is None or number != int(number) or not 1 <= number <= _MOST_ROWS:
            continue
        if unit.has("stop", "anything"):
            continue  # "una" and "uno" are articles
        before = units[place - 1] if place else None
        after = next((one for one in units[place + 1 :] if not one.has("article", "of")), None)
        ranked = before is not None and before.has("top", "least", "last", "past")
        if ranked or (after is not None and _is_ranked(after)):
            unit.used = True
            if before is not None and before.has("last", "past"):
                before.used = True
            return int(number)
    return None


def _is_ranked(unit: Unit) -> bool:
    return unit.has(*_RANKED) or unit.value("dimension") is not None
