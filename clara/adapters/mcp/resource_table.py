"""Which operations can be read as resources, under which addresses, and what each answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import Struct

from clara.adapters.mcp.answers import CardsAnswer
from clara.adapters.mcp.caller import Spelling
from clara.adapters.mcp.names import name_of
from clara.adapters.mcp.statement import Cut, MonthlyStatementView
from clara.adapters.mcp.tool_table import MAX_ROWS
from clara.adapters.wire.companies import CompanyView
from clara.application.call import Done
from clara.application.card_transactions.list_categories import ListCategories
from clara.application.card_transactions.view_monthly_statement import ViewMonthlyStatement
from clara.application.cards.list_cards import ListCards
from clara.application.companies.view_company import ViewCompany
from clara.application.use_case import UseCase
from clara.domain.month import last_month

_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """One kind of resource. `uri` is a template (RFC 6570, level 1) whose parameters are fields of
    the command, and `fields` are further ones. `present` makes the answer, naming tools as the
    caller knows them. `listed` gives, from today in a company's zone, the parameters besides
    `company_id` of the one that is listed for each of the caller's companies."""

    uri: str
    name: str
    title: str
    use_case: type[UseCase[Any, Any]]
    present: Callable[[Done[Any], Spelling], Struct]
    fields: Mapping[str, Any]
    listed: Callable[[date], Mapping[str, str]]

    @property
    def is_template(self) -> bool:
        return "{" in self.uri

    def at(self, values: Mapping[str, str]) -> str:
        """The address with its parameters filled in."""
        return _PARAMETER.sub(lambda found: values[found[1]], self.uri)

    def read_from(self, uri: str) -> dict[str, Any] | None:
        """The command's fields if `uri` is an address of this kind. Values are not checked further
        than that they are one plain segment: that is for the Runner."""
        form = _PARAMETER.sub(r"(?P<\1>[A-Za-z0-9_-]{1,64})", self.uri)
        found = re.fullmatch(form, uri)
        return None if found is None else {**self.fields, **found.groupdict()}


class CardsView(CardsAnswer, frozen=True, kw_only=True):
    """The company's newest cards; `cut` says how to get the rest."""

    cut: tuple[Cut, ...]

    @classmethod
    def of(cls, done: Done[Any], spelling: Spelling) -> "CardsView":  # type: ignore[override]
        answer = CardsAnswer.of(done.result)
        cut: tuple[Cut, ...] = ()
        if answer.next_cursor is not None:
            rest = f"Call {name_of(ListCards, spelling)} with next_cursor as cursor."
            cut = (Cut(part="items", shown=answer.returned, rest=rest),)
        fields: dict[str, Any] = {name: getattr(answer, name) for name in answer.__struct_fields__}
        return cls(**fields, cut=cut)


def _entry(
    uri: str,
    name: str,
    title: str,
    use_case: type[UseCase[Any, Any]],
    present: Callable[[Done[Any], Spelling], Struct],
    *,
    fields: Mapping[str, Any] | None = None,
    listed: Callable[[date], Mapping[str, str]] = lambda _: {},
) -> ResourceEntry:
    return ResourceEntry(uri, name, title, use_case, present, fields or {}, listed)


RESOURCES: tuple[ResourceEntry, ...] = (
    _entry(
        "clara://categories",
        "categories",
        "Spending categories",
        ListCategories,
        lambda done, _: done.result,
    ),
    _entry(
        "clara://companies/{company_id}",
        "company",
        "Company",
        ViewCompany,
        lambda done, _: CompanyView.of(done.result),
    ),
    _entry(
        "clara://companies/{company_id}/cards",
        "cards",
        "Cards",
        ListCards,
        CardsView.of,
        fields={"limit": MAX_ROWS},
    ),
    _entry(
        "clara://companies/{company_id}/statements/{month}",
        "statement",
        "Statement",
        ViewMonthlyStatement,
        lambda done, spelling: MonthlyStatementView.of(done.result, spelling),
        listed=lambda today: {"month": last_month(today)},
    ),
)
