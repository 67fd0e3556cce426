"""The server, asked as assistants do."""

from tests.parity.support.fixtures import (
    doors,
    lasting,
    lasting_doors,
    lasting_stores,
    lasting_url,
)

__all__ = ["doors", "lasting", "lasting_doors", "lasting_stores", "lasting_url"]
