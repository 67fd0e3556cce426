"""The independent clients are the ones that were chosen, wherever their packages come from."""

import json
import re

import pytest

from tests.clients.client import HERE, Client, clients

CLIENTS = clients()
NODE = [one for one in CLIENTS.values() if one.manifest.kind == "node"]
PYTHON = [one for one in CLIENTS.values() if one.manifest.kind == "python"]


def _each(among: list[Client]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("client", among, ids=lambda one: one.name)


def test_every_folder_is_a_client() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name[0] not in "_."}
    assert folders == set(CLIENTS)


def test_no_two_clients_have_one_title() -> None:
    titles = [client.manifest.title for client in CLIENTS.values()]
    assert len(set(titles)) == len(titles)


@_each(list(CLIENTS.values()))
def test_a_client_has_its_locks_and_a_script(client: Client) -> None:
    wanted = (*client.locks, client.folder / client.manifest.drive)
    assert [path.name for path in wanted if not path.is_file()] == []
    assert len(set(client.manifest.modes)) == len(client.manifest.modes)


@_each(NODE)
def test_packages_of_node_are_named_exactly(client: Client) -> None:
    wanted = json.loads((client.folder / "package.json").read_text())["dependencies"]
    assert wanted
    assert [version for version in wanted.values() if not re.match(r"\d+\.\d+\.\d+", version)] == []


@_each(NODE)
def test_packages_of_node_are_locked_with_hashes_and_without_addresses(client: Client) -> None:
    packages = json.loads((client.folder / "package-lock.json").read_text())["packages"]
    root = packages.pop("")
    assert set(packages) >= {f"node_modules/{name}" for name in root["dependencies"]}
    for name, package in packages.items():
        # What a package carries within itself is hashed with it.
        assert package.get("inBundle") or package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


@_each(PYTHON)
def test_packages_of_python_are_locked_with_hashes_and_without_addresses(client: Client) -> None:
    lock = (client.folder / "requirements.txt").read_text()
    assert "://" not in lock
    assert not re.search(r"^--|^-", lock, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", lock.strip())
    whole = re.compile(r"[\w.-]+==\S+ (;[^\n]*)?\\\n    --hash=sha256:[0-9a-f]{64}")
    assert [entry for entry in entries if not whole.match(entry)] == []


@_each(PYTHON)
def test_what_a_client_of_python_asks_for_is_in_its_lock(client: Client) -> None:
    asked = re.match(r"[\w.-]+", (client.folder / "requirements.in").read_text())
    assert asked
    lock = (client.folder / "requirements.txt").read_text()
    assert re.search(rf"^{re.escape(asked[0])}(\[\w+\])?==", lock, re.MULTILINE)
