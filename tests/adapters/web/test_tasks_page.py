"""Tasks and answers: asked by a form, answered at once, each figure leading to its rows."""

import pytest

from clara.application.card_transactions.queue_export import QueueExport
from tests.adapters.web.answering import HOSTILE, answering, answering_url, browser
from tests.adapters.web.browser import ORIGIN, Browser, Seen
from tests.parity.support.doors import Doors

__all__ = ["answering", "answering_url", "browser"]

pytestmark = pytest.mark.anyio

RANKING = "top 5 merchants in November 2026"


async def asked(browser: Browser, question: str) -> Seen:
    form = (await browser.open("/ask")).forms[1]
    assert form.action == "/ask"
    return await browser.follow(await browser.send(form, prompt=question))


@pytest.fixture(scope="module")
async def ranking(answering: Doors) -> str:
    """The path of a ranking."""
    browser = Browser(answering.http)
    browser.be(answering.world.a.administrator)
    form = next(one for one in (await browser.open("/ask")).forms if one.action == "/ask")
    return (await browser.send(form, prompt=RANKING)).where


async def test_an_answer_shows_its_sentence_figures_table_and_chart(
    browser: Browser, ranking: str
) -> None:
    seen = await browser.open(ranking)
    assert (seen.status, seen.current[0]) == (200, "Tasks")
    assert seen.title == "Question to the analyst · Clara"
    for said in (RANKING, "Spending by merchant", "What this rests on", "matching transactions"):
        assert said in seen.text
    assert f'src="{ranking}/chart.svg"' in seen.answer.text
    assert len(seen.answer.content) < 100_000
    assert len(seen.ids) == len(set(seen.ids))
    assert "data-live" not in seen.answer.text


async def test_every_figure_leads_to_a_list_of_its_rows(browser: Browser, ranking: str) -> None:
    seen = await browser.open(ranking)
    lists = [path for path in seen.links.values() if path.startswith("/transactions?")]
    assert lists
    for path in lists:
        assert (await browser.open(path)).status == 200


async def test_a_hostile_merchant_is_text(browser: Browser, ranking: str) -> None:
    seen = await browser.open(ranking)
    assert HOSTILE.lower() in seen.text.lower()
    assert "<script>alert" not in seen.answer.text.lower()


