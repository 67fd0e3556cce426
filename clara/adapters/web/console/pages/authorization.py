"""What the pages of one authorization share: the request they carry, and where it ends."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from clara.adapters.web.console.problems import status_of
from clara.adapters.web.console.visit import Answer, Visit
from clara.adapters.web.request import settings_of
from clara.application.oauth.open_authorization import OpenAuthorization, OpenedAuthorization
from clara.domain.errors import ClaraError

CONTINUE = "continue"
"""The parameter with which `/authorize` goes on with a request that was opened before. OAuth has
none of this name."""
REQUEST = "request"
"""The field in which a form carries the sealed request."""
_FOR_DEVELOPERS = frozenset({"invalid_client_document"})
"""Codes whose own words help whoever runs the program."""


async def reopened(visit: Visit, sealed: str) -> OpenedAuthorization:
    """The request that a page carried. Raises what opening it raises, and `invalid_cursor`."""
    opened: OpenedAuthorization = await visit.run(OpenAuthorization, sealed=sealed)
    return opened


def onward(visit: Visit, opened: OpenedAuthorization) -> Answer:
    """On to the question, at its own address: always ours."""
    return visit.go("/authorize", query={CONTINUE: opened.sealed})


def back(visit: Visit, opened: OpenedAuthorization, said: Mapping[str, str | None]) -> Answer:
    """Back to the program, with `iss` (RFC 9207) and the state it sent."""
    issuer = settings_of(visit.request).public_url.rstrip("/")
    values = {**said, "state": opened.state, "iss": issuer}
    query = urlencode({name: value for name, value in values.items() if value is not None})
    where = opened.redirect_uri
    return visit.leave(where + ("&" if urlsplit(where).query else "?") + query)


def dead_end(visit: Visit, error: ClaraError) -> Answer:
    """Wrong in a way that the program can't be told of: the person stays here."""
    more = error.message if error.code in _FOR_DEVELOPERS else ""
    return visit.show("connect/stopped.html", error=error, status=status_of(error), more=more)


def shown(visit: Visit, template: str, opened: OpenedAuthorization, **values: Any) -> Answer:
    """A page whose form may end at the program: browsers hold the redirect after a form to what
    `form-action` allows."""
    parts = urlsplit(opened.redirect_uri)
    is_web = parts.scheme in ("http", "https")
    place = f"{parts.scheme}://{parts.netloc}" if is_web else f"{parts.scheme}:"
    return visit.show(template, form_targets=(place,), opened=opened, **values)
