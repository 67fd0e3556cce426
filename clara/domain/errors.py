"""What can go wrong, in domain words: a kind, a stable code and a sentence a person can act on.

Kinds are turned into HTTP statuses and MCP tool errors by the doors; nothing here knows a number.
"""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Kind(StrEnum):
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    LIMIT_EXCEEDED = "limit_exceeded"
    PAYMENT_REQUIRED = "payment_required"
    KEY_REUSED = "key_reused"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class About:
    """Whom a refusal was about, where the caller is not known: the activity logs of their companies
    say that somebody tried."""

    subject: str
    company_ids: tuple[str, ...] = ()


class ClaraError(Exception):
    """Base of every error a caller may see.

    `code` is stable and snake_case; `message` is for people; `details` is JSON-ready and holds
    nothing secret; `remedy` says what to do next; `retry_after` is in seconds. `data` goes where
    the answer's would: what a second step needs. `about` is for the activity log only.
    """

    kind: ClassVar[Kind] = Kind.INTERNAL
    default_message: ClassVar[str] = "Something went wrong."

    def __init__(
        self,
        code: str,
        message: str | None = None,
        *,
        details: Mapping[str, Any] | None = None,
        remedy: str | None = None,
        retry_after: int | None = None,
        data: Mapping[str, Any] | None = None,
        about: About | None = None,
    ) -> None:
        self.code = code
        self.message = message or self.default_message
        self.details = dict(details or {})
        self.remedy = remedy
        self.retry_after = retry_after
        self.data = dict(data) if data is not None else None
        self.about = about
        super().__init__(f"{code}: {self.message}")


class Invalid(ClaraError):
    kind = Kind.INVALID
    default_message = "One or more required parameters are either not given or have invalid schema."


class Unauthenticated(ClaraError):
    kind = Kind.UNAUTHENTICATED
    default_message = "Authorization header or OTP is either missing, invalid or expired."


class Forbidden(ClaraError):
    kind = Kind.FORBIDDEN
    default_message = "You do not have access to the requested resource."


class NotFound(ClaraError):
    kind = Kind.NOT_FOUND

    @classmethod
    def of(cls, resource: str) -> "NotFound":
        """`NotFound.of("card")`: code `card_not_found` and the contract's sentence."""
        words = resource.replace("_", " ")
        message = f"{words[0].upper()}{words[1:]} with the given identifier does not exist."
        return cls(f"{resource}_not_found", message)


class Conflict(ClaraError):
    kind = Kind.CONFLICT


class LimitExceeded(ClaraError):
    kind = Kind.LIMIT_EXCEEDED
    default_message = "You have exceeded the rate limit."


class PaymentRequired(ClaraError):
    kind = Kind.PAYMENT_REQUIRED
    default_message = "You do not have enough credits to perform this action."


class KeyReused(ClaraError):
    kind = Kind.KEY_REUSED


class TooLarge(ClaraError):
    kind = Kind.TOO_LARGE


class Unsupported(ClaraError):
    kind = Kind.UNSUPPORTED


class Unavailable(ClaraError):
    kind = Kind.UNAVAILABLE


class StorageFull(Unavailable):
    """There is no room to keep anything. What is kept can be read meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "storage_full",
            "There is no room left to keep this; nothing was changed.",
            remedy="Try again later. Whoever operates this server has to make room on its disk.",
            retry_after=30,
        )

    @classmethod
    def of(cls, error: BaseException) -> "StorageFull | None":
        """None for an error of the system that is another."""
        is_full = isinstance(error, OSError) and error.errno in _NO_ROOM
        return cls() if is_full else None
