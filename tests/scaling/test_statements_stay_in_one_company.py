"""However many companies there are, nobody waits for another's rows: every statement that any
operation runs reads ranges of indexes within one company."""

import re

import pytest
from sqlalchemy import select

from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import cardholders, cards, metadata
from tests.scaling.conftest import Product
from tests.scaling.exceptions import INDEXES, STATEMENTS
from tests.scaling.placement import OF_THE_INSTALLATION, company_key, company_tables
from tests.scaling.plans import ANYTHING

pytestmark = pytest.mark.anyio

MANY = 500
"""There are more: fewer were hardly all."""


async def test_every_statement_is_known(product: Product) -> None:
    assert product.unmade == []
    assert sum(map(len, product.statements.values())) > MANY


async def test_every_statement_reads_one_company_or_says_why_not(product: Product) -> None:
    wrong, across = [], set()
    for name, statements in product.statements.items():
        for read in (read for one in statements for read in product.plans.unbound(one)):
            across.add(name)
            allowed = STATEMENTS.get(name)
            if allowed is None or (allowed.along and read.along not in allowed.along):
                wrong.append(f"{name}: {read.table}: {read.how}")
    assert (wrong, sorted(STATEMENTS.keys() - across)) == ([], [])


async def test_a_queue_is_read_along_its_own_index() -> None:
    along = {index for one in STATEMENTS.values() for index in one.along}
    of_upkeep = {"ix_webhook_events_at"}
    led_by_company = {"ix_audit_entries_unsealed"}
    assert along | of_upkeep == INDEXES.keys() | led_by_company


async def test_no_statement_names_what_would_live_on_different_servers(product: Product) -> None:
    """Companies' rows beside the installation's, or rows that are split by different columns."""
    keys = {table.name: company_key(table) for table in company_tables()}
    apart = []
    for name, statements in product.statements.items():
        for text in (statement.for_postgresql(ANYTHING)[0] for statement in statements):
            tables = metadata.tables.keys() & set(re.findall(r"\w+", text))
            split_by = {keys[table] for table in tables if table in keys}
            if len(split_by) > 1 or (split_by and tables & OF_THE_INSTALLATION.keys()):
                apart.append(f"{name}: {sorted(tables)}")
    assert apart == []


async def test_a_statement_over_all_companies_would_be_noticed(product: Product) -> None:
    c, h = cards.c, cardholders.c
    of_status = select(c.id).where(c.status == named("status"))
    own_cards = select(c.id).where(c.company_number == named("company"))
    with_any_holder = own_cards.join(cardholders, h.number == c.cardholder_number)
    with_its_holder = own_cards.join(
        cardholders, (h.company_number == c.company_number) & (h.number == c.cardholder_number)
    )

    def unbound(query: object) -> list[str]:
        return [read.table for read in product.plans.unbound(Statement(query))]  # type: ignore[arg-type]

    assert unbound(of_status) == ["cards"]
    assert unbound(with_any_holder) == ["cardholders"]
    assert unbound(with_its_holder) == unbound(own_cards) == []
