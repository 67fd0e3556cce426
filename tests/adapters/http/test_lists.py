"""Lists over HTTP: pages, totals on the first of them and where asked for, cursors."""

import pytest

from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio

ROWS = "/card_transactions?period=last_30_days"


async def test_pages_hold_every_row_once_and_end_with_no_cursor(lasting_doors: Doors) -> None:
    url, seen = lasting_doors.path(ROWS + "&limit=2"), []
    first = data = (await lasting_doors.get(url)).json()["data"]
    seen += [row["id"] for row in data["items"]]
    while data["next_cursor"]:
        following = lasting_doors.path(f"/card_transactions?limit=2&cursor={data['next_cursor']}")
        data = (await lasting_doors.get(following)).json()["data"]
        seen += [row["id"] for row in data["items"]]
    assert len(seen) == len(set(seen)) == first["totals"]["count"] == 7


async def test_totals_come_with_the_first_page_and_later_where_asked_for(
    lasting_doors: Doors,
) -> None:
    first = (await lasting_doors.get(lasting_doors.path(ROWS + "&limit=2"))).json()["data"]
    cursor = first["next_cursor"]
    later = lasting_doors.path(f"/card_transactions?limit=2&cursor={cursor}")
    plain = (await lasting_doors.get(later)).json()["data"]
    asked = (await lasting_doors.get(later + "&with_totals=true")).json()["data"]
    assert first["totals"]["count"] == 7
    assert (plain["totals"], plain["coverage"]) == (None, None)
    assert (asked["totals"], asked["coverage"]) == (first["totals"], first["coverage"])
    assert asked["items"] == plain["items"]


async def test_amounts_are_exact_in_units_and_in_minor_units(lasting_doors: Doors) -> None:
    data = (await lasting_doors.get(lasting_doors.path(ROWS))).json()["data"]
    (sums,) = data["totals"]["by_currency"]
    minor = [row["amount_minor"] for row in data["items"]]
    assert sum(minor) == sums["net_minor"] == 71_500
    assert sums["net"] == 715
    assert all(row["amount"] * 100 == row["amount_minor"] for row in data["items"])


@pytest.mark.parametrize("change", ["&merchant=uber", "&sort=oldest", "&period=today"])
async def test_a_cursor_goes_on_with_the_same_question_only(
    lasting_doors: Doors, change: str
) -> None:
    first = (await lasting_doors.get(lasting_doors.path(ROWS + "&limit=2"))).json()["data"]
    same = lasting_doors.path(f"{ROWS}&limit=1&cursor={first['next_cursor']}")
    other = lasting_doors.path(f"/card_transactions?cursor={first['next_cursor']}{change}")
    assert (await lasting_doors.get(same)).status_code == 200
    refused = await lasting_doors.get(other)
    assert (refused.status_code, refused.json()["code"]) == (400, "cursor_mismatch")


async def test_a_cursor_serves_neither_another_company_nor_another_list(
    lasting_doors: Doors,
) -> None:
    first = (await lasting_doors.get(lasting_doors.path(ROWS + "&limit=2"))).json()["data"]
    cursor, stranger = first["next_cursor"], lasting_doors.people["stranger"]
    for path, person in (("/card_transactions", stranger), ("/cards", None), ("/activity", None)):
        url = lasting_doors.path(f"{path}?cursor={cursor}", person)
        refused = await lasting_doors.get(url, as_=person)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


async def test_a_cursor_with_one_character_changed_is_refused(lasting_doors: Doors) -> None:
    first = (await lasting_doors.get(lasting_doors.path(ROWS + "&limit=2"))).json()["data"]
    cursor = first["next_cursor"]
    for place in range(0, len(cursor) - 1, 17):
        other = "A" if cursor[place] != "A" else "B"
        forged = cursor[:place] + other + cursor[place + 1 :]
        refused = await lasting_doors.get(lasting_doors.path(f"/card_transactions?cursor={forged}"))
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


async def test_nothing_found_is_an_empty_list_with_zero_totals(lasting_doors: Doors) -> None:
    url = lasting_doors.path(ROWS + "&merchant=nobody%20at%20all")
    data = (await lasting_doors.get(url)).json()["data"]
    assert (data["items"], data["next_cursor"]) == ([], None)
    assert data["totals"] == {"count": 0, "by_currency": []}
    assert data["coverage"]["matched"] == 0


async def test_locked_and_ended_cards_are_listed_too(lasting_doors: Doors) -> None:
    data = (await lasting_doors.get(lasting_doors.path("/cards"))).json()["data"]
    assert data["totals"]["by_status"] == {"ACTIVE": 6, "LOCKED": 1, "CANCELLED": 1, "EXPIRED": 1}
    assert data["totals"]["count"] == len(data["items"]) == data["coverage"]["matched"] == 9


async def test_the_activity_log_can_be_had_as_csv(doors: Doors) -> None:
    card = doors.world.a.cards["maria_lopez"].id
    await doors.post(
        doors.path(f"/cards/{card}/lock"), headers={"user-agent": "=cmd|' /C calc'!A0"}
    )
    url = doors.path(f"/activity?subject={card}")
    response = await doors.get(url, headers={"accept": "text/csv"})
    lines = response.text.splitlines()
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["content-disposition"] == 'attachment; filename="activity.csv"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert lines[0].startswith("sequence,at,action,outcome,door")
    assert "card.locked,done,rest,Ana Torres" in lines[1]
    assert ",'=cmd" in lines[1]
