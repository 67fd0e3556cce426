"""Registering: an account that waits for its code, and what is refused."""

import asyncio

import pytest
from sqlalchemy import func, select

from clara.adapters.persistence.tables import users
from clara.application.accounts.register import Register
from clara.application.accounts.view_user import ViewUser
from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.errors import ClaraError, Kind
from tests.support.portal import PASSWORD, Portal, opened_portal
from tests.support.world import World

pytestmark = pytest.mark.anyio

NORA = {"first_name": "Nora", "last_name": "Prueba", "email": "nora@example.com"}


async def test_an_account_waits_to_be_activated_and_its_owner_is_signed_in(portal: Portal) -> None:
    done = await portal.ask(Register, **NORA, password=PASSWORD)
    assert not done.user.is_active
    assert not done.user.is_2fa_enabled
    assert (done.user.created_at, done.memberships) == (portal.now, ())
    seen = await portal.ask(ViewUser, done.token)
    assert seen.user == done.user


async def test_a_letter_brings_a_code_for_the_address(portal: Portal) -> None:
    person = await portal.register()
    [letter] = await portal.letters(person)
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    assert (letter.to, letter.name, code.minutes) == (person.email, "Nora Prueba", 10)
    assert len(code.code) == 6
    assert len(code.link_code) == 32


@pytest.mark.parametrize("language", [*Language, None])
async def test_letters_are_written_in_the_language_that_was_asked_for(
    portal: Portal, language: Language | None
) -> None:
    person = await portal.register(language=language)
    [letter] = await portal.letters(person)
    assert letter.language is (language or Language.EN)
    assert (await portal.user(person)).language is (language or Language.EN)


@pytest.mark.parametrize("email", ["nora@example.com", "NORA@Example.COM"])
async def test_an_address_that_is_taken_is_refused_in_any_case(portal: Portal, email: str) -> None:
    await portal.register("nora@example.com")
    error = await portal.error(Register, **(NORA | {"email": email}), password=PASSWORD)
    assert (error.code, error.kind) == ("user_exists", Kind.INVALID)
    assert error.message == "User with the given identifier already exists."


async def test_of_many_who_register_one_address_at_once_one_gets_it(portal: Portal) -> None:
    asked = [portal.ask(Register, **NORA, password=PASSWORD) for _ in range(8)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    codes = [one.code for one in answers if isinstance(one, ClaraError)]
    assert codes == ["user_exists"] * 7
    here = users.c.email == "nora@example.com"
    [[count]] = await portal.world.rows(select(func.count()).select_from(users).where(here))
    assert count == 1


@pytest.mark.parametrize("password", ["short", "P4ssw0rd!", "nora2026!", "12345678"])
async def test_a_weak_password_is_refused_and_nothing_is_kept(
    portal: Portal, password: str
) -> None:
    before = await portal.world.dump("audit_entries")
    assert await portal.refused(Register, **NORA, password=password) == "weak_password"
    assert await portal.world.dump("audit_entries") == before


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "nora"},
        {"email": "nora@example.com\n"},
        {"first_name": ""},
        {"first_name": "\u200b"},
        {"last_name": "x" * 81},
        {"password": "x" * 129},
        {"password": ""},
        {"is_active": True},
        {"credits": 100},
        {"id": "user_" + "0" * 32},
    ],
)
async def test_what_is_malformed_or_not_to_be_said_is_refused(
    portal: Portal, changes: dict[str, object]
) -> None:
    fields = NORA | {"password": PASSWORD} | changes
    assert await portal.refused(Register, **fields) == "invalid_parameters"


async def test_a_password_of_128_characters_is_taken(portal: Portal) -> None:
    password = ("violão azul sob sete lâmpadas " * 5)[:128]
    person = await portal.register(password=password)
    await portal.sign_in(person)
    await portal.sign_in(person, password=password.replace("ã", "a\u0303"))


async def test_registrations_from_one_source_are_limited(world: World) -> None:
    async with opened_portal(world, registration_limit="2/hour") as portal:
        for _ in range(2):
            assert await portal.refused(Register, **NORA, password="short") == "weak_password"
        error = await portal.error(Register, **NORA, password=PASSWORD)
        assert (error.code, error.kind) == ("rate_limited", Kind.LIMIT_EXCEEDED)
        assert error.retry_after is not None
        assert error.retry_after > 0
        await portal.ask(Register, **NORA, password=PASSWORD, source="192.0.2.2")


async def test_a_repeated_registration_shows_no_token_again(portal: Portal) -> None:
    how = {**NORA, "password": PASSWORD, "idempotency_key": "once"}
    first, again = await portal.call(Register, **how), await portal.call(Register, **how)
    assert first.result.token is not None
    assert (again.replayed, again.result.token) == (True, None)
    assert again.result.user == first.result.user
    other = await portal.refused(Register, **(how | {"password": PASSWORD + "!"}))
    assert other == "idempotency_key_reused"
