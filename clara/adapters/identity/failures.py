"""How the provider fails, and how its answers and tokens are refused."""

from clara.domain.errors import Unavailable

RETRY_SECONDS = 5


class Refused(Exception):
    """An id token that proves nothing. The reason is one of our own words and never holds what the
    token says: it goes into the log and no further."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def unavailable(retry_after: int = RETRY_SECONDS) -> Unavailable:
    """`google_unavailable`; `retry_after` is in seconds."""
    return Unavailable(
        "google_unavailable",
        "Google does not answer as it should. Try again in a moment, or sign in another way.",
        retry_after=retry_after,
    )
