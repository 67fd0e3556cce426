"""Changing the password, signed in or not: with what, and what ends then."""

import pytest

from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.view_user import ViewUser
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError
from clara.domain.mail.letter import PasswordChangedLetter
from tests.support.builders import api_key
from tests.support.portal import Portal, Someone, wrong

pytestmark = pytest.mark.anyio

NEW = "another violin at midnight"


async def change(portal: Portal, person: Someone, *token: str, code: str = "") -> None:
    given = code or (await portal.code(person, CodePurpose.CHANGE_PASSWORD)).code
    how = {"user_email": person.email, "password": NEW, "code": given}
    await portal.ask(ChangePassword, *token, **how)


async def _live(portal: Portal, *tokens: str) -> set[str]:
    found = set()
    for token in tokens:
        try:
            await portal.ask(ViewUser, token)
        except ClaraError as error:
            assert error.code == "unauthenticated"
        else:
            found.add(token)
    return found


async def test_a_forgotten_password_is_replaced_with_a_mailed_code(portal: Portal) -> None:
    person = await portal.someone()
    await change(portal, person)
    how = {"email": person.email, "password": person.password}
    assert await portal.refused(SignIn, **how) == "unauthenticated"
    await portal.sign_in(person, password=NEW)


async def test_the_code_of_the_link_does_as_well(portal: Portal) -> None:
    person = await portal.someone()
    letter = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    await change(portal, person, code=letter.link_code)
    await portal.sign_in(person, password=NEW)


async def test_who_is_signed_in_stays_so_and_all_others_do_not(portal: Portal) -> None:
    person = await portal.someone()
    other = await portal.sign_in(person)
    await change(portal, person, person.token)
    assert await _live(portal, person.token, other) == {person.token}


async def test_by_the_application_every_sign_in_ends(portal: Portal) -> None:
    person, bystander = await portal.someone(), await portal.someone()
    other = await portal.sign_in(person)
    await change(portal, person)
    found = await _live(portal, person.token, other, bystander.token)
    assert found == {bystander.token}


async def test_a_letter_lists_the_keys_and_tokens_that_stay(portal: Portal) -> None:
    person = await portal.someone()
    issued = await portal.ask(ResetApiKey, person.token)
    token = api_key(
        person.user, kind=CredentialKind.MCP_TOKEN, name="Laptop",
        company_id=portal.world.a.company.id,
    )  # fmt: skip
    async with portal.world.founding() as founding:
        await founding.add_credential(token, "clara_mcp_a_token_of_the_testsx7Qa")
    await change(portal, person)
    contents = [one.content for one in await portal.letters(person)]
    [told] = [one for one in contents if isinstance(one, PasswordChangedLetter)]
    assert set(told.still_valid) == {
        f"API key (clara_api_…{issued.last_four})",
        "Laptop (clara_mcp_…x7Qa)",
    }
    assert told.at == portal.now
    assert await _live(portal, issued.token) == {issued.token}


async def test_no_second_factor_is_removed(portal: Portal) -> None:
    person = await portal.someone()
    app, enrolment = await portal.enrolled(person)
    await change(portal, person)
    how = {"email": person.email, "password": NEW}
    assert await portal.refused(SignIn, **how) == "second_factor_required"
    await portal.sign_in(person, password=NEW, code=app.code(portal.now))
    await portal.sign_in(person, password=NEW, code=enrolment.recovery_codes[0])


async def test_wrong_codes_and_unknown_addresses_get_one_answer_and_change_nothing(
    portal: Portal,
) -> None:
    person = await portal.someone()
    letter = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    for email, code in (
        (person.email, wrong(letter.code)),
        (person.email, "0" * 32),
        ("nobody@example.com", letter.code),
    ):
        how = {"user_email": email, "password": NEW, "code": code}
        error = await portal.error(ChangePassword, **how)
        assert (error.code, error.remedy) == ("unauthenticated", None)
    assert await _live(portal, person.token) == {person.token}
    await portal.sign_in(person)


async def test_a_code_changes_the_password_once(portal: Portal) -> None:
    person = await portal.someone()
    letter = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    await change(portal, person, code=letter.code)
    how = {"user_email": person.email, "password": "a third violin at noon"}
    for code in (letter.code, letter.link_code):
        assert await portal.refused(ChangePassword, **how, code=code) == "unauthenticated"


async def test_a_weak_password_is_refused_and_the_code_kept(portal: Portal) -> None:
    person = await portal.someone()
    letter = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    how = {"user_email": person.email, "code": letter.code}
    assert await portal.refused(ChangePassword, **how, password="P4ssw0rd!") == "weak_password"
    await change(portal, person, code=letter.code)


async def test_strangers_do_not_learn_names_from_what_is_refused_as_weak(portal: Portal) -> None:
    await portal.register("nora@example.com", first_name="Leonora", last_name="Carrington")
    for email in ("nora@example.com", "nobody@example.com"):
        how = {"user_email": email, "password": "Carrington2026", "code": "000000"}
        assert await portal.refused(ChangePassword, **how) == "unauthenticated"


async def test_the_owners_name_is_refused_all_the_same(portal: Portal) -> None:
    person = await portal.someone(first_name="Leonora", last_name="Carrington")
    letter = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    how = {"user_email": person.email, "password": "Carrington2026", "code": letter.code}
    assert await portal.refused(ChangePassword, person.token, **how) == "weak_password"
    assert await portal.refused(ChangePassword, **how) == "weak_password"
    assert await portal.refused(ChangePassword, **how) == "unauthenticated"


@pytest.mark.parametrize("email", ["other", "nobody@example.com"])
async def test_nobody_changes_the_password_of_another(portal: Portal, email: str) -> None:
    person, other = await portal.someone(), await portal.someone()
    letter = await portal.code(other, CodePurpose.CHANGE_PASSWORD)
    address = other.email if email == "other" else email
    how = {"user_email": address, "password": NEW, "code": letter.code}
    assert await portal.refused(ChangePassword, person.token, **how) == "another_user"
    await change(portal, other, code=letter.code)


async def test_before_activation_only_the_mailbox_changes_it(portal: Portal) -> None:
    person = await portal.register()
    letter = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    how = {"user_email": person.email, "password": NEW, "code": letter.code}
    assert await portal.refused(ChangePassword, person.token, **how) == "account_inactive"
    await change(portal, person, code=letter.code)
    assert not (await portal.user(person)).is_active
    code = await portal.code(person, CodePurpose.ACTIVATION)
    await portal.ask(ActivateUser, user_email=person.email, code=code.code)
    await portal.sign_in(person, password=NEW)
