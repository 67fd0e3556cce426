"""Who acts when an issuer says something, or is told."""

from msgspec import structs

from clara.application.ports import Callers
from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import CredentialKind

_ISSUER = Actor(
    kind=CredentialKind.OPERATOR,
    credential_id="issuer",
    user_id=None,
    name="The card's issuer",
    door=Door.REST,
    scopes=ALL_SCOPES,
)


async def issuer_in(callers: Callers, company_id: str) -> Actor | None:
    """The issuer with a seat in the company; None when there is no such company."""
    seat = await callers.seat(company_id)
    return None if seat is None else structs.replace(_ISSUER, seat=seat)
