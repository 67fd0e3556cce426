"""What merchants, files and people write stays in data fields: it is never among the words that
tell an assistant what to do, and reading it changes nothing."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from clara.adapters.mcp.prompt_table import PROMPTS
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.cards.lock_card import LockCard
from clara.domain.credentials.actor import Door
from clara.domain.text import clean
from tests.parity.support.doors import Doors
from tests.support.assistant import ERAS, Assistant, Refused, tokens
from tests.support.builders import card, cardholder
from tests.support.hostile import HIDDEN, HOSTILE, MARK, mark
from tests.support.statements import statement_file
from tests.support.tool_results import facts_of

pytestmark = pytest.mark.anyio

YEAR = {"period": "last_365_days"}
DATA = {
    *("merchant", "merchant_raw", "description", "reference", "cardholder", "alias", "reason"),
    *("locked_by", "by", "by_name", "key", "label", "name"),
}
"""The fields in which texts of others may stand."""
HEADER = ("Date", "Merchant", "Amount", "Cardholder", "Memo", "Reference")


@dataclass
class Heard:
    """Everything an assistant was told, and where texts of others stood in it."""

    fields: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)

    def take(self, answer: Any) -> None:
        for path, name, text in _texts(answer):
            assert not HIDDEN.search(text), (path, text)
            found = MARK.findall(text)
            if found:
                assert name in DATA, (path, text)
                self.fields.add(name)
                self.marks.update(one.lower() for one in found)


def _texts(value: Any, path: str = "", name: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text of an answer with its path and the field it stands in, names of fields too."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield path, "(name of a field)", key
            yield from _texts(one, f"{path}/{key}", key)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, path, name)
    elif isinstance(value, str):
        yield path, name, value


def _data(result: dict[str, Any]) -> dict[str, Any]:
    """A tool's facts, after its text has been found to be the same, behind a sentence if refused."""
    (content,) = result["content"]
    sentence, _, facts = ("", "", content["text"])
    if result["isError"]:
        sentence, _, facts = content["text"].rpartition("\n")
    found = facts_of(result)
    assert json.loads(facts) == found
    assert "\n" not in sentence
    return found


@pytest.fixture(scope="session")
async def flooded(lasting_doors: Doors, tmp_path_factory: pytest.TempPathFactory) -> Doors:
    """Company a, all of whose merchants, memos, references, holders, aliases, and reasons are
    hostile; they come in by the roads that such texts come in by. No test here changes anything."""
    doors = lasting_doors
    path: Path = tmp_path_factory.mktemp("hostile") / "statement.csv"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for place, text in enumerate(HOSTILE):
            memo, holder = HOSTILE[place - 1], HOSTILE[place - 2]
            day = f"2026-11-{1 + place % 19:02d}"
            writer.writerow((day, text, f"{100 + place}.25", holder, memo, HOSTILE[place - 3]))
    world = doors.world
    report = await world.run(ImportCardTransactions, file=statement_file(path))
    assert report.counts.added == len(HOSTILE)
    company = world.a.company
    holders = [cardholder(clean(text, 120)) for text in HOSTILE]
    cards = [
        card(company, holder, f"{6000 + place}", alias=clean(HOSTILE[place - 1], 80))
        for place, holder in enumerate(holders)
    ]
    async with world.founding() as founding:
        await founding.add_cardholders(company.id, holders)
        await founding.add_cards(cards)
    for one, text in list(zip(cards, HOSTILE, strict=True))[::9]:
        await world.run(LockCard, card=one.id, reason=clean(text, 200))
    return doors


async def _everything(assistant: Assistant, company: str) -> Heard:
    """What all reading tools and resources tell of a company."""
    heard = Heard()
    ids = []
    for tool in ("list_transactions", "list_cards"):
        question = YEAR if tool == "list_transactions" else {}
        page = _data(await assistant.call(tool, limit=100, **question))
        while True:
            heard.take(page)
            ids += [one["id"] for one in page["items"]]
            if page["next_cursor"] is None:
                break
            page = _data(await assistant.call(tool, limit=100, cursor=page["next_cursor"]))
    for id in ids:
        tool, name = (
            ("view_card", "card")
            if id.startswith("card_")
            else ("view_transaction", "transaction_id")
        )
        heard.take(_data(await assistant.call(tool, **{name: id})))
    for key in ("merchant", "cardholder", "card", "category"):
        heard.take(
            _data(await assistant.call("summarize_spending", group_by=key, limit=100, **YEAR))
        )
    for path in ("", "/cards", "/statements/2026-11"):
        content = await assistant.read(f"clara://companies/{company}{path}")
        heard.take(content)
        assert tokens(content) <= 20_000
    return heard


