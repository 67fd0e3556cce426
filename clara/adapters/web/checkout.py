"""The sandbox's checkout, where a payment provider's page would be, and where people come back to.

What is pressed here is settled as what a provider tells would be. No money moves, and every page says so.
"""

from html import escape
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from clara.adapters.web.answers import answer, words_of
from clara.adapters.web.authorization import GET, POST, sent
from clara.adapters.web.consent_forms import facts
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.form import fields_of
from clara.adapters.web.markup import alert, page, paragraph
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.wording import CheckoutWords, Wording
from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.settlement import Settled
from clara.application.credits.view_checkout import ViewCheckout
from clara.application.ports import PublicUrl
from clara.domain.credits.payment import FactKind
from clara.domain.credits.purchase import Purchase, PurchaseStatus
from clara.domain.credits.rate import MINOR_PER_DOLLAR
from clara.domain.errors import ClaraError

_UP = "../"


@get("/checkout/{session_id:str}", **GET)
async def checkout(request: WebRequest, session_id: FromPath[str]) -> Response[str]:
    """Changes nothing, whatever it is asked."""
    try:
        purchase: Purchase = await run(request, ViewCheckout, {"session_id": session_id})
    except ClaraError as error:
        return _over(request, error)
    words = words_of(request)
    said = words.checkout
    if purchase.status is not PurchaseStatus.PENDING:
        closed = paragraph(said.closed[purchase.status])
        return _shown(words, said.closed_title, closed)
    return _shown(
        words,
        said.title,
        facts(said.amount, f"USD {_grouped(purchase.amount_minor // MINOR_PER_DOLLAR)}"),
        facts(said.credits, _grouped(purchase.credits)),
        _ways(session_id, said),
    )


@post("/checkout/{session_id:str}", **POST)
async def finish_checkout(request: WebRequest, session_id: FromPath[str]) -> Response[str]:
    # No token against forged requests (CSRF): there is no session that another site could use. Who
    # knows the address may pay, as with a provider's page.
    try:
        fields: dict[str, Any] = {**await fields_of(request), "session_id": session_id}
        settled: Settled = await run(request, FinishCheckout, fields)
    except ClaraError as error:
        return _over(request, error)
    assert settled.purchase is not None, "what a page is about was found"
    ours = PublicUrl(request.app.state.settings.public_url)
    return sent(request, ours.to(settled.purchase.return_path))


@get("/checkout/portal", **GET)
async def portal(request: WebRequest) -> Response[str]:
    words = words_of(request)
    return _shown(words, words.checkout.portal_title, paragraph(words.checkout.portal))


@get("/credits", **GET)
async def returned(request: WebRequest) -> Response[str]:
    """Where people come back to who were not sent elsewhere."""
    words = words_of(request)
    said = words.checkout
    return answer(page(words.language, said.returned_title, paragraph(said.returned)), words)


ROUTES = [returned]
SANDBOX_ROUTES = [checkout, finish_checkout, portal]
"""Not there where a real provider takes the money."""


def _shown(words: Wording, title: str, *content: str, status: int = 200) -> Response[str]:
    label = paragraph(words.checkout.sandbox)
    return answer(page(words.language, title, label, *content, root=_UP), words, status)


def _over(request: WebRequest, error: ClaraError) -> Response[str]:
    words = words_of(request)
    problem = alert(sentence_of(error, words))
    return _shown(words, words.connect.stopped, problem, status=status_of(error))


def _ways(action: str, said: CheckoutWords) -> str:
    buttons = "".join(
        f'<button type="submit" name="outcome" value="{kind.value}"{look}>{escape(label)}</button>'
        for kind, label, look in (
            (FactKind.PAID, said.pay, ""),
            (FactKind.FAILED, said.fail, ' class="quiet"'),
            (FactKind.EXPIRED, said.cancel, ' class="link"'),
        )
    )
    return f'<form method="post" action="{escape(action)}">{buttons}</form>'


def _grouped(number: int) -> str:
    """With narrow spaces: commas and points mean different things in our languages."""
    return f"{number:,}".replace(",", "\u202f")
