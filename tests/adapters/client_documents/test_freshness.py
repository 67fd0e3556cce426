"""How long an answer may be used, within our own bounds."""

import pytest

from clara.adapters.client_documents.freshness import fresh_seconds

HOUR, DAY, SHORTEST = 3_600, 86_400, 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, SHORTEST),
        ({"cache-control": "max-age=3600"}, HOUR),
        ({"cache-control": "public, Max-Age = 3600"}, HOUR),
        ({"cache-control": 'max-age="3600"'}, HOUR),
        ({"cache-control": "max-age=60, s-maxage=3600"}, HOUR),
        ({"cache-control": "max-age=4000", "age": "400"}, HOUR),
        ({"cache-control": "max-age=10"}, SHORTEST),
        ({"cache-control": "max-age=3600", "age": "7200"}, SHORTEST),
        ({"cache-control": "max-age=31536000, immutable"}, DAY),
        ({"cache-control": "no-store, max-age=3600"}, SHORTEST),
        ({"cache-control": "no-cache"}, SHORTEST),
        ({"cache-control": "max-age=forever"}, SHORTEST),
        ({"cache-control": "max-age=-1"}, SHORTEST),
        ({"cache-control": "max-age=99999999999999999999"}, SHORTEST),
        ({"cache-control": "max-age=3600", "age": "soon"}, HOUR),
    ],
)
def test_what_cache_control_says_within_five_minutes_and_a_day(
    headers: dict[str, str], seconds: int
) -> None:
    assert fresh_seconds(headers) == seconds
