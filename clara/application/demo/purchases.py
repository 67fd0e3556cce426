"""Everyday purchases, declined and reversed ones among them."""

from itertools import accumulate

from clara.application.demo.dice import Dice
from clara.application.demo.issued_cards import IssuedCard
from clara.application.demo.ledger import Ledger
from clara.application.demo.merchant import CITIES, OPENING_HOURS, Merchant
from clara.application.demo.profiles import baskets
from clara.application.demo.window import Window, busyness, is_conference
from clara.domain.card_transactions.card_transaction import CardTransactionStatus

_DECLINED_IN_A_THOUSAND = 21
_REVERSED_IN_A_THOUSAND = 4
_PENDING_DAYS = 3
_PENDING_PERCENT = 70
_BRANCHES = 12

_DECLINE_REASONS = (
    "Rechazada: límite insuficiente",
    "Rechazada: límite insuficiente",
    "Rechazada: NIP incorrecto",
    "Rechazada: código de seguridad incorrecto",
    "Rechazada: comercio no permitido",
    "Rechazada: sospecha de fraude",
)


def add_purchases(
    ledger: Ledger, cards: tuple[IssuedCard, ...], window: Window, dice: Dice, count: int
) -> None:
    """`count` purchases on the days, at the hours and at the prices people spend."""
    days = list(accumulate(busyness(window)))
    wallets = list(accumulate(card.plan.weight for card in cards))
    conference = tuple(is_conference(window.date_of(day)) for day in range(window.days))
    choices = {flag: baskets(conference=flag) for flag in (False, True)}
    clock = {hours: _running(hours) for hours in OPENING_HOURS}
    descriptors = Descriptors(dice)
    for _ in range(count):
        day = dice.place(days)
        card = cards[dice.place(wallets)]
        while not card.is_open(day):
            card = cards[dice.place(wallets)]
        basket = choices[conference[day]][card.plan.profile]
        merchant = basket.merchants[dice.place(basket.cumulative)]
        kind = merchant.kind
        status = _status(day, window, dice)
        ledger.charge(
            card,
            day,
            dice.place(clock[kind.hours]) * 3600 + dice.below(3600),
            descriptors.of(merchant),
            merchant.mcc,
            (_price(merchant, dice), kind.currency),
            status=status,
            description=(
                dice.pick(_DECLINE_REASONS) if status is CardTransactionStatus.DECLINED else None
            ),
            is_refundable=kind.is_refundable,
        )


class Descriptors:
    """What merchants call themselves: one of a dozen branches, or a new order number each time."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._branches: dict[Merchant, list[str]] = {}

    def of(self, merchant: Merchant) -> str:
        if "%" not in merchant.descriptor:
            return self._dice.fill(merchant.descriptor)
        branches = self._branches.get(merchant)
        if branches is None:
            branches = [self._branch(merchant.descriptor) for _ in range(_BRANCHES)]
            self._branches[merchant] = branches
        return self._dice.pick(branches)

    def _branch(self, template: str) -> str:
        text = template.replace("%", str(self._dice.between(1_000, 9_999)))
        return text.replace("~", self._dice.pick(CITIES))


def _running(hours: str) -> list[int]:
    return list(accumulate(int(digit) for digit in hours))


def _status(day: int, window: Window, dice: Dice) -> CardTransactionStatus:
    chance = dice.below(1000)
    if chance < _DECLINED_IN_A_THOUSAND:
        return CardTransactionStatus.DECLINED
    if chance < _DECLINED_IN_A_THOUSAND + _REVERSED_IN_A_THOUSAND:
        return CardTransactionStatus.REVERSED
    if day >= window.days - _PENDING_DAYS and dice.below(100) < _PENDING_PERCENT:
        return CardTransactionStatus.AUTHORIZED
    return CardTransactionStatus.POSTED


def _price(merchant: Merchant, dice: Dice) -> int:
    """Minor units: some prices are whole, some end in 50 or 90 cents, the rest in any."""
    minor = dice.around(merchant.median_minor, merchant.kind.spread)
    whole = max(100, minor // 100 * 100)
    ending = dice.below(100)
    if ending < 45:
        return whole
    if ending < 70:
        return whole + (50 if ending < 60 else 90)
    return max(100, minor)
