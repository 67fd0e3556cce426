"""A Google that says what a test wants; the real one is tested against a real provider."""

from dataclasses import dataclass, field

from msgspec import structs

from clara.application.accounts.ports import Google, GoogleFlow, GoogleIdentity
from clara.domain.errors import Unauthenticated

GMAIL = GoogleIdentity(
    subject="108234567890",
    email="nora@gmail.com",
    is_email_verified=True,
    is_authoritative=True,
    first_name="Nora",
    last_name="Prueba",
)


def identity(**changes: object) -> GoogleIdentity:
    return structs.replace(GMAIL, **changes)


@dataclass
class Vouching(Google):
    """Knows id tokens by name, and one authorization code for each flow it began."""

    tokens: dict[str, GoogleIdentity] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)
    begun: list[GoogleFlow] = field(default_factory=list)

    async def begin(self, redirect_uri: str) -> GoogleFlow:
        number = len(self.begun)
        flow = GoogleFlow(
            url=f"https://accounts.example/authorize?redirect_uri={redirect_uri}&state=s{number}",
            state=f"state-of-{number}",
            nonce=f"nonce-of-{number}",
            verifier=f"verifier-of-{number}",
        )
        self.begun.append(flow)
        return flow

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        place = verifier.removeprefix("verifier-of-")
        if code != f"code-{place}" or not redirect_uri.endswith("/api/v1/auth/google/callback"):
            raise Unauthenticated("google_code_refused")
        token = f"token-{place}"
        self.nonces[token] = f"nonce-of-{place}"
        return token

    async def identify(self, id_token: str, nonce: str | None) -> GoogleIdentity:
        found = self.tokens.get(id_token)
        if found is None or self.nonces.get(id_token) != nonce:
            raise Unauthenticated("unauthenticated")
        return found
