"""How long a document that was read may be used (RFC 9111, 4.2)."""

from collections.abc import Mapping

SHORTEST_SECONDS = 5 * 60.0
"""Whatever the answer says: who signs in, reads and decides sees one document."""
LONGEST_SECONDS = 24 * 60 * 60.0


def fresh_seconds(headers: Mapping[str, str]) -> float:
    """What `Cache-Control` allows a shared cache, less `Age`: five minutes to a day, five minutes
    where it says nothing. Header names are in lower case."""
    said = dict(_directive(one) for one in headers.get("cache-control", "").split(","))
    if "no-store" in said or "no-cache" in said:
        return SHORTEST_SECONDS
    left = _seconds(said.get("s-maxage", said.get("max-age", ""))) - _seconds(
        headers.get("age", "")
    )
    return min(max(left, SHORTEST_SECONDS), LONGEST_SECONDS)


def _directive(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0.0
