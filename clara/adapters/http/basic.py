"""`Authorization: Basic` (RFC 7617), for signing in only."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from clara.adapters.http.request import HttpRequest
from clara.application.call import Draft
from clara.domain.errors import Invalid, Unauthenticated

_MOST = 2_048


def with_basic(request: HttpRequest, draft: Draft) -> Draft:
    """`draft` with `email` and `password` from the header. The password may hold colons."""

    def read() -> Mapping[str, Any]:
        email, password = _credentials(request.headers.get("authorization", ""))
        values = draft.read()
        for name in ("email", "password"):
            if name in values:
                reason = "Given by the header Authorization already"
                raise Invalid(
                    "invalid_parameters", details={"errors": [{"field": name, "reason": reason}]}
                )
        return {**values, "email": email, "password": password}

    return Draft(read)


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic" or len(encoded) > _MOST:
        raise Unauthenticated("unauthenticated")
    try:
        email, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unauthenticated("unauthenticated") from error
    if not colon or not email:
        raise Unauthenticated("unauthenticated")
    return email, password
