"""Accounts over HTTP: statuses, the contract's sentences, headers, and which credential is for what."""

import base64
from typing import Any

import pytest

from clara.adapters.system.ids import new_token
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.parity.support.doors import Doors, basic
from tests.support.account_doors import NORA, Desk, desk_of, opened_desk
from tests.support.portal import PASSWORD

pytestmark = pytest.mark.anyio

REFUSED = "Authorization header or OTP is either missing, invalid or expired."
INACTIVE = "Please activate your account to access the requested resource."
ANOTHERS = "You do not have access to the requested resource."
SCHEMA = "One or more required parameters are either not given or have invalid schema."
USER = {
    *("created_at", "credits", "email", "first_name", "id", "is_2fa_enabled", "is_active"),
    *("is_dark_mode", "last_name", "memberships", "updated_at"),
}
NEW = "another violin at midnight"


@pytest.fixture
def desk(doors: Doors) -> Desk:
    return desk_of(doors)


def bearer(token: str) -> str:
    return f"Bearer {token}"


async def test_the_way_of_an_account_in_the_contracts_words(desk: Desk) -> None:
    """Every operation once, in order; each answers with its status and its sentence."""
    said: list[tuple[int, str]] = []

    async def ask(method: str, path: str, authorization: str, json: Any = None) -> Any:
        more = {} if json is None else {"json": json}
        answer = await desk.ask(method, path, authorization, **more)
        assert answer.headers["cache-control"] == "no-store"
        body = answer.json()
        assert body["status"] == "success", body
        said.append((answer.status_code, body["message"]))
        return body["data"]

    made = await ask("POST", "/auth/register", desk.key, NORA)
    email, me, token = made["email"], f"/users/{made['id']}", bearer(made["token"])
    assert set(made) == USER | {"token"}
    assert not made["is_active"]
    assert await ask("POST", f"/users/{email}/otp/ACTIVATION", desk.key) is None
    code = await desk.code(email, CodePurpose.ACTIVATION)
    active = await ask("POST", f"/users/{email}/activate", desk.key, {"code": code})
    assert (set(active), active["is_active"]) == (USER, True)
    signed_in = await ask("POST", "/auth/session", basic(email, PASSWORD))
    assert set(signed_in) == USER | {"token"}
    assert set(await ask("GET", me, token)) == USER
    updated = await ask("PATCH", me, token, {"is_dark_mode": True})
    assert (set(updated), updated["is_dark_mode"]) == (USER, True)
    key = await ask("POST", f"{me}/api_key", token)
    assert set(key) == {"id", "prefix", "last_four", "scopes", "created_at", "token"}
    shown = await ask("GET", f"{me}/api_key", token)
    assert set(shown) == set(key) - {"token"} | {"last_used_at", "last_client"}
    await desk.send_code(email, CodePurpose.CHANGE_PASSWORD)
    code = await desk.code(email, CodePurpose.CHANGE_PASSWORD)
    change = {"password": NEW, "code": code}
    assert await ask("PATCH", f"/users/{email}/password", token, change) is None
    enrolment = await ask("POST", f"{me}/2fa/authenticator", token)
    assert set(enrolment) == {"otpauth_uri", "secret", "qr_svg", "recovery_codes"}
    code = await desk.send_code(email, CodePurpose.TWO_FACTOR_AUTH)
    enabled = await ask("POST", f"{me}/2fa", token, {"code": code})
    assert enabled["is_2fa_enabled"]
    assert said == [
        (201, "User registered successfully."),
        (201, "OTP sent successfully."),
        (200, "User activated successfully."),
        (200, "User logged in successfully."),
        (200, "User fetched successfully."),
        (200, "User updated successfully."),
        (201, "API key reset successfully."),
        (200, "API key fetched successfully."),
        (200, "User password changed successfully."),
        (201, "Authenticator enrolled successfully."),
        (200, "User 2FA enabled successfully."),
    ]


async def test_what_is_ended_is_answered_without_a_body(desk: Desk) -> None:
    made = await desk.someone()
    me, token = f"/users/{made['id']}", bearer(made["token"])
    code = await desk.send_code(made["email"], CodePurpose.TWO_FACTOR_AUTH)
    await desk.ask("POST", f"{me}/2fa", token, json={"code": code})
    code = await desk.send_code(made["email"], CodePurpose.TWO_FACTOR_AUTH)
    off = await desk.ask("DELETE", f"{me}/2fa", token, json={"code": code})
    out = await desk.ask("DELETE", "/auth/session", token)
    for answer in (off, out):
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["cache-control"] == "no-store"
    assert (await desk.ask("GET", me, token)).status_code == 401


@pytest.mark.parametrize("body", [None, {}, {"code": ""}])
async def test_switching_off_needs_its_code_in_the_body(desk: Desk, body: Any) -> None:
    made = await desk.someone()
    more = {} if body is None else {"json": body}
    path = f"/users/{made['id']}/2fa"
    answer = await desk.ask("DELETE", path, bearer(made["token"]), **more)
    expected = "empty_body" if body is None else "invalid_parameters"
    assert (answer.status_code, answer.json()["code"]) == (400, expected)


