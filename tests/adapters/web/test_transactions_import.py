"""A statement in the console: uploaded, looked at, imported as a task, its bad rows told."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest

from clara.application.catalog import TASK_KINDS
from clara.application.tasks.steps import StepRunner
from tests.adapters.web.browser import ORIGIN, Browser, Seen
from tests.parity.support.doors import Doors, opened_doors

pytestmark = pytest.mark.anyio

GOOD = "Fecha,Comercio,Importe\n01/11/2026,Café Uno,150.00\n02/11/2026,Taxi Dos,80.50\n"
ODD = "Cuando,Que,Cuanto,Otro\n01/11/2026,Café,10.00,x\n02/11/2026,Taxi,abc,x\n"


@pytest.fixture(scope="module")
def own_url(templates: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    template = templates.of("sqlite", with_houses=False)
    with template.store(tmp_path_factory.mktemp("imports")) as url:
        yield url


@pytest.fixture(scope="module")
async def own_doors(own_url: str, anyio_backend: str) -> AsyncIterator[Doors]:
    async with opened_doors(own_url, export_task_rows=2) as doors:
        yield doors


@pytest.fixture
async def doors(own_doors: Doors) -> AsyncIterator[Doors]:
    """A server to which an export of three rows is long."""
    yield own_doors
    await own_doors.restore()


@pytest.fixture
def browser(doors: Doors) -> Browser:
    browser = Browser(doors.http)
    browser.be(doors.world.a.administrator)
    return browser


async def upload(browser: Browser, content: str, name: str = "noviembre.csv") -> Seen:
    form = (await browser.open("/transactions/import")).form("/transactions/import")
    fields = {key: value for key, value in form.fields.items() if key != "file"}
    headers = {"accept": "text/html", "origin": ORIGIN, "sec-fetch-site": "same-origin"}
    files = {"file": (name, content.encode(), "text/csv")}
    url = urljoin(ORIGIN, form.action)
    return Seen(await browser.http.post(url, data=fields, files=files, headers=headers))


async def carried_out(browser: Browser, doors: Doors, gone: Seen) -> Seen:
    steps = StepRunner(doors.world.core.units, TASK_KINDS)
    while await steps.next(gone.where.rpartition("/")[2]):
        pass
    return await browser.open(gone.where)


async def test_a_statement_is_looked_at_and_then_imported(browser: Browser, doors: Doors) -> None:
    seen = await browser.follow(await upload(browser, GOOD))
    assert seen.status == 200, seen.text
    for said in ("noviembre.csv", "Café Uno", "MXN\xa0230.50", "Nov 1, 2026"):
        assert said in seen.text, said
    assert "Café Uno" not in (await browser.open("/transactions")).text
    gone = await browser.send(seen.form("/transactions/import/start"))
    waiting = await browser.open(gone.where)
    assert "will begin in a moment" in waiting.text
    assert 'data-live="2"' in waiting.answer.text
    assert 'http-equiv="refresh"' in waiting.answer.text
    done = await carried_out(browser, doors, gone)
    assert "2 of 2 rows were added." in done.said
    assert "data-live" not in done.answer.text
    there = await browser.open(done.links["Show these days"])
    assert "Café Uno" in there.text


async def test_a_statement_confirmed_twice_goes_in_once(browser: Browser) -> None:
    seen = await browser.follow(await upload(browser, GOOD))
    again = await browser.open((await upload(browser, GOOD)).where)
    first = await browser.send(seen.form("/transactions/import/start"))
    form = seen.form("/transactions/import/start")
    form.fields["idempotency_key"] = "another"
    second = await browser.send(form)
    assert (first.where, first.status) == (second.where, 303)
    assert again.status == 200


async def test_columns_nobody_knows_are_chosen_by_hand(browser: Browser, doors: Doors) -> None:
    seen = await browser.follow(
        await upload(browser, "Fecha,Comercio,Nota\n01/11/2026,Uno,x\n02/11/2026,Dos,y\n")
    )
    assert "was not recognised" in seen.alert
    seen = await browser.follow(await upload(browser, ODD))
    form = next(one for one in seen.forms if one.action == "/transactions/import/preview")
    path = "/transactions/import/preview?" + "&".join(
        f"{name}={value}"
        for name, value in {**form.fields, "date": "1", "merchant": "4", "amount": "3"}.items()
        if name != "shown"
    )
    chosen = await browser.open(path)
    assert chosen.form("/transactions/import/start").fields["merchant"] == "4"
    done = await carried_out(
        browser, doors, await browser.send(chosen.form("/transactions/import/start"))
    )
    assert "1 of 2 rows were added. 1 could not be read." in done.said
    assert "The amount cannot be read." in done.text
    answer = await browser.http.get(done.links["Download these rows (CSV)"])
    assert answer.text.splitlines()[1].startswith("3,invalid_amount,")


async def test_a_column_that_is_chosen_is_taken_from_the_field_it_was_shown_for(
    browser: Browser,
) -> None:
    both = "Fecha,Comercio,Descripción,Importe\n01/11/2026,Uno,Largo nombre,5.00\n"
    seen = await browser.follow(await upload(browser, both))
    form = next(one for one in seen.forms if one.action == "/transactions/import/preview")
    assert (form.fields["merchant"], form.fields["description"]) == ("2", "3")
    query = {**form.fields, "merchant": "3"}
    answer = await browser.http.get("/transactions/import/preview", params=query)
    again = Seen(answer)
    assert again.alert == ""
    assert "Largo nombre" in again.text
    start = again.form("/transactions/import/start")
    assert start.fields["merchant"] == "3"


async def test_an_import_that_fails_says_why_and_leads_back(browser: Browser, doors: Doors) -> None:
    seen = await browser.follow(await upload(browser, GOOD))
    form = seen.form("/transactions/import/start")
    gone = await browser.send(form, date="1", merchant="1")
    done = await carried_out(browser, doors, gone)
    assert "cannot be used" in done.alert
    assert done.links["Choose another file"] == "/transactions/import"


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "has no rows"), ("\x00\x01\x02", ""), ("1,2,3\n4,5,6\n", "")],
)
async def test_what_is_no_statement_is_told_at_the_upload(
    browser: Browser, content: str, said: str
) -> None:
    seen = await upload(browser, content, "x.csv")
    if seen.status == 303:
        seen = await browser.follow(seen)
    assert seen.status in (200, 400)
    assert said in seen.alert
    assert seen.alert


async def test_an_upload_without_a_file_is_refused_beside_its_field(browser: Browser) -> None:
    form = (await browser.open("/transactions/import")).form("/transactions/import")
    seen = await browser.send(form)
    assert seen.status == 400
    assert "f-file-wrong" in seen.ids


async def test_what_a_file_says_is_text_and_shows_no_card_number(browser: Browser) -> None:
    nasty = 'Fecha,Comercio,Importe\n01/11/2026,"<script>x</script>",1\n'
    nasty += "02/11/2026,4111 1111 1111 1111,2\n"
    seen = await browser.follow(await upload(browser, nasty, "<b>.csv"))
    assert "<script>x" in seen.text
    assert "<script>x" not in seen.answer.text
    assert "4111 1111 1111 1111" not in seen.text


async def test_a_statement_is_its_persons_own_and_kept_for_an_hour(
    browser: Browser, doors: Doors
) -> None:
    where = (await upload(browser, GOOD)).where
    browser.be(doors.world.a.bookkeeper)
    gone = await browser.open(where)
    assert gone.where == "/transactions/import"
    assert "Upload it again" in (await browser.follow(gone)).said
    assert (await browser.open("/transactions/import/preview?statement=abc")).status == 303


async def test_only_staff_import(browser: Browser, doors: Doors) -> None:
    form = (await browser.open("/transactions/import")).form("/transactions/import")
    browser.be(doors.world.a.manager)
    seen = await browser.open("/transactions/import")
    assert "Administrators and bookkeepers" in seen.text
    assert not [one for one in seen.forms if one.action == "/transactions/import"]
    own = (await browser.open("/transactions")).form("/transactions/question").fields["proof"]
    assert (await browser.post(form.action, {**form.fields, "proof": own})).status == 403


async def test_a_forged_import_is_refused(browser: Browser) -> None:
    assert (await browser.post("/transactions/import/start", {"statement": "x"})).status == 403


async def test_no_task_of_another_kind_is_an_import(browser: Browser) -> None:
    unknown = "/transactions/import/task_" + "0" * 32
    assert (await browser.open(unknown)).status == 404


@pytest.mark.parametrize("language", ["es", "pt"])
async def test_the_pages_speak_the_readers_language(browser: Browser, language: str) -> None:
    where = (await upload(browser, GOOD)).where
    seen = await browser.open(f"{where}&lang={language}")
    assert seen.language == language
    assert "Columnas" in seen.text or "Colunas" in seen.text


async def test_a_file_of_too_many_rows_is_left_to_a_task(browser: Browser) -> None:
    seen = await browser.open("/transactions?period=last_30_days")
    form = next(one for one in seen.forms if one.action == "/transactions/export")
    assert form.fields["period"] == "last_30_days"
    gone = await browser.send(form, button="CSV")
    assert gone.where.startswith("/tasks/task_")
    left = await browser.open("/transactions/export?period=last_30_days&format=csv")
    assert left.where == "/transactions?period=last_30_days"
    assert "prepared as a task" in (await browser.follow(left)).said
