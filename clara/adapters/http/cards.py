"""Cards: list, view, lock, unlock."""

from litestar import Response, get, post
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.cards import CardDetailView, CardListView, CardStateChangeView
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard

_LIST = Operation(ListCards, CardListView, "Cards fetched successfully.", "Cards")
_VIEW = Operation(ViewCard, CardDetailView, "Card fetched successfully.", "Cards")
_LOCK = Operation(LockCard, CardStateChangeView, "Card locked successfully.", "Cards", body=True)
_UNLOCK = Operation(
    UnlockCard, CardStateChangeView, "Card unlocked successfully.", "Cards", body=True
)


@get("/companies/{company_id:str}/cards", **documented(_LIST))
async def list_cards(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListCards, from_query(request, company_id=company_id))
    return success(CardListView.of(done.result), _LIST.message)


@get("/companies/{company_id:str}/cards/{card_id:str}", **documented(_VIEW))
async def view_card(
    request: HttpRequest, company_id: FromPath[str], card_id: FromPath[str]
) -> Response[bytes]:
    done = await run(request, ViewCard, from_query(request, company_id=company_id, card=card_id))
    return success(CardDetailView.of(done.result), _VIEW.message)


@post("/companies/{company_id:str}/cards/{card_id:str}/lock", **documented(_LOCK))
async def lock_card(
    request: HttpRequest, company_id: FromPath[str], card_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id, card=card_id)
    done = await run(request, LockCard, draft)
    return marked(done, success(CardStateChangeView.of(done.result), _LOCK.message))


@post("/companies/{company_id:str}/cards/{card_id:str}/unlock", **documented(_UNLOCK))
async def unlock_card(
    request: HttpRequest, company_id: FromPath[str], card_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id, card=card_id)
    done = await run(request, UnlockCard, draft)
    return marked(done, success(CardStateChangeView.of(done.result), _UNLOCK.message))


ROUTES = [list_cards, view_card, lock_card, unlock_card]
