"""What Stripe tells of issued cards. Mounted only where a signing secret is set: without one, anybody
could say that a card was charged."""

import asyncio
import logging
import re
from typing import Any

import msgspec
from litestar import Response, post
from msgspec import Struct

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import run
from clara.application.call import Draft
from clara.application.issuer_news.hearing import Decision
from clara.application.issuer_news.receive_issuer_notice import IssuerNoticed, ReceiveIssuerNotice
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.errors import ClaraError

MAX_NOTICE = 1024 * 1024
"""Bytes of an event; real ones have some ten thousand."""
DECIDED_SECONDS = 1.6
"""Stripe waits two seconds for a decision, on its way there and back included."""
_REQUEST = b"issuing_authorization.request"
_NOT_SIGNED = frozenset({"invalid_signature", "invalid_parameters"})
"""Nobody is answered who can't say that they are Stripe."""
_EVENT: dict[str, Any] = {
    "type": "object",
    "description": "An event as Stripe writes it, signed in the header `Stripe-Signature`. A request"
    " for an authorization is answered with `approved`, and `metadata` that says why.",
}
_RECEIVE = Operation(
    ReceiveIssuerNotice, None, "Notice received successfully.", "Stripe", as_it_is=_EVENT
)

_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z]{1,30})?")


class _Versioned(Struct):
    api_version: str


_log = logging.getLogger("clara.issuing")


@post("/stripe/issuing/webhook", **documented(_RECEIVE))
async def receive_issuer_notice(request: HttpRequest) -> Response[bytes]:
    """The body is kept as it came: its signature is over each byte."""
    body = await request.body()
    if _REQUEST in body:
        return await _decided(request, body)
    noticed = await _noticed(request, body)
    if noticed.applied is not None and noticed.applied.decision is not None:
        return _answer(noticed.applied.decision, noticed.version)
    return success(None, _RECEIVE.message)


async def _decided(request: HttpRequest, body: bytes) -> Response[bytes]:
    """A charge that waits is answered in time, whatever happens: unsure means no."""
    try:
        async with asyncio.timeout(DECIDED_SECONDS):
            noticed = await _noticed(request, body)
    except Exception as error:
        if isinstance(error, ClaraError) and error.code in _NOT_SIGNED:
            raise
        _log.warning("a charge is declined because it could not be decided", exc_info=True)
        no = Decision(approved=False, reason=DeclineReason.NOT_DECIDED.value)
        return _answer(no, _version_of(body))
    if noticed.applied is None or noticed.applied.decision is None:
        return success(None, _RECEIVE.message)
    return _answer(noticed.applied.decision, noticed.version)


async def _noticed(request: HttpRequest, body: bytes) -> IssuerNoticed:
    signature = request.headers.get("stripe-signature", "")
    draft = Draft(lambda: {"body": body, "signature": signature})
    done = await run(request, ReceiveIssuerNotice, draft, keyed=False)
    return done.result


def _version_of(body: bytes) -> str:
    """Without its version an answer is none to Stripe, and its default would decide."""
    try:
        said = msgspec.json.decode(body, type=_Versioned).api_version
    except msgspec.DecodeError:
        return ""
    return said if _VERSION.fullmatch(said) else ""


def _answer(decision: Decision, version: str) -> Response[bytes]:
    """As Stripe reads it; the reason is kept with the authorization there, too."""
    said = {"approved": decision.approved, "metadata": {"clara": decision.reason or "approved"}}
    headers = {"stripe-version": version} if version else {}
    return Response(
        msgspec.json.encode(said), media_type="application/json", headers=headers, status_code=200
    )


ROUTES = [receive_issuer_notice]
