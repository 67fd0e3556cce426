"""What a language model may use for one question: 3 requests, 20,000 tokens and 20 seconds."""

from msgspec import Struct


class RunLimits(Struct, frozen=True, kw_only=True):
    """`tokens` of all requests and answers, `output_tokens` of one answer."""

    requests: int
    tokens: int
    output_tokens: int
    seconds: float


PLANNING = RunLimits(requests=2, tokens=14_000, output_tokens=3_000, seconds=13.0)
"""The second request is a second try."""
NARRATING = RunLimits(requests=1, tokens=6_000, output_tokens=2_000, seconds=7.0)
