"""`python -m tests.conformance.server serve`

The command line of `clara`, whose server has besides its own what the official suite expects to
find, and whose MCP door acts for the credential in the environment: the suite has none.
"""

import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from clara.__main__ import EnvironmentMcp
from clara.adapters.cli.command_line import main as command_line
from clara.adapters.cli.product import Product
from clara.adapters.gateway.dispatcher import is_for_mcp
from clara.adapters.mcp.credentials import EnvironmentCredential, required_credential_in
from clara.bootstrap import build_core
from clara.doors import build_server, carry_out_tasks
from clara.settings import load
from tests.conformance.contents import CONTENTS
from tests.conformance.pushed import PUSHED
from tests.conformance.returned import RETURNED

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Presenting:
    """Adds `credential` to whatever is asked of `/mcp`. `Lending` would leave out requests with an
    `Origin`, of which the suite sends some."""

    app: App
    credential: EnvironmentCredential

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and is_for_mcp(scope):
            scope = {**scope, "headers": [*scope["headers"], *self.credential.headers]}
        await self.app(scope, receive, send)


def server() -> Presenting:
    """What `clara serve` serves, and the fixtures."""
    built = build_server(load(), mcp_providers=(CONTENTS, PUSHED, RETURNED))
    return Presenting(built, required_credential_in(os.environ))


PRODUCT = Product(
    settings=load,
    open=lambda settings, progress, *, seed=None: build_core(
        settings, progress=progress, seed=seed
    ),
    server="tests.conformance.server:server",
    mcp=EnvironmentMcp(),
    work=carry_out_tasks,
)

if __name__ == "__main__":
    sys.exit(command_line(sys.argv[1:], PRODUCT))
