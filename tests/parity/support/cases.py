"""The case table: for every operation the good, the empty, the too long, the wrong and the huge."""

from collections.abc import Iterable
from typing import Any

from clara.application.activity.view_activity import ViewActivity
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.card_transactions.view_import import ViewImport
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.receipts.delete_receipt import DeleteReceipt
from clara.application.receipts.download_receipt import DownloadReceipt
from clara.application.receipts.list_receipts import ListReceipts
from clara.application.system.check_health import CheckHealth
from clara.application.system.check_readiness import CheckReadiness
from clara.application.system.show_version import ShowVersion
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.scope import STAFF, Scope
from tests.parity.support.account_cases import account_cases
from tests.parity.support.attachment_cases import attachment_cases
from tests.parity.support.authorization_cases import authorization_cases
from tests.parity.support.case import HOSTILE, HUGE, LONG, NUL, Case
from tests.parity.support.company_cases import company_cases
from tests.parity.support.credit_cases import credit_cases
from tests.parity.support.task_cases import task_cases

INVALID = "invalid_parameters"
NO_ROUTE = "route_not_found"
ANOTHERS = "<b.company>"
NEEDED: dict[type, dict[str, Any]] = {
    ViewCard: {"card": "<a.card.luis>"},
    LockCard: {"card": "<a.card.luis>"},
    UnlockCard: {"card": "<a.card.marta>"},
    ViewCardTransaction: {"transaction_id": "<a.row>"},
    SummarizeSpending: {"group_by": "category"},
    ViewImport: {"import_id": "import_" + "0" * 32},
    ListReceipts: {"transaction_id": "<a.row>"},
    DownloadReceipt: {"transaction_id": "<a.row>", "receipt_id": "receipt_" + "0" * 32},
    DeleteReceipt: {"transaction_id": "<a.row>", "receipt_id": "receipt_" + "0" * 32},
}
"""What a command can't do without."""

LACKING = {
    ViewImport: "import_not_found",
    DownloadReceipt: "receipt_not_found",
    DeleteReceipt: "receipt_not_found",
}
"""Where what would be found is no fields' to make: see the tests of these operations."""

PUBLIC = (CheckHealth, CheckReadiness, ShowVersion)

