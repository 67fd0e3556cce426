"""A transfer that would not balance can't be made."""

import pytest

from clara.domain.credits.ledger import (
    Account,
    Entry,
    Transfer,
    TransferKind,
    moving,
    together,
)
from tests.support.clock import NOW


def _transfer(*entries: Entry) -> Transfer:
    return Transfer(
        id="credit_" + "0" * 32,
        user_id="user_" + "0" * 32,
        kind=TransferKind.ADJUSTMENT,
        reference="reference",
        step="step",
        description="A test",
        at=NOW,
        entries=entries,
    )


def _entry(account: Account, amount: int, unit: str = "CREDITS") -> Entry:
    return Entry(account=account, unit=unit, amount=amount)


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (_entry(Account.AVAILABLE, 1),),
        (_entry(Account.AVAILABLE, 1), _entry(Account.ISSUED, -2)),
        (_entry(Account.AVAILABLE, 100), _entry(Account.PAYMENTS, -100, "USD")),
        (
            _entry(Account.AVAILABLE, 2),
            _entry(Account.ISSUED, -1),
            _entry(Account.ISSUED, -1),
        ),
    ],
    ids=["nothing", "from nowhere", "uneven", "across units", "an account twice"],
)
def test_what_does_not_balance_is_no_transfer(entries: tuple[Entry, ...]) -> None:
    with pytest.raises(ValueError, match="a transfer"):
        _transfer(*entries)


def test_a_transfer_says_what_it_does_to_credits_and_money() -> None:
    made = _transfer(
        *moving(50, Account.ISSUED, Account.AVAILABLE),
        *moving(5_00, Account.SALES, Account.PAYMENTS, "USD"),
    )
    assert (made.available, made.money_minor, made.moved(Account.RESERVED)) == (50, 5_00, 0)


def test_movements_together_are_one_entry_for_each_account() -> None:
    entries = together(
        moving(3, Account.AVAILABLE, Account.ISSUED),
        moving(4, Account.UNCOLLECTED, Account.ISSUED),
        moving(7_00, Account.PAYMENTS, Account.SALES, "USD"),
        moving(0, Account.RESERVED, Account.CONSUMED),
    )
    assert {(one.account, one.unit): one.amount for one in entries} == {
        (Account.AVAILABLE, "CREDITS"): -3,
        (Account.UNCOLLECTED, "CREDITS"): -4,
        (Account.ISSUED, "CREDITS"): 7,
        (Account.PAYMENTS, "USD"): -7_00,
        (Account.SALES, "USD"): 7_00,
    }
    assert len(entries) == 5


def test_what_cancels_out_moves_nothing() -> None:
    there = moving(3, Account.AVAILABLE, Account.RESERVED)
    back = moving(3, Account.RESERVED, Account.AVAILABLE)
    assert together(there, back) == ()
