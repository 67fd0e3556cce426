"""Cases of authorizations, of the simulator, and of what administrators do to cards."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from clara.application.authorizations.list_card_authorizations import ListCardAuthorizations
from clara.application.authorizations.view_card_authorization import ViewCardAuthorization
from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.change_card import ChangeCard
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.set_card_controls import SetCardControls
from clara.application.simulator.advance_clock import AdvanceClock
from clara.application.simulator.freeze_clock import FreezeClock
from clara.application.simulator.reset_clock import ResetClock
from clara.application.simulator.reset_simulation import ResetSimulation
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.application.simulator.simulate_capture import SimulateCapture
from clara.application.simulator.simulate_dispute import SimulateDispute
from clara.application.simulator.simulate_expiry import SimulateExpiry
from clara.application.simulator.simulate_force_post import SimulateForcePost
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.application.simulator.simulate_refund import SimulateRefund
from clara.application.simulator.simulate_reversal import SimulateReversal
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.scope import EVERYONE
from clara.domain.credentials.token import PEOPLE
from tests.parity.support.case import HOSTILE, HUGE, LONG, NUL, Case
from tests.parity.support.people import AUTHORIZATIONS

INVALID = "invalid_parameters"
ABSENT = "authorization_not_found"
NO_CARD = "card_not_found"
HELD, POSTED, THEIRS, _ = AUTHORIZATIONS
CHARGE = {"card_id": "<a.card.luis>", "amount": 100, "currency": "MXN", "merchant": "UBER TRIP"}
NEEDED: dict[type, dict[str, Any]] = {
    ViewCardAuthorization: {"authorization_id": HELD},
    SimulateAuthorization: CHARGE,
    SimulateForcePost: CHARGE,
    SimulateCapture: {"authorization_id": HELD},
    SimulateIncrement: {"authorization_id": HELD, "amount": 5},
    SimulateReversal: {"authorization_id": HELD},
    SimulateExpiry: {"authorization_id": HELD},
    SimulateRefund: {"authorization_id": POSTED},
    SimulateDispute: {"authorization_id": POSTED},
    AdvanceClock: {"days": 1},
    SetCardControls: {"card": "<a.card.luis>", "allows_cash": False},
    IssueCard: {"cardholder_id": "<a.holder.maria>"},
    CancelCard: {"card": "<a.card.luis>"},
    ChangeCard: {"card": "<a.card.luis>", "alias": "Viajes"},
}
"""What a command can't do without."""

