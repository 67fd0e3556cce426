"""A person's yes, had from them by the client and not from the model.

The newer protocol returns the question instead of a result, and the client calls again with the
answer; the earlier one sends the question while the call waits, which only a connection that stays
open (standard input and output) can do. A client that can do neither gets a link to our own page.
"""

import asyncio

from fastmcp.server.context import Context
from fastmcp.server.dependencies import get_context
from fastmcp.tools import ToolResult
from fastmcp.tools.base import InputRequiredToolResult
from mcp_types import (
    ClientCapabilities,
    ElicitationCapability,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from clara.domain.accounts.language import Language
from clara.domain.credentials.approval import LIVES, ConfirmationRequired
from clara.domain.errors import Forbidden

_KEY = "confirm"
_CAN_ASK = ClientCapabilities(elicitation=ElicitationCapability())
_QUESTIONS = {
    Language.EN: "Unlock the card {card} of {company}? It can be spent again at once.",
    Language.ES: "¿Desbloquear la tarjeta {card} de {company}? Se podrá usar de inmediato.",
    Language.PT: "Desbloquear o cartão {card} de {company}? Ele poderá ser usado imediatamente.",
}
_YES = {
    Language.EN: "Yes, unlock it",
    Language.ES: "Sí, desbloquear",
    Language.PT: "Sim, desbloquear",
}


def approval_given() -> str | None:
    """What the client came back with to a question of an earlier call, if the person said yes.
    Raises `confirmation_declined`."""
    context = get_context()
    if not _is_modern(context) or context.request_state is None:
        return None
    _require_yes((context.input_responses or {}).get(_KEY))
    return context.request_state


async def ask(needed: ConfirmationRequired, language: Language) -> ToolResult | str:
    """The question as the newer protocol's result, or the ticket of who said yes just now. Raises
    `needed` where this client can't ask, `confirmation_declined`."""
    context = get_context()
    if not context.session.check_client_capability(_CAN_ASK):
        raise needed
    question = _QUESTIONS[language].format(card=needed.card, company=needed.company)
    schema = {
        "type": "object",
        "properties": {_KEY: {"type": "boolean", "title": _YES[language], "default": False}},
        "required": [_KEY],
    }
    if _is_modern(context):
        form = ElicitRequestFormParams(message=question, requested_schema=schema)
        asked = InputRequiredResult(
            input_requests={_KEY: ElicitRequest(params=form)}, request_state=needed.ticket
        )
        return InputRequiredToolResult(asked)
    try:
        async with asyncio.timeout(LIVES.total_seconds()):
            answer = await context.session.elicit(question, schema, context.request_id)
    except TimeoutError:
        answer = None
    _require_yes(answer)
    return needed.ticket


def _is_modern(context: Context) -> bool:
    request = context.request_context
    return request is not None and request.protocol_version in MODERN_PROTOCOL_VERSIONS


def _require_yes(answer: object) -> None:
    """Anything but an accepted form with the box ticked is a no."""
    if (
        not isinstance(answer, ElicitResult)
        or answer.action != "accept"
        or (answer.content or {}).get(_KEY) is not True
    ):
        raise Forbidden(
            "confirmation_declined",
            "The person who was asked did not confirm this. Nothing was changed.",
            remedy="Do not ask again unless they want it.",
        )
