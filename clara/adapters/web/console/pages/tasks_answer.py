"""An answer of the analyst as its page shows it: figures lead to their rows, cells know what they are."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from clara.adapters.web.console.console import Console

_LIST = "/transactions"


class Cell(NamedTuple):
    """`kind`: text, money, count, per_mille, date, or link, whose value is an own path."""

    kind: str
    value: Any
    currency: str = ""


def answer_shown(page: Console, result: Mapping[str, Any], *, is_here: bool) -> dict[str, Any]:
    """What the template wants beside the result. Lists are of the company chosen in the menu: rows
    are led to where that is the answer's, `is_here`."""
    links = {}
    for figure in result["figures"]:
        query = (figure["transactions"]["href"] or "").partition("?")[2]
        if query and is_here:
            links[figure["id"]] = f"{page.site.url(_LIST)}?{query}"
    coverage = result["coverage"]
    days = coverage and [date.fromisoformat(coverage["period"][end]) for end in ("from", "to")]
    return {
        "links": links,
        "labels": {one["id"]: one["label"] for one in result["figures"]},
        "days": days,
        "table_shown": _table(page, result["table"], is_here=is_here) if result["table"] else None,
    }


def _table(page: Console, table: Mapping[str, Any], *, is_here: bool) -> dict[str, Any]:
    """Headings and cells. Amounts name their currency, so that it needs no column of its own."""
    names = [column["name"] for column in table["columns"]]
    kinds = [column["kind"] for column in table["columns"]]
    place = names.index("currency") if "currency" in names else None
    own = page.company.currency if page.company else ""
    hidden = {place} if "money" in kinds else set()
    if not is_here and "id" in names:
        hidden.add(names.index("id"))
    kept = [number for number in range(len(names)) if number not in hidden]
    columns = [
        (
            "" if names[number] == "id" else table["columns"][number]["label"],
            "money" if kinds[number] in ("money", "count", "per_mille") else "",
        )
        for number in kept
    ]
    rows = []
    for row in table["rows"]:
        currency = own if place is None else str(row[place])
        rows.append([_cell(page, names[n], kinds[n], row[n], currency) for n in kept])
    return {"columns": columns, "rows": rows}


def _cell(page: Console, name: str, kind: str, value: Any, currency: str) -> Cell:
    if value is None:
        return Cell("text", "")
    if name == "id":
        return Cell("link", page.site.url(f"{_LIST}/{value}"))
    if kind == "date":
        return _day(str(value))
    if kind != "text" and not isinstance(value, int):
        return Cell("text", value)
    return Cell(kind, value, currency)


def _day(text: str) -> Cell:
    try:
        return Cell("date", date.fromisoformat(text))
    except ValueError:  # a week or a month
        return Cell("text", text)

