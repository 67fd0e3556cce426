"""Switching the second factor on and off, by mail and by authenticator app."""

import asyncio
import re

import pytest

from clara.adapters.persistence.accounts import SqlAccounts
from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator
from clara.application.accounts.ports import Account
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.update_user import UpdateUser
from clara.application.accounts.view_user import ViewUser
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.errors import ClaraError, Conflict
from clara.domain.mail.letter import TwoFactorLetter
from tests.support.portal import App, Portal, Someone, wrong

pytestmark = pytest.mark.anyio


async def guarded(portal: Portal) -> Someone:
    """Somebody whose second factor is their mailbox."""
    person = await portal.someone()
    code = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    await portal.ask(EnableTwoFactor, person.token, code=code.code)
    return person


async def told(portal: Portal, person: Someone) -> list[tuple[bool, bool]]:
    """What letters said of the second factor: whether it is on, whether by app."""
    contents = [one.content for one in await portal.letters(person)]
    return [
        (one.is_enabled, one.by_authenticator)
        for one in contents
        if isinstance(one, TwoFactorLetter)
    ]


async def live_tokens(portal: Portal, *tokens: str) -> list[bool]:
    found = []
    for token in tokens:
        try:
            await portal.ask(ViewUser, token)
        except ClaraError:
            found.append(False)
        else:
            found.append(True)
    return found


@pytest.mark.parametrize("which", ["code", "link_code"])
async def test_a_mailed_code_switches_it_on(portal: Portal, which: str) -> None:
    person = await portal.someone()
    other = await portal.sign_in(person)
    code = getattr(await portal.code(person, CodePurpose.TWO_FACTOR_AUTH), which)
    done = await portal.ask(EnableTwoFactor, person.token, code=code)
    assert done.user.is_2fa_enabled
    assert await told(portal, person) == [(True, False)]
    assert await live_tokens(portal, person.token, other) == [True, False]


async def test_another_code_does_not(portal: Portal) -> None:
    person = await portal.someone()
    reset = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    code = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    for given in (wrong(code.code), reset.code, reset.link_code, "0" * 32):
        refused = await portal.refused(EnableTwoFactor, person.token, code=given)
        assert refused == "unauthenticated"
    assert not (await portal.user(person)).is_2fa_enabled


async def test_what_is_on_already_can_not_be_switched_on(portal: Portal) -> None:
    person = await guarded(portal)
    code = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    error = await portal.error(EnableTwoFactor, person.token, code=code.code)
    assert (error.code, type(error)) == ("two_factor_enabled", Conflict)


@pytest.mark.parametrize("which", ["code", "link_code"])
async def test_a_mailed_code_switches_it_off(portal: Portal, which: str) -> None:
    person = await guarded(portal)
    code = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    other = await portal.sign_in(person, code=code.code)
    code = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    done = await portal.ask(DisableTwoFactor, person.token, code=getattr(code, which))
    assert not done.user.is_2fa_enabled
    assert await told(portal, person) == [(True, False), (False, False)]
    assert await live_tokens(portal, person.token, other) == [True, False]
    await portal.sign_in(person)


async def test_what_is_off_can_not_be_switched_off(portal: Portal) -> None:
    person = await portal.someone()
    code = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    refused = await portal.refused(DisableTwoFactor, person.token, code=code.code)
    assert refused == "two_factor_disabled"


