"""Card transactions: list, view, summarize. Files are in `imports.py` and `exports.py`."""

from litestar import Response, get
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.adapters.wire.card_transactions import (
    CardTransactionDetailView,
    CardTransactionListView,
    SummaryView,
)
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction

NAMES = ("merchant_is", "cardholder_is")
"""Parameters that are repeated for each name, since names may hold commas."""
_PATH = "/companies/{company_id:str}/card_transactions"
_TAG = "Card transactions"
_LIST = Operation(
    ListCardTransactions,
    CardTransactionListView,
    "Card transactions fetched successfully.",
    _TAG,
)
_VIEW = Operation(
    ViewCardTransaction, CardTransactionDetailView, "Card transaction fetched successfully.", _TAG
)
_SUMMARY = Operation(SummarizeSpending, SummaryView, "Spending summarized successfully.", _TAG)


@get(_PATH, **documented(_LIST))
async def list_card_transactions(
    request: HttpRequest, company_id: FromPath[str]
) -> Response[bytes]:
    draft = from_query(request, lists=NAMES, company_id=company_id)
    done = await run(request, ListCardTransactions, draft)
    return success(CardTransactionListView.of(done.result), _LIST.message)


@get(_PATH + "/{transaction_id:str}", **documented(_VIEW))
async def view_card_transaction(
    request: HttpRequest, company_id: FromPath[str], transaction_id: FromPath[str]
) -> Response[bytes]:
    draft = from_query(request, company_id=company_id, transaction_id=transaction_id)
    done = await run(request, ViewCardTransaction, draft)
    return success(CardTransactionDetailView.of(done.result), _VIEW.message)


@get(_PATH + "/summary", **documented(_SUMMARY))
async def summarize_spending(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    draft = from_query(request, lists=NAMES, company_id=company_id)
    done = await run(request, SummarizeSpending, draft)
    return success(SummaryView.of(done.result), _SUMMARY.message)


ROUTES = [list_card_transactions, view_card_transaction, summarize_spending]
