"""Charts of answered analyses: as files over REST, as images beside an assistant's answer."""

import base64
from collections.abc import AsyncIterator, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.conftest import Templates
from tests.parity.support.doors import API, Doors, opened_doors
from tests.support.builders import row
from tests.support.credits import Buyer
from tests.support.tool_results import facts_of

pytestmark = pytest.mark.anyio

HOSTILE = "<script>alert(1)</script>"
RANKING = "top 5 merchants in November 2026"
TOTAL = "how much did we spend in November 2026?"


@pytest.fixture(scope="module")
def charts_url(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    template = templates.of("sqlite", with_houses=False)
    with template.store(tmp_path_factory.mktemp("charts")) as url:
        yield url


@pytest.fixture(scope="module")
async def doors(charts_url: str, anyio_backend: str) -> AsyncIterator[Doors]:
    """Analyses are answered at once, and the administrator has credits for them."""
    async with opened_doors(charts_url, tasks_at_once=2) as doors:
        world = doors.world
        await Buyer(world, world.a.administrator).is_given(1_000)
        await world.add_rows(world.a.company, row("9000", days_ago=1, merchant=HOSTILE))
        yield doors


@pytest.fixture(scope="module")
async def ranking(doors: Doors) -> dict[str, Any]:
    return await asked(doors, RANKING)


async def asked(doors: Doors, prompt: str) -> dict[str, Any]:
    """The task of a question, which is answered."""
    user = doors.world.a.administrator.user.id
    path = f"{API}/users/{user}/agent/analysis"
    response = await doors.ask("POST", path, files={"prompt": (None, prompt)})
    assert response.status_code == 201, response.text
    task: dict[str, Any] = response.json()["data"]
    assert (task["status"], task["result"]["status"]) == ("succeeded", "answered")
    return task


async def picture(doors: Doors, href: str, **more: Any) -> httpx.Response:
    response = await doors.ask("GET", href, **more)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "private, max-age=3600, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    return response


async def test_an_svg_is_inert_xml_that_names_what_it_shows(
    doors: Doors, ranking: dict[str, Any]
) -> None:
    drawn = await picture(doors, ranking["result"]["chart"]["svg_href"])
    assert drawn.headers["content-type"] == "image/svg+xml"
    tree = ET.fromstring(drawn.text)
    kinds = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert kinds <= {"svg", "g", "path", "text", "rect", "line", "defs", "clipPath", "style"}
    texts = {element.text for element in tree.iter() if element.tag.endswith("}text")}
    [name, *_] = [point["name"] for point in _points(ranking)]
    assert "script" in name.lower()
    assert any(text and text.startswith(name[:10]) for text in texts)
    assert not any(key.startswith("on") or "href" in key for e in tree.iter() for key in e.attrib)


def _points(task: dict[str, Any]) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = task["result"]["chart"]["vega_lite"]["data"]["values"]
    return values


async def test_a_png_is_small(doors: Doors, ranking: dict[str, Any]) -> None:
    drawn = await picture(doors, ranking["result"]["chart"]["png_href"])
    assert drawn.headers["content-type"] == "image/png"
    assert drawn.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert 1_000 < len(drawn.content) < 50_000


async def test_an_answer_without_a_chart_has_no_picture(doors: Doors) -> None:
    task = await asked(doors, TOTAL)
    assert task["result"]["chart"] is None
    for ending in ("svg", "png"):
        path = f"{API}/users/{task['user_id']}/tasks/{task['id']}/chart.{ending}"
        refused = await doors.ask("GET", path)
        assert (refused.status_code, refused.json()["code"]) == (404, "chart_not_found")


@pytest.mark.parametrize(
    ("who", "code"), [("stranger", "another_user"), ("nobody", "unauthenticated")]
)
async def test_nobody_else_sees_a_chart(
    doors: Doors, ranking: dict[str, Any], who: str, code: str
) -> None:
    href = ranking["result"]["chart"]["svg_href"]
    refused = await doors.ask("GET", href, as_=doors.people[who])
    assert refused.json()["code"] == code
    assert "cache-control" not in refused.headers or "no-store" in refused.headers["cache-control"]


async def test_another_users_address_has_no_such_task(
    doors: Doors, ranking: dict[str, Any]
) -> None:
    stranger = doors.people["stranger"]
    path = f"{API}/users/{stranger.user.id}/tasks/{ranking['id']}/chart.svg"
    refused = await doors.ask("GET", path, as_=stranger)
    assert (refused.status_code, refused.json()["code"]) == (404, "task_not_found")


async def test_the_format_is_said_by_the_path_alone(doors: Doors, ranking: dict[str, Any]) -> None:
    refused = await doors.ask("GET", ranking["result"]["chart"]["svg_href"] + "?format=png")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameters")


async def test_an_assistant_gets_the_picture_and_its_words_beside_the_answer_and_it_is_logged(
    doors: Doors, ranking: dict[str, Any]
) -> None:
    person = doors.world.a.administrator
    answer = await doors.call_tool("task_view", {"task_id": ranking["id"]}, person)
    said, image, alt = answer["content"]
    assert facts_of(answer)["result"]["chart"]["alt"] == alt["text"]
    assert (said["type"], image["type"], alt["type"]) == ("text", "image", "text")
    assert image["mimeType"] == "image/png"
    assert base64.b64decode(image["data"]).startswith(b"\x89PNG\r\n\x1a\n")
    seen = await doors.world.audited(action="chart.viewed", subject=ranking["id"])
    assert [(one.outcome.value, one.door.value) for one in seen] == [("done", "mcp")]


async def test_an_assistant_is_told_a_task_without_a_chart_in_words_alone(doors: Doors) -> None:
    task = await asked(doors, TOTAL)
    person = doors.world.a.administrator
    answer = await doors.call_tool("task_view", {"task_id": task["id"]}, person)
    assert [one["type"] for one in answer["content"]] == ["text"]
