"""The page behind an assistant's link: one file, once, in the person's language."""

from urllib.parse import urlsplit

import httpx
import pytest

from clara.domain.accounts.language import Language
from tests.adapters.web.reader import Page
from tests.adapters.web.said import said
from tests.parity.support.doors import Doors
from tests.support.tool_results import facts_of
from tests.support.uploads import STATEMENT

pytestmark = pytest.mark.anyio

CSV = ("noviembre.csv", STATEMENT, "text/csv")
languages = pytest.mark.parametrize("language", Language)


async def _link(doors: Doors) -> tuple[str, str]:
    """Path with its query, and the identifier that the file will have."""
    answer = await doors.call_tool("agent_open_upload_link", {}, doors.world.a.administrator)
    facts = facts_of(answer)
    url = urlsplit(facts["url"])
    return f"{url.path}?{url.query}", facts["attachment_id"]


async def _send(
    doors: Doors, path: str, file: object = CSV, language: Language = Language.EN
) -> httpx.Response:
    headers = {"accept-language": language.value}
    return await doors.http.post(path, files={"file": file}, headers=headers)  # type: ignore[dict-item]


@languages
async def test_the_page_asks_for_a_file_and_uses_nothing_up(
    doors: Doors, language: Language
) -> None:
    path, _ = await _link(doors)
    headers = {"accept-language": language.value}
    for _ in range(2):
        page = Page(await doors.http.get(path, headers=headers))
        assert (page.status, page.language, page.method) == (200, language.value, "post")
        assert said(language, "upload.title") in page.text
        assert page.action == path.removeprefix("/")
        assert page.inputs["file"]["type"] == "file"
        assert page.response.headers["referrer-policy"] == "same-origin"


@languages
async def test_a_file_is_taken_once(doors: Doors, language: Language) -> None:
    path, _ = await _link(doors)
    done = Page(await _send(doors, path, language=language))
    assert done.status == 201
    assert said(language, "upload.done_title") in done.text
    again = Page(await _send(doors, path, language=language))
    assert again.status == 409
    assert again.alert == said(language, "errors.upload_link_used")


async def test_the_file_is_then_the_users_under_the_promised_identifier(doors: Doors) -> None:
    path, id = await _link(doors)
    await _send(doors, path)
    user = doors.world.a.administrator.user.id
    gone = await doors.ask("DELETE", f"/api/v1/users/{user}/attachments/{id}")
    assert gone.status_code == 204


async def test_a_refused_file_leaves_the_link_open(doors: Doors) -> None:
    path, _ = await _link(doors)
    refused = Page(await _send(doors, path, ("a.pdf", b"\x7fELF" + bytes(99))))
    assert refused.status == 415
    assert refused.alert == said(Language.EN, "errors.attachment_unsupported")
    assert refused.is_form
    assert (await _send(doors, path)).status_code == 201


async def test_a_link_that_was_changed_is_closed(doors: Doors) -> None:
    path, _ = await _link(doors)
    page = Page(await _send(doors, path[:-4] + "AAAA"))
    assert page.status == 409
    assert page.alert == said(Language.EN, "errors.upload_link_closed")


async def test_markup_in_the_address_is_shown_as_text(doors: Doors) -> None:
    page = await doors.http.get("/upload", params={"ticket": '"><script>alert(1)</script>'})
    assert "<script" not in page.text


async def test_two_files_and_other_fields_are_refused(doors: Doors) -> None:
    path, _ = await _link(doors)
    two = await doors.http.post(path, files=[("file", CSV), ("file", CSV)])
    more = await doors.http.post(path, files={"file": CSV}, data={"user_id": "user_1"})
    assert (two.status_code, more.status_code) == (400, 400)
