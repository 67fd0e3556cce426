"""Methods: what a path has is done or refused with the right `Allow` header."""

import pytest

from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio

READ = "GET, OPTIONS"
PROBE = "GET, HEAD, OPTIONS"
WRITE = "OPTIONS, POST"
PATHS = {
    "/api/v1/health": PROBE,
    "/api/v1/health/ready": PROBE,
    "/api/v1/version": PROBE,
    "/cards": "GET, OPTIONS, POST",
    "/cards/": "GET, OPTIONS, POST",
    "/cards/4417": "GET, OPTIONS, PATCH",
    "/cards/4417/lock": WRITE,
    "/cards/4417/unlock": WRITE,
    "/card_transactions": READ,
    "/card_transactions/ctx_1": READ,
    "/card_transactions/summary": READ,
    "/card_transactions/export": READ,
    "/card_transactions/imports": WRITE,
    "/card_transactions/imports/import_1": READ,
    "/activity": READ,
    "/members": "GET, OPTIONS, POST",
    "/members/user_1": "DELETE, OPTIONS, PATCH",
    "/mcp_tokens": "GET, OPTIONS, POST",
    "/api/v1/companies/company_1": "GET, OPTIONS, PATCH",
    "/api/v1/auth/session": "DELETE, OPTIONS, POST",
    "/api/v1/users/user_1": "GET, OPTIONS, PATCH",
    "/api/v1/users/user_1/2fa": "DELETE, OPTIONS, POST",
    "/api/v1/users/user_1/api_key": "GET, OPTIONS, POST",
    "/openapi.json": READ,
    "/docs": READ,
}


def _url(doors: Doors, path: str) -> str:
    return path if path.startswith(("/api", "/openapi", "/docs")) else doors.path(path)


@pytest.mark.parametrize(("path", "allow"), PATHS.items())
async def test_a_method_that_a_path_lacks_is_answered_with_those_it_has(
    lasting_doors: Doors, path: str, allow: str
) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
        if method in allow.split(", "):
            continue
        response = await lasting_doors.ask(method, _url(lasting_doors, path))
        assert response.status_code == 405, method
        assert response.headers["allow"] == allow
        if method != "HEAD":
            assert response.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(("path", "allow"), PATHS.items())
async def test_options_lists_the_methods(lasting_doors: Doors, path: str, allow: str) -> None:
    response = await lasting_doors.ask("OPTIONS", _url(lasting_doors, path))
    assert (response.status_code, response.content) == (204, b"")
    assert sorted(response.headers["allow"].split(", ")) == allow.split(", ")


@pytest.mark.parametrize("path", [path for path, allow in PATHS.items() if allow == PROBE])
async def test_monitors_may_send_head(lasting_doors: Doors, path: str) -> None:
    response = await lasting_doors.ask("HEAD", path)
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("path", ["/api", "/api/v1", "/api/v2/health", "/API/v1/health"])
async def test_what_is_no_path_has_no_methods(lasting_doors: Doors, path: str) -> None:
    response = await lasting_doors.ask("POST", path)
    assert (response.status_code, response.json()["code"]) == (404, "route_not_found")