_OF_ROW = (
    Case("of another company", {"transaction_id": "<b.row>"}, "card_transaction_not_found"),
    Case("row unknown", {"transaction_id": "ctx_" + "0" * 32}, "card_transaction_not_found"),
    Case("row with NUL", {"transaction_id": NUL}, "card_transaction_not_found"),
    Case("row too long", {"transaction_id": LONG}, INVALID),
)
_LISTED = (
    Case("cursor that is none", {"cursor": "abc"}, "invalid_cursor"),
    Case("cursor of other letters", {"cursor": "ñ" * 40}, "invalid_cursor"),
    Case("cursor empty", {"cursor": ""}, INVALID),
    Case("cursor too long", {"cursor": "A" * 16_385}, INVALID),
    Case("limit of one", {"limit": 1}),
    Case("limit of none", {"limit": 0}, INVALID),
    Case("limit below none", {"limit": -1}, INVALID),
    Case("limit of too many", {"limit": 201}, INVALID),
    Case("limit of many", {"limit": 200}, tool=INVALID),
    Case("limit huge", {"limit": HUGE}, INVALID),
    Case("limit of text", {"limit": "many"}, INVALID),
    Case("limit of a fraction", {"limit": 1.5}, INVALID),
)
_CARD_LIST = (
    *_LISTED,
    Case("status of two", {"status": "LOCKED, active"}),
    Case("status unknown", {"status": "FROZEN"}, "unknown_status"),
    Case("status too long", {"status": LONG}, INVALID),
    Case("holder", {"cardholder": "luís"}),
    Case("holder hostile", {"cardholder": HOSTILE}),
    Case("holder too long", {"cardholder": LONG}, INVALID),
    Case("words with NUL", {"q": NUL}),
    Case("limit over", {"limit_over": 100}),
    Case("limit over of text", {"limit_over": "much"}, INVALID),
    Case("limit over that is no number", {"limit_over": "NaN"}, "invalid_amount"),
    Case("limit under without end", {"limit_under": "Infinity"}, "invalid_amount"),
    Case("limit over huge", {"limit_over": HUGE}, "invalid_amount"),
    Case("limit over of a large exponent", {"limit_over": "1E+999999"}, "invalid_amount"),
    Case("limit over too fine", {"limit_over": "0.0000000001"}, "invalid_amount"),
)
_FILTERED = (
    Case("card by name", {"card": "Luis Pérez"}),
    Case("card hostile", {"card": HOSTILE}),
    Case("card empty", {"card": ""}, INVALID),
    Case("card too long", {"card": LONG}, INVALID),
    Case("card with NUL", {"card": NUL}),
    Case("card of another company", {"card": "<b.card.luis>"}),
    Case("period", {"period": "last_30_days"}),
    Case("period unknown", {"period": "whenever"}, "invalid_period"),
    Case("period with NUL", {"period": NUL}, "invalid_period"),
    Case("period beyond all years", {"period": "9999-12-31/9999-12-31"}, "invalid_period"),
    Case("period before all years", {"period": "0001-01-01/0001-01-02"}, "invalid_period"),
    Case("days", {"from": "2026-10-01", "to": "2026-10-31"}),
    Case("days the wrong way round", {"from": "2026-10-02", "to": "2026-10-01"}, "invalid_period"),
    Case("day that is none", {"from": "2026-02-30"}, INVALID),
    Case("day of text", {"to": "yesterday"}, INVALID),
    Case("days and a period", {"from": "2026-10-01", "period": "today"}, "invalid_period"),
    Case("last day there is", {"to": "9999-12-31"}, "invalid_period"),
    Case("first day there is", {"from": "0001-01-01"}, "invalid_period"),
    Case("amount", {"amount_over": 102, "amount_max": "104.00"}),
    Case("amount of text", {"amount_min": "a lot"}, INVALID),
    Case("amount too fine", {"amount_min": "1.001"}, "invalid_amount"),
    Case("amount huge", {"amount_under": HUGE}, "invalid_amount"),
    Case("amount that is no number", {"amount_over": "sNaN"}, "invalid_amount"),
    Case("currency", {"currency": "usd"}),
    Case("currency unknown", {"currency": "ZZZ"}, "invalid_currency"),
    Case("currency with NUL", {"currency": "M\x00N"}, "invalid_currency"),
    Case("currency too long", {"currency": "PESOS"}, INVALID),
    Case("category", {"category": "travel,FOOD"}),
    Case("category unknown", {"category": "YACHTS"}, "unknown_category"),
    Case("category empty", {"category": ""}, INVALID),
    Case("mcc", {"mcc": 4121}),
    Case("mcc too large", {"mcc": 10_000}, INVALID),
    Case("mcc huge", {"mcc": HUGE}, INVALID),
    Case("mcc of text", {"mcc": "taxi"}, INVALID),
    Case("merchant with NUL", {"merchant": NUL}),
    Case("merchant hostile", {"merchant": HOSTILE}),
    Case("merchant of signs only", {"merchant": "%%% ___ …"}),
    Case("status", {"status": "posted,DECLINED"}),
    Case("status unknown", {"status": "LATE"}, "unknown_status"),
    Case("type unknown", {"type": "GIFT"}, "unknown_type"),
    Case("type with NUL", {"type": NUL}, "unknown_type"),
    Case("cards by their ids", {"card_id": "<a.card.luis>"}),
    Case("cards of another company", {"card_id": "<b.card.luis>"}),
    Case("cardholders hostile", {"cardholder_id": HOSTILE}),
    Case("rows by their ids", {"id": "<a.row>"}),
    Case("rows of another company", {"id": "<b.row>"}),
    Case("rows with NUL", {"id": NUL}),
    Case("too many rows", {"id": LONG}, INVALID),
)
_SEVERAL = "card_ambiguous"
_NAMED = (
    Case("ambiguous", {"card": "María"}, _SEVERAL),
    Case("unknown", {"card": "Lois Peres"}, "card_not_found"),
    Case("hostile", {"card": HOSTILE}, "card_not_found"),
    Case("with NUL", {"card": NUL}, "card_not_found"),
    Case("with a slash", {"card": "44/17"}, "card_not_found", path=NO_ROUTE),
    Case("too long", {"card": LONG}, INVALID),
    Case("of another company", {"card": "<b.card.luis>"}, "card_not_found"),
    Case("of the wrong type", {"card": ["4417"]}, INVALID, path="card_not_found"),
)
# An empty last segment leaves the path of the list.
_VIEWED = (
    *_NAMED,
    Case("empty", {"card": ""}, INVALID, path="ok"),
    Case("missing", {"card": ...}, INVALID, path="ok"),
)
_CHANGED = (
    *_NAMED,
    Case("empty", {"card": ""}, INVALID, path="method_not_allowed"),
    Case("missing", {"card": ...}, INVALID, path="method_not_allowed"),
    Case("with a reason", {"reason": "Lost in a taxi"}, changes=True),
    Case("with a hostile reason", {"reason": HOSTILE + NUL}, changes=True),
    Case("with a reason too long", {"reason": LONG}, INVALID),
    Case("with a reason of the wrong type", {"reason": 7}, INVALID),
    Case("cancelled", {"card": "<a.card.elena_cancelled>"}, "card_not_lockable"),
    Case("expired", {"card": "<a.card.expired>"}, "card_not_lockable"),
    Case("not of their team", {"card": "<a.card.ana>"}, "card_not_found", by="manager",
         mcp="role_not_allowed"),
    Case("not their own", {"card": "<a.card.ana>"}, "card_not_found", by="employee",
         mcp="role_not_allowed"),
    Case("without the scope", {}, "scope_missing", by="reader"),
)  # fmt: skip
_TABLE: dict[type[UseCase[Any, Any]], tuple[Case, ...]] = {
    ListCards: _CARD_LIST,
    ViewCard: (
        *_VIEWED,
        Case("by digits", {"card": "4417"}),
        Case("by name", {"card": "luis perez"}),
    ),
    LockCard: (
        *_CHANGED,
        Case("by digits", {"card": "4417"}, changes=True),
        Case("by name", {"card": "luis perez"}, changes=True),
        Case("locked already", {"card": "<a.card.marta>"}),
        Case(
            "locked by a higher level",
            {"card": "<a.card.marta>"},
            by="manager",
            changes=True,
            mcp="role_not_allowed",
        ),
    ),
    UnlockCard: (
        *_CHANGED,
        Case("by digits", {"card": "5501"}, changes=True),
        Case("by name", {"card": "marta ruiz"}, changes=True),
        Case("not locked", {"card": "<a.card.luis>"}),
        Case(
            "locked by a higher level",
            {"card": "<a.card.marta>"},
            "lock_held_above",
            by="manager",
            mcp="role_not_allowed",
        ),
    ),
    ListCardTransactions: (
        *_LISTED,
        *_FILTERED,
        Case("sorted", {"sort": "largest"}),
        Case("sorted somehow", {"sort": "somehow"}, INVALID),
    ),
    SummarizeSpending: (
        *_FILTERED,
        *(Case(f"by {key}", {"group_by": key}) for key in ("merchant", "card", "month", "day")),
        Case("by nothing", {"group_by": ...}, INVALID),
        Case("by something else", {"group_by": "mood"}, INVALID),
        Case("limit of too many", {"limit": 1001}, INVALID),
    ),
    ViewCardTransaction: (
        Case("of another company", {"transaction_id": "<b.row>"}, "card_transaction_not_found"),
        Case("unknown", {"transaction_id": "ctx_" + "0" * 32}, "card_transaction_not_found"),
        Case("malformed", {"transaction_id": "ctx_é"}, "card_transaction_not_found"),
        Case("with NUL", {"transaction_id": NUL}, "card_transaction_not_found"),
        Case("too long", {"transaction_id": LONG}, INVALID),
        Case("missing", {"transaction_id": ...}, INVALID, path="ok"),
        Case(
            "not of their team",
            {"transaction_id": "<a.row>"},
            "card_transaction_not_found",
            by="manager",
            mcp="role_not_allowed",
        ),
    ),
    ExportCardTransactions: _FILTERED,
    ViewImport: (
        Case("unknown", {}, "import_not_found"),
        Case("of another company", {"import_id": "<b.import>"}, "import_not_found"),
        Case("with NUL", {"import_id": NUL}, "import_not_found"),
        Case("too long", {"import_id": LONG}, INVALID),
        Case("as a manager", {}, "role_not_allowed", by="manager"),
    ),
    ViewActivity: (
        *_LISTED,
        Case("action", {"action": "card.locked"}),
        Case("action with NUL", {"action": NUL}, INVALID),
        Case("action hostile", {"action": HOSTILE}, INVALID),
        Case("user", {"user_id": "<a.user>"}),
        Case("user with NUL", {"user_id": NUL}, INVALID),
        Case("subject with NUL", {"subject": NUL}, INVALID),
        Case("outcome unknown", {"outcome": "lucky"}, "unknown_outcome"),
        Case("door unknown", {"door": "cellar"}, "unknown_door"),
        Case("days", {"from": "2026-10-01"}),
        Case("days the wrong way", {"from": "2026-10-02", "to": "2026-10-01"}, "invalid_period"),
        Case("verified", {"verify": True}),
        Case("verified maybe", {"verify": "maybe"}, INVALID),
        Case("as a manager", {}, "role_not_allowed", by="manager"),
        Case("as an employee", {}, "role_not_allowed", by="employee"),
    ),
    ListReceipts: _OF_ROW,
    DownloadReceipt: _OF_ROW,
    DeleteReceipt: _OF_ROW,
    CheckHealth: (),
    CheckReadiness: (),
    ShowVersion: (),
}


