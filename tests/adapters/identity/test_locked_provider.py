"""What tests run with Node is what was chosen, wherever it is downloaded from."""

import json
import re

import pytest

from scripts.node_peers import PEERS

each = pytest.mark.parametrize("folder", PEERS.values(), ids=PEERS)


@each
def test_packages_are_named_exactly(folder) -> None:
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    assert wanted
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+(-[a-z]+\.\d+)?", version) for version in wanted.values()
    )


@each
def test_every_package_is_locked_with_its_hash_and_without_an_address(folder) -> None:
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    packages.pop("")
    assert packages
    for package in packages.values():
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package
        assert not package.get("hasInstallScript")


def test_nothing_is_fetched_when_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    from scripts import node_peers

    if not all(map(node_peers.is_installed, PEERS)):
        pytest.skip("not everything is installed: run scripts/node_peers.py")
    called = []
    monkeypatch.setattr(node_peers.subprocess, "call", called.append)
    assert node_peers.main() == 0
    assert called == []
