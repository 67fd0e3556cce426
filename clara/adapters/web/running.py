"""From a page to the Runner."""

from collections.abc import Mapping
from typing import Any

from clara.adapters.web.request import WebRequest, request_id_of
from clara.application.call import Call, Draft
from clara.application.runner import Runner
from clara.application.use_case import UseCase
from clara.domain.accounts.language import preferred
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import PEOPLE
from clara.domain.text import clean

_MAX_CLIENT = 100


async def run(
    request: WebRequest,
    use_case: type[UseCase[Any, Any]],
    fields: Mapping[str, Any],
    token: str | None = None,
) -> Any:
    """The result of `use_case` for who is signed in with `token`; without one, our own pages ask as
    an application does."""
    runner: Runner = request.app.state.runner
    call = Call(
        door=Door.WEB,
        request_id=request_id_of(request),
        token=token,
        accepts=PEOPLE,
        source=request.client.host if request.client else "",
        language=preferred(request.headers.get("accept-language", "")),
        client=clean(request.headers.get("user-agent", ""), _MAX_CLIENT) or None,
    )
    return (await runner.run(use_case, Draft(lambda: fields), call)).result
