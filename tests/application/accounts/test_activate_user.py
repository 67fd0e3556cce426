"""Activating with a mailed code: once, within its time, its attempts and the day's guesses."""

import asyncio

import pytest

from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.view_api_key import ViewApiKey
from clara.domain.accounts.one_time_code import GUESSES_A_DAY, Budget, CodePurpose
from clara.domain.errors import ClaraError, Unauthenticated
from tests.support.portal import Portal, Someone, opened_portal, wrong
from tests.support.world import World

pytestmark = pytest.mark.anyio

A_DAYS = GUESSES_A_DAY[Budget.ACTIVATION]


async def activate(portal: Portal, person: Someone, code: str) -> str:
    """The code of the refusal, or "ok"."""
    try:
        await portal.ask(ActivateUser, user_email=person.email, code=code)
    except ClaraError as error:
        assert isinstance(error, Unauthenticated)
        return error.code
    return "ok"


async def sent(portal: Portal, person: Someone) -> str:
    return (await portal.code(person, CodePurpose.ACTIVATION)).code


async def test_the_six_digits_activate(portal: Portal) -> None:
    person = await portal.register()
    assert await portal.refused(ViewApiKey, person.token) == "account_inactive"
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    assert await activate(portal, person, code.code) == "ok"
    assert (await portal.user(person)).is_active
    assert await portal.refused(ViewApiKey, person.token) == "api_key_not_found"


@pytest.mark.parametrize(("before", "within"), [(" ", ""), ("", " "), ("  ", "  ")])
async def test_digits_may_be_spaced(portal: Portal, before: str, within: str) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    typed = before + code.code[:3] + within + code.code[3:]
    assert await activate(portal, person, typed) == "ok"


async def test_the_code_of_the_link_activates(portal: Portal) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    assert await activate(portal, person, code.link_code) == "ok"
    assert await activate(portal, person, code.code) == "unauthenticated"


async def test_an_address_is_found_in_any_case(portal: Portal) -> None:
    person = await portal.register("nora@example.com")
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    done = await portal.ask(ActivateUser, user_email="NORA@EXAMPLE.COM", code=code.code)
    assert done.user.is_active


async def test_wrong_codes_and_unknown_addresses_get_one_answer(portal: Portal) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    tried = [
        await portal.error(ActivateUser, user_email=email, code=given)
        for email, given in (
            (person.email, wrong(code.code)),
            (person.email, "0" * 32),
            (person.email, code.link_code[:-1] + "x"),
            ("nobody@example.com", code.code),
            ("nobody@example.com", code.link_code),
        )
    ]
    assert {(one.code, one.message, one.remedy, repr(one.data)) for one in tried} == {
        (
            "unauthenticated",
            "Authorization header or OTP is either missing, invalid or expired.",
            None,
            "None",
        )
    }


async def test_after_five_attempts_even_the_right_digits_fail(portal: Portal) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    for _ in range(5):
        assert await activate(portal, person, wrong(code.code)) == "unauthenticated"
    assert await activate(portal, person, code.code) == "unauthenticated"
    assert await activate(portal, person, code.link_code) == "ok"


async def test_the_fifth_attempt_still_counts(portal: Portal) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    for _ in range(4):
        await activate(portal, person, wrong(code.code))
    assert await activate(portal, person, code.code) == "ok"


async def test_a_code_works_for_ten_minutes(portal: Portal) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    portal.world.clock.advance(minutes=10)
    assert await activate(portal, person, code.code) == "unauthenticated"
    assert await activate(portal, person, code.link_code) == "unauthenticated"
    fresh = await sent(portal, person)
    portal.world.clock.advance(minutes=9, seconds=59)
    assert await activate(portal, person, fresh) == "ok"


async def test_a_new_code_ends_the_one_before(portal: Portal) -> None:
    person = await portal.register()
    [old] = await portal.codes(person, CodePurpose.ACTIVATION)
    new = await sent(portal, person)
    assert await activate(portal, person, old.code) == "unauthenticated"
    assert await activate(portal, person, old.link_code) == "unauthenticated"
    assert await activate(portal, person, new) == "ok"


