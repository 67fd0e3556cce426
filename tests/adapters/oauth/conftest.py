"""The whole server on both stores, and a real OpenID provider."""

from tests.parity.support.fixtures import (
    doors,
    lasting,
    lasting_doors,
    lasting_stores,
    lasting_url,
)
from tests.support.oidc.fixtures import oidc, oidc_process

__all__ = [
    "doors",
    "lasting",
    "lasting_doors",
    "lasting_stores",
    "lasting_url",
    "oidc",
    "oidc_process",
]