def cases() -> Iterable[tuple[type[UseCase[Any, Any]], Case]]:
    """Every operation with each of its cases."""
    for use_case, own in _TABLE.items():
        common = _of_anybody() if use_case in PUBLIC else _of_company(use_case)
        for case in (*common, *own):
            yield use_case, case.with_fields(NEEDED.get(use_case, {}))
    yield from account_cases()
    yield from company_cases()
    yield from credit_cases()
    yield from task_cases()
    yield from attachment_cases()
    yield from authorization_cases()


def _of_anybody() -> Iterable[Case]:
    yield Case("plain", {"company_id": ...})
    yield Case("unknown field", {"bogus": "1"}, INVALID)


def _of_company(use_case: type[UseCase[Any, Any]]) -> Iterable[Case]:
    good = LACKING.get(use_case, "ok")
    changes = use_case.effect is not Effect.READ and use_case not in LACKING
    yield Case("plain", {}, good, changes=changes)
    yield Case("unknown field", {"bogus": "1"}, INVALID)
    yield Case("another company", {"company_id": ANOTHERS}, "company_not_found")
    yield Case("unknown company", {"company_id": "company_" + "0" * 32}, "company_not_found")
    yield Case("company with NUL", {"company_id": NUL}, "company_not_found")
    yield Case("company hostile", {"company_id": HOSTILE}, "company_not_found")
    yield Case("company too long", {"company_id": LONG}, INVALID)
    yield Case("company left out", {"company_id": ...}, good, changes=changes)
    for name in ("revoked", "expired", "nobody"):
        yield Case(f"credential {name}", {}, "unauthenticated", by=name)
    yield Case("inactive user", {}, "account_inactive", by="inactive")
    yield Case("as a bookkeeper", {}, good, by="bookkeeper", changes=changes)
    if use_case.roles != STAFF and use_case not in NEEDED:
        yield Case("as a manager", {}, good, by="manager", mcp="role_not_allowed")
        yield Case("as an employee", {}, good, by="employee", mcp="role_not_allowed")
    if use_case.scope is not Scope.CARDS_READ:
        yield Case("without the scope", {}, "scope_missing", by="narrow")
