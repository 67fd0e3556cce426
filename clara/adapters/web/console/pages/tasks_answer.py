"""An answer of the analyst as its page shows it: figures lead to their rows, cells know what they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from clara.adapters.web.console.console import Console
from clara.application.analysis.refusing import without_questions
from clara.domain.accounts.language import Language

_LIST = "/transactions"
_TO_THE_RIGHT = ("money", "count", "per_mille")


class Cell(NamedTuple):
    """`kind`: text, money, count, per_mille, date or link; `path` leads to the rows behind it."""

    kind: str
    value: Any
    currency: str = ""
    path: str = ""


def answer_shown(page: Console, result: Mapping[str, Any], *, is_here: bool) -> dict[str, Any]:
    """What the template wants beside the result. Lists are of the company chosen in the menu: rows
    are led to where that is the answer's, `is_here`."""
    links = _links(page, result) if is_here else {}
    coverage = result["coverage"]
    days = coverage and [date.fromisoformat(coverage["period"][end]) for end in ("from", "to")]
    return {
        "said": _said(result),
        "links": links,
        "figures": {one["id"]: one for one in result["figures"]},
        "other_days": _other_days(result),
        "days": days,
        "table_shown": _Table.of(page, result, links, is_here=is_here).shown()
        if result["table"]
        else None,
    }


def _said(result: Mapping[str, Any]) -> str:
    """The answer in words; what can be asked instead of a refused question is shown as buttons."""
    answer: str = result["answer"]
    if not result["refusal"]:
        return answer
    return without_questions(answer, result["refusal"]["try"], Language(result["language"]))


def _links(page: Console, result: Mapping[str, Any]) -> dict[str, str]:
    """Where the rows of each figure are listed: our page takes what the list of REST takes."""
    queries = {
        one["id"]: (one["transactions"]["href"] or "").partition("?")[2]
        for one in result["figures"]
    }
    path = page.site.url(_LIST)
    return {id: f"{path}?{query}" for id, query in queries.items() if query}


def _other_days(result: Mapping[str, Any]) -> dict[str, list[date]]:
    """First and last day of figures that are about other days than most of the answer is."""
    if not result["coverage"]:
        return {}
    own = [result["coverage"]["period"][end] for end in ("from", "to")]
    asked = {
        one["id"]: [one["parameters"][end] for end in ("from", "to")] for one in result["figures"]
    }
    return {id: [*map(date.fromisoformat, days)] for id, days in asked.items() if days != own}


@dataclass(frozen=True, slots=True)
class _Table:
    """`figures` are where the rows of an amount are, by label, minor units and currency."""

    page: Console
    table: Mapping[str, Any]
    figures: Mapping[tuple[str, int, str], str]
    is_here: bool

    @classmethod
    def of(
        cls, page: Console, result: Mapping[str, Any], links: Mapping[str, str], *, is_here: bool
    ) -> "_Table":
        figures = {
            (one["label"], one["amount_minor"], one["currency"]): links[one["id"]]
            for one in result["figures"]
            if one["id"] in links
        }
        return cls(page, result["table"], figures, is_here)

    def shown(self) -> dict[str, Any]:
        """Headings and cells. Amounts name their currency, so that it needs no column of its own."""
        columns = self.table["columns"]
        names = [column["name"] for column in columns]
        place = names.index("currency") if "currency" in names else None
        hidden = {"currency"} if any(one["kind"] == "money" for one in columns) else set()
        hidden |= set() if self.is_here else {"id"}
        kept = [number for number, name in enumerate(names) if name not in hidden]
        own = self.page.company.currency if self.page.company else ""
        rows = []
        for row in self.table["rows"]:
            currency = own if place is None else str(row[place])
            rows.append([self._cell(columns[n], row[n], currency, str(row[0])) for n in kept])
        return {"columns": [_heading(columns[n]) for n in kept], "rows": rows}

    def _cell(self, column: Mapping[str, str], value: Any, currency: str, label: str) -> Cell:
        kind = column["kind"]
        if value is None:
            return Cell("text", "")
        if column["name"] == "id":
            return Cell("link", value, path=self.page.site.url(f"{_LIST}/{value}"))
        if kind == "date":
            return _day(str(value))
        if kind == "money":
            return Cell(kind, value, currency, self.figures.get((label, value, currency), ""))
        return Cell(kind if isinstance(value, int) else "text", value)


def _heading(column: Mapping[str, str]) -> tuple[str, str]:
    """What it says, unless that is an identifier, and its class."""
    said = "" if column["name"] == "id" else column["label"]
    return said, "money" if column["kind"] in _TO_THE_RIGHT else ""


def _day(text: str) -> Cell:
    try:
        return Cell("date", date.fromisoformat(text))
    except ValueError:  # a week or a month
        return Cell("text", text)
