"""Settings: the person's own, the company's, its people, and the API key."""

import re

import pytest

from clara.application.accounts.view_user import ViewUser
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.view_company import ViewCompany
from clara.domain.accounts.language import Language
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from tests.adapters.web.browser import Browser, Seen
from tests.parity.support.doors import Doors
from tests.support.house import Person
from tests.support.signed_in import ask, join, newcomer

# What is tried here does not depend on the store.
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("lasting_url", ["sqlite"], indirect=True),
]

COMPANY, MEMBERS, KEY = "/settings/company", "/settings/members", "/settings/api-key"
NEW = "/companies/new"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def browser(doors: Doors) -> Browser:
    return seen_by(doors, doors.world.a.administrator)


def seen_by(doors: Doors, person: Person) -> Browser:
    browser = Browser(doors.http)
    browser.be(person)
    return browser


async def fills(browser: Browser, path: str, **typed: str) -> Seen:
    """Change what the form of a page says, and follow where that leads."""
    seen = await browser.send((await browser.open(path)).form(path), **typed)
    return await browser.follow(seen) if seen.status == 303 else seen


async def test_each_part_leads_to_the_others(doors: Doors, browser: Browser) -> None:
    seen = await browser.open("/settings")
    parts = ("Signing in", "Company", "Members", "Clara MCP", "API key")
    assert "Settings" in seen.current
    for part in parts:
        found = await browser.open(seen.links[part])
        assert (found.status, part in found.current) == (200, True), part
        assert found.tags.count("h1") == 1
        assert len(found.ids) == len(set(found.ids))
        assert len(found.answer.content) < 60_000
    employee = seen_by(doors, doors.world.a.employee)
    assert "Members" not in (await employee.open("/settings")).links


async def test_a_person_is_called_as_they_wish(doors: Doors, browser: Browser) -> None:
    seen = await fills(browser, "/settings", first_name=HOSTILE, is_dark_mode="true")
    assert (seen.said.strip(), seen.theme) == ("Saved.", "dark")
    assert HOSTILE in seen.text
    assert "img" not in seen.tags
    wrong = await fills(browser, "/settings", last_name=" ")
    assert (wrong.status, "1 to 80 characters" in wrong.alert) == (400, True)
    assert 'id="f-last_name-wrong"' in wrong.answer.text


async def test_the_language_set_here_is_that_of_mails_and_pages(
    doors: Doors, browser: Browser
) -> None:
    assert (await browser.open("/settings?lang=es")).language == "es"
    seen = await fills(browser, "/settings", language="pt")
    assert (seen.language, seen.said.strip()) == ("pt", "Salvo.")
    profile = await ask(doors.world, ViewUser, user_id=doors.world.a.administrator.user.id)
    assert profile.user.language is Language.PT
    assert (await fills(browser, "/settings", language="xx")).status == 400


async def test_an_api_key_is_shown_once(doors: Doors) -> None:
    person = await join(doors.world, await newcomer(doors.world), doors.world.a, Role.EMPLOYEE)
    browser = seen_by(doors, person)
    none = await browser.open(KEY)
    assert "You have no API key yet." in none.text
    made = await browser.send(none.form(KEY))
    [key, command] = re.findall(r"<pre[^>]*>([^<]+)</pre>", made.answer.text)
    assert key.startswith("clara_api_")
    assert f"/api/v1/users/{person.user.id}" in command
    headers = {"authorization": f"Bearer {key}"}
    path = f"/api/v1/users/{person.user.id}"
    assert (await doors.http.get(path, headers=headers)).status_code == 200
    again = await browser.send(none.form(KEY))
    assert ("shown already" in again.text, key in again.answer.text) == (True, False)
    kept = await browser.open(KEY)
    assert (key[-4:] in kept.text, key in kept.answer.text) == (True, False)
    other = await browser.send(kept.form(KEY))
    assert "Your new key" in other.text
    assert (await doors.http.get(path, headers=headers)).status_code == 401


