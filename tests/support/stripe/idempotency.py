"""https://docs.stripe.com/api/idempotent_requests: a request that is sent twice is done once."""

from dataclasses import dataclass
from typing import Any

from tests.support.stripe.account import Account
from tests.support.stripe.refusals import IDEMPOTENCY, Refusal
from tests.support.stripe.request import Answer, Request

_KEPT_SECONDS = 86400
_LONGEST = 255


@dataclass
class _Claim:
    request: Request
    params: dict[str, Any]
    at: int
    answer: Answer | None = None


class IdempotencyKeys:
    """Answers are kept for a day, refusals among them, once the call had begun."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._claims: dict[str, _Claim] = {}

    def claim(self, key: str, request: Request) -> Answer | None:
        """The kept answer, or None to whoever shall do it and then `keep` or `release`.

        Refuses with `idempotency_error` what is not the first request again, and with 409 what
        comes while that one is being done.
        """
        if len(key) > _LONGEST:
            raise Refusal(f"A key has at most {_LONGEST} characters.", type=IDEMPOTENCY)
        first = self._claims.get(key)
        if first is None or self._account.now - first.at >= _KEPT_SECONDS:
            self._claims[key] = _Claim(request, request.params, self._account.now)
            return None
        if request.path != first.request.path:
            raise Refusal("The key was used for another call.", type=IDEMPOTENCY)
        if request.params != first.params:
            raise Refusal("The key was used with other parameters.", type=IDEMPOTENCY)
        if first.answer is None:
            raise Refusal(
                "Another request with this key is being done.",
                status=409,
                type=IDEMPOTENCY,
                code="idempotency_key_in_use",
                headers={"stripe_should_retry": "true"},
            )
        replayed = {"idempotent_replayed": "true", "original_request": first.request.id}
        headers = {**first.answer.headers, **replayed}
        return Answer(first.answer.status, first.answer.body, headers)

    def keep(self, key: str, answer: Answer) -> None:
        self._claims[key].answer = answer

    def release(self, key: str) -> None:
        """The call never began."""
        del self._claims[key]
