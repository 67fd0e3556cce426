"""Every call the fake answers, with the SDK's type of its parameters."""

from stripe import params as sdk
from stripe.params import billing_portal as portal_sdk
from stripe.params import checkout as checkout_sdk

from tests.support.stripe import (
    balance,
    charges,
    checkout_sessions,
    customers,
    disputes,
    events,
    payment_intents,
    portal,
    refunds,
)
from tests.support.stripe.issuing_routes import ISSUING
from tests.support.stripe.refusals import Refusal
from tests.support.stripe.route import PAGED, Route

_SESSIONS, _PORTAL = "/v1/checkout/sessions", "/v1/billing_portal"
_OF_CHARGE = f"{PAGED} charge payment_intent"

ROUTES = [
    Route("POST", "/v1/customers", sdk.CustomerCreateParams, customers.create, customers.HONOURED),
    Route("GET", "/v1/customers", sdk.CustomerListParams, customers.list_all, f"{PAGED} email"),
    Route("GET", "/v1/customers/{}", sdk.CustomerRetrieveParams, customers.retrieve),
    Route(
        "POST", "/v1/customers/{}", sdk.CustomerUpdateParams, customers.update, customers.HONOURED
    ),
    Route("DELETE", "/v1/customers/{}", sdk.CustomerDeleteParams, customers.delete),
    Route(
        "POST",
        _SESSIONS,
        checkout_sdk.SessionCreateParams,
        checkout_sessions.create,
        checkout_sessions.HONOURED,
    ),
    Route(
        "GET",
        _SESSIONS,
        checkout_sdk.SessionListParams,
        checkout_sessions.list_all,
        f"{PAGED} customer customer_details payment_intent status",
    ),
    Route(
        "GET",
        f"{_SESSIONS}/{{}}",
        checkout_sdk.SessionRetrieveParams,
        checkout_sessions.retrieve,
    ),
    Route(
        "POST",
        f"{_SESSIONS}/{{}}/expire",
        checkout_sdk.SessionExpireParams,
        checkout_sessions.expire,
    ),
    Route(
        "GET",
        f"{_SESSIONS}/{{}}/line_items",
        checkout_sdk.SessionListLineItemsParams,
        checkout_sessions.list_line_items,
        "limit starting_after ending_before",
    ),
    Route(
        "POST",
        f"{_PORTAL}/sessions",
        portal_sdk.SessionCreateParams,
        portal.create_session,
        portal.HONOURED,
    ),
    Route(
        "POST",
        f"{_PORTAL}/configurations",
        portal_sdk.ConfigurationCreateParams,
        portal.create_configuration,
        portal.CONFIGURATION_HONOURED,
    ),
    Route(
        "GET",
        f"{_PORTAL}/configurations",
        portal_sdk.ConfigurationListParams,
        portal.list_configurations,
        f"{PAGED} active is_default",
    ),
    Route(
        "GET",
        f"{_PORTAL}/configurations/{{}}",
        portal_sdk.ConfigurationRetrieveParams,
        portal.retrieve_configuration,
    ),
    Route(
        "GET",
        "/v1/payment_intents",
        sdk.PaymentIntentListParams,
        payment_intents.list_all,
        f"{PAGED} customer",
    ),
    Route(
        "GET", "/v1/payment_intents/{}", sdk.PaymentIntentRetrieveParams, payment_intents.retrieve
    ),
    Route(
        "GET",
        "/v1/charges",
        sdk.ChargeListParams,
        charges.list_all,
        f"{PAGED} customer payment_intent",
    ),
    Route("GET", "/v1/charges/{}", sdk.ChargeRetrieveParams, charges.retrieve),
    Route("POST", "/v1/refunds", sdk.RefundCreateParams, refunds.create, refunds.HONOURED),
    Route("GET", "/v1/refunds", sdk.RefundListParams, refunds.list_all, _OF_CHARGE),
    Route("GET", "/v1/refunds/{}", sdk.RefundRetrieveParams, refunds.retrieve),
    Route("GET", "/v1/disputes", sdk.DisputeListParams, disputes.list_all, _OF_CHARGE),
    Route("GET", "/v1/disputes/{}", sdk.DisputeRetrieveParams, disputes.retrieve),
    Route(
        "GET",
        "/v1/events",
        sdk.EventListParams,
        events.list_all,
        f"{PAGED} type types delivery_success",
    ),
    Route("GET", "/v1/events/{}", sdk.EventRetrieveParams, events.retrieve),
    Route(
        "GET",
        "/v1/balance_transactions",
        sdk.BalanceTransactionListParams,
        balance.list_all,
        f"{PAGED} currency source type",
    ),
    Route(
        "GET",
        "/v1/balance_transactions/{}",
        sdk.BalanceTransactionRetrieveParams,
        balance.retrieve,
    ),
    *ISSUING,
]


def route_of(method: str, path: str) -> tuple[Route, list[str]]:
    for route in ROUTES:
        ids = route.ids(method, path)
        if ids is not None:
            return route, ids
    raise Refusal(f"Not an address of this API: {method} {path}", status=404)