async def test_an_administrator_changes_the_company(doors: Doors, browser: Browser) -> None:
    form = (await browser.open(COMPANY)).form(COMPANY)
    assert form.fields["bookkeepers_can_lock"] == "true"
    del form.fields["bookkeepers_can_lock"]
    gone = await browser.send(form, confirms_unlocks="true", billing_day="15", name=HOSTILE)
    seen = await browser.follow(gone)
    assert seen.said.strip() == "Saved."
    assert "img" not in seen.tags
    company = (await ask(doors.world, ViewCompany)).company
    assert (company.name, company.billing_day) == (HOSTILE, 15)
    assert (company.bookkeepers_can_lock, company.confirms_unlocks) == (False, True)
    assert (await fills(browser, COMPANY)).said.strip() == "Nothing was changed."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"billing_day": "29"}, "a day from 1 to 28"),
        ({"tax_id": "ABC"}, "no tax id of that country"),
        ({"time_zone": "America/Nowhere"}, "no such time zone"),
        ({"currency": "PESO"}, "three letters"),
    ],
)
async def test_what_is_wrong_with_a_company_is_said(
    browser: Browser, typed: dict[str, str], said: str
) -> None:
    seen = await fills(browser, COMPANY, **typed)
    assert (seen.status, said in seen.alert) == (400, True), seen.alert
    [name] = typed
    assert seen.form(COMPANY).fields[name] == typed[name]


async def test_others_look_at_the_company_and_may_leave(doors: Doors) -> None:
    browser = seen_by(doors, doors.world.a.employee)
    seen = await browser.open(COMPANY)
    assert doors.world.a.company.tax_id in seen.text
    assert [form.action for form in seen.forms if "settings" in form.action] == [f"{COMPANY}/leave"]
    forged = await browser.post(COMPANY, seen.form(f"{COMPANY}/leave").fields | {"name": "Mine"})
    assert (forged.status, "role" in forged.alert) == (403, True)
    left = await browser.follow(await browser.send(seen.form(f"{COMPANY}/leave")))
    assert f"You left {doors.world.a.company.name}." in left.said
    assert "Legal or trade name" in (await browser.open(COMPANY)).text


async def test_the_last_administrator_stays(doors: Doors) -> None:
    founder = await newcomer(doors.world)
    browser = seen_by(doors, founder)
    await fills(browser, NEW, name="Sola Prueba", country="CO", tax_id="213123432-1")
    seen = await browser.send((await browser.open(COMPANY)).form(f"{COMPANY}/leave"))
    assert (seen.status, "last active administrator" in seen.alert) == (409, True)
    own = f"{MEMBERS}/{founder.user.id}"
    assert "last active administrator" in (await fills(browser, own, role="employee")).alert


async def test_who_belongs_to_none_founds_a_company(doors: Doors) -> None:
    browser = seen_by(doors, await newcomer(doors.world))
    assert NEW in (await browser.open("/settings")).links["Add a company"]
    page = await browser.open(f"{NEW}?lang=pt")
    assert page.form(NEW).fields["country"] == "BR"
    await browser.open("/?lang=en")
    wrong = await fills(browser, NEW, name="Nueva Prueba", country="CO", tax_id="1")
    assert (wrong.status, "no tax id of that country" in wrong.alert) == (400, True)
    needed = await fills(browser, NEW, name="Nueva Prueba", country="CL", tax_id="1")
    assert "needed for this country" in needed.alert
    typed = {"name": "Nueva Prueba", "country": "CO", "tax_id": "213123432-1"}
    home = await fills(browser, NEW, **typed)
    assert "Nueva Prueba is ready. You are its administrator." in home.said
    seen = await browser.open(COMPANY)
    assert seen.form(COMPANY).fields["currency"] == "COP"
    assert "already" in (await fills(browser, NEW, **typed)).alert


async def test_a_doubtful_tax_id_is_kept_and_told(doors: Doors) -> None:
    browser = seen_by(doors, await newcomer(doors.world))
    seen = await fills(browser, NEW, name="Dudosa Prueba", country="MX", tax_id="GODE561231GR9")
    assert "check digit of its RFC does not fit" in seen.said


async def test_members_are_listed_and_found(doors: Doors, browser: Browser) -> None:
    seen = await browser.open(MEMBERS)
    for person in doors.world.a.people:
        assert seen.links[person.name] == f"{MEMBERS}/{person.user.id}"
    assert doors.world.b.administrator.user.email not in seen.text
    found = await browser.open(f"{MEMBERS}?q=elena")
    assert "Elena Gómez" in found.links
    assert "Luis Pérez" not in found.links
    assert "Nobody is called that" in (await browser.open(f"{MEMBERS}?q=zzz")).text
    for person in (doors.world.a.bookkeeper, doors.world.a.employee):
        assert (await seen_by(doors, person).open(MEMBERS)).status == 403


