"""Cards, for administrators: issue, change, set controls, cancel."""

from litestar import Response, patch, post
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, run
from clara.adapters.wire.card_changes import CardChangeView
from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.change_card import ChangeCard
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.set_card_controls import SetCardControls

_TAG = "Cards"
_ISSUE = Operation(
    IssueCard,
    CardChangeView,
    "Card issued successfully.",
    _TAG,
    status=201,
    body=True,
    statuses=(403, 404),
)
_CONTROLS = Operation(
    SetCardControls,
    CardChangeView,
    "Card controls set successfully.",
    _TAG,
    body=True,
    statuses=(403, 404),
)
_CHANGE = Operation(
    ChangeCard,
    CardChangeView,
    "Card changed successfully.",
    _TAG,
    body=True,
    statuses=(403, 404),
)
_CANCEL = Operation(
    CancelCard,
    CardChangeView,
    "Card cancelled successfully.",
    _TAG,
    body=True,
    statuses=(403, 404),
)
_CARD = "/companies/{company_id:str}/cards/{card_id:str}"


@post("/companies/{company_id:str}/cards", **documented(_ISSUE))
async def issue_card(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id)
    done = await run(request, IssueCard, draft)
    return marked(done, success(CardChangeView.of(done.result), _ISSUE.message, 201))


@patch(_CARD, **documented(_CHANGE))
async def change_card(
    request: HttpRequest, company_id: FromPath[str], card_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, company_id=company_id, card=card_id)
    done = await run(request, ChangeCard, draft)
    return marked(done, success(CardChangeView.of(done.result), _CHANGE.message))


@patch(_CARD + "/controls", **documented(_CONTROLS))
async def set_card_controls(
    request: HttpRequest, company_id: FromPath[str], card_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, company_id=company_id, card=card_id)
    done = await run(request, SetCardControls, draft)
    return marked(done, success(CardChangeView.of(done.result), _CONTROLS.message))


@post(_CARD + "/cancel", **documented(_CANCEL))
async def cancel_card(
    request: HttpRequest, company_id: FromPath[str], card_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id, card=card_id)
    done = await run(request, CancelCard, draft)
    return marked(done, success(CardChangeView.of(done.result), _CANCEL.message))


ROUTES = [issue_card, change_card, set_card_controls, cancel_card]
