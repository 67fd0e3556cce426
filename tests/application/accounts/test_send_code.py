"""Codes by mail: to whom they are sent, how often, and that the answer tells nothing."""

import asyncio

import pytest

from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.send_code import SendCode, SentCode
from clara.domain.accounts.one_time_code import CodePurpose
from tests.support.portal import Portal, opened_portal
from tests.support.world import World

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("purpose", [CodePurpose.CHANGE_PASSWORD, CodePurpose.TWO_FACTOR_AUTH])
async def test_a_code_is_sent_in_the_persons_language(portal: Portal, purpose: CodePurpose) -> None:
    person = await portal.someone()
    code = await portal.code(person, purpose)
    assert (code.purpose, code.minutes) == (purpose, 10)


@pytest.mark.parametrize("seconds", [0, 59])
async def test_asked_for_again_within_a_minute_the_code_is_the_same(
    portal: Portal, seconds: int
) -> None:
    person = await portal.register()
    portal.world.clock.advance(seconds=seconds)
    await portal.ask(SendCode, user_email=person.email, otp_type="ACTIVATION")
    [code] = await portal.codes(person, CodePurpose.ACTIVATION)
    await portal.ask(ActivateUser, user_email=person.email, code=code.code)


async def test_after_a_minute_it_is_another(portal: Portal) -> None:
    person = await portal.register()
    await portal.code(person, CodePurpose.ACTIVATION)
    first, second = await portal.codes(person, CodePurpose.ACTIVATION)
    assert first.link_code != second.link_code


async def test_asked_for_often_at_once_one_letter_is_sent(portal: Portal) -> None:
    person = await portal.someone()
    how = {"user_email": person.email, "otp_type": "TWO_FACTOR_AUTH"}
    await asyncio.gather(*(portal.ask(SendCode, **how) for _ in range(20)))
    assert len(await portal.codes(person, CodePurpose.TWO_FACTOR_AUTH)) == 1


async def test_the_answer_is_the_same_where_nothing_is_sent(portal: Portal) -> None:
    active, guarded = await portal.someone(), await portal.someone()
    await portal.enrolled(guarded)
    before = await portal.world.dump("audit_entries")
    for email, purpose in (
        ("nobody@example.com", "ACTIVATION"),
        ("nobody@example.com", "CHANGE_PASSWORD"),
        (active.email, "ACTIVATION"),
        (guarded.email, "TWO_FACTOR_AUTH"),
    ):
        assert await portal.ask(SendCode, user_email=email, otp_type=purpose) == SentCode()
    assert await portal.world.dump("audit_entries") == before


@pytest.mark.parametrize("otp_type", ["", "activation", "PASSWORD", None, 7])
async def test_a_purpose_that_is_none_is_refused(portal: Portal, otp_type: object) -> None:
    how = {"user_email": "nora@example.com", "otp_type": otp_type}
    assert await portal.refused(SendCode, **how) == "invalid_parameters"


async def test_codes_are_limited_for_an_address_whoever_has_it(world: World) -> None:
    async with opened_portal(world, codes_per_mailbox="3/hour") as portal:
        person = await portal.register()
        for email in (person.email, "nobody@example.com"):
            how = {"otp_type": "CHANGE_PASSWORD"}
            for number in range(3):
                shouted = email.upper() if number else email
                source = f"192.0.2.{number}"
                await portal.ask(SendCode, user_email=shouted, source=source, **how)
            assert await portal.refused(SendCode, user_email=email, **how) == "rate_limited"
        await portal.ask(SendCode, user_email="another@example.com", otp_type="CHANGE_PASSWORD")


async def test_a_stranger_elsewhere_uses_up_nobody_elses_codes(world: World) -> None:
    async with opened_portal(world, codes_per_address="3/hour") as portal:
        person = await portal.register()
        how = {"user_email": person.email, "otp_type": "CHANGE_PASSWORD"}
        for _ in range(3):
            await portal.ask(SendCode, source="192.0.2.1", **how)
        assert await portal.refused(SendCode, source="192.0.2.1", **how) == "rate_limited"
        await portal.ask(SendCode, source="192.0.2.2", **how)


async def test_codes_are_limited_for_a_source(world: World) -> None:
    async with opened_portal(world, codes_per_source="3/hour") as portal:
        asked = [
            {"user_email": f"nobody{n}@example.com", "otp_type": "ACTIVATION"} for n in range(4)
        ]
        for how in asked[:3]:
            await portal.ask(SendCode, **how)
        assert await portal.refused(SendCode, **asked[3]) == "rate_limited"
        await portal.ask(SendCode, source="192.0.2.9", **asked[3])
