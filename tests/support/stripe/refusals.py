"""What Stripe refuses, in the shape of its errors.

Statuses, types, codes and parameters are Stripe's (https://docs.stripe.com/api/errors,
https://docs.stripe.com/error-codes); the sentences are our own, so that nobody leans on wording.
"""

from collections.abc import Mapping
from typing import Any

INVALID = "invalid_request_error"
IDEMPOTENCY = "idempotency_error"


class Refusal(Exception):
    """`headers` go with the answer, their names written with underscores; `more` into the error."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = INVALID,
        code: str | None = None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        given = {"type": type, "code": code, "param": param, "message": message, **more}
        self.error = {name: value for name, value in given.items() if value is not None}
        if code is not None:
            page = code.replace("_", "-")
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{page}"


def unauthenticated(message: str, code: str | None = None) -> Refusal:
    headers = {"www_authenticate": 'Basic realm="Stripe"'}
    return Refusal(message, status=401, code=code, headers=headers)


def unknown_parameters(names: list[str]) -> Refusal:
    return Refusal(
        f"There is no such parameter: {', '.join(names)}.", code="parameter_unknown", param=names[0]
    )


def missing(name: str) -> Refusal:
    return Refusal(f"{name} is required.", code="parameter_missing", param=name)


def invalid(message: str, name: str, code: str | None = None) -> Refusal:
    return Refusal(message, code=code, param=name)


def no_such(kind: str, id: str, name: str, status: int = 404) -> Refusal:
    """404 where the path names it, 400 where a parameter does."""
    return Refusal(f"No such {kind}: '{id}'", status=status, code="resource_missing", param=name)


def beyond_the_fake(name: str) -> Refusal:
    """Stripe would take it. Whoever needs it here teaches the fake what it does."""
    return Refusal(
        f"The real API knows {name}; this fake does not act on it, so it refuses it.",
        code="beyond_the_fake",
        param=name,
    )


def rate_limited() -> Refusal:
    """https://docs.stripe.com/rate-limits"""
    return Refusal(
        "Too many requests at once.",
        status=429,
        code="rate_limit",
        headers={"stripe_rate_limited_reason": "global-rate"},
    )


def internal() -> Refusal:
    return Refusal("Something went wrong inside.", status=500, type="api_error")


def card_declined(decline_code: str = "generic_decline", charge: str | None = None) -> Refusal:
    """https://docs.stripe.com/declines/codes"""
    return Refusal(
        "The card was declined.",
        status=402,
        type="card_error",
        code="card_declined",
        decline_code=decline_code,
        charge=charge,
    )
