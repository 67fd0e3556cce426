"""What was asked and what is answered, over HTTP."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.support.scripted_server import Asked
from tests.support.stripe.account import API_VERSION
from tests.support.stripe.form import read_form
from tests.support.stripe.refusals import Refusal

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """`params` are as they came, before they are checked."""

    id: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, asked: Asked, id: str) -> "Request":
        path, _, query = asked.target.partition("?")
        return cls(id, asked.method, path, query, asked.headers, asked.body)

    @property
    def idempotency_key(self) -> str | None:
        """Only calls that write have one: the others are idempotent anyway."""
        return self.headers.get("idempotency-key") if self.method == "POST" else None

    @property
    def params(self) -> dict[str, Any]:
        """Refuses a body that is not a form."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.body and kind != _FORM:
            raise Refusal(f"The body of a request is {_FORM}.")
        return read_form(self.query, self.body.decode("latin-1"))


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, refusal: Refusal, request: Request) -> "Answer":
        error = {**refusal.error, "request_log_url": _log_of(request)}
        return cls(refusal.status, {"error": error}, refusal.headers)

    def to(self, request: Request) -> "Answer":
        """With the headers that every answer has."""
        headers = {
            "cache_control": "no-cache, no-store",
            "request_id": request.id,
            "stripe_version": API_VERSION,
            **self.headers,
        }
        if request.idempotency_key is not None:
            headers = {
                "idempotency_key": request.idempotency_key,
                "original_request": request.id,
                **headers,
            }
        return Answer(self.status, self.body, headers)

    @property
    def text(self) -> bytes:
        return json.dumps(self.body, indent=2, ensure_ascii=False).encode()


def _log_of(request: Request) -> str:
    return f"https://dashboard.stripe.com/test/logs/{request.id}"
