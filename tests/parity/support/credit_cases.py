"""Cases of credits, which are a user's own, whatever company they work in."""

from collections.abc import Iterable
from typing import Any

from clara.application.credits.buy_credits import BuyCredits
from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.application.credits.open_portal import OpenPortal
from clara.application.credits.view_credit_transaction import ViewCreditTransaction
from clara.application.credits.view_rates import ViewRates
from clara.application.use_case import UseCase
from clara.domain.ids import OfUser
from tests.parity.support.case import HOSTILE, HUGE, LONG, NUL, Case
from tests.parity.support.people import CREDIT_TRANSACTIONS

INVALID = "invalid_parameters"
REFUSED = "unauthenticated"
ABSENT = "transaction_not_found"
NO_RATE = "rate_not_found"
MINE, THEIRS = CREDIT_TRANSACTIONS
NEEDED: dict[type, dict[str, Any]] = {
    ViewCreditTransaction: {"transaction_id": MINE},
    BuyCredits: {"amount": 50},
}
"""What a command can't do without."""
CHANGING = (BuyCredits, OpenPortal)
"""Both make the user known to the payment provider."""

_TABLE: dict[type[UseCase[Any, Any]], tuple[Case, ...]] = {
    ListCreditTransactions: (
        Case("of none", {"limit": 0}),
        Case("of many", {"limit": 200}, tool=INVALID),
        Case("of too many", {"limit": 201}, INVALID),
        Case("limit below none", {"limit": -1}, INVALID),
        Case("limit huge", {"limit": HUGE}, INVALID),
        Case("limit of text", {"limit": "many"}, INVALID),
        Case("limit of a fraction", {"limit": 1.5}, INVALID),
        Case("beyond the end", {"offset": 1_000_000}),
        Case("offset below none", {"offset": -1}, INVALID),
        Case("offset huge", {"offset": HUGE}, INVALID),
        Case("offset of text", {"offset": NUL}, INVALID),
    ),
    ViewCreditTransaction: (
        Case("of another user", {"transaction_id": THEIRS}, ABSENT),
        Case("unknown", {"transaction_id": "credit_" + "0" * 32}, ABSENT),
        Case("of a card", {"transaction_id": "<a.row>"}, ABSENT),
        Case("hostile", {"transaction_id": HOSTILE}, ABSENT),
        Case("with NUL", {"transaction_id": NUL}, ABSENT),
        Case("too long", {"transaction_id": LONG}, INVALID),
        Case("missing", {"transaction_id": ...}, INVALID, path="ok"),
    ),
    ViewRates: (),
    OpenPortal: (),
    BuyCredits: (
        Case("the least", {"amount": 5}, changes=True, makes=True),
        Case("the most", {"amount": 10_000}, changes=True, makes=True),
        Case("too little", {"amount": 4}, NO_RATE),
        Case("too much", {"amount": 10_001}, NO_RATE),
        Case("of nothing", {"amount": 0}, INVALID),
        Case("below nothing", {"amount": -50}, INVALID),
        Case("huge", {"amount": HUGE}, INVALID),
        Case("of cents", {"amount": 50.5}, INVALID),
        Case("of text", {"amount": "50"}, INVALID),
        Case("missing", {"amount": ...}, INVALID),
        Case("and back", {"return_path": "/a/b?c=d"}, changes=True, makes=True),
        Case("and elsewhere", {"return_path": "https://elsewhere.example"}, INVALID),
        Case("and to another host", {"return_path": "//elsewhere.example"}, INVALID),
        Case("and to another host in disguise", {"return_path": "/\\elsewhere.example"}, INVALID),
        Case("and into the headers", {"return_path": "/credits\n"}, INVALID),
        Case("and back hostile", {"return_path": HOSTILE}, INVALID),
        Case("and back with NUL", {"return_path": "/" + NUL}, INVALID),
        Case("and back too far", {"return_path": "/" + LONG}, INVALID),
    ),
}


def credit_cases() -> Iterable[tuple[type[UseCase[Any, Any]], Case]]:
    """Every operation with each of its cases."""
    for use_case, own in _TABLE.items():
        needed = {"company_id": ..., **NEEDED.get(use_case, {})}
        for case in (*_common(use_case), *own):
            yield use_case, case.with_fields(needed)


def _common(use_case: type[UseCase[Any, Any]]) -> Iterable[Case]:
    changes = use_case in CHANGING
    theirs = ABSENT if use_case is ViewCreditTransaction else "ok"
    yield Case("plain", changes=changes, makes=changes)
    yield Case("as an employee", {}, theirs, by="employee", changes=changes, makes=changes)
    for by, code in (("signed-in administrator", "ok"), ("signed-in guest", theirs)):
        yield Case(by, {}, code, by=by, changes=changes, makes=changes, mcp=REFUSED)
    yield Case("unknown field", {"bogus": "1"}, INVALID)
    for name in ("revoked", "expired", "nobody", "application"):
        yield Case(f"credential {name}", {}, REFUSED, by=name)
    yield Case("inactive user", {}, "account_inactive", by="inactive")
    yield Case("without the scope", {}, "scope_missing", by="narrow")
    if issubclass(use_case.command, OfUser):
        for name, whose in (("another", "<b.user>"), ("unknown", "user_" + "0" * 32)):
            yield Case(f"user {name}", {"user_id": whose}, "another_user", tool=INVALID)
        yield Case("user hostile", {"user_id": HOSTILE}, "another_user", tool=INVALID)
        yield Case("user too long", {"user_id": LONG}, INVALID)
