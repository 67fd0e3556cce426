"""`clara mcp`: its arguments, and the streams that it keeps for the protocol."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clara.adapters.cli.listening import claimed
from clara.adapters.cli.standard_streams import kept_for_protocol
from clara.settings import load
from tests.adapters.cli.conftest import Installation
from tests.adapters.cli.test_serving import _free_port


@pytest.mark.parametrize(
    "arguments",
    [
        ("--port", "8001"),
        ("--host", "127.0.0.1", "--url", "https://clara.example.com/mcp"),
        ("--http", "--url", "https://clara.example.com/mcp"),
        ("--http", "--tool-names", "dotted"),
        ("--url", "https://clara.example.com/mcp", "--tool-names", "dotted"),
        ("--url", "https://clara.example.com/mcp", "--folder", "."),
        ("--tool-names", "camel"),
    ],
    ids=" ".join,
)
def test_arguments_that_contradict_each_other_are_refused(
    bare: Installation, arguments: tuple[str, ...]
) -> None:
    ended = bare.clara("mcp", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "usage: " in ended.err
    assert list(bare.folder.iterdir()) == []


def test_a_folder_that_is_none_is_a_sentence(bare: Installation) -> None:
    ended = bare.clara("mcp", "--folder", "nowhere")
    assert (ended.code, ended.err) == (
        1,
        "clara: nowhere can't be entered: No such file or directory.\n",
    )


@pytest.mark.parametrize("way", [(), ("--http",)], ids=str)
def test_a_schema_that_is_not_this_versions_is_not_served(
    bare: Installation, way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEY_TOKEN", "clara_api_any")
    ended = bare.clara("mcp", *way)
    assert (ended.code, ended.out) == (1, "")
    assert "Run: clara migrate" in ended.err


def test_an_installation_is_found_by_its_folder(here: Installation) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    key = {"API_KEY_TOKEN": here.demo["administrator"]["api_key"]}
    ended = subprocess.run(
        [sys.executable, "-m", "clara", "mcp", "--folder", str(here.folder)],
        cwd="/",
        env={**environment, **key},
        input=b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":'
        b'"2025-11-25","capabilities":{},"clientInfo":{"name":"shell","version":"1"}}}\n',
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b'"name":"Clara"' in ended.stdout


def test_a_server_of_its_own_takes_the_place_of_one(here: Installation) -> None:
    with claimed(load({"PORT": str(_free_port())})):
        ended = here.clara("mcp", "--http", "--port", str(_free_port()))
    assert ended.code == 1
    assert "Another server process works on" in ended.err


@contextmanager
def _standing_at_standard_streams(*descriptors: int) -> Iterator[None]:
    """Descriptors put in the place of the first standard streams."""
    before = [os.dup(number) for number in range(len(descriptors))]
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    try:
        yield
    finally:
        for number, descriptor in enumerate(before):
            os.dup2(descriptor, number)
            os.close(descriptor)


def test_what_is_printed_meanwhile_goes_to_standard_error(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("in", "out", "err")]
    paths[0].write_bytes(b"said")
    files = [path.open(mode) for path, mode in zip(paths, ("rb", "wb", "wb"), strict=True)]
    with _standing_at_standard_streams(*(file.fileno() for file in files)):
        with kept_for_protocol() as (incoming, outgoing):
            os.write(1, b"stray")
            assert os.read(0, 10) == b""
            assert os.read(incoming, 10) == b"said"
            os.write(outgoing, b"protocol")
            assert min(incoming, outgoing) > 2
        os.write(1, b", after")
    for file in files:
        file.close()
    assert paths[1].read_bytes() == b"protocol, after"
    assert paths[2].read_bytes() == b"stray"
