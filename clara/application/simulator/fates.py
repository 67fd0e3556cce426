"""What becomes of a charge in a month of normal life, if it is approved."""

from decimal import Decimal
from typing import NamedTuple

from clara.application.demo.dice import Dice
from clara.application.simulator import scenario as s
from clara.domain.money import to_decimal

_HOUR, _DAY = 60, 24 * 60
_REFUNDED_IN_A_HUNDRED, _DISPUTED_IN_A_HUNDRED = 4, 2

Later = list[tuple[int, s.AnyStep]]


class _Charge(NamedTuple):
    """`minor` is what it cost, in the card's currency."""

    name: str
    minor: int
    currency: str
    minute: int

    def share(self, percent: int) -> Decimal:
        return to_decimal(max(1, self.minor * percent // 100), self.currency)

    def captured(self, minute: int, percent: int | None = None, *, is_final: bool = True) -> Later:
        """`percent` of it, or all that is held."""
        amount = None if percent is None else self.share(percent)
        step = s.CaptureStep(of=self.name, if_approved=True, amount=amount, is_final=is_final)
        return [(minute, step)]


def follow_ups(dice: Dice, name: str, minor: int, currency: str, minute: int) -> Later:
    """What becomes of the charge `name` of `minor` units, made in `minute`: mostly it is captured
    within three days; else in parts, with a tip, after an increment, given back, or never."""
    charge = _Charge(name, minor, currency, minute)
    fate, posts_at = dice.below(1_000), minute + dice.between(2 * _HOUR, 3 * _DAY)
    if fate < 60 and minor >= 2:
        later = [
            *charge.captured(minute + 30, 40, is_final=False),
            *charge.captured(posts_at),
        ]
    elif fate < 110:
        later = charge.captured(posts_at, 110)
    elif fate < 160:
        return [(minute + dice.between(1, _HOUR), s.ReverseStep(of=name, if_approved=True))]
    elif fate < 190 and minor >= 2:
        given_back = s.ReverseStep(of=name, if_approved=True, amount=charge.share(30))
        later = [(minute + _HOUR, given_back), *charge.captured(posts_at)]
    elif fate < 220:
        more = s.IncrementStep(of=name, if_approved=True, amount=charge.share(25))
        later = [(minute + _HOUR, more), *charge.captured(posts_at)]
    elif fate < 245:
        # Nobody captures it: what is held runs out.
        return []
    else:
        later = charge.captured(posts_at)
    return [*later, *_after(dice, charge, posts_at)]


def _after(dice: Dice, charge: _Charge, posts_at: int) -> Later:
    """Refunds and disputes of what was captured. A quarter is less than whatever was."""
    chance, at = dice.below(100), posts_at + dice.between(_DAY, 9 * _DAY)
    if chance < _REFUNDED_IN_A_HUNDRED:
        amount = charge.share(25) if charge.minor >= 4 and dice.below(2) else None
        return [(at, s.RefundStep(of=charge.name, if_approved=True, amount=amount))]
    if chance < _REFUNDED_IN_A_HUNDRED + _DISPUTED_IN_A_HUNDRED:
        return [(at, s.DisputeStep(of=charge.name, if_approved=True))]
    return []
