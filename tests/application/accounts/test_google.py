"""Signing in with Google: new accounts, which ones are joined, and the way through a browser."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.database import Session
from clara.application.accounts.begin_google_sign_in import BeginGoogleSignIn, BegunGoogleSignIn
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.accounts.ports import GoogleIdentity
from clara.application.accounts.register import Register
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.accounts.view_user import ViewUser
from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.audit.entry import Outcome
from clara.domain.errors import Conflict
from tests.support.google import Vouching, identity
from tests.support.portal import PASSWORD, Portal, Someone, opened_portal, wrong
from tests.support.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Vouching:
    made = Vouching({"token": identity(), "token-0": identity()})
    monkeypatch.setattr("clara.bootstrap._google", lambda settings, clock: made)
    return made


@pytest.fixture
async def portal(google: Vouching, world: World) -> AsyncIterator[Portal]:
    """Where Google is `google`."""
    async with opened_portal(world) as portal:
        yield portal


async def sign_in(portal: Portal, **how: Any) -> Someone:
    done = await portal.ask(SignInWithGoogle, **({"id_token": "token"} | how))
    return Someone(done.user, done.token, done.user.email)


async def refused(portal: Portal, **how: Any) -> str:
    before = await portal.world.dump("audit_entries")
    code = await portal.refused(SignInWithGoogle, **({"id_token": "token"} | how))
    assert await portal.world.dump("audit_entries") == before
    return code


async def test_who_comes_first_gets_an_active_account_without_a_password(portal: Portal) -> None:
    person = await sign_in(portal, language=Language.PT)
    assert person.user.is_active
    assert (person.user.email, person.user.name) == ("nora@gmail.com", "Nora Prueba")
    assert person.user.language is Language.PT
    assert (await portal.ask(ViewUser, person.token)).user == person.user
    for password in ("", PASSWORD):
        how = {"email": person.email, "password": password}
        assert await portal.refused(SignIn, **how) == "unauthenticated"
    account = await SqlAccounts(Session(portal.core.database)).of_google("108234567890")
    assert account is not None
    assert account.password_hash == ""


async def test_its_address_is_taken_from_then_on(portal: Portal) -> None:
    person = await sign_in(portal)
    how = {"first_name": "N", "last_name": "P", "email": person.email, "password": PASSWORD}
    assert await portal.refused(Register, **how) == "user_exists"


async def test_a_password_can_be_set_with_a_mailed_code(portal: Portal) -> None:
    person = await sign_in(portal)
    code = await portal.code(person, CodePurpose.CHANGE_PASSWORD)
    how = {"user_email": person.email, "password": PASSWORD, "code": code.code}
    await portal.ask(ChangePassword, **how)
    await portal.sign_in(person)


async def test_a_known_subject_is_the_same_account_whatever_its_address_is_now(
    portal: Portal, google: Vouching
) -> None:
    first = await sign_in(portal)
    google.tokens["token"] = identity(
        email="nora.married@other.example", is_email_verified=False, is_authoritative=False
    )
    again = await sign_in(portal)
    assert again.user == first.user


async def test_an_active_account_is_joined_where_google_runs_the_address(
    portal: Portal, google: Vouching
) -> None:
    person = await portal.someone(email="Nora@gmail.com")
    joined = await sign_in(portal)
    assert joined.user.id == person.user.id
    google.tokens["token"] = identity(email="other@gmail.com")
    assert (await sign_in(portal)).user.id == person.user.id
    await portal.sign_in(person)


REFUSED = {
    "account_not_verified": (False, identity()),
    "google_account_not_linked": (True, identity(is_authoritative=False)),
    "google_email_unverified": (True, identity(is_email_verified=False)),
}


@pytest.mark.parametrize(("code", "case"), REFUSED.items())
async def test_no_other_account_is_joined(
    portal: Portal, google: Vouching, code: str, case: tuple[bool, GoogleIdentity]
) -> None:
    is_active, who = case
    make = portal.someone if is_active else portal.register
    person = await make(email="nora@gmail.com")
    google.tokens["token"] = who
    assert await refused(portal) == code
    assert (await portal.user(person)).is_active is is_active


async def test_an_unverified_address_makes_no_account(portal: Portal, google: Vouching) -> None:
    google.tokens["token"] = identity(is_email_verified=False)
    assert await refused(portal) == "google_email_unverified"


async def test_an_account_joined_to_one_google_account_is_not_joined_to_another(
    portal: Portal, google: Vouching
) -> None:
    await sign_in(portal)
    google.tokens["token"] = identity(subject="999")
    error = await portal.error(SignInWithGoogle, id_token="token")
    assert (error.code, type(error)) == ("google_account_not_linked", Conflict)


async def test_a_refused_or_foreign_token_signs_nobody_in(portal: Portal, google: Vouching) -> None:
    google.nonces["token"] = "expected"
    assert await refused(portal, id_token="forged") == "unauthenticated"
    assert await refused(portal) == "unauthenticated"
    assert await refused(portal, nonce="another") == "unauthenticated"
    await sign_in(portal, nonce="expected")


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_second_factor_is_asked_for_here_too(portal: Portal, is_known: bool) -> None:
    person = await sign_in(portal) if is_known else await portal.someone(email="nora@gmail.com")
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    await portal.ask(EnableTwoFactor, person.token, code=letter.code)
    error = await portal.error(SignInWithGoogle, id_token="token")
    assert (error.code, error.data) == ("second_factor_required", {"is_2fa_enabled": True})
    account = await SqlAccounts(Session(portal.core.database)).of_google("108234567890")
    assert (account is not None) is is_known
    letter = await portal.code(person, CodePurpose.TWO_FACTOR_AUTH)
    wrong_one = await portal.refused(SignInWithGoogle, id_token="token", code=wrong(letter.code))
    assert wrong_one == "unauthenticated"
    assert (await sign_in(portal, code=letter.code)).user.id == person.user.id
    again = await portal.refused(SignInWithGoogle, id_token="token", code=letter.code)
    assert again == "unauthenticated"


async def test_with_an_app_its_codes_are_the_second_factor(portal: Portal) -> None:
    person = await sign_in(portal)
    app, enrolment = await portal.enrolled(person)
    assert await refused(portal) == "second_factor_required"
    await sign_in(portal, code=app.code(portal.now))
    await sign_in(portal, code=enrolment.recovery_codes[0])


async def test_sign_ins_and_refused_second_factors_are_logged(portal: Portal) -> None:
    person = await sign_in(portal)
    await portal.enrolled(person)
    await refused(portal)
    await refused(portal, code="ABCD-EFGH-IJKL-MNOP")
    entries = await portal.world.audited(action="user.signed_in", subject=person.user.id)
    found = sorted((one.outcome, one.details.get("code", "")) for one in entries)
    assert found == [
        (Outcome.DONE, ""),
        (Outcome.REFUSED, "second_factor_required"),
        (Outcome.REFUSED, "unauthenticated"),
    ]
    assert not [one for one in entries if "token" in str(one.details)]


async def test_new_accounts_and_sign_ins_from_one_source_are_limited(
    google: Vouching, world: World
) -> None:
    limits = {"registration_limit": "1/hour", "sign_in_limit": "3/minute"}
    async with opened_portal(world, **limits) as portal:
        await sign_in(portal)
        google.tokens["token"] = identity(subject="999", email="other@gmail.com")
        assert await refused(portal) == "rate_limited"
        google.tokens["token"] = identity()
        await sign_in(portal)
        assert await refused(portal) == "rate_limited"


async def begin(portal: Portal) -> BegunGoogleSignIn:
    begun: BegunGoogleSignIn = await portal.ask(BeginGoogleSignIn)
    return begun


async def test_a_browser_that_comes_back_is_signed_in(portal: Portal) -> None:
    begun = await begin(portal)
    how = {"state": "state-of-0", "code": "code-0", "flow": begun.flow}
    done = await portal.ask(FinishGoogleSignIn, **how)
    assert (await portal.ask(ViewUser, done.token)).user.email == "nora@gmail.com"
    assert "redirect_uri=http" in begun.url


async def test_what_the_browser_keeps_tells_nothing(portal: Portal, google: Vouching) -> None:
    begun = await begin(portal)
    kept = base64.urlsafe_b64decode(begun.flow)
    [flow] = google.begun
    for secret in (flow.state, flow.nonce, flow.verifier):
        assert secret.encode() not in kept
        assert secret not in repr(begun) + repr(flow)


async def test_only_the_browser_that_began_comes_back(portal: Portal) -> None:
    first, second = await begin(portal), await begin(portal)
    tampered = base64.urlsafe_b64encode(base64.urlsafe_b64decode(first.flow)[:-1] + b"x").decode()
    for state, flow in (
        ("state-of-1", first.flow),
        ("state-of-0", second.flow),
        ("state-of-0", ""),
        ("", first.flow),
        ("state-of-0", tampered),
        ("state-of-0", "A" * 200),
        ("state-of-0", "ñ=="),
        ("state-of-0", "abc"),
    ):
        how = {"state": state, "code": "code-0", "flow": flow}
        error = await portal.error(FinishGoogleSignIn, **how)
        assert error.code == "google_flow_lost"
        assert "/api/v1/auth/google/browser" in (error.remedy or "")


async def test_after_ten_minutes_it_is_too_late(portal: Portal) -> None:
    begun = await begin(portal)
    how = {"state": "state-of-0", "code": "code-0", "flow": begun.flow}
    portal.world.clock.advance(minutes=10)
    assert await portal.refused(FinishGoogleSignIn, **how) == "google_flow_lost"


async def test_a_flow_of_another_installation_is_none(portal: Portal, world: World) -> None:
    begun = await begin(portal)
    how = {"state": "state-of-0", "code": "code-0", "flow": begun.flow}
    async with opened_portal(world, secret_key="another secret of the tests " * 2) as other:
        assert await other.refused(FinishGoogleSignIn, **how) == "google_flow_lost"


@pytest.mark.parametrize("code", [{}, {"code": "of another flow"}])
async def test_who_declined_or_brings_another_code_is_not_signed_in(
    portal: Portal, code: dict[str, str]
) -> None:
    begun = await begin(portal)
    how = {"state": "state-of-0", "flow": begun.flow, **code}
    assert await portal.refused(FinishGoogleSignIn, **how) == "google_code_refused"


async def test_a_second_factor_goes_on_with_what_the_browser_was_given(portal: Portal) -> None:
    person = await sign_in(portal)
    app, _ = await portal.enrolled(person)
    begun = await begin(portal)
    how = {"state": "state-of-0", "code": "code-0", "flow": begun.flow}
    error = await portal.error(FinishGoogleSignIn, **how)
    assert (error.code, error.data) == (
        "second_factor_required",
        {"is_2fa_enabled": True, "id_token": "token-0", "nonce": "nonce-of-0"},
    )
    again = {"id_token": "token-0", "nonce": "nonce-of-0", "code": app.code(portal.now)}
    assert (await sign_in(portal, **again)).user.id == person.user.id


async def test_where_google_is_not_set_up_there_is_no_such_way(world: World) -> None:
    async with opened_portal(world) as portal:
        for use_case, how in (
            (BeginGoogleSignIn, {}),
            (SignInWithGoogle, {"id_token": "token"}),
        ):
            assert await portal.refused(use_case, **how) == "google_not_configured"
