"""Who did what: the activity log to filter, to check and to take along."""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec
from litestar import get
from litestar.response import Stream

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.adapters.wire.activity import CSV_COLUMNS, ActivityEntryView
from clara.adapters.wire.csv_cells import safe_row
from clara.application.activity.view_activity import ViewActivity
from clara.application.catalog import CATALOG
from clara.application.companies.list_members import ListMembers, MemberList
from clara.domain.audit.entry import Outcome
from clara.domain.audit.listing import ActivityList
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.errors import Invalid
from clara.domain.page import MAX_LIMIT

_HERE = "/activity"
_FILTERS = ("user_id", "action", "door", "outcome", "subject", "from", "to")
_MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}


@get(_HERE)
async def activity(page: Page) -> Answer:
    people = await _people(page)
    try:
        found: ActivityList = await page.run(
            ViewActivity, **page.wished(*_FILTERS, "cursor", "verify")
        )
    except Invalid as error:
        return page.show("activity.html", error=error, found=None, **_choices(page, people))
    # Whoever may not see the members finds here whom they see anyway.
    for entry in (one.entry for one in found.items):
        if entry.user_id:
            people.setdefault(entry.user_id, entry.user_name or entry.user_id)
    return page.show("activity.html", found=found, **_choices(page, people))


@get(_HERE + "/export.csv")
async def export_csv(page: Page) -> Stream:
    return await _export(page, "csv")


@get(_HERE + "/export.jsonl")
async def export_jsonl(page: Page) -> Stream:
    return await _export(page, "jsonl")


ROUTES = [activity, export_csv, export_jsonl]


async def _export(page: Console, ending: str) -> Stream:
    """All that the filter matches, newest first, sent as it is read."""
    query = page.wished(*_FILTERS)
    first: ActivityList = await page.run(ViewActivity, **query, limit=MAX_LIMIT)
    headers = {
        "content-disposition": f'attachment; filename="activity.{ending}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Stream(_written(page, query, first, ending), media_type=_MEDIA[ending], headers=headers)


def key_of(action: str) -> str:
    """The text that says what was done: those of a page have no points in their names."""
    return "action_" + action.replace(".", "__")


def _choices(page: Console, people: Mapping[str, str]) -> dict[str, Any]:
    """What can be chosen, by what it is called."""
    t = page.texts("activity")
    chosen = page.asked.get("action")
    actions = {use_case.action for use_case in CATALOG} | ({chosen} if chosen else set())
    return {
        "people": sorted(people.items(), key=lambda one: one[1].casefold()),
        "actions": sorted(actions, key=lambda one: t.find(key_of(one)) or one),
        "doors": list(Door),
        "outcomes": list(Outcome),
        "filters": page.wished(*_FILTERS),
        "key_of": key_of,
    }


async def _people(page: Console) -> dict[str, str]:
    """Names by user id, for who may see the company's members."""
    if page.role is not Role.ADMINISTRATOR:
        return {}
    found: MemberList = await page.run(ListMembers)
    return {one.user_id: f"{one.first_name} {one.last_name}" for one in found.members}


async def _written(
    page: Console, query: dict[str, str], first: ActivityList, ending: str
) -> AsyncIterator[bytes]:
    found = first
    if ending == "csv":
        yield _csv([CSV_COLUMNS])
    while True:
        views = map(ActivityEntryView.of, found.items)
        if ending == "csv":
            rows = [msgspec.to_builtins(view) for view in views]
            yield _csv([safe_row(row[column] for column in CSV_COLUMNS) for row in rows])
        else:
            yield b"".join(msgspec.json.encode(view) + b"\n" for view in views)
        if found.next_cursor is None:
            return
        found = await page.run(ViewActivity, **query, limit=MAX_LIMIT, cursor=found.next_cursor)


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
