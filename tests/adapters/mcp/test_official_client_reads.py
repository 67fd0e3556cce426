"""The official client reads resources and takes prompts, in both eras of the protocol."""

import json
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from clara.application.companies.view_company import ViewCompany
from clara.domain.companies.company import Role
from clara.domain.companies.company_detail import CompanyDetail
from clara.domain.credentials.token import CredentialKind
from tests.support.builders import company

pytestmark = pytest.mark.anyio

ERAS = ["legacy", "2026-07-28", "auto"]
COMPANY = f"clara://companies/company_{1:032x}"


@pytest.fixture
def connected(app, world):
    token = world.issue(CredentialKind.MCP_TOKEN, Role.ADMINISTRATOR)

    @asynccontextmanager
    async def connect(mode):
        http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), headers={"clara-mcp-token": token}
        )
        transport = streamable_http_client("http://localhost:8000/mcp", http_client=http)
        async with app.lifespan(), http, Client(transport, mode=mode) as client:
            yield client

    return connect


@pytest.mark.parametrize("mode", ERAS)
async def test_it_lists_and_reads_resources(connected, world, mode):
    detail = CompanyDetail(company=company(name="Aurora"), role=Role.ADMINISTRATOR)
    world.results[ViewCompany] = detail
    async with connected(mode) as client:
        listed = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        (read,) = (await client.read_resource(COMPANY)).contents
        (categories,) = (await client.read_resource("clara://categories")).contents
    assert [str(one.uri) for one in listed][:2] == ["clara://categories", COMPANY]
    assert templates[0].uri_template == "clara://companies/{company_id}"
    assert json.loads(read.text)["name"] == "Aurora"
    assert len(json.loads(categories.text)["items"]) == 22


@pytest.mark.parametrize("mode", ERAS)
async def test_it_takes_a_refused_resource_with_its_facts(connected, mode):
    async with connected(mode) as client:
        with pytest.raises(MCPError) as refused:
            await client.read_resource(f"clara://companies/company_{2:032x}/cards")
    assert refused.value.message == "Company with the given identifier does not exist."
    assert refused.value.data["code"] == "company_not_found"


@pytest.mark.parametrize("mode", ERAS)
async def test_it_lists_and_takes_prompts(connected, mode):
    async with connected(mode) as client:
        listed = (await client.list_prompts()).prompts
        taken = await client.get_prompt("month_review", {"language": "pt", "month": "2026-03"})
    assert listed[0].name == "month_review"
    assert taken.messages[0].content.text.startswith("Faça a revisão dos gastos de 2026-03")


@pytest.mark.parametrize("mode", ERAS)
async def test_it_takes_a_refused_prompt_with_its_sentence(connected, mode):
    async with connected(mode) as client:
        with pytest.raises(MCPError, match="'year' is no argument"):
            await client.get_prompt("month_review", {"year": "2026"})
