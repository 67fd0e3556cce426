"""A real OpenID provider for the tests of a folder."""

from collections.abc import Iterator

import pytest

from scripts.node_peers import folder, is_installed, node
from tests.support.oidc.provider import Provider, provider


@pytest.fixture(scope="session")
def oidc_process() -> Iterator[Provider]:
    program = node()
    if program is None or not is_installed("oidc"):
        pytest.skip("the OpenID provider is not installed: run scripts/node_peers.py")
    with provider(program, folder("oidc")) as started:
        yield started


@pytest.fixture
def oidc(oidc_process: Provider) -> Provider:
    oidc_process.reset()
    return oidc_process
