"""Signing in with a password: what is asked for, what is told, and what guessing leads to."""

import asyncio

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select, update

from clara.adapters.persistence.tables import budgets, users
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.profile import SignedIn
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.view_user import ViewUser
from clara.domain.accounts.one_time_code import GUESSES_A_DAY, NOBODY, Budget, CodePurpose
from clara.domain.audit.entry import Outcome
from clara.domain.companies.company import Role
from clara.domain.errors import ClaraError, Unauthenticated
from clara.domain.instant import microseconds
from tests.support.house import Person
from tests.support.portal import PASSWORD, Portal, Someone, opened_portal, wrong
from tests.support.signed_in import join
from tests.support.world import World

pytestmark = pytest.mark.anyio

A_DAYS = GUESSES_A_DAY[Budget.PASSWORD]


async def guessed_at(portal: Portal, person: Someone, times: int) -> None:
    """So many wrong passwords were tried today."""
    row = {
        "user_id": person.user.id,
        "name": Budget.PASSWORD.value,
        "taken": times,
        "since": microseconds(portal.now),
    }
    await portal.world.change(insert(budgets).values(row))


def basic(person: Someone, **more: str) -> dict[str, str]:
    return {"email": person.email, "password": person.password, **more}


async def test_address_and_password_give_a_token(portal: Portal) -> None:
    person = await portal.someone()
    done = await portal.ask(SignIn, **basic(person))
    assert done.user == await portal.user(person)
    assert (await portal.ask(ViewUser, done.token)).user.id == person.user.id
    assert done.token not in repr(done)


async def test_who_is_not_active_yet_can_sign_in(portal: Portal) -> None:
    person = await portal.register()
    assert not (await portal.ask(SignIn, **basic(person))).user.is_active


async def test_a_wrong_password_and_an_unknown_address_get_one_answer(portal: Portal) -> None:
    person = await portal.someone()
    tried = [
        await portal.error(SignIn, email=email, password=password)
        for email, password in (
            (person.email, "another password"),
            (person.email, ""),
            (person.email, person.password.upper()),
            ("nobody@example.com", person.password),
            ("no address", person.password),
            ("", ""),
            ("' OR 1=1 --", "' OR 1=1 --"),
        )
    ]
    assert {(one.code, str(one), repr(one.details), one.remedy, one.data) for one in tried} == {
        (
            "unauthenticated",
            "unauthenticated: Authorization header or OTP is either missing, invalid or expired.",
            "{}",
            None,
            None,
        )
    }


async def test_as_much_is_done_for_an_address_that_nobody_has(portal: Portal) -> None:
    person = await portal.someone()
    for email in (person.email, "nobody@example.com"):
        assert await portal.refused(SignIn, email=email, password="wrong") == "unauthenticated"
    rows = await portal.world.rows(
        select(budgets.c.user_id, budgets.c.taken).where(budgets.c.name == Budget.PASSWORD.value)
    )
    assert sorted(map(tuple, rows)) == sorted([(NOBODY, 1), (person.user.id, 1)])


async def test_a_zero_byte_is_refused_alike_on_every_store(portal: Portal) -> None:
    how = {"email": "nora\x00@example.com", "password": PASSWORD}
    assert await portal.refused(SignIn, **how) == "invalid_parameters"


async def test_sign_ins_for_one_account_from_one_source_are_limited(world: World) -> None:
    async with opened_portal(world, sign_in_limit="3/minute") as portal:
        person = await portal.someone()
        for _ in range(3):
            await portal.refused(SignIn, email=person.email, password="wrong")
        shouted = {"email": person.email.upper(), "password": person.password}
        assert await portal.refused(SignIn, **shouted) == "rate_limited"
        assert await portal.refused(SignIn, email="nobody@x.co", password="x") == "unauthenticated"
        await portal.sign_in(person, source="192.0.2.2")


async def test_the_hundredth_wrong_password_makes_the_right_one_ask_for_a_second_factor(
    portal: Portal,
) -> None:
    person = await portal.someone()
    await guessed_at(portal, person, A_DAYS - 1)
    await portal.sign_in(person)
    await portal.refused(SignIn, email=person.email, password="wrong")
    error = await portal.error(SignIn, **basic(person), source="198.51.100.7")
    assert (error.code, error.data) == ("second_factor_required", {"is_2fa_enabled": True})
    assert await portal.refused(SignIn, email=person.email, password="wrong") == "unauthenticated"


async def test_password_and_mailbox_get_in_while_others_guess(portal: Portal) -> None:
    person = await portal.someone()
    await guessed_at(portal, person, A_DAYS)
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    refused = await portal.refused(SignIn, **basic(person, code=wrong(letter.code)))
    assert refused == "unauthenticated"
    await portal.sign_in(person, code=letter.code)
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    await portal.sign_in(person, code=letter.link_code)


