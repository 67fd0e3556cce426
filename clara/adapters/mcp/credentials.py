"""The credential that `clara mcp` finds in the environment.

It becomes the headers that a request over HTTP would carry, so that it is checked as one is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clara.domain.errors import Invalid, Unauthenticated

TOKEN = "CLARA_MCP_TOKEN"  # noqa: S105 - its name, not its value
API_KEY = "API_KEY_TOKEN"
USER_ID = "USER_ID"

_MAX_LENGTH = 512

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class EnvironmentCredential:
    """An MCP token or an API key; `user_id` is a cross-check that can only cause a refusal."""

    token: str = field(repr=False)
    user_id: str | None = None

    @property
    def headers(self) -> Headers:
        bearer = (b"authorization", f"Bearer {self.token}".encode())
        return (bearer, (b"user-id", self.user_id.encode())) if self.user_id else (bearer,)


def credential_in(environ: Mapping[str, str]) -> EnvironmentCredential | None:
    """The credential of `environ`, an MCP token before an API key; None without either.

    Raises `invalid_environment_credential` for what no header can carry.
    """
    token = _value(environ, TOKEN) or _value(environ, API_KEY)
    return EnvironmentCredential(token, _value(environ, USER_ID)) if token else None


def required_credential_in(environ: Mapping[str, str]) -> EnvironmentCredential:
    """The same where there must be one. Raises `credential_missing`."""
    found = credential_in(environ)
    if found is None:
        raise Unauthenticated(
            "credential_missing",
            f"Neither {API_KEY} nor {TOKEN} is set: there is nobody to act for.",
            remedy="Set one of them in the environment; `clara token create` makes them.",
        )
    return found


def _value(environ: Mapping[str, str], name: str) -> str | None:
    value = environ.get(name, "").strip()
    if len(value) > _MAX_LENGTH or not (value.isascii() and (value.isprintable())):
        raise Invalid(
            "invalid_environment_credential",
            f"{name} is not well-formed: at most {_MAX_LENGTH} printable ASCII characters.",
        )
    return value or None
