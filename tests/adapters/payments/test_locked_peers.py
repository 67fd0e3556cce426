"""What tests run in another environment is what was chosen, wherever it is downloaded from."""

import re
from pathlib import Path

import pytest

from scripts import python_peers

each = pytest.mark.parametrize("lock", python_peers.PEERS.values(), ids=python_peers.PEERS)


@each
def test_every_package_is_locked_with_its_hash_and_without_an_address(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z])", lock.read_text().strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[0-9][0-9.]*(b[0-9]+)?( |$)", entry)
        assert "--hash=sha256:" in entry
        assert "://" not in entry


def test_nothing_is_fetched_when_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    if not all(map(python_peers.is_installed, python_peers.PEERS)):
        pytest.skip("not everything is installed: run scripts/python_peers.py")
    called: list[object] = []
    monkeypatch.setattr(python_peers.subprocess, "call", called.append)
    assert python_peers.main() == 0
    assert called == []


def test_a_peer_sees_nothing_of_the_project() -> None:
    for name in python_peers.PEERS:
        if not python_peers.is_installed(name):
            pytest.skip("not everything is installed: run scripts/python_peers.py")
        code = "import clara"
        command = [str(python_peers.python(name)), "-I", "-c", code]
        assert (
            python_peers.subprocess.run(command, capture_output=True, check=False).returncode == 1
        )
