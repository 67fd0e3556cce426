"""Real processes over stores that many tests share."""

from tests.parity.support.fixtures import lasting_url

__all__ = ["lasting_url"]