async def test_the_chart_is_a_picture_for_its_owner(
    browser: Browser, answering: Doors, ranking: str
) -> None:
    answer = await browser.http.get(f"{ranking}/chart.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "private" in answer.headers["cache-control"]
    stranger = Browser(answering.http)
    stranger.be(answering.world.b.administrator)
    for path in (ranking, f"{ranking}/chart.svg", f"{ranking}/file"):
        assert (await stranger.open(path)).status == 404


async def test_a_refusal_offers_questions_that_are_asked_by_a_button(browser: Browser) -> None:
    seen = await asked(browser, "why do we spend so much on fish?")
    assert "Card data says what was charged, not why" in seen.text
    assert "free of charge" in seen.text
    offered = [one for one in seen.forms if one.action == "/ask"]
    assert len(offered) >= 2
    assert all(seen.text.count(one.fields["prompt"]) == 1 for one in offered)
    answered = await browser.follow(await browser.send(offered[-1]))
    assert offered[-1].fields["prompt"] in answered.text
    assert "What this rests on" in answered.text


async def test_a_question_that_is_sent_twice_is_asked_once(browser: Browser) -> None:
    form = next(one for one in (await browser.open("/ask")).forms if one.action == "/ask")
    first = await browser.send(form, prompt="which cards are locked?")
    assert first.where == (await browser.send(form, prompt="which cards are locked?")).where


async def test_the_examples_have_answers_in_each_language(browser: Browser) -> None:
    for language in ("en", "es", "pt"):
        page = await browser.open(f"/ask?lang={language}")
        examples = [one for one in page.forms if one.action == "/ask"][1:]
        assert len(examples) == 6
        for form in examples:
            seen = await browser.follow(await browser.send(form))
            assert f'class="card answer answered" lang="{language}"' in seen.answer.text, form


async def test_files_are_read_with_the_question(browser: Browser) -> None:
    form = next(one for one in (await browser.open("/ask")).forms if one.action == "/ask")
    statement = "date,merchant,amount,currency\n2026-11-02,Slack,1200.00,MXN\n"
    fields = form.fields | {"prompt": "does this statement agree with our card transactions?"}
    answer = await browser.http.post(
        "/ask",
        data=fields,
        files=[("files", ("statement.csv", statement, "text/csv"))],
        headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"},
    )
    seen = await browser.open(answer.headers["location"])
    assert "statement.csv" in seen.text
    unread = [("files", ("x.exe", b"MZ\0\0", "application/octet-stream"))]
    fields |= {"idempotency_key": "another"}
    headers = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    refused = Seen(await browser.http.post("/ask", data=fields, files=unread, headers=headers))
    assert (refused.status, "not read here" in refused.alert) == (415, True), refused.alert
    assert "does this statement agree" in refused.answer.text


@pytest.mark.parametrize("prompt", ["", "x" * 501])
async def test_what_is_no_question_is_told_beside_it(browser: Browser, prompt: str) -> None:
    form = next(one for one in (await browser.open("/ask?q=spend")).forms if one.action == "/ask")
    refused = await browser.send(form, prompt=prompt)
    assert (refused.status, "500 characters" in refused.alert) == (400, True)


async def test_a_question_of_another_page_is_written_in(browser: Browser) -> None:
    seen = await browser.open("/ask?q=software+%3Cb%3Eover%3C%2Fb%3E+5+mil")
    assert "software <b>over</b> 5 mil" in seen.text


async def test_a_foreign_form_asks_nothing(browser: Browser) -> None:
    form = next(one for one in (await browser.open("/ask")).forms if one.action == "/ask")
    fields = form.fields | {"prompt": RANKING, "proof": "0" * 64}
    assert (await browser.post("/ask", fields)).status == 403
    there = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert (await browser.post("/ask", form.fields | {"prompt": RANKING}, **there)).status == 403


async def test_who_has_too_few_credits_is_led_to_more(answering: Doors) -> None:
    browser = Browser(answering.http)
    browser.be(answering.world.a.bookkeeper)
    page = await browser.open("/ask")
    assert "too few credits" in page.text
    form = next(one for one in page.forms if one.action == "/ask")
    refused = await browser.send(form, prompt=RANKING)
    assert (refused.status, "too few credits" in refused.alert) == (403, True)
    assert refused.links["Buy credits"] == "/credits"


async def test_the_list_says_what_became_of_each(
    browser: Browser, answering: Doors, ranking: str
) -> None:
    seen = await browser.open("/tasks")
    assert "Done" in seen.text
    assert "Question to the analyst" not in (await browser.open("/tasks?status=failed")).text
    assert (await browser.open("/tasks?status=lost")).status == 400
    browser.be(answering.world.a.manager)
    assert "There is no task here" in (await browser.open("/tasks")).text


async def test_a_task_that_waits_is_live_and_can_be_cancelled(
    browser: Browser, answering: Doors
) -> None:
    task = await answering.world.run(QueueExport, format="csv")
    path = f"/tasks/{task.id}"
    waiting = await browser.open(path)
    assert 'id="state" data-live="2"' in waiting.answer.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.answer.text
    cancelled = await browser.follow(await browser.send(waiting.form(f"{path}/cancel")))
    assert "The task was cancelled" in cancelled.said
    assert "data-live" not in cancelled.answer.text


async def test_what_is_over_is_not_cancelled(browser: Browser, ranking: str) -> None:
    form = (await browser.open("/ask")).forms[1]
    refused = await browser.post(f"{ranking}/cancel", form.fields)
    assert (refused.status, "over already" in refused.alert) == (409, True)


async def test_it_speaks_the_readers_language(browser: Browser, ranking: str) -> None:
    for language, said in (("es", "En qué se basa"), ("pt", "Em que se baseia")):
        seen = await browser.open(f"{ranking}?lang={language}")
        assert said in seen.text
        assert 'lang="en">Spending by merchant' not in seen.text


async def test_the_list_calls_questions_by_their_words(browser: Browser, ranking: str) -> None:
    assert (await browser.open("/tasks")).links[RANKING] == ranking
