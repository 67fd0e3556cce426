"""Google where nobody has set it up."""

from typing import NoReturn

from clara.application.accounts.ports import Google, GoogleFlow, GoogleIdentity
from clara.domain.errors import NotFound


class GoogleNotConfigured(Google):
    """Every method raises `google_not_configured` and says which settings are missing."""

    async def begin(self, redirect_uri: str) -> GoogleFlow:
        _refuse()

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        _refuse()

    async def identify(self, id_token: str, nonce: str | None) -> GoogleIdentity:
        _refuse()


def _refuse() -> NoReturn:
    raise NotFound(
        "google_not_configured",
        "Signing in with Google is switched off here. CLARA_GOOGLE_CLIENT_ID and"
        " CLARA_GOOGLE_CLIENT_SECRET turn it on.",
    )
