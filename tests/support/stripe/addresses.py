"""Where people are sent back to."""

from urllib.parse import urlsplit

from tests.support.stripe.refusals import invalid

_LONGEST = 5000


def checked_url(url: str, name: str) -> str:
    """Absolute, at most 5,000 characters; refuses with `url_invalid`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme or not parts.netloc or " " in url or len(url) > _LONGEST:
        raise invalid(f"{name} is not an absolute address.", name, code="url_invalid")
    return url
