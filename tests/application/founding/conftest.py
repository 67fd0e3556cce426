"""The operator, who sits at the command line and is asked for no credential."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from clara.application.call import Call
from clara.application.use_case import UseCase
from clara.bootstrap import Core
from clara.domain.credentials.actor import Door

Operate = Callable[..., Awaitable[Any]]


@pytest.fixture
def operate(core: Core) -> Operate:
    """Run an operation as the operator, with these fields; its result."""

    async def run(use_case: type[UseCase[Any, Any]], **fields: Any) -> Any:
        call = Call(door=Door.CLI, request_id="request")
        return (await core.runner.run(use_case, use_case.command(**fields), call)).result

    return run