PASSWORDS = ["violin: under: seven", ":violin under", "violin under:", "violão azul às cinco"]


@pytest.mark.parametrize("password", PASSWORDS)
async def test_a_password_may_hold_colons_and_any_letters(desk: Desk, password: str) -> None:
    made = await desk.register(password=password)
    answer = await desk.ask("POST", "/auth/session", basic(made["email"], password))
    assert answer.status_code == 200
    assert answer.json()["data"]["id"] == made["id"]


def _encoded(text: bytes) -> str:
    return base64.b64encode(text).decode()


MALFORMED = [
    None,
    "",
    "Basic",
    "Basic ",
    "Basic %%%",
    "Basic " + _encoded(b"nora@example.com"),
    "Basic " + _encoded(b":" + PASSWORD.encode()),
    "Basic " + _encoded(b"nora@example.com:\xff\xfe"),
    "Basic " + _encoded(b"nora@example.com:" + b"x" * 5_000),
    "Basic" + _encoded(f"nora@example.com:{PASSWORD}".encode()),
    _encoded(f"nora@example.com:{PASSWORD}".encode()),
    "Digest " + _encoded(f"nora@example.com:{PASSWORD}".encode()),
    "Basic " + _encoded(f"nora@example.com:{PASSWORD}".encode()) + " x",
]


@pytest.mark.parametrize("body", [b"", b"not json"])
async def test_what_is_no_basic_credential_signs_nobody_in(desk: Desk, body: bytes) -> None:
    await desk.register()
    for header in MALFORMED:
        answer = await desk.ask("POST", "/auth/session", header, content=body)
        assert (answer.status_code, answer.json()["message"]) == (401, REFUSED), header
        assert answer.headers["www-authenticate"] == "Bearer"
    good = basic("nora@example.com", PASSWORD)
    for header in (good, good.replace("Basic", "basic")):
        answer = await desk.ask("POST", "/auth/session", header)
        assert answer.status_code == 200


