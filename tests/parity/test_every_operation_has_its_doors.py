"""Every use case has a route and a tool, or says why not."""

import re
from typing import Any

import pytest

from clara.adapters.http import (
    accounts,
    activity,
    analysis,
    attachments,
    authorizations,
    card_transactions,
    cards,
    charts,
    companies,
    credits,
    exports,
    google,
    imports,
    issuing,
    mcp_tokens,
    members,
    receipts,
    simulator,
    stripe_issuing,
    stripe_webhook,
    system,
    tasks,
    users,
    webhooks,
)
from clara.adapters.http.absent import HTTP_ABSENT
from clara.adapters.mcp.absent import MCP_ABSENT
from clara.adapters.mcp.tool_table import TOOLS
from clara.application.catalog import CATALOG
from clara.application.use_case import UseCase
from tests.parity.support.cases import cases

MODULES = (
    *(authorizations, issuing, simulator),
    *(activity, card_transactions, cards, charts, companies, exports, imports, mcp_tokens, members),
    *(
        receipts,
        accounts,
        analysis,
        attachments,
        credits,
        google,
        stripe_issuing,
        stripe_webhook,
        system,
        tasks,
        users,
        webhooks,
    ),
)
ROUTED = {
    handler.opt["operation"].use_case for module in MODULES for handler in module.ROUTES
}  # fmt: skip
TOOLED = {entry.use_case for entry in TOOLS}
DOORS = [
    pytest.param(ROUTED, HTTP_ABSENT, id="http"),
    pytest.param(TOOLED, MCP_ABSENT, id="mcp"),
]
Absent = dict[type[UseCase[Any, Any]], str]


@pytest.mark.parametrize("use_case", CATALOG, ids=lambda one: one.name)
@pytest.mark.parametrize(("there", "absent"), DOORS)
def test_a_use_case_has_a_door_or_a_reason_for_having_none(
    use_case: type[UseCase[Any, Any]], there: set[type], absent: Absent
) -> None:
    assert (use_case in there) != (use_case in absent)


@pytest.mark.parametrize(("there", "absent"), DOORS)
def test_only_use_cases_of_the_catalog_have_doors_or_reasons(
    there: set[type], absent: Absent
) -> None:
    assert there | set(absent) <= set(CATALOG)


@pytest.mark.parametrize(("there", "absent"), DOORS)
def test_a_reason_is_one_and_not_a_promise(there: set[type], absent: Absent) -> None:
    for reason in absent.values():
        assert len(reason) > 10
        assert not re.search(r"pending|todo|later|not yet|soon|planned", reason, re.IGNORECASE)


def test_no_two_use_cases_share_a_name() -> None:
    names = [name for one in CATALOG for name in {one.name, one.tool}]
    assert len(names) == len(set(names))


def test_every_operation_with_a_door_has_its_cases() -> None:
    # An import, an upload and an analysis take files and a notice a signed body, which are no fields:
    # see the tests of their routes.
    without = {one.__name__ for one in ROUTED | TOOLED} - {one.__name__ for one, _ in cases()}
    assert without == {
        *("ImportCardTransactions", "ReceivePaymentNotice", "ReceiveIssuerNotice"),
        *("RunAnalysis", "SubmitReceipt", "UploadAttachments"),
    }
