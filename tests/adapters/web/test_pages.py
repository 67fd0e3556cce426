"""Links in mails lead to pages that do what the mail says, tell what went wrong in the reader's
language, and give a forged link or a hostile value nothing to work with."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import text

from clara.adapters.mail.contents import Link, contents_of
from clara.adapters.persistence.statement import Statement
from clara.bootstrap import Core
from clara.domain.accounts.language import Language
from tests.adapters.web.reader import EMAIL, PASSWORD, Reader
from tests.adapters.web.said import said
from tests.support.clock import NOW, FakeClock
from tests.support.letters import letter

pytestmark = pytest.mark.anyio

NEW_PASSWORD = "marmalade on quiet trains"
PAGES = ("activate", "reset-password")

each_page = pytest.mark.parametrize("path", PAGES)
languages = pytest.mark.parametrize("language", Language)


def twice(password: str = NEW_PASSWORD) -> dict[str, str]:
    return {"password": password, "password_again": password}


async def test_the_link_of_the_mail_activates_the_account(reader: Reader) -> None:
    code = await reader.register()
    contents = contents_of(letter(code, to=EMAIL), NOW, "http://localhost:8000")
    [link] = [block for block in contents.blocks if isinstance(block, Link)]
    parts = urlsplit(link.url)
    page = await reader.open(parts.path.strip("/"), **dict(parse_qsl(parts.query)))
    assert (page.status, page.method, page.action) == (200, "post", "activate")
    assert page.inputs["code"]["type"] == "hidden"
    done = await reader.send(page.action, page.filled())
    assert (done.status, done.is_form) == (200, False)
    assert "Your account is active" in done.text
    [(_, is_active, _)] = await reader.users()
    assert is_active


async def test_opening_a_page_changes_nothing(reader: Reader) -> None:
    code = await reader.register()
    before = await reader.users()
    for _ in range(3):
        await reader.open("activate", email=EMAIL, code=code.link_code)
    assert await reader.users() == before
    done = await reader.send("activate", {"email": EMAIL, "code": code.link_code})
    assert done.status == 200


async def test_six_digits_typed_into_the_page_serve_as_well(reader: Reader) -> None:
    code = await reader.register()
    page = await reader.open("activate")
    assert page.inputs["code"]["type"] == "text"
    done = await reader.send("activate", page.filled(email=f" {EMAIL.upper()} ", code=code.code))
    assert done.status == 200
    [(_, is_active, _)] = await reader.users()
    assert is_active


async def test_the_link_of_the_mail_sets_a_new_password(reader: Reader) -> None:
    await reader.register()
    [(_, _, before)] = await reader.users()
    code = await reader.forget_password()
    page = await reader.open("reset-password", email=EMAIL, code=code.link_code)
    assert page.action == "reset-password"
    done = await reader.send(page.action, page.filled(**twice()))
    assert (done.status, done.is_form) == (200, False)
    [(_, _, after)] = await reader.users()
    assert after != before


async def test_a_link_works_once(reader: Reader) -> None:
    code = await reader.register()
    fields = {"email": EMAIL, "code": code.link_code}
    assert (await reader.send("activate", fields)).status == 200
    again = await reader.send("activate", fields)
    assert (again.status, again.is_form) == (400, True)
    assert "used already" in again.alert


async def test_a_refused_code_can_be_corrected(reader: Reader) -> None:
    code = await reader.register()
    wrong = await reader.send("activate", {"email": EMAIL, "code": "not-the-code"})
    assert wrong.status == 400
    assert wrong.inputs["code"]["type"] == "text"
    done = await reader.send(wrong.action, wrong.filled(code=code.link_code))
    assert done.status == 200


async def test_a_code_that_expired_is_refused(reader: Reader, clock: FakeClock) -> None:
    code = await reader.register()
    clock.advance(minutes=10)
    page = await reader.send("activate", {"email": EMAIL, "code": code.link_code})
    assert page.status == 400
    [(_, is_active, _)] = await reader.users()
    assert not is_active


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
async def test_the_answer_does_not_tell_who_has_an_account(reader: Reader, email: str) -> None:
    await reader.register()
    page = await reader.send("activate", {"email": email, "code": "000000"})
    assert (page.status, page.alert) == (400, said(Language.EN, "errors.unauthenticated"))


@languages
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (twice("short"), "weak_password"),
        ({"password": NEW_PASSWORD, "password_again": "something else"}, "passwords_differ"),
        ({"password": NEW_PASSWORD}, "passwords_differ"),
        (twice("x" * 129), "invalid_password"),
        ({**twice(), "email": "ana"}, "invalid_user_email"),
        ({**twice(), "code": ""}, "invalid_code"),
        ({**twice(), "code": "<script>"}, "invalid_code"),
        ({**twice(), "is_active": "true"}, "invalid_parameters"),
        ({**twice(), "user_email": "x@example.com"}, "invalid_parameters"),
    ],
)
async def test_what_is_wrong_is_told_in_the_readers_language(
    reader: Reader, language: Language, typed: dict[str, str], key: str
) -> None:
    await reader.register()
    code = await reader.forget_password()
    before = await reader.users()
    reader.language = f"{language.value};q=0.9, fr"
    page = await reader.send("reset-password", {"email": EMAIL, "code": code.link_code, **typed})
    assert (page.status, page.language, page.is_form) == (400, language.value, True)
    assert page.alert == said(language, f"errors.{key}")
    assert await reader.users() == before


async def test_a_weak_password_does_not_use_up_the_code(reader: Reader) -> None:
    await reader.register()
    code = await reader.forget_password()
    weak = await reader.send(
        "reset-password", {"email": EMAIL, "code": code.link_code, **twice("password1")}
    )
    assert weak.status == 400
    done = await reader.send("reset-password", weak.filled(**twice()))
    assert done.status == 200


async def test_too_many_guesses_point_to_the_long_code(reader: Reader, clock: FakeClock) -> None:
    code = await reader.register()
    pages = [await reader.send("activate", {"email": EMAIL, "code": f"{n:06}"}) for n in range(26)]
    assert pages[-1].alert == said(Language.EN, "errors.too_many_attempts")
    done = await reader.send("activate", {"email": EMAIL, "code": code.link_code})
    assert done.status == 200


@each_page
async def test_no_password_is_ever_sent_back(reader: Reader, path: str) -> None:
    await reader.register()
    page = await reader.send(path, {"email": EMAIL, "code": "000000", **twice()})
    assert page.status == 400
    assert NEW_PASSWORD not in page.response.text
    opened = await reader.open(path, email=EMAIL, password=PASSWORD)
    assert PASSWORD not in opened.response.text


MARKUP = "\"><script>alert(1)</script><img src=x onerror='y'>"


@each_page
async def test_hostile_values_are_shown_and_not_obeyed(reader: Reader, path: str) -> None:
    for page in (
        await reader.open(path, email=MARKUP, code=MARKUP, **{MARKUP: MARKUP}),
        await reader.send(path, {"email": MARKUP, "code": MARKUP, MARKUP: MARKUP}),
    ):
        assert {"script", "img"}.isdisjoint(page.tags)
        assert page.inputs["email"]["value"] == MARKUP
        assert page.inputs["code"]["value"] == MARKUP
        assert "<script>" not in page.response.text


@each_page
async def test_values_are_cut_to_what_a_field_takes(reader: Reader, path: str) -> None:
    page = await reader.open(path, email="e" * 5_000, code="c" * 5_000)
    assert len(page.inputs["email"]["value"]) == 254
    assert len(page.inputs["code"]["value"]) == 64


@each_page
async def test_every_answer_keeps_the_browser_on_a_short_leash(reader: Reader, path: str) -> None:
    for page in (await reader.open(path), await reader.send(path, {})):
        headers = page.response.headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
        )
        assert policy == {
            "default-src": "'none'",
            "style-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert "set-cookie" not in headers
        assert "style" not in page.tags
        assert " style=" not in page.response.text


@each_page
@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""]
)
async def test_only_forms_are_taken(reader: Reader, path: str, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    response = await reader.http.post(f"/{path}", content=b'{"email": "x"}', headers=headers)
    assert response.status_code == 415
    assert "form" in response.text


@each_page
async def test_a_form_has_a_size(reader: Reader, path: str) -> None:
    page = await reader.send(path, {"email": "e" * 70_000})
    assert page.status == 413


@each_page
@pytest.mark.parametrize(
    "body",
    [
        b"email=a@example.com&email=b@example.com",
        "&".join(f"f{n}=1" for n in range(17)).encode(),
        b"email=%ff",
        b"email=\xff",
    ],
)
async def test_a_form_no_browser_sends_is_refused(reader: Reader, path: str, body: bytes) -> None:
    response = await reader.http.post(
        f"/{path}", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert response.status_code == 400


@each_page
@pytest.mark.parametrize(
    ("accepted", "language"),
    [("es-MX,es;q=0.9", "es"), ("pt-BR", "pt"), ("en-GB", "en"), ("fr", "en"), ("", "en")],
)
async def test_pages_speak_the_browsers_language(
    reader: Reader, path: str, accepted: str, language: str
) -> None:
    reader.language = accepted
    page = await reader.open(path)
    assert (page.language, page.response.headers["content-language"]) == (language, language)


@languages
async def test_the_good_end_is_told_in_the_readers_language(
    reader: Reader, language: Language
) -> None:
    code = await reader.register()
    reader.language = language.value
    done = await reader.send("activate", {"email": EMAIL, "code": code.link_code})
    assert said(language, "activate.done") in done.text


async def test_what_a_page_did_is_in_the_log_as_done_on_the_web(reader: Reader, core: Core) -> None:
    code = await reader.register()
    await reader.send(
        "activate",
        {"email": EMAIL, "code": code.link_code},
        **{"user-agent": "Browser", "x-request-id": "request-7"},
    )
    await core.queue.flush()
    query = Statement(text("SELECT body FROM audit_entries"))
    async with core.database.reading() as connection:
        rows = await connection.rows(query)
    bodies = [body if isinstance(body, str) else bytes(body).decode() for (body,) in rows]
    [entry] = [body for body in bodies if "user.activated" in body]
    for part in ('"web"', '"request-7"', '"Browser"'):
        assert part in entry
    assert not any(code.link_code in body or code.code in body for body in bodies)


async def test_a_defect_is_told_without_its_text_and_with_its_number(
    reader: Reader, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    async with core.database.writing() as connection:
        await connection.rows(Statement(text("ALTER TABLE users RENAME TO lost")))
    page = await reader.send(
        "activate", {"email": EMAIL, "code": "000000"}, **{"x-request-id": "request-8"}
    )
    assert (page.status, page.is_form) == (500, False)
    assert "request-8" in page.alert
    assert "users" not in page.response.text
    assert "request-8" in caplog.text


async def test_the_style_sheet_is_ours(reader: Reader) -> None:
    page = await reader.open("activate")
    response = await reader.http.get(page.links["stylesheet"])
    assert response.headers["content-type"].startswith("text/css")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "url(" not in response.text
    assert "@import" not in response.text
    assert "script" not in page.tags
