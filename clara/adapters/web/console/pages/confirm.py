"""Where a person answers what an assistant asks: whether a card may be unlocked.

The address is the question. It is good for five minutes, for one person, and for the card as it was.
"""

from collections.abc import Mapping

from litestar import get, post

from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.application.cards.approve_unlock import ApproveUnlock
from clara.application.cards.view_unlock_request import ViewUnlockRequest
from clara.domain.errors import ClaraError

_NAMES = ("company_id", "card", "ticket")


@get("/confirm")
async def confirm(page: Page) -> Answer:
    """Changes nothing, whatever it is asked."""
    page.is_bare = True
    question = _question(page.asked)
    try:
        found = await page.run(ViewUnlockRequest, **question)
    except ClaraError as error:
        return page.show("confirm/over.html", error=error)
    return page.show("confirm/question.html", found=found, question=question)


@post("/confirm-decide")
async def decide(page: Page) -> Answer:
    page.is_bare = True
    if page.given.get("decision") != "allow":
        return page.show("confirm/denied.html")
    try:
        done = await page.run(ApproveUnlock, **_question(page.given))
    except ClaraError as error:
        return page.show("confirm/over.html", error=error)
    return page.show("confirm/done.html", card=done.card)


ROUTES = [confirm, decide]


def _question(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said.get(name, "") for name in _NAMES}
