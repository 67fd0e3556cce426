"""Settings: the person's own, the company's, its people, and the API key."""

import re
from collections.abc import AsyncIterator

import pytest

from clara.application.accounts.view_user import ViewUser
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.view_company import ViewCompany
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from tests.adapters.web.browser import Browser
from tests.parity.support.doors import Doors
from tests.support.house import Person
from tests.support.signed_in import ask, newcomer

pytestmark = pytest.mark.anyio

PAGES = (
    "/settings",
    "/settings/security",
    "/settings/company",
    "/settings/members",
    "/settings/integrations",
    "/settings/api-key",
)


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest) -> str:
    """What is tried here does not depend on the store."""
    name: str = request.param
    return name


@pytest.fixture
def browser(doors: Doors) -> Browser:
    return seen_by(doors, doors.world.a.administrator)


def seen_by(doors: Doors, person: Person) -> Browser:
    browser = Browser(doors.http)
    browser.be(person)
    return browser
