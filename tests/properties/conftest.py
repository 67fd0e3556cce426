"""The server, asked as assistants do."""

from tests.parity.support.fixtures import doors, lasting_doors, lasting_url

__all__ = ["doors", "lasting_doors", "lasting_url"]