async def spend_the_day(portal: Portal, person: Someone) -> None:
    """Guess as often as a day allows, at most five times at each code."""
    code = ""
    for number in range(A_DAYS):
        if number % 5 == 0:
            code = await sent(portal, person)
        assert await activate(portal, person, wrong(code)) == "unauthenticated"


async def test_a_days_guesses_outlive_codes_refusals_and_restarts(portal: Portal) -> None:
    person = await portal.register()
    await spend_the_day(portal, person)
    letter = await portal.code(person, CodePurpose.ACTIVATION)
    assert await activate(portal, person, letter.code) == "too_many_attempts"
    async with opened_portal(portal.world) as other:
        assert await activate(other, person, letter.code) == "too_many_attempts"
        error = await other.error(ActivateUser, user_email=person.email, code=letter.code)
        assert "link" in (error.remedy or "")
        assert await activate(other, person, letter.link_code) == "ok"


async def test_the_next_day_digits_work_again(portal: Portal) -> None:
    person = await portal.register()
    await spend_the_day(portal, person)
    portal.world.clock.advance(hours=24)
    assert await activate(portal, person, await sent(portal, person)) == "ok"


async def test_one_purposes_and_persons_guesses_are_not_anothers(portal: Portal) -> None:
    person, other = await portal.register(), await portal.register()
    await spend_the_day(portal, person)
    reset = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    new = "another violin at midnight"
    await portal.ask(ChangePassword, user_email=person.email, password=new, code=reset.code)
    assert await activate(portal, other, await sent(portal, other)) == "ok"


async def test_right_codes_do_not_count_against_the_day(portal: Portal) -> None:
    person = await portal.someone()
    for number in range(A_DAYS + 2):
        code = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
        fields = {"user_email": person.email, "password": f"violin at midnight {number}"}
        await portal.ask(ChangePassword, **fields, code=code.code)


async def test_guesses_at_once_are_counted_each(portal: Portal) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    guesses = [f"{(int(code.code) + n) % 1_000_000:06d}" for n in range(1, 41)]
    answers = await asyncio.gather(*(activate(portal, person, one) for one in guesses))
    assert sorted(answers) == ["too_many_attempts"] * (40 - A_DAYS) + ["unauthenticated"] * A_DAYS
    assert await activate(portal, person, code.link_code) == "ok"


async def test_of_guesses_at_once_only_five_are_compared(portal: Portal) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    await asyncio.gather(*(activate(portal, person, wrong(code.code)) for _ in range(8)))
    assert await activate(portal, person, code.code) == "unauthenticated"


@pytest.mark.parametrize("which", ["code", "link_code"])
async def test_of_many_with_the_right_code_at_once_one_gets_in(portal: Portal, which: str) -> None:
    person = await portal.register()
    [letter] = await portal.codes(person, CodePurpose.ACTIVATION)
    code: str = getattr(letter, which)
    answers = await asyncio.gather(*(activate(portal, person, code) for _ in range(20)))
    assert answers.count("ok") == 1
    assert set(answers) <= {"ok", "unauthenticated", "too_many_attempts"}


async def test_a_code_fits_its_own_purpose_and_person_only(portal: Portal) -> None:
    person, other = await portal.register(), await portal.register()
    [activation] = await portal.codes(person, CodePurpose.ACTIVATION)
    reset = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    for code in (reset.code, reset.link_code):
        assert await activate(portal, person, code) == "unauthenticated"
    for code in (activation.code, activation.link_code):
        assert await activate(portal, other, code) == "unauthenticated"
        fields = {"user_email": person.email, "password": "another violin at midnight"}
        assert await portal.refused(ChangePassword, **fields, code=code) == "unauthenticated"


async def test_codes_are_of_no_use_under_another_secret_key(portal: Portal, world: World) -> None:
    person = await portal.register()
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    async with opened_portal(world, secret_key="another secret of the tests " * 2) as other:
        assert await activate(other, person, code.code) == "unauthenticated"
