"""Credits: what was bought and spent, what they cost, and the pages on which they are paid."""

from litestar import Response, get, post
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.credits import (
    CheckoutView,
    CreditTransactionView,
    PortalView,
    RateView,
    rate_views,
)
from clara.application.credits.buy_credits import BuyCredits
from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.application.credits.open_portal import OpenPortal
from clara.application.credits.view_credit_transaction import ViewCreditTransaction
from clara.application.credits.view_rates import ViewRates

_TRANSACTIONS, _STRIPE = "Credit transactions", "Stripe"
_LIST = Operation(
    ListCreditTransactions,
    CreditTransactionView,
    "Transactions fetched successfully.",
    _TRANSACTIONS,
    is_list=True,
)
_VIEW = Operation(
    ViewCreditTransaction,
    CreditTransactionView,
    "Transaction fetched successfully.",
    _TRANSACTIONS,
)
_RATE = Operation(ViewRates, RateView, "Rate fetched successfully.", _STRIPE, is_list=True)
_PORTAL = Operation(
    OpenPortal, PortalView, "Customer portal session created successfully.", _STRIPE, status=201
)
_BUY = Operation(
    BuyCredits,
    CheckoutView,
    "Checkout session created successfully.",
    _STRIPE,
    status=201,
    body=True,
)


@get("/users/{user_id:str}/transactions", **documented(_LIST))
async def list_credit_transactions(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListCreditTransactions, from_query(request, user_id=user_id))
    return success(list(map(CreditTransactionView.of, done.result.items)), _LIST.message)


@get("/users/{user_id:str}/transactions/{transaction_id:str}", **documented(_VIEW))
async def view_credit_transaction(
    request: HttpRequest, user_id: FromPath[str], transaction_id: FromPath[str]
) -> Response[bytes]:
    draft = from_query(request, user_id=user_id, transaction_id=transaction_id)
    done = await run(request, ViewCreditTransaction, draft)
    return success(CreditTransactionView.of(done.result), _VIEW.message)


@get("/stripe/rate", **documented(_RATE))
async def view_rates(request: HttpRequest) -> Response[bytes]:
    done = await run(request, ViewRates, from_query(request))
    return success(rate_views(done.result), _RATE.message)


@post("/stripe/portal", **documented(_PORTAL))
async def open_portal(request: HttpRequest) -> Response[bytes]:
    done = await run(request, OpenPortal, await from_body(request, required=False))
    return marked(done, success(PortalView.of(done.result), _PORTAL.message, 201))


@post("/stripe/buy", **documented(_BUY))
async def buy_credits(request: HttpRequest) -> Response[bytes]:
    done = await run(request, BuyCredits, await from_body(request))
    return marked(done, success(CheckoutView.of(done.result), _BUY.message, 201))


ROUTES = [
    list_credit_transactions,
    view_credit_transaction,
    view_rates,
    open_portal,
    buy_credits,
]
