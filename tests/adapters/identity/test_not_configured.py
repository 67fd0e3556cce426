"""Google where nobody has set it up."""

from collections.abc import Awaitable, Callable

import pytest

from clara.adapters.identity.not_configured import GoogleNotConfigured
from clara.application.accounts.ports import Google
from clara.domain.errors import NotFound

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "ask",
    [
        lambda google: google.begin("http://127.0.0.1/back"),
        lambda google: google.exchange("code", "verifier", "http://127.0.0.1/back"),
        lambda google: google.identify("a.b.c", None),
    ],
    ids=["begin", "exchange", "identify"],
)
async def test_every_question_is_answered_with_what_to_set(
    ask: Callable[[Google], Awaitable[object]],
) -> None:
    with pytest.raises(NotFound) as caught:
        await ask(GoogleNotConfigured())
    assert caught.value.code == "google_not_configured"
    assert "CLARA_GOOGLE_CLIENT_ID" in caught.value.message
    assert "CLARA_GOOGLE_CLIENT_SECRET" in caught.value.message
