"""The sandbox's checkout, where a payment provider's page would be.

What is pressed here is settled as what a provider tells would be. No money moves, and every page says so.
"""

from litestar import get, post
from litestar.params import FromPath

from clara.adapters.web.console.opening import Visitor
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.settlement import Settled
from clara.application.credits.view_checkout import ViewCheckout
from clara.application.ports import PublicUrl
from clara.domain.credits.payment import FactKind
from clara.domain.credits.purchase import Purchase, PurchaseStatus
from clara.domain.errors import ClaraError, Invalid


@get("/checkout/{session_id:str}")
async def checkout(visit: Visitor, session_id: FromPath[str]) -> Answer:
    """Changes nothing, whatever it is asked."""
    try:
        purchase: Purchase = await visit.run(ViewCheckout, session_id=session_id)
    except ClaraError as error:
        return visit.show("checkout/over.html", error=error)
    if purchase.status is not PurchaseStatus.PENDING:
        return visit.show("checkout/closed.html", outcome=purchase.status.value.lower())
    ways = ((FactKind.PAID, ""), (FactKind.FAILED, "quiet"), (FactKind.EXPIRED, "link"))
    return visit.show(
        "checkout/pay.html",
        action=session_id,
        amount_minor=purchase.amount_minor,
        credits=purchase.credits,
        ways=[(kind.value, look) for kind, look in ways],
    )


@post("/checkout/{session_id:str}")
async def finish_checkout(visit: Visitor, session_id: FromPath[str]) -> Answer:
    # No proof of a session: there is none that another site could use. Who knows the address may
    # pay, as with a provider's page.
    try:
        if "session_id" in visit.given:
            raise Invalid("invalid_parameters")
        settled: Settled = await visit.run(FinishCheckout, **visit.given, session_id=session_id)
    except ClaraError as error:
        return visit.show("checkout/over.html", error=error)
    assert settled.purchase is not None, "what a page is about was found"
    ours = PublicUrl(settings_of(visit.request).public_url)
    return visit.leave(ours.to(settled.purchase.return_path))


@get("/checkout/portal")
async def portal(visit: Visitor) -> Answer:
    return visit.show("checkout/portal.html")


SANDBOX_ROUTES = [checkout, finish_checkout, portal]
"""Not there where a real provider takes the money."""
