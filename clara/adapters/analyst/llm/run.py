"""One run of a model: text in, what is read of its text out. Imported where one is asked."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from pydantic_ai import Agent, ModelRetry, TextOutput
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelHTTPError,
    ModelTimeoutError,
    OutputTokenLimitExceeded,
    UsageLimitExceeded,
)
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import UsageLimits

from clara.adapters.analyst.llm.failures import ModelFailed, Unusable
from clara.adapters.analyst.llm.limits import RunLimits
from clara.adapters.analyst.llm.models import Models
from clara.domain.analysis.notice import NoticeCode

T = TypeVar("T")

_log = logging.getLogger("clara.analyst")


async def run(
    models: Models, instructions: str, given: str, read: Callable[[str], T], limits: RunLimits
) -> T:
    """What `read` makes of the model's text. Where `read` raises `Unusable`, the model is told why
    and may try again within the limits. It has no tools.

    Raises `ModelFailed`, whatever went wrong.
    """
    try:
        async with asyncio.timeout(limits.seconds), models(limits.seconds) as model:
            agent = Agent(
                model,
                instructions=instructions,
                output_type=TextOutput(_retried(read)),
                retries=limits.requests - 1,
            )
            done = await agent.run(
                given,
                usage_limits=UsageLimits(
                    request_limit=limits.requests, total_tokens_limit=limits.tokens
                ),
                model_settings=ModelSettings(
                    max_tokens=limits.output_tokens,
                    timeout=limits.seconds,
                    max_retries=0,
                ),
            )
            return done.output
    except Exception as error:  # noqa: BLE001 - whatever it is, rules go on
        code = _code_of(error)
        # The kind only: an error's text may quote what was sent, or its key.
        status = f" {error.status_code}" if isinstance(error, ModelHTTPError) else ""
        _log.warning(
            "the language model is of no help: %s (%s%s)", code.value, type(error).__name__, status
        )
        raise ModelFailed(code) from None


def _retried(read: Callable[[str], T]) -> Callable[[str], T]:
    def reading(text: str) -> T:
        try:
            return read(text)
        except Unusable as unusable:
            raise ModelRetry(str(unusable)) from None

    return reading


def _code_of(error: Exception) -> NoticeCode:
    if isinstance(error, TimeoutError | ModelTimeoutError):
        return NoticeCode.MODEL_SLOW
    if isinstance(error, UsageLimitExceeded | OutputTokenLimitExceeded):
        return NoticeCode.MODEL_LIMIT
    if isinstance(error, ModelHTTPError):
        is_theirs = error.status_code >= 500
        return NoticeCode.MODEL_AWAY if is_theirs else NoticeCode.MODEL_REFUSED
    if isinstance(error, ModelAPIError | OSError):
        return NoticeCode.MODEL_AWAY
    return NoticeCode.MODEL_NOT_UNDERSTOOD