async def test_others_are_not_asked_for_more_and_the_next_day_nobody_is(portal: Portal) -> None:
    person, other = await portal.someone(), await portal.someone()
    await guessed_at(portal, person, A_DAYS)
    await portal.sign_in(other)
    portal.world.clock.advance(hours=24)
    await portal.sign_in(person)


async def test_wrong_passwords_are_counted_after_a_restart_and_although_refused(
    portal: Portal,
) -> None:
    person = await portal.someone()
    await guessed_at(portal, person, A_DAYS - 3)
    await asyncio.gather(
        *(portal.refused(SignIn, email=person.email, password=f"wrong {n}") for n in range(3))
    )
    async with opened_portal(portal.world) as other:
        assert await other.refused(SignIn, **basic(person)) == "second_factor_required"


async def test_right_passwords_are_not_counted(portal: Portal) -> None:
    person = await portal.someone()
    await guessed_at(portal, person, A_DAYS - 1)
    for _ in range(3):
        await portal.sign_in(person)


async def test_with_a_second_factor_by_mail_its_code_is_asked_for_and_used_up(
    portal: Portal,
) -> None:
    person = await portal.someone()
    await _guard_by_mail(portal, person)
    error = await portal.error(SignIn, **basic(person))
    assert (error.code, error.data) == ("second_factor_required", {"is_2fa_enabled": True})
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    await portal.sign_in(person, code=letter.code)
    again = await portal.refused(SignIn, **basic(person, code=letter.code))
    assert again == "unauthenticated"


async def test_a_code_does_not_stand_in_for_the_password(portal: Portal) -> None:
    person = await portal.someone()
    await _guard_by_mail(portal, person)
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    how = {"email": person.email, "password": "wrong", "code": letter.code}
    assert await portal.refused(SignIn, **how) == "unauthenticated"
    await portal.sign_in(person, code=letter.code)


async def _guard_by_mail(portal: Portal, person: Someone) -> None:
    here = users.c.id == person.user.id
    await portal.world.change(update(users).where(here).values(is_2fa_enabled=True))


async def test_with_an_app_its_code_is_asked_for_and_mail_is_no_factor(portal: Portal) -> None:
    person = await portal.someone()
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    app, _ = await portal.enrolled(person)
    for code in (letter.code, letter.link_code, wrong(app.code(portal.now))):
        assert await portal.refused(SignIn, **basic(person, code=code)) == "unauthenticated"
    await portal.sign_in(person, code=app.code(portal.now))


async def test_a_code_of_the_app_is_accepted_once(portal: Portal) -> None:
    person = await portal.someone()
    app, _ = await portal.enrolled(person)
    code = app.code(portal.now)
    await portal.sign_in(person, code=f"{code[:3]} {code[3:]}")
    assert await portal.refused(SignIn, **basic(person, code=code)) == "unauthenticated"


async def test_of_many_with_one_code_of_the_app_at_once_one_gets_in(portal: Portal) -> None:
    person = await portal.someone()
    app, _ = await portal.enrolled(person)
    answers = await _all_at_once(portal, person, app.code(portal.now))
    assert sorted(answers) == ["ok"] + ["unauthenticated"] * 9


async def _all_at_once(portal: Portal, person: Someone, code: str) -> list[str]:
    asked = (portal.ask(SignIn, **basic(person, code=code)) for _ in range(10))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    return [one.code if isinstance(one, ClaraError) else "ok" for one in answers]


async def test_the_step_before_is_accepted_once_and_the_next_never(portal: Portal) -> None:
    person = await portal.someone()
    app, _ = await portal.enrolled(person)
    portal.world.clock.advance(minutes=5)
    ahead, present = app.code(portal.now, steps=1), app.code(portal.now)
    assert await portal.refused(SignIn, **basic(person, code=ahead)) == "unauthenticated"
    before = app.code(portal.now, steps=-1)
    await portal.sign_in(person, code=before)
    assert await portal.refused(SignIn, **basic(person, code=before)) == "unauthenticated"
    older = app.code(portal.now, steps=-2)
    assert await portal.refused(SignIn, **basic(person, code=older)) == "unauthenticated"
    await portal.sign_in(person, code=present)


async def test_a_code_of_an_earlier_step_is_refused_after_a_later_one(portal: Portal) -> None:
    person = await portal.someone()
    app, _ = await portal.enrolled(person)
    portal.world.clock.advance(minutes=5)
    await portal.sign_in(person, code=app.code(portal.now))
    before = app.code(portal.now, steps=-1)
    assert await portal.refused(SignIn, **basic(person, code=before)) == "unauthenticated"


