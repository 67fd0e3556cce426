"""What the store holds of accounts: no secret in any table, and no address in any log."""

import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import idempotency_keys
from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator
from clara.application.accounts.register import Register
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.send_code import SendCode
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.update_user import UpdateUser
from clara.domain.accounts.one_time_code import CodePurpose
from tests.support.portal import PASSWORD, App, Portal, Someone, wrong

pytestmark = pytest.mark.anyio

EMAIL = "leonora.carrington@example.com"
NEW = "another violin at midnight"


async def lived(portal: Portal) -> tuple[Someone, set[str]]:
    """Somebody who did everything once, each under an idempotency key, and all their secrets."""
    made = await portal.ask(
        Register, first_name="Leonora", last_name="Carrington", email=EMAIL, password=PASSWORD,
        idempotency_key="a",
    )  # fmt: skip
    person = Someone(made.user, made.token, EMAIL)
    secrets = {PASSWORD, NEW, made.token}
    [letter] = await portal.codes(person, CodePurpose.ACTIVATION)
    wanted = {"user_email": EMAIL, "code": wrong(letter.code), "idempotency_key": "b"}
    await portal.refused(ActivateUser, **wanted)
    await portal.ask(ActivateUser, **(wanted | {"code": letter.link_code}))
    secrets |= {letter.link_code}
    signed_in = await portal.ask(SignIn, email=EMAIL, password=PASSWORD, idempotency_key="c")
    await portal.refused(SignIn, email=EMAIL, password="hunter2 hunter3")
    secrets |= {signed_in.token, "hunter2 hunter3"}
    enrolment = await portal.ask(EnrolAuthenticator, person.token, idempotency_key="d")
    secrets |= {enrolment.secret, *enrolment.recovery_codes}
    secrets |= {code.replace("-", "") for code in enrolment.recovery_codes}
    app = App(enrolment.secret)
    code = app.code(portal.now)
    await portal.ask(EnableTwoFactor, person.token, code=code, idempotency_key="e")
    how = {"user_email": EMAIL, "otp_type": "CHANGE_PASSWORD", "idempotency_key": "f"}
    await portal.ask(SendCode, **how)
    [reset] = await portal.codes(person, CodePurpose.CHANGE_PASSWORD)
    change = {"user_email": EMAIL, "password": NEW, "code": reset.link_code}
    await portal.ask(ChangePassword, person.token, **change, idempotency_key="g")
    key = await portal.ask(ResetApiKey, person.token, idempotency_key="h")
    await portal.ask(UpdateUser, person.token, is_dark_mode=True, idempotency_key="i")
    recovery = enrolment.recovery_codes[0]
    await portal.refused(DisableTwoFactor, person.token, code="ABCD-EFGH-IJKL-MNOP")
    await portal.ask(DisableTwoFactor, person.token, code=recovery, idempotency_key="j")
    secrets |= {reset.link_code, key.token, portal.key, "ABCD-EFGH-IJKL-MNOP"}
    await portal.core.queue.flush()
    return person, secrets


async def test_no_secret_stands_in_any_table(portal: Portal) -> None:
    _, secrets = await lived(portal)
    kept = await portal.world.dump()
    for table, rows in kept.items():
        text = "\n".join(rows)
        assert {one for one in secrets if one in text} == set(), table
    assert len(kept["letters"]) >= 5


async def test_digits_of_codes_stand_in_no_row_in_plain(portal: Portal) -> None:
    person = await portal.register()
    [letter] = await portal.codes(person, CodePurpose.ACTIVATION)
    await portal.core.queue.flush()
    kept = await portal.world.dump()
    for table in ("letters", "one_time_codes", "audit_entries", "idempotency_keys"):
        # As text, not as part of a number: microseconds have many digits too.
        assert not [row for row in kept[table] if f"'{letter.code}'" in row]
        assert not [row for row in kept[table] if f'"{letter.code}"' in row]
    [code] = kept["one_time_codes"]
    assert letter.link_code not in code


async def test_no_address_stands_in_the_activity_log_or_the_letters(portal: Portal) -> None:
    await lived(portal)
    kept = await portal.world.dump()
    for table in ("audit_entries", "letters", "one_time_codes", "budgets", "credentials"):
        text = "\n".join(kept[table]).casefold()
        assert "leonora.carrington" not in text, table
        assert "example.com" not in text, table


async def test_kept_answers_hold_no_token_and_no_seed(portal: Portal) -> None:
    await lived(portal)
    rows = await portal.world.rows(select(idempotency_keys.c.operation, idempotency_keys.c.result))
    kept = {operation: bytes(result).decode() for operation, result in rows if result is not None}
    assert len(kept) == 10
    for operation in ("user.register", "user.sign_in", "api_key.reset"):
        assert '"token":null' in kept[operation]
    assert '"secret":null' in kept["user.enrol_authenticator"]
    assert '"recovery_codes":null' in kept["user.enrol_authenticator"]
    assert "clara_user_" not in "".join(kept.values())
    assert "clara_api_" not in "".join(kept.values())


async def test_every_change_has_one_entry_about_its_account(portal: Portal) -> None:
    person, _ = await lived(portal)
    entries = await portal.world.audited(subject=person.user.id)
    done = sorted(one.action for one in entries if one.outcome == "done")
    assert done == [
        "authenticator.enrolled",
        "password.changed",
        "two_factor.disabled",
        "two_factor.enabled",
        "user.activated",
        "user.registered",
        "user.signed_in",
        "user.updated",
    ]