@pytest.mark.parametrize("field", ["email", "password"])
async def test_basic_credentials_do_not_stand_in_the_body_as_well(desk: Desk, field: str) -> None:
    await desk.register()
    header = basic("nora@example.com", PASSWORD)
    answer = await desk.ask("POST", "/auth/session", header, json={field: "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameters")
    assert answer.json()["details"]["errors"][0]["field"] == field


async def test_a_second_factor_that_is_wanted_is_said_in_the_data(desk: Desk) -> None:
    made = await desk.someone()
    email = made["email"]
    code = await desk.send_code(email, CodePurpose.TWO_FACTOR_AUTH)
    path = f"/users/{made['id']}/2fa"
    await desk.ask("POST", path, bearer(made["token"]), json={"code": code})
    answer = await desk.ask("POST", "/auth/session", basic(email, PASSWORD))
    body = answer.json()
    assert (answer.status_code, body["message"], body["code"]) == (
        401,
        REFUSED,
        "second_factor_required",
    )
    assert body["data"] == {"is_2fa_enabled": True}
    code = await desk.send_code(email, CodePurpose.TWO_FACTOR_AUTH)
    answer = await desk.ask("POST", "/auth/session", basic(email, PASSWORD), json={"code": code})
    assert (answer.status_code, answer.json()["data"]["is_2fa_enabled"]) == (200, True)


async def test_each_credential_is_for_what_it_is_for(desk: Desk) -> None:
    """U, K and P as the contract's table has them; anything else is 401."""
    person = desk.doors.world.a.administrator
    tokens = {
        "U": bearer(person.tokens[Door.WEB]),
        "K": bearer(person.tokens[Door.REST]),
        "M": bearer(person.tokens[Door.MCP]),
        "P": desk.key,
        "Bearer P": bearer(desk.key),
        "raw U": person.tokens[Door.WEB],
        "Basic": basic(person.user.email, "no password"),
        "unknown": bearer(new_token(CredentialKind.USER_TOKEN)),
        "unknown P": new_token(CredentialKind.PUBLIC_KEY),
    }
    email, me = person.user.email, f"/users/{person.user.id}"
    code, nora = {"code": "000000"}, {**NORA, "password": "short"}
    routes: dict[tuple[str, str], tuple[set[str], Any]] = {
        ("POST", "/auth/register"): ({"P"}, nora),
        ("POST", "/auth/google"): ({"P"}, {"id_token": "x"}),
        ("POST", f"/users/{email}/otp/ACTIVATION"): ({"P"}, None),
        ("PATCH", f"/users/{email}/password"): ({"P", "U"}, {"password": "short", **code}),
        ("GET", me): ({"U", "K"}, None),
        ("PATCH", me): ({"U"}, {"is_dark_mode": False}),
        ("POST", f"{me}/2fa"): ({"U"}, {"code": "?"}),
        ("DELETE", f"{me}/2fa"): ({"U"}, code),
        ("POST", f"{me}/2fa/authenticator"): ({"U"}, None),
        ("GET", f"{me}/api_key"): ({"U"}, None),
    }
    for (method, path), (kinds, body) in routes.items():
        for name, token in tokens.items():
            more = {} if body is None else {"json": body}
            answer = await desk.ask(method, path, token, **more)
            assert (answer.status_code != 401) == (name in kinds), (method, path, name)
            if answer.status_code == 401:
                assert answer.json()["message"] == REFUSED
                assert answer.headers["www-authenticate"] == "Bearer"


async def test_before_activation_everything_else_is_401_with_the_reason(desk: Desk) -> None:
    made = await desk.register()
    me, token = f"/users/{made['id']}", bearer(made["token"])
    for method, path in (("GET", f"{me}/api_key"), ("POST", f"{me}/api_key")):
        answer = await desk.ask(method, path, token)
        assert (answer.status_code, answer.json()["message"]) == (401, INACTIVE)
    assert (await desk.ask("GET", me, token)).status_code == 200
    update = await desk.ask("PATCH", me, token, json={"first_name": "Eva"})
    assert update.status_code == 200
    assert (await desk.ask("DELETE", "/auth/session", token)).status_code == 204


@pytest.mark.parametrize("whose", ["another's", "nobody's", "malformed"])
async def test_another_users_id_is_forbidden_whether_or_not_it_exists(
    desk: Desk, whose: str
) -> None:
    made = await desk.someone()
    ids = {
        "another's": desk.doors.world.b.administrator.user.id,
        "nobody's": "user_" + "0" * 32,
        "malformed": "%00..%2F",
    }
    answer = await desk.ask("GET", f"/users/{ids[whose]}", bearer(made["token"]))
    if whose == "malformed":
        assert answer.status_code in (403, 404)
    else:
        assert (answer.status_code, answer.json()["message"]) == (403, ANOTHERS)
        assert answer.json()["code"] == "another_user"


async def test_an_account_that_exists_and_weak_passwords_are_400(desk: Desk) -> None:
    await desk.register()
    taken = await desk.ask("POST", "/auth/register", desk.key, json=NORA)
    assert taken.status_code == 400
    assert taken.json()["message"] == "User with the given identifier already exists."
    weak = await desk.ask("POST", "/auth/register", desk.key, json={**NORA, "password": "short"})
    assert (weak.status_code, weak.json()["code"]) == (400, "weak_password")


@pytest.mark.parametrize("field", ["is_active", "credits", "id", "token", "language", "company_id"])
async def test_fields_that_nobody_may_set_are_refused(desk: Desk, field: str) -> None:
    fields = {**NORA, field: True}
    answer = await desk.ask("POST", "/auth/register", desk.key, json=fields)
    assert (answer.status_code, answer.json()["message"]) == (400, SCHEMA)
    made = await desk.register()
    path = f"/users/{made['id']}"
    answer = await desk.ask("PATCH", path, bearer(made["token"]), json={field: True})
    assert (answer.status_code, answer.json()["message"]) == (400, SCHEMA)


async def test_an_empty_body_is_said_to_be_empty(desk: Desk) -> None:
    answer = await desk.ask("POST", "/auth/register", desk.key)
    assert (answer.status_code, answer.json()["message"]) == (400, "Request body is empty.")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("es-MX,es;q=0.9", "es"), ("pt-BR", "pt"), ("fr, de", "en"), ("", "en")],
)
async def test_letters_come_in_the_language_of_the_request(
    desk: Desk, accepted: str, language: str
) -> None:
    made = await desk.register(headers={"accept-language": accepted})
    [letter] = await desk.letters(made["email"])
    assert letter.language == language
    assert "language" not in made


async def test_without_an_api_key_there_is_none_to_view(desk: Desk) -> None:
    made = await desk.someone()
    answer = await desk.ask("GET", f"/users/{made['id']}/api_key", bearer(made["token"]))
    assert answer.status_code == 404
    assert answer.json()["message"] == "API key with the given identifier does not exist."


async def test_a_repeated_reset_is_marked_and_shows_no_token(desk: Desk) -> None:
    made = await desk.someone()
    path, headers = f"/users/{made['id']}/api_key", {"idempotency-key": "once"}
    asked = [await desk.ask("POST", path, bearer(made["token"]), headers=headers) for _ in range(2)]
    first, again = asked
    assert first.json()["data"]["token"].startswith("clara_api_")
    assert again.json()["data"] == first.json()["data"] | {"token": None}
    assert again.headers["idempotent-replayed"] == "true"


async def test_too_many_registrations_are_429_and_say_when_to_come_back(url: str) -> None:
    async with opened_desk(url, registration_limit="1/hour") as desk:
        await desk.register()
        answer = await desk.ask("POST", "/auth/register", desk.key, json=NORA)
        assert answer.status_code == 429
        assert answer.json()["message"] == "You have exceeded the rate limit."
        assert int(answer.headers["retry-after"]) > 0
