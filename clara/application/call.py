"""How an operation is asked for, and what comes of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from msgspec import Struct

from clara.domain.accounts.language import Language
from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.token import CredentialKind

R = TypeVar("R", bound=Struct)


@dataclass(frozen=True, slots=True)
class Call:
    """How an operation was asked for: the credential presented, the door and what is logged.

    `accepts` are the credential kinds the door takes; `user_id` is a cross-check that can only
    cause a refusal; `company_id` is the company meant where the command names none. `token` is None
    on the command line, where the operator acts. `actor` is whom `Runner.authenticate` found behind
    the token for this same request. `approval` is what a person who was asked said yes to, when the
    door had that from them and not from whoever calls. `source` is the network address of the caller.
    """

    door: Door
    request_id: str
    token: str | None = field(default=None, repr=False)
    accepts: frozenset[CredentialKind] = frozenset()
    user_id: str | None = None
    company_id: str | None = None
    source: str = ""
    language: Language | None = None
    idempotency_key: str | None = None
    approval: str | None = field(default=None, repr=False)
    client: str | None = None
    actor: Actor | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A command not yet checked: `read` gives its fields and may itself raise `Invalid`. `lax`
    reads numbers and booleans from text, as in a query string."""

    read: Callable[[], Mapping[str, Any]]
    lax: bool = False


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """A result; `replayed` when an earlier run under the same idempotency key gave it."""

    result: R
    actor: Actor
    replayed: bool = False


Prompt = Callable[[Done[Any]], Awaitable[Done[Any]]]
"""Goes on with what an operation left for later, and gives what there is once it is done, or once
whoever asked has waited long enough."""
