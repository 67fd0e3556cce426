"""Real processes over stores that many tests share."""

from tests.parity.support.fixtures import lasting_stores, lasting_url

__all__ = ["lasting_stores", "lasting_url"]