async def test_somebody_is_invited_and_the_invitation_withdrawn(
    doors: Doors, browser: Browser
) -> None:
    form = (await browser.open(MEMBERS)).form(f"{MEMBERS}/invite")
    wrong = await browser.send(form, email="nobody")
    assert (wrong.status, "not an e-mail address" in wrong.alert) == (400, True)
    typed = {"email": "nora.prueba@example.com", "role": "bookkeeper"}
    seen = await browser.follow(await browser.send(form, **typed))
    assert "nora.prueba@example.com is on its way" in seen.said
    assert "Invitations that wait" in seen.text
    again = await browser.send(seen.form(f"{MEMBERS}/invite"), **typed)
    assert (again.status, "less than a minute ago" in again.alert) == (429, True)
    withdraw = next(one for one in seen.forms if one.action == f"{MEMBERS}/withdraw")
    gone = await browser.follow(await browser.send(withdraw))
    assert "was withdrawn" in gone.said
    twice = await browser.send(withdraw, idempotency_key="another")
    assert (twice.status, "accepted, withdrawn" in twice.alert) == (404, True)


async def test_a_member_gets_another_role_and_manager(doors: Doors, browser: Browser) -> None:
    house = doors.world.a
    page = f"{MEMBERS}/{house.employee.user.id}"
    form = (await browser.open(page)).form(page)
    assert (form.fields["role"], form.fields["manager_user_id"]) == ("employee", "")
    seen = await fills(browser, page, manager_user_id=house.manager.user.id)
    assert "Elena Gómez was changed." in seen.said
    freed = await fills(browser, page, manager_user_id="")
    assert "was changed" in freed.said
    assert "Nothing was changed" in (await fills(browser, page)).said
    demoted = await fills(browser, f"{MEMBERS}/{house.bookkeeper.user.id}", role="employee")
    assert "of their assistants ended" in demoted.said
    bad = await fills(browser, page, manager_user_id=doors.world.b.administrator.user.id)
    assert (bad.status, "no longer belongs" in bad.alert) == (404, True)


async def test_a_member_becomes_who_holds_cards(doors: Doors, browser: Browser) -> None:
    house = doors.world.a
    lopez = house.holders["María López"]
    page = f"{MEMBERS}/{house.employee.user.id}"
    form = (await browser.open(page)).form(page)
    assert form.fields["cardholder_id"] == house.holders["Elena Gómez"].id
    seen = await browser.follow(await browser.send(form, cardholder_id=lopez.id))
    assert "Elena Gómez was changed." in seen.said
    listed = await ask(doors.world, ListMembers)
    [now] = [one for one in listed.members if one.user_id == house.employee.user.id]
    assert (now.cardholder_id, now.manager_user_id) == (lopez.id, None)
    taken = await fills(browser, page, cardholder_id=house.holders["Luis Pérez"].id)
    assert (taken.status, "Somebody else holds these cards" in taken.alert) == (409, True)


async def test_a_member_is_removed(doors: Doors, browser: Browser) -> None:
    page = f"{MEMBERS}/{doors.world.a.employee.user.id}"
    form = (await browser.open(page)).form(f"{page}/remove")
    seen = await browser.follow(await browser.send(form))
    assert "Elena Gómez no longer belongs" in seen.said
    listed = await ask(doors.world, ListMembers)
    assert doors.world.a.employee.user.id not in {one.user_id for one in listed.members}
    assert (await browser.open(page)).status == 404


async def test_another_companys_member_is_nobody_here(doors: Doors, browser: Browser) -> None:
    stranger = f"{MEMBERS}/{doors.world.b.employee.user.id}"
    own = f"{MEMBERS}/{doors.world.a.employee.user.id}"
    fields = (await browser.open(own)).form(f"{own}/remove").fields
    assert (await browser.open(stranger)).status == 404
    assert (await browser.post(f"{stranger}/remove", fields)).status == 404


@pytest.mark.parametrize(
    "path", ["/settings", KEY, COMPANY, f"{COMPANY}/leave", NEW, f"{MEMBERS}/invite"]
)
async def test_another_sites_form_changes_nothing(
    doors: Doors, browser: Browser, path: str
) -> None:
    before = await doors.state()
    fields = {"proof": "0" * 64, "name": "x", "first_name": "x", "email": "x@example.com"}
    assert (await browser.post(path, fields)).status == 403
    proof = (await browser.open("/settings")).form("/settings").fields["proof"]
    foreign = {"sec-fetch-site": "cross-site"}
    assert (await browser.post(path, fields | {"proof": proof}, **foreign)).status == 403
    assert await doors.state() == before


async def test_invitations_name_who_is_invited_without_markup(
    doors: Doors, browser: Browser
) -> None:
    await ask(doors.world, InviteMember, email="a&b'c@example.com", role="employee")
    seen = await browser.open(f"{MEMBERS}?lang=es")
    assert "a&b'c@example.com" in seen.text
    assert "Invitaciones pendientes" in seen.text
    assert doors.world.a.administrator.tokens[Door.WEB] not in seen.answer.text