def test_there_are_more_than_a_hundred_and_each_has_a_mark() -> None:
    assert len(HOSTILE) >= 100
    assert len({MARK.findall(text)[0] for text in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("modern", ERAS)
async def test_texts_of_others_stand_in_data_fields_only_and_reading_them_changes_nothing(
    flooded: Doors, modern: bool
) -> None:
    person = flooded.world.a.administrator
    assistant = Assistant(flooded.http, person.tokens[Door.MCP], modern)
    before = await flooded.state()
    heard = await _everything(assistant, person.company.id)
    assert await flooded.state() == before
    assert heard.marks == {mark(number) for number in range(len(HOSTILE))}
    assert {"merchant", "cardholder", "alias", "description", "label", "reason"} <= heard.fields


@pytest.mark.parametrize("modern", ERAS)
async def test_listings_and_prompts_hold_no_text_of_others(flooded: Doors, modern: bool) -> None:
    person = flooded.world.a.administrator
    assistant = Assistant(flooded.http, person.tokens[Door.MCP], modern)
    told = [
        await assistant.ask(f"{what}/list")
        for what in ("tools", "resources", "resources/templates", "prompts")
    ]
    for entry in PROMPTS:
        told += [await assistant.prompt(entry.name, language=one) for one in ("en", "es", "pt")]
    text = json.dumps(told, ensure_ascii=False)
    assert MARK.search(text) is None
    assert HIDDEN.search(text) is None


async def test_as_an_argument_of_a_write_it_names_nothing(flooded: Doors) -> None:
    """As when an assistant obeys and copies it: nothing is changed, and of it the refusal's sentence
    holds what was said, in quotes."""
    assistant = Assistant(flooded.http, flooded.world.a.administrator.tokens[Door.MCP])
    before = await flooded.state()
    for tool, text in zip(cycle(("lock_card", "unlock_card")), HOSTILE, strict=False):
        said = f"nobody {text}"[:110]
        result = await assistant.call(tool, card=said)
        assert result["isError"], f"{said!r} named a card"
        facts = _data(result)
        sentence = result["content"][0]["text"].rpartition("\n")[0]
        assert not HIDDEN.search(sentence)
        assert MARK.search(sentence.replace(f"'{said}'", "")) is None
        assert facts["code"] in ("card_not_found", "invalid_parameters")
        Heard().take(facts.get("details", {}).get("candidates", []))
    assert await flooded.state() == before


async def test_what_several_cards_are_called_is_told_as_candidates(flooded: Doors) -> None:
    assistant = Assistant(flooded.http, flooded.world.a.administrator.tokens[Door.MCP])
    before = await flooded.state()
    for words in ("unlock", "ignore", "\u202einstructions\u202c", "\x1bcard", "card\u200b"):
        result = await assistant.call("lock_card", card=words)
        facts = _data(result)
        sentence = result["content"][0]["text"].rpartition("\n")[0]
        assert facts["code"] == "card_ambiguous", words
        assert MARK.search(sentence) is None
        assert HIDDEN.search(sentence) is None
        heard = Heard()
        heard.take(facts["details"])
        assert heard.fields <= {"cardholder", "alias"}
        assert heard.marks
    assert await flooded.state() == before


async def test_as_an_argument_of_a_prompt_or_an_address_it_is_refused(flooded: Doors) -> None:
    assistant = Assistant(flooded.http, flooded.world.a.administrator.tokens[Door.MCP])
    before = await flooded.state()
    for name, text in zip(cycle(("company", "month", "language", None)), HOSTILE, strict=False):
        with pytest.raises(Refused) as refused:
            await assistant.prompt("month_review", **({name: text} if name else {text: "x"}))
        sentence = refused.value.message
        assert not HIDDEN.search(sentence)
        first, last = sentence.find("'"), sentence.rfind("'")
        assert MARK.search(sentence[:first] + sentence[last:]) is None
        assert len(sentence) <= 200
        with pytest.raises(Refused):
            await assistant.read(f"clara://companies/{text}/cards")
    assert await flooded.state() == before
