"""From a choice to a model that can be asked. Imported where one is, and not before."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx2
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from clara.adapters.analyst.llm.choice import Choice
from clara.adapters.analyst.llm.transport import client_of, trusted

Models = Callable[[float], AbstractAsyncContextManager[Model]]
"""Opens a model for one run of so many seconds."""

_NO_KEY = "none"
"""Said where a server wants no key, so that none is looked for in the environment."""


def models_of(choice: Choice) -> Models:
    """Imports what speaks the service's protocol, which takes a second or two the first time, and
    connects to nothing yet. Every run has connections of its own, since runs may be of different
    event loops."""
    model = {"openai": _openai, "anthropic": _anthropic, "ollama": _ollama}[choice.service](choice)
    trusted()

    @asynccontextmanager
    async def opened(seconds: float) -> AsyncIterator[Model]:
        async with client_of(choice, seconds) as client:
            yield model(client)

    return opened


def _openai(choice: Choice) -> Callable[[httpx2.AsyncClient], Model]:
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415 - one service of three
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415

    def model(client: httpx2.AsyncClient) -> Model:
        provider = OpenAIProvider(
            base_url=choice.base_url, api_key=choice.api_key or _NO_KEY, http_client=client
        )
        return OpenAIChatModel(choice.model, provider=provider)

    return model


def _anthropic(choice: Choice) -> Callable[[httpx2.AsyncClient], Model]:
    from pydantic_ai.models.anthropic import AnthropicModel  # noqa: PLC0415 - one of three
    from pydantic_ai.providers.anthropic import AnthropicProvider  # noqa: PLC0415

    def model(client: httpx2.AsyncClient) -> Model:
        provider = AnthropicProvider(
            base_url=choice.base_url, api_key=choice.api_key or _NO_KEY, http_client=client
        )
        return AnthropicModel(choice.model, provider=provider)

    return model


def _ollama(choice: Choice) -> Callable[[httpx2.AsyncClient], Model]:
    from pydantic_ai.models.ollama import OllamaModel  # noqa: PLC0415 - one service of three
    from pydantic_ai.providers.ollama import OllamaProvider  # noqa: PLC0415

    def model(client: httpx2.AsyncClient) -> Model:
        provider = OllamaProvider(
            base_url=choice.base_url, api_key=choice.api_key or _NO_KEY, http_client=client
        )
        # The others' models that reason refuse a temperature, whichever it is.
        settings = ModelSettings(temperature=0.0)
        return OllamaModel(choice.model, provider=provider, settings=settings)

    return model
