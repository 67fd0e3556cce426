"""Viewing and updating oneself, what inactive users may do, and that nobody acts for another."""

from typing import Any

import pytest

from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.sign_out import SignOut
from clara.application.accounts.update_user import UpdateUser
from clara.application.accounts.view_api_key import ViewApiKey
from clara.application.accounts.view_user import ViewUser
from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.analysis.view_chart import ViewChart
from clara.application.attachments.delete_attachment import DeleteAttachment
from clara.application.attachments.list_attachments import ListAttachments
from clara.application.attachments.list_supported_attachments import ListSupportedAttachments
from clara.application.attachments.open_upload_link import OpenUploadLink
from clara.application.attachments.upload_attachments import UploadAttachments
from clara.application.catalog import CATALOG
from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.application.credits.view_credit_transaction import ViewCreditTransaction
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.download_task_file import DownloadTaskFile
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.view_task import ViewTask
from clara.application.use_case import UseCase
from clara.domain.accounts.language import Language
from clara.domain.attachments.attachment import UploadedFile
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind, make_token
from clara.domain.errors import Forbidden
from clara.domain.ids import OfUser
from tests.support.portal import Portal
from tests.support.signed_in import ask, refused

pytestmark = pytest.mark.anyio

OF_USER: dict[type[UseCase[Any, Any]], dict[str, Any]] = {
    ViewUser: {},
    UpdateUser: {"first_name": "Eva"},
    EnableTwoFactor: {"code": "421973"},
    DisableTwoFactor: {"code": "421973"},
    EnrolAuthenticator: {},
    ViewApiKey: {},
    ResetApiKey: {},
}
"""For the person alone, signed in."""
OF_PROGRAMS_TOO: dict[type[UseCase[Any, Any]], dict[str, Any]] = {
    ListCreditTransactions: {},
    ViewCreditTransaction: {"transaction_id": "credit_" + "0" * 32},
    ListTasks: {},
    ViewTask: {"task_id": "task_" + "0" * 32},
    CancelTask: {"task_id": "task_" + "0" * 32},
    DownloadTaskFile: {"task_id": "task_" + "0" * 32},
    ListSupportedAttachments: {},
    UploadAttachments: {"files": [UploadedFile(path="a", name="a.csv", size=1, digest="0" * 64)]},
    ListAttachments: {},
    DeleteAttachment: {"attachment_id": "attachment_" + "0" * 32},
    OpenUploadLink: {},
    RunAnalysis: {"company_id": "company_" + "0" * 32, "prompt": "How much did we spend?"},
    ViewChart: {"task_id": "task_" + "0" * 32, "format": "svg"},
}
ALL = OF_USER | OF_PROGRAMS_TOO


def test_every_operation_of_a_user_is_known_here() -> None:
    assert set(ALL) == {one for one in CATALOG if issubclass(one.command, OfUser)}


@pytest.mark.parametrize("use_case", ALL, ids=lambda one: one.__name__)
@pytest.mark.parametrize("whose", ["another's", "nobody's", "malformed"])
async def test_anothers_id_is_refused_whether_or_not_there_is_such_a_user(
    portal: Portal, use_case: type[UseCase[Any, Any]], whose: str
) -> None:
    person, other = await portal.someone(), await portal.register()
    ids = {
        "another's": other.user.id,
        "nobody's": "user_" + "0" * 32,
        "malformed": "a\x00' OR 1=1",
    }
    before = await portal.world.dump("audit_entries")
    how = ALL[use_case] | {"user_id": ids[whose]}
    error = await portal.error(use_case, person.token, **how)
    assert (error.code, type(error), error.details) == ("another_user", Forbidden, {})
    assert await portal.world.dump("audit_entries") == before


@pytest.mark.parametrize("use_case", ALL, ids=lambda one: one.__name__)
async def test_before_activation_one_can_be_viewed_updated_and_signed_out_only(
    portal: Portal, use_case: type[UseCase[Any, Any]]
) -> None:
    person = await portal.register()
    if use_case in (ViewUser, UpdateUser):
        await portal.ask(use_case, person.token, **OF_USER[use_case])
    else:
        error = await portal.error(use_case, person.token, **ALL[use_case])
        assert error.code == "account_inactive"
        assert error.message == "Please activate your account to access the requested resource."


