"""From a choice to a model that can be asked. Imported where one is, and not before."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.settings import ModelSettings

from clara.adapters.analyst.llm.choice import Choice
from clara.adapters.analyst.llm.transport import client_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2

Models = Callable[[float], AbstractAsyncContextManager[Model]]
"""Opens a model for one run of so many seconds."""

_NO_KEY = "none"
"""Said where a server wants no key, so that none is looked for in the environment."""


def models_of(choice: Choice) -> Models:
    """Connects to nothing yet. Every run has connections of its own, since runs may be of different
    event loops."""

    @asynccontextmanager
    async def opened(seconds: float) -> "AsyncIterator[Model]":
        async with client_of(choice, seconds) as client:
            yield _model(choice, client)

    return opened


def _model(choice: Choice, client: "httpx2.AsyncClient") -> Model:
    key = choice.api_key or _NO_KEY
    if choice.service == "anthropic":
        from pydantic_ai.models.anthropic import AnthropicModel  # noqa: PLC0415 - another second
        from pydantic_ai.providers.anthropic import AnthropicProvider  # noqa: PLC0415

        return AnthropicModel(
            choice.model,
            provider=AnthropicProvider(api_key=key, base_url=choice.base_url, http_client=client),
        )
    if choice.service == "ollama":
        from pydantic_ai.models.ollama import OllamaModel  # noqa: PLC0415
        from pydantic_ai.providers.ollama import OllamaProvider  # noqa: PLC0415

        return OllamaModel(
            choice.model,
            provider=OllamaProvider(base_url=choice.base_url, api_key=key, http_client=client),
            # The others' models that reason refuse a temperature, whichever it is.
            settings=ModelSettings(temperature=0.0),
        )
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415

    return OpenAIChatModel(
        choice.model,
        provider=OpenAIProvider(base_url=choice.base_url, api_key=key, http_client=client),
    )
