"""The whole server on both stores."""

from tests.parity.support.fixtures import doors, lasting_doors, lasting_url

__all__ = ["doors", "lasting_doors", "lasting_url"]
