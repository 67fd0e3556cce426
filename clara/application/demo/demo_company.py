"""A deterministic company to try Clara on: it looks like a real Mexican one, and says it is a demo.

Forty cardholders, sixty cards and 24 months of card transactions that end on a given day. The
same seed and day give the same bytes on every Python and platform. What is worth trying on it is
listed in `people` (names), `card_plan` (cards), `subscriptions`, `scheduled` (large charges) and
`echoes` (possible duplicates, refunds).
"""

import hashlib
from datetime import date

import msgspec
from msgspec import Struct

from clara.application.demo.dice import Dice, derived
from clara.application.demo.echoes import DUPLICATE_AGES, add_duplicates, add_refunds
from clara.application.demo.issued_cards import IssuedCard, domain_cards, issue
from clara.application.demo.ledger import Ledger
from clara.application.demo.limits import limits_of
from clara.application.demo.people import (
    AMBIGUOUS_FIRST_NAME,
    SHARED_LAST_FOUR,
    DemoUser,
    demo_cardholders,
    demo_users,
)
from clara.application.demo.purchases import add_purchases
from clara.application.demo.scheduled import add_fees, add_large_charges, add_subscriptions
from clara.application.demo.settlements import BILLING_DAY, add_settlements, settlement_count
from clara.application.demo.window import TIME_ZONE, Window, as_datetime, window_ending
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card
from clara.domain.companies.company import Cardholder, Company
from clara.domain.errors import Invalid

COUNT = 20_000
_FEWEST, _MOST = 4_000, 200_000
_REFUNDS_IN_A_THOUSAND = 25
_EARLIEST = date(1973, 1, 1)

NAME = "Aguamarina Demo, S.A. de C.V."
TAX_ID = "ADE120312D19"
"""An invented RFC of the form of a legal person's (12 characters), with its check digit right."""


class DemoCompany(Struct, frozen=True, kw_only=True):
    """Everything there is to store. `transactions` are in ascending order of time; `NewRow.card`
    is the card's id, or None on payments and credits, which concern the whole account.

    `shared_last_four` are the digits two holders' cards end in; `ambiguous_first_name` is the one
    first name two holders have.
    """

    company: Company
    people: tuple[DemoUser, ...]
    cardholders: tuple[Cardholder, ...]
    cards: tuple[Card, ...]
    transactions: tuple[NewRow, ...]
    shared_last_four: str
    ambiguous_first_name: str


def generate(seed: int, end_day: date, count: int = COUNT) -> DemoCompany:
    """The demo company of `seed` whose last day is `end_day`, with exactly `count` transactions.

    `end_day` is a day of the company's zone (America/Mexico_City). Nothing happens on it after
    noon; before noon, a caller that must not show rows still to come passes the day before.
    Raises `demo_size_out_of_range` for a count outside 4,000 to 200,000, and
    `demo_day_out_of_range` for a day before 1973.
    """
    if not _FEWEST <= count <= _MOST:
        raise Invalid(
            "demo_size_out_of_range",
            f"A demo company has {_FEWEST:,} to {_MOST:,} card transactions, not {count:,}.",
        )
    if end_day < _EARLIEST:
        raise Invalid("demo_day_out_of_range", f"Choose a last day from {_EARLIEST} on.")
    window = window_ending(end_day)
    company_id = f"company_{derived(seed, end_day, 'company').hex()}"
    people = demo_users(seed, end_day, company_id, window.opened_at)
    cardholders = demo_cardholders(seed, end_day, people)
    issued = issue(seed, end_day, window)
    ledger = _ledger(seed, end_day, window, issued, count)
    rows = _in_order(ledger, seed, end_day)
    return DemoCompany(
        company=_company(company_id, window, rows[-1]),
        people=people,
        cardholders=cardholders,
        cards=domain_cards(
            issued,
            company_id=company_id,
            cardholders=cardholders,
            people=people,
            limits=limits_of(issued, ledger),
            window=window,
        ),
        transactions=rows,
        shared_last_four=SHARED_LAST_FOUR,
        ambiguous_first_name=AMBIGUOUS_FIRST_NAME,
    )


def fingerprint(demo: DemoCompany) -> str:
    """SHA-256, in hex, of everything in `demo`: equal only for equal companies."""
    return hashlib.sha256(msgspec.msgpack.encode(demo, order="deterministic")).hexdigest()


def _company(company_id: str, window: Window, newest: NewRow) -> Company:
    return Company(
        id=company_id,
        name=NAME,
        country="MX",
        tax_id=TAX_ID,
        currency="MXN",
        time_zone=TIME_ZONE,
        billing_day=BILLING_DAY,
        is_sandbox=True,
        data_as_of=as_datetime(newest.occurred_at),
        created_at=window.opened_at,
    )


def _ledger(
    seed: int, end_day: date, window: Window, issued: tuple[IssuedCard, ...], count: int
) -> Ledger:
    """All rows, in no order and without ids. Each part draws from a stream of its own."""
    ledger = Ledger(window, Dice(seed, end_day, "ledger"))
    by_key = {card.plan.key: card for card in issued}
    add_subscriptions(ledger, by_key, window, Dice(seed, end_day, "subscriptions"))
    add_fees(ledger, by_key, window)
    add_large_charges(ledger, by_key, window, Dice(seed, end_day, "large charges"))
    refunds = count * _REFUNDS_IN_A_THOUSAND // 1000
    still_to_come = refunds + len(DUPLICATE_AGES) + settlement_count(window)
    everyday = count - len(ledger.entries) - still_to_come
    add_purchases(ledger, issued, window, Dice(seed, end_day, "purchases"), everyday)
    doubled = add_duplicates(ledger, window, Dice(seed, end_day, "duplicates"))
    add_refunds(ledger, window, Dice(seed, end_day, "refunds"), refunds, doubled)
    add_settlements(ledger, window)
    return ledger


def _in_order(ledger: Ledger, seed: int, end_day: date) -> tuple[NewRow, ...]:
    rows = sorted((entry.row for entry in ledger.entries), key=_occurred_at)
    return tuple(
        NewRow(derived(seed, end_day, f"row {index}"), *row[1:]) for index, row in enumerate(rows)
    )


def _occurred_at(row: NewRow) -> int:
    return row.occurred_at
