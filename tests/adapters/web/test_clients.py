"""What the console says to paste is what `docs/clients` says, at this server's address."""

import json
import re
from pathlib import Path

import pytest

from clara.adapters.web.console import texts
from clara.adapters.web.console.clients import ADDRESS, TOKEN, Way, address_of, clients, pasted

FOLDER = Path(__file__).parents[3] / "docs" / "clients"
HERE = "https://clara.aurora.example/bank"
_FENCE = re.compile(r"^ *```\w+.*?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def fences(page: str) -> list[str]:
    found = _FENCE.findall((FOLDER / f"{page}.md").read_text("utf-8"))
    return [block.strip() for block in found]


@pytest.mark.parametrize("key", clients())
def test_each_block_is_one_of_the_programs_page(key: str) -> None:
    for block in clients()[key].blocks:
        assert block.text.strip() in fences(block.page)


@pytest.mark.parametrize("way", Way)
def test_address_and_token_are_this_servers(way: Way) -> None:
    token = "clara_mcp_" + "0" * 36
    for client in pasted(way, HERE, token):
        for text in client.blocks:
            assert ADDRESS not in text
            assert TOKEN not in text
            if text.startswith("{"):
                json.loads(text)
        said = "".join(client.blocks)
        assert address_of(HERE) == f"{HERE}/mcp"
        assert f"{HERE}/mcp" in said
        # VS Code asks for the token itself.
        assert (token in said) == (way is Way.TOKEN and client.key != "vs_code")


def test_a_program_at_its_vendors_reaches_public_servers_only() -> None:
    for url, is_reached in ((HERE, True), ("http://clara.lan", False)):
        found = {one.key: one.is_reached for one in pasted(Way.SIGN_IN, url)}
        assert (found["chatgpt"], found["claude"]) == (is_reached, is_reached)
        assert found["claude_code"]


def test_each_program_is_explained() -> None:
    said = {name for of in texts.load().values() for name in of}
    for key, client in clients().items():
        assert {f"integrations.how_{key}_{one.way}" for one in client.blocks} <= said
