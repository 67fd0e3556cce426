"""Where a person answers what an assistant asks: whether a card may be unlocked.

The address is the question. It is good for five minutes, for one person, and for the card as it was.
"""

from collections.abc import Mapping

from litestar import Response, get, post

from clara.adapters.web.answers import answer, words_of
from clara.adapters.web.authorization import GET, POST
from clara.adapters.web.consent_forms import decision, facts
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.form import fields_of
from clara.adapters.web.login import to_login
from clara.adapters.web.markup import alert, page, paragraph
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.session_cookie import form_proof, is_own_form, session_token
from clara.application.cards.approve_unlock import ApproveUnlock
from clara.application.cards.view_unlock_request import UnlockRequest, ViewUnlockRequest
from clara.domain.errors import ClaraError, Invalid, Unauthenticated

_NAMES = ("company_id", "card", "ticket")


@get("/confirm", **GET)
async def confirm(request: WebRequest) -> Response[str]:
    """Changes nothing, whatever it is asked."""
    token, query = session_token(request), _question(request.query_params)
    if token is None:
        return to_login(request, "/confirm", query)
    try:
        asked: UnlockRequest = await run(request, ViewUnlockRequest, query, token)
    except Unauthenticated:
        return to_login(request, "/confirm", query)
    except ClaraError as error:
        return _over(request, error)
    words = words_of(request)
    said = words.confirm
    proof = form_proof(request, token, query["ticket"])
    content = (
        paragraph(said.lead.format(assistant=asked.asked_by or "?")),
        facts(said.card, asked.card.label),
        facts(said.company, asked.company_name),
        *(
            facts(said.locked_by, ": ".join(filter(None, (lock.by_name, lock.reason))))
            for lock in asked.card.locks
        ),
        paragraph(said.consequence),
        decision(
            "confirm-decide",
            hidden={**query, "proof": proof},
            allow=said.allow,
            deny=said.deny,
        ),
    )
    return answer(page(words.language, said.title, *content), words)


@post("/confirm-decide", **POST)
async def decide(request: WebRequest) -> Response[str]:
    token, words = session_token(request), words_of(request)
    said = words.confirm
    try:
        given = await fields_of(request)
        query = _question(given)
        if token is None or not is_own_form(
            request, token, query["ticket"], given.get("proof", "")
        ):
            raise Invalid("invalid_parameters")
        if given.get("decision") != "allow":
            return answer(page(words.language, said.denied_title, paragraph(said.denied)), words)
        done = await run(request, ApproveUnlock, query, token)
    except ClaraError as error:
        return _over(request, error)
    text = said.done.format(card=done.card.label)
    return answer(page(words.language, said.done_title, paragraph(text)), words)


ROUTES = [confirm, decide]


def _question(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name, "") for name in _NAMES}


def _over(request: WebRequest, error: ClaraError) -> Response[str]:
    words = words_of(request)
    content = page(words.language, words.connect.stopped, alert(sentence_of(error, words)))
    return answer(content, words, status_of(error))