async def test_a_days_guesses_at_the_app_leave_the_recovery_codes(portal: Portal) -> None:
    person = await portal.someone()
    app, enrolment = await portal.enrolled(person)
    for _ in range(GUESSES_A_DAY[Budget.SECOND_FACTOR]):
        await portal.refused(SignIn, **basic(person, code=wrong(app.code(portal.now))))
    error = await portal.error(SignIn, **basic(person, code=app.code(portal.now)))
    assert error.code == "too_many_attempts"
    assert "recovery codes" in (error.remedy or "")
    await portal.sign_in(person, code=enrolment.recovery_codes[0])


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "plain"])
async def test_a_recovery_code_gets_in_once_however_it_is_typed(portal: Portal, typed: str) -> None:
    person = await portal.someone()
    _, enrolment = await portal.enrolled(person)
    code = enrolment.recovery_codes[3]
    forms = {"lower": code.lower(), "plain": code.replace("-", "")}
    await portal.sign_in(person, code=forms.get(typed, typed.format(code)))
    assert await portal.refused(SignIn, **basic(person, code=code)) == "unauthenticated"
    await portal.sign_in(person, code=enrolment.recovery_codes[4])


async def test_of_many_with_one_recovery_code_at_once_one_gets_in(portal: Portal) -> None:
    person = await portal.someone()
    _, enrolment = await portal.enrolled(person)
    answers = await _all_at_once(portal, person, enrolment.recovery_codes[0])
    assert sorted(answers) == ["ok"] + ["unauthenticated"] * 9


async def test_anothers_app_and_recovery_codes_do_not_fit(portal: Portal) -> None:
    person, other = await portal.someone(), await portal.someone()
    await portal.enrolled(person)
    app, enrolment = await portal.enrolled(other)
    for code in (app.code(portal.now), enrolment.recovery_codes[0]):
        assert await portal.refused(SignIn, **basic(person, code=code)) == "unauthenticated"


async def test_an_outdated_hash_is_renewed_by_the_right_password(portal: Portal) -> None:
    person = await portal.someone()
    old = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1).hash(PASSWORD)
    here = users.c.id == person.user.id
    await portal.world.change(update(users).where(here).values(password_hash=old))
    await portal.refused(SignIn, email=person.email, password="wrong")
    assert await _hash(portal, person) == old
    await portal.sign_in(person)
    renewed = await _hash(portal, person)
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    await portal.sign_in(person)
    assert await _hash(portal, person) == renewed


async def _hash(portal: Portal, person: Someone) -> str:
    rows = await portal.world.rows(
        select(users.c.password_hash).where(users.c.id == person.user.id)
    )
    return str(rows[0][0])


async def test_a_sign_in_does_not_outlive_a_change_of_the_password(portal: Portal) -> None:
    person = await portal.someone()
    code = (await portal.code(person, CodePurpose.CHANGE_PASSWORD)).code
    new = "violin at midnight"
    change = portal.ask(ChangePassword, user_email=person.email, password=new, code=code)
    asked = [portal.ask(SignIn, **basic(person)) for _ in range(8)]
    answers = await asyncio.gather(*asked[:4], change, *asked[4:], return_exceptions=True)
    assert {str(one) for one in answers if isinstance(one, BaseException)} <= {
        str(Unauthenticated("unauthenticated"))
    }
    for signed_in in answers:
        if isinstance(signed_in, SignedIn):
            assert await portal.refused(ViewUser, str(signed_in.token)) == "unauthenticated"
    assert await portal.refused(SignIn, **basic(person)) == "unauthenticated"


async def test_a_repeated_sign_in_shows_no_token_again(portal: Portal) -> None:
    person = await portal.someone()
    how = {**basic(person), "idempotency_key": "once"}
    first, again = await portal.call(SignIn, **how), await portal.call(SignIn, **how)
    assert first.result.token is not None
    assert (again.replayed, again.result.token) == (True, None)
    changed = how | {"password": "wrong"}
    assert await portal.refused(SignIn, **changed) == "idempotency_key_reused"


async def test_every_company_of_the_person_learns_who_signed_in_or_tried(portal: Portal) -> None:
    person = await portal.someone()
    a, b = portal.world.a, portal.world.b
    for house in (a, b):
        await join(
            portal.world, Person(person.user, Role.EMPLOYEE, house.company), house, Role.EMPLOYEE
        )
    await portal.sign_in(person)
    await portal.refused(SignIn, email=person.email, password="wrong")
    entries = await portal.world.audited(action="user.signed_in")
    found = {(one.company_id, one.outcome) for one in entries if one.subject == person.user.id}
    both = {a.company.id, b.company.id}
    assert found == {(id, how) for id in both for how in (Outcome.DONE, Outcome.REFUSED)}
    assert len(entries) == 4


async def test_without_a_company_the_installation_learns_it(portal: Portal) -> None:
    person = await portal.someone()
    await portal.sign_in(person)
    portal.world.clock.advance(seconds=1)
    await portal.refused(SignIn, email=person.email, password="wrong")
    portal.world.clock.advance(seconds=1)
    await portal.refused(SignIn, email="nobody@example.com", password="wrong")
    entries = await portal.world.audited(action="user.signed_in")
    assert [(one.company_id, one.outcome, one.subject) for one in entries] == [
        (None, Outcome.DONE, person.user.id),
        (None, Outcome.REFUSED, person.user.id),
        (None, Outcome.REFUSED, None),
    ]
    assert {one.user_id for one in entries} == {None}
