"""The question box: a question becomes the list's filter, or is refused with questions near it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from clara.application.tasks.list_tasks import ListTasks
from tests.adapters.web.browser import Browser, Seen
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import LastingStores

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def lasting_url(lasting_stores: LastingStores) -> str:
    """What is tried here does not depend on the store."""
    return lasting_stores.of("sqlite")


@pytest.fixture
def browser(doors: Doors) -> Browser:
    browser = Browser(doors.http)
    browser.be(doors.world.a.administrator)
    return browser


async def asked(browser: Browser, question: str) -> Seen:
    form = (await browser.open("/transactions")).form("/transactions/question")
    return await browser.send(form, question=question)


@pytest.mark.parametrize(
    "question",
    [
        "software over 5,000 last quarter",
        "software de más de 5 mil el trimestre pasado",
        "software acima de 5 mil no trimestre passado",
    ],
)
async def test_a_question_becomes_the_filter_of_the_list(browser: Browser, question: str) -> None:
    gone = await asked(browser, question)
    query = {name: said[0] for name, said in parse_qs(urlsplit(gone.where).query).items()}
    assert query == {
        "from": "2026-07-01",
        "to": "2026-09-30",
        "amount_over": "5000.00",
        "category": "SOFTWARE_AND_HARDWARE",
        "currency": "MXN",
        "read": question,
    }
    seen = await browser.follow(gone)
    assert f"Understood “{question}”" in seen.text
    assert "Over: MXN\xa05,000.00" in seen.text


async def test_the_largest_come_first_and_fees_are_only_fees(browser: Browser) -> None:
    largest = await asked(browser, "largest purchases last month")
    fees = await asked(browser, "how much did we pay in fees last month?")
    assert "sort=largest" in largest.where
    assert "type=FEE" in fees.where


async def test_a_refusal_says_why_and_what_can_be_asked(browser: Browser) -> None:
    seen = await asked(browser, "why did we spend so much last month?")
    assert seen.status == 200
    assert "not why" in seen.said
    near = next(one for one in seen.forms if len(one.buttons) > 1)
    assert all(seen.text.count(one) == 1 for one in near.buttons)
    gone = await browser.send(near, button=next(iter(near.buttons)))
    assert gone.where.startswith("/transactions?from=")


async def test_a_question_about_cards_leads_to_them(browser: Browser) -> None:
    seen = await asked(browser, "which cards are locked?")
    assert seen.links["Go to the cards"] == "/cards"


async def test_planning_costs_nothing_and_leaves_no_task(browser: Browser, doors: Doors) -> None:
    person = doors.world.a.administrator
    command = ListTasks.command(user_id=person.user.id)
    before = await doors.world.send(ListTasks, command, person)
    await asked(browser, "software over 5,000 last quarter")
    after = await doors.world.send(ListTasks, command, person)
    assert after.result.total_count == before.result.total_count


async def test_the_analyst_is_asked_with_a_form(browser: Browser) -> None:
    seen = await browser.follow(await asked(browser, "how much did we spend last month?"))
    gone = await browser.send(seen.form("/transactions/analysis"))
    assert (gone.status, gone.where[:11]) == (303, "/tasks/task")


async def test_an_empty_question_is_refused_beside_its_field(browser: Browser) -> None:
    seen = await asked(browser, "")
    assert seen.status == 400
    assert "f-question-wrong" in seen.ids


@pytest.mark.parametrize("path", ["/transactions/question", "/transactions/analysis"])
async def test_a_forged_question_is_refused(browser: Browser, path: str) -> None:
    seen = await browser.post(path, {"question": "how much did we spend last month?"})
    assert seen.status == 403
