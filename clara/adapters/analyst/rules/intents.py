"""What is asked: the first intent whose words are there, and the words it can explain."""

from collections.abc import Callable

from msgspec import Struct

from clara.adapters.analyst.rules.attachment_intents import ACCEPTED, files_intent
from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.plan import CardQuestion, Intent, PolicyQuestion

NEUTRAL = frozenset(
    """stop ask how_much total spend purchase rows list anything company which and of article by_spend
    breakdown by greeting until_now""".split()
)
"""Words that every question may hold: they never change what it asks for."""

_CARD_STATES = tuple(CardQuestion)
_LIMITS = {CardQuestion.NEAR_LIMIT: ("nears",), CardQuestion.OVER_LIMIT: ("passes", "above")}
_POLICIES = (*(f"policy.{one.value}" for one in PolicyQuestion), "new")
_OF_POLICIES = " ".join((*_POLICIES, "how_many"))


class Asked(Struct, frozen=True):
    """An intent, and what its words may mean besides the neutral ones."""

    intent: Intent
    accepts: frozenset[str]


def _is_comparison(reading: Reading) -> bool:
    if reading.has("compare", "against") or any(found.relation for found in reading.periods):
        return True
    orders = reading.has("more", "less", "top", "least", "change", "than")
    if len(reading.periods) == 2:
        return orders
    if len(reading.periods) > 2 or reading.groupings.all or reading.has("trend"):
        return False
    if reading.has("change"):
        return True
    return reading.has("more", "less") and not _has_rows(reading) and not reading.has("how_much")


def _is_share(reading: Reading) -> bool:
    """A percentage of change is a comparison's."""
    return reading.has("share") and not (reading.has("percent") and reading.has("change"))


def _is_comparison_of_names(reading: Reading) -> bool:
    """ "Uber or Rappi": the names side by side over one period."""
    return (
        reading.named_dimension is not None
        and reading.has("compare", "against")
        and len(reading.periods) < 2
        and not any(found.relation for found in reading.periods)
        and not (reading.has("against") and any(one.is_previous for one in reading.periods))
    )


def _has_rows(reading: Reading) -> bool:
    return reading.has("purchase", "list")


def _is_list(reading: Reading) -> bool:
    if reading.has("list"):
        return True
    if reading.has("how_much", "total") or reading.measure is not None:
        return False
    return reading.has("purchase") or bool(reading.statuses) or reading.amounts.any


def _is_policy(reading: Reading) -> bool:
    if reading.has("policy.cash") and not reading.has("policy.weekend", "policy.split"):
        return not reading.has("how_much", "total")
    return reading.has("policy.weekend", "policy.split", "new")


def _is_trend(reading: Reading) -> bool:
    return reading.has("trend") or any(one.is_time for one in reading.groupings.asked)


def _is_count(reading: Reading) -> bool:
    if reading.groupings.counted is not None or reading.has("how_many"):
        return True
    return reading.has("by_count") and not reading.groupings.all


def _is_largest(reading: Reading) -> bool:
    """Rows by their amounts; "is Uber more expensive than Rappi" is about no row."""
    return reading.has("top", "least") and reading.named_dimension is None


def _is_total(reading: Reading) -> bool:
    return (
        reading.has("how_much", "spend", "total")
        or reading.measure is not None
        or reading.has_filter
        or reading.currency is not None
        or reading.has("policy.cash")
    )


_RULES: tuple[tuple[Intent, Callable[[Reading], bool], str], ...] = (
    (Intent.STATEMENT, lambda r: files_intent(r) is Intent.STATEMENT, ACCEPTED),
    (Intent.RECEIPTS, lambda r: files_intent(r) is Intent.RECEIPTS, ACCEPTED),
    (Intent.RECEIPTS, lambda r: r.has("receipts"), "receipts missing matched negation how_many"),
    (Intent.DUPLICATES, lambda r: r.has("duplicates"), "duplicates how_many"),
    (Intent.UNUSUAL, lambda r: r.has("unusual"), "unusual how_many"),
    (Intent.RECURRING, lambda r: r.has("recurring"), "recurring change how_many"),
    (Intent.POLICY, lambda r: r.has("policy.split"), f"{_OF_POLICIES} limit_noun above below"),
    (
        Intent.CARDS,
        lambda r: card_question(r) is not None,
        " ".join((*_CARD_STATES, "how_many limit_noun nears passes above")),
    ),
    (Intent.POLICY, _is_policy, _OF_POLICIES),
    (Intent.SHARE, _is_share, "share top"),
    (Intent.TOP, _is_comparison_of_names, "compare against than"),
    (
        Intent.COMPARE,
        _is_comparison,
        "compare against than change more less top least last percent between",
    ),
    (Intent.AVERAGE, lambda r: r.has("average"), "average"),
    (Intent.TREND, _is_trend, "trend change"),
    (Intent.COUNT, _is_count, "how_many distinct by_count"),
    (Intent.TOP, lambda r: bool(r.groupings.all), "top more least less by_count distinct"),
    (Intent.LARGEST, _is_largest, "top more least less"),
    (Intent.LIST, _is_list, "past"),
    (Intent.TOTAL, _is_total, "policy.cash"),
)
_TWO_QUESTIONS = {Intent.AVERAGE: frozenset({"total"}), Intent.COUNT: frozenset({"how_much"})}
"""Words that are neutral elsewhere, and a second question here: "the total and the average"."""


def asked(reading: Reading) -> Asked | None:
    """The intent of a question; None when nothing is asked."""
    for intent, is_asked, accepts in _RULES:
        if is_asked(reading):
            neutral = NEUTRAL - _TWO_QUESTIONS.get(intent, frozenset())
            return Asked(intent, neutral | frozenset(accepts.split()))
    return None


def card_question(reading: Reading) -> CardQuestion | None:
    """What is asked of cards: said in one phrase, or as a limit that is near or passed."""
    for one in _CARD_STATES:
        if reading.has(one.value):
            return one
    if reading.has("limit_noun"):
        return next((one for one, tags in _LIMITS.items() if reading.has(*tags)), None)
    return None


def policy_question(reading: Reading) -> PolicyQuestion:
    named = (one for one in PolicyQuestion if reading.has(f"policy.{one.value}"))
    return next(named, PolicyQuestion.NEW_MERCHANT)
