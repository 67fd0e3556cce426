"""What `docs/clients` says can be pasted: it parses, it names Clara's address, header and programs as they are,
and what it says was tried is what `tests/clients` tries."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.clients.client import HERE, clients

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "clients"
ADDRESS = "https://clara.example.com/mcp"
HEADER = "clara-mcp-token"
PROGRAM = "/home/ana/clara/.venv/bin/clara"
PAGES = {
    "bridges",
    "chatgpt",
    "claude",
    "claude-code",
    "codex",
    "cursor",
    "gemini-cli",
    "inspector",
    "langchain",
    "openai-agents",
    "pydantic-ai",
    "python-sdk",
    "typescript-sdk",
    "vs-code",
    "windsurf",
}
INDEX = (FOLDER / "README.md").read_text("utf-8")
TEXTS = {name: (FOLDER / f"{name}.md").read_text("utf-8") for name in sorted(PAGES)}
PARSERS = {"json": json.loads, "toml": tomllib.loads, "python": ast.parse}
LANGUAGES = {*PARSERS, "sh", "js", "text"}

_FENCE = re.compile(r"^ *```(\w+) ?(.*?)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_TRIED = re.compile(r"^Tried with `(\S+)` (\S+?)[,:; ].*?\((\S+)\)", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"https?://clara\.example\.com[^\s\"'`)]*")
# A value that a program puts in from its own safe or environment: ${CLARA_MCP_TOKEN}, ${input:…}.
_FILLED_IN = r"\$\{(?:env:|input:)?[\w-]+\}"
_TOKEN = re.compile(rf"clara_mcp_…|{_FILLED_IN}|CLARA_MCP_TOKEN")
_HEADER_MAPS = ("headers", "http_headers", "env_http_headers")


class Fence(NamedTuple):
    page: str
    language: str
    mode: str
    text: str


def fences(page: str, text: str) -> list[Fence]:
    return [Fence(page, *found) for found in _FENCE.findall(text)]


FENCES = [fence for page, text in TEXTS.items() for fence in fences(page, text)]
PASTED = [fence for fence in FENCES if fence.language in PARSERS]
SETTINGS = [fence for fence in PASTED if fence.language != "python"]


def _each(among: list[Fence]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fence", among, ids=lambda one: f"{one.page}-{one.language}")


def _servers(fence: Fence) -> list[dict[str, Any]]:
    """What a block of settings says of Clara, under the name each program has for it."""
    settings = PARSERS[fence.language](fence.text)
    kinds = [settings[key] for key in ("mcpServers", "servers", "mcp_servers") if key in settings]
    return [kind["clara"] for kind in kinds]


def _headers(server: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every header that a program is told to send, as a map or as arguments of a bridge."""
    for key in _HEADER_MAPS:
        yield from server.get(key, {}).items()
    arguments = server.get("args", [])
    for option, value, after in zip(arguments, arguments[1:], [*arguments[2:], ""], strict=False):
        if option == "--header":
            name, _, content = value.partition(":")
            yield name, content.strip()
        elif option == "--headers":
            yield value, after


def test_every_program_has_a_page_and_every_page_is_in_the_index() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == PAGES | {"README"}
    assert set(re.findall(r"^\| \[[^]]+\]\(([\w-]+)\.md\)", INDEX, re.MULTILINE)) == PAGES


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_says_what_to_paste_how_to_check_and_what_may_go_wrong(name: str) -> None:
    assert re.findall(r"^## (.+)$", TEXTS[name], re.MULTILINE) == [
        "Connect",
        "Check",
        "When it does not work",
    ]
    assert {fence.language for fence in FENCES if fence.page == name} <= LANGUAGES
    assert any(ADDRESS in fence.text for fence in FENCES if fence.page == name)


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_says_whether_it_was_tried_as_the_index_does(name: str) -> None:
    (row,) = re.findall(rf"^\| \[[^]]+\]\({name}\.md\).*\| (yes|no)\b[^|]*\|$", INDEX, re.MULTILINE)
    assert bool(_TRIED.search(TEXTS[name])) == (row == "yes")
    assert (
        "\nNot tried: it needs " in TEXTS[name] or "\nNot tried: connectors " in TEXTS[name]
    ) == (row == "no")


def test_what_was_tried_is_what_the_tests_try() -> None:
    tried = [found for text in TEXTS.values() for found in _TRIED.findall(text)]
    wanted = clients()
    assert {Path(folder).name for _, _, folder in tried} == set(wanted)
    for package, version, link in tried:
        assert (FOLDER / link).resolve().parent == HERE
        client = wanted[Path(link).name]
        if client.manifest.kind == "node":
            manifest = json.loads((client.folder / "package.json").read_text("utf-8"))
            assert manifest["dependencies"][package] == version, package
        else:
            lock = (client.folder / "requirements.txt").read_text("utf-8")
            assert f"\n{package}=={version} " in f"\n{lock}", package


@pytest.mark.parametrize("name", sorted({fence.page for fence in FENCES if fence.mode}))
def test_blocks_that_name_a_mode_are_all_that_is_pasted_in_the_tests(name: str) -> None:
    modes = [fence.mode for fence in FENCES if fence.page == name and fence.mode]
    assert sorted(modes) == sorted(clients()[name.replace("-", "_")].manifest.modes)


@_each(PASTED)
def test_a_block_parses(fence: Fence) -> None:
    assert PARSERS[fence.language](fence.text)


@_each(SETTINGS)
def test_a_block_of_settings_leads_to_clara(fence: Fence) -> None:
    (server,) = _servers(fence)
    addresses = [server[key] for key in ("url", "serverUrl") if key in server]
    arguments = server.get("args", [])
    if server.get("command") == PROGRAM:
        assert arguments in (["mcp", "--folder", "/home/ana/clara"], ["mcp", "--url", ADDRESS])
    else:
        assert [*addresses, *(one for one in arguments if "://" in one)] == [ADDRESS]


@_each(SETTINGS)
def test_a_block_of_settings_sends_the_token_in_a_header_that_clara_reads(fence: Fence) -> None:
    (server,) = _servers(fence)
    for name, value in _headers(server):
        assert name in (HEADER, "Authorization")
        bare = value.removeprefix("Bearer ")
        assert value.startswith("Bearer ") == (name == "Authorization")
        assert _TOKEN.fullmatch(bare), value
    assert set(server.get("env", {})) <= {"CLARA_MCP_TOKEN"}
    assert all(_TOKEN.fullmatch(value) for value in server.get("env", {}).values())


@pytest.mark.parametrize("name", [*TEXTS, "README"])
def test_addresses_headers_and_tokens_are_spelled_the_same_everywhere(name: str) -> None:
    text = TEXTS.get(name, INDEX)
    others = {"https://clara.example.com/api/v1/health/ready"}
    assert {*_ADDRESS.findall(text)} <= {ADDRESS, *others}
    assert {*re.findall(r"(?i)clara[-_]mcp[-_]token", text)} <= {HEADER, "CLARA_MCP_TOKEN"}
    assert {*re.findall(r"clara_(?:mcp|api|oat)_[\w…]*", text)} <= {"clara_mcp_…"}