async def test_who_is_not_active_can_sign_out(portal: Portal) -> None:
    person = await portal.register()
    await portal.ask(SignOut, person.token)
    assert await portal.refused(ViewUser, person.token) == "unauthenticated"


@pytest.mark.parametrize("use_case", OF_USER, ids=lambda one: one.__name__)
@pytest.mark.parametrize("kind", ["public key", "API key", "MCP token", "unknown"])
async def test_only_the_signed_in_person_changes_an_account(
    portal: Portal, use_case: type[UseCase[Any, Any]], kind: str
) -> None:
    tokens = portal.world.a.administrator.tokens
    token = {
        "public key": portal.key,
        "API key": tokens[Door.REST],
        "MCP token": tokens[Door.MCP],
        "unknown": make_token(CredentialKind.USER_TOKEN, 7),
    }[kind]
    if use_case is ViewUser and kind == "API key":
        done = await portal.ask(ViewUser, token)
        assert done.user.id == portal.world.a.administrator.user.id
    else:
        assert await portal.refused(use_case, token, **OF_USER[use_case]) == "unauthenticated"


async def test_a_user_is_seen_with_their_companies_and_roles(portal: Portal) -> None:
    house = portal.world.a
    done = await portal.ask(ViewUser, house.member.tokens[Door.REST])
    assert done.user == house.member.user
    [one] = done.memberships
    assert (one.company_id, one.company_name) == (house.company.id, house.company.name)
    assert (one.role, one.manager_user_id) == (Role.EMPLOYEE, house.manager.user.id)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"first_name": "Eva"}, {"first_name": "Eva", "last_name": "Prueba"}),
        ({"last_name": "  Ñandú\u202e  Gil "}, {"last_name": "Ñandú Gil"}),
        ({"is_dark_mode": True}, {"is_dark_mode": True}),
        ({"is_dark_mode": False}, {"is_dark_mode": False}),
    ],
)
async def test_three_fields_can_be_changed(
    portal: Portal, changes: dict[str, Any], kept: dict[str, Any]
) -> None:
    person = await portal.someone()
    portal.world.clock.advance(seconds=1)
    done = await portal.ask(UpdateUser, person.token, **changes)
    user = await portal.user(person)
    assert done.user == user
    assert {name: getattr(user, name) for name in kept} == kept
    assert user.updated_at == portal.now


async def test_so_can_the_language_one_is_written_to_in(portal: Portal) -> None:
    person = portal.world.a.member
    done = await ask(portal.world, UpdateUser, person, language="pt")
    assert done.user.language is Language.PT
    assert await refused(portal.world, UpdateUser, person, language="fr") == "invalid_parameters"


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "eva@example.com"},
        {"is_active": True},
        {"is_2fa_enabled": True},
        {"credits": 1_000},
        {"password": "violin at midnight"},
        {"created_at": "2026-01-01T00:00:00Z"},
        {"id": "user_" + "0" * 32},
        {"first_name": ""},
        {"first_name": " "},
        {"first_name": "\u200b"},
        {"first_name": "x" * 81},
        {"first_name": 7},
        {"first_name": None},
        {"is_dark_mode": "true"},
        {"is_dark_mode": 1},
    ],
)
async def test_every_other_field_and_value_is_refused(
    portal: Portal, changes: dict[str, Any]
) -> None:
    person = await portal.someone()
    error = await portal.refused(UpdateUser, person.token, **({"last_name": "Gil"} | changes))
    assert error == "invalid_parameters"
    assert (await portal.user(person)).last_name == "Prueba"


async def test_to_change_nothing_is_refused(portal: Portal) -> None:
    person = await portal.someone()
    error = await portal.error(UpdateUser, person.token)
    assert (error.code, error.message) == ("empty_body", "Request body is empty.")