MAKING = (SimulateAuthorization, SimulateForcePost, SimulateRefund, IssueCard)
_OF_ONE = (
    Case("unknown", {"authorization_id": "authorization_" + "0" * 32}, ABSENT),
    Case("of another company", {"authorization_id": THEIRS}, ABSENT),
    Case("with NUL", {"authorization_id": NUL}, ABSENT),
    Case("hostile", {"authorization_id": HOSTILE}, ABSENT),
    Case("too long", {"authorization_id": LONG}, INVALID),
)
_AMOUNTS = (
    Case("amount of none", {"amount": 0}, "invalid_amount"),
    Case("amount below none", {"amount": -5}, "invalid_amount"),
    Case("amount too fine", {"amount": "0.001"}, "invalid_amount"),
    Case("amount huge", {"amount": HUGE}, "invalid_amount"),
    Case("amount of text", {"amount": "much"}, INVALID),
)
_CHARGED = (
    *_AMOUNTS,
    Case("card of another company", {"card_id": "<b.card.luis>"}, NO_CARD),
    Case("card with NUL", {"card_id": NUL}, NO_CARD),
    Case("card hostile", {"card_id": HOSTILE}, NO_CARD),
    Case("card too long", {"card_id": LONG}, INVALID),
    Case("currency unknown", {"currency": "ZZZ"}, "invalid_currency"),
    Case("currency too long", {"currency": "PESOS"}, INVALID),
    Case("merchant empty", {"merchant": ""}, INVALID),
    Case("merchant too long", {"merchant": LONG}, INVALID),
    Case("merchant hostile", {"merchant": HOSTILE}, changes=True, makes=True),
    Case("merchant with NUL", {"merchant": NUL}, changes=True, makes=True),
    Case("mcc too large", {"mcc": 10_000}, INVALID),
    Case("country of text", {"country": "Mexico"}, INVALID),
)
_CARDS = (
    Case("card unknown", {"card": "Lois Peres"}, NO_CARD),
    Case("card of another company", {"card": "<b.card.luis>"}, NO_CARD),
    Case("card with NUL", {"card": NUL}, NO_CARD),
    Case("card too long", {"card": LONG}, INVALID),
    Case("card ambiguous", {"card": "María"}, "card_ambiguous"),
)
_TABLE: dict[type[UseCase[Any, Any]], tuple[Case, ...]] = {
    ListCardAuthorizations: (
        Case("of a card", {"card_id": "<a.card.luis>"}),
        Case("of a card of another company", {"card_id": "<b.card.luis>"}),
        Case("of a card with NUL", {"card_id": NUL}),
        Case("of a card too long", {"card_id": LONG}, INVALID),
        Case("of two statuses", {"status": "posted, AUTHORIZED"}),
        Case("of a status unknown", {"status": "LATE"}, "unknown_status"),
        Case("limit of one", {"limit": 1}),
        Case("limit of none", {"limit": 0}, INVALID),
        Case("limit of too many", {"limit": 201}, INVALID),
        Case("cursor that is none", {"cursor": "abc"}, "invalid_cursor"),
        Case("cursor too long", {"cursor": "A" * 8193}, INVALID),
        Case("as an employee", {}, by="employee"),
    ),
    ViewCardAuthorization: (
        *_OF_ONE,
        Case("missing", {"authorization_id": ...}, INVALID, path="ok"),
        Case("their own", {}, by="member"),
        Case("not their own", {}, ABSENT, by="employee"),
    ),
    SimulateAuthorization: (
        *_CHARGED,
        Case("declined", {"amount": 90_000}, changes=True, makes=True),
        Case("price below none", {"currency": "USD", "billing_amount": -1}, "invalid_amount",
             tool=INVALID),
    ),
    SimulateForcePost: (
        *_CHARGED,
        Case("over the limit", {"amount": 90_000}, changes=True, makes=True),
        Case("without a price", {"currency": "USD"}, "amount_unknown"),
        Case("of nothing", {"card_id": ...}, INVALID),
        Case("while money is held", {"amount": 1, "authorization_id": HELD, "card_id": ...,
                                     "currency": ..., "merchant": ...}, "authorization_open"),
    ),
    SimulateCapture: (
        *_OF_ONE,
        *_AMOUNTS,
        Case("a part", {"amount": 40, "is_final": False}, changes=True, makes=True),
        Case("of nothing held", {"authorization_id": POSTED}, "authorization_not_open"),
    ),
    SimulateIncrement: (
        *_OF_ONE,
        *_AMOUNTS,
        Case("declined", {"amount": 90_000}, changes=True),
    ),
    SimulateReversal: (
        *_OF_ONE,
        *_AMOUNTS,
        Case("a part", {"amount": 40}, changes=True),
        Case("too much", {"amount": 101}, "amount_above_held"),
    ),
    SimulateExpiry: _OF_ONE,
    SimulateRefund: (
        *_OF_ONE,
        *_AMOUNTS,
        Case("too much", {"amount": 101}, "amount_above_posted"),
    ),
    SimulateDispute: (
        *_OF_ONE,
        *_AMOUNTS,
        Case("too much", {"amount": 101}, "amount_above_posted"),
    ),
    FreezeClock: (
        Case("at an instant", {"at": "2026-12-01T06:00:00Z"}, changes=True),
        Case("at a time of nowhere", {"at": "2026-12-01T06:00:00"}, INVALID),
        Case("at no time", {"at": "soon"}, INVALID),
    ),
    ResetClock: (),
    ResetSimulation: (),
    AdvanceClock: (
        Case("by nothing", {"days": 0}, INVALID),
        Case("backwards", {"days": -1}, INVALID),
        Case("by far", {"days": HUGE}, INVALID),
    ),
    SetCardControls: (
        *_CARDS,
        Case("nothing", {"allows_cash": ...}, "empty_body"),
        Case("everything", {"limit": 500, "periodicity": "DAILY", "max_transaction": 50,
                            "allowed_categories": ["food"], "blocked_merchants": ["Uber"],
                            "weekdays": ["MON"], "hours_from": "08:00", "hours_until": "20:00",
                            "starts_on": "2026-12-01", "ends_on": "2026-12-31",
                            "countries": ["MX"], "currencies": ["MXN"]}, changes=True),
        Case("limit of none", {"limit": 0}, "invalid_amount"),
        Case("category unknown", {"allowed_categories": ["YACHTS"]}, "unknown_category"),
        Case("merchant too long", {"blocked_merchants": [LONG]}, INVALID),
        Case("hours of one end", {"hours_from": "08:00"}, "invalid_controls"),
        Case("cancelled", {"card": "<a.card.elena_cancelled>"}, "card_not_changeable"),
    ),
    IssueCard: (
        Case("for nobody", {"cardholder_id": ...}, INVALID),
        Case("for somebody new", {"cardholder_id": ..., "cardholder_name": "Nora"},
             changes=True, makes=True),
        Case("for a name of nothing", {"cardholder_id": ..., "cardholder_name": "\u200b"},
             "invalid_name"),
        Case("holder elsewhere", {"cardholder_id": "<b.holder.maria>"}, "cardholder_not_found"),
        Case("holder with NUL", {"cardholder_id": NUL}, "cardholder_not_found"),
        Case("alias too long", {"alias": LONG}, INVALID),
        Case("limit of none", {"limit": 0}, "invalid_amount"),
    ),
    ChangeCard: (
        *_CARDS,
        Case("nothing", {"alias": ...}, "empty_body"),
        Case("to nobody's name", {"alias": None}),
        Case("to a name of nothing", {"alias": "\u200b"}, "invalid_name"),
        Case("to a name too long", {"alias": LONG}, INVALID),
        Case("to another holder", {"cardholder_id": "<a.holder.maria>"}, changes=True),
        Case("holder elsewhere", {"cardholder_id": "<b.holder.maria>"}, "cardholder_not_found"),
        Case("holder with NUL", {"cardholder_id": NUL}, "cardholder_not_found"),
        Case("cancelled", {"card": "<a.card.elena_cancelled>"}, "card_not_changeable"),
    ),
    CancelCard: (
        *_CARDS,
        Case("with a reason too long", {"reason": LONG}, INVALID),
        Case("cancelled", {"card": "<a.card.elena_cancelled>"}),
    ),
}  # fmt: skip