async def test_enrolling_shows_everything_once(portal: Portal) -> None:
    person = await portal.someone()
    how = {"idempotency_key": "once"}
    first = await portal.call(EnrolAuthenticator, person.token, **how)
    again = await portal.call(EnrolAuthenticator, person.token, **how)
    shown, repeated = first.result, again.result
    assert shown.secret in shown.otpauth_uri
    assert shown.qr_svg.startswith("<svg")
    assert len(set(shown.recovery_codes)) == 10
    assert all(re.fullmatch(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", one) for one in shown.recovery_codes)
    assert again.replayed
    assert (repeated.secret, repeated.otpauth_uri, repeated.qr_svg, repeated.recovery_codes) == (
        None, None, None, None,
    )  # fmt: skip
    assert repeated.user_id == person.user.id
    assert shown.secret not in repr(shown)


async def test_an_app_counts_once_it_is_confirmed(portal: Portal) -> None:
    person = await portal.someone()
    enrolment = await portal.ask(EnrolAuthenticator, person.token)
    app = App(enrolment.secret)
    await portal.sign_in(person)
    other = await portal.sign_in(person)
    refused = await portal.refused(EnableTwoFactor, person.token, code=wrong(app.code(portal.now)))
    assert refused == "unauthenticated"
    code = app.code(portal.now)
    await portal.ask(EnableTwoFactor, person.token, code=f"{code[:3]} {code[3:]}")
    assert await told(portal, person) == [(True, True)]
    assert await live_tokens(portal, person.token, other) == [True, False]
    error = await portal.refused(SignIn, email=person.email, password=person.password)
    assert error == "second_factor_required"


async def test_the_code_that_confirmed_is_used_up(portal: Portal) -> None:
    person = await portal.someone()
    app = App((await portal.ask(EnrolAuthenticator, person.token)).secret)
    code = app.code(portal.now)
    await portal.ask(EnableTwoFactor, person.token, code=code)
    how = {"email": person.email, "password": person.password, "code": code}
    assert await portal.refused(SignIn, **how) == "unauthenticated"
    assert await portal.refused(DisableTwoFactor, person.token, code=code) == "unauthenticated"


async def test_recovery_codes_confirm_nothing(portal: Portal) -> None:
    person = await portal.someone()
    enrolment = await portal.ask(EnrolAuthenticator, person.token)
    code = enrolment.recovery_codes[0]
    assert await portal.refused(EnableTwoFactor, person.token, code=code) == "unauthenticated"


async def test_enrolling_again_replaces_what_was_given_out(portal: Portal) -> None:
    person = await portal.someone()
    old = await portal.ask(EnrolAuthenticator, person.token)
    new = await portal.ask(EnrolAuthenticator, person.token)
    code = App(old.secret).code(portal.now)
    assert await portal.refused(EnableTwoFactor, person.token, code=code) == "unauthenticated"
    await portal.ask(EnableTwoFactor, person.token, code=App(new.secret).code(portal.now))
    how = {"email": person.email, "password": person.password}
    refused = await portal.refused(SignIn, **how, code=old.recovery_codes[0])
    assert refused == "unauthenticated"
    await portal.sign_in(person, code=new.recovery_codes[0])


async def test_a_confirmed_app_is_not_replaced_behind_its_owners_back(portal: Portal) -> None:
    person = await portal.someone()
    app, _ = await portal.enrolled(person)
    assert await portal.refused(EnrolAuthenticator, person.token) == "authenticator_enrolled"
    await portal.sign_in(person, code=app.code(portal.now))


async def test_who_has_the_factor_by_mail_can_change_to_an_app(portal: Portal) -> None:
    person = await guarded(portal)
    portal.world.clock.advance(seconds=1)
    await portal.enrolled(person)
    assert await told(portal, person) == [(True, False), (True, True)]


async def test_mail_does_not_switch_an_app_off(portal: Portal) -> None:
    person = await portal.someone()
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    app, _ = await portal.enrolled(person)
    for code in (letter.code, letter.link_code):
        refused = await portal.refused(DisableTwoFactor, person.token, code=code)
        assert refused == "unauthenticated"
    assert (await portal.user(person)).is_2fa_enabled
    await portal.ask(DisableTwoFactor, person.token, code=app.code(portal.now))


async def test_a_recovery_code_switches_the_app_off_and_everything_of_it_is_forgotten(
    portal: Portal,
) -> None:
    person = await portal.someone()
    app, enrolment = await portal.enrolled(person)
    await portal.ask(DisableTwoFactor, person.token, code=enrolment.recovery_codes[9])
    assert await told(portal, person) == [(True, True), (False, False)]
    kept = await portal.world.dump()
    assert kept["authenticators"] == kept["recovery_codes"] == []
    await portal.sign_in(person)
    code = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    await portal.ask(EnableTwoFactor, person.token, code=code.code)
    how = {"email": person.email, "password": person.password}
    for old in (app.code(portal.now), enrolment.recovery_codes[0]):
        assert await portal.refused(SignIn, **how, code=old) == "unauthenticated"


@pytest.mark.parametrize("by", ["app", "recovery code"])
async def test_of_many_with_one_code_that_switch_it_off_at_once_one_does(
    portal: Portal, by: str
) -> None:
    person = await portal.someone()
    app, enrolment = await portal.enrolled(person)
    code = app.code(portal.now) if by == "app" else enrolment.recovery_codes[0]
    asked = (portal.ask(DisableTwoFactor, person.token, code=code) for _ in range(8))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one.code for one in answers if isinstance(one, ClaraError)]
    assert len(refused) == 7
    assert set(refused) <= {"unauthenticated", "two_factor_disabled"}


async def test_a_change_of_name_at_the_same_moment_does_not_switch_it_off(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await portal.someone()
    code = (await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)).code
    has_read = asyncio.Event()
    read = SqlAccounts.of_id

    async def read_and_dawdle(self: SqlAccounts, user_id: str) -> Account | None:
        found = await read(self, user_id)
        if asyncio.current_task() is update:
            has_read.set()
            await asyncio.sleep(0.3)
        return found

    monkeypatch.setattr(SqlAccounts, "of_id", read_and_dawdle)
    update = asyncio.create_task(portal.ask(UpdateUser, person.token, first_name="Eva"))
    await has_read.wait()
    await portal.ask(EnableTwoFactor, person.token, code=code)
    await update
    user = await portal.user(person)
    assert (user.is_2fa_enabled, user.first_name) == (True, "Eva")
