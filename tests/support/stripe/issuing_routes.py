"""The calls of Issuing that the fake answers."""

from stripe.params import issuing as issuing_sdk

from tests.support.stripe import issuing
from tests.support.stripe.route import PAGED, Route

_ISSUING = "/v1/issuing"

ISSUING = [
    Route(
        "POST",
        f"{_ISSUING}/cardholders",
        issuing_sdk.CardholderCreateParams,
        issuing.create_holder,
        issuing.HOLDER_HONOURED,
    ),
    Route(
        "GET",
        f"{_ISSUING}/cardholders",
        issuing_sdk.CardholderListParams,
        issuing.list_holders,
        f"{PAGED} status type",
    ),
    Route(
        "GET",
        f"{_ISSUING}/cardholders/{{}}",
        issuing_sdk.CardholderRetrieveParams,
        issuing.retrieve_holder,
    ),
    Route(
        "POST",
        f"{_ISSUING}/cards",
        issuing_sdk.CardCreateParams,
        issuing.create_card,
        issuing.CARD_HONOURED,
    ),
    Route(
        "GET",
        f"{_ISSUING}/cards",
        issuing_sdk.CardListParams,
        issuing.list_cards,
        f"{PAGED} last4 status type",
    ),
    Route("GET", f"{_ISSUING}/cards/{{}}", issuing_sdk.CardRetrieveParams, issuing.retrieve_card),
    Route(
        "POST",
        f"{_ISSUING}/cards/{{}}",
        issuing_sdk.CardUpdateParams,
        issuing.update_card,
        issuing.CARD_UPDATE_HONOURED,
    ),
    Route(
        "GET",
        f"{_ISSUING}/authorizations",
        issuing_sdk.AuthorizationListParams,
        issuing.list_authorizations,
        f"{PAGED} status",
    ),
    Route(
        "GET",
        f"{_ISSUING}/authorizations/{{}}",
        issuing_sdk.AuthorizationRetrieveParams,
        issuing.retrieve_authorization,
    ),
    Route(
        "GET",
        f"{_ISSUING}/transactions",
        issuing_sdk.TransactionListParams,
        issuing.list_transactions,
        f"{PAGED} card cardholder type",
    ),
    Route(
        "GET",
        f"{_ISSUING}/transactions/{{}}",
        issuing_sdk.TransactionRetrieveParams,
        issuing.retrieve_transaction,
    ),
]
