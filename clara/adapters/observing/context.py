"""What is known of the request, or the piece of background work, that the code runs for."""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from clara.adapters.observing.recording import Recording


class Unsampled:
    """Stands where a span would: it was decided that this request leaves none."""


UNSAMPLED: Final = Unsampled()

REQUEST_ID: ContextVar[str | None] = ContextVar("clara.request_id", default=None)
SPAN: "ContextVar[Recording | Unsampled | None]" = ContextVar("clara.span", default=None)
"""None where nothing has been begun that could be traced."""


def trace_id() -> str | None:
    """Of the trace that is being recorded: 32 hex digits."""
    span = SPAN.get()
    if span is None or isinstance(span, Unsampled):
        return None
    return span.trace_id
