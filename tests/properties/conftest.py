"""The server, asked as assistants do."""

from tests.parity.support.fixtures import lasting_doors, lasting_url

__all__ = ["lasting_doors", "lasting_url"]
