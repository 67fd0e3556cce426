"""Expected plans in one line each; `questions/README.md` tells how they are written."""

from decimal import Decimal
from typing import Any

from clara.application.analysis.ports import Planned
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal
from clara.domain.credentials.actor import Seat
from clara.domain.money import to_minor
from clara.domain.period import Period, resolve
from tests.analysis.vocabulary import CARDS, TODAY

_BOUNDS = ("above", "below", "min", "max")
_LISTS = ("merchant", "who", "card", "cat", "status", "type")
_CARD_IDS = {last_four: card_id for card_id, last_four, _ in CARDS}

Fields = dict[str, Any]


def expected(text: str, seat: Seat) -> Fields:
    """What an expectation says, field by field, nothing left out."""
    head, *rest = (part.strip() for part in text.split(";"))
    if head.startswith(("refuse ", "clarify ")):
        how, reason = head.split(" ", 1)
        return {"refusal": reason, "clarify": how == "clarify", "words": frozenset(rest)}
    given = {"asc": "no"} | dict(_field(part) for part in rest)
    bounds = {side: _bound(given.pop(side, None)) for side in _BOUNDS}
    lists = {name: frozenset(_names(given.pop(name, ""))) for name in _LISTS}
    lists["card"] = frozenset(_CARD_IDS[last_four] for last_four in lists["card"])
    wanted = {
        "intent": head,
        "of": given.pop("of", "spend"),
        "by": given.pop("by", None),
        "in": _days(resolve(given.pop("in", "current_billing_period"), *_here(seat))),
        "vs": _days(resolve(given.pop("vs"), *_here(seat))) if "vs" in given else None,
        "n": int(given.pop("n", 20 if head == "list" else 5)),
        "asc": given.pop("asc") == "asc",
        "cur": given.pop("cur", None),
        "cards": given.pop("cards", None),
        "policy": given.pop("policy", None),
        "files": given.pop("files", None),
        **lists,
        **bounds,
    }
    assert not given, f"'{text}' has fields that nobody knows: {sorted(given)}"
    return wanted


def actual(planned: Planned) -> Fields:
    """What an analyst made of a question, in the same fields."""
    outcome = planned.outcome
    if isinstance(outcome, Refusal):
        return {
            "refusal": outcome.reason.value,
            "clarify": outcome.needs_clarification,
            "words": frozenset(outcome.words),
        }
    filters = outcome.filters
    bounds = (
        filters.above_minor,
        filters.below_minor,
        filters.minimum_minor,
        filters.maximum_minor,
    )
    return {
        "intent": outcome.intent.value,
        "of": outcome.measure.value,
        "by": outcome.dimension.value if outcome.dimension else None,
        "in": _days(outcome.period),
        "vs": _days(outcome.compare_with) if outcome.compare_with else None,
        "n": outcome.limit,
        "asc": outcome.ascending,
        "cur": filters.currency,
        "cards": outcome.cards.value if outcome.cards else None,
        "policy": outcome.policy.value if outcome.policy else None,
        "files": outcome.attachments.value if outcome.attachments else None,
        "merchant": frozenset(filters.merchants),
        "who": frozenset(filters.cardholders),
        "card": frozenset(filters.card_ids),
        "cat": frozenset(one.value for one in filters.categories),
        "status": frozenset(one.value for one in filters.statuses),
        "type": frozenset(one.value for one in filters.types),
        **{
            side: None if minor is None else (minor, filters.amount_currency)
            for side, minor in zip(_BOUNDS, bounds, strict=True)
        },
    }


def differences(wanted: Fields, got: Fields) -> list[str]:
    """Where `got` is not what was `wanted`. Of a refusal, only words that were named must be there."""
    if "refusal" in wanted and "refusal" in got:
        names = [name for name in ("refusal", "clarify") if wanted[name] != got[name]]
        if not wanted["words"] <= got["words"]:
            names.append("words")
    elif wanted.keys() != got.keys():
        return [f"refused: {_shown(got)}" if "refusal" in got else f"planned: {_shown(got)}"]
    else:
        names = [name for name in wanted if wanted[name] != got[name]]
    return [f"{name}: {_value(got[name])}, not {_value(wanted[name])}" for name in names]


def is_plan(planned: Planned) -> bool:
    return isinstance(planned.outcome, QueryPlan)


def _field(part: str) -> tuple[str, str]:
    name, _, value = part.partition(" ")
    return (name, value.strip()) if value else (name, name)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _bound(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    amount, currency = text.split()
    return to_minor(Decimal(amount), currency), currency


def _here(seat: Seat) -> tuple[Any, str, int]:
    return TODAY, seat.time_zone, seat.billing_day


def _days(period: Period) -> str:
    return f"{period.first}/{period.last}"


def _value(value: object) -> str:
    return ",".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def _shown(fields: Fields) -> str:
    return "; ".join(f"{name} {_value(value)}" for name, value in fields.items() if value)