def authorization_cases() -> Iterable[tuple[type[UseCase[Any, Any]], Case]]:
    """Every operation with each of its cases; what only people signed in may do is asked so."""
    for use_case, own in _TABLE.items():
        for case in (*_common(use_case), *own):
            with_fields = case.with_fields(NEEDED.get(use_case, {}))
            signed_in = use_case.accepts == PEOPLE and case.by == "administrator"
            yield (
                use_case,
                replace(with_fields, by="signed-in administrator") if (signed_in) else with_fields,
            )


def _common(use_case: type[UseCase[Any, Any]]) -> Iterable[Case]:
    changes = use_case.effect is not Effect.READ and use_case is not ResetClock
    makes = use_case in MAKING
    yield Case("plain", changes=changes, makes=makes)
    yield Case("unknown field", {"bogus": "1"}, INVALID)
    yield Case("another company", {"company_id": "<b.company>"}, "company_not_found")
    yield Case("company with NUL", {"company_id": NUL}, "company_not_found")
    yield Case("company too long", {"company_id": LONG}, INVALID)
    yield Case("company left out", {"company_id": ...}, changes=changes, makes=makes)
    for name in ("revoked", "expired", "nobody"):
        yield Case(f"credential {name}", {}, "unauthenticated", by=name)
    if use_case.roles != EVERYONE:
        by = "signed-in employee" if use_case.accepts == PEOPLE else "employee"
        yield Case("as an employee", {}, "role_not_allowed", by=by)
    if use_case.scope is not None:
        by = "narrow" if use_case.effect is Effect.READ else "reader"
        yield Case("without the scope", {}, "scope_missing", by=by)
